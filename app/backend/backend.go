// Package backend is what happens behind the contract: agents sign in, accounts of the networks are read, what comes in
// becomes cases, answers are checked, kept and delivered. It knows neither HTTP (package api does) nor a network's wire
// format (the channels do); everything it must not forget is in the store.
package backend

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/picture"
	"sociomedio/app/backend/storage"
)

// Options are the parts and rules of a Backend. Zero rules mean the defaults said with them.
type Options struct {
	Store    *storage.Store
	Accounts []Account
	Clock    func() time.Time // default time.Now
	Log      *slog.Logger     // default: discarded
	Worker   string           // names this process in the claims on parts; unique among those that share a database

	Hashing  Hashing       // default DefaultHashing
	Life     Life          // of tokens
	SlowDown time.Duration // the pause after the first wrong password, doubling up to 8 times; default 250 ms
	Delivery DeliveryRules
	Turns    Turns            // default: this process reads every account
	Pictures *picture.Fetcher // default: picture.New with its default limits
}

// Life is how long tokens live.
type Life struct {
	Access  time.Duration // default 15 min
	Refresh time.Duration // default 14 days
}

// Account is one connected account: its row in the store, and the channel that speaks to its network.
type Account struct {
	storage.Account
	Channel     channel.Channel
	PollEvery   time.Duration // default 60 s
	Silent      time.Duration // no success in reading for so long is shown as silent; default 15 min
	Budget      float64       // US dollars for a month, on a network that takes money for each thing; near it is said; 0: none
	VerifyEvery time.Duration // between two times that a channel.Verifier is asked what was deleted; default 12 h
}

// Turns sees to it that of several processes one reads an account at a time. Take gives ok false while another does.
type Turns interface {
	Take(ctx context.Context, accountID string) (giveBack func(), ok bool, err error)
}

// alone is the turn of the only process there is.
type alone struct{}

// Take always succeeds.
func (alone) Take(context.Context, string) (func(), bool, error) { return func() {}, true, nil }

// Backend is one running backend. Make it with New, then Run it; its methods may be called from many goroutines.
type Backend struct {
	store   *storage.Store
	sources *sources
	clock   func() time.Time
	log     *slog.Logger
	metrics *Metrics

	hasher    *hasher
	life      Life
	slowDown  time.Duration
	names     *throttle
	addresses *throttle

	turns    Turns
	delivery *delivery
	pictures *picture.Fetcher
	looking  sync.Mutex // at a picture that an agent sends
	queue    *bell      // the common queue changed
	waiting  atomic.Int64
	ended    *bell // sessions that ended, by id
}

// New makes a Backend of its parts.
func New(o Options) (*Backend, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Hashing == (Hashing{}) {
		o.Hashing = DefaultHashing()
	}
	if o.Turns == nil {
		o.Turns = alone{}
	}
	if o.Pictures == nil {
		o.Pictures = picture.New(picture.Options{})
	}
	// Half of the cores at a time: a crowd that signs in must leave the others, and the memory, to those who work.
	h, err := newHasher(o.Hashing, int64(max(1, runtime.NumCPU()/2)))
	if err != nil {
		return nil, err
	}
	b := &Backend{
		store: o.Store, clock: o.Clock, log: o.Log, metrics: newMetrics(),
		hasher: h, slowDown: or(o.SlowDown, 250*time.Millisecond),
		life: Life{Access: or(o.Life.Access, 15*time.Minute), Refresh: or(o.Life.Refresh, 14*24*time.Hour)},
		// A name: five tries, then a minute, doubling. An address: many agents of a centre share one, so it is more patient.
		names: &throttle{store: o.Store, by: storage.ByName, clock: o.Clock, rule: throttleRule{free: 5, lock: time.Minute, most: 15 * time.Minute, forget: time.Hour}},
		addresses: &throttle{
			store: o.Store, by: storage.ByAddress, clock: o.Clock, rule: throttleRule{free: 50, lock: time.Minute, most: 15 * time.Minute, forget: 15 * time.Minute},
		},
		turns: o.Turns, pictures: o.Pictures, queue: newBell(), ended: newBell(), sources: newSources(),
	}
	b.delivery = newDelivery(b, o.Worker, o.Delivery)
	b.Connect(o.Accounts)
	b.metrics.registry.MustRegister(o.Store.Pool(), healthMetrics{b})
	b.metrics.Show("sociomedio_queue_waiting", "Cases in the common queue, as agents last heard.", func() float64 { return float64(b.Waiting()) })
	b.metrics.Show("sociomedio_delivery_under_way", "Parts of answers that this process is sending.", func() float64 { return float64(len(b.delivery.places)) })
	return b, nil
}

// Metrics are this backend's figures.
func (b *Backend) Metrics() *Metrics { return b.metrics }

// Run reads the accounts, delivers answers and keeps house until ctx ends. Then it begins nothing more, lets what is on its
// way to a network come to its end (at most the time limit of one call) and returns nil. It returns an error only when it
// can't go on.
func (b *Backend) Run(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	woken, cancel := b.store.SubscribeQueue()
	defer cancel()
	g.Go(func() error { return b.watchQueue(ctx, woken) })
	g.Go(func() error { return b.delivery.run(ctx) })
	g.Go(func() error { return b.keepHouse(ctx) })
	g.Go(func() error { return b.fetchPictures(ctx) })
	g.Go(func() error { return b.attend(ctx) })
	err := g.Wait()
	for _, s := range b.sources.list() {
		b.settle(ctx, s) // what was sent after the last reading
	}
	return err
}

const (
	houseEvery = 30 * time.Second
	sweepEvery = 120 // rounds, that is an hour
)

// keepHouse frees the cases of agents who vanished (done at each Sync as well; here so that colleagues see them come free)
// and now and then deletes sessions that are long over.
func (b *Backend) keepHouse(ctx context.Context) error {
	for round := 0; ; round++ {
		if err := sleep(ctx, jittered(houseEvery)); err != nil {
			return nil
		}
		b.chore(ctx, "expired cases freed", b.store.FreeExpired)
		if round%sweepEvery == 0 {
			b.chore(ctx, "old sessions deleted", b.store.SweepSessions)
			b.chore(ctx, "old wrong passwords forgotten", b.store.SweepTries)
			b.chore(ctx, "old webhook calls forgotten", b.store.SweepWebhooks)
			b.chore(ctx, "what was read on days that are over forgotten", b.store.SweepReads)
		}
	}
}

func (b *Backend) chore(ctx context.Context, done string, do func(context.Context) (int, error)) {
	n, err := do(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		b.log.WarnContext(ctx, "not done: "+done, "error", err)
	case n > 0:
		b.log.InfoContext(ctx, done, "number", n)
	}
}

// sleep waits for d; its error is that of a context that ended before.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// jittered is d with up to a tenth more or less, so that many processes and accounts don't act in step.
func jittered(d time.Duration) time.Duration {
	return d - d/10 + time.Duration(rand.Int64N(int64(d/5)+1))
}

func or(value, otherwise time.Duration) time.Duration {
	if value == 0 {
		return otherwise
	}
	return value
}
