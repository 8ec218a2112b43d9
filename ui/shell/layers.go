package shell

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
)

// toastTime is how long a short message stays.
const toastTime = 6 * time.Second

// layers are what lies over the page: something drawn in it that leaves the keyboard where it is (the templates), short messages,
// and pop-ups that take the keyboard.
type layers struct {
	window fyne.Window
	run    onui.Runner
	under  *fyne.Container
	toasts *fyne.Container
	placed *toastLayout
	opened []*widget.Overlay
	timer  *time.Timer
	shown  uint64
}

func newLayers(w fyne.Window, run onui.Runner) *layers {
	placed := &toastLayout{}
	return &layers{window: w, run: run, under: container.NewStack(), toasts: container.New(placed), placed: placed}
}

// put draws o over the page without taking the keyboard; nil takes it away.
func (l *layers) put(o fyne.CanvasObject) {
	l.under.Objects = nil
	if o != nil {
		l.under.Objects = []fyne.CanvasObject{o}
	}
	l.under.Refresh()
}

// open puts a pop-up over everything that takes the keyboard; Escape closes the uppermost.
func (l *layers) open(content fyne.CanvasObject, dim bool, place func(fyne.Size) (fyne.Position, fyne.Size), closed func()) *widget.Overlay {
	l.clearToast() // it has been read, and would lie under the pop-up
	o := widget.ShowOverlay(l.window.Canvas(), content, dim, place)
	l.opened = append(l.opened, o)
	o.OnClosed = func() {
		l.forget(o)
		if closed != nil {
			closed()
		}
	}
	return o
}

func (l *layers) forget(gone *widget.Overlay) {
	for i, o := range l.opened {
		if o == gone {
			l.opened = append(l.opened[:i], l.opened[i+1:]...)
			return
		}
	}
}

// closeTop closes the uppermost pop-up; false when there is none.
func (l *layers) closeTop() bool {
	if n := len(l.opened); n > 0 {
		l.opened[n-1].Close()
		return true
	}
	return false
}

// closeAll closes every pop-up.
func (l *layers) closeAll() {
	for l.closeTop() {
	}
	l.put(nil)
	l.clearToast()
}

// busy tells whether a pop-up has the keyboard.
func (l *layers) busy() bool { return len(l.opened) > 0 }

// toast shows a short message, in place of the one before.
func (l *layers) toast(tone widget.Tone, icon look.IconName, text string) {
	l.clearToast()
	l.placed.text = look.Measure(text, look.Size(look.SizeSecondary), false)
	l.toasts.Objects = []fyne.CanvasObject{widget.NewToast(tone, icon, text)}
	l.toasts.Refresh()
	mine := l.shown
	l.timer = time.AfterFunc(toastTime, func() {
		l.run(func() {
			if l.shown == mine {
				l.clearToast()
			}
		})
	})
}

func (l *layers) clearToast() {
	l.shown++
	if l.timer != nil {
		l.timer.Stop()
		l.timer = nil
	}
	l.toasts.Objects = nil
	l.toasts.Refresh()
}

// toastLayout puts the message into the status bar, over the key hints at its right: nothing there is to be clicked or read meanwhile.
type toastLayout struct{ text float32 }

// hintsRoom is what the key hints take of the status bar, in design units.
const hintsRoom = 468

// Layout implements fyne.Layout.
func (l *toastLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		m := o.MinSize() // without the text, which may be cut
		width := min(max(m.Width+l.text+look.Px(4), look.Px(hintsRoom)), s.Width)
		o.Resize(fyne.NewSize(width, m.Height))
		o.Move(fyne.NewPos(s.Width-width, s.Height-m.Height))
	}
}

// MinSize implements fyne.Layout.
func (l *toastLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
