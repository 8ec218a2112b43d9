package main

import (
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"sociomedio/data"
	"sociomedio/data/settings"
	"sociomedio/ui/words"
)

// errNoWindow is why there is no window: no display, or no OpenGL on it. The toolkit has said more in the log.
var errNoWindow = errors.New("the toolkit has opened no window")

// appear shows the window. Where there is no OpenGL, as in bare virtual machines and some remote sessions, Fyne only logs it and goes
// on without a window, and where there is no display it breaks; so what came of it is looked at.
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
	native.RunNative(func(system any) {
		switch system {
		case driver.X11WindowContext{}, driver.WaylandWindowContext{}, driver.WindowsWindowContext{}, driver.MacWindowContext{}:
			err = errNoWindow // what Fyne has to give is empty
		}
	})
	return err
}

// withoutWindow says why there is no window and what helps, in the agent's language.
func (w *work) withoutWindow(cause error) error {
	w.logs.Error("no window", "error", cause)
	sentence := noOpenGL(words.Language(w.settings.Text(settings.Locale)))
	tell(sentence)
	return data.Fail(data.NoWindow, sentence, cause)
}

// noOpenGL is the sentence with the way out.
func noOpenGL(l words.Language) string {
	t, err := words.Load(l, words.Zone(""))
	if err != nil {
		return err.Error()
	}
	return t.T(words.FailNoWindow) + " " + t.T(wayOut)
}
