package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func upkeepCases() []testCase {
	return []testCase{
		{"accounts are one by their id on the network", accountsOnce},
		{"health is kept and only what is told changes", accountHealth},
		{"edge 21: a picture is fetched once, again when it failed, and given up", pictures},
		{"workers never fetch one picture twice", picturesRace},
		{"two refresh one session at the same moment: one wins, and the session ends", refreshRace},
		{"a session's sign of life, and its end with its agent", sessionSigns},
		{"closed and opened again, everything is there", reopened},
		{"two begin on an empty database at once", begunTogether},
		{"an account is read by one process, and by another when that is gone", turns},
		{"a stranger's endless names and ids stop nothing", endless},
	}
}

func accountsOnce(t *testing.T, w *world) {
	again, err := w.UpsertAccount(t.Context(), storage.Account{
		Network: contract.Twitter, ExternalID: "900", Name: "Telkom", Handle: "Telkom", Limits: contract.AccountLimits{Public: 25000, Private: 10000}, Secret: []byte{1},
	})
	require.NoError(t, err)
	require.Equal(t, w.twitter.ID, again.ID)
	again, err = w.UpsertAccount(t.Context(), storage.Account{Network: contract.Twitter, ExternalID: "900", Name: "Telkom", Handle: "Telkom"})
	require.NoError(t, err)
	require.Equal(t, []byte{1}, again.Secret, "not given, it stays")
	other, err := w.UpsertAccount(t.Context(), storage.Account{Network: contract.Facebook, ExternalID: "900", Name: "Other"})
	require.NoError(t, err)
	require.NotEqual(t, again.ID, other.ID)
	list, err := w.Accounts(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 3)
	_, err = w.Intake(t.Context(), "nothing", "poll", channel.Batch{})
	require.Equal(t, data.NotFound, data.KindOf(err))
}

func accountHealth(t *testing.T, w *world) {
	read := func() contract.AccountHealth {
		t.Helper()
		list, err := w.Accounts(t.Context())
		require.NoError(t, err)
		for _, a := range list {
			if a.ID == w.twitter.ID {
				return a.Health
			}
		}
		return contract.AccountHealth{}
	}
	require.Equal(t, contract.AccountHealthStateOk, read().State)
	at := noon.Add(-time.Minute)
	require.NoError(t, w.SetHealth(t.Context(), w.twitter.ID, contract.AccountHealth{State: "silent", Reason: "not_read", LastSuccessAt: at, LastItemAt: at, NextPollAt: noon, Gaps: 2}))
	h := read()
	require.Equal(t, contract.AccountHealth{State: "silent", Reason: "not_read", LastSuccessAt: at, LastItemAt: at, NextPollAt: noon, Gaps: 2}, h)
	require.NoError(t, w.SetHealth(t.Context(), w.twitter.ID, contract.AccountHealth{State: "ok"}))
	h = read()
	require.True(t, at.Equal(h.LastSuccessAt), "a zero time leaves what is stored")
	require.Empty(t, h.Reason)
	require.Equal(t, data.NotFound, data.KindOf(w.SetHealth(t.Context(), "nothing", contract.AccountHealth{State: "ok"})))
	require.Equal(t, data.Invalid, data.KindOf(w.SetHealth(t.Context(), w.twitter.ID, contract.AccountHealth{State: "tired"})))
}

// pictured is a mention with a picture.
func (w *world) pictured(who, url string) channel.Event {
	e := w.mention(who, "lihat ini")
	e.Message.Attachments = []contract.Attachment{{Type: "photo", URL: url}}
	return e
}

func pictures(t *testing.T, w *world) {
	const url = "https://pbs.example/1.jpg"
	w.in(t, w.twitter, w.pictured("rina", url), w.pictured("sari", url))
	jobs, err := w.ClaimMedia(t.Context(), 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, jobs, 1, "one address, one picture")
	require.Equal(t, storage.MediaJob{ID: jobs[0].ID, AccountID: w.twitter.ID, URL: url}, jobs[0])
	id := jobs[0].ID
	_, err = w.Media(t.Context(), id, true)
	require.Equal(t, data.NotFound, data.KindOf(err), "not fetched yet")
	claim := func() []storage.MediaJob {
		t.Helper()
		jobs, err := w.ClaimMedia(t.Context(), 10, time.Minute)
		require.NoError(t, err)
		return jobs
	}
	require.Empty(t, claim(), "held")
	require.NoError(t, w.MediaLater(t.Context(), id, w.clock.Now().Add(10*time.Second)))
	require.Empty(t, claim())
	w.clock.move(10 * time.Second)
	require.Equal(t, 1, claim()[0].Attempts)
	w.clock.move(time.Minute)
	require.Equal(t, 2, claim()[0].Attempts, "who held it is gone")
	whole, small := storage.Picture{ContentType: "image/png", Bytes: []byte("whole\x00\xff")}, storage.Picture{ContentType: "image/jpeg", Bytes: []byte("small")}
	require.NoError(t, w.MediaKept(t.Context(), id, whole, small))
	got, err := w.Media(t.Context(), id, true)
	require.NoError(t, err)
	require.Equal(t, whole, got)
	got, err = w.Media(t.Context(), id, false)
	require.NoError(t, err)
	require.Equal(t, small, got)
	require.NoError(t, w.MediaFailed(t.Context(), id), "what is kept stays kept")
	_, err = w.Media(t.Context(), id, false)
	require.NoError(t, err)
	w.clock.move(time.Hour)
	require.Empty(t, claim())

	w.in(t, w.twitter, w.pictured("rina", "https://pbs.example/2.jpg"))
	lost := claim()[0]
	require.NoError(t, w.MediaFailed(t.Context(), lost.ID))
	w.clock.move(time.Hour)
	require.Empty(t, claim())
	_, err = w.Media(t.Context(), lost.ID, true)
	require.Equal(t, data.NotFound, data.KindOf(err))
}

func picturesRace(t *testing.T, w *world) {
	for i := range 60 {
		w.in(t, w.twitter, w.pictured(fmt.Sprint("c", i), fmt.Sprintf("https://pbs.example/%d.jpg", i)))
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	taken := map[string]int{}
	for _, store := range w.processes(t) {
		for range 3 {
			all.Go(func() {
				for {
					jobs, err := store.ClaimMedia(t.Context(), 4, time.Hour)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, j := range jobs {
						taken[j.ID]++
					}
					done := len(taken) == 60
					mu.Unlock()
					if done {
						return
					}
				}
			})
		}
	}
	all.Wait()
	for id, n := range taken {
		require.Equal(t, 1, n, id)
	}
}

func refreshRace(t *testing.T, w *world) {
	for i := range 10 {
		name := fmt.Sprint("s", i)
		made := w.session(t, w.anis, name)
		errs := make([]error, 2)
		var all sync.WaitGroup
		for n, store := range append(w.processes(t), w.Store)[:2] {
			all.Go(func() {
				_, _, errs[n] = store.RotateSession(t.Context(), "refresh "+name, w.tokens(fmt.Sprint(name, "-", n)))
			})
		}
		all.Wait()
		require.NotEqual(t, errs[0] == nil, errs[1] == nil, "exactly one: %v %v", errs[0], errs[1])
		require.Equal(t, data.SessionEnded, data.KindOf(w.SessionAlive(t.Context(), made.ID)), "somebody has the token twice")
	}
}

func sessionSigns(t *testing.T, w *world) {
	made := w.session(t, w.anis, "one")
	online := func() bool {
		t.Helper()
		team, err := w.Team(t.Context())
		require.NoError(t, err)
		for _, a := range team.Agents {
			if a.Agent.ID == w.anis.ID {
				return a.Online
			}
		}
		return false
	}
	require.True(t, online())
	w.clock.move(4 * time.Minute)
	require.False(t, online())
	require.NoError(t, w.SessionAlive(t.Context(), made.ID))
	require.True(t, online())
	require.NoError(t, w.DisableAgent(t.Context(), w.anis.ID))
	require.Equal(t, data.SessionEnded, data.KindOf(w.SessionAlive(t.Context(), made.ID)))
	require.NoError(t, w.EnableAgent(t.Context(), w.anis.ID))
	require.Equal(t, data.SessionEnded, data.KindOf(w.SessionAlive(t.Context(), made.ID)), "switched on again he signs in again")
	require.Equal(t, data.SessionEnded, data.KindOf(w.SessionAlive(t.Context(), "nothing")))
	n, err := w.SweepSessions(t.Context())
	require.NoError(t, err)
	require.Zero(t, n)
	w.clock.move(24 * time.Hour)
	n, err = w.SweepSessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
}

func reopened(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	cursor, err := w.Cursor(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.Error(t, w.Ping(t.Context()))
	w.open(t)
	require.NoError(t, w.Ping(t.Context()))
	same, err := w.Cursor(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Equal(t, cursor, same)
	again, created, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", w.answer(c, "satu"))
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, h.ID, again.ID)
	require.Equal(t, []string{"satu"}, w.deliver(t))
}

func begunTogether(t *testing.T, w *world) {
	stores := make([]*storage.Store, 4)
	var all sync.WaitGroup
	for i := range stores {
		all.Go(func() { stores[i] = w.another(t) })
	}
	all.Wait()
	want, err := w.Cursor(t.Context(), w.anis.ID)
	require.NoError(t, err)
	for _, s := range stores {
		got, err := s.Cursor(t.Context(), w.anis.ID)
		require.NoError(t, err)
		require.Equal(t, want, got, "one epoch")
	}
}

func turns(t *testing.T, w *world) {
	take := func(turns *storage.Turns, account storage.Account) bool {
		t.Helper()
		_, ok, err := turns.Take(t.Context(), account.ID)
		require.NoError(t, err)
		return ok
	}
	all := w.processes(t)
	first := all[0].Turns()
	require.True(t, take(first, w.twitter))
	require.True(t, take(first, w.twitter), "and goes on")
	if len(all) > 1 {
		second := all[1].Turns()
		require.False(t, take(second, w.twitter))
		require.True(t, take(second, w.facebook), "each account on its own")
		require.False(t, take(first, w.facebook))
		require.NoError(t, first.Close())
		require.Eventually(t, func() bool { return take(second, w.twitter) }, 5*time.Second, 10*time.Millisecond)
		require.False(t, take(first, w.twitter), "who comes back waits")
		require.NoError(t, second.Close())
	}
	require.NoError(t, first.Close())
	require.NoError(t, first.Close())
}

// endless: nothing that a stranger makes long may be too long for an index and so keep a whole batch from being stored.
func endless(t *testing.T, w *world) {
	r := rand.New(rand.NewPCG(1, 2))
	long := func() string {
		var b strings.Builder
		for range 20_000 {
			b.WriteRune(rune('a' + r.IntN(26))) // nothing that could be packed
		}
		return b.String()
	}
	for _, change := range []func(*channel.Event){
		func(e *channel.Event) { e.Message.Author.Name = long() },
		func(e *channel.Event) { e.Message.Author.Handle = long() },
		func(e *channel.Event) { e.Message.Author.ID = long() },
		func(e *channel.Event) { e.Message.Author.AvatarURL = "https://pbs.example/" + long() },
		func(e *channel.Event) { e.Message.Author.Description = long() },
		func(e *channel.Event) { e.Message.Text = strings.Repeat(long(), 50) },
		func(e *channel.Event) { e.Message.ExternalID = long() },
		func(e *channel.Event) { e.Message.Thread = long() },
		func(e *channel.Event) { e.Message.InReplyTo = long() },
		func(e *channel.Event) { e.Message.Versions = []string{long()} },
		func(e *channel.Event) {
			e.Message.Attachments = []contract.Attachment{{Type: "photo", URL: "https://pbs.example/" + long()}}
		},
		func(e *channel.Event) { e.Key = long() },
		func(e *channel.Event) { e.Type, e.Key = "new kind of event", long() },
		func(e *channel.Event) { e.Type, e.Message.ExternalID = channel.Deleted, long() },
	} {
		bad, good := w.dm("a", "panjang"), w.dm("b", "biasa")
		change(&bad)
		bad.Message.Customer = bad.Message.Author
		w.in(t, w.twitter, bad, good)
		again := w.in(t, w.twitter, bad, good)
		require.Zero(t, again.New, "and it is the same when it comes again")
		require.Zero(t, again.Cases)
	}
	page, err := w.Search(t.Context(), contract.Any, "", "", 100)
	require.NoError(t, err)
	for _, c := range page.Customers {
		require.LessOrEqual(t, len(c.Name), 1000)
	}
}
