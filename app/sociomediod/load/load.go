// Package load puts a backend under the load of a whole centre: simulated agents through the real client code (data/remote), each
// with a session and an event stream, and simulated customers who write through the stand-ins. It measures what agents wait for and
// accounts for every answer.
package load

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

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
	Desks    int           // of the agents, who work at a desk (app/desk) with a store and an outbox each; the rest call the backends alone
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
	saved   map[string]bool // texts of answers that a backend, or a desk, has taken
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

// moment is when in each round an agent answers, by his number: whoever they are, as many as are asked for in any second. Moments by
// chance would come in clumps, and the same ones in every round.
func (l *load) moment(number int) time.Duration {
	_, turn := math.Modf(float64(number) * math.Phi)
	return time.Duration(turn * float64(l.round))
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
	staff, err := l.hire(ctx)
	defer staff.close(l)
	if err != nil {
		return Report{}, err
	}
	o.Said(fmt.Sprintf("%d agents are signed in, %d of them at desks", o.Agents, o.Desks))
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
	staff.work(working, &all)
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
	report.Agents, report.Desks, report.Took, report.Times, report.Errors, report.Again = o.Agents, o.Desks, took, l.times.summary(), l.times.errors(), l.times.again
	report.Offered = float64(o.Answers) / 60
	report.Answers, report.Messages = float64(answered)/took.Seconds(), float64(l.written-l.before.written)/took.Seconds()
	return report, errors.Join(err, settleErr)
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

// unsave forgets an answer that was taken back.
func (l *load) unsave(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.saved, text)
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
