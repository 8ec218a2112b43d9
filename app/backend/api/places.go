package api

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"sociomedio/data"
)

// places are for what is under way at a time.
type places struct {
	taken   chan struct{}
	waiting atomic.Int64
}

func newPlaces(n int) *places { return &places{taken: make(chan struct{}, n)} }

// placePatience is how long a request waits for a place: a crowd that one event woke is through by then.
const placePatience = time.Second

// enter takes one of the places for requests under way. When all are taken for longer, or too many wait already, the caller is told
// to come again, rather than let in to make it slower for all.
func (p *places) enter(ctx context.Context) (func(), error) {
	leave := func() { <-p.taken }
	select {
	case p.taken <- struct{}{}:
		return leave, nil
	default:
	}
	busy := &data.Error{Kind: data.Overloaded, Sentence: "The backend is busy; try again.", RetryAfter: 1 + rand.IntN(3)}
	if p.waiting.Add(1) > int64(crowd*cap(p.taken)) {
		p.waiting.Add(-1)
		return nil, busy
	}
	defer p.waiting.Add(-1)
	patience := time.NewTimer(placePatience)
	defer patience.Stop()
	select {
	case p.taken <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-patience.C:
		return nil, busy
	}
}

// crowded says that more than half of the places are taken.
func (p *places) crowded() bool { return len(p.taken) > cap(p.taken)/2 }

// crowd is how many wait at most for each place.
const crowd = 4
