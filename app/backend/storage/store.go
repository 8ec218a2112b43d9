package storage

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sociomedio/data/contract"
)

// Options are what a Store needs besides its database. The zero value of each field means its default.
type Options struct {
	Clock  func() time.Time // default time.Now
	NewID  func() string    // unique; default UUIDv7
	Log    *slog.Logger     // default: discarded
	Zone   *time.Location   // where "today" begins; default time.Local
	Answer time.Duration    // from a customer's message to its case's due time; default 15 min
	Hold   time.Duration    // how long a taken case stays with an agent who does nothing; default 30 min
	Grace  time.Duration    // how long after its answer a case is reopened when the customer writes again; default 72 h
}

// Store is the backend's store. All methods may be called from many goroutines.
type Store struct {
	opts Options
}

// Changed says why a call was refused: the case as it is now and, with data.CaseChanged, the messages that are new since the
// version the caller knew. It is in the chain of errors of the kinds CaseChanged, CaseHeld and CaseClosed.
type Changed struct {
	Case     contract.Case
	Messages []contract.Message
}

// Error names the case only.
func (c *Changed) Error() string { return "case " + c.Case.ID }

var errUnfinished = errors.New("storage: unfinished")

// Open opens the database of a DSN, "sqlite:FILE" or "postgres://...", and brings its schema up to date. It refuses a
// database whose schema is newer than it knows.
func Open(ctx context.Context, dsn string, opts Options) (*Store, error) {
	return nil, errUnfinished
}

// Close ends the store; subscriptions get no more wake-ups.
func (s *Store) Close() error { return errUnfinished }

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return errUnfinished }

// Subscribe gives a channel that is woken after each transaction that changed something this agent sees; several changes
// may be one wake-up. Call cancel when done.
func (s *Store) Subscribe(agentID string) (woken <-chan struct{}, cancel func()) { return nil, nil }

// SubscribeWork is woken when there may be parts to deliver.
func (s *Store) SubscribeWork() (woken <-chan struct{}, cancel func()) { return nil, nil }

// SubscribeQueue is woken when the number of waiting cases changed.
func (s *Store) SubscribeQueue() (woken <-chan struct{}, cancel func()) { return nil, nil }
