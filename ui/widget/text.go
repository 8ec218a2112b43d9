package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Style is how a Text or a Paragraph looks. The zero Style is body text: 13, the foreground colour, regular, leading.
type Style struct {
	Size  fyne.ThemeSizeName  // look.SizeText and its like
	Color fyne.ThemeColorName // any name that look.Color knows
	Bold  bool
	Align fyne.TextAlign
	Elide bool // may be made narrower than it is; then it ends in "…"
}

func (s Style) size() fyne.ThemeSizeName {
	if s.Size == "" {
		return look.SizeText
	}
	return s.Size
}

func (s Style) color() fyne.ThemeColorName {
	if s.Color == "" {
		return theme.ColorNameForeground
	}
	return s.Color
}

// Text is one line of text. It is as wide as what it says; with Style.Elide it also fits into less.
type Text struct {
	widget.BaseWidget
	text  string
	style Style
	line  *line
}

var _ fyne.Accessible = (*Text)(nil)

// NewText makes a line of text.
func NewText(text string, style Style) *Text {
	t := &Text{text: CleanLine(text), style: style, line: newLine(style.size())}
	t.ExtendBaseWidget(t)
	t.apply()
	return t
}

// Text returns what is written, as it was cleaned.
func (t *Text) Text() string { return t.text }

// SetText changes what is written. Setting the same text again costs nothing.
func (t *Text) SetText(text string) {
	text = CleanLine(text)
	if text == t.text {
		return
	}
	t.text = text
	t.Refresh()
}

// SetStyle changes how it is written.
func (t *Text) SetStyle(style Style) {
	if style == t.style {
		return
	}
	t.style = style
	t.Refresh()
}

// SetColor changes only the colour.
func (t *Text) SetColor(c fyne.ThemeColorName) {
	s := t.style
	s.Color = c
	t.SetStyle(s)
}

// AccessibilityLabel is the text itself.
func (t *Text) AccessibilityLabel() string { return t.text }

// AccessibilityRole is text.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (t *Text) apply() {
	t.line.size = t.style.size()
	t.line.Alignment = t.style.Align
	t.line.set(t.text, t.style.color(), t.style.Bold)
}

// natural is the width at which nothing is cut.
func (t *Text) natural() float32 { return ceil(t.line.width()) }

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	place := func(s fyne.Size) {
		if t.style.Elide {
			t.line.place(0, 0, s.Width, s.Height)
			return
		}
		t.line.Text.Text = t.text
		t.line.centre(0, 0, s.Width, s.Height)
	}
	return &drawing{
		objects: []fyne.CanvasObject{t.line.Text},
		layout:  place,
		measure: func() fyne.Size {
			h := look.LineHeight(t.style.size())
			if t.style.Elide {
				return fyne.NewSize(0, h)
			}
			return fyne.NewSize(t.natural(), h)
		},
		refresh: func() {
			t.apply()
			place(t.Size())
			t.line.Refresh()
		},
	}
}

func ceil(v float32) float32 {
	if f := floor(v); f < v {
		return f + 1
	}
	return v
}
