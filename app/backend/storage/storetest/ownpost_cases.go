package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

func ownPostCases() []testCase {
	return []testCase{
		{"edge 5: our own post comes back after it was sent", edge5Back},
		{"edge 5: our own post comes back while its fate is unknown", edge5Unknown},
		{"edge 6: the echo is before the answer of the call", edge6Echo},
		{"edge 6: the echo is known by its mark alone", edge6Metadata},
		{"edge 6: the echo was taken for one written outside", edge6Outside},
		{"edge 7: a person answered in the network's own app", edge7Outside},
		{"edge 26: who looks for a part knows which posts are others", edge26Known},
		{"edge 24: a private reply tells that two ids are one customer", edge24PrivateReply},
		{"edge 23: a name that becomes known later shows everywhere", edge23Introduced},
		{"a post of ours that answers nobody", ownPostAlone},
	}
}

func edge5Back(t *testing.T, w *world) {
	e := w.mention("rina", "halo")
	c := w.one(t, w.twitter, w.anis, e)
	w.save(t, w.anis, c, "k", w.answer(c, "Halo Kak"))
	job := w.claim(t)[0]
	id := w.sent(t, job)
	back := w.ours(e, "Halo Kak")
	back.Message.ExternalID = id
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.twitter, back))
	require.Len(t, w.history(t, c.Customer.ID), 2)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
}

func edge5Unknown(t *testing.T, w *world) {
	e := w.mention("rina", "halo")
	c := w.one(t, w.twitter, w.anis, e)
	w.save(t, w.anis, c, "k", w.answer(c, "Halo Kak,\nsatu", "Halo Kak dua"))
	job := w.claim(t)[0]
	require.NoError(t, w.PartUnknown(t.Context(), job.Claim, "timeout", w.clock.Now().Add(time.Minute)))
	other := w.ours(e, "tidak sama")
	w.in(t, w.twitter, other)
	back := w.ours(e, "Halo Kak, satu ")
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.twitter, back))
	history := w.history(t, c.Customer.ID)
	require.Len(t, history, 4)
	next := w.claim(t)
	require.Len(t, next, 1)
	require.False(t, next[0].Look)
	require.Equal(t, "Halo Kak dua", next[0].Out.Text)
	require.Equal(t, back.Message.ExternalID, next[0].Out.InReplyTo)
	back2 := w.ours(back, "Halo Kak dua")
	back2.Message.Customer = e.Message.Customer
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.twitter, back2))
	require.Len(t, w.history(t, c.Customer.ID), 4)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
	require.Empty(t, w.claim(t))
}

func edge6Echo(t *testing.T, w *world) {
	e := w.messenger("rina", "halo")
	c := w.one(t, w.facebook, w.anis, e)
	w.save(t, w.anis, c, "k", w.answer(c, "Halo Kak"))
	job := w.claim(t)[0]
	echo := w.ours(e, "Halo Kak")
	echo.Message.Metadata = job.PartID
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.facebook, echo))
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
	require.NoError(t, w.PartSent(t.Context(), job.Claim, channel.Sent{ExternalID: echo.Message.ExternalID, At: w.clock.Now()}))
	history := w.history(t, c.Customer.ID)
	require.Len(t, history, 2)
	require.Equal(t, contract.DeliveryStateSent, history[1].State)
	require.False(t, history[1].Outside)
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.facebook, echo))
}

func edge6Metadata(t *testing.T, w *world) {
	e := w.messenger("rina", "halo")
	c := w.one(t, w.facebook, w.anis, e)
	w.save(t, w.anis, c, "k", w.answer(c, "Halo Kak"))
	job := w.claim(t)[0]
	require.NoError(t, w.PartUnknown(t.Context(), job.Claim, "timeout", w.clock.Now()))
	echo := w.ours(e, "Halo Kak (diubah jaringan)")
	echo.Message.Metadata = job.PartID
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.facebook, echo))
	require.Len(t, w.history(t, c.Customer.ID), 2)
	require.Empty(t, w.claim(t))
}

func edge6Outside(t *testing.T, w *world) {
	e := w.mention("rina", "halo")
	c := w.one(t, w.twitter, w.anis, e)
	w.save(t, w.anis, c, "k", w.answer(c, "Halo Kak"))
	start, err := w.Changes(t.Context(), w.anis.ID, "", 500)
	require.NoError(t, err)
	job := w.claim(t)[0]
	echo := w.ours(e, "Halo Kak https://t.co/x")
	require.Equal(t, 1, w.in(t, w.twitter, echo).New)
	require.Len(t, w.history(t, c.Customer.ID), 3)
	require.NoError(t, w.PartSent(t.Context(), job.Claim, channel.Sent{ExternalID: echo.Message.ExternalID, At: w.clock.Now()}))
	history := w.history(t, c.Customer.ID)
	require.Len(t, history, 2)
	require.False(t, history[1].Outside)
	require.Equal(t, contract.CaseStateAnswered, w.the(t, c.ID).State)
	after, err := w.Changes(t.Context(), w.anis.ID, start.Cursor, 500)
	require.NoError(t, err)
	require.Len(t, after.Gone, 1)
	require.Equal(t, contract.GoneKindMessage, after.Gone[0].Kind)
	require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.twitter, echo))
}

func edge24PrivateReply(t *testing.T, w *world) {
	for _, how := range []string{"told by the echo", "told by the call"} {
		e := w.comment(how, "halo")
		c := w.one(t, w.facebook, w.anis, e)
		a := w.answer(c, "Kami lanjutkan di sini")
		a.Visibility, a.ReplyType = contract.Private, "private"
		w.save(t, w.anis, c, how, a)
		job := w.claim(t)[0]
		psid := "psid of " + how
		echo := w.ours(w.messenger("x", ""), "Kami lanjutkan di sini")
		echo.Message.Metadata, echo.Message.Customer, echo.Message.Thread = job.PartID, channel.Person{ID: psid}, ""
		if how == "told by the echo" {
			require.Equal(t, storage.IntakeResult{Repeated: 1}, w.in(t, w.facebook, echo))
		} else {
			require.NoError(t, w.PartSent(t.Context(), job.Claim, channel.Sent{ExternalID: echo.Message.ExternalID, Recipient: psid}))
		}
		private := w.messenger("x", "nomor saya 122")
		private.Message.Author, private.Message.Customer, private.Message.Thread = channel.Person{ID: psid}, channel.Person{ID: psid}, ""
		next := w.one(t, w.facebook, w.budi, private)
		require.Equal(t, c.Customer.ID, next.Customer.ID)
		require.NotEqual(t, c.ConversationID, next.ConversationID)
		w.save(t, w.budi, next, "k "+how, w.answer(next, "Baik"))
		job = w.claim(t)[0]
		require.Equal(t, psid, job.Out.Thread, "it goes where the customer wrote")
		w.sent(t, job)
	}

	// Two who have both written are not made one by a word of the network's.
	w.in(t, w.facebook, w.comment("rina", "halo"), w.messenger("sari", "hai"))
	var c contract.Case
	for _, one := range w.take(t, w.anis, 5) {
		if one.Customer.Handle == "rina" {
			c = one
		}
	}
	a := w.answer(c, "Baik")
	a.Visibility, a.ReplyType = contract.Private, "private"
	w.save(t, w.anis, c, "two", a)
	require.NoError(t, w.PartSent(t.Context(), w.claim(t)[0].Claim, channel.Sent{ExternalID: "m_1", Recipient: "id-sari"}))
	w.in(t, w.facebook, w.messenger("sari", "lagi"))
	require.Len(t, w.history(t, c.Customer.ID), 2)
}

func edge23Introduced(t *testing.T, w *world) {
	e := w.messenger("", "halo")
	e.Message.Author, e.Message.Customer, e.Message.Thread = channel.Person{ID: "7990"}, channel.Person{ID: "7990"}, ""
	c := w.one(t, w.facebook, w.anis, e)
	require.Empty(t, c.Customer.Name)
	ids, err := w.Strangers(t.Context(), w.facebook.ID, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"7990"}, ids)
	before, err := w.Changes(t.Context(), w.anis.ID, "", 500)
	require.NoError(t, err)

	for range 2 {
		require.NoError(t, w.Introduce(t.Context(), w.facebook.ID, channel.Person{ID: "7990", Name: "Doni Umpama\x00", AvatarURL: "https://cdn.example/1.png"}))
	}
	require.NoError(t, w.Introduce(t.Context(), w.facebook.ID, channel.Person{ID: "nobody", Name: "X"}))
	require.Equal(t, "Doni Umpama\uFFFD", w.the(t, c.ID).Customer.Name)
	require.Equal(t, "Doni Umpama\uFFFD", w.history(t, c.Customer.ID)[0].Author)
	after, err := w.Changes(t.Context(), w.anis.ID, before.Cursor, 500)
	require.NoError(t, err)
	require.Len(t, after.Cases, 1)
	require.Len(t, after.Customers, 1)
	require.Len(t, after.Messages, 1)
	found, err := w.Search(t.Context(), contract.Any, "doni", "", 10)
	require.NoError(t, err)
	require.Equal(t, 1, found.Total)
	ids, err = w.Strangers(t.Context(), w.facebook.ID, 10)
	require.NoError(t, err)
	require.Empty(t, ids)
}

func edge26Known(t *testing.T, w *world) {
	e := w.messenger("rina", "halo")
	c := w.one(t, w.facebook, w.anis, e)
	w.save(t, w.anis, c, "k", w.answer(c, "Baik", "Baik"))
	first := w.claim(t)[0]
	require.Empty(t, first.Out.Known)
	id := w.sent(t, first)
	second := w.claim(t)[0]
	require.Equal(t, []string{id}, second.Out.Known, "it says the same, and is not this one")
}

func edge7Outside(t *testing.T, w *world) {
	waits, taken := w.mention("rina", "halo"), w.mention("sari", "hai")
	waits.At = waits.At.Add(time.Second)
	w.in(t, w.twitter, waits, taken)
	held := w.take(t, w.anis, 1)[0]
	require.Equal(t, "sari", held.Customer.Handle)
	w.in(t, w.twitter, w.ours(waits, "dijawab di aplikasi"), w.ours(taken, "juga"))

	page, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateOutside}, "", 10)
	require.NoError(t, err)
	require.Len(t, page.Cases, 1)
	require.False(t, page.Cases[0].AnsweredAt.IsZero(), "the clock stands")
	m := w.history(t, page.Cases[0].Customer.ID)[1]
	require.True(t, m.Ours && m.Outside)
	require.Empty(t, m.Agent.ID)
	waiting, err := w.Waiting(t.Context())
	require.NoError(t, err)
	require.Zero(t, waiting)

	now := w.the(t, held.ID)
	require.Equal(t, contract.CaseStateTaken, now.State, "its holder decides")
	require.False(t, now.AnsweredAt.IsZero())
	require.Equal(t, held.Version+1, now.Version)
	require.True(t, now.PreviewOurs)
}

func ownPostAlone(t *testing.T, w *world) {
	post := w.ours(w.comment("rina", ""), "Promo hari ini")
	post.Message.Customer, post.Message.InReplyTo, post.Message.Kind = channel.Person{}, "", contract.MessageKindPost
	require.Equal(t, storage.IntakeResult{New: 1}, w.in(t, w.facebook, post))
	e := w.comment("rina", "mau!")
	e.Message.InReplyTo, e.Message.Thread = post.Message.ExternalID, post.Message.ExternalID
	c := w.one(t, w.facebook, w.anis, e)
	answer := w.ours(e, "silakan")
	answer.Message.Customer = channel.Person{}
	w.in(t, w.facebook, answer)
	history := w.history(t, c.Customer.ID)
	require.Len(t, history, 2, "found by what it answers")
	changes, err := w.Changes(t.Context(), w.anis.ID, "", 100)
	require.NoError(t, err)
	require.Len(t, changes.Messages, 2)
}
