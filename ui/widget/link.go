package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"sociomedio/ui/look"
)

// LinkText is a word or two in the accent that lead somewhere; at least 24 high, with the hand over it.
type LinkText struct {
	press
	text string
	size fyne.ThemeSizeName
	icon look.IconName
	ring *box
	line *line
	mark *picture
}

// NewLinkText makes a link of the named text size; an icon, when not empty, stands before it.
func NewLinkText(text string, size fyne.ThemeSizeName, icon look.IconName, tapped func()) *LinkText {
	l := &LinkText{text: text, size: size, icon: icon, ring: newBox(3), line: newLine(size), mark: newPicture("", look.Primary, 12)}
	l.tapped = tapped
	l.ExtendBaseWidget(l)
	l.paint()
	return l
}

// SetText changes what the link says.
func (l *LinkText) SetText(text string) {
	if text != l.text {
		l.text = text
		l.Refresh()
	}
}

// Cursor implements desktop.Cursorable.
func (l *LinkText) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel is the text.
func (l *LinkText) AccessibilityLabel() string { return l.text }

// AccessibilityRole is link.
func (l *LinkText) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleLink }

func (l *LinkText) paint() {
	colour := look.Primary
	if l.disabled {
		colour = look.Disabled
	}
	l.line.set(l.text, colour, false)
	l.line.TextStyle.Underline = l.hovered && !l.disabled
	l.mark.set(l.icon, colour, l)
	l.ring.paint(color.Transparent, color.Transparent, 0)
	if l.focused {
		l.ring.paint(look.Color(look.Surface), look.Color(look.Primary), 2)
	}
}

func (l *LinkText) side() float32 {
	if l.icon == "" {
		return 0
	}
	return l.mark.side() + look.Px(4)
}

// CreateRenderer implements fyne.Widget.
func (l *LinkText) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	l.drawn = true
	l.paint()
	layout := func(s fyne.Size) {
		out := look.Px(4)
		l.ring.place(fyne.NewPos(-out, 0), fyne.NewSize(s.Width+2*out, s.Height))
		l.mark.place(0, 0, s.Height)
		l.line.place(l.side(), 0, s.Width-l.side()+1, s.Height)
	}
	return &drawing{
		objects: append(l.ring.objects(), l.mark.Image, l.line.Text), layout: layout,
		measure: func() fyne.Size { return fyne.NewSize(l.side()+ceil(l.line.width()), look.Px(24)) },
		refresh: func() {
			l.paint()
			layout(l.Size())
			canvas.Refresh(l)
		},
	}
}
