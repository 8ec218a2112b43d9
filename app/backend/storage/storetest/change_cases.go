package storetest

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func changeCases() []testCase {
	return []testCase{
		{"nothing changed: the same cursor and nothing else", changesNone},
		{"a case brings its customer and their history", changesBring},
		{"each thing once, in its newest state, oldest change first", changesOnce},
		{"in pages of any size, nothing missing, nothing twice", changesPages},
		{"an agent sees only what he holds or held", changesMine},
		{"a cursor of another database, of before a restore or of nobody: begin anew", changesReset},
		{"catalogue and templates have their version", changesVersions},
		{"while many write: no gap, nothing twice", changesRace},
		{"whoever listens is woken, in every process", changesWake},
		{"an import of a linked service is a change of the customer", changesImport},
	}
}

func changesNone(t *testing.T, w *world) {
	first, err := w.Changes(t.Context(), w.anis.ID, "", 100)
	require.NoError(t, err)
	w.in(t, w.twitter, w.mention("rina", "halo"))
	second, err := w.Changes(t.Context(), w.anis.ID, first.Cursor, 100)
	require.NoError(t, err)
	require.Equal(t, contract.Changes{Cursor: first.Cursor, CatalogueVersion: first.CatalogueVersion, Waiting: 1}, second, "nobody's case is no change")
	cursor, err := w.Cursor(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Equal(t, first.Cursor, cursor)
	_, err = w.Changes(t.Context(), "nobody", "", 100)
	require.Equal(t, data.NotFound, data.KindOf(err))
}

func changesBring(t *testing.T, w *world) {
	// What there was before: a colleague's case of the same customer, answered, with a note.
	e := w.dm("rina", "internet mati")
	before := w.one(t, w.twitter, w.budi, e)
	w.save(t, w.budi, before, "k", w.answer(before, "sudah"))
	w.deliver(t)
	_, _, err := w.AddNote(t.Context(), w.budi.ID, before.ID, "n", "sudah dicek")
	require.NoError(t, err)
	w.clock.move(100 * time.Hour) // past the time in which it would be reopened
	for i := range 60 {
		later := w.dm("rina", fmt.Sprint("lagi ", i))
		later.At = w.clock.Now().Add(time.Duration(i) * time.Second)
		w.in(t, w.twitter, later)
	}
	m := newMirror(w.anis)
	_, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Empty(t, m.messages)
	taken := w.take(t, w.anis, 1)
	require.Len(t, taken, 1)
	require.Equal(t, before.ID, taken[0].PreviousCaseID)
	_, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Len(t, m.messages, 50, "the newest; the rest comes by pages")
	require.Len(t, m.notes, 1)
	require.Len(t, m.handlings, 1)
	require.Len(t, m.customers, 1)
	require.Len(t, m.cases, 1, "the colleague's case is not his")
	newest := slices.MaxFunc(slices.Collect(maps.Values(m.messages)), func(a, b contract.Message) int { return a.At.Compare(b.At) })
	require.Equal(t, "lagi 59", newest.Text)
}

func changesOnce(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "satu"))
	other := w.one(t, w.twitter, w.anis, w.mention("sari", "dua"))
	start, err := w.Cursor(t.Context(), w.anis.ID)
	require.NoError(t, err)
	for i := range 5 {
		_, _, err := w.AddNote(t.Context(), w.anis.ID, c.ID, fmt.Sprint("n", i), fmt.Sprint("catatan ", i))
		require.NoError(t, err)
	}
	w.save(t, w.anis, other, "k", w.answer(other, "a", "b"))
	w.deliver(t)
	w.save(t, w.anis, c, "k2", w.answer(c, "c"))
	got, err := w.Changes(t.Context(), w.anis.ID, start, 100)
	require.NoError(t, err)
	require.False(t, got.More)
	require.Equal(t, []string{other.ID, c.ID}, []string{got.Cases[0].ID, got.Cases[1].ID}, "by the newest change of each")
	require.Equal(t, contract.CaseStateAnswered, got.Cases[0].State)
	require.Len(t, got.Cases, 2)
	require.Len(t, got.Messages, 3)
	require.Len(t, got.Handlings, 2)
	require.Equal(t, contract.DeliveryStateSent, got.Handlings[0].State)
	for i, n := range got.Notes {
		require.Equal(t, fmt.Sprint("catatan ", i), n.Text)
	}
	again, err := w.Changes(t.Context(), w.anis.ID, start, 100)
	require.NoError(t, err)
	require.Equal(t, got, again, "asking changes nothing")
}

func changesPages(t *testing.T, w *world) {
	for i := range 12 {
		c := w.one(t, w.twitter, w.anis, w.mention(fmt.Sprint("c", i), "halo"))
		w.save(t, w.anis, c, fmt.Sprint("k", i), w.answer(c, "satu", "dua"))
		_, _, err := w.AddNote(t.Context(), w.anis.ID, c.ID, fmt.Sprint("n", i), "x")
		require.NoError(t, err)
	}
	_, err := w.CancelAnswer(t.Context(), w.anis.ID, "nothing")
	require.Error(t, err)
	want := -1
	for _, limit := range []int{1, 2, 7, 83, 84, 85, 500} {
		m := newMirror(w.anis)
		n, err := m.follow(t.Context(), w.Store, limit)
		require.NoError(t, err)
		if want < 0 {
			want = n
		}
		require.Equal(t, want, n, limit)
		require.Equal(t, n, len(m.cases)+len(m.customers)+len(m.messages)+len(m.notes)+len(m.handlings), "nothing twice")
		m.requireTrue(t, w)
	}
	require.Equal(t, 12*(1+1+3+1+1), want)
}

func changesMine(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "rahasia"))
	w.save(t, w.anis, c, "k", w.answer(c, "jawaban"))
	m := newMirror(w.budi)
	n, err := m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Zero(t, n)
	// The same customer's other case makes the shared history his too, but not the colleague's case.
	d := w.one(t, w.twitter, w.budi, w.dm("rina", "pesan pribadi"))
	_, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Len(t, m.cases, 1)
	require.Contains(t, m.cases, d.ID)
	w.deliver(t)
	_, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	m.requireTrue(t, w)
	require.Len(t, m.cases, 1)
	require.Len(t, m.handlings, 1)
	// Given back: nothing more of it comes.
	_, err = w.ReleaseCase(t.Context(), w.budi.ID, d.ID)
	require.NoError(t, err)
	_, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Empty(t, m.cases)
	w.in(t, w.twitter, w.dm("rina", "lagi"))
	n, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Zero(t, n)
}

func changesReset(t *testing.T, w *world) {
	w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	cursor, err := w.Cursor(t.Context(), w.anis.ID)
	require.NoError(t, err)
	reset := func(cursor string) bool {
		t.Helper()
		c, err := w.Changes(t.Context(), w.anis.ID, cursor, 100)
		require.NoError(t, err)
		if c.Reset {
			require.Equal(t, contract.Changes{Reset: true}, c)
		}
		return c.Reset
	}
	require.False(t, reset(cursor))
	for _, unknown := range []string{"gibberish", "x-1", cursor + "0", cursor[:len(cursor)-1] + "99999", cursor[:len(cursor)-1] + "-1", "-", cursor[:8]} {
		require.True(t, reset(unknown), unknown)
	}
	require.NoError(t, w.Close())
	w.open(t)
	require.False(t, reset(cursor), "a restart changes nothing")
	require.NoError(t, w.Restored(t.Context()))
	require.True(t, reset(cursor), "the database was restored")
	m := newMirror(w.anis)
	_, err = m.follow(t.Context(), w.Store, 2)
	require.NoError(t, err)
	m.requireTrue(t, w)
}

func changesVersions(t *testing.T, w *world) {
	before, err := w.Changes(t.Context(), w.anis.ID, "", 100)
	require.NoError(t, err)
	woken, cancel := w.Subscribe(w.anis.ID)
	defer cancel()
	require.NoError(t, w.ImportCatalogue(t.Context(), []string{"Category"}, [][]string{{"Lain"}}))
	requireWoken(t, woken)
	_, err = w.ImportTemplates(t.Context(), sequence(nil, contract.Template{Category: "a", Title: "b", Text: "c"}))
	require.NoError(t, err)
	requireWoken(t, woken)
	after, err := w.Changes(t.Context(), w.anis.ID, before.Cursor, 100)
	require.NoError(t, err)
	require.NotEqual(t, before.CatalogueVersion, after.CatalogueVersion)
	require.NotEqual(t, before.TemplatesVersion, after.TemplatesVersion)
	require.NotEqual(t, before.Cursor, after.Cursor, "so that an event stream says it")
	require.Empty(t, after.Gone)
}

// changesRace: readers follow while writers of several processes write; in the end each has the truth.
func changesRace(t *testing.T, w *world) {
	stores := w.processes(t)
	agents := []storage.Agent{w.anis, w.budi, w.citra}
	threads := make([]channel.Event, 10)
	for i := range threads {
		threads[i] = w.dm(fmt.Sprint("c", i), "halo")
	}
	w.in(t, w.twitter, threads...)
	seed := rand.Uint64()
	t.Log("seed", seed)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var writers, readers sync.WaitGroup
	var number sync.Mutex
	event := func(i int) channel.Event {
		number.Lock()
		defer number.Unlock()
		return w.dm(fmt.Sprint("c", i), "lagi")
	}
	for n, agent := range agents {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(n)))
			for i := range 40 {
				if err := writeSomething(t.Context(), w, stores[r.IntN(len(stores))], r, agent, event(r.IntN(len(threads))), i); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	mirrors := make([]*mirror, 0, len(agents))
	for n, agent := range agents {
		m := newMirror(agent)
		mirrors = append(mirrors, m)
		readers.Go(func() {
			for ctx.Err() == nil {
				if _, err := m.follow(t.Context(), stores[n%len(stores)], 1+n*3); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
	stop()
	readers.Wait()
	for _, m := range mirrors {
		_, err := m.follow(t.Context(), w.Store, 5)
		require.NoError(t, err)
		m.requireTrue(t, w)
		n, err := m.follow(t.Context(), w.Store, 5)
		require.NoError(t, err)
		require.Zero(t, n, "nothing comes twice")
		require.NotEmpty(t, m.messages)
	}
}

func writeSomething(ctx context.Context, w *world, s *storage.Store, r *rand.Rand, agent storage.Agent, e channel.Event, i int) error {
	page, err := s.Cases(ctx, storage.CaseFilter{AgentID: agent.ID}, "", 200)
	if err != nil {
		return err
	}
	var mine []contract.Case
	for _, c := range page.Cases {
		if c.Holder.ID == agent.ID && c.State == contract.CaseStateTaken {
			mine = append(mine, c)
		}
	}
	switch n := r.IntN(6); {
	case n < 2 || len(mine) == 0:
		if _, err := s.Intake(ctx, w.twitter.ID, "poll", channel.Batch{Events: []channel.Event{e}}); err != nil {
			return err
		}
		_, err = s.Take(ctx, agent.ID, 1, "")
	case n == 2:
		_, _, err = s.AddNote(ctx, agent.ID, mine[0].ID, fmt.Sprint("n", i), "catatan")
	case n == 3:
		_, err = s.ReleaseCase(ctx, agent.ID, mine[0].ID)
	case n == 4:
		_, _, err = s.SaveAnswer(ctx, agent.ID, mine[0].ID, fmt.Sprint("k", i), w.answer(mine[0], fmt.Sprint(agent.Name, i)))
	default:
		var jobs []storage.PartJob
		jobs, err = s.ClaimParts(ctx, agent.Name, 10, time.Minute)
		for _, j := range jobs {
			if err := s.PartSent(ctx, j.Claim, channel.Sent{ExternalID: "posted " + j.PartID}); err != nil {
				return err
			}
		}
	}
	switch data.KindOf(err) {
	case data.CaseHeld, data.CaseChanged, data.CaseClosed, data.AlreadySending:
		return nil
	}
	return err
}

func changesWake(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	for i, store := range w.processes(t) {
		mine, cancel := store.Subscribe(w.anis.ID)
		defer cancel()
		others, cancelOthers := store.Subscribe(w.budi.ID)
		defer cancelOthers()
		queue, cancelQueue := store.SubscribeQueue()
		defer cancelQueue()
		// A process that just began to listen wakes everybody once, and on PostgreSQL it says so a little later.
		_, _, err := w.AddNote(t.Context(), w.budi.ID, c.ID, fmt.Sprint("a", i), "x")
		require.NoError(t, err)
		requireWoken(t, mine)
		w.in(t, w.twitter, w.mention(fmt.Sprint("c", i), "halo"))
		requireWoken(t, queue)
		const rounds = 6
		strays := 0
		for n := range rounds {
			drain(mine)
			_, _, err = w.AddNote(t.Context(), w.budi.ID, c.ID, fmt.Sprint("b", i, n), "x")
			require.NoError(t, err)
			requireWoken(t, mine)
			for _, woken := range []<-chan struct{}{others, queue} {
				select {
				case <-woken:
					strays++
				default:
				}
			}
		}
		require.Less(t, strays, rounds, "a colleague is not woken for what is not his, nor anybody for a queue that did not change")
	}
}

func changesImport(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "122000001", CustomerName: "Rina S", PackageName: "20 Mbps"})
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	_, err := w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, "122000001")
	require.NoError(t, err)
	m := newMirror(w.anis)
	_, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	w.services(t, contract.Service{Number: "122000001", CustomerName: "Rina Sari", PackageName: "50 Mbps"}, contract.Service{Number: "122000002", CustomerName: "Tini"})
	_, err = w.ImportTickets(t.Context(), sequence(nil, contract.Ticket{
		Number: "IN1", ServiceNumber: "122 000 001", Title: "Mati", State: contract.TicketStateOpen, OpenedAt: noon,
	}))
	require.NoError(t, err)
	n, err := m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	customer := m.customers[c.Customer.ID]
	require.Equal(t, "50 Mbps", customer.Service.PackageName)
	require.Equal(t, 1, customer.OpenTickets)
	require.Equal(t, "IN1", customer.Tickets[0].Number)
	m.requireTrue(t, w)
}
