package backend

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"sociomedio/app/backend/storage"
)

// claims are the parts that this process has on their way. Their leases are short, so that another process goes on soon when
// this one dies, and renewed as long as it lives. When they can't be renewed in time (the database is gone for this process, not
// for the others), the calls under way are broken off before anybody else takes their parts over.
type claims struct {
	store *storage.Store
	lease time.Duration
	log   *slog.Logger

	mu   sync.Mutex
	held map[storage.Claim]*heldClaim
}

type heldClaim struct {
	ctx  context.Context //nolint:containedctx // ends when the claim may not be used any more
	last *time.Timer
}

func newClaims(store *storage.Store, lease time.Duration, log *slog.Logger) *claims {
	return &claims{store: store, lease: lease, log: log, held: map[storage.Claim]*heldClaim{}}
}

// renewals is how often a lease is renewed in its time.
const renewals = 3

// usable is how long a claim may be used after its lease was asked for: a sixth is left for what is on its way.
func (c *claims) usable() time.Duration { return c.lease - c.lease/6 }

// hold keeps a claim whose lease was asked for at began, until release.
func (c *claims) hold(claim storage.Claim, began time.Time) (release func()) {
	ctx, end := context.WithCancel(context.Background())
	h := &heldClaim{ctx: ctx, last: time.AfterFunc(c.usable()-time.Since(began), end)}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held[claim] = h
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.held, claim)
		h.last.Stop()
		end()
	}
}

// of is a context that ends when a claim may not be used any more.
func (c *claims) of(claim storage.Claim) context.Context {
	c.mu.Lock()
	defer c.mu.Unlock()
	if h := c.held[claim]; h != nil {
		return h.ctx
	}
	return context.Background()
}

// keep renews the leases until ctx ends.
func (c *claims) keep(ctx context.Context) {
	tick := time.NewTicker(c.lease / renewals)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.renew(ctx)
		}
	}
}

func (c *claims) renew(ctx context.Context) {
	c.mu.Lock()
	all := slices.Collect(maps.Keys(c.held))
	c.mu.Unlock()
	if len(all) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, c.lease/renewals)
	defer cancel()
	began := time.Now()
	renewed, err := c.store.ExtendClaims(ctx, all, c.lease)
	if err != nil {
		c.log.WarnContext(ctx, "leases not renewed", "number", len(all), "error", err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, claim := range renewed {
		if h := c.held[claim]; h != nil && h.ctx.Err() == nil {
			h.last.Reset(c.usable() - time.Since(began))
		}
	}
}
