// Package load puts a backend under the load of a whole centre: simulated agents through the real client code (data/remote), each
// with a session and an event stream, and simulated customers who write through the stand-ins. It measures what agents wait for and
// accounts for every answer.
package load

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sociomedio/app/backend"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Options of a load.
type Options struct {
	Store    *storage.Store // where the simulated agents are added
	Servers  []string       // the backends' URLs; each agent has one of them
	Networks string         // the stand-ins' URL
	Agents   int
	Messages int           // from customers, per minute, on both networks
	Answers  int           // of all agents together, per minute
	For      time.Duration // how long is measured, after a round in which everybody begins
	Settle   time.Duration // how long the rest may take afterwards
	Log      *slog.Logger
	Said     func(string) // what is going on, for whoever waits; nil: nobody
	Begun    func()       // called when what is measured begins; nil: nobody
}

// load is one run.
type load struct {
	Options
	times *times
	path  []contract.ID
	round time.Duration // in which each agent answers once

	mu      sync.Mutex
	saved   map[string]bool // texts of answers that a backend has taken
	written int             // messages of customers

	began  time.Time // when the first round was over
	before struct{ saved, written int }
}

// begin ends the first round, in which n messages were written and nobody has answered yet. What went wrong in it counts all the same.
func (l *load) begin(n int) {
	l.Begun()
	l.times.reset()
	l.began, l.before.saved, l.before.written = time.Now(), l.answered(), n
}

func (l *load) answered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.saved)
}

// Run adds the agents, signs them in, lets everybody work for a round and the set time, waits until everything that was saved is on the
// networks and everything that was written in the store, and reports.
func Run(ctx context.Context, o Options) (Report, error) {
	if o.Said == nil {
		o.Said = func(string) {}
	}
	if o.Begun == nil {
		o.Begun = func() {}
	}
	l := &load{Options: o, times: newTimes(), saved: map[string]bool{}}
	l.round = time.Duration(o.Agents) * time.Minute / time.Duration(o.Answers)
	agents, err := l.hire(ctx)
	if err != nil {
		return Report{}, err
	}
	defer func() {
		for _, a := range agents {
			a.close()
		}
	}()
	o.Said(fmt.Sprintf("%d agents are signed in", len(agents)))
	before, err := l.posted(ctx)
	if err != nil {
		return Report{}, err
	}
	counted, err := o.Store.Received(ctx)
	if err != nil {
		return Report{}, err
	}
	working, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	for _, a := range agents {
		all.Go(func() { a.listen(working) })
		all.Go(func() { a.keepUp(working) })
		all.Go(func() { a.work(working) })
	}
	watching, unwatch := context.WithCancel(ctx)
	defer unwatch()
	bodies := l.watch(watching, &all)
	err = l.write(ctx)
	took := time.Since(l.began)
	answered := l.answered() - l.before.saved
	stop()
	unwatch()
	all.Wait()
	o.Said("customers are silent, agents go home; what is on its way arrives")
	report, settleErr := l.settle(ctx, before, counted)
	for _, b := range bodies {
		b.look(ctx)
		report.Bodies = append(report.Bodies, *b)
	}
	report.Agents, report.Took, report.Times, report.Errors, report.Again = len(agents), took, l.times.summary(), l.times.errors(), l.times.again
	report.Offered = float64(o.Answers) / 60
	report.Answers, report.Messages = float64(answered)/took.Seconds(), float64(l.written-l.before.written)/took.Seconds()
	return report, errors.Join(err, settleErr)
}

const signingIn = 8 // at a time

// hire adds the agents with a password of this run and signs them in.
func (l *load) hire(ctx context.Context) ([]*agent, error) {
	password := rand.Text()
	// Signing in costs a password hash each, on purpose; a thousand of them are not what is measured. Nobody guesses this password.
	cheap := backend.Hashing{Memory: 64, Time: 1, Threads: 1}
	hash, err := backend.HashPassword(ctx, "beban", password, cheap)
	if err != nil {
		return nil, err
	}
	desk, err := backend.New(backend.Options{Store: l.Store, Hashing: cheap})
	if err != nil {
		return nil, err
	}
	agents := make([]*agent, l.Agents)
	g, signing := errgroup.WithContext(ctx)
	g.SetLimit(signingIn)
	for i := range agents {
		g.Go(func() error {
			ctx := signing
			name := fmt.Sprintf("beban-%04d", i+1)
			if err := l.add(ctx, name, hash); err != nil {
				return err
			}
			session, err := desk.SignIn(ctx, contract.SignIn{
				Username: name, Password: password, Client: contract.Client{Version: "load", Contract: contract.Version},
			}, netip.Addr{})
			if err != nil {
				return err
			}
			agents[i], err = l.seat(i, session)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	k, err := agents[0].clients[0].Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	l.path = leaf(k.Nodes)
	if len(l.path) == 0 {
		return nil, data.Fail(data.NoCategory, "The backend has no catalogue: import one first.", nil)
	}
	return agents, nil
}

// add adds an agent; one of an earlier run gets the new password.
func (l *load) add(ctx context.Context, name, hash string) error {
	_, err := l.Store.AddAgent(ctx, storage.NewAgent{Username: name, Name: name, Role: contract.RoleAgent, Signature: "(" + name + ")", PasswordHash: hash})
	var known *data.Error
	if !errors.As(err, &known) || known.Field != "username" {
		return err
	}
	agent, err := l.Store.AgentByUsername(ctx, name)
	if err != nil {
		return err
	}
	return l.Store.SetPassword(ctx, agent.ID, hash, "")
}

// leaf is the first path of a catalogue.
func leaf(nodes []contract.CatalogueNode) []contract.ID {
	var path []contract.ID
	parent := ""
	for {
		next := ""
		for _, n := range nodes {
			if n.ParentID == parent {
				next = n.ID
				break
			}
		}
		if next == "" {
			return path
		}
		path, parent = append(path, next), next
	}
}

// Customers write at this pace, several at a time.
const (
	writeEvery = 20 * time.Millisecond
	writing    = 8
)

// write lets customers write, evenly, for the first round and the set time.
func (l *load) write(ctx context.Context) error {
	every := time.NewTicker(writeEvery)
	defer every.Stop()
	g, pace := errgroup.WithContext(ctx)
	g.SetLimit(writing)
	n := 0
	for began := time.Now(); time.Since(began) < l.round+l.For && pace.Err() == nil; {
		if l.began.IsZero() && time.Since(began) >= l.round {
			l.begin(n)
		}
		for due := int(time.Since(began).Minutes() * float64(l.Messages)); n < due; n++ {
			number := n
			g.Go(func() error { return l.inject(ctx, number) })
		}
		select {
		case <-pace.Done():
		case <-every.C:
		}
	}
	l.written = n
	return g.Wait()
}

// settle waits until every answer that a backend took is on its network, and counts.
func (l *load) settle(ctx context.Context, before map[string]int, counted int) (Report, error) {
	ctx, cancel := context.WithTimeout(ctx, l.Settle)
	defer cancel()
	for {
		posts, err := l.posted(context.WithoutCancel(ctx))
		if err != nil {
			return Report{}, err
		}
		r := l.count(posts, before)
		received, err := l.Store.Received(context.WithoutCancel(ctx))
		if err != nil {
			return r, err
		}
		r.Written, r.Received = l.written, received-counted
		if r.Lost == 0 && r.Received >= r.Written {
			return r, nil
		}
		select {
		case <-ctx.Done():
			return r, nil
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func (l *load) count(posts, before map[string]int) Report {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := Report{Saved: len(l.saved)}
	for text := range l.saved {
		switch n := posts[text] - before[text]; {
		case n == 0:
			r.Lost++
		case n > 1:
			r.Doubled++
		}
	}
	return r
}

func (l *load) save(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.saved[text] = true
}

// tidy is what stands for a kind of error in a report.
func tidy(err error) string {
	if k := data.KindOf(err); k != "" {
		return string(k)
	}
	return strings.SplitN(err.Error(), ":", 2)[0]
}
