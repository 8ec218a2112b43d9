package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/stage"
	"sociomedio/app/backend/storage"
	"sociomedio/assets/demo"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// TestPostgresCrashes: the database dies under load, twice, and comes back after a while. The backends live on and find it again by
// themselves, agents are told to come again and nothing else, and each answer that was taken is on its network once.
func TestPostgresCrashes(t *testing.T) {
	if testing.Short() {
		t.Skip("crashes a database for some seconds")
	}
	s := newSeveral(t)
	rest := s.atWork()
	defer rest()
	for range 2 {
		before := s.taken()
		require.Eventually(t, func() bool { return s.taken() > before+10 }, 60*time.Second, 20*time.Millisecond, "answers are taken")
		require.NoError(t, s.postgres.Crash(t.Context(), 2*time.Second))
	}
	before := s.taken()
	require.Eventually(t, func() bool { return s.taken() > before+10 }, 60*time.Second, 20*time.Millisecond, "and again")
	rest()
	s.arrived()
	for i := range s.backends {
		require.Zero(t, s.backends[i].stop())
	}
}

// TestADeadBackendsWorkGoesOn: a backend dies with an answer on its way and while it reads the accounts. Within ten seconds another has
// found out that the answer is on the network, and reads; measured on a machine that isn't too busy to tell.
func TestADeadBackendsWorkGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a lease to end")
	}
	s := newSeveral(t)
	s.kill(1)
	s.kill(2)
	a := s.signIn("anis")
	a.clients = a.clients[:1]
	s.choosePath(a)
	var silent atomic.Bool
	to := &httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}, Transport: &balancer{addresses: s.addresses[:1]}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !silent.Load() {
			to.ServeHTTP(w, r)
		}
	}))
	defer front.Close()
	require.NoError(t, s.stands.Webhook(t.Context(), standin.Target{Network: "facebook", URL: front.URL + "/webhooks/facebook/TelkomCare"}))
	s.writes("facebook", "messenger", "orang_contoh_1")
	k := a.takes()
	silent.Store(true) // from here on Facebook tells nobody what is there
	require.NoError(t, s.stands.Fault(standin.Fault{Kind: stage.TimeoutAfterAccept}))
	a.answers(k)
	require.Eventually(t, func() bool { return len(s.stands.Posts()) == 1 }, 20*time.Second, 5*time.Millisecond, "it is on its way")
	store, err := storage.Open(t.Context(), s.database, storage.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	at, err := store.NextPartAt(t.Context())
	require.NoError(t, err)
	require.NotZero(t, at, "nobody knows yet")
	s.serve(1)
	lag := newLag(t)
	s.kill(0)
	died := time.Now()
	s.writes("twitter", "mention", "orang_contoh_2")
	read, sent := time.Duration(0), time.Duration(0)
	require.Eventually(t, func() bool {
		if received, err := store.Received(t.Context()); read == 0 && err == nil && received == 2 {
			read = time.Since(died)
		}
		if at, err := store.NextPartAt(t.Context()); sent == 0 && err == nil && at.IsZero() {
			sent = time.Since(died)
		}
		return read > 0 && sent > 0
	}, 60*time.Second, 10*time.Millisecond, "another reads, and knows what became of the answer")
	require.Len(t, s.stands.Posts(), 1, "it was not sent again")
	late := lag.most()
	t.Logf("read after %s, known after %s; the machine was late by %s", read, sent, late)
	if late < time.Second {
		require.Less(t, max(read, sent), 10*time.Second+late)
	}
	require.Zero(t, s.backends[1].stop())
}

// choosePath has all answers filed under the first of the catalogue.
func (s *several) choosePath(a *agent) {
	s.t.Helper()
	catalogue, err := a.clients[0].Catalogue(s.t.Context())
	require.NoError(s.t, err)
	s.path = []contract.ID{catalogue.Nodes[0].ID}
}

// taken is how many answers backends have taken.
func (s *several) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.saved)
}

// writes lets a customer write.
func (s *several) writes(network, kind, who string) {
	s.t.Helper()
	in := standin.Injection{Network: network, Kind: kind, Text: "@TelkomCare internet mati"}
	in.From = standin.Author{Customer: demo.Customer{Handle: who, Name: who}}
	_, err := s.stands.Inject(in)
	require.NoError(s.t, err)
}

// takes takes the one case that comes.
func (a *agent) takes() (k contract.Case) {
	a.s.t.Helper()
	require.Eventually(a.s.t, func() bool {
		taken, err := anyOf(a, func(c *remote.Client) (contract.Taken, error) {
			return c.Take(a.s.t.Context(), contract.Take{Limit: 1})
		})
		if err != nil || taken.Taken == 0 {
			return false
		}
		page, err := anyOf(a, func(c *remote.Client) (contract.CasePage, error) {
			return c.Cases(a.s.t.Context(), contract.ListCasesParams{State: contract.CaseStateTaken, Limit: 1})
		})
		if err != nil || len(page.Cases) == 0 {
			return false
		}
		k = page.Cases[0]
		return true
	}, 20*time.Second, 20*time.Millisecond, "the case comes")
	return k
}

// lag watches how late a machine wakes who asked to be woken.
type lag struct {
	mu    sync.Mutex
	worst time.Duration
}

func newLag(t *testing.T) *lag {
	l := &lag{}
	ctx, stop := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() {
		const every = 20 * time.Millisecond
		for ctx.Err() == nil {
			began := time.Now()
			time.Sleep(every)
			l.mu.Lock()
			l.worst = max(l.worst, time.Since(began)-every)
			l.mu.Unlock()
		}
	})
	t.Cleanup(func() { stop(); watching.Wait() })
	return l
}

func (l *lag) most() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.worst
}
