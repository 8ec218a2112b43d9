package widget

import (
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// capsLock guesses whether Caps Lock is on from the letters typed and from Shift: Fyne tells of the key, not of its state
// (DESIGN.md section 12).
type capsLock struct {
	on, shift bool
	changed   func(on bool)
}

// WatchCapsLock has changed called when what is typed says that Caps Lock is on, and when it says that it is off again.
func (e *Entry) WatchCapsLock(changed func(on bool)) { e.field.caps = &capsLock{changed: changed} }

// key takes note of Shift and of Caps Lock itself.
func (c *capsLock) key(name fyne.KeyName, down bool) {
	switch name {
	case desktop.KeyShiftLeft, desktop.KeyShiftRight:
		c.shift = down
	case desktop.KeyCapsLock:
		if down && c.on { // turned off: the next letter could only say the same
			c.set(false)
		}
	}
}

// letter takes note of what was typed: a capital without Shift, or a small letter with it.
func (c *capsLock) letter(r rune) {
	if unicode.IsLetter(r) && unicode.IsUpper(r) != unicode.IsLower(r) {
		c.set(unicode.IsUpper(r) != c.shift)
	}
}

func (c *capsLock) set(on bool) {
	if on != c.on {
		c.on = on
		c.changed(on)
	}
}

// begin reads Shift as it is held when the entry gets the keyboard.
func (c *capsLock) begin() {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		c.shift = d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
	}
}

// KeyDown implements desktop.Keyable.
func (f *field) KeyDown(e *fyne.KeyEvent) {
	if f.caps != nil {
		f.caps.key(e.Name, true)
	}
	f.Entry.KeyDown(e)
}

// KeyUp implements desktop.Keyable.
func (f *field) KeyUp(e *fyne.KeyEvent) {
	if f.caps != nil {
		f.caps.key(e.Name, false)
	}
	f.Entry.KeyUp(e)
}

// TypedRune implements fyne.Focusable.
func (f *field) TypedRune(r rune) {
	if f.caps != nil {
		f.caps.letter(r)
	}
	f.typed(r)
}
