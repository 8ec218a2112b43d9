package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestTakeBackQueued(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	f := m.filled(held, "Mohon maaf")
	item := m.save(f)
	next, err := m.FollowUp(held.ID, item.ID)
	require.NoError(t, err)
	next.Text += "Sudah normal?"
	follow := m.save(next)

	begun := m.filled(held, "sementara itu")
	_, err = m.SaveDraft(t.Context(), begun)
	require.NoError(t, err)
	back, err := m.Edit(t.Context(), item.ID)
	require.NoError(t, err)
	require.Equal(t, "@budi Mohon maaf\n\nsementara itu", back.Text, "what was begun meanwhile is not lost")
	require.Equal(t, f.Path, back.Path)
	require.Equal(t, desk.OutboxItem{}, m.item(item.ID))
	kept, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, back.Text, kept.Text)
	_, err = m.Edit(t.Context(), item.ID)
	require.Equal(t, data.NotFound, data.KindOf(err))
	require.NoError(t, m.DropDraft(t.Context(), kept))

	note, err := m.AddNote(t.Context(), held.ID, " catatan ")
	require.NoError(t, err)
	written, err := m.Edit(t.Context(), note.ID)
	require.NoError(t, err)
	require.Equal(t, "catatan", written.Text)
	c.line.heal()
	m.TryNow()
	m.untilSent(1)
	require.Equal(t, []string{"@budi Sudah normal? (anis)"}, c.twitter.net.texts())
	require.NotEmpty(t, follow.ID)
	require.Error(t, m.Discard(t.Context(), follow.ID), "it has left")
}

func TestTakeBackAccepted(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	c.twitter.net.hold()
	first := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	leaving := m.save(m.filled(first, "Satu"))
	m.untilState(leaving.ID, desk.Accepted)
	next, err := m.FollowUp(first.ID, leaving.ID)
	require.NoError(t, err)
	next.Text += "Dua"
	waiting := m.save(next)
	m.untilState(waiting.ID, desk.Accepted)
	m.until("the first is leaving", func() bool {
		records := c.handlings(first.Customer.ID)
		return len(records) == 1 && records[0].Answers[0].State == contract.DeliveryStateSending
	})
	_, err = m.Edit(t.Context(), leaving.ID)
	require.Equal(t, data.AlreadySending, data.KindOf(err))
	require.Equal(t, desk.Accepted, m.item(leaving.ID).State)
	back, err := m.Edit(t.Context(), waiting.ID)
	require.NoError(t, err)
	require.Equal(t, "@budi Dua", back.Text)
	c.twitter.net.release()
	m.untilSent(1)
	require.Equal(t, []string{"@budi Satu (anis)"}, c.twitter.net.texts())
	kept, err := m.Form(first.ID, "")
	require.NoError(t, err)
	require.Equal(t, "@budi Dua", kept.Text)
}

// The network says no: the agent reads why, and sends again only what is missing.
func TestFailedAnswer(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	no := &channel.Error{Class: channel.Refused, Code: "permission"}
	c.twitter.net.goesWrong(nil, no)
	f := m.filled(held, longText)
	require.Len(t, m.Preview(f).Parts, 3)
	item := m.save(f)
	failed := m.untilState(item.ID, desk.Failed)
	require.Equal(t, "permission", failed.Reason.Code)
	_, counts, err := m.Outbox()
	require.NoError(t, err)
	require.Equal(t, 1, counts.Failed)
	m.stop()
	m.start()
	m.signIn("anis")
	require.Equal(t, desk.Failed, m.item(item.ID).State)

	require.NoError(t, m.Retry(t.Context(), item.ID))
	m.untilSent(1)
	require.Equal(t, item.Parts, c.twitter.net.texts(), "each part once")
}

func TestEditFailedAnswer(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	c.twitter.net.goesWrong(nil, &channel.Error{Class: channel.Refused, Code: "permission"})
	item := m.save(m.filled(held, longText))
	m.untilState(item.ID, desk.Failed)
	m.until("what went out is known", func() bool {
		h, _, err := m.Handlings(held.Customer.ID, time.Time{}, 0)
		require.NoError(t, err)
		return len(h) == 1 && h[0].Answers[0].Parts[0].State == contract.DeliveryStateSent
	})
	f, err := m.Edit(t.Context(), item.ID)
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(longText, f.Text), "what the customer has already is left out: %q", f.Text)
	require.Less(t, len(f.Text), len(longText))
	require.NotEmpty(t, f.HandlingID, "it goes on in the same record")
	f.Text = "Lanjutan: " + f.Text
	m.save(f)
	m.untilSent(1)
	require.Len(t, c.handlings(held.Customer.ID), 1)
}
