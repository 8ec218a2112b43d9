package storetest

import (
	"errors"
	"fmt"
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

func answerCases() []testCase {
	return []testCase{
		{"an answer is a handling record, parts and messages", answerStored},
		{"the same key does it once", answerOnce},
		{"the same key at the same time does it once", answerOnceRacing},
		{"what is wrong with an answer is said", answerRefused},
		{"an answer to what changed is stopped", answerStale},
		{"one's own answer is no surprise", answerOwn},
		{"two agents on one case", answerRace},
		{"a follow-up joins its handling record", followUp},
		{"recorded without sending", recorded},
		{"taken back while nothing has left", cancelled},
		{"resumed with what is missing", resumed},
		{"an answer from the history takes the case", fromHistory},
		{"one private reply to a comment", privateReply},
		{"notes are kept once and never sent", notes},
	}
}

func answerStored(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "Halo Kak (1/2)", "kami cek (2/2)"))
	require.Equal(t, c.ID, h.CaseID)
	require.Equal(t, []string{"Komplain", "Internet", "Tidak Bisa Connect"}, h.Labels)
	require.Equal(t, w.internet, h.Path)
	require.Equal(t, 30, h.Seconds)
	require.Equal(t, contract.DeliveryStateQueued, h.State)
	require.Len(t, h.Answers, 1)
	a := h.Answers[0]
	require.Equal(t, "Halo Kak (1/2)kami cek (2/2)", a.Text)
	require.Equal(t, []int{1, 2}, []int{a.Parts[0].Seq, a.Parts[1].Seq})
	require.Equal(t, contract.DeliveryStateQueued, a.Parts[1].State)

	now := w.the(t, c.ID)
	require.Equal(t, contract.CaseStateAnswering, now.State)
	require.Equal(t, c.Version+1, now.Version)
	require.True(t, now.PreviewOurs)
	history := w.history(t, c.Customer.ID)
	require.Len(t, history, 3)
	m := history[1]
	require.True(t, m.Ours)
	require.Equal(t, w.anis.ID, m.Agent.ID)
	require.Equal(t, []int{1, 2}, []int{m.Part, m.Parts})
	require.Equal(t, c.MessageID, m.InReplyTo)
	require.Equal(t, a.ID, m.AnswerID)
	require.Equal(t, a.Parts[0].MessageID, m.ID)
}

func answerOnce(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	a := w.answer(c, "Halo Kak")
	first := w.save(t, w.anis, c, "k", a)
	w.deliver(t)
	again, created, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", a)
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, first.ID, again.ID)
	require.Equal(t, contract.DeliveryStateSent, again.State, "as it is now")
	require.Len(t, w.history(t, c.Customer.ID), 2)

	other := a
	other.Text = "lain"
	_, _, err = w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", other)
	require.Equal(t, data.IdempotencyMismatch, data.KindOf(err))
	_, created, err = w.SaveAnswer(t.Context(), w.budi.ID, c.ID, "k", w.answer(w.the(t, c.ID), "lagi"))
	require.NoError(t, err, "another agent's key is another key")
	require.True(t, created)
}

func answerOnceRacing(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	a := w.answer(c, "Halo Kak")
	var all sync.WaitGroup
	made := make(chan bool, 20)
	for range 20 {
		all.Go(func() {
			_, created, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", a)
			if err != nil {
				t.Error(err)
			}
			made <- created
		})
	}
	all.Wait()
	close(made)
	n := 0
	for created := range made {
		if created {
			n++
		}
	}
	require.Equal(t, 1, n)
	require.Len(t, w.history(t, c.Customer.ID), 2)
	require.Equal(t, []string{"Halo Kak"}, w.deliver(t))
}

func answerRefused(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	other := w.one(t, w.twitter, w.budi, w.mention("sari", "lambat"))
	for name, x := range map[string]struct {
		change func(*contract.NewAnswer)
		kind   data.Kind
	}{
		"no path":           {func(a *contract.NewAnswer) { a.Path = nil }, data.NoCategory},
		"not down to leaf":  {func(a *contract.NewAnswer) { a.Path = a.Path[:2] }, data.NoCategory},
		"not from the top":  {func(a *contract.NewAnswer) { a.Path = a.Path[1:] }, data.NoCategory},
		"another's branch":  {func(a *contract.NewAnswer) { a.Path = []string{a.Path[0], w.slow[2]} }, data.NoCategory},
		"no parts":          {func(a *contract.NewAnswer) { a.Parts = nil }, data.EmptyAnswer},
		"blank part":        {func(a *contract.NewAnswer) { a.Parts = []string{"x", " \n"} }, data.EmptyAnswer},
		"unknown type":      {func(a *contract.NewAnswer) { a.ReplyType = "private" }, data.Invalid},
		"visibility":        {func(a *contract.NewAnswer) { a.Visibility = contract.Private }, data.Invalid},
		"record with parts": {func(a *contract.NewAnswer) { a.ReplyType, a.Visibility = "record", contract.None }, data.Invalid},
		"other's message":   {func(a *contract.NewAnswer) { a.TargetMessageID = other.MessageID }, data.Invalid},
		"other's handling":  {func(a *contract.NewAnswer) { a.HandlingID = "nothing" }, data.Invalid},
		"after nothing":     {func(a *contract.NewAnswer) { a.After = "k0" }, data.Invalid},
	} {
		a := w.answer(c, "Halo Kak")
		x.change(&a)
		_, _, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", a)
		require.Equal(t, x.kind, data.KindOf(err), "%s: %v", name, err)
		if k := data.KindOf(err); k == data.Invalid {
			var e *data.Error
			require.ErrorAs(t, err, &e)
			require.NotEmpty(t, e.Field, name)
		}
	}
	_, _, err := w.SaveAnswer(t.Context(), w.anis.ID, other.ID, "k", w.answer(other, "Halo"))
	require.Equal(t, data.CaseHeld, data.KindOf(err))
	_, _, err = w.SaveAnswer(t.Context(), w.anis.ID, "nothing", "k", w.answer(c, "Halo"))
	require.Equal(t, data.NotFound, data.KindOf(err))
	w.save(t, w.anis, c, "k", w.answer(c, "Halo Kak")) // a refused key is free
	require.Len(t, w.claim(t), 1)
}

func answerStale(t *testing.T, w *world) {
	e := w.mention("rina", "internet mati")
	c := w.one(t, w.twitter, w.anis, e)
	more := w.mention("rina", "sudah nyala, terima kasih")
	more.Message.Thread, more.Message.InReplyTo = e.Message.Thread, e.Message.ExternalID
	w.clock.move(time.Minute)
	more.At = w.clock.Now()
	w.in(t, w.twitter, more)
	_, _, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k", w.answer(c, "Halo Kak"))
	require.Equal(t, data.CaseChanged, data.KindOf(err))
	var changed *storage.Changed
	require.True(t, errors.As(err, &changed))
	require.Equal(t, c.Version+1, changed.Case.Version)
	require.Len(t, changed.Messages, 1)
	require.Equal(t, more.Message.Text, changed.Messages[0].Text)
	require.NotContains(t, err.Error(), "terima kasih")

	anyway := w.answer(c, "Halo Kak")
	anyway.SendAnyway = true
	h := w.save(t, w.anis, c, "k", anyway)
	require.True(t, h.Answers[0].SentAnyway)
	log, err := w.CaseLog(t.Context(), c.ID)
	require.NoError(t, err)
	require.Contains(t, log, storage.CaseLogEntry{What: "sent_anyway", AgentID: w.anis.ID, At: w.clock.Now()})

	// Send anyway where nothing changed is an ordinary answer.
	calm := w.one(t, w.twitter, w.anis, w.mention("sari", "halo"))
	anyway = w.answer(calm, "Halo Kak")
	anyway.SendAnyway = true
	require.False(t, w.save(t, w.anis, calm, "k2", anyway).Answers[0].SentAnyway)

	// A deletion counts as well.
	e = w.mention("dewi", "halo")
	c = w.one(t, w.twitter, w.anis, e)
	w.in(t, w.twitter, happened(e, channel.Edited, w.clock.Now(), "halo?"))
	_, _, err = w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k3", w.answer(c, "Halo Kak"))
	require.Equal(t, data.CaseChanged, data.KindOf(err))
}

func answerOwn(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	w.save(t, w.anis, c, "k1", w.answer(c, "satu"))
	second := w.answer(c, "dua") // still with the version from before
	second.After = "k1"
	w.save(t, w.anis, c, "k2", second)
	require.Equal(t, []string{"satu", "dua"}, w.deliver(t))
	_, _, err := w.SaveAnswer(t.Context(), w.budi.ID, c.ID, "k3", w.answer(c, "tiga"))
	require.Equal(t, data.CaseChanged, data.KindOf(err), "but it is one to a colleague")
}

func answerRace(t *testing.T, w *world) {
	const rounds = 25
	var events []channel.Event
	for i := range rounds {
		events = append(events, w.mention(fmt.Sprint("c", i), "halo"))
	}
	w.in(t, w.twitter, events...)
	page, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting}, "", 200)
	require.NoError(t, err)
	require.Len(t, page.Cases, rounds)
	for i, c := range page.Cases {
		var all sync.WaitGroup
		errs := make([]error, 2)
		for n, agent := range []storage.Agent{w.anis, w.budi} {
			all.Go(func() {
				_, _, errs[n] = w.SaveAnswer(t.Context(), agent.ID, c.ID, fmt.Sprint("k", i), w.answer(c, agent.Name))
			})
		}
		all.Wait()
		require.NotEqual(t, errs[0] == nil, errs[1] == nil, "exactly one: %v %v", errs[0], errs[1])
		require.Contains(t, []data.Kind{data.CaseHeld, data.CaseChanged}, data.KindOf(errors.Join(errs...)))
	}
	require.Len(t, w.deliver(t), rounds)
}

func followUp(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	first := w.save(t, w.anis, c, "k1", w.answer(c, "satu"))
	w.deliver(t)
	c = w.the(t, c.ID)
	require.Equal(t, contract.CaseStateAnswered, c.State)
	next := w.answer(c, "dua")
	next.HandlingID, next.TargetMessageID = first.ID, first.Answers[0].Parts[0].MessageID
	h := w.save(t, w.anis, c, "k2", next)
	require.Equal(t, first.ID, h.ID)
	require.Equal(t, []int{1, 2}, []int{h.Answers[0].Seq, h.Answers[1].Seq})
	require.Equal(t, contract.CaseStateAnswering, w.the(t, c.ID).State)
	job := w.claim(t)[0]
	require.NotEmpty(t, job.Out.InReplyTo)
	w.sent(t, job)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
	n, _, err := w.Today(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Equal(t, 1, n, "one handling record")
	next.HandlingID = first.ID
	_, _, err = w.SaveAnswer(t.Context(), w.budi.ID, c.ID, "k3", next)
	require.Error(t, err)
}

func recorded(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "terima kasih"))
	a := w.answer(c)
	a.ReplyType, a.Visibility, a.Text = "record", contract.None, "ucapan terima kasih"
	h := w.save(t, w.anis, c, "k", a)
	require.Equal(t, contract.DeliveryStateRecorded, h.State)
	require.Empty(t, h.Answers[0].Parts)
	now := w.the(t, c.ID)
	require.Equal(t, contract.CaseStateAnswered, now.State)
	require.Equal(t, c.Version, now.Version, "the customer sees nothing of it")
	require.Empty(t, w.claim(t))
	require.Len(t, w.history(t, c.Customer.ID), 1)
}

func cancelled(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k1", w.answer(c, "salah", "kirim"))
	_, err := w.CancelAnswer(t.Context(), w.budi.ID, h.Answers[0].ID)
	require.Equal(t, data.NotFound, data.KindOf(err))
	h, err = w.CancelAnswer(t.Context(), w.anis.ID, h.Answers[0].ID)
	require.NoError(t, err)
	require.Equal(t, contract.DeliveryStateCancelled, h.State)
	require.Equal(t, contract.DeliveryStateCancelled, h.Answers[0].Parts[1].State)
	_, err = w.CancelAnswer(t.Context(), w.anis.ID, h.Answers[0].ID)
	require.NoError(t, err, "twice is once")
	require.Empty(t, w.claim(t))
	now := w.the(t, c.ID)
	require.Equal(t, contract.CaseStateTaken, now.State)
	require.Equal(t, w.anis.ID, now.Holder.ID)
	require.Equal(t, contract.DeliveryStateCancelled, w.history(t, c.Customer.ID)[1].State)

	h = w.save(t, w.anis, c, "k2", w.answer(c, "benar", "sekali"))
	job := w.claim(t)[0]
	_, err = w.CancelAnswer(t.Context(), w.anis.ID, h.Answers[0].ID)
	require.Equal(t, data.AlreadySending, data.KindOf(err))
	w.sent(t, job)
	_, err = w.CancelAnswer(t.Context(), w.anis.ID, h.Answers[0].ID)
	require.Equal(t, data.AlreadySending, data.KindOf(err))
	require.Equal(t, []string{"sekali"}, w.deliver(t), "a refused cancel takes nothing back")
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
}

func resumed(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	h := w.save(t, w.anis, c, "k", w.answer(c, "satu", "dua", "tiga"))
	w.sent(t, w.claim(t)[0])
	require.NoError(t, w.PartFailed(t.Context(), w.claim(t)[0].Claim, "duplicate"))
	require.Empty(t, w.claim(t), "a failed part stops the ones behind it")
	page, err := w.Handlings(t.Context(), c.Customer.ID, "", 10)
	require.NoError(t, err)
	a := page.Handlings[0].Answers[0]
	require.Equal(t, contract.DeliveryStateFailed, a.State)
	require.Equal(t, "duplicate", a.Reason.Code)
	require.Equal(t, contract.DeliveryStateSent, a.Parts[0].State)
	require.Equal(t, "stopped", a.Parts[2].Reason.Code)
	now := w.the(t, c.ID)
	require.Equal(t, contract.CaseStateTaken, now.State)
	require.Equal(t, w.anis.ID, now.Holder.ID)

	_, err = w.ResumeAnswer(t.Context(), w.budi.ID, a.ID)
	require.Equal(t, data.NotFound, data.KindOf(err))
	h, err = w.ResumeAnswer(t.Context(), w.anis.ID, h.Answers[0].ID)
	require.NoError(t, err)
	require.Equal(t, contract.DeliveryStateSending, h.State)
	require.Equal(t, contract.CaseStateAnswering, w.the(t, c.ID).State)
	require.Equal(t, []string{"dua", "tiga"}, w.deliver(t))
	h, err = w.ResumeAnswer(t.Context(), w.anis.ID, h.Answers[0].ID)
	require.NoError(t, err)
	require.Equal(t, contract.DeliveryStateSent, h.State)
	require.Empty(t, w.claim(t))
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
}

func fromHistory(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	w.save(t, w.anis, c, "k", w.answer(c, "satu"))
	w.deliver(t)
	c = w.the(t, c.ID)
	w.save(t, w.budi, c, "k", w.answer(c, "dua"))
	now := w.the(t, c.ID)
	require.Equal(t, w.budi.ID, now.Holder.ID)
	require.Equal(t, contract.CaseStateAnswering, now.State)
	sees, err := w.Watches(t.Context(), w.budi.ID, c.ID)
	require.NoError(t, err)
	require.True(t, sees)
	w.deliver(t)

	// One that waits is taken by answering it.
	w.in(t, w.twitter, w.mention("sari", "halo"))
	page, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting}, "", 10)
	require.NoError(t, err)
	w.save(t, w.citra, page.Cases[0], "k", w.answer(page.Cases[0], "halo"))
	waiting, err := w.Waiting(t.Context())
	require.NoError(t, err)
	require.Zero(t, waiting)
}

func privateReply(t *testing.T, w *world) {
	c := w.one(t, w.facebook, w.anis, w.comment("rina", "nomor saya mana"))
	a := w.answer(c, "Kami kirim pesan pribadi")
	a.ReplyType, a.Visibility = "private", contract.Private
	two := a
	two.Parts = []string{"satu", "dua"}
	_, _, err := w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k0", two)
	require.Equal(t, data.TooLong, data.KindOf(err))
	first := w.save(t, w.anis, c, "k1", a)
	require.True(t, w.history(t, c.Customer.ID)[1].Private)
	_, _, err = w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k2", a)
	require.Equal(t, data.NotAnswerable, data.KindOf(err))
	require.Contains(t, err.Error(), "private_reply_used")
	_, err = w.CancelAnswer(t.Context(), w.anis.ID, first.Answers[0].ID)
	require.NoError(t, err)
	w.save(t, w.anis, c, "k2", a)
	job := w.claim(t)[0]
	require.True(t, job.Out.Private)
	require.Equal(t, contract.MessageKindComment, job.Out.Kind)
	w.sent(t, job)
	_, _, err = w.SaveAnswer(t.Context(), w.anis.ID, c.ID, "k3", a)
	require.Equal(t, data.NotAnswerable, data.KindOf(err))
	w.save(t, w.anis, c, "k3", w.answer(c, "jawaban umum"))
}

func notes(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "internet mati"))
	note, created, err := w.AddNote(t.Context(), w.anis.ID, c.ID, "n1", "pelanggan marah\x00")
	require.NoError(t, err)
	require.True(t, created)
	require.Equal(t, "pelanggan marah\uFFFD", note.Text)
	require.Equal(t, "anis", note.Agent.Name)
	again, created, err := w.AddNote(t.Context(), w.anis.ID, c.ID, "n1", "pelanggan marah\x00")
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, note, again)
	_, _, err = w.AddNote(t.Context(), w.anis.ID, c.ID, "n1", "lain")
	require.Equal(t, data.IdempotencyMismatch, data.KindOf(err))
	_, _, err = w.AddNote(t.Context(), w.anis.ID, "nothing", "n2", "x")
	require.Equal(t, data.NotFound, data.KindOf(err))
	page, err := w.Messages(t.Context(), c.Customer.ID, "", 10)
	require.NoError(t, err)
	require.Equal(t, []contract.Note{note}, page.Notes)
	require.Len(t, page.Messages, 1)
	require.Empty(t, w.claim(t))
	require.Equal(t, c.Version, w.the(t, c.ID).Version)
	long := strings.Repeat("catatan ", 1000)
	_, _, err = w.AddNote(t.Context(), w.budi.ID, c.ID, "n1", long)
	require.NoError(t, err)
}
