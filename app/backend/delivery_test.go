package backend_test

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend"
	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// centre is a running backend on a real database with a network that behaves, and one agent.
type centre struct {
	t       *testing.T
	net     *network
	store   *storage.Store
	back    *backend.Backend
	account storage.Account
	agent   backend.Caller
	path    []contract.ID
	stop    func()
}

func newCentre(t *testing.T, change func(*backend.Options)) *centre {
	t.Helper()
	ctx := context.Background()
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	store, err := storage.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "backend.db"), storage.Options{NewID: newID})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	c := &centre{t: t, store: store, net: &network{kind: contract.Twitter}}
	c.account, err = store.UpsertAccount(ctx, storage.Account{
		Network: contract.Twitter, ExternalID: "42", Name: "TelkomCare", Handle: "TelkomCare",
		Limits: contract.AccountLimits{Public: 280, Private: 10000},
	})
	require.NoError(t, err)
	agent, err := store.AddAgent(ctx, storage.NewAgent{Username: "anis", Name: "Anis", Role: contract.RoleAgent, Signature: "(Anis)", PasswordHash: "x"})
	require.NoError(t, err)
	c.agent = backend.Caller{Agent: agent}
	require.NoError(t, store.ImportCatalogue(ctx, []string{"Category"}, [][]string{{"Komplain"}}))
	k, err := store.Catalogue(ctx)
	require.NoError(t, err)
	c.path = []contract.ID{k.Nodes[0].ID}

	o := backend.Options{
		Store: store, Worker: "test", Log: slog.New(slog.DiscardHandler),
		Accounts: []backend.Account{{Account: c.account, Channel: c.net, PollEvery: 20 * time.Millisecond}},
		Hashing:  backend.Hashing{Memory: 64, Time: 1, Threads: 1},
		Delivery: backend.DeliveryRules{
			Call: 2 * time.Second, Lease: 5 * time.Second, Looks: []time.Duration{20 * time.Millisecond, 40 * time.Millisecond},
			Retry: 20 * time.Millisecond, Most: 100 * time.Millisecond,
		},
	}
	if change != nil {
		change(&o)
	}
	c.back, err = backend.New(o)
	require.NoError(t, err)
	c.run()
	return c
}

func (c *centre) run() {
	c.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.back.Run(ctx) }()
	stopped := false
	c.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			require.NoError(c.t, err)
		case <-time.After(20 * time.Second):
			require.Fail(c.t, "the backend does not stop")
		}
	}
	c.t.Cleanup(func() { c.stop() })
}

// holds lets a customer write and gives the case when the agent has taken it.
func (c *centre) holds(who string) contract.Case {
	c.t.Helper()
	ctx := context.Background()
	c.net.writes("m-"+who, who)
	c.eventually("the case is taken", func() bool {
		taken, err := c.store.Take(ctx, c.agent.Agent.ID, 1, "")
		require.NoError(c.t, err)
		return taken.Taken == 1
	})
	page, err := c.store.Cases(ctx, storage.CaseFilter{AgentID: c.agent.Agent.ID, State: contract.CaseStateTaken}, "", 200)
	require.NoError(c.t, err)
	for _, k := range page.Cases {
		if k.Customer.Name == who {
			return k
		}
	}
	require.Fail(c.t, "the case is not in the list")
	return contract.Case{}
}

func (c *centre) save(k contract.Case, parts ...string) contract.Handling {
	c.t.Helper()
	h, created, err := c.back.SaveAnswer(context.Background(), c.agent, k.ID, uuid.NewString(), contract.NewAnswer{
		TargetMessageID: k.MessageID, CaseVersion: k.Version, Path: c.path, ReplyType: "normal", Visibility: contract.Public,
		Text: parts[0], Parts: parts, OpenedAt: time.Now(),
	})
	require.NoError(c.t, err)
	require.True(c.t, created)
	return h
}

// answer gives an answer as the agent sees it now.
func (c *centre) answer(h contract.Handling) contract.Answer {
	c.t.Helper()
	page, err := c.store.Handlings(context.Background(), h.CustomerID, "", 50)
	require.NoError(c.t, err)
	for _, now := range page.Handlings {
		if now.ID == h.ID {
			return now.Answers[0]
		}
	}
	require.Fail(c.t, "the handling record is gone")
	return contract.Answer{}
}

func (c *centre) becomes(h contract.Handling, state contract.DeliveryState) contract.Answer {
	c.t.Helper()
	c.eventually("the answer is "+string(state), func() bool { return c.answer(h).State == state })
	return c.answer(h)
}

func (c *centre) eventually(what string, is func() bool) {
	c.t.Helper()
	require.Eventually(c.t, is, 15*time.Second, 5*time.Millisecond, what)
}

func TestAnAnswerIsPostedOnce(t *testing.T) {
	c := newCentre(t, nil)
	k := c.holds("budi")
	h := c.save(k, "1/2 Mohon maaf", "2/2 kami cek")
	a := c.becomes(h, contract.DeliveryStateSent)
	require.Equal(t, []string{"1/2 Mohon maaf", "2/2 kami cek"}, c.net.texts())
	require.Equal(t, "m-budi", c.net.posts[0].inReplyTo)
	require.Equal(t, "p1", c.net.posts[1].inReplyTo, "each part answers the one before it")
	for _, p := range a.Parts {
		require.Equal(t, contract.DeliveryStateSent, p.State)
	}
	done, err := c.store.Case(t.Context(), k.ID)
	require.NoError(t, err)
	require.Equal(t, contract.CaseStateAnswered, done.State)
}

// TestEdge26UnknownOutcome is edge case 26: what a network did not confirm is looked for, never sent blindly.
func TestEdge26UnknownOutcome(t *testing.T) {
	for name, wrongs := range map[string][]wrong{
		"accepted, then silence":           {{accepted: true, err: lost()}},
		"not accepted":                     {{err: lost()}},
		"not accepted twice":               {{err: lost()}, {err: lost()}},
		"panic before":                     {{panics: true}},
		"panic after":                      {{accepted: true, panics: true}},
		"refused connection, then silence": {{err: &channel.Error{Class: channel.NotSent}}, {accepted: true, err: lost()}},
		"an error that says nothing":       {{accepted: true, err: errConnection}},
		"duplicate after silence":          {{accepted: true, err: lost()}, {err: &channel.Error{Class: channel.Refused, Code: "duplicate"}}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCentre(t, nil)
			c.net.goesWrong(wrongs...)
			h := c.save(c.holds("budi"), "Mohon maaf")
			c.becomes(h, contract.DeliveryStateSent)
			require.Equal(t, []string{"Mohon maaf"}, c.net.texts(), "once, whatever happened")
		})
	}
}

func TestItIsLookedForTwiceBeforeItIsSentAgain(t *testing.T) {
	c := newCentre(t, nil)
	c.net.goesWrong(wrong{err: lost()})
	h := c.save(c.holds("budi"), "Mohon maaf")
	c.becomes(h, contract.DeliveryStateSent)
	require.GreaterOrEqual(t, c.net.looks(), 2)
}

func TestWhatStaysUnknownEndsVisibly(t *testing.T) {
	c := newCentre(t, nil)
	c.net.goesWrong(wrong{err: lost()}, wrong{err: lost()}, wrong{err: lost()}, wrong{err: lost()})
	h := c.save(c.holds("budi"), "Mohon maaf")
	a := c.becomes(h, contract.DeliveryStateFailed)
	require.Equal(t, "lost", a.Reason.Code)
	require.Empty(t, c.net.texts())
}

func TestANetworkThatCantBeAskedIsAskedAgain(t *testing.T) {
	c := newCentre(t, nil)
	k := c.holds("budi")
	c.net.goesWrong(wrong{accepted: true, err: lost()})
	c.net.is(lost())
	h := c.save(k, "Mohon maaf")
	c.eventually("it was looked for in vain", func() bool { return c.net.looks() >= 2 })
	require.Equal(t, contract.DeliveryStateUnknown, c.answer(h).State)
	require.Len(t, c.net.texts(), 1, "not sent again while nobody knows")
	c.net.is(nil)
	c.becomes(h, contract.DeliveryStateSent)
	require.Len(t, c.net.texts(), 1)
}

func TestARefusalStopsThePartsBehindIt(t *testing.T) {
	c := newCentre(t, nil)
	k := c.holds("budi")
	c.net.goesWrong(wrong{only: "dua", err: &channel.Error{Class: channel.Refused, Code: "not_summoned"}})
	h := c.save(k, "satu", "dua", "tiga")
	a := c.becomes(h, contract.DeliveryStateFailed)
	require.Equal(t, []string{"satu"}, c.net.texts())
	require.Equal(t, contract.DeliveryStateSent, a.Parts[0].State)
	require.Equal(t, contract.DeliveryStateFailed, a.Parts[1].State)
	require.Equal(t, "not_summoned", a.Parts[1].Reason.Code)
	back, err := c.store.Case(t.Context(), k.ID)
	require.NoError(t, err)
	require.Equal(t, contract.CaseStateTaken, back.State, "back to its holder")
	require.Equal(t, "Anis", back.Holder.Name)

	_, err = c.store.ResumeAnswer(t.Context(), c.agent.Agent.ID, a.ID)
	require.NoError(t, err)
	c.becomes(h, contract.DeliveryStateSent)
	require.Equal(t, []string{"satu", "dua", "tiga"}, c.net.texts(), "only what was missing")
}

func TestALimitIsObeyedForTheWholeAccount(t *testing.T) {
	c := newCentre(t, nil)
	one, two := c.holds("budi"), c.holds("cici")
	until := time.Now().Add(700 * time.Millisecond)
	c.net.goesWrong(wrong{err: &channel.Error{Class: channel.Later, Code: "rate_limited", Until: until}})
	first := c.save(one, "satu")
	c.eventually("the account is limited", func() bool {
		accounts, err := c.store.Accounts(t.Context())
		require.NoError(t, err)
		return accounts[0].Health.State == contract.AccountHealthStateLimited
	})
	second := c.save(two, "dua")
	c.becomes(first, contract.DeliveryStateSent)
	c.becomes(second, contract.DeliveryStateSent)
	require.True(t, time.Now().After(until), "nothing was sent before its time")
	require.ElementsMatch(t, []string{"satu", "dua"}, c.net.texts())
}

// TestEdge25DeadToken is edge case 25: answers wait while the token is dead, and go when it lives again.
func TestEdge25DeadToken(t *testing.T) {
	c := newCentre(t, nil)
	k := c.holds("budi")
	dead := &channel.Error{Class: channel.Dead, Code: "token_dead"}
	c.net.is(dead)
	c.net.goesWrong(wrong{err: dead})
	h := c.save(k, "Mohon maaf")
	c.eventually("the account says so", func() bool {
		accounts, err := c.store.Accounts(t.Context())
		require.NoError(t, err)
		return accounts[0].Health.State == contract.AccountHealthStateReconnect
	})
	c.becomes(h, contract.DeliveryStateQueued) // it waits, visibly
	require.Empty(t, c.net.texts())

	c.net.is(nil)
	c.becomes(h, contract.DeliveryStateSent)
	require.Equal(t, []string{"Mohon maaf"}, c.net.texts())
}

func TestAPoisonedPartKeepsNobodyElseBack(t *testing.T) {
	c := newCentre(t, func(o *backend.Options) { o.Delivery.Workers = 2 })
	poisoned := c.holds("budi")
	for range 50 {
		c.net.goesWrong(wrong{only: "racun", panics: true})
	}
	c.save(poisoned, "racun")
	var others []contract.Handling
	for i := range 10 {
		others = append(others, c.save(c.holds(fmt.Sprint("orang", i)), fmt.Sprint("jawaban ", i)))
	}
	for _, h := range others {
		c.becomes(h, contract.DeliveryStateSent)
	}
}

func TestWhatHasBegunEndsWhenTheBackendStops(t *testing.T) {
	c := newCentre(t, nil)
	k := c.holds("budi")
	c.net.busy, c.net.began = make(chan struct{}), make(chan struct{}, 10)
	h := c.save(k, "Mohon maaf")
	<-c.net.began
	stopped := make(chan struct{})
	go func() { defer close(stopped); c.stop() }()
	close(c.net.busy)
	<-stopped
	require.Equal(t, contract.DeliveryStateSent, c.answer(h).State)
	require.Len(t, c.net.texts(), 1)
}

func TestAKilledWorkerLeavesNothingTwice(t *testing.T) {
	c := newCentre(t, nil)
	k := c.holds("budi")
	c.stop()
	h := c.save(k, "Mohon maaf")
	// A worker that dies right after the network took the post: its claim runs out and nobody was told.
	jobs, err := c.store.ClaimParts(t.Context(), "killed", 1, 50*time.Millisecond)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	_, err = c.net.Send(t.Context(), jobs[0].Out)
	require.NoError(t, err)
	c.run()
	c.becomes(h, contract.DeliveryStateSent)
	require.Equal(t, []string{"Mohon maaf"}, c.net.texts())
}

func TestReadingGoesOnAfterErrors(t *testing.T) {
	c := newCentre(t, nil)
	c.net.is(&channel.Error{Class: channel.Later, Code: "http_500"})
	c.net.writes("m1", "budi")
	c.net.is(nil)
	c.eventually("it is read", func() bool {
		n, err := c.store.Waiting(t.Context())
		require.NoError(t, err)
		return n == 1
	})
	c.eventually("the account is well", func() bool {
		accounts, err := c.store.Accounts(t.Context())
		require.NoError(t, err)
		h := accounts[0].Health
		return h.State == contract.AccountHealthStateOk && !h.LastSuccessAt.IsZero() && !h.LastItemAt.IsZero() && h.NextPollAt.After(h.LastSuccessAt)
	})
}
