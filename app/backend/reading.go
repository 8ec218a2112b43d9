package backend

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// Sources of events, as the store and the metrics name them.
const (
	sourcePoll    = "poll"
	sourceWebhook = "webhook"
)

const (
	pollPatience = time.Minute // for one reading
	pollSlowest  = 5 * time.Minute
	turnAgain    = 5 * time.Second
)

// read reads one account again and again until ctx ends. An account that can't be read is tried ever more rarely, but never
// given up: a token may have been renewed, a network come back.
func (b *Backend) read(ctx context.Context, s *source) {
	for {
		next := b.takeTurn(ctx, s)
		b.reckon(ctx, s)
		if err := sleep(ctx, next); err != nil {
			return
		}
	}
}

// takeTurn reads once, if no other process does, and says how long to wait for the next time.
func (b *Backend) takeTurn(ctx context.Context, s *source) time.Duration {
	every := or(s.PollEvery, time.Minute)
	giveBack, mine, err := b.turns.Take(ctx, s.ID)
	if err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "turn to read not known", "account", s.Name, "error", err)
	}
	if err != nil || !mine {
		return jittered(min(every, turnAgain)) // the one who reads may die
	}
	defer giveBack()
	if paused, err := b.paused(ctx, s); err != nil || paused {
		return jittered(min(every, turnAgain)) // a person goes on with it
	}
	at, more, err := b.readOnce(ctx, s)
	now := b.clock()
	if ctx.Err() != nil {
		return every
	}
	wait := jittered(every)
	switch {
	case err != nil:
		s.failures++
		wait = jittered(doubled(every, s.failures-1, max(every, pollSlowest)))
	case more:
		s.failures, wait = 0, 0
	default:
		s.failures = 0
	}
	if until := at.Sub(now); until > wait {
		wait = until
	}
	b.noteHealth(ctx, s, err, now.Add(wait))
	return wait
}

// paused says whether a person has paused an account.
func (b *Backend) paused(ctx context.Context, s *source) (bool, error) {
	h, err := b.store.Health(ctx, s.ID)
	if err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "account's state not known", "account", s.Name, "error", err)
	}
	return h.State == contract.AccountHealthStatePaused, err
}

// readOnce reads what is new and stores it together with where the next reading begins. It gives the time before which the
// network doesn't want to be asked again, and whether there is more to be read at once.
func (b *Backend) readOnce(ctx context.Context, s *source) (next time.Time, more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, pollPatience)
	defer cancel()
	defer func() {
		if broken := recover(); broken != nil {
			b.log.ErrorContext(ctx, "panic while reading", "account", s.Name, "type", fmt.Sprintf("%T", broken), "stack", string(debug.Stack()))
			err = errors.New("panic while reading")
		}
	}()
	mark, err := b.store.Mark(ctx, s.ID, sourcePoll)
	if err != nil {
		return time.Time{}, false, err
	}
	batch, err := s.Channel.Poll(ctx, mark)
	if err == nil {
		if _, err := b.intake(ctx, s, sourcePoll, batch); err != nil {
			return batch.NextAt, false, err
		}
		err = batch.Rest
	}
	if batch.Gap { // counted with what was stored
		b.log.ErrorContext(ctx, "more happened than the network lets us read", "account", s.Name)
	}
	next = batch.NextAt
	var e *channel.Error
	if errors.As(err, &e) && e.Until.After(next) {
		next = e.Until
	}
	return next, batch.More, err
}

// intake stores what a source brought, and says whether it was a webhook call that had been taken before.
func (b *Backend) intake(ctx context.Context, s *source, name string, batch channel.Batch) (replayed bool, err error) {
	res, err := b.store.Intake(ctx, s.ID, name, batch)
	if err != nil {
		return false, err
	}
	b.metrics.took(s.Name, name, res)
	if res.New > 0 {
		s.met(batch.Events)
	}
	now := b.clock()
	if res.New+res.Changed+res.Unknown > 0 {
		s.item.Store(now.UnixMilli())
		for _, e := range batch.Events {
			if e.Type == channel.Wrote && !e.At.IsZero() {
				b.metrics.lag.WithLabelValues(s.Name, name).Observe(now.Sub(e.At).Seconds())
			}
		}
		b.log.InfoContext(ctx, "taken in", "account", s.Name, "source", name, "new", res.New, "changed", res.Changed,
			"repeated", res.Repeated, "unknown", res.Unknown, "cases", res.Cases)
	}
	if res.Revoked {
		b.log.ErrorContext(ctx, "access to the account was revoked", "account", s.Name)
		err = b.store.PauseAccount(ctx, s.ID, contract.AccountHealthStateReconnect, "token_dead", time.Time{})
	}
	return res.Replayed, err
}

func (m *Metrics) took(account, source string, res storage.IntakeResult) {
	for result, n := range map[string]int{"new": res.New, "repeated": res.Repeated, "changed": res.Changed, "unknown": res.Unknown, "case": res.Cases} {
		m.received.WithLabelValues(account, source, result).Add(float64(n))
	}
}
