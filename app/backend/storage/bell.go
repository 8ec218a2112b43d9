package storage

import (
	"slices"
	"strings"
	"sync"
)

// bell wakes whoever listens to a key. Ringing never waits: a listener that has not looked yet gets one wake-up for many.
type bell struct {
	mu        sync.Mutex
	listeners map[string][]chan struct{}
}

// Keys besides the agents' ids.
const (
	workBell  = "work"
	queueBell = "queue"
)

func (b *bell) listen(key string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners == nil {
		b.listeners = map[string][]chan struct{}{}
	}
	b.listeners[key] = append(b.listeners[key], c)
	return c, func() { b.leave(key, c) }
}

func (b *bell) leave(key string, c chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	rest := slices.DeleteFunc(b.listeners[key], func(x chan struct{}) bool { return x == c })
	if len(rest) == 0 {
		delete(b.listeners, key)
		return
	}
	b.listeners[key] = rest
}

// ring passes on what a transaction told, of this process or of another.
func (s *Store) ring(keys []string) {
	for _, key := range keys {
		if agentID, signed := strings.CutPrefix(key, sessionBell); signed {
			s.known.forget(agentID)
		}
	}
	s.bell.ring(keys)
}

func (b *bell) ring(keys []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range keys {
		for _, c := range b.listeners[key] {
			wake(c)
		}
	}
}

// ringAll wakes everybody: after a time in which wake-ups may have been missed.
func (b *bell) ringAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, list := range b.listeners {
		for _, c := range list {
			wake(c)
		}
	}
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
