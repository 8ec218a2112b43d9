package backend

import (
	"context"
	"errors"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

const silentAfter = 15 * time.Minute

// noteHealth stores how an account stands after a reading: agents see it on the status line, operators in /metrics.
func (b *Backend) noteHealth(ctx context.Context, s *source, readErr error, nextPoll time.Time) {
	now := b.clock()
	if readErr == nil {
		b.metrics.polls.WithLabelValues(s.Name, "ok").Inc()
	} else {
		b.metrics.polls.WithLabelValues(s.Name, "failed").Inc()
		b.log.WarnContext(ctx, "account not read", "account", s.Name, "in_a_row", s.failures, "error", readErr)
	}
	var was, is contract.AccountHealth
	err := b.store.ChangeHealth(ctx, s.ID, func(h contract.AccountHealth) contract.AccountHealth {
		was = h
		h.NextPollAt = nextPoll
		if at := s.item.Load(); at > was.LastItemAt.UnixMilli() {
			h.LastItemAt = time.UnixMilli(at).UTC()
		}
		if readErr == nil {
			h.LastSuccessAt = now
			h = recovered(h, now)
		} else {
			h = worsened(h, readErr, now, time.UnixMilli(s.began.Load()), or(s.Silent, silentAfter))
		}
		is = h
		return h
	})
	switch {
	case err != nil && ctx.Err() == nil:
		b.log.WarnContext(ctx, "health not stored", "account", s.Name, "error", err)
	case err == nil && is.State != was.State:
		b.log.WarnContext(ctx, "account's state", "account", s.Name, "was", string(was.State), "is", string(is.State), "reason", is.Reason)
	}
}

// recovered is an account's health after it could be read. What a person paused stays so, and a limit until its time: it may
// be one on sending, which reading says nothing about.
func recovered(h contract.AccountHealth, now time.Time) contract.AccountHealth {
	switch h.State {
	case contract.AccountHealthStatePaused:
		return h
	case contract.AccountHealthStateLimited:
		if h.LimitedUntil.After(now) {
			return h
		}
	}
	h.State, h.Reason, h.LimitedUntil = contract.AccountHealthStateOk, "", time.Time{}
	return h
}

// worsened is an account's health after it could not be read. One that was never read is silent so long after it was begun with.
func worsened(h contract.AccountHealth, readErr error, now, began time.Time, silent time.Duration) contract.AccountHealth {
	if h.State == contract.AccountHealthStatePaused {
		return h
	}
	var e *channel.Error
	if errors.As(readErr, &e) && e.Class == channel.Dead {
		h.State, h.Reason = deadState(e.Code), e.Code
		return h
	}
	// A limit on reading is no limit on sending: it shows in next_poll_at, and as silence if it lasts.
	since := h.LastSuccessAt
	if since.IsZero() {
		since = began
	}
	if h.State == contract.AccountHealthStateOk && now.Sub(since) > silent {
		h.State, h.Reason = contract.AccountHealthStateSilent, "not_read"
		if e != nil && e.Code != "" {
			h.Reason = e.Code
		}
	}
	return h
}
