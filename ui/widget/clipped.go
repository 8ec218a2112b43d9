package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Clipped is a Paragraph that is always a number of lines high, whatever it says: the two lines of Remark.
type Clipped struct {
	widget.BaseWidget
	text  *Paragraph
	lines int
}

// NewClipped makes body text cut to a number of lines.
func NewClipped(text string, lines int) *Clipped {
	c := &Clipped{text: NewParagraph(text, Style{}, lines), lines: lines}
	c.ExtendBaseWidget(c)
	return c
}

// Text returns the whole text as it was cleaned.
func (c *Clipped) Text() string { return c.text.Text() }

// SetText changes the text.
func (c *Clipped) SetText(text string) { c.text.SetText(text) }

// CreateRenderer implements fyne.Widget.
func (c *Clipped) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	return &drawing{
		objects: []fyne.CanvasObject{c.text},
		layout: func(s fyne.Size) {
			c.text.Move(fyne.NewPos(0, look.Px(3)))
			c.text.Resize(s.SubtractWidthHeight(0, look.Px(6)))
		},
		measure: func() fyne.Size {
			return fyne.NewSize(look.Px(60), float32(c.lines)*look.LineHeight(look.SizeText)+2*look.Px(3))
		},
		refresh: func() { c.text.Refresh() },
	}
}
