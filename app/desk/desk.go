// Package desk is what an agent does, without a window: sign in, take cases, read, write, save, note, search. The screens
// call it and show what it gives; it calls data/remote for the backend and data/local for what is kept on this machine.
//
// Which method may be called where is seen in its signature. A method without a context reads memory or the local store
// by an index, answers within a frame and may be called on the UI goroutine. A method with a context may wait for a disk or
// the network: it is called on another goroutine, and its answer is brought back through ui/onui. Every method may be
// called from any goroutine. Every error is a data.Error; its Kind chooses the sentence that the agent reads.
package desk

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"sociomedio/data"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// Params is what a desk needs. Folder and Keys are the caller's to open and, after Close, to close.
type Params struct {
	Folder    *local.Folder  // the data folder, held by this process
	Keys      *keys.Ring     // the OS keyring
	Remote    remote.Options // how the backend is reached; Renewed is the desk's own
	Server    string         // the backend that IT or the agent set; Credentials.Server overrules it
	TakeLimit int            // cases per Sync, 1 to 100; 0 means 20
	Every     time.Duration  // poll interval beside events; 0 means 30 s
	Pause     time.Duration  // before the first new try after a failure, doubled up to 30 times; 0 means 1 s
	Retention time.Duration  // how long conversations stay on this machine; 0 means as long as the agent is signed in
	Clock     func() time.Time
	NewID     func() string // UUIDv7
	Log       *slog.Logger
}

const (
	defaultTake  = 20
	defaultEvery = 30 * time.Second
	defaultPause = time.Second
	longestTimes = 30 // of Pause
)

// Desk is one agent's workplace. It is made by New and ended by Close.
type Desk struct {
	params Params
	bus    *bus

	signing sync.Mutex // one sign-in, sign-out or change of store at a time

	mu     sync.RWMutex
	seat   *seat // nil while nobody is signed in
	closed bool
}

// New opens a desk; nothing is asked of the network or the disk before SignIn or Resume.
func New(p Params) (*Desk, error) {
	if p.Folder == nil || p.Keys == nil {
		return nil, data.Fail(data.Internal, "A desk needs a data folder and a keyring.", nil)
	}
	if p.TakeLimit <= 0 || p.TakeLimit > 100 {
		p.TakeLimit = defaultTake
	}
	if p.Every <= 0 {
		p.Every = defaultEvery
	}
	if p.Pause <= 0 {
		p.Pause = defaultPause
	}
	if p.Clock == nil {
		p.Clock = time.Now
	}
	if p.NewID == nil {
		p.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	p.Remote.Log = p.Log
	return &Desk{params: p, bus: newBus()}, nil
}

// Subscribe has f called for every event, one at a time, from a goroutine of the desk; f must not wait. stop ends it.
func (d *Desk) Subscribe(f func(Event)) (stop func()) { return d.bus.subscribe(f) }

// Close ends all work in order: no new requests, the answer that is being sent is waited for (until ctx ends, then it is broken
// off and stays unknown), the store is closed. The desk can't be used after it.
func (d *Desk) Close(ctx context.Context) error {
	d.signing.Lock()
	defer d.signing.Unlock()
	d.mu.Lock()
	s := d.seat
	d.seat, d.closed = nil, true
	d.mu.Unlock()
	var err error
	if s != nil {
		s.leave(ctx)
		err = s.store.Close()
	}
	d.bus.close()
	return err
}

// at is the seat in use. Kinds: SessionEnded when there is none.
func (d *Desk) at() (*seat, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.seat == nil {
		return nil, data.Fail(data.SessionEnded, "Nobody is signed in.", nil)
	}
	return d.seat, nil
}

// take puts an agent at the desk in place of the one before.
func (d *Desk) take(s *seat) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seat = s
}

// reading runs what only reads the local store. A store that turns out damaged is rebuilt, in the background, from what the
// backend has.
func reading[T any](d *Desk, read func(*seat) (T, error)) (T, error) {
	var none T
	s, err := d.at()
	if err != nil {
		return none, err
	}
	got, err := read(s)
	if err != nil {
		d.heal(s, err)
		return none, err
	}
	return got, nil
}

// heal starts the rebuilding of a damaged cache.
func (d *Desk) heal(s *seat, err error) {
	if data.KindOf(err) == data.CorruptStore && s.damaged.CompareAndSwap(false, true) {
		go d.rebuild(s)
	}
}

// rebuild opens a new cache in place of a damaged one. What only this machine knows lies elsewhere; where that is damaged, what
// can be read of it is taken over when it is opened, and the rest from memory.
func (d *Desk) rebuild(s *seat) {
	d.signing.Lock()
	defer d.signing.Unlock()
	if at, err := d.at(); err != nil || at != s {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	s.rest(ctx)
	if err := s.store.Rebuild(); err != nil {
		d.params.Log.Error("damaged store can't be set aside", "error", err)
	}
	next, err := d.sit(ctx, s.server, s.username)
	if err != nil {
		d.params.Log.Error("store can't be rebuilt", "error", err)
		return
	}
	s.mu.Lock()
	next.agent, next.keep, next.client, next.signedIn, next.figures = s.agent, s.keep, s.client, s.signedIn, s.figures
	s.mu.Unlock()
	next.inherit(ctx, s.setup())
	next.rescue(ctx, s)
	d.take(next)
	d.params.Log.Warn("the local store was damaged and is rebuilt from the backend")
	if next.isSignedIn() {
		next.begin()
	}
	d.bus.post(Event{Kind: InboxChanged}, Event{Kind: OutboxChanged}, Event{Kind: CatalogueChanged})
}

// broken says that the caller broke a call off himself.
func broken(err error) bool { return errors.Is(err, context.Canceled) }
