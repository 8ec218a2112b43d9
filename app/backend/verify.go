package backend

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
)

// A network may want that what its users delete or edit is deleted or edited here within 24 hours (edge case 16; x-api §2):
// twice a day it is asked about everything of the last month.
const (
	sourceVerify = "verify"
	verifyEvery  = 12 * time.Hour
	verifyBack   = 30 * 24 * time.Hour
	verifyAtOnce = 100
	verifySoon   = time.Minute // after a start, and when it could not be asked
)

// round is how far the network has been asked, as it is kept.
type round struct {
	Began time.Time `json:"began,omitzero"`
	Ended bool      `json:"ended,omitempty"`
	At    time.Time `json:"at,omitzero"`
	ID    string    `json:"id,omitempty"`
}

// verify asks one account's network again and again until ctx ends.
func (b *Backend) verify(ctx context.Context, s *source, v channel.Verifier) {
	wait := min(verifySoon, or(s.VerifyEvery, verifyEvery))
	for {
		if err := sleep(ctx, jittered(wait)); err != nil {
			return
		}
		wait = b.verifyTurn(ctx, s, v)
	}
}

// verifyTurn asks about one lot, if it is time and no other process does, and says how long to wait.
func (b *Backend) verifyTurn(ctx context.Context, s *source, v channel.Verifier) time.Duration {
	every := or(s.VerifyEvery, verifyEvery)
	soon := min(verifySoon, every)
	giveBack, mine, err := b.turns.Take(ctx, s.ID+":"+sourceVerify)
	if err != nil || !mine {
		return soon
	}
	defer giveBack()
	wait, err := b.verifyLot(ctx, s, v, every)
	if err == nil {
		return wait
	}
	var no *channel.Error
	if errors.As(err, &no) && no.Until.After(b.clock()) {
		soon = max(soon, no.Until.Sub(b.clock()))
	}
	if ctx.Err() == nil {
		b.log.WarnContext(ctx, "network not asked what was deleted", "account", s.Name, "error", err)
	}
	return soon
}

func (b *Backend) verifyLot(ctx context.Context, s *source, v channel.Verifier, every time.Duration) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, pollPatience)
	defer cancel()
	mark, err := b.store.Mark(ctx, s.ID, sourceVerify)
	if err != nil {
		return 0, err
	}
	now := b.clock()
	var r round
	if mark == "" || json.Unmarshal([]byte(mark), &r) != nil {
		r = round{Began: now}
	}
	if r.Ended {
		if next := r.Began.Add(every); next.After(now) {
			return next.Sub(now), nil
		}
		r = round{Began: now}
	}
	lot, err := b.store.Standing(ctx, s.ID, storage.Standing{ID: r.ID, At: r.At}, now.Add(-verifyBack), verifyAtOnce)
	if err != nil {
		return 0, err
	}
	if len(lot) > 0 {
		ids := make([]string, 0, len(lot))
		for _, m := range lot {
			ids = append(ids, m.ExternalID)
		}
		events, err := v.Verify(ctx, ids)
		if err != nil {
			return 0, err
		}
		if len(events) > 0 {
			if _, err := b.intake(ctx, s, sourceVerify, channel.Batch{Events: events}); err != nil {
				return 0, err
			}
		}
		r.At, r.ID = lot[len(lot)-1].At, lot[len(lot)-1].ID
	}
	r.Ended = len(lot) < verifyAtOnce
	kept, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	if err := b.store.KeepMark(ctx, s.ID, sourceVerify, string(kept)); err != nil {
		return 0, err
	}
	if r.Ended {
		return max(r.Began.Add(every).Sub(now), 0), nil
	}
	return 0, nil
}
