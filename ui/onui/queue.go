package onui

import (
	"sync"
	"time"
)

// Queue is the UI goroutine of a test: posted functions wait until the test runs them, on the test's own goroutine.
type Queue struct {
	mu     sync.Mutex
	posted []func()
	more   chan struct{}
}

// NewQueue makes an empty queue.
func NewQueue() *Queue { return &Queue{more: make(chan struct{}, 1)} }

// Run is the Runner that posts to the queue.
func (q *Queue) Run(f func()) {
	q.mu.Lock()
	q.posted = append(q.posted, f)
	q.mu.Unlock()
	select {
	case q.more <- struct{}{}:
	default:
	}
}

// Drain runs what has been posted, and what that posts, and returns how many functions ran.
func (q *Queue) Drain() int {
	n := 0
	for f := q.next(); f != nil; f = q.next() {
		f()
		n++
	}
	return n
}

// DrainUntil runs what is posted until done reports true, waiting for goroutines that are still at work; false means that
// limit has passed first.
func (q *Queue) DrainUntil(limit time.Duration, done func() bool) bool {
	deadline := time.NewTimer(limit)
	defer deadline.Stop()
	for {
		q.Drain()
		if done() {
			return true
		}
		select {
		case <-q.more:
		case <-deadline.C:
			q.Drain()
			return done()
		}
	}
}

func (q *Queue) next() func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.posted) == 0 {
		return nil
	}
	f := q.posted[0]
	q.posted = q.posted[1:]
	return f
}
