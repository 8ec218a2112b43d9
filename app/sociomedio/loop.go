package main

import (
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/ui/onui"
)

// loop is the way to the UI goroutine, from before the window's loop goes round until it has ended. What is posted earlier waits for
// before, so that the window opens with its first page on it. When it has ended, Fyne would run what is posted on the goroutine that
// posts it, beside the end of the program; so nothing is taken any more from the moment the end begins.
type loop struct {
	ended atomic.Bool

	mu    sync.Mutex
	early *onui.Queue // nil once Fyne takes what is posted
}

func newLoop() *loop { return &loop{early: onui.NewQueue()} }

// do posts f; it is an onui.Runner.
func (l *loop) do(f func()) {
	if l.ended.Load() {
		return
	}
	l.mu.Lock()
	early := l.early
	if early != nil {
		early.Run(f)
	}
	l.mu.Unlock()
	if early != nil {
		return
	}
	fyne.Do(func() {
		if !l.ended.Load() {
			f()
		}
	})
}

// before runs what is posted until done says so, or until limit has passed. It is called once, on the goroutine of main, before the
// window's loop.
func (l *loop) before(limit time.Duration, done func() bool) {
	early := l.early
	early.DrainUntil(limit, done)
	l.mu.Lock()
	l.early = nil
	l.mu.Unlock()
	early.Drain()
}

// end lets nothing through any more.
func (l *loop) end() { l.ended.Store(true) }
