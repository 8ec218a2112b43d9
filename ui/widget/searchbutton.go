package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sociomedio/ui/look"
)

// SearchButton looks like an entry to search in and opens the place where one types: the search of the navigation, which leads to
// the palette.
type SearchButton struct {
	press
	text    string
	frame   *box
	label   *line
	picture *picture
	hint    *KbdHint
}

var _ fyne.Accessible = (*SearchButton)(nil)

// NewSearchButton makes the button with what stands in it and the key that does the same; 28 high.
func NewSearchButton(text, key string, tapped func()) *SearchButton {
	s := &SearchButton{
		text: text, frame: newBox(4), label: newLine(look.SizeText), picture: newPicture(look.IconSearch, look.Foreground3, 14),
		hint: NewKbdHint(key),
	}
	s.tapped = tapped
	s.ExtendBaseWidget(s)
	return s
}

// AccessibilityLabel is what stands in it.
func (s *SearchButton) AccessibilityLabel() string { return s.text }

// AccessibilityRole is button.
func (s *SearchButton) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (s *SearchButton) paint() {
	paintInput(s.frame, inputState{focused: s.focused, disabled: s.disabled})
	s.label.set(s.text, look.Foreground3, false)
	s.picture.set(look.IconSearch, look.Foreground3, s)
}

func (s *SearchButton) layout(z fyne.Size) {
	s.frame.place(fyne.Position{}, z)
	s.picture.place(look.Px(9), 0, z.Height)
	m := s.hint.MinSize()
	s.hint.Resize(m)
	s.hint.Move(fyne.NewPos(z.Width-look.Px(4)-m.Width, floor((z.Height-m.Height)/2)))
	left := look.Px(9 + 14 + 6)
	s.label.place(left, 0, max(z.Width-left-m.Width-look.Px(8), 0), z.Height)
}

// CreateRenderer implements fyne.Widget.
func (s *SearchButton) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	s.drawn = true
	s.paint()
	return &drawing{
		objects: append(s.frame.objects(), s.picture.Image, s.label.Text, s.hint), layout: s.layout,
		measure: func() fyne.Size { return fyne.NewSize(look.Px(120), look.Px(28)) },
		refresh: func() {
			s.paint()
			s.layout(s.Size())
			canvas.Refresh(s)
		},
	}
}
