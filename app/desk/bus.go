package desk

import (
	"sync"
	"time"
)

// gather is how long events of one kind wait for others of the same: less than an eye sees, more than a burst lasts.
const gather = 15 * time.Millisecond

// bus brings events to who subscribed, one at a time, those that mean the same once.
type bus struct {
	mu      sync.Mutex
	waiting []Event
	listens map[int]func(Event)
	next    int
	ended   bool
	wake    chan struct{}
	done    chan struct{}
}

func newBus() *bus {
	b := &bus{listens: map[int]func(Event){}, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go b.run()
	return b
}

func (b *bus) subscribe(f func(Event)) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id := b.next
	b.next++
	b.listens[id] = f
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.listens, id)
	}
}

// post never waits.
func (b *bus) post(events ...Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ended || len(b.listens) == 0 {
		return // who begins to listen later reads how things stand then
	}
	for _, e := range events {
		b.add(e)
	}
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *bus) add(e Event) {
	for i, w := range b.waiting {
		if w.Kind == e.Kind && w.CaseID == e.CaseID && w.CustomerID == e.CustomerID {
			b.waiting[i].Arrived += e.Arrived
			return
		}
	}
	b.waiting = append(b.waiting, e)
}

func (b *bus) run() {
	defer close(b.done)
	for range b.wake {
		time.Sleep(gather)
		b.mu.Lock()
		events, ended := b.waiting, b.ended
		b.waiting = nil
		b.mu.Unlock()
		for _, e := range events {
			b.tell(e)
		}
		if ended {
			return
		}
	}
}

func (b *bus) tell(e Event) {
	b.mu.Lock()
	told := make([]func(Event), 0, len(b.listens))
	for id := range b.next {
		if f, ok := b.listens[id]; ok {
			told = append(told, f)
		}
	}
	b.mu.Unlock()
	for _, f := range told {
		f(e)
	}
}

// close brings what waits and ends.
func (b *bus) close() {
	b.mu.Lock()
	if b.ended {
		b.mu.Unlock()
		return
	}
	b.ended = true
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
	<-b.done
}
