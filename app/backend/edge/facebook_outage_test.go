package edge_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/facebook"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestEdge25DeadTokenFacebook(t *testing.T) {
	r := onFacebook(t)
	r.comments("Sari Andaikan", "jaringan mati")
	c := r.oneCase()
	r.happens(standin.Injection{Network: "facebook", Kind: "revoke"})
	r.accountIs(contract.Facebook, contract.AccountHealthStateReconnect)
	require.Equal(t, "token_dead", r.account(contract.Facebook).Health.Reason)
	require.Equal(t, contract.AnswerableReasonTokenDead, r.the(c.ID).Answerable.Reason)

	// What Facebook delivers meanwhile is stored, what is answered waits and can be seen to wait.
	r.chats("Doni Umpama", "halo")
	r.nCases(2)
	h := r.answer(c, "Kami cek ya Kak. (Anis)")
	require.Equal(t, contract.DeliveryStateQueued, h.State)
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Tono Misalnya"), Text: "tidak ada webhook", Silent: true})

	r.happens(standin.Injection{Network: "facebook", Kind: "restore"})
	r.accountIs(contract.Facebook, contract.AccountHealthStateOk)
	r.state(h, contract.DeliveryStateSent)
	r.nCases(3) // read back
	require.Len(t, r.Posts(), 1)
}

func TestEdge26SendWithoutAnAnswerFacebook(t *testing.T) {
	for name, f := range map[string]standin.Fault{
		"accepted, never answered":  {Kind: standinTimeout},
		"accepted, connection lost": {Kind: "reset", After: true},
		"accepted, 500":             {Kind: "500", After: true},
		"accepted, 503 as a page":   {Kind: "503", After: true},
		"connection lost before":    {Kind: "reset"},
		"500 before":                {Kind: "500"},
		"502 before":                {Kind: "502"},
	} {
		for way, in := range map[string]standin.Injection{
			"comment": {Kind: "comment"}, "messenger": {Kind: "messenger"}, "private reply": {Kind: "comment"}, "visitor's post": {Kind: "post"},
		} {
			t.Run(name+", "+way, func(t *testing.T) {
				// Not called, so that no echo tells: it must be looked for.
				r := start(t, setup{Accounts: []serve.Account{{Network: contract.Facebook, PollEvery: serve.Duration(time.Hour)}}})
				r.options.Delivery.Call = time.Second
				in.Network, in.From, in.Text = "facebook", somebody("Sari Andaikan"), "jaringan mati"
				r.happens(in)
				r.restart()
				c := r.oneCase()
				r.goesWrong(f)
				visibility, parts := contract.Public, []string{"Kami cek ya Kak Sari. (1/2)", "Mohon tunggu. (2/2)"}
				switch way {
				case "messenger":
					visibility = contract.Private
				case "private reply":
					visibility, parts = contract.Private, parts[:1]
				}
				h, err := r.says(c, visibility, parts...)
				require.NoError(t, err)
				r.state(h, contract.DeliveryStateSent)
				r.restart() // reads once more
				r.polledOnce(contract.Facebook)
				var texts []string
				for _, p := range r.Posts() {
					texts = append(texts, p.Text)
				}
				require.Equal(t, parts, texts, "once each, in order")
				require.Len(t, r.history(c.Customer.ID), 1+len(parts))
				require.Equal(t, len(parts), r.count(`SELECT COUNT(*) FROM messages WHERE ours AND conversation_id <> ''`))
			})
		}
	}
}

// polledOnce waits for one reading after now.
func (r *rig) polledOnce(network contract.Network) {
	r.t.Helper()
	r.eventually("the account is read", func() bool { return !r.account(network).Health.NextPollAt.Before(r.clock.now().Add(time.Minute)) })
}

func TestEdge26SameWordsTwiceFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Delivery.Call = time.Second })
	r.chats("Doni Umpama", "halo")
	c := r.oneCase()
	r.state(r.answer(c, "Baik Kak. (Anis)"), contract.DeliveryStateSent)
	r.clock.forward(time.Second)
	r.chats("Doni Umpama", "min?")
	r.eventually("the case is open again", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
	r.goesWrong(standin.Fault{Kind: "reset"})
	r.state(r.answer(r.the(c.ID), "Baik Kak. (Anis)"), contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 2, "the first one isn't taken for the second")
}

func TestEdge27DuplicateFacebook(t *testing.T) {
	r := onFacebook(t)
	root := r.comments("Sari Andaikan", "jaringan mati")
	c := r.oneCase()
	r.state(r.answer(c, "Kami cek ya Kak Sari. (Anis)"), contract.DeliveryStateSent)
	r.clock.forward(2 * time.Second)
	r.happens(standin.Injection{Network: "facebook", Kind: "reply", From: somebody("Sari Andaikan"), Text: "masih mati", InReplyTo: root.ID})
	r.eventually("the case is open again", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
	h := r.state(r.answer(r.the(c.ID), "Kami cek ya Kak Sari. (Anis)"), contract.DeliveryStateFailed)
	require.Equal(t, "duplicate", h.Answers[0].Reason.Code)
	require.Len(t, r.Posts(), 1)

	// The same answer to somebody else below the same comment names that person, and goes.
	r.happens(standin.Injection{Network: "facebook", Kind: "reply", From: somebody("Doni Umpama"), Text: "saya juga", InReplyTo: root.ID})
	for _, one := range r.nCases(2) {
		if one.ID != c.ID {
			r.state(r.answer(one, "Kami cek ya Kak Sari. (Anis)"), contract.DeliveryStateSent)
		}
	}
	require.Equal(t, "Doni Umpama Kami cek ya Kak Sari. (Anis)", r.Posts()[1].Text)
}

func TestEdge28TooLongFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Accounts[0].MaxPrivate = 3000 }) // an operator who knows better
	r.comments("Sari Andaikan", "jaringan mati")
	r.chats("Doni Umpama", "halo")
	for _, c := range r.nCases(2) {
		if !c.Private {
			_, err := r.tryAnswer(c, strings.Repeat("😀", 8001))
			require.Equal(t, data.TooLong, data.KindOf(err))
			_, err = r.says(c, contract.Private, "satu", "dua")
			require.Equal(t, data.TooLong, data.KindOf(err), "a private reply is one message")
			r.state(r.answer(c, strings.Repeat("😀", 8000)), contract.DeliveryStateSent)
			continue
		}
		_, err := r.tryAnswer(c, strings.Repeat("x", 3001))
		require.Equal(t, data.TooLong, data.KindOf(err))
		h := r.state(r.answer(c, strings.Repeat("x", 2001)), contract.DeliveryStateFailed)
		require.Equal(t, "too_long", h.Answers[0].Reason.Code, "Facebook knows best")
		r.state(r.answer(r.the(c.ID), strings.Repeat("1", 2000), strings.Repeat("2", 2000)), contract.DeliveryStateSent)
	}
	require.Len(t, r.Posts(), 3)
}

func TestEdge29EachPartHasItsStateFacebook(t *testing.T) {
	r := onFacebook(t)
	r.chats("Doni Umpama", "halo")
	c := r.oneCase()
	// The second of three is refused: the third waits for nobody, and what went doesn't go again.
	h := r.answer(c, "satu", "dua", strings.Repeat("x", 1))
	r.state(h, contract.DeliveryStateSent)
	r.clock.forward(2 * time.Second)
	r.chats("Doni Umpama", "lagi")
	r.eventually("the case is open again", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
	r.goesWrong(standin.Fault{Kind: "slow", Path: "/facebook/*/*/messages", Delay: "1ms"})
	r.goesWrong(standin.Fault{Kind: "400", Path: "/facebook/*/*/messages", Body: `{"error":{"code":100,"error_subcode":2018047,"message":"x"}}`})
	h = r.state(r.answer(r.the(c.ID), "empat", "lima", "enam"), contract.DeliveryStateFailed)
	var states []contract.DeliveryState
	for _, p := range h.Answers[0].Parts {
		states = append(states, p.State)
	}
	require.Equal(t, []contract.DeliveryState{contract.DeliveryStateSent, contract.DeliveryStateFailed, contract.DeliveryStateFailed}, states)
	require.Equal(t, "stopped", h.Answers[0].Parts[2].Reason.Code)
	_, err := r.agent.ResumeAnswer(t.Context(), h.Answers[0].ID)
	require.NoError(t, err)
	r.state(h, contract.DeliveryStateSent)
	var texts []string
	for _, p := range r.Posts() {
		texts = append(texts, p.Text)
	}
	require.Equal(t, []string{"satu", "dua", "x", "empat", "lima", "enam"}, texts)
}

func TestEdge30WindowsFacebook(t *testing.T) {
	r := onFacebook(t)
	r.chats("Doni Umpama", "halo")
	c := r.oneCase()
	require.True(t, c.Answerable.Ok)
	require.False(t, c.Answerable.HumanAgent)
	require.InDelta(t, 24*time.Hour, c.Answerable.Until.Sub(r.clock.now()), float64(time.Minute), "hours left")
	r.state(r.answer(c, "dalam sehari"), contract.DeliveryStateSent)

	r.clock.forward(25 * time.Hour)
	r.signIn()
	now := r.the(c.ID)
	require.True(t, now.Answerable.Ok && now.Answerable.HumanAgent)
	r.state(r.answer(now, "dalam seminggu"), contract.DeliveryStateSent)
	require.Equal(t, []string{"", "HUMAN_AGENT"}, []string{r.Posts()[0].Tag, r.Posts()[1].Tag}, "the tag only outside of the day")

	r.clock.forward(6 * 24 * time.Hour)
	r.signIn()
	now = r.the(c.ID)
	require.Equal(t, contract.AnswerableReasonWindowClosed, now.Answerable.Reason)
	_, err := r.tryAnswer(now, "terlambat")
	require.Equal(t, data.NotAnswerable, data.KindOf(err))

	// Our own words don't open it; the customer's do, and so does a button.
	body := fmt.Sprintf(`{"object":"page","entry":[{"id":%q,"time":1,"messaging":[{"sender":{"id":%q},"recipient":{"id":%q},"timestamp":%d,"postback":{"title":"Mulai","payload":"MULAI"}}]}]}`,
		r.PageID(), r.externalID(c.Customer.ID), r.PageID(), r.clock.now().UnixMilli())
	require.Equal(t, http.StatusOK, r.signedByFacebook(body))
	r.eventually("it can be answered again", func() bool {
		for _, one := range r.cases() {
			if one.State == contract.CaseStateWaiting {
				return one.Answerable.Ok && !one.Answerable.HumanAgent
			}
		}
		return false
	})
	require.Len(t, r.Posts(), 2)
}

// TestEdge30WhatWaitedTooLongFacebook: an answer that waited until the window closed is refused with the reason, and one whose
// page lacks the feature for the week as well.
func TestEdge30WhatWaitedTooLongFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Networks.Facebook.NoHumanAgent = true })
	r.chats("Doni Umpama", "halo")
	c := r.oneCase()
	r.goesWrong(standin.Fault{Kind: "400", Path: "/facebook/*/*/messages", Body: `{"error":{"code":10,"error_subcode":2018278,"message":"(#10) outside"}}`})
	h := r.state(r.answer(c, "terlambat"), contract.DeliveryStateFailed)
	require.Equal(t, "window_closed", h.Answers[0].Reason.Code)
	r.clock.forward(25 * time.Hour)
	r.signIn()
	h = r.state(r.answer(r.the(c.ID), "tanpa fitur"), contract.DeliveryStateFailed)
	require.Equal(t, "account_permission", h.Answers[0].Reason.Code)
	require.Empty(t, r.Posts())
}

func TestEdge31RateLimitsFacebook(t *testing.T) {
	r := onFacebook(t)
	r.comments("Sari Andaikan", "jaringan mati")
	c := r.oneCase()
	r.goesWrong(standin.Fault{Kind: "429", Path: "/facebook/*/*/comments", Method: "POST"})
	h := r.answer(c, "Kami cek ya Kak Sari. (Anis)")
	r.accountIs(contract.Facebook, contract.AccountHealthStateLimited)
	health := r.account(contract.Facebook).Health
	require.Equal(t, "rate_limited", health.Reason)
	require.InDelta(t, time.Minute, health.LimitedUntil.Sub(r.clock.now()), float64(5*time.Second), "as Facebook said, and visible")
	require.Equal(t, contract.DeliveryStateQueued, r.state(h, contract.DeliveryStateQueued).State)
	require.Empty(t, r.Posts())
	r.clock.forward(2 * time.Minute)
	r.state(h, contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)
}

// TestEdge31AnswersBeforeReadsFacebook: when the quota runs out reading stops, and answers still go.
func TestEdge31AnswersBeforeReadsFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Networks.Facebook.Calls = 60 })
	r.eventually("reading rests", func() bool {
		return r.account(contract.Facebook).Health.NextPollAt.Sub(r.clock.now()) > time.Minute
	})
	r.comments("Sari Andaikan", "jaringan mati")
	r.state(r.answer(r.oneCase(), "Kami cek ya Kak Sari. (Anis)"), contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)
	require.Equal(t, contract.AccountHealthStateOk, r.account(contract.Facebook).Health.State)
}

func TestEdge32SignaturesFacebook(t *testing.T) {
	r := onFacebook(t, calledOnly)
	escaped := `{"object":"page","entry":[{"id":"` + r.PageID() + `","time":1764000000,"changes":[{"field":"feed","value":{"item":"comment","verb":"add",` +
		`"comment_id":"1_2","post_id":"1_1","from":{"id":"9","name":"S\u00e4ri"},"message":"lihat https:\/\/contoh.id\/a \ud83d\ude4f"}}]}]}`
	secret := r.FacebookCredentials().AppSecret
	for name, header := range map[string]http.Header{
		"none":           {},
		"another secret": {"X-Hub-Signature-256": {facebook.Signature("x", []byte(escaped))}},
		"another body":   {"X-Hub-Signature-256": {facebook.Signature(secret, []byte(strings.ReplaceAll(escaped, `\/`, "/")))}},
		"only SHA-1":     {"X-Hub-Signature": {"sha1=00"}},
	} {
		status, _ := r.call(http.MethodPost, "/webhooks/facebook/TelkomCare", header, []byte(escaped))
		require.Equal(t, http.StatusUnauthorized, status, name)
	}
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Doni Umpama"), Text: "palsu", BadSignature: true})
	r.delivered()
	require.Zero(t, r.count(`SELECT COUNT(*) FROM messages`))
	require.Zero(t, r.count(`SELECT COUNT(*) FROM raw_events`))
	logged := r.logs.String()
	require.Contains(t, logged, "signature_wrong")
	require.Contains(t, logged, "signature_missing")
	require.NotContains(t, logged, secret)

	require.Equal(t, http.StatusOK, r.signedByFacebook(escaped))
	c := r.oneCase()
	require.Equal(t, "lihat https://contoh.id/a 🙏", c.Preview)
	require.Equal(t, "Säri", c.Customer.Name)

	for query, want := range map[string]int{
		"hub.mode=subscribe&hub.challenge=a-1&hub.verify_token=" + r.FacebookCredentials().VerifyToken: http.StatusOK,
		"hub.mode=subscribe&hub.challenge=a-1&hub.verify_token=x":                                      http.StatusForbidden,
		"hub.mode=subscribe&hub.challenge=a-1":                                                         http.StatusForbidden,
	} {
		status, body := r.get("/webhooks/facebook/TelkomCare?" + query)
		require.Equal(t, want, status)
		require.Equal(t, want == http.StatusOK, body == "a-1")
	}
}

func TestEdge33UnknownThingsFacebook(t *testing.T) {
	r := onFacebook(t, calledOnly)
	bodies := []string{
		"{", "", "null", "[]", `"x"`, "\xff\xfe", strings.Repeat("[", 20_000), `{"object":"instagram","entry":[]}`,
		r.change(1, `{"item":"hologram","verb":"add"}`), r.change(2, `{"item":"comment","verb":"teleport","comment_id":"1_2"}`), r.change(3, `7`),
	}
	for _, body := range bodies {
		require.Equal(t, http.StatusOK, r.signedByFacebook(body), body[:min(len(body), 30)])
	}
	require.Equal(t, len(bodies), r.count(`SELECT COUNT(*) FROM raw_events`), "kept as they came")
	require.Zero(t, r.count(`SELECT COUNT(*) FROM messages`))
	_, metrics := r.get("/metrics")
	require.Contains(t, metrics, `result="unknown"`)

	// Something new that a customer did is shown as such.
	body := fmt.Sprintf(`{"object":"page","entry":[{"id":%q,"time":1764000000999,"messaging":[{"sender":{"id":"7990"},"recipient":{"id":%q},"timestamp":1764000000999,"message":{"hologram":{}}}]}]}`, r.PageID(), r.PageID())
	require.Equal(t, http.StatusOK, r.signedByFacebook(body))
	c := r.oneCase()
	require.True(t, r.history(c.Customer.ID)[0].Unknown)
	require.Equal(t, contract.AnswerableReasonUnsupported, c.Answerable.Reason)
	require.Equal(t, http.StatusOK, r.signedByFacebook(body))
	require.Len(t, r.cases(), 1)
}

func TestEdge34WritesAgainFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Cases.ReopenWithin = serve.Duration(48 * time.Hour) })
	r.chats("Doni Umpama", "halo")
	c := r.oneCase()
	r.state(r.answer(c, "Halo Kak"), contract.DeliveryStateSent)
	r.clock.forward(47 * time.Hour)
	r.chats("Doni Umpama", "masih mati")
	r.eventually("it is open again", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
	r.signIn()
	r.state(r.answer(r.the(c.ID), "Teknisi sudah di jalan Kak"), contract.DeliveryStateSent)
	r.clock.forward(49 * time.Hour)
	r.chats("Doni Umpama", "mati lagi")
	for _, later := range r.nCases(2) {
		if later.ID != c.ID {
			require.Equal(t, c.ID, later.PreviousCaseID, "a new one that leads to the old")
			require.Equal(t, c.ConversationID, later.ConversationID)
		}
	}
}

func TestEdge35ReconnectedAndRenamedFacebook(t *testing.T) {
	r := onFacebook(t)
	r.comments("Sari Andaikan", "jaringan mati")
	r.oneCase()
	r.stop()
	r.options.Config.Accounts[0].Name, r.options.Config.Accounts[0].Handle = "TelkomPeduli", "TelkomPeduli"
	r.run()
	r.signIn()
	// Its old address is still subscribed, by the page's id and by the new name: everything comes three times.
	for _, name := range []string{"TelkomPeduli", r.PageID()} {
		require.NoError(t, r.Webhook(t.Context(), standin.Target{Network: "facebook", URL: r.url + "/webhooks/facebook/" + name}))
	}
	r.comments("Doni Umpama", "di sini juga")
	cases := r.nCases(2)
	r.settled()
	require.Len(t, r.cases(), 2)
	accounts, err := r.store.Accounts(t.Context())
	require.NoError(t, err)
	require.Len(t, accounts, 1, "the page's id is the account")
	require.Equal(t, "TelkomPeduli", accounts[0].Name)
	require.Equal(t, cases[0].Account.ID, cases[1].Account.ID)
}

func TestEdge36OutageFacebook(t *testing.T) {
	t.Run("it is read back", func(t *testing.T) {
		r := onFacebook(t, func(s *setup) { s.Networks.Facebook.EmptyPages = true })
		r.comments("Sari Andaikan", "sebelum")
		r.oneCase()
		r.settled()
		r.stop()
		root := r.comments("Orang Pertama", "selama mati")
		for i := range 230 {
			r.happens(standin.Injection{Network: "facebook", Kind: "reply", From: somebody(fmt.Sprintf("Orang Ke%d", i)), Text: "selama mati", InReplyTo: root.ID})
		}
		for i := range 30 {
			r.chats(fmt.Sprintf("Orang Privat%d", i), "selama mati")
		}
		r.happens(standin.Injection{Network: "facebook", Kind: "post", From: somebody("Tono Misalnya"), Text: "selama mati"})
		r.delivered() // in vain, and dropped
		r.clock.forward(3 * time.Hour)
		r.run()
		r.nCases(1 + 1 + 230 + 30 + 1)
		require.Zero(t, r.account(contract.Facebook).Health.Gaps)
	})
	t.Run("more than Facebook shows is a gap", func(t *testing.T) {
		r := onFacebook(t)
		r.chats("Doni Umpama", "sebelum")
		c := r.oneCase()
		r.settled()
		r.stop()
		r.clock.forward(time.Hour)
		for i := range 25 {
			r.chats("Doni Umpama", fmt.Sprint("selama mati ", i))
		}
		r.delivered()
		r.run()
		r.messages(c.Customer.ID, 1+20)
		r.eventually("the gap shows", func() bool { return r.account(contract.Facebook).Health.Gaps > 0 })
	})
	t.Run("a list that can't be read keeps back no other", func(t *testing.T) {
		r := onFacebook(t)
		r.goesWrong(standin.Fault{Kind: "403", Path: "/facebook/*/*/conversations", Method: "GET", Count: -1})
		r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Sari Andaikan"), Text: "jaringan mati", Silent: true})
		r.oneCase()
	})
	t.Run("silence is an alarm", func(t *testing.T) {
		r := onFacebook(t, func(s *setup) { s.Accounts[0].SilentAfter = serve.Duration(10 * time.Minute) })
		r.polled(contract.Facebook)
		r.goesWrong(standin.Fault{Kind: "500", Path: "/facebook/", Method: "GET", Count: -1})
		r.clock.forward(11 * time.Minute)
		r.accountIs(contract.Facebook, contract.AccountHealthStateSilent)
		r.goesWrong(standin.Fault{Clear: true})
		r.accountIs(contract.Facebook, contract.AccountHealthStateOk)
		require.False(t, r.account(contract.Facebook).Health.LastSuccessAt.IsZero())
	})
}
