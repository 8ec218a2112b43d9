package backend

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Watch is what an event stream waits for. The channels hold at most one wake-up each: who is slow gets one for many.
type Watch struct {
	Changed <-chan struct{} // something this agent may see changed
	Queue   <-chan struct{} // the common queue changed: see Waiting; at most once a second
	Ended   <-chan struct{} // the session ended
	Close   func()
}

// Watch begins to watch for one agent's session. Close it.
func (b *Backend) Watch(agentID, sessionID string) Watch {
	changed, cancel := b.store.Subscribe(agentID)
	queue, leaveQueue := b.queue.listen("")
	ended, leaveEnded := b.ended.listen(sessionID)
	return Watch{Changed: changed, Queue: queue, Ended: ended, Close: func() {
		cancel()
		leaveQueue()
		leaveEnded()
	}}
}

// bell wakes whoever listens to a key. Ringing never waits.
type bell struct {
	mu        sync.Mutex
	listeners map[string][]chan struct{}
}

func newBell() *bell { return &bell{listeners: map[string][]chan struct{}{}} }

func (l *bell) listen(key string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listeners[key] = append(l.listeners[key], c)
	return c, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		rest := slices.DeleteFunc(l.listeners[key], func(x chan struct{}) bool { return x == c })
		if len(rest) == 0 {
			delete(l.listeners, key)
			return
		}
		l.listeners[key] = rest
	}
}

func (l *bell) ring(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.listeners[key] {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Waiting is how many cases wait in the common queue, as last counted.
func (b *Backend) Waiting() int { return int(b.waiting.Load()) }

// watchQueue counts the common queue once for all who watch it, when the store says that it changed.
func (b *Backend) watchQueue(ctx context.Context, woken <-chan struct{}) error {
	return passOn(ctx, woken, queueEvery, func() {
		n, err := b.store.Waiting(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			b.log.WarnContext(ctx, "queue not counted", "error", err)
		case err == nil && b.waiting.Swap(int64(n)) != int64(n):
			b.queue.ring("")
		}
	})
}

// queueEvery is how often agents hear at most of the common queue.
const queueEvery = time.Second

// passOn calls do for wake-ups: the first of many at once, then at most one in every interval, so that a flood of new cases doesn't
// wake a thousand agents for each of them.
func passOn(ctx context.Context, woken <-chan struct{}, every time.Duration, do func()) error {
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-pause.C:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-woken:
			do()
			pause.Reset(every)
		}
	}
}
