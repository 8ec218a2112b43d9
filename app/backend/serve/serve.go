// Package serve puts a whole backend together from its configuration and runs it: store, channels, backend, HTTP. It is what
// `sociomediod serve` does, and what the client's practice mode does with the stand-ins as networks: there is one wiring.
package serve

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"sociomedio/app/backend"
	"sociomedio/app/backend/api"
	"sociomedio/app/backend/picture"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// Options are what a backend needs to run. Clock, NewID and Log have defaults; the rest of the zero values are those of the
// packages they go to.
type Options struct {
	Listener net.Listener // taken over: closed when Run returns
	Database string       // sqlite:FILE or postgres://...
	Config   Config
	Clock    func() time.Time
	NewID    func() string
	Log      *slog.Logger

	Follow   time.Duration // between two looks for accounts that were added or changed in the database; default 5 s
	Hashing  backend.Hashing
	SlowDown time.Duration
	Delivery backend.DeliveryRules
	HTTP     api.Options // bounds only; its parts are filled in here
}

// Bounds of the HTTP server. Answers have no limit of their own here: event streams last for hours and set theirs with each
// event, all others end with the time limit of their request.
const (
	headTime  = 5 * time.Second
	readTime  = 30 * time.Second
	idleTime  = 2 * time.Minute
	headBytes = 16 << 10
	stopTime  = 15 * time.Second // for requests under way when the backend stops
)

// Run serves until ctx ends, and then stops in order: event streams end, requests under way are answered, what is on its
// way to a network comes to its end, the store is closed. It returns nil then, or what made it stop before.
func Run(ctx context.Context, o Options) error {
	o = o.filled()
	defer o.Listener.Close()
	store, err := OpenStore(ctx, o)
	if err != nil {
		return err
	}
	err = run(ctx, o, store)
	return errors.Join(err, store.Close())
}

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
	if o.Follow == 0 {
		o.Follow = 5 * time.Second
	}
	if o.Config.Key.Reveal() == "" {
		o.Config.Key = NewSecret(os.Getenv(KeyVariable))
	}
	return o
}

// KeyVariable is the environment variable that has the key where the configuration says none.
const KeyVariable = "SOCIOMEDIO_KEY"

// OpenStore opens the database with the rules of the configuration, as Run does. Commands that import or add agents use it
// as well.
func OpenStore(ctx context.Context, o Options) (*storage.Store, error) {
	o = o.filled()
	zone, err := o.Config.Cases.location()
	if err != nil {
		return nil, err
	}
	cases := o.Config.Cases
	return storage.Open(ctx, o.Database, storage.Options{
		Clock: o.Clock, NewID: o.NewID, Log: o.Log, Zone: zone, Answer: time.Duration(cases.AnswerWithin),
		Hold: time.Duration(cases.HoldFor), Grace: time.Duration(cases.ReopenWithin),
	})
}

func run(ctx context.Context, o Options, store *storage.Store) (err error) {
	l := &lines{options: o, store: store}
	if _, err := l.look(ctx); err != nil {
		return err
	}
	turns := store.Turns()
	defer func() { err = errors.Join(err, turns.Close()) }()
	back, err := backend.New(backend.Options{
		Store: store, Accounts: l.accounts(), Clock: o.Clock, Log: o.Log, Worker: o.NewID(), Hashing: o.Hashing, SlowDown: o.SlowDown,
		Delivery: o.Delivery, Turns: turns, Pictures: picture.New(picture.Options{Own: l.own}),
	})
	if err != nil {
		return err
	}
	h := o.HTTP
	h.Backend, h.Store, h.Clock, h.NewID, h.Log, h.Proxies = back, store, o.Clock, o.NewID, o.Log, o.Config.TrustedProxies
	limits := o.Config.Limits
	h.InFlight, h.AgentPace, h.Pace = cmp.Or(limits.Requests, h.InFlight), cmp.Or(limits.AgentPace, h.AgentPace), cmp.Or(limits.AddressPace, h.Pace)
	face, err := api.New(h)
	if err != nil {
		return err
	}
	return together(ctx, o, back, face, l)
}

// together runs HTTP and the backend's own work side by side until ctx ends or one of them fails.
func together(ctx context.Context, o Options, back *backend.Backend, face *api.Face, l *lines) error {
	server := &http.Server{
		Handler: face, ReadHeaderTimeout: headTime, ReadTimeout: readTime, IdleTimeout: idleTime, MaxHeaderBytes: headBytes,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	// The backend's work goes on while requests are still being answered.
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	g, failed := errgroup.WithContext(context.WithoutCancel(ctx))
	g.Go(func() error { return back.Run(work) })
	g.Go(func() error { l.follow(work, back); return nil })
	g.Go(func() error {
		o.Log.Info("serving", "address", o.Listener.Addr().String(), "tls", o.Config.TLS.Cert != "", "contract", contract.Version)
		if err := listen(server, o); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error {
		defer stopWork()
		select {
		case <-ctx.Done():
		case <-failed.Done():
		}
		o.Log.Info("stopping")
		face.Stop()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if err := server.Shutdown(late); err != nil {
			o.Log.Warn("requests cut off", "error", err)
			return server.Close()
		}
		return nil
	})
	return g.Wait()
}

func listen(server *http.Server, o Options) error {
	if o.Config.TLS.Cert != "" {
		return server.ServeTLS(o.Listener, o.Config.TLS.Cert, o.Config.TLS.Key)
	}
	return server.Serve(o.Listener)
}

// limits are how long answers may be: the network's own (x-api §5, facebook-api §5, §7) unless configured.
func (a Account) limits() contract.AccountLimits {
	l := contract.AccountLimits{Public: 280, Private: 10000}
	if a.Network == contract.Facebook {
		l = contract.AccountLimits{Public: 8000, Private: 2000}
	}
	if a.MaxPublic > 0 {
		l.Public = a.MaxPublic
	}
	if a.MaxPrivate > 0 {
		l.Private = a.MaxPrivate
	}
	return l
}

// pollEvery is how often an account is read. Facebook calls us: reading it is the safety net (facebook-api §3).
func (a Account) pollEvery() time.Duration {
	switch {
	case a.PollEvery > 0:
		return time.Duration(a.PollEvery)
	case a.Network == contract.Facebook:
		return 5 * time.Minute
	}
	return time.Minute
}
