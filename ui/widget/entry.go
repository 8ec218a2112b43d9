package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Entry is an entry of one line in the design's frame: an icon, a placeholder, a key hint or a cross to clear it, an eye
// for a password, and an error under it.
type Entry struct {
	widget.BaseWidget
	// OnChanged is called with the text after every change.
	OnChanged func(string)
	// OnSubmitted is called with the text on Enter.
	OnSubmitted func(string)
	// OnKey sees every key first; true keeps it from the entry. Escape is asked for here.
	OnKey func(*fyne.KeyEvent) bool
	// OnFocus is called when the entry gets or loses the keyboard.
	OnFocus func(bool)

	icon     look.IconName
	failure  string
	wrong    bool
	clear    bool
	focused  bool
	disabled bool
	bare     bool

	field   *field
	holder  fyne.CanvasObject // the field, in a theme of its own if it has one
	frame   *box
	picture *picture
	hint    *KbdHint
	tool    *Button // cross or eye
	alert   *picture
	error   *line
}

// NewEntry makes an empty entry with a placeholder.
func NewEntry(placeholder string) *Entry {
	e := &Entry{
		field: newField(false), frame: newBox(4), picture: newPicture("", look.Foreground3, 14),
		alert: newPicture("", look.Error, 12), error: newLine(look.SizeSecondary),
	}
	e.field.SetPlaceHolder(placeholder)
	e.field.OnChanged = func(s string) {
		e.showTools()
		if e.OnChanged != nil {
			e.OnChanged(s)
		}
	}
	e.field.OnSubmitted = func(s string) {
		if e.OnSubmitted != nil {
			e.OnSubmitted(s)
		}
	}
	e.field.focusChanged = func(on bool) {
		e.focused = on
		e.Refresh()
		if e.OnFocus != nil {
			e.OnFocus(on)
		}
	}
	e.field.key = func(k *fyne.KeyEvent) bool { return e.OnKey != nil && e.OnKey(k) }
	e.holder = e.field
	e.ExtendBaseWidget(e)
	return e
}

// NewPasswordEntry makes an entry that hides what is typed behind dots, with an eye to show it; eye names the button.
func NewPasswordEntry(placeholder, eye string) *Entry {
	e := NewEntry(placeholder)
	e.field.Password = true
	e.tool = NewIconButton(look.IconEye, eye, QuietNeutral, func() {
		e.field.Password = !e.field.Password
		e.field.Refresh()
		e.Focus()
	}).WithSize(Small)
	return e
}

// WithIcon puts an icon at the left and returns the entry.
func (e *Entry) WithIcon(icon look.IconName) *Entry {
	e.icon = icon
	return e
}

// Bare takes the frame away and writes in 15: the entry of the palette, which is a line of its panel. It returns the entry.
func (e *Entry) Bare() *Entry {
	e.bare = true
	e.holder = e.field.in(bareTheme{})
	return e
}

// WithHint shows the key that leads here, while the entry is empty, and returns the entry.
func (e *Entry) WithHint(key string) *Entry {
	e.hint = NewKbdHint(key)
	return e
}

// WithClear shows a cross to empty the entry while it has text, and returns the entry; name says what the cross does.
func (e *Entry) WithClear(name string) *Entry {
	e.clear = true
	e.tool = NewIconButton(look.IconClose, name, QuietNeutral, func() {
		e.SetText("")
		e.Focus()
	}).WithSize(Small)
	e.showTools()
	return e
}

// Text returns what is typed.
func (e *Entry) Text() string { return e.field.Text }

// SetText replaces what is typed; OnChanged is called when it differs.
func (e *Entry) SetText(s string) {
	if s != e.field.Text {
		e.field.SetText(s)
	}
}

// SetPlaceholder changes what an empty entry says.
func (e *Entry) SetPlaceholder(s string) { e.field.SetPlaceHolder(s) }

// SetError marks the entry as wrong, with the sentence under it; an empty sentence takes the mark away.
func (e *Entry) SetError(sentence string) {
	if sentence != e.failure {
		e.failure = sentence
		e.Refresh()
	}
}

// SetWrong marks the entry as wrong without a sentence under it: where one stands elsewhere.
func (e *Entry) SetWrong(on bool) {
	if on != e.wrong {
		e.wrong = on
		e.Refresh()
	}
}

// Focus gives the entry the keyboard.
func (e *Entry) Focus() { focus(e.field) }

// Focused tells whether the entry has the keyboard.
func (e *Entry) Focused() bool { return e.focused }

// Focusable returns the object that has the keyboard when this entry has it.
func (e *Entry) Focusable() fyne.Focusable { return e.field }

// SelectAll selects what is typed.
func (e *Entry) SelectAll() { e.field.TypedShortcut(&fyne.ShortcutSelectAll{}) }

// Disabled implements fyne.Disableable.
func (e *Entry) Disabled() bool { return e.disabled }

// Disable implements fyne.Disableable.
func (e *Entry) Disable() {
	e.disabled = true
	e.field.Disable()
	e.Refresh()
}

// Enable implements fyne.Disableable.
func (e *Entry) Enable() {
	e.disabled = false
	e.field.Enable()
	e.Refresh()
}

func (e *Entry) showTools() {
	if e.hint != nil {
		setVisible(e.hint, e.field.Text == "")
	}
	if e.clear {
		setVisible(e.tool, e.field.Text != "")
	}
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on != o.Visible() {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

func (e *Entry) paint() {
	if e.bare {
		e.frame.paint(color.Transparent, color.Transparent, 0)
	} else {
		paintInput(e.frame, inputState{e.focused, e.wrong || e.failure != "", e.disabled})
	}
	e.picture.set(e.icon, look.Foreground3, e)
	e.error.set(e.failure, look.Error, false)
	icon := look.IconAlert
	if e.failure == "" {
		icon = ""
	}
	e.alert.set(icon, look.Error, e)
	setVisible(e.error.Text, e.failure != "")
}

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	e.ExtendBaseWidget(e)
	e.paint()
	objects := append(e.frame.objects(), e.picture.Image, e.holder)
	if e.hint != nil {
		objects = append(objects, e.hint)
	}
	if e.tool != nil {
		objects = append(objects, e.tool)
	}
	return &drawing{
		objects: append(objects, e.alert.Image, e.error.Text),
		layout:  e.layout,
		measure: func() fyne.Size {
			h := look.Px(28)
			if e.bare {
				h = look.Px(36)
			}
			if e.failure != "" {
				h += look.Px(20)
			}
			return fyne.NewSize(look.Px(60), h)
		},
		refresh: func() {
			e.paint()
			e.layout(e.Size())
			canvas.Refresh(e)
		},
	}
}

func (e *Entry) layout(s fyne.Size) {
	h := look.Px(28)
	if e.bare {
		h = s.Height
	}
	e.frame.place(fyne.Position{}, fyne.NewSize(s.Width, h))
	left, right := look.Px(4), look.Px(4)
	if e.icon != "" {
		e.picture.place(look.Px(9), 0, h)
		left = look.Px(9+14+6) - look.Size(sizeInnerPadding)
	}
	if e.hint != nil {
		m := e.hint.MinSize()
		e.hint.Resize(m)
		e.hint.Move(fyne.NewPos(s.Width-look.Px(4)-m.Width, floor((h-m.Height)/2)))
		right = m.Width + look.Px(6)
	}
	if e.tool != nil {
		m := e.tool.MinSize()
		e.tool.Resize(m)
		e.tool.Move(fyne.NewPos(s.Width-look.Px(2)-m.Width, floor((h-m.Height)/2)))
		right = max(right, m.Width)
	}
	// Fyne's Entry scrolls in a height below its own, which a scale may make a unit higher than the frame.
	own := max(h, ceil(e.field.MinSize().Height))
	e.holder.Resize(fyne.NewSize(max(s.Width-left-right, 0), own))
	e.holder.Move(fyne.NewPos(left, floor((h-own)/2)))
	y, line := h+look.Px(2), look.Px(16)
	e.alert.place(0, y, line)
	e.error.place(look.Px(16), y, max(s.Width-look.Px(16), 0), line)
}
