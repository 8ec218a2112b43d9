package backend

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/time/rate"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// source is what is known of one account's reading while this process does it.
type source struct {
	Account
	pace     *rate.Limiter    // of parts that leave through it
	failures int              // readings in a row that failed; only the reading goroutine touches it
	unpaid   []channel.Charge // used and not yet added to the month; only the reading goroutine touches it
	warned   int              // how near the month's budget was when it was last said
	item     atomic.Int64     // when something new last came, in Unix milliseconds
	began    atomic.Int64     // when this process began to read it, in Unix milliseconds

	strangers chan string // ids of people who wrote without a name
}

// sources are the connected accounts. They may change while the backend runs.
type sources struct {
	mu      sync.RWMutex
	all     []*source
	changed chan struct{} // holds one wake-up
}

func newSources() *sources { return &sources{changed: make(chan struct{}, 1)} }

func (l *sources) list() []*source {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.all)
}

// of gives the source of an account by its id here.
func (l *sources) of(accountID string) (*source, bool) {
	return l.where(func(s *source) bool { return s.ID == accountID })
}

// named gives the source that a webhook is for, by its name or its id on the network.
func (l *sources) named(network contract.Network, name string) (*source, bool) {
	return l.where(func(s *source) bool { return s.Network == network && (s.Name == name || s.ExternalID == name) })
}

func (l *sources) where(is func(*source) bool) (*source, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if at := slices.IndexFunc(l.all, is); at >= 0 {
		return l.all[at], true
	}
	return nil, false
}

// Connect makes accounts the connected ones, in place of those before; at most once for each. One whose Channel is the same as
// before goes on as it was; one with another Channel is read and sent through by that from now on. What is on its way ends as it
// began.
func (b *Backend) Connect(accounts []Account) {
	l := b.sources
	l.mu.Lock()
	before := l.all
	l.all = nil
	for _, a := range accounts {
		at := slices.IndexFunc(before, func(s *source) bool { return s.ID == a.ID && s.Channel == a.Channel })
		if at >= 0 {
			l.all = append(l.all, before[at])
			continue
		}
		pace := rate.NewLimiter(b.delivery.rules.Rate, max(1, int(b.delivery.rules.Rate)))
		l.all = append(l.all, &source{Account: a, pace: pace, strangers: make(chan string, strangersWait)})
	}
	l.mu.Unlock()
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// attend works for each connected account, for those that are connected later as well, until ctx ends.
func (b *Backend) attend(ctx context.Context) error {
	var working sync.WaitGroup
	defer working.Wait()
	stops := map[*source]context.CancelFunc{}
	for {
		all := b.sources.list()
		for s, stop := range stops {
			if !slices.Contains(all, s) {
				stop()
				delete(stops, s)
			}
		}
		for _, s := range all {
			if stops[s] != nil {
				continue
			}
			ctx, stop := context.WithCancel(ctx)
			stops[s] = stop
			defer stop()
			working.Go(func() { b.workFor(ctx, s) })
		}
		select {
		case <-ctx.Done():
			return nil
		case <-b.sources.changed:
		}
	}
}

// workFor reads one account and asks its network what else there is to ask, until ctx ends.
func (b *Backend) workFor(ctx context.Context, s *source) {
	s.began.Store(b.clock().UnixMilli())
	var working sync.WaitGroup
	working.Go(func() { b.read(ctx, s) })
	if v, ok := s.Channel.(channel.Verifier); ok {
		working.Go(func() { b.verify(ctx, s, v) })
	}
	if p, ok := s.Channel.(channel.Profiler); ok {
		working.Go(func() { b.meet(ctx, s, p) })
	}
	working.Wait()
	b.settle(ctx, s)
}
