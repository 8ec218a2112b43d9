package edge_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/assets/demo"
	"sociomedio/data/contract"
)

// onFacebook is a rig with a Facebook page, which tells us what happens and is read.
func onFacebook(t testing.TB, change ...func(*setup)) *rig {
	t.Helper()
	s := setup{Accounts: []serve.Account{{Network: contract.Facebook}}}
	s.Networks.Facebook.RequireProof = true
	for _, c := range change {
		c(&s)
	}
	r := start(t, s)
	r.webhook(contract.Facebook)
	return r
}

// somebody is a person on Facebook by name.
func somebody(name string) standin.Author {
	return standin.Author{Customer: demo.Customer{Name: name, Handle: name}}
}

func TestTheMainJobFacebook(t *testing.T) {
	for name, silent := range map[string]bool{"by webhook": false, "by reading": true} {
		t.Run(name, func(t *testing.T) {
			r := onFacebook(t)
			question := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Laras Ilustrasi"), Text: "Kapan jaringan normal lagi?", Silent: silent})
			c := r.oneCase()
			require.Equal(t, contract.MessageKindComment, c.Kind)
			require.Equal(t, "Kapan jaringan normal lagi?", c.Preview)
			require.Equal(t, "Laras Ilustrasi", c.Customer.Name)
			require.True(t, c.Answerable.Ok)

			h := r.answer(c, "Kami cek ya Kak. (Anis)")
			r.state(h, contract.DeliveryStateSent)
			r.delivered()
			posts := r.Posts()
			require.Len(t, posts, 1)
			require.Equal(t, question.ID, posts[0].InReplyTo)
			require.Equal(t, "Kami cek ya Kak. (Anis)", posts[0].Text)
			r.polled(contract.Facebook)
			require.Len(t, r.history(c.Customer.ID), 2)
			require.Equal(t, contract.CaseStateAnswered, r.the(c.ID).State)
		})
	}
}
