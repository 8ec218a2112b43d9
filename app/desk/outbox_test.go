package desk_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
)

// The whole way of 5.3.1-5.3.8: a case comes in, is taken, read, answered, and the answer is on the network.
func TestAnswerGoesOut(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "@TelkomCare internet lambat", "")
	v, err := m.Open(held.ID)
	require.NoError(t, err)
	require.True(t, v.Mine)
	require.Equal(t, "@TelkomCare internet lambat", v.Message.Text)
	f := m.filled(held, "Mohon maaf Kak")
	require.Equal(t, "@budi Mohon maaf Kak", f.Text)
	_, err = m.SaveDraft(context.Background(), f)
	require.NoError(t, err)
	require.True(t, m.row(held.ID).Draft)

	item := m.save(f)
	require.Equal(t, desk.Queued, item.State)
	m.untilSent(1)
	require.Equal(t, []string{"@budi Mohon maaf Kak (anis)"}, c.twitter.net.texts())
	m.until("the case has left the inbox", func() bool { return m.row(held.ID).Gone })
	require.Equal(t, []string{"@TelkomCare internet lambat", "@budi Mohon maaf Kak (anis)"}, m.texts(held.Customer.ID))
	m.until("the figures are renewed", func() bool { return m.Today().Answered == 1 })
	handlings, _, err := m.Handlings(held.Customer.ID, time.Time{}, 0)
	require.NoError(t, err)
	require.Len(t, handlings, 1)
	require.Equal(t, []string{"Komplain", "Internet", "Lambat"}, handlings[0].Labels)
	require.Equal(t, contract.DeliveryStateSent, handlings[0].State)
	blank, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, "@budi ", blank.Text, "the draft went with the answer")
}
