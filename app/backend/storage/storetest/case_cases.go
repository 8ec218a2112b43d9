package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func caseCases() []testCase {
	return []testCase{
		{"taking gives the earliest due, of one network", takeEarliest},
		{"many agents never get the same case", takeRace},
		{"the queue's size is always exact", queueSize},
		{"opening begins the handling time and shows viewers", opening},
		{"released: back in the queue, out of sight", releasing},
		{"a lease that ended frees the case", expiring},
		{"taken over: one holder, and a trace", takingOver},
		{"answered outside by hand", markedOutside},
		{"lists by state and network, in pages", listing},
		{"can it be answered", answerability},
		{"figures of the day and the team", figures},
	}
}

func takeEarliest(t *testing.T, w *world) {
	var events []channel.Event
	for i := range 5 {
		e := w.mention(fmt.Sprint("c", i), fmt.Sprint("pesan ", i))
		e.At = noon.Add(-time.Duration(i) * time.Minute)
		events = append(events, e)
	}
	w.in(t, w.twitter, events...)
	w.in(t, w.facebook, w.comment("f", "komentar"))
	taken, err := w.Take(t.Context(), w.anis.ID, 2, contract.Twitter)
	require.NoError(t, err)
	require.Equal(t, contract.Taken{Taken: 2, Waiting: 4}, taken)
	cases := w.held(t, w.anis)
	require.Equal(t, []string{"pesan 4", "pesan 3"}, []string{cases[0].Preview, cases[1].Preview})
	require.Equal(t, "anis", cases[0].Holder.Name)
	require.True(t, w.clock.Now().Add(30*time.Minute).Equal(cases[0].LeaseUntil))
	require.Equal(t, contract.CaseStateTaken, cases[0].State)

	taken, err = w.Take(t.Context(), w.budi.ID, 10, contract.Facebook)
	require.NoError(t, err)
	require.Equal(t, contract.Taken{Taken: 1, Waiting: 3}, taken)
	taken, err = w.Take(t.Context(), w.budi.ID, 10, "")
	require.NoError(t, err)
	require.Equal(t, contract.Taken{Taken: 3}, taken)
	taken, err = w.Take(t.Context(), w.budi.ID, 10, "")
	require.NoError(t, err)
	require.Zero(t, taken)
	log, err := w.CaseLog(t.Context(), cases[0].ID)
	require.NoError(t, err)
	require.Len(t, log, 2)
	require.Equal(t, w.anis.ID, log[1].AgentID)
}

func takeRace(t *testing.T, w *world) {
	var events []channel.Event
	for i := range 150 {
		events = append(events, w.mention(fmt.Sprint("c", i%50), fmt.Sprint("pesan ", i)))
	}
	w.in(t, w.twitter, events...)
	agents := []storage.Agent{w.anis, w.budi, w.citra}
	for i := range 5 {
		agents = append(agents, w.agent(t, fmt.Sprint("agen", i)))
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	sum := 0
	for _, a := range agents {
		for range 3 {
			all.Go(func() {
				for {
					taken, err := w.Take(t.Context(), a.ID, 1+rand.IntN(4), "")
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					sum += taken.Taken
					mu.Unlock()
					if taken.Waiting == 0 {
						return
					}
				}
			})
		}
	}
	all.Wait()
	require.Equal(t, 150, sum)
	holders := map[string]string{}
	for _, a := range agents {
		for _, c := range w.held(t, a) {
			require.Empty(t, holders[c.ID])
			holders[c.ID] = a.ID
		}
	}
	require.Len(t, holders, 150)
}

// queueSize: after all that changes it, the counted size is the number of waiting cases.
func queueSize(t *testing.T, w *world) {
	exact := func() {
		t.Helper()
		page, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting}, "", 200)
		require.NoError(t, err)
		n, err := w.Waiting(t.Context())
		require.NoError(t, err)
		require.Equal(t, len(page.Cases), n)
	}
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	agents := []storage.Agent{w.anis, w.budi, w.citra}
	for i := range 120 {
		agent := agents[r.IntN(3)]
		held := w.held(t, agent)
		e := w.dm(fmt.Sprint("c", r.IntN(8)), fmt.Sprint("pesan ", i))
		var err error
		switch r.IntN(9) {
		case 0, 1:
			w.in(t, w.twitter, e)
		case 2:
			w.in(t, w.twitter, w.ours(e, "dari luar"))
		case 3:
			_, err = w.Take(t.Context(), agent.ID, 2, "")
		case 4:
			w.clock.move(time.Duration(r.IntN(20)) * time.Minute)
			_, err = w.FreeExpired(t.Context())
		case 5:
			if len(held) > 0 {
				_, err = w.ReleaseCase(t.Context(), agent.ID, held[0].ID)
			}
		case 6:
			if len(held) > 0 {
				_, _, err = w.SaveAnswer(t.Context(), agent.ID, held[0].ID, fmt.Sprint("k", i), w.answer(held[0], "Baik"))
			}
		case 7:
			w.deliver(t)
		case 8:
			if len(held) > 0 {
				_, err = w.TakeOverCase(t.Context(), agents[r.IntN(3)].ID, held[0].ID)
			}
		}
		if k := data.KindOf(err); k != "" {
			require.Contains(t, []data.Kind{data.CaseHeld, data.CaseClosed, data.AlreadySending, data.CaseChanged}, k, "%v", err)
		}
		exact()
	}
}

func opening(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	require.True(t, c.OpenedAt.IsZero())
	w.clock.move(time.Minute)
	c, err := w.OpenCase(t.Context(), w.anis.ID, c.ID)
	require.NoError(t, err)
	began := w.clock.Now()
	require.True(t, began.Equal(c.OpenedAt))
	require.True(t, began.Add(30*time.Minute).Equal(c.LeaseUntil))
	w.clock.move(time.Minute)
	c, err = w.OpenCase(t.Context(), w.anis.ID, c.ID)
	require.NoError(t, err)
	require.True(t, began.Equal(c.OpenedAt), "the first time counts")

	c, err = w.OpenCase(t.Context(), w.budi.ID, c.ID)
	require.NoError(t, err)
	require.Equal(t, []contract.AgentRef{{ID: w.budi.ID, Name: "budi"}}, c.Viewers)
	require.Equal(t, w.anis.ID, c.Holder.ID)
	w.clock.move(6 * time.Minute)
	require.Empty(t, w.the(t, c.ID).Viewers)
	_, err = w.OpenCase(t.Context(), w.budi.ID, "nothing")
	require.Equal(t, data.NotFound, data.KindOf(err))
}

func releasing(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	before, err := w.Changes(t.Context(), w.anis.ID, "", 100)
	require.NoError(t, err)
	_, err = w.ReleaseCase(t.Context(), w.budi.ID, c.ID)
	require.Equal(t, data.CaseHeld, data.KindOf(err))
	var held *storage.Changed
	require.True(t, errors.As(err, &held))
	require.Equal(t, w.anis.ID, held.Case.Holder.ID)

	free, err := w.ReleaseCase(t.Context(), w.anis.ID, c.ID)
	require.NoError(t, err)
	require.Equal(t, contract.CaseStateWaiting, free.State)
	require.Empty(t, free.Holder.ID)
	sees, err := w.Watches(t.Context(), w.anis.ID, c.ID)
	require.NoError(t, err)
	require.False(t, sees)
	after, err := w.Changes(t.Context(), w.anis.ID, before.Cursor, 100)
	require.NoError(t, err)
	require.Equal(t, []contract.Gone{{Kind: contract.GoneKindCase, ID: c.ID}}, after.Gone)
	require.Empty(t, after.Cases)

	// Taken again it is there again.
	require.Len(t, w.take(t, w.anis, 1), 1)
	again, err := w.Changes(t.Context(), w.anis.ID, after.Cursor, 100)
	require.NoError(t, err)
	require.Len(t, again.Cases, 1)
	require.Empty(t, again.Gone)

	w.save(t, w.anis, again.Cases[0], "k", w.answer(again.Cases[0], "Baik"))
	_, err = w.ReleaseCase(t.Context(), w.anis.ID, c.ID)
	require.Equal(t, data.AlreadySending, data.KindOf(err))
	w.deliver(t)
	_, err = w.ReleaseCase(t.Context(), w.anis.ID, c.ID)
	require.Equal(t, data.CaseClosed, data.KindOf(err))
}

func expiring(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	n, err := w.FreeExpired(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	w.clock.move(31 * time.Minute)
	n, err = w.FreeExpired(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	changes, err := w.Changes(t.Context(), w.anis.ID, "", 100)
	require.NoError(t, err)
	require.Equal(t, contract.CaseStateWaiting, changes.Cases[0].State, "who had it sees that it went")
	require.Equal(t, c.ID, w.take(t, w.budi, 1)[0].ID)

	// Taking frees by itself.
	w.clock.move(31 * time.Minute)
	require.Equal(t, c.ID, w.take(t, w.citra, 1)[0].ID)
	log, err := w.CaseLog(t.Context(), c.ID)
	require.NoError(t, err)
	var what []string
	for _, l := range log {
		what = append(what, l.What)
	}
	require.ElementsMatch(t, []string{"opened", "taken", "expired", "taken", "expired", "taken"}, what)

	// The late one is told, and nothing of his is lost silently.
	_, _, err = w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", w.answer(c, "Baik"))
	require.Equal(t, data.CaseHeld, data.KindOf(err))
}

func takingOver(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	start, err := w.Changes(t.Context(), w.anis.ID, "", 100)
	require.NoError(t, err)
	taken, err := w.TakeOverCase(t.Context(), w.budi.ID, c.ID)
	require.NoError(t, err)
	require.Equal(t, w.budi.ID, taken.Holder.ID)
	require.Empty(t, w.held(t, w.anis))
	changes, err := w.Changes(t.Context(), w.anis.ID, start.Cursor, 100)
	require.NoError(t, err)
	require.Equal(t, w.budi.ID, changes.Cases[0].Holder.ID, "he sees who has it")
	got, err := w.Changes(t.Context(), w.budi.ID, "", 100)
	require.NoError(t, err)
	require.Len(t, got.Messages, 1)
	log, err := w.CaseLog(t.Context(), c.ID)
	require.NoError(t, err)
	require.Contains(t, log, storage.CaseLogEntry{What: "taken_over", AgentID: w.budi.ID, At: w.clock.Now()})

	w.save(t, w.budi, taken, "k", w.answer(taken, "Baik"))
	_, err = w.TakeOverCase(t.Context(), w.anis.ID, c.ID)
	require.Equal(t, data.AlreadySending, data.KindOf(err))
	w.deliver(t)
	_, err = w.TakeOverCase(t.Context(), w.anis.ID, c.ID)
	require.Equal(t, data.CaseClosed, data.KindOf(err))

	// One that waits is simply taken.
	w.in(t, w.twitter, w.mention("sari", "hai"))
	page, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting}, "", 10)
	require.NoError(t, err)
	_, err = w.TakeOverCase(t.Context(), w.citra.ID, page.Cases[0].ID)
	require.NoError(t, err)
	waiting, err := w.Waiting(t.Context())
	require.NoError(t, err)
	require.Zero(t, waiting)
}

func markedOutside(t *testing.T, w *world) {
	e := w.mention("rina", "halo")
	e.Message.Summons = false
	c := w.one(t, w.twitter, w.anis, e)
	require.Equal(t, contract.AnswerableReasonNotSummoned, c.Answerable.Reason)
	_, err := w.MarkOutside(t.Context(), w.budi.ID, c.ID, contract.Outside{Path: w.internet})
	require.Equal(t, data.CaseHeld, data.KindOf(err))
	_, err = w.MarkOutside(t.Context(), w.anis.ID, c.ID, contract.Outside{Path: w.internet[:1]})
	require.Equal(t, data.NoCategory, data.KindOf(err))
	w.clock.move(time.Minute)
	_, err = w.OpenCase(t.Context(), w.anis.ID, c.ID)
	require.NoError(t, err)
	w.clock.move(40 * time.Second)
	done, err := w.MarkOutside(t.Context(), w.anis.ID, c.ID, contract.Outside{Path: w.internet, Remark: "dijawab di x.com"})
	require.NoError(t, err)
	require.Equal(t, contract.CaseStateOutside, done.State)
	require.True(t, w.clock.Now().Equal(done.AnsweredAt))
	page, err := w.Handlings(t.Context(), c.Customer.ID, "", 10)
	require.NoError(t, err)
	h := page.Handlings[0]
	require.True(t, h.Outside)
	require.Equal(t, "dijawab di x.com", h.Remark)
	require.Equal(t, 40, h.Seconds)
	require.Equal(t, contract.DeliveryStateRecorded, h.State)
	require.Empty(t, h.Answers)
	_, err = w.MarkOutside(t.Context(), w.anis.ID, c.ID, contract.Outside{Path: w.internet})
	require.Equal(t, data.CaseClosed, data.KindOf(err))
}

func listing(t *testing.T, w *world) {
	var events []channel.Event
	for i := range 25 {
		events = append(events, w.mention(fmt.Sprint("c", i), fmt.Sprint("pesan ", i))) // all due at the same moment
	}
	w.in(t, w.twitter, events...)
	w.in(t, w.facebook, w.comment("f", "komentar"))
	seen, cursor := map[string]bool{}, ""
	for pages := 0; ; pages++ {
		page, err := w.Cases(t.Context(), storage.CaseFilter{Network: contract.Twitter}, cursor, 10)
		require.NoError(t, err)
		for _, c := range page.Cases {
			require.False(t, seen[c.ID])
			seen[c.ID] = true
		}
		if cursor = page.Next; cursor == "" {
			require.Equal(t, 2, pages)
			break
		}
	}
	require.Len(t, seen, 25)
	page, err := w.Cases(t.Context(), storage.CaseFilter{AgentID: w.anis.ID}, "", 10)
	require.NoError(t, err)
	require.Empty(t, page.Cases)
	_, err = w.Cases(t.Context(), storage.CaseFilter{}, "gibberish", 10)
	require.Equal(t, data.Invalid, data.KindOf(err))
}

func answerability(t *testing.T, w *world) {
	at := func(account storage.Account, e channel.Event) contract.Answerable {
		t.Helper()
		w.in(t, account, e)
		page, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting}, "", 200)
		require.NoError(t, err)
		for _, c := range page.Cases {
			if c.Customer.Name == e.Message.Customer.Name {
				return c.Answerable
			}
		}
		t.Fatal("no case")
		return contract.Answerable{}
	}
	protected, closed, quote := w.mention("a", ""), w.dm("b", ""), w.mention("c", "")
	protected.Message.Customer.Protected, closed.Message.Customer.ClosedDMs = true, true
	quote.Message.Kind, quote.Message.Summons = contract.MessageKindQuote, false
	require.Equal(t, contract.AnswerableReasonProtected, at(w.twitter, protected).Reason)
	require.Equal(t, contract.AnswerableReasonDmsClosed, at(w.twitter, closed).Reason)
	require.Equal(t, contract.AnswerableReasonNotSummoned, at(w.twitter, quote).Reason)
	require.True(t, at(w.facebook, w.comment("d", "")).Ok)

	e := w.messenger("e", "halo")
	e.At = noon
	a := at(w.facebook, e)
	require.True(t, a.Ok && !a.HumanAgent && noon.Add(24*time.Hour).Equal(a.Until))
	w.clock.move(25 * time.Hour)
	c := w.one(t, w.facebook, w.anis, w.dm("z", "")) // any: only to look again
	_ = c
	page, err := w.Cases(t.Context(), storage.CaseFilter{Network: contract.Facebook}, "", 10)
	require.NoError(t, err)
	for _, c := range page.Cases {
		if c.Kind == contract.MessageKindMessenger {
			require.True(t, c.Answerable.Ok && c.Answerable.HumanAgent && noon.Add(7*24*time.Hour).Equal(c.Answerable.Until))
		}
	}
	w.clock.move(6 * 24 * time.Hour)
	for _, c := range page.Cases {
		if c.Kind == contract.MessageKindMessenger {
			require.Equal(t, contract.Answerable{Reason: contract.AnswerableReasonWindowClosed}, w.the(t, c.ID).Answerable)
			_, _, err := w.SaveAnswer(t.Context(), w.budi.ID, c.ID, "k", w.answer(c, "Halo"))
			require.Equal(t, data.NotAnswerable, data.KindOf(err))
		}
	}
	for state, reason := range map[contract.AccountHealthState]contract.AnswerableReason{
		"reconnect": "token_dead", "no_credit": "no_credit", "paused": "paused", "ok": "", "limited": "",
	} {
		require.NoError(t, w.SetHealth(t.Context(), w.facebook.ID, contract.AccountHealth{State: state}))
		page, err := w.Cases(t.Context(), storage.CaseFilter{Network: contract.Facebook}, "", 1)
		require.NoError(t, err)
		require.Equal(t, reason, page.Cases[0].Answerable.Reason, state)
	}
}

func figures(t *testing.T, w *world) {
	for i, seconds := range []int{10, 40, 90} {
		c := w.one(t, w.twitter, w.anis, w.mention(fmt.Sprint("c", i), "halo"))
		a := w.answer(c, "Baik")
		a.OpenedAt = w.clock.Now().Add(-time.Duration(seconds) * time.Second)
		w.save(t, w.anis, c, fmt.Sprint("k", i), a)
	}
	n, median, err := w.Today(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Equal(t, []int{3, 40}, []int{n, median})

	late := w.mention("late", "lama")
	late.At = noon.Add(-time.Hour)
	w.in(t, w.twitter, late, w.mention("new", "baru"))
	w.session(t, w.anis, "one")
	w.one(t, w.facebook, w.budi, w.comment("f", "x"))
	team, err := w.Team(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, team.Waiting)
	require.Zero(t, team.Overdue, "budi took the one that was")
	require.Equal(t, 60, team.OldestSeconds)
	require.Equal(t, contract.TeamAgent{Agent: contract.AgentRef{ID: w.anis.ID, Name: "anis"}, Online: true, Held: 3, AnsweredToday: 3, MedianSeconds: 40}, team.Agents[0])
	require.Equal(t, 1, team.Agents[1].Held)
	require.False(t, team.Agents[1].Online)
	w.clock.move(15 * time.Minute)
	team, err = w.Team(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, team.Overdue)
	require.False(t, team.Agents[0].Online)

	w.clock.move(13 * time.Hour) // past midnight in Jakarta
	n, _, err = w.Today(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Zero(t, n)
}
