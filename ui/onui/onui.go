// Package onui is the one way back to the UI goroutine. Views start work on goroutines of their own and post what comes of
// it through a Runner: fyne.Do in the program, a Queue in tests.
//
// A late answer never lands in the wrong place: a Slot stands for one place on screen, and only the answer to its newest
// request is shown. Nothing that must survive quitting goes through here, since Fyne drops what is queued then.
package onui

import (
	"context"
	"sync"
	"time"
)

// Runner posts a function to the UI goroutine and returns at once. In the program it is fyne.Do.
type Runner func(func())

// Slot is one place on screen that shows one thing at a time: the profile of the open case, the results of a search.
// Its methods and Load are called on the UI goroutine.
type Slot struct {
	run    Runner
	newest uint64
	cancel context.CancelFunc
}

// NewSlot makes a slot that answers through run.
func NewSlot(run Runner) *Slot { return &Slot{run: run} }

// Cancel ends the work under way and makes its answer never be shown.
func (s *Slot) Cancel() {
	s.newest++
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

// Load cancels what the slot was loading, runs work on its own goroutine, and then show on the UI goroutine, unless Load
// or Cancel was called again in between.
func Load[T any](ctx context.Context, s *Slot, work func(context.Context) (T, error), show func(T, error)) {
	s.Cancel()
	ctx, cancel := context.WithCancel(ctx)
	s.cancel = cancel
	mine := s.newest
	go func() {
		value, err := work(ctx)
		s.run(func() {
			if s.newest != mine {
				return
			}
			s.Cancel()
			show(value, err)
		})
	}()
}

// Coalescer turns many requests to refresh into one per interval: a burst of events paints once.
type Coalescer struct {
	run      Runner
	interval time.Duration
	refresh  func()

	mu      sync.Mutex
	waiting bool
	stopped bool
	timer   *time.Timer
}

// NewCoalescer makes a coalescer that calls refresh on the UI goroutine, at most once per interval.
func NewCoalescer(run Runner, interval time.Duration, refresh func()) *Coalescer {
	return &Coalescer{run: run, interval: interval, refresh: refresh}
}

// Ask asks for a refresh; any goroutine may.
func (c *Coalescer) Ask() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting || c.stopped {
		return
	}
	c.waiting = true
	c.timer = time.AfterFunc(c.interval, func() { c.run(c.fire) })
}

func (c *Coalescer) fire() {
	c.mu.Lock()
	ask := c.waiting && !c.stopped
	c.waiting = false
	c.mu.Unlock()
	if ask {
		c.refresh()
	}
}

// Stop ends it; nothing is refreshed any more.
func (c *Coalescer) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	if c.timer != nil {
		c.timer.Stop()
	}
}
