package widget

import "fyne.io/fyne/v2"

// unusedKey gives a key that the part with the keyboard has no use for to its window: what the window does on F1, F5 and
// Escape works wherever the keyboard is. Fyne itself tells the window only while nothing has the keyboard.
func unusedKey(e *fyne.KeyEvent) {
	if c := canvasWithKeyboard(); c != nil {
		if f := c.OnTypedKey(); f != nil {
			f(e)
		}
	}
}

// unusedRune does the same with a letter.
func unusedRune(r rune) {
	if c := canvasWithKeyboard(); c != nil {
		if f := c.OnTypedRune(); f != nil {
			f(r)
		}
	}
}

// canvasWithKeyboard is the canvas on which something has the keyboard.
func canvasWithKeyboard() fyne.Canvas {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if w.Canvas().Focused() != nil {
			return w.Canvas()
		}
	}
	return nil
}

// ofWindow tells whether a key means nothing to an entry and is for its window.
func ofWindow(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyEscape, fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5, fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9,
		fyne.KeyF10, fyne.KeyF11, fyne.KeyF12:
		return true
	}
	return false
}

// Types tells whether what has the keyboard takes letters as text: an entry or an editor.
func Types(f fyne.Focusable) bool {
	_, ok := f.(*field)
	return ok
}
