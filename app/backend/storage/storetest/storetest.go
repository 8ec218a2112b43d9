// Package storetest is the suite that every engine of the store passes: the same cases on SQLite and on a real PostgreSQL.
package storetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// Run runs the suite. database gives the DSN of a new database with today's schema or without one; the suite opens, closes
// and opens it again as the cases need.
func Run(t *testing.T, database func(t testing.TB) string) {
	for _, group := range []struct {
		name  string
		cases []testCase
	}{
		{"sign-in", signInCases()},
		{"catalogue", catalogueCases()},
		{"intake", intakeCases()},
		{"own posts", ownPostCases()},
		{"cases", caseCases()},
		{"answers", answerCases()},
		{"delivery", deliveryCases()},
		{"changes", changeCases()},
		{"customers", customerCases()},
		{"imports", importCases()},
		{"upkeep", upkeepCases()},
		{"retention", pruneCases()},
		{"channels", channelCases()},
		{"restored", restoredCases()},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					c.run(t, newWorld(t, database(t)))
				})
			}
		})
	}
}

type testCase struct {
	name string
	run  func(t *testing.T, w *world)
}

// clock is the time of a world; it stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a store with a little of everything in it: two accounts, three agents and a catalogue.
type world struct {
	*storage.Store
	dsn               string
	clock             *clock
	twitter, facebook storage.Account
	anis, budi, citra storage.Agent
	internet, slow    []string // catalogue paths down to a leaf
	messages          int
}

// noon is when each world begins: a Tuesday in Jakarta.
var noon = time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)

func newWorld(t testing.TB, dsn string) *world {
	t.Helper()
	w := &world{dsn: dsn, clock: &clock{now: noon}}
	w.open(t)
	ctx := t.Context()
	var err error
	w.twitter, err = w.UpsertAccount(ctx, storage.Account{
		Network: contract.Twitter, ExternalID: "900", Name: "Telkom Care", Handle: "TelkomCare", Limits: contract.AccountLimits{Public: 280, Private: 10000},
	})
	require.NoError(t, err)
	w.facebook, err = w.UpsertAccount(ctx, storage.Account{
		Network: contract.Facebook, ExternalID: "800", Name: "Telkom Care", Limits: contract.AccountLimits{Public: 8000, Private: 2000},
	})
	require.NoError(t, err)
	w.anis, w.budi, w.citra = w.agent(t, "anis"), w.agent(t, "budi"), w.agent(t, "citra")
	require.NoError(t, w.ImportCatalogue(ctx, []string{"Category", "Product", "Sub Product"}, [][]string{
		{"Komplain", "Internet", "Tidak Bisa Connect"}, {"Komplain", "Internet", "Lambat"}, {"Informasi", "Tagihan"},
	}))
	w.internet, w.slow = w.path(t, "Komplain", "Internet", "Tidak Bisa Connect"), w.path(t, "Komplain", "Internet", "Lambat")
	return w
}

// open opens the world's store, again after close.
func (w *world) open(t testing.TB) { w.Store = w.another(t) }

// another opens the same database once more, as a second process does.
func (w *world) another(t testing.TB) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.Context(), w.dsn, storage.Options{Clock: w.clock.Now, Zone: time.FixedZone("WIB", 7*3600)})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() }) // some cases close it themselves
	return s
}

// processes are two on one database on PostgreSQL; SQLite has one.
func (w *world) processes(t testing.TB) []*storage.Store {
	if strings.HasPrefix(w.dsn, "sqlite:") {
		return []*storage.Store{w.Store}
	}
	return []*storage.Store{w.Store, w.another(t)}
}

func (w *world) agent(t testing.TB, name string) storage.Agent {
	t.Helper()
	a, err := w.AddAgent(t.Context(), storage.NewAgent{Username: name, Name: name, Signature: "(" + name + ")", Role: contract.RoleAgent, PasswordHash: "hash of " + name})
	require.NoError(t, err)
	return a
}

func (w *world) path(t testing.TB, labels ...string) []string {
	t.Helper()
	catalogue, err := w.Catalogue(t.Context())
	require.NoError(t, err)
	var path []string
	parent := ""
	for _, label := range labels {
		for _, n := range catalogue.Nodes {
			if n.ParentID == parent && n.Label == label {
				path, parent = append(path, n.ID), n.ID
				break
			}
		}
	}
	require.Len(t, path, len(labels))
	return path
}

// mention is a customer's public post that names us; who is his id and handle.
func (w *world) mention(who, text string) channel.Event {
	w.messages++
	id := fmt.Sprintf("19000%d", w.messages)
	person := channel.Person{ID: "id-" + who, Handle: who, Name: "Name " + who}
	return channel.Event{
		Type: channel.Wrote, Key: "post:" + id, At: w.clock.Now().Add(-time.Minute),
		Message: channel.Message{
			Kind: contract.MessageKindMention, ExternalID: id, Thread: id, Author: person, Customer: person,
			Summons: true, OpensCase: true, Text: text, URL: "https://x.com/" + who + "/status/" + id,
		},
	}
}

// dm is a customer's direct message.
func (w *world) dm(who, text string) channel.Event {
	e := w.mention(who, text)
	e.Message.Kind, e.Message.Private, e.Message.Thread, e.Message.Summons = contract.MessageKindDm, true, "900-id-"+who, false
	return e
}

// messenger is a customer's message in Messenger.
func (w *world) messenger(who, text string) channel.Event {
	e := w.mention(who, text)
	e.Message.Kind, e.Message.Private, e.Message.Thread, e.Message.Summons = contract.MessageKindMessenger, true, "id-"+who, false
	return e
}

// comment is a customer's comment on a post of our page.
func (w *world) comment(who, text string) channel.Event {
	e := w.mention(who, text)
	e.Message.Kind, e.Message.Summons, e.Message.CanReplyPriv = contract.MessageKindComment, false, true
	return e
}

// ours is a post of our account in answer to another.
func (w *world) ours(to channel.Event, text string) channel.Event {
	e := w.mention("us", text)
	e.At = w.clock.Now()
	e.Message.Author = channel.Person{ID: "900", Handle: "TelkomCare", Name: "Telkom Care"}
	e.Message.Ours, e.Message.OpensCase, e.Message.Customer = true, false, to.Message.Customer
	e.Message.Kind, e.Message.Private, e.Message.Thread, e.Message.InReplyTo = to.Message.Kind, to.Message.Private, to.Message.Thread, to.Message.ExternalID
	return e
}

// in lets an account receive events.
func (w *world) in(t testing.TB, account storage.Account, events ...channel.Event) storage.IntakeResult {
	t.Helper()
	r, err := w.Intake(t.Context(), account.ID, "poll", channel.Batch{Events: events})
	require.NoError(t, err)
	return r
}

// take lets an agent take cases and gives those that are his.
func (w *world) take(t testing.TB, agent storage.Agent, n int) []contract.Case {
	t.Helper()
	_, err := w.Take(t.Context(), agent.ID, n, "")
	require.NoError(t, err)
	return w.held(t, agent)
}

func (w *world) held(t testing.TB, agent storage.Agent) []contract.Case {
	t.Helper()
	page, err := w.Cases(t.Context(), storage.CaseFilter{AgentID: agent.ID}, "", 200)
	require.NoError(t, err)
	var mine []contract.Case
	for _, c := range page.Cases {
		if c.Holder.ID == agent.ID {
			mine = append(mine, c)
		}
	}
	return mine
}

// one lets an account receive a message and an agent take its case.
func (w *world) one(t testing.TB, account storage.Account, agent storage.Agent, e channel.Event) contract.Case {
	t.Helper()
	require.Equal(t, 1, w.in(t, account, e).Cases)
	before := map[string]bool{}
	for _, c := range w.held(t, agent) {
		before[c.ID] = true
	}
	for _, c := range w.take(t, agent, 1) {
		if !before[c.ID] {
			return c
		}
	}
	require.FailNow(t, "no case was taken")
	return contract.Case{}
}

func (w *world) history(t testing.TB, customerID string) []contract.Message {
	t.Helper()
	page, err := w.Messages(t.Context(), customerID, "", 200)
	require.NoError(t, err)
	return page.Messages
}

func (w *world) the(t testing.TB, id string) contract.Case {
	t.Helper()
	c, err := w.Case(t.Context(), id)
	require.NoError(t, err)
	return c
}

// answer is an answer to a case's message.
func (w *world) answer(c contract.Case, parts ...string) contract.NewAnswer {
	visibility := contract.Public
	if c.Private {
		visibility = contract.Private
	}
	text := ""
	for _, p := range parts {
		text += p
	}
	return contract.NewAnswer{
		TargetMessageID: c.MessageID, CaseVersion: c.Version, Path: w.internet, ReplyType: "normal", Visibility: visibility,
		Text: text, Parts: parts, OpenedAt: w.clock.Now().Add(-30 * time.Second),
	}
}

func (w *world) save(t testing.TB, agent storage.Agent, c contract.Case, key string, a contract.NewAnswer) contract.Handling {
	t.Helper()
	h, created, err := w.SaveAnswer(t.Context(), agent.ID, c.ID, key, a)
	require.NoError(t, err)
	require.True(t, created)
	return h
}

// claim gives all that is to be delivered now.
func (w *world) claim(t testing.TB) []storage.PartJob {
	t.Helper()
	jobs, err := w.ClaimParts(t.Context(), "worker", 100, time.Minute)
	require.NoError(t, err)
	return jobs
}

// deliver sends all parts there are, in the order they are given, and gives their texts.
func (w *world) deliver(t testing.TB) []string {
	t.Helper()
	var texts []string
	for jobs := w.claim(t); len(jobs) > 0; jobs = w.claim(t) {
		for _, j := range jobs {
			texts = append(texts, j.Out.Text)
			w.sent(t, j)
		}
	}
	return texts
}

func (w *world) sent(t testing.TB, j storage.PartJob) string {
	t.Helper()
	w.messages++
	id := fmt.Sprintf("29000%d", w.messages)
	require.NoError(t, w.PartSent(t.Context(), j.Claim, channel.Sent{ExternalID: id, URL: "https://x.com/i/status/" + id, At: w.clock.Now()}))
	return id
}
