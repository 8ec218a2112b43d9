package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sociomedio/ui/look"
)

// Select chooses one of many. Its list opens on a click, Enter, Space, Down or the first letter, narrows down with what is
// typed, and closes on Escape. It never opens by hovering.
type Select struct {
	press
	// OnChanged is called with the index of another option that was chosen, by whomever but SelectQuietly.
	OnChanged func(index int)
	// OnFocus is called when the select gets or loses the keyboard.
	OnFocus func(bool)

	options     []string
	selected    int
	placeholder string
	failure     string

	frame *box
	text  *line
	arrow *picture
	alert *picture
	error *line
	menu  *selectMenu
}

// NewSelect makes a select without options; placeholder stands for no choice ("Please select...").
func NewSelect(placeholder string) *Select {
	s := &Select{
		placeholder: placeholder, selected: -1, frame: newBox(4), text: newLine(look.SizeText),
		arrow: newPicture(look.IconDown, look.Foreground2, 16), alert: newPicture("", look.Error, 12),
		error: newLine(look.SizeSecondary),
	}
	s.tapped = func() {
		focus(s)
		s.Open()
	}
	s.ExtendBaseWidget(s)
	return s
}

// SetOptions replaces what can be chosen and takes the choice away, without a call.
func (s *Select) SetOptions(options []string) {
	s.options, s.selected = options, -1
	s.Close()
	s.Refresh()
}

// Options returns what can be chosen.
func (s *Select) Options() []string { return s.options }

// Selected returns the index of the choice, -1 for none.
func (s *Select) Selected() int { return s.selected }

// SelectedText returns what the choice says, empty for none.
func (s *Select) SelectedText() string {
	if s.selected < 0 {
		return ""
	}
	return s.options[s.selected]
}

// SelectQuietly changes the choice without calling OnChanged; an index outside is no choice.
func (s *Select) SelectQuietly(index int) {
	if index < 0 || index >= len(s.options) {
		index = -1
	}
	if index != s.selected {
		s.selected = index
		s.Refresh()
	}
}

// Select changes the choice as the agent does: it takes an error away and calls OnChanged when it is another.
func (s *Select) Select(index int) {
	if index < 0 || index >= len(s.options) || index == s.selected {
		return
	}
	s.selected, s.failure = index, ""
	s.Refresh()
	if s.OnChanged != nil {
		s.OnChanged(index)
	}
}

// SetError marks the select as wrong, with the sentence under it; an empty sentence takes the mark away.
func (s *Select) SetError(sentence string) {
	if sentence != s.failure {
		s.failure = sentence
		s.Refresh()
	}
}

// Error returns the sentence under the select.
func (s *Select) Error() string { return s.failure }

// Focus gives the select the keyboard.
func (s *Select) Focus() { focus(s) }

// Open opens the list, for a shortcut or a menu as well; when the select is disabled or empty nothing happens.
func (s *Select) Open() { s.openWith("") }

func (s *Select) openWith(filter string) {
	c := fyne.CurrentApp().Driver().CanvasForObject(s)
	if s.disabled || s.menu != nil || c == nil || len(s.options) == 0 {
		return
	}
	s.menu = newSelectMenu(s, filter)
	s.menu.show(c)
	s.Refresh()
}

// IsOpen tells whether the list is open.
func (s *Select) IsOpen() bool { return s.menu != nil }

// Close closes the list and changes nothing.
func (s *Select) Close() {
	if s.menu != nil {
		s.menu.overlay.Close()
	}
}

// FocusGained implements fyne.Focusable.
func (s *Select) FocusGained() {
	s.press.FocusGained()
	if s.OnFocus != nil {
		s.OnFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (s *Select) FocusLost() {
	s.press.FocusLost()
	if s.OnFocus != nil {
		s.OnFocus(false)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyDown, fyne.KeyUp, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		s.Open()
	default:
		unusedKey(e)
	}
}

// TypedRune implements fyne.Focusable: a letter opens the list, narrowed down to it. Fyne sends Space as key and as rune;
// the key has opened the list already.
func (s *Select) TypedRune(r rune) {
	if r != ' ' {
		s.openWith(string(r))
	}
}

// AccessibilityLabel is the choice, or the placeholder.
func (s *Select) AccessibilityLabel() string {
	if s.selected >= 0 {
		return s.SelectedText()
	}
	return s.placeholder
}

// AccessibilityRole is button.
func (s *Select) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (s *Select) paint() {
	open := s.menu != nil
	paintInput(s.frame, inputState{s.focused || open, s.failure != "" && !open, s.disabled})
	label, text := s.placeholder, look.Foreground3
	if s.selected >= 0 {
		label, text = s.SelectedText(), look.Foreground
	}
	if open && s.menu.filter != "" {
		label, text = s.menu.filter, look.Foreground
	}
	arrow, arrowIcon := look.Foreground2, look.IconDown
	if s.disabled {
		text, arrow = look.Disabled, look.Disabled
	}
	if open {
		arrowIcon = look.IconUp
	}
	s.text.set(label, text, false)
	s.arrow.set(arrowIcon, arrow, s)
	icon := look.IconAlert
	if s.failure == "" {
		icon = ""
	}
	s.alert.set(icon, look.Error, s)
	s.error.set(s.failure, look.Error, false)
	setVisible(s.error.Text, s.failure != "")
}

// CreateRenderer implements fyne.Widget.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	s.drawn = true
	s.paint()
	layout := func(z fyne.Size) {
		h := look.Px(28)
		s.frame.place(fyne.Position{}, fyne.NewSize(z.Width, h))
		s.text.place(look.Px(9), 0, z.Width-look.Px(9+16+6+9), h)
		s.arrow.place(z.Width-look.Px(9)-look.Px(16), 0, h)
		y, line := h+look.Px(2), look.Px(16)
		s.alert.place(0, y, line)
		s.error.place(look.Px(16), y, max(z.Width-look.Px(16), 0), line)
	}
	return &drawing{
		objects: append(s.frame.objects(), s.text.Text, s.arrow.Image, s.alert.Image, s.error.Text),
		layout:  layout,
		measure: func() fyne.Size {
			h := look.Px(28)
			if s.failure != "" {
				h += look.Px(20)
			}
			return fyne.NewSize(look.Px(80), h)
		},
		refresh: func() {
			s.paint()
			layout(s.Size())
			canvas.Refresh(s)
		},
	}
}

// matches tells whether a label fits what was typed: each typed word begins a word of the label.
func matches(label, filter string) bool {
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return strings.ContainsRune(" /-,.()", r) })
	for _, f := range strings.Fields(strings.ToLower(filter)) {
		found := false
		for _, w := range words {
			found = found || strings.HasPrefix(w, f)
		}
		if !found {
			return false
		}
	}
	return true
}
