package main

import (
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// errNoWindow is why there is no window: no display, or no OpenGL on it.
var errNoWindow = errors.New("no window can be opened")

// appear shows the window. Where there is no display or no OpenGL, as in bare virtual machines and some remote sessions, Fyne only
// logs it, goes on and breaks later; so what came of it is looked at.
func appear(w fyne.Window) (err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("%w: %v", errNoWindow, problem)
		}
	}()
	w.Show()
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return nil
	}
	native.RunNative(func(any) {}) // breaks off when there is no window of the system behind it
	return nil
}

// noWindow is the sentence with the way out.
const noWindow = "The window can't be opened: this computer or session offers no OpenGL 2.1. Update the graphics driver, or let it be drawn without one: "

// withoutWindow says why there is no window and what helps.
func (w *work) withoutWindow(cause error) error {
	w.logs.Error("no window", "error", cause)
	tell(noWindow + wayOut)
	return errors.New(noWindow + wayOut)
}
