package desk

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/cenkalti/backoff/v5"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

const (
	changesPage  = 500
	slowestPoll  = 30 * time.Second // without a stream something has to come within silence
	presence     = 60 * time.Second // how often the backend hears which case is looked at
	streamLater  = 60 * time.Second // until a stream is tried again where there was none
	figuresEvery = 5 * time.Minute
	pruneEvery   = 6 * time.Hour
)

// pauses is the time between tries: doubling, with chance in it so that not all clients come back at once.
func (s *seat) pauses() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = s.params.Pause
	b.Multiplier = 2
	b.RandomizationFactor = 0.3
	b.MaxInterval = longestTimes * s.params.Pause
	b.Reset()
	return b
}

// follow keeps the local store up to date: at once when the stream says so, else at the interval, after a failure with growing
// pauses.
func (s *seat) follow(ctx context.Context) {
	pauses := s.pauses()
	var lastFigures, lastPresence, lastPrune time.Time
	upTo := ""
	for {
		err := s.catchUp(ctx, upTo)
		if ctx.Err() != nil {
			return
		}
		wait := min(s.params.Every, slowestPoll)
		if err != nil {
			wait = s.again(pauses, err)
		} else {
			pauses.Reset()
			s.out.knock()
			now := time.Now()
			if now.Sub(lastFigures) >= figuresEvery {
				lastFigures = now
				s.refresh(ctx)
			}
			if now.Sub(lastPresence) >= presence {
				lastPresence = now
				s.present(ctx)
			}
			if now.Sub(lastPrune) >= pruneEvery {
				lastPrune = now
				s.prune(ctx)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-s.link.wake:
			upTo = s.link.woken()
		case <-time.After(wait):
			upTo = ""
		}
	}
}

// again takes account of a failure and says how long to wait.
func (s *seat) again(pauses *backoff.ExponentialBackOff, err error) time.Duration {
	wait := pauses.NextBackOff()
	var e *data.Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		wait = max(wait, told(e))
	}
	if offline(data.KindOf(err)) {
		s.link.lost(err, s.params.Clock().Add(wait))
	}
	s.log.Info("not up to date", "error", err, "again_in", wait)
	return wait
}

// told is how long the backend wants to be left alone, and by chance up to half as long again: not all come back at once.
func told(e *data.Error) time.Duration {
	d := time.Duration(e.RetryAfter) * time.Second
	return d + rand.N(d/2+1)
}

// catchUp walks through the changes until there are no more. It asks nothing when everything up to a cursor is here, as what this
// machine's own call changed is after its Sync; empty asks.
func (s *seat) catchUp(ctx context.Context, upTo string) error {
	s.catching.Lock()
	defer s.catching.Unlock()
	resets := 0
	for {
		position, err := s.store.Position(ctx)
		if err != nil {
			s.heal(err)
			return err
		}
		if upTo != "" && position.Cursor == upTo {
			return nil
		}
		c, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Changes, error) {
			return r.Changes(ctx, position.Cursor, changesPage)
		})
		if err != nil {
			return err
		}
		if c.Reset {
			if resets++; resets > 1 {
				return data.Fail(data.NotABackend, "The backend does not know its own beginning.", nil)
			}
		}
		now := s.params.Clock()
		applied, err := s.store.Apply(ctx, c, s.reads(), now)
		if err != nil {
			s.heal(err)
			return err
		}
		s.tell(applied)
		if err := s.renewSetup(ctx, c); err != nil {
			return err
		}
		if !c.Reset && !c.More {
			s.link.synced(now, c.Waiting)
			return nil
		}
	}
}

// listen keeps the event stream open. It brings no data: what it says wakes follow.
func (s *seat) listen(ctx context.Context) {
	pauses := s.pauses()
	lastID := ""
	for ctx.Err() == nil {
		_, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (struct{}, error) {
			return struct{}{}, r.Events(ctx, lastID, func(e remote.Event) {
				s.link.heard()
				pauses.Reset()
				switch e.Kind {
				case remote.Change:
					lastID = e.ID
					s.link.news(e.Cursor)
				case remote.Queue:
					s.link.queued(e.Waiting)
				}
			})
		})
		if ctx.Err() != nil {
			return
		}
		wait := pauses.NextBackOff()
		if k := data.KindOf(err); k == data.NotABackend || k == data.NotFound {
			wait = max(wait, streamLater) // a proxy that lets no stream through: polling does
		}
		s.link.knock() // perhaps only the stream broke: follow finds out
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// prune takes away what IT lets stay no longer on this machine.
func (s *seat) prune(ctx context.Context) {
	if s.params.Retention <= 0 {
		return
	}
	n, err := s.store.Prune(ctx, s.params.Clock().Add(-s.params.Retention))
	switch {
	case err != nil:
		s.log.Warn("what is too old was not removed", "error", err)
		s.heal(err)
	case n > 0:
		s.log.Info("what is too old was removed", "entries", n)
		s.bus.post(Event{Kind: InboxChanged})
	}
}

// present tells the backend which case is looked at, which keeps the lease and shows the agent to colleagues.
func (s *seat) present(ctx context.Context) {
	id := s.reads()
	if id == "" {
		return
	}
	c, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Case, error) { return r.OpenCase(ctx, id) })
	if err == nil {
		err = s.know(ctx, c)
	}
	if err != nil {
		s.learn(ctx, err) // a colleague has it by now
	}
}

// refresh brings the figures of the day and the state of the accounts.
func (s *seat) refresh(ctx context.Context) {
	s.refreshFigures(ctx)
	s.renewAccounts(ctx)
}

func (s *seat) refreshFigures(ctx context.Context) {
	me, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Me, error) { return r.Me(ctx) })
	if err != nil {
		return
	}
	s.mu.Lock()
	s.figures = Today{Answered: me.AnsweredToday, MedianSeconds: me.MedianSeconds, Known: true}
	s.agent = me.Agent
	s.mu.Unlock()
	if b, err := json.Marshal(me.Agent); err == nil {
		s.remember(settingAgent, string(b))
	}
	s.bus.post(Event{Kind: TodayChanged})
}
