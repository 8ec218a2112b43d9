package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func deliveryCases() []testCase {
	return []testCase{
		{"parts leave one by one, each below the one before", partsInOrder},
		{"what a worker is told of a part", partTold},
		{"a failed part stops those behind it and nobody else", partFailed},
		{"edge 26: unknown is looked for, and only what is missing goes on", partUnknown},
		{"found by looking", partFound},
		{"what a look found out outlives who looked", partMissing},
		{"later waits its time and says so", partLater},
		{"workers never take one part twice, and each customer's parts go in order", workersRace},
		{"a poisoned part blocks nobody else", poisoned},
		{"a dead worker's part is looked for by another", workerDies},
		{"a lease is renewed by who holds it", leaseRenewed},
		{"two who find a dead worker's part: one takes it over", takeOverRace},
		{"edge 25: an account that can't be used gives nothing and loses nothing", accountStopped},
		{"the customer wrote while it was sent: back to the holder", wroteMeanwhile},
		{"taking back and taking up at the same moment", cancelRace},
		{"whoever waits for work is woken, in every process", workWakes},
		{"an answer outlives the process", outlives},
		{"what waits is due after the clock was set back", setBack},
	}
}

// stateOf gives an answer as it is stored now.
func (w *world) stateOf(t testing.TB, customerID, handlingID string) contract.Answer {
	t.Helper()
	page, err := w.Handlings(t.Context(), customerID, "", 50)
	require.NoError(t, err)
	for _, h := range page.Handlings {
		if h.ID == handlingID {
			return h.Answers[len(h.Answers)-1]
		}
	}
	require.FailNow(t, "no such handling record")
	return contract.Answer{}
}

func partsInOrder(t *testing.T, w *world) {
	e := w.mention("rina", "internet mati")
	c := w.one(t, w.twitter, w.anis, e)
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua", "tiga"))
	below := e.Message.ExternalID
	for i, text := range []string{"satu", "dua", "tiga"} {
		jobs := w.claim(t)
		require.Len(t, jobs, 1, "only the first that is not out")
		require.Equal(t, text, jobs[0].Out.Text)
		require.Equal(t, i+1, jobs[0].Seq)
		require.Equal(t, below, jobs[0].Out.InReplyTo)
		require.Empty(t, w.claim(t), "nothing else of this customer while it is sent")
		require.Equal(t, contract.DeliveryStateSending, w.stateOf(t, c.Customer.ID, h.ID).State)
		require.Equal(t, contract.CaseStateAnswering, w.the(t, c.ID).State)
		below = w.sent(t, jobs[0])
	}
	a := w.stateOf(t, c.Customer.ID, h.ID)
	require.Equal(t, contract.DeliveryStateSent, a.State)
	for _, p := range a.Parts {
		require.True(t, w.clock.Now().Equal(p.SentAt))
	}
	now := w.the(t, c.ID)
	require.Equal(t, contract.CaseStateAnswered, now.State)
	require.True(t, w.clock.Now().Equal(now.AnsweredAt))
	m := w.history(t, c.Customer.ID)[3]
	require.Equal(t, "tiga", m.Text)
	require.Equal(t, "https://x.com/i/status/"+below, m.URL)
	next, err := w.NextPartAt(t.Context())
	require.NoError(t, err)
	require.True(t, next.IsZero())
}

func partTold(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.dm("rina", "nomor saya 0812"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "Baik Kak"))
	job := w.claim(t)[0]
	require.Equal(t, storage.PartJob{
		Claim: job.Claim, AccountID: w.twitter.ID, AnswerID: h.Answers[0].ID, CaseID: c.ID, Seq: 1,
		Out: channel.Outgoing{
			PartID: job.PartID, Kind: contract.MessageKindDm, Private: true, InReplyTo: job.Out.InReplyTo, Thread: "900-id-rina",
			Recipient: channel.Person{ID: "id-rina", Handle: "rina", Name: "Name rina"}, LastFrom: c.ReceivedAt, Text: "Baik Kak",
			FirstTry: w.clock.Now().UTC(),
		},
	}, job)
	require.NotEmpty(t, job.PartID)
	require.NotEmpty(t, job.Token)
}

func partFailed(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k1", w.answer(c, "satu", "dua"))
	second := w.answer(c, "lain")
	second.After = "k1"
	w.save(t, w.anis, c, "k2", second)
	other := w.one(t, w.facebook, w.budi, w.comment("sari", "lambat"))
	w.save(t, w.budi, other, "k", w.answer(other, "Halo Sari"))

	jobs := w.claim(t)
	require.Len(t, jobs, 2, "the first of each customer")
	for _, j := range jobs {
		if j.CaseID == c.ID {
			require.NoError(t, w.PartFailed(t.Context(), j.Claim, "too_long"))
		}
	}
	a := w.stateOf(t, c.Customer.ID, h.ID)
	require.Equal(t, contract.DeliveryStateFailed, a.State)
	require.Equal(t, "too_long", a.Reason.Code)
	require.Equal(t, "stopped", a.Parts[1].Reason.Code)
	require.Equal(t, []string{"lain"}, w.deliver(t), "another answer is not stopped by it")
	log, err := w.CaseLog(t.Context(), c.ID)
	require.NoError(t, err)
	require.Contains(t, log, storage.CaseLogEntry{What: "failed", At: w.clock.Now().UTC()})
	require.Equal(t, contract.CaseStateAnswering, w.the(t, other.ID).State)
}

func partUnknown(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua", "tiga"))
	w.sent(t, w.claim(t)[0])
	first := w.claim(t)[0]
	look := w.clock.Now().Add(2 * time.Second)
	require.NoError(t, w.PartUnknown(t.Context(), first.Claim, "timeout", look))
	a := w.stateOf(t, c.Customer.ID, h.ID)
	require.Equal(t, contract.DeliveryStateUnknown, a.State)
	require.Equal(t, "timeout", a.Reason.Code)
	require.Empty(t, w.claim(t), "not before its time, and nothing behind it")
	next, err := w.NextPartAt(t.Context())
	require.NoError(t, err)
	require.True(t, look.Equal(next))

	w.clock.move(2 * time.Second)
	job := w.claim(t)[0]
	require.True(t, job.Look)
	require.Equal(t, "dua", job.Out.Text)
	require.Equal(t, 1, job.Attempts)
	require.True(t, first.Out.FirstTry.Equal(job.Out.FirstTry), "when it was tried first")
	require.Equal(t, contract.DeliveryStateUnknown, w.stateOf(t, c.Customer.ID, h.ID).State, "looking is not sending")
	require.ErrorIs(t, w.PartSending(t.Context(), first.Claim, time.Minute), storage.ErrClaimLost)
	require.NoError(t, w.PartSending(t.Context(), job.Claim, time.Minute), "it is not there: sent now")
	require.Equal(t, contract.DeliveryStateSending, w.stateOf(t, c.Customer.ID, h.ID).State)
	w.sent(t, job)
	require.Equal(t, []string{"tiga"}, w.deliver(t), "only what was missing")
	require.Equal(t, contract.DeliveryStateSent, w.stateOf(t, c.Customer.ID, h.ID).State)
	require.Len(t, w.history(t, c.Customer.ID), 4)
}

func partFound(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	require.NoError(t, w.PartUnknown(t.Context(), w.claim(t)[0].Claim, "reset", w.clock.Now()))
	job := w.claim(t)[0]
	require.True(t, job.Look)
	w.sent(t, job)
	require.Equal(t, contract.DeliveryStateSent, w.stateOf(t, c.Customer.ID, h.ID).State)
	require.Empty(t, w.stateOf(t, c.Customer.ID, h.ID).Reason.Code)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
	w.sent(t, job) // told twice
	require.Len(t, w.history(t, c.Customer.ID), 2)
	require.Empty(t, w.claim(t))
}

func partMissing(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	require.NoError(t, w.PartUnknown(t.Context(), w.claim(t)[0].Claim, "reset", w.clock.Now()))
	first := w.claim(t)[0]
	require.Zero(t, first.Looks)
	require.NoError(t, w.PartMissing(t.Context(), first.Claim, w.clock.Now().Add(4*time.Second)))
	require.ErrorIs(t, w.PartMissing(t.Context(), first.Claim, w.clock.Now()), storage.ErrClaimLost)
	require.Empty(t, w.claim(t), "not before the next look")
	require.Equal(t, contract.DeliveryStateUnknown, w.stateOf(t, c.Customer.ID, h.ID).State)
	w.clock.move(4 * time.Second)
	require.Equal(t, 1, w.claim(t)[0].Looks)
	w.clock.move(time.Minute) // who looked is gone
	again := w.claim(t)[0]
	require.True(t, again.Look)
	require.Equal(t, 1, again.Looks)
	require.NoError(t, w.PartSending(t.Context(), again.Claim, time.Minute))
	require.NoError(t, w.PartUnknown(t.Context(), again.Claim, "reset", w.clock.Now()))
	require.Zero(t, w.claim(t)[0].Looks, "sent again, looked for anew")
}

func partLater(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	var until time.Time
	for attempt := range 3 {
		job := w.claim(t)[0]
		require.Equal(t, attempt, job.Attempts)
		require.False(t, job.Look, "nothing was posted")
		until = w.clock.Now().Add(15 * time.Minute)
		require.NoError(t, w.PartLater(t.Context(), job.Claim, until, "rate_limited"))
		require.ErrorIs(t, w.PartLater(t.Context(), job.Claim, until, "x"), storage.ErrClaimLost)
		a := w.stateOf(t, c.Customer.ID, h.ID)
		require.Equal(t, contract.DeliveryStateQueued, a.State)
		require.Equal(t, "rate_limited", a.Reason.Code)
		require.True(t, until.Equal(a.Reason.Until))
		require.Empty(t, w.claim(t))
		w.clock.move(15 * time.Minute)
	}
	require.Equal(t, []string{"satu"}, w.deliver(t))
	require.Equal(t, contract.Reason{}, w.stateOf(t, c.Customer.ID, h.ID).Reason)
}

// workersRace: many workers of several processes, each part delivered once, each customer's in order.
func workersRace(t *testing.T, w *world) {
	const customers, each = 30, 3
	for i := range customers {
		c := w.one(t, w.twitter, w.anis, w.mention(fmt.Sprint("c", i), "halo"))
		var parts []string
		for n := range each {
			parts = append(parts, fmt.Sprint(i, " ", n))
		}
		w.save(t, w.anis, c, fmt.Sprint("k", i), w.answer(c, parts...))
	}
	var mu sync.Mutex
	var order []string
	var all sync.WaitGroup
	for i, store := range w.processes(t) {
		for n := range 4 {
			all.Go(func() {
				for {
					jobs, err := store.ClaimParts(t.Context(), fmt.Sprint("worker ", i, n), 4, time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					for _, j := range jobs {
						mu.Lock()
						order = append(order, j.Out.Text)
						id := fmt.Sprint("posted ", len(order))
						mu.Unlock()
						if err := store.PartSent(t.Context(), j.Claim, channel.Sent{ExternalID: id}); err != nil {
							t.Error(err)
						}
					}
					mu.Lock()
					done := len(order) == customers*each
					mu.Unlock()
					if done {
						return
					}
				}
			})
		}
	}
	all.Wait()
	place := map[string]int{}
	for i, text := range order {
		require.NotContains(t, place, text, "once")
		place[text] = i
	}
	for i := range customers {
		for n := range each - 1 {
			require.Less(t, place[fmt.Sprint(i, " ", n)], place[fmt.Sprint(i, " ", n+1)])
		}
	}
	for _, c := range w.held(t, w.anis) {
		require.Equal(t, contract.CaseStateAnswered, c.State)
	}
}

func poisoned(t *testing.T, w *world) {
	bad := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	w.save(t, w.anis, bad, "bad", w.answer(bad, "racun", "sesudahnya"))
	for i := range 5 {
		c := w.one(t, w.twitter, w.anis, w.mention(fmt.Sprint("c", i), "halo"))
		w.save(t, w.anis, c, fmt.Sprint("k", i), w.answer(c, fmt.Sprint("baik ", i)))
	}
	out := map[string]bool{}
	for range 20 {
		for _, j := range w.claim(t) {
			if j.CaseID == bad.ID {
				require.NoError(t, w.PartLater(t.Context(), j.Claim, w.clock.Now().Add(time.Second), "server_error"))
				continue
			}
			out[j.Out.Text] = true
			w.sent(t, j)
		}
		w.clock.move(time.Second)
	}
	require.Len(t, out, 5)
	require.False(t, out["sesudahnya"])
	require.Equal(t, "racun", w.claim(t)[0].Out.Text, "and it is still tried")
}

func workerDies(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua"))
	dead := w.claim(t)[0]
	next, err := w.NextPartAt(t.Context())
	require.NoError(t, err)
	require.True(t, w.clock.Now().Add(time.Minute).Equal(next), "when the lease ends")
	w.clock.move(time.Minute)
	job := w.claim(t)[0]
	require.True(t, job.Look, "it may have been posted")
	require.Equal(t, dead.PartID, job.PartID)
	require.NotEqual(t, dead.Token, job.Token)
	require.Equal(t, "lease_ended", w.stateOf(t, c.Customer.ID, h.ID).Reason.Code)
	for _, err := range []error{
		w.PartLater(t.Context(), dead.Claim, w.clock.Now(), "x"), w.PartFailed(t.Context(), dead.Claim, "x"),
		w.PartUnknown(t.Context(), dead.Claim, "x", w.clock.Now()), w.PartSending(t.Context(), dead.Claim, time.Minute),
	} {
		require.ErrorIs(t, err, storage.ErrClaimLost)
	}
	// Another look that dies as well.
	w.clock.move(time.Minute)
	again := w.claim(t)[0]
	require.True(t, again.Look)
	require.ErrorIs(t, w.PartSending(t.Context(), job.Claim, time.Minute), storage.ErrClaimLost)
	// The first worker was only slow: where the part landed is true whoever says it.
	w.sent(t, dead)
	require.ErrorIs(t, w.PartSending(t.Context(), again.Claim, time.Minute), storage.ErrClaimLost, "so it is not sent again")
	require.Equal(t, []string{"dua"}, w.deliver(t))
	require.ErrorIs(t, w.PartFailed(t.Context(), storage.Claim{PartID: "nothing", Token: "x"}, "x"), storage.ErrClaimLost)
}

func leaseRenewed(t *testing.T, w *world) {
	for i := range 3 {
		c := w.one(t, w.twitter, w.anis, w.mention(fmt.Sprint("c", i), "halo"))
		w.save(t, w.anis, c, fmt.Sprint("k", i), w.answer(c, fmt.Sprint("teks ", i)))
	}
	jobs := w.claim(t)
	require.Len(t, jobs, 3)
	mine := []storage.Claim{jobs[0].Claim, jobs[1].Claim}
	w.clock.move(50 * time.Second)
	held, err := w.ExtendClaims(t.Context(), append(mine, storage.Claim{PartID: jobs[2].PartID, Token: "somebody's"}, storage.Claim{PartID: "nothing"}), time.Minute)
	require.NoError(t, err)
	require.ElementsMatch(t, mine, held)
	w.clock.move(20 * time.Second)
	late := w.claim(t)
	require.Len(t, late, 1, "only the one that was not renewed")
	require.Equal(t, jobs[2].PartID, late[0].PartID)
	w.sent(t, jobs[0])
	held, err = w.ExtendClaims(t.Context(), append(mine, jobs[2].Claim), time.Minute)
	require.NoError(t, err)
	require.Equal(t, mine[1:], held, "neither what is done nor what another has")
	held, err = w.ExtendClaims(t.Context(), nil, time.Minute)
	require.NoError(t, err)
	require.Empty(t, held)
}

func takeOverRace(t *testing.T, w *world) {
	for i := range 20 {
		c := w.one(t, w.twitter, w.anis, w.mention(fmt.Sprint("c", i), "halo"))
		w.save(t, w.anis, c, fmt.Sprint("k", i), w.answer(c, fmt.Sprint("teks ", i)))
	}
	require.Len(t, w.claim(t), 20)
	w.clock.move(2 * time.Minute)
	var mu sync.Mutex
	var all sync.WaitGroup
	taken := map[string]int{}
	for _, store := range w.processes(t) {
		for range 4 {
			all.Go(func() {
				for range 4 {
					jobs, err := store.ClaimParts(t.Context(), "other", 7, time.Minute)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					for _, j := range jobs {
						if !j.Look {
							t.Error("given as if nothing had happened")
						}
						taken[j.PartID]++
					}
					mu.Unlock()
				}
			})
		}
	}
	all.Wait()
	for _, j := range w.claim(t) { // what nobody got in the rush
		taken[j.PartID]++
	}
	require.Len(t, taken, 20)
	for id, n := range taken {
		require.Equal(t, 1, n, id)
	}
}

func accountStopped(t *testing.T, w *world) {
	ctx := t.Context()
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	fb := w.one(t, w.facebook, w.anis, w.comment("sari", "halo"))
	w.save(t, w.anis, fb, "kf", w.answer(fb, "halaman"))
	for _, state := range []contract.AccountHealthState{"reconnect", "no_credit", "paused"} {
		require.NoError(t, w.PauseAccount(ctx, w.twitter.ID, state, "token_dead", time.Time{}))
		for _, j := range w.claim(t) {
			require.Equal(t, w.facebook.ID, j.AccountID)
			w.sent(t, j)
		}
		next, err := w.NextPartAt(ctx)
		require.NoError(t, err)
		require.True(t, next.IsZero(), "it waits for somebody: %s", state)
	}
	require.NoError(t, w.PauseAccount(ctx, w.twitter.ID, contract.AccountHealthStateReconnect, "token_dead", time.Time{}))
	w.in(t, w.twitter, channel.Event{Type: channel.Revoked, At: w.clock.Now()})
	h, err := w.Health(ctx, w.twitter.ID)
	require.NoError(t, err)
	require.Equal(t, contract.AccountHealthStatePaused, h.State, "what a person paused goes on when a person says so")
	require.NoError(t, w.SetHealth(ctx, w.twitter.ID, contract.AccountHealth{State: contract.AccountHealthStateOk}))
	until := w.clock.Now().Add(10 * time.Minute)
	require.NoError(t, w.PauseAccount(ctx, w.twitter.ID, contract.AccountHealthStateLimited, "rate_limited", until))
	require.Empty(t, w.claim(t))
	next, err := w.NextPartAt(ctx)
	require.NoError(t, err)
	require.True(t, until.Equal(next))
	w.clock.move(10 * time.Minute)
	require.Equal(t, []string{"satu"}, w.deliver(t))
	require.Equal(t, data.NotFound, data.KindOf(w.PauseAccount(ctx, "nothing", "paused", "", time.Time{})))
	require.Equal(t, data.Invalid, data.KindOf(w.PauseAccount(ctx, w.twitter.ID, "tired", "", time.Time{})))
}

func wroteMeanwhile(t *testing.T, w *world) {
	e := w.mention("rina", "halo")
	c := w.one(t, w.twitter, w.anis, e)
	w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	job := w.claim(t)[0]
	w.clock.move(time.Minute)
	more := w.mention("rina", "dan satu lagi")
	more.Message.Thread, more.At = e.Message.Thread, w.clock.Now()
	require.Zero(t, w.in(t, w.twitter, more).Cases)
	w.sent(t, job)
	now := w.the(t, c.ID)
	require.Equal(t, contract.CaseStateTaken, now.State)
	require.Equal(t, w.anis.ID, now.Holder.ID)
	require.Equal(t, "dan satu lagi", now.Preview)
	require.True(t, w.clock.Now().Add(30*time.Minute).Equal(now.LeaseUntil))
}

func cancelRace(t *testing.T, w *world) {
	both := map[bool]int{}
	for i := range 25 {
		c := w.one(t, w.twitter, w.anis, w.mention(fmt.Sprint("c", i), "halo"))
		h := w.save(t, w.anis, c, fmt.Sprint("k", i), w.answer(c, "satu", "dua"))
		var all sync.WaitGroup
		var jobs []storage.PartJob
		var claimErr, cancelErr error
		all.Go(func() { jobs, claimErr = w.ClaimParts(t.Context(), "worker", 5, time.Minute) })
		all.Go(func() { _, cancelErr = w.CancelAnswer(t.Context(), w.anis.ID, h.Answers[0].ID) })
		all.Wait()
		require.NoError(t, claimErr)
		both[cancelErr == nil]++
		a := w.stateOf(t, c.Customer.ID, h.ID)
		if cancelErr != nil {
			require.Equal(t, data.AlreadySending, data.KindOf(cancelErr))
			require.Len(t, jobs, 1)
			require.Equal(t, contract.DeliveryStateSending, a.State)
			w.sent(t, jobs[0])
			require.Equal(t, []string{"dua"}, w.deliver(t))
			continue
		}
		require.Empty(t, jobs)
		require.Equal(t, contract.DeliveryStateCancelled, a.State)
		require.Empty(t, w.deliver(t))
	}
	require.Equal(t, 25, both[true]+both[false])
}

func workWakes(t *testing.T, w *world) {
	for _, store := range w.processes(t) {
		woken, cancel := store.SubscribeWork()
		defer cancel()
		drain(woken)
		c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
		drain(woken)
		w.save(t, w.anis, c, "k"+c.ID, w.answer(c, "satu"))
		requireWoken(t, woken)
		w.deliver(t)
		requireWoken(t, woken) // the next part of this customer may go
	}
}

// drain takes a wake-up that is there already.
func drain(woken <-chan struct{}) {
	select {
	case <-woken:
	default:
	}
}

func requireWoken(t testing.TB, woken <-chan struct{}) {
	t.Helper()
	select {
	case <-woken:
	case <-time.After(10 * time.Second):
		require.FailNow(t, "nobody was woken")
	}
}

func setBack(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	require.NoError(t, w.PartLater(t.Context(), w.claim(t)[0].Claim, w.clock.Now().Add(time.Minute), "server_error"))
	n, err := w.HastenParts(t.Context(), time.Minute)
	require.NoError(t, err)
	require.Zero(t, n, "what was asked for is waited for")
	require.Empty(t, w.claim(t))
	w.clock.move(-5 * time.Hour)
	require.Empty(t, w.claim(t))
	n, err = w.HastenParts(t.Context(), time.Minute)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, []string{"satu"}, w.deliver(t))
}

func outlives(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua"))
	job := w.claim(t)[0]
	require.NoError(t, w.Close())
	w.open(t)
	require.Empty(t, w.claim(t), "still held")
	w.clock.move(time.Minute)
	again := w.claim(t)
	require.Len(t, again, 1)
	require.True(t, again[0].Look)
	require.True(t, errors.Is(w.PartLater(t.Context(), job.Claim, w.clock.Now(), "x"), storage.ErrClaimLost))
	w.sent(t, again[0])
	require.Equal(t, []string{"dua"}, w.deliver(t))
	require.Equal(t, contract.DeliveryStateSent, w.stateOf(t, c.Customer.ID, h.ID).State)
}
