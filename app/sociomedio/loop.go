package main

import (
	"sync/atomic"

	"fyne.io/fyne/v2"
)

// loop is the way to the UI goroutine for as long as the window's loop goes round. When it has ended, Fyne would run what is posted on the
// goroutine that posts it, beside the end of the program; so nothing is taken any more from the moment the end begins.
type loop struct{ ended atomic.Bool }

// do posts f; it is an onui.Runner.
func (l *loop) do(f func()) {
	if l.ended.Load() {
		return
	}
	fyne.Do(func() {
		if !l.ended.Load() {
			f()
		}
	})
}

// end lets nothing through any more.
func (l *loop) end() { l.ended.Store(true) }
