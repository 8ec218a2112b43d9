package storage

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"sociomedio/data"
)

// On PostgreSQL each transaction tells the other backends by NOTIFY whom it woke here. A lost notification costs nothing but
// time: what changed is in the feeds, and after each gap in the connection everybody is woken.
const (
	notifyChannel  = "sociomedio"
	notifyMost     = 7000 // bytes; PostgreSQL takes 7,999
	reconnectAfter = 500 * time.Millisecond
	reconnectMost  = 10 * time.Second
)

// notify adds the wake-ups of a transaction to it: this process's name, then the keys.
func (t *tx) notify(ctx context.Context, keys []string) error {
	for len(keys) > 0 {
		var b strings.Builder
		b.WriteString(t.store.name)
		n := 0
		for n < len(keys) && b.Len()+len(keys[n]) < notifyMost {
			b.WriteByte(' ')
			b.WriteString(keys[n])
			n++
		}
		if _, err := t.exec(ctx, "SELECT pg_notify('"+notifyChannel+"', ?)", b.String()); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}

// hear rings for what other processes changed, until ctx ends.
func (s *Store) hear(ctx context.Context) {
	pause := reconnectAfter
	for ctx.Err() == nil {
		began := time.Now()
		err := s.hearOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		s.opts.Log.WarnContext(ctx, "notifications interrupted", "error", s.engine.fail(ctx, err))
		if time.Since(began) > reconnectMost {
			pause = reconnectAfter
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		pause = min(2*pause, reconnectMost)
	}
}

func (s *Store) hearOnce(ctx context.Context) (err error) {
	c, err := pgx.ConnectConfig(ctx, s.engine.postgres.Copy())
	if err != nil {
		return &data.Error{Kind: data.Overloaded, Sentence: "The database can't be reached."}
	}
	defer func() {
		// ctx has ended when the store closes; saying goodbye must not wait for it.
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = errors.Join(err, c.Close(end))
	}()
	if _, err := c.Exec(ctx, "LISTEN "+notifyChannel); err != nil {
		return err
	}
	s.known.hears(true)
	defer s.known.hears(false)
	s.bell.ringAll()
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if keys := strings.Fields(n.Payload); len(keys) > 1 && keys[0] != s.name {
			s.ring(keys[1:])
		}
	}
}
