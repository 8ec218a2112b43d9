package api

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"sociomedio/data"
)

// paces say who asks more often than is his share: an agent, or an address. Who does so is refused only while the places are getting
// few, before he takes them from others; what nobody else needs, anybody may use.
type paces struct {
	each rate.Limit // requests a second
	what string     // in the sentence

	mu          sync.Mutex
	now, before map[string]*rate.Limiter
	since       time.Time
}

// Who has not asked for a generation or two is forgotten, and nobody is remembered longer when so many ask: his pace is full again
// by then, or he asks from more addresses than can be counted.
const (
	paceBurst      = 10 // seconds' worth of requests may come at once
	paceGeneration = time.Minute
	paceMost       = 50_000
)

func newPaces(each float64, what string) *paces {
	return &paces{each: rate.Limit(each), what: what, now: map[string]*rate.Limiter{}}
}

// ask counts a request. While the backend is crowded it refuses one that is over the pace, and says when to come again.
func (p *paces) ask(who string, at time.Time, crowded bool) error {
	pace := p.of(who, at)
	if pace.AllowN(at, 1) || !crowded {
		return nil
	}
	wait := (1 - pace.TokensAt(at)) / float64(p.each)
	return &data.Error{Kind: data.TooMany, Sentence: "Too many requests come from this " + p.what + ".", RetryAfter: max(1, int(math.Ceil(wait)))}
}

func (p *paces) of(who string, at time.Time) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at.Sub(p.since) > paceGeneration || len(p.now) >= paceMost {
		p.now, p.before, p.since = map[string]*rate.Limiter{}, p.now, at
	}
	pace := p.now[who]
	if pace == nil {
		if pace = p.before[who]; pace == nil {
			pace = rate.NewLimiter(p.each, max(1, int(paceBurst*p.each)))
		}
		p.now[who] = pace
	}
	return pace
}

// network is the address that is counted: with IPv6 the network that one household or office has, which has more addresses than
// anybody can count.
func network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
