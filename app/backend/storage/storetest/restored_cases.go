package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

func restoredCases() []testCase {
	return []testCase{
		{"what was on its way is looked for, in its order", restoredParts},
		{"a part that is refused after a restore takes those behind it along", restoredStopped},
		{"an answer that comes again from a client's outbox is looked for", restoredOutbox},
		{"an answer that failed is looked for when it is resumed", restoredResumed},
	}
}

// restored is the world a while later, gone back in time.
func (w *world) restored(t testing.TB) {
	t.Helper()
	w.clock.move(time.Hour)
	require.NoError(t, w.Restored(t.Context()))
}

func restoredParts(t *testing.T, w *world) {
	saved := w.clock.Now()
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua"))
	other := w.one(t, w.facebook, w.budi, w.comment("sari", "lambat"))
	w.save(t, w.budi, other, "k", w.answer(other, "Halo Sari"))
	for range 5 { // tries that had to wait are none
		for _, j := range w.claim(t) {
			if j.CaseID == other.ID {
				require.NoError(t, w.PartLater(t.Context(), j.Claim, w.clock.Now(), "rate_limited"))
			}
		}
	}
	w.restored(t)
	a := w.stateOf(t, c.Customer.ID, h.ID)
	require.Equal(t, contract.DeliveryStateUnknown, a.State)
	require.Equal(t, "restored", a.Reason.Code)

	jobs := w.claim(t)
	require.Len(t, jobs, 2, "the first of each customer")
	for _, j := range jobs {
		require.True(t, j.Look)
		require.False(t, j.Out.FirstTry.After(saved), "since it was saved it may have been posted")
		if j.CaseID == other.ID {
			require.Zero(t, j.Attempts)
			require.NoError(t, w.PartSending(t.Context(), j.Claim, time.Minute), "it is not there: it goes")
			continue
		}
		require.Equal(t, "satu", j.Out.Text)
		require.NoError(t, w.PartSent(t.Context(), j.Claim, channel.Sent{ExternalID: "found-1", At: saved}))
	}
	jobs = w.claim(t)
	require.Len(t, jobs, 1)
	require.True(t, jobs[0].Look)
	require.Equal(t, "dua", jobs[0].Out.Text)
	require.Equal(t, "found-1", jobs[0].Out.InReplyTo, "it is looked for below the one before")
}

func restoredStopped(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua"))
	w.restored(t)
	job := w.claim(t)[0]
	require.NoError(t, w.PartSending(t.Context(), job.Claim, time.Minute))
	require.NoError(t, w.PartFailed(t.Context(), job.Claim, "too_long"))
	require.Empty(t, w.claim(t))
	require.Equal(t, contract.DeliveryStateFailed, w.stateOf(t, c.Customer.ID, h.ID).State)
}

func restoredOutbox(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	before := w.answer(c, "satu")
	w.restored(t)
	w.save(t, w.anis, c, "k", before)
	job := w.claim(t)[0]
	require.True(t, job.Look, "the backend may have had it before")
	require.True(t, job.Out.FirstTry.Equal(c.ReceivedAt), "no clock of a client matters")
	require.NoError(t, w.PartSent(t.Context(), job.Claim, channel.Sent{ExternalID: "found"}))

	w.clock.move(5 * time.Minute)
	fresh := w.one(t, w.twitter, w.anis, w.mention("tuti", "lambat"))
	w.save(t, w.anis, fresh, "k2", w.answer(fresh, "dua"))
	require.False(t, w.claim(t)[0].Look, "what answers something newer goes at once")
}

func restoredResumed(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua"))
	require.NoError(t, w.PartFailed(t.Context(), w.claim(t)[0].Claim, "too_long"))
	w.restored(t)
	_, err := w.ResumeAnswer(t.Context(), w.anis.ID, h.Answers[0].ID)
	require.NoError(t, err)
	var job storage.PartJob
	for _, want := range []string{"satu", "dua"} {
		job = w.claim(t)[0]
		require.Equal(t, want, job.Out.Text)
		require.True(t, job.Look, "it may have been resumed and sent before")
		require.False(t, job.Out.FirstTry.IsZero())
		w.sent(t, job)
	}
}
