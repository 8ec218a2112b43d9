package storage

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

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
	opts   Options
	engine *engine
	bell   bell
	known  knownSessions
	news   *news
	name   string // of this process, for those on the same database
	stop   func() // ends what runs beside the calls
}

// Changed says why a call was refused: the case as it is now and, with data.CaseChanged, the messages that are new since the
// version the caller knew. It is in the chain of errors of the kinds CaseChanged, CaseHeld and CaseClosed.
type Changed struct {
	Case     contract.Case
	Messages []contract.Message
}

// Error names the case only.
func (c *Changed) Error() string { return "case " + c.Case.ID }

// The defaults of Options.
const (
	defaultAnswer = 15 * time.Minute
	defaultHold   = 30 * time.Minute
	defaultGrace  = 72 * time.Hour
)

func (o Options) filled() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.NewID == nil {
		o.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Zone == nil {
		o.Zone = time.Local
	}
	o.Answer, o.Hold, o.Grace = cmp.Or(o.Answer, defaultAnswer), cmp.Or(o.Hold, defaultHold), cmp.Or(o.Grace, defaultGrace)
	return o
}

// Open opens the database of a DSN, "sqlite:FILE" or "postgres://...", and brings its schema up to date. It refuses a
// database whose schema is newer than it knows.
func Open(ctx context.Context, dsn string, opts Options) (*Store, error) {
	e, err := openEngine(ctx, dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{opts: opts.filled(), engine: e, name: rand.Text(), stop: func() {}, news: newNews()}
	if err := e.migrate(ctx, s.opts.Log); err != nil {
		return nil, errors.Join(e.named(e.found(ctx, err)), e.close())
	}
	if err := s.ensureEpoch(ctx); err != nil {
		return nil, errors.Join(e.named(err), e.close())
	}
	if err := s.cameBack(ctx); err != nil {
		return nil, errors.Join(e.named(err), e.close())
	}
	if e.postgres != nil {
		hearing, cancel := context.WithCancel(context.WithoutCancel(ctx))
		var done sync.WaitGroup
		done.Go(func() { s.hear(hearing) })
		done.Go(func() { s.spread(hearing) })
		s.stop = func() { cancel(); done.Wait() }
	}
	return s, nil
}

// Close ends the store; subscriptions get no more wake-ups.
func (s *Store) Close() error {
	s.stop()
	return s.engine.close()
}

// Pool are the figures of the database's connections, for /metrics.
func (s *Store) Pool() prometheus.Collector {
	return collectors.NewDBStatsCollector(s.engine.read.DB, "sociomedio")
}

// Ping says whether the database answers, and on SQLite whether it was found damaged (CorruptStore) or could not be written when that was
// tried last (DiskFull, ReadOnlyDisk).
func (s *Store) Ping(ctx context.Context) error {
	if err := s.engine.write.PingContext(ctx); err != nil {
		return s.engine.fail(ctx, err)
	}
	return s.engine.works()
}

// Subscribe gives a channel that is woken after each transaction that changed something this agent sees, in this process or,
// on PostgreSQL, in another; several changes may be one wake-up. Call cancel when done.
func (s *Store) Subscribe(agentID string) (woken <-chan struct{}, cancel func()) {
	return s.bell.listen(agentID)
}

// SubscribeWork is woken when there may be parts to deliver.
func (s *Store) SubscribeWork() (woken <-chan struct{}, cancel func()) {
	return s.bell.listen(workBell)
}

// SubscribeQueue is woken when the number of waiting cases changed.
func (s *Store) SubscribeQueue() (woken <-chan struct{}, cancel func()) {
	return s.bell.listen(queueBell)
}

// reading is where statements go that only read.
func (s *Store) reading() conn {
	return conn{db: s.engine.read, on: s.engine.read.DB, engine: s.engine}
}

func (s *Store) now() moment { return momentOf(s.opts.Clock()) }
