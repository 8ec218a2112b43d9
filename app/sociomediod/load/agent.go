package load

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// agent is one simulated agent.
type agent struct {
	*load
	clients []*remote.Client // one for each backend; all use the one session
	at      atomic.Int64     // the one that is called: another when it does not answer, as a load balancer does it
	id      string
	wake    chan struct{} // the backend said that something changed
	news    chan struct{} // there may be something to do
	wait    atomic.Int64  // cases in the common queue, as last heard
	moment  time.Duration // of each round, see load.moment

	mu     sync.Mutex // one Sync at a time
	cursor string
	mine   []contract.Case
	open   contract.ID // the case that is being answered
}

// seat gives a session's agent one of the backends.
func (l *load) seat(number int, session contract.Session) (*agent, error) {
	a := &agent{load: l, id: session.Agent.ID, moment: l.moment(number), wake: make(chan struct{}, 1), news: make(chan struct{}, 1)}
	a.at.Store(int64(number % len(l.Servers)))
	for i, server := range l.Servers {
		c, err := remote.Open(server, remote.Options{Version: "load", Log: l.Log, Renewed: func(s contract.Session) { a.renewed(i, s) }})
		if err != nil {
			return nil, err
		}
		a.clients = append(a.clients, c)
	}
	a.renewed(-1, session)
	return a, nil
}

// renewed gives the other clients the tokens that one of them got.
func (a *agent) renewed(by int, s contract.Session) {
	for i, c := range a.clients {
		if i != by {
			c.Use(remote.Tokens{Access: s.AccessToken, Refresh: s.RefreshToken})
		}
	}
}

func (a *agent) close() {
	for _, c := range a.clients {
		c.Close()
	}
}

// call calls a backend, and others in turn while one does not answer: what is asked twice has an effect once.
func call[T any](ctx context.Context, a *agent, do func(context.Context, *remote.Client) (T, error)) (T, error) {
	for try := 0; ; try++ {
		at := a.at.Load()
		got, err := do(ctx, a.clients[at])
		k := data.KindOf(err)
		gone := k == data.Unreachable || k == data.NotABackend
		if !gone || len(a.clients) == 1 || try == 100 || ctx.Err() != nil {
			return got, err
		}
		a.times.anew()
		a.at.CompareAndSwap(at, (at+1)%int64(len(a.clients)))
		pause(ctx, 20*time.Millisecond)
	}
}

const (
	syncEvery = 30 * time.Second
	takeEvery = 500 * time.Millisecond // what a restless agent's Sync button takes
	history   = 50
)

// listen keeps the event stream open, as the client does.
func (a *agent) listen(ctx context.Context) {
	last := ""
	for ctx.Err() == nil {
		at := a.at.Load()
		err := a.clients[at].Events(ctx, last, func(e remote.Event) {
			switch e.Kind {
			case remote.Change:
				last = e.ID
				if a.behind(e.Cursor) {
					ring(a.wake)
				}
			case remote.Queue:
				if a.wait.Swap(int64(e.Waiting)) == 0 {
					ring(a.news)
				}
			}
		})
		if ctx.Err() == nil && data.KindOf(err) != data.Unreachable {
			a.times.failed("events", err)
		}
		a.at.CompareAndSwap(at, (at+1)%int64(len(a.clients)))
		pause(ctx, rand.N(time.Second))
	}
}

// behind says whether a Sync is needed to have what changed up to a cursor: what the agent's own call changed often came with his Sync.
func (a *agent) behind(cursor string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.cursor != cursor
}

// ring rings a bell; one that rings already is not rung twice.
func ring(bell chan<- struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// keepUp syncs when something changed and every half minute, as the client does whatever its agent is at.
func (a *agent) keepUp(ctx context.Context) {
	pause(ctx, rand.N(min(syncEvery, a.round))) // not all begin in the same moment
	for ctx.Err() == nil {
		a.sync(ctx)
		select {
		case <-ctx.Done():
		case <-a.wake:
		case <-time.After(syncEvery):
		}
	}
}

// work answers one case in every round, each agent at a moment of his own. Who was kept from it is late and thinks the less the next
// time: the answers that are offered don't become fewer because a backend is slow.
func (a *agent) work(ctx context.Context) {
	pause(ctx, a.moment)
	for due := time.Now().Add(a.round); ctx.Err() == nil; {
		if k, ok := a.next(); ok {
			if a.answer(ctx, k, due) {
				due = due.Add(a.round)
			}
			continue // what the answer changed comes with the next Sync
		}
		if a.wait.Load() > 0 {
			a.take(ctx)
			continue
		}
		select {
		case <-ctx.Done():
		case <-a.news:
		}
	}
}

// think waits until an answer is due. In between, in one round of five, the agent presses Sync to see whether there is something new.
func (a *agent) think(ctx context.Context, due time.Time) {
	pause(ctx, rand.N(max(0, time.Until(due))+1))
	if ctx.Err() == nil && rand.IntN(5) == 0 {
		a.sync(ctx)
	}
	pause(ctx, time.Until(due))
}

// take presses Sync: it takes a case and syncs.
func (a *agent) take(ctx context.Context) {
	taken, err := measured(ctx, a, "take", func(ctx context.Context, c *remote.Client) (contract.Taken, error) {
		return c.Take(ctx, contract.Take{Limit: 1})
	})
	if err == nil {
		a.wait.Store(int64(taken.Waiting))
		a.sync(ctx)
	}
	if err != nil || taken.Taken == 0 { // somebody was faster
		pause(ctx, takeEvery/2+rand.N(takeEvery))
	}
}

// next is the case to answer next; false when there is none.
func (a *agent) next() (k contract.Case, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.open = ""
	if len(a.mine) == 0 {
		return k, false
	}
	k, a.mine = a.mine[0], a.mine[1:]
	a.open = k.ID
	return k, true
}

// sync is a walk through what changed; one that brings nothing is measured on its own.
func (a *agent) sync(ctx context.Context) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for {
		began := time.Now()
		c, err := call(ctx, a, func(ctx context.Context, c *remote.Client) (contract.Changes, error) {
			return c.Changes(ctx, a.cursor, 500)
		})
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			a.times.failed("sync", err)
			pause(ctx, time.Second)
			return
		}
		name := "sync, nothing new"
		if c.Cursor != a.cursor || c.Reset {
			name = "sync, changes"
		}
		a.times.took(name, time.Since(began))
		a.cursor = c.Cursor
		a.wait.Store(int64(c.Waiting))
		if c.Reset {
			a.cursor = ""
			continue
		}
		for _, k := range c.Cases {
			a.note(k)
		}
		if len(a.mine) > 0 || c.Waiting > 0 {
			ring(a.news)
		}
		if !c.More {
			return
		}
	}
}

// note keeps the cases that are this agent's to answer.
func (a *agent) note(k contract.Case) {
	for i := range a.mine {
		if a.mine[i].ID == k.ID {
			a.mine = append(a.mine[:i], a.mine[i+1:]...)
			break
		}
	}
	if k.ID != a.open && k.Holder.ID == a.id && k.State == contract.CaseStateTaken {
		a.mine = append(a.mine, k)
	}
}

// answer opens a case as the client does, thinks until the answer is due, and saves it. false when somebody else has the case by now,
// or it could not be saved.
func (a *agent) answer(ctx context.Context, k contract.Case, due time.Time) (saved bool) {
	_, err := measured(ctx, a, "open", func(ctx context.Context, c *remote.Client) (contract.HistoryPage, error) {
		if _, err := c.OpenCase(ctx, k.ID); err != nil {
			return contract.HistoryPage{}, err
		}
		return c.Messages(ctx, k.Customer.ID, "", history)
	})
	if err != nil {
		return false
	}
	a.think(ctx, due)
	if ctx.Err() != nil {
		return false
	}
	visibility := contract.Public
	if k.Private {
		visibility = contract.Private
	}
	text, key := "Kami cek ya Kak "+uuid.NewString(), uuid.NewString()
	answer := contract.NewAnswer{
		TargetMessageID: k.MessageID, CaseVersion: k.Version, Path: a.path, ReplyType: "normal", Visibility: visibility, Text: text,
		Parts: []string{text}, OpenedAt: time.Now(),
	}
	for range 20 { // what was lost on the way is asked again with the same key
		_, err = measured(ctx, a, "save", func(ctx context.Context, c *remote.Client) (contract.Handling, error) {
			return c.SaveAnswer(ctx, k.ID, key, answer)
		})
		switch data.KindOf(err) {
		case "":
			a.save(text)
			return true
		case data.CaseChanged: // the customer wrote on: the agent reads it and sends all the same
			answer.SendAnyway, key = true, uuid.NewString()
			continue
		case data.Unreachable, data.Overloaded:
			pause(ctx, time.Second)
			continue
		}
		return false
	}
	return false
}

// measured makes a call and notes how long it took, or how it failed. A refusal because somebody was faster is an answer.
func measured[T any](ctx context.Context, a *agent, name string, do func(context.Context, *remote.Client) (T, error)) (T, error) {
	began := time.Now()
	got, err := call(ctx, a, do)
	switch k := data.KindOf(err); {
	case ctx.Err() != nil:
	case err == nil, k == data.CaseChanged, k == data.CaseHeld, k == data.CaseClosed:
		a.times.took(name, time.Since(began))
	default:
		a.times.failed(name, err)
	}
	return got, err
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
