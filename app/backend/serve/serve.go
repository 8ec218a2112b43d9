// Package serve puts a whole backend together from its configuration and runs it: store, channels, backend, HTTP. It is what
// `sociomediod serve` does, and what the client's practice mode does with the stand-ins as networks: there is one wiring.
package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
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
	if o.Config.Accounts, err = accounts(ctx, o, store); err != nil {
		return err
	}
	connected, err := connect(ctx, o, store)
	if err != nil {
		return err
	}
	turns := store.Turns()
	defer func() { err = errors.Join(err, turns.Close()) }()
	back, err := backend.New(backend.Options{
		Store: store, Accounts: connected, Clock: o.Clock, Log: o.Log, Worker: o.NewID(), Hashing: o.Hashing, SlowDown: o.SlowDown,
		Delivery: o.Delivery, Turns: turns, Pictures: picture.New(picture.Options{Hosts: o.Config.hosts()}),
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
	return together(ctx, o, back, face)
}

// together runs HTTP and the backend's own work side by side until ctx ends or one of them fails.
func together(ctx context.Context, o Options, back *backend.Backend, face *api.Face) error {
	server := &http.Server{
		Handler: face, ReadHeaderTimeout: headTime, ReadTimeout: readTime, IdleTimeout: idleTime, MaxHeaderBytes: headBytes,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}
	// The backend's work goes on while requests are still being answered.
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	g, failed := errgroup.WithContext(context.WithoutCancel(ctx))
	g.Go(func() error { return back.Run(work) })
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

// connect brings the configured accounts into the store and opens a channel for each.
func connect(ctx context.Context, o Options, store *storage.Store) ([]backend.Account, error) {
	var accounts []backend.Account
	for _, a := range o.Config.Accounts {
		known, err := store.UpsertAccount(ctx, storage.Account{
			Network: a.Network, ExternalID: a.ID, Name: a.Name, Handle: a.Handle, Limits: a.limits(),
		})
		if err != nil {
			return nil, fmt.Errorf("account %s/%s: %w", a.Network, a.Name, err)
		}
		ch, err := dial(a, known, o, store)
		if err != nil {
			return nil, fmt.Errorf("account %s/%s: %w", a.Network, a.Name, err)
		}
		accounts = append(accounts, backend.Account{
			Account: known, Channel: ch, PollEvery: a.pollEvery(), Silent: time.Duration(a.SilentAfter), VerifyEvery: time.Duration(a.VerifyEvery),
			Budget: a.Budget,
		})
	}
	return accounts, nil
}

// hosts are where the configured networks themselves are: pictures may come from there, wherever that is.
func (c Config) hosts() []string {
	var all []string
	for _, a := range c.Accounts {
		if u, err := url.Parse(a.BaseURL); err == nil && u.Host != "" {
			all = append(all, u.Host)
		}
	}
	return all
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
