package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sociomedio/ui/look"
)

// begin starts a program with the theme; widgets are made after it.
func begin(t testing.TB) { beginIn(t, look.Light, 100) }

func beginIn(t testing.TB, choice look.Choice, percent int) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(choice, percent))
}

// desk opens a window with an object in it.
func desk(t testing.TB, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewWindow(o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	t.Cleanup(w.Close)
	return w
}

// pressKeys sends keys to what has the keyboard.
func pressKeys(w fyne.Window, keys ...fyne.KeyName) {
	for _, k := range keys {
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}
