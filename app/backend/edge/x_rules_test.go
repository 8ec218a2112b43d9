package edge_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/assets/demo"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestEdge18ThreadsX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		root := r.mentions("budi_contoh", "internet mati se-kelurahan")
		first := r.oneCase()
		r.clock.forward(time.Millisecond)
		// Others talk below it: only who names us has a case, and his own.
		r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("tetangga_contoh"), InReplyTo: root.ID, Text: "@budi_contoh sama nih"})
		r.clock.forward(time.Millisecond)
		second := r.replies("sari_contoh", root.ID, "di sini juga @TelkomCare")
		r.nCases(2)
		r.clock.forward(time.Millisecond)
		// The same person goes on in the same thread: the same case.
		r.replies("budi_contoh", second.ID, "@TelkomCare masih mati")
		got := r.messages(first.Customer.ID, 2)
		require.Equal(t, got[0].ConversationID, got[1].ConversationID)
		r.clock.forward(time.Millisecond)
		// The same person begins anew: another case.
		r.mentions("budi_contoh", "tagihan juga salah")
		r.nCases(3)
		r.quiet()
		require.Len(t, r.cases(), 3)
	})
}

// carrying is an answer to somebody else's post that names us only because that one did.
func carrying(r *rig) {
	r.t.Helper()
	root := r.mentions("budi_contoh", "internet mati")
	r.nCases(1)
	r.clock.forward(time.Millisecond)
	r.replies("tetangga_contoh", root.ID, "@budi_contoh @TelkomCare coba dimatikan dulu modemnya")
	r.quiet()
}

func TestEdge19NamesCarriedAlongX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		carrying(r)
		require.Len(t, r.cases(), 1)
	})
	t.Run("when they are wanted", func(t *testing.T) {
		r := onX(t, func(s *setup) { s.Accounts[0].Carried = true })
		carrying(r)
		for _, c := range r.nCases(2) {
			require.Equal(t, c.Customer.Handle == "budi_contoh", c.Answerable.Ok, "who only carries our name along didn't summon us")
		}
	})
	t.Run("in answer to us", func(t *testing.T) {
		r := hooked(t)
		r.mentions("budi_contoh", "internet mati")
		c := r.oneCase()
		r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateSent)
		r.clock.forward(time.Second)
		r.happens(standin.Injection{Network: "twitter", Kind: "reply", From: from("budi_contoh"), Text: "@TelkomCare terima kasih"})
		r.eventually("the case is open again", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
		got := r.messages(c.Customer.ID, 3)
		require.Equal(t, contract.MessageKindReply, got[2].Kind)
		require.True(t, r.the(c.ID).Answerable.Ok)
	})
}

func TestEdge34WritesAgainX(t *testing.T) {
	r := hooked(t, func(s *setup) { s.Cases.ReopenWithin = serve.Duration(48 * time.Hour) })
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateSent)
	r.clock.forward(47 * time.Hour)
	r.happens(standin.Injection{Network: "twitter", Kind: "reply", From: from("budi_contoh"), Text: "masih mati"})
	r.eventually("it is open again", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
	require.Equal(t, "@TelkomCare masih mati", r.text(`SELECT text FROM messages WHERE id = ?`, r.the(c.ID).MessageID), "what waits, not what was answered")
	r.signIn()
	r.state(r.answer(r.the(c.ID), "Teknisi sudah di jalan Kak. (Anis)"), contract.DeliveryStateSent)
	r.clock.forward(49 * time.Hour)
	r.happens(standin.Injection{Network: "twitter", Kind: "reply", From: from("budi_contoh"), Text: "halo, mati lagi"})
	all := r.nCases(2)
	for _, later := range all {
		if later.ID != c.ID {
			require.Equal(t, c.ID, later.PreviousCaseID, "a new one that leads to the old")
			require.Equal(t, c.Customer.ID, later.Customer.ID)
		}
	}
}

func TestEdge35ReconnectedAndRenamedX(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	r.stop()
	r.options.Config.Accounts[0].Name, r.options.Config.Accounts[0].Handle = "TelkomPeduli", "TelkomPeduli"
	r.run()
	r.signIn()
	r.polled(contract.Twitter)
	require.Len(t, r.cases(), 1)
	accounts, err := r.store.Accounts(t.Context())
	require.NoError(t, err)
	require.Len(t, accounts, 1, "the id on X is the account")
	require.Equal(t, "TelkomPeduli", accounts[0].Name)
	r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: standin.Author{Customer: demo.Customer{Handle: "budi_baru", ID: r.externalID(c.Customer.ID)}}, Text: "halo lagi"})
	for _, one := range r.nCases(2) {
		require.Equal(t, c.Customer.ID, one.Customer.ID, "a handle is a label (edge case 24)")
		require.Equal(t, "budi_baru", one.Customer.Handle)
	}
}

// externalID is a customer's id on his network.
func (r *rig) externalID(customerID string) string {
	r.t.Helper()
	return r.text(`SELECT external_id FROM customers WHERE id = ?`, customerID)
}

func TestEdge28LengthIsCountedAsXDoes(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	_, err := r.tryAnswer(c, strings.Repeat("語", 141))
	require.Equal(t, data.TooLong, data.KindOf(err))
	r.state(r.answer(c, strings.Repeat("a", 250)+" https://contoh.id/"+strings.Repeat("x", 300)), contract.DeliveryStateSent)

	// X may count otherwise than we do: what it says is heard all the same.
	r.mentions("sari_contoh", "tagihan salah")
	second := r.nCases(2)
	r.goesWrong(standin.Fault{Kind: "403", Path: "/x/2/tweets", Method: http.MethodPost, Body: `{"detail":"Your Tweet text is too long.","title":"Forbidden","status":403,"type":"about:blank"}`})
	for _, c := range second {
		if c.Customer.Handle == "sari_contoh" {
			h := r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateFailed)
			require.Equal(t, "too_long", h.Answers[0].Parts[0].Reason.Code)
		}
	}
}

func TestEdge39SummonRuleX(t *testing.T) {
	t.Run("known before anybody types", func(t *testing.T) {
		r := onX(t, func(s *setup) { s.Accounts[0].Carried = true })
		carrying(r)
		for _, c := range r.nCases(2) {
			if c.Customer.Handle != "tetangga_contoh" {
				continue
			}
			require.Equal(t, contract.AnswerableReasonNotSummoned, c.Answerable.Reason)
			require.NotEmpty(t, r.history(c.Customer.ID)[0].URL, "it can be answered on x.com")
			_, err := r.tryAnswer(c, "Halo Kak. (Anis)")
			require.Equal(t, data.NotAnswerable, data.KindOf(err))
			_, err = r.agent.MarkOutside(t.Context(), c.ID, contract.Outside{Remark: "dijawab di x.com", Path: r.leaf()})
			require.NoError(t, err)
			require.Equal(t, contract.CaseStateOutside, r.the(c.ID).State)
		}
	})
	t.Run("said by X", func(t *testing.T) {
		r := onX(t)
		r.mentions("budi_contoh", "internet mati")
		c := r.oneCase()
		r.goesWrong(standin.Fault{Kind: "403", Path: "/x/2/tweets", Method: http.MethodPost, Body: `{"detail":"Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to.","title":"Forbidden","status":403,"type":"about:blank"}`})
		h := r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateFailed)
		require.Equal(t, "not_summoned", h.Answers[0].Parts[0].Reason.Code)
		require.Empty(t, r.Posts())
	})
	t.Run("whoever closed the door", func(t *testing.T) {
		for kind, code := range map[string]string{"block": "parent_gone", "close_dms": "dms_closed"} {
			r := onX(t)
			if kind == "block" {
				r.mentions("budi_contoh", "internet mati")
			} else {
				r.writes("budi_contoh", "internet mati")
			}
			c := r.oneCase()
			r.happens(standin.Injection{Network: "twitter", Kind: kind, From: from("budi_contoh")})
			h := r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateFailed)
			require.Equal(t, code, h.Answers[0].Parts[0].Reason.Code)
			require.Empty(t, r.Posts())
		}
	})
}

func TestEdge40XChatIsShownX(t *testing.T) {
	r := hooked(t)
	require.Equal(t, http.StatusOK, r.signed(`{"data":{"event_uuid":"9","filter":{"user_id":"2910007"},"event_type":"chat.received",
		"payload":{"id":"77","sender_id":"880000000104","encoded_event":"AAAA"},"includes":{"users":[{"id":"880000000104","username":"wulan_contoh","name":"Wulan"}]}}}`))
	c := r.oneCase()
	require.Equal(t, "wulan_contoh", c.Customer.Handle)
	require.Equal(t, contract.MessageKindUnknown, c.Kind)
	require.Equal(t, contract.AnswerableReasonUnsupported, c.Answerable.Reason)
	got := r.history(c.Customer.ID)
	require.True(t, got[0].Unknown)
	require.NotEmpty(t, got[0].URL)
	require.Equal(t, 1, r.count(`SELECT COUNT(*) FROM raw_events`))
}
