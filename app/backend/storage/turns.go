package storage

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"sociomedio/data"
)

// Turns are the accounts that this process reads. Of several on one PostgreSQL each account is read by one: it holds an advisory
// lock of a connection of its own, which PostgreSQL takes back when the process dies. On SQLite there is only this process.
type Turns struct {
	store *Store

	mu   sync.Mutex
	line *pgx.Conn
	held map[string]bool
}

// Turns gives the turns of this process. Close them before the store.
func (s *Store) Turns() *Turns { return &Turns{store: s, held: map[string]bool{}} }

// turnsKey is the first half of the advisory locks' keys; the second is made of the account's id.
const turnsKey = 0x50C10

// turnPatience is how long asking for a turn may take.
const turnPatience = 5 * time.Second

// Take says whether this process reads the account: once it does, it goes on until Close or until its connection breaks.
func (t *Turns) Take(ctx context.Context, accountID string) (giveBack func(), ok bool, err error) {
	nothing := func() {}
	if t.store.engine.postgres == nil {
		return nothing, true, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, turnPatience)
	defer cancel()
	if err := t.connect(ctx); err != nil {
		return nothing, false, err
	}
	var mine bool
	err = t.line.QueryRow(ctx, `SELECT CASE WHEN $3 THEN TRUE ELSE pg_try_advisory_lock($1, hashtext($2)) END`, turnsKey, accountID, t.held[accountID]).Scan(&mine)
	if err != nil {
		return nothing, false, errors.Join(t.store.engine.fail(ctx, err), t.drop())
	}
	t.held[accountID] = mine
	return nothing, mine, nil
}

func (t *Turns) connect(ctx context.Context) error {
	if t.line != nil && !t.line.IsClosed() {
		return nil
	}
	t.held = map[string]bool{}
	config := t.store.engine.postgres.Copy()
	// A machine that lost its power says nothing: PostgreSQL has to notice itself.
	for name, value := range map[string]string{"tcp_keepalives_idle": "3", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "2"} {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	line, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return &data.Error{Kind: data.Overloaded, Sentence: "The database can't be reached.", RetryAfter: 2}
	}
	t.line = line
	return nil
}

// drop ends the connection: PostgreSQL gives the accounts to others.
func (t *Turns) drop() error {
	if t.line == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	err := t.line.Close(ctx)
	t.line, t.held = nil, map[string]bool{}
	return err
}

// Close gives all accounts back.
func (t *Turns) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.drop()
}
