package desk

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// seat is one agent at the desk: his store, his session with the backend and the work that goes on by itself. It outlives the
// session: when that ended he still reads and writes, and goes on after the next sign-in.
type seat struct {
	params   Params
	bus      *bus
	log      *slog.Logger
	server   string
	username string
	store    *local.Store
	out      *outbox
	drafts   *drafts
	link     *link
	settings *prefs
	pictures *pictures
	clerk    clerk
	shown    shown
	heal     func(error)

	catalogue atomic.Pointer[Catalogue]
	damaged   atomic.Bool
	catching  sync.Mutex // one walk through the changes at a time
	saving    sync.Mutex // one Save at a time

	mu       sync.Mutex
	client   *remote.Client
	agent    contract.Agent
	keep     *keeping
	signedIn bool
	figures  Today
	open     looked
	profile  looked // the customer of the Customers page
	glimpsed glimpsed
	loaded   setup

	stop    context.CancelFunc // ends the work of the session
	working sync.WaitGroup
	tasks   context.Context //nolint:containedctx // given to work that callers start and don't wait for; ends with the session
}

// looked is what the agent looks at, and ends what is fetched for it.
type looked struct {
	caseID     string
	customerID string
	cancel     context.CancelFunc
}

// sit opens the store of an agent.
func (d *Desk) sit(ctx context.Context, server, username string) (*seat, error) {
	store, err := d.params.Folder.Store(ctx, server, username)
	if err != nil {
		return nil, err
	}
	s := &seat{
		params: d.params, bus: d.bus, log: d.params.Log, server: server, username: username, store: store,
		link: newLink(d.params, d.bus), settings: &prefs{}, pictures: newPictures(),
	}
	s.heal = func(err error) { d.heal(s, err) }
	s.link.up = func() { s.out.knock() }
	for _, damage := range store.SetAside {
		s.log.Warn("a damaged store was set aside", "path", damage.Path, "drafts", damage.Drafts, "outbox", damage.Outbox)
	}
	if err := s.load(ctx); err != nil {
		_ = store.Close()
		return nil, err
	}
	return s, nil
}

// load brings into memory what every key press needs.
func (s *seat) load(ctx context.Context) error {
	var err error
	if s.out, err = loadOutbox(ctx, s); err != nil {
		return err
	}
	if s.drafts, err = loadDrafts(ctx, s.store); err != nil {
		return err
	}
	if err := s.store.SweepPictures(ctx); err != nil {
		return err
	}
	if err := s.settings.load(ctx, s.store); err != nil {
		return err
	}
	position, err := s.store.Position(ctx)
	if err != nil {
		return err
	}
	s.link.synced(position.At, -1)
	_ = json.Unmarshal([]byte(s.settings.get(settingAgent)), &s.agent)
	return s.loadCatalogue(ctx)
}

// rescue takes over what a seat held in memory and its store has lost.
func (s *seat) rescue(ctx context.Context, before *seat) {
	for _, f := range before.drafts.list() {
		if _, ok := s.drafts.get(f.key()); ok {
			continue
		}
		if err := s.drafts.put(ctx, f); err != nil {
			s.log.Error("a draft was not saved out of a damaged store", "case", f.CaseID, "error", err)
		}
	}
	for _, p := range before.out.all() {
		if _, err := s.out.find(p.Item.ID); err == nil {
			continue
		}
		row, err := p.row()
		if err == nil {
			err = s.out.add(p, func() error { return s.store.Add(ctx, row) })
		}
		if err != nil {
			s.log.Error("an item was not saved out of a damaged store", "item", p.Item.ID, "error", err)
		}
	}
}

// begin starts the work of a session. The seat must be at rest.
func (s *seat) begin() {
	ctx, stop := context.WithCancel(context.Background())
	s.mu.Lock()
	s.stop, s.tasks = stop, ctx
	s.mu.Unlock()
	s.link.connecting()
	s.working.Go(func() { s.follow(ctx) })
	s.working.Go(func() { s.listen(ctx) })
	s.working.Go(func() { s.out.deliver(ctx) })
}

// rest ends the work of the session and waits for it: until ctx ends for the answer that is being sent. Store and client stay.
func (s *seat) rest(ctx context.Context) {
	s.out.quiesce(ctx)
	s.mu.Lock()
	stop := s.stop
	s.stop = nil
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
	s.working.Wait()
	s.clerk.wait()
}

// leave is rest, and ends the client.
func (s *seat) leave(ctx context.Context) {
	s.rest(ctx)
	s.mu.Lock()
	client := s.client
	s.client, s.signedIn = nil, false
	s.mu.Unlock()
	if client != nil {
		client.Close()
	}
}

// background runs work that nobody waits for; it is left out when no session is under way.
func (s *seat) background(do func(context.Context)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop == nil {
		return
	}
	ctx := s.tasks
	s.working.Go(func() { do(ctx) })
}

// ask calls the backend and takes account of what the answer says about the connection and the session.
func ask[T any](ctx context.Context, s *seat, call func(context.Context, *remote.Client) (T, error)) (T, error) {
	s.mu.Lock()
	client, signedIn := s.client, s.signedIn
	s.mu.Unlock()
	var none T
	if client == nil || !signedIn {
		return none, data.Fail(data.SessionEnded, "Nobody is signed in.", remote.ErrNotSent)
	}
	got, err := call(ctx, client)
	s.noted(client, err)
	if err != nil {
		return none, err
	}
	return got, nil
}

// noted takes account of how a call ended.
func (s *seat) noted(client *remote.Client, err error) {
	switch kind := data.KindOf(err); {
	case err == nil:
		s.link.heard()
	case broken(err):
	case kind == data.SessionEnded || kind == data.SessionExpired || kind == data.AgentDisabled:
		s.ended(client)
	case offline(kind):
		s.link.lost(err, time.Time{})
	default:
		s.link.heard() // a refusal is an answer
	}
}

// offline says that a kind means no connection to a backend that works.
func offline(k data.Kind) bool {
	return k == data.Unreachable || k == data.BadCertificate || k == data.NotABackend || k == data.Overloaded
}

// ended takes account of a session that the backend does not know any more.
func (s *seat) ended(client *remote.Client) {
	s.mu.Lock()
	if !s.signedIn || s.client != client {
		s.mu.Unlock()
		return
	}
	s.signedIn = false
	stop := s.stop
	s.stop = nil
	if stop != nil {
		// The token in the keyring is dead. The keyring may take its time.
		s.working.Go(func() { s.keep.forget(context.Background()) })
	}
	s.mu.Unlock()
	if stop != nil {
		stop()
	}
	s.link.signedOut()
	s.bus.post(Event{Kind: SessionEnded})
}

func (s *seat) isSignedIn() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signedIn
}

func (s *seat) me() contract.Agent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.agent
}

// reads is the case that the agent looks at; empty for none.
func (s *seat) reads() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open.caseID
}

// put stores what the backend answered beside the changes, and tells of it.
func (s *seat) put(ctx context.Context, c contract.Changes) error {
	applied, err := s.store.Put(ctx, c, s.reads(), s.params.Clock())
	if err != nil {
		s.heal(err)
		return err
	}
	s.tell(applied)
	return nil
}

// tell posts what an application of changes means.
func (s *seat) tell(a local.Applied) {
	for _, id := range a.Cases {
		s.bus.post(Event{Kind: CaseChanged, CaseID: id})
	}
	for _, id := range a.Customers {
		s.bus.post(Event{Kind: HistoryChanged, CustomerID: id}, Event{Kind: CustomerChanged, CustomerID: id})
	}
	if a.Inbox {
		s.bus.post(Event{Kind: InboxChanged, Arrived: a.Arrived})
	}
	s.out.settle(a.Handlings)
}
