package backend

import (
	"context"
	"errors"
	"time"

	"sociomedio/app/backend/channel"
)

// Bounds of asking who somebody is.
const (
	strangersWait = 1000             // people who wait to be asked about; more are asked about when they write again
	strangerAgain = 12 * time.Hour   // before the same person is asked about again
	strangersKept = 10_000           // people remembered as asked about
	profileTime   = 10 * time.Second // for one call
	profilePause  = time.Minute      // after one that failed
)

// met notes who wrote without being named: Messenger tells of people by id alone.
func (s *source) met(events []channel.Event) {
	for _, e := range events {
		who := e.Message.Customer
		if e.Type != channel.Wrote || !e.Message.Private || who.ID == "" || who.Name != "" || who.Handle != "" {
			continue
		}
		select {
		case s.strangers <- who.ID:
		default:
		}
	}
}

// meet asks one account's network who the people are that it named by id alone, until ctx ends. A network that says nothing
// of somebody isn't asked for ever; the customer stays without a name (edge case 23).
func (b *Backend) meet(ctx context.Context, s *source, p channel.Profiler) {
	known, err := b.store.Strangers(ctx, s.ID, strangersWait/2)
	if err != nil && ctx.Err() == nil {
		b.log.WarnContext(ctx, "people without a name not known", "account", s.Name, "error", err)
	}
	for _, id := range known {
		select {
		case s.strangers <- id:
		default:
		}
	}
	asked := map[string]time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-s.strangers:
			if b.clock().Sub(asked[id]) < strangerAgain {
				continue
			}
			if wait := b.introduce(ctx, s, p, id); wait > 0 {
				select {
				case s.strangers <- id:
				default:
				}
				if sleep(ctx, jittered(wait)) != nil {
					return
				}
				continue
			}
			if len(asked) >= strangersKept {
				clear(asked)
			}
			asked[id] = b.clock()
		}
	}
}

// introduce asks who one person is; after a call that failed it says how long to wait before the next.
func (b *Backend) introduce(ctx context.Context, s *source, p channel.Profiler, id string) time.Duration {
	asking, cancel := context.WithTimeout(ctx, profileTime)
	defer cancel()
	who, err := p.Profile(asking, id)
	if err == nil && who.Name == "" && who.AvatarURL == "" {
		return 0
	}
	if err == nil {
		err = b.store.Introduce(ctx, s.ID, who)
	}
	if err == nil || ctx.Err() != nil {
		return 0
	}
	b.log.WarnContext(ctx, "somebody's name not known", "account", s.Name, "error", err)
	var no *channel.Error
	if errors.As(err, &no) && no.Until.After(b.clock()) {
		return no.Until.Sub(b.clock())
	}
	return profilePause
}
