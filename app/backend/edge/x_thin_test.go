package edge_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/data/contract"
)

// onX is a rig with an account on X.
func onX(t testing.TB, change ...func(*setup)) *rig {
	t.Helper()
	s := setup{Accounts: []serve.Account{{Network: contract.Twitter}}}
	s.Networks.X.LimitFactor = 1000
	for _, c := range change {
		c(&s)
	}
	return start(t, s)
}

// mentions lets somebody name us in public.
func (r *rig) mentions(handle, text string) standin.Injected {
	r.t.Helper()
	return r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from(handle), Text: text})
}

func TestTheMainJobX(t *testing.T) {
	r := onX(t)
	question := r.mentions("budi_contoh", "@TelkomCare internet mati sejak pagi")
	c := r.oneCase()
	require.Equal(t, contract.MessageKindMention, c.Kind)
	require.Equal(t, "@TelkomCare internet mati sejak pagi", c.Preview)
	require.True(t, c.Answerable.Ok)

	h := r.answer(c, "Kami cek ya Kak. (Anis)")
	r.state(h, contract.DeliveryStateSent)
	posts := r.Posts()
	require.Len(t, posts, 1)
	require.Equal(t, question.ID, posts[0].InReplyTo)
	require.Equal(t, "Kami cek ya Kak. (Anis)", posts[0].Text)
	r.polled(contract.Twitter)
	require.Len(t, r.history(c.Customer.ID), 2)
	require.Equal(t, contract.CaseStateAnswered, r.the(c.ID).State)
}
