package storage

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"sociomedio/data"
)

// On PostgreSQL each process tells the others by NOTIFY whom its transactions woke. PostgreSQL lets no two transactions that notify
// commit at once, so what many woke within a moment is told together, after them. A lost notification costs nothing but time: what
// changed is in the feeds, workers look by themselves, and after each gap in the connection everybody is woken. Only that a
// session ended is part of the transaction that ended it.
const (
	notifyChannel  = "sociomedio"
	notifyMost     = 7000 // bytes; PostgreSQL takes 7,999
	notifyEvery    = 20 * time.Millisecond
	reconnectAfter = 500 * time.Millisecond
	reconnectMost  = 10 * time.Second
)

// news are the wake-ups that the other processes have not been told of yet.
type news struct {
	mu   sync.Mutex
	keys map[string]bool
	some chan struct{}
}

func newNews() *news { return &news{keys: map[string]bool{}, some: make(chan struct{}, 1)} }

func (n *news) add(keys []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, key := range keys {
		if !strings.HasPrefix(key, sessionBell) {
			n.keys[key] = true
		}
	}
	wake(n.some)
}

func (n *news) take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	keys := slices.Collect(maps.Keys(n.keys))
	clear(n.keys)
	return keys
}

// spread tells the others, until ctx ends and once more then.
func (s *Store) spread(ctx context.Context) {
	for {
		over := false
		select {
		case <-ctx.Done():
			over = true
		case <-s.news.some:
		}
		c := conn{db: s.engine.write, on: s.engine.write.DB, engine: s.engine}
		telling, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		if err := c.notify(telling, s.name, s.news.take()); err != nil {
			s.opts.Log.WarnContext(ctx, "others not told", "error", err)
		}
		cancel()
		if over {
			return
		}
		time.Sleep(notifyEvery)
	}
}

// notify tells keys: the process's name, then as many of them as one notification takes.
func (c conn) notify(ctx context.Context, name string, keys []string) error {
	for len(keys) > 0 {
		var b strings.Builder
		b.WriteString(name)
		n := 0
		for n < len(keys) && b.Len()+len(keys[n]) < notifyMost {
			b.WriteByte(' ')
			b.WriteString(keys[n])
			n++
		}
		if err := c.run(ctx, "SELECT pg_notify('"+notifyChannel+"', ?)", b.String()); err != nil {
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
