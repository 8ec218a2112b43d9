package edge_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/x"
	"sociomedio/data/contract"
)

// accountIs waits until an account is in a state.
func (r *rig) accountIs(network contract.Network, want contract.AccountHealthState) {
	r.t.Helper()
	r.eventually("the account is "+string(want), func() bool { return r.account(network).Health.State == want })
}

func TestEdge25DeadTokenX(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	r.happens(standin.Injection{Network: "twitter", Kind: "revoke"})
	r.accountIs(contract.Twitter, contract.AccountHealthStateReconnect)
	require.Equal(t, "token_dead", r.account(contract.Twitter).Health.Reason)
	require.Equal(t, contract.AnswerableReasonTokenDead, r.the(c.ID).Answerable.Reason)

	// What X delivers meanwhile is stored, what is answered waits and can be seen to wait.
	r.mentions("sari_contoh", "tagihan salah")
	r.nCases(2)
	h := r.answer(c, "Kami cek ya Kak. (Anis)")
	require.Equal(t, contract.DeliveryStateQueued, h.State)
	r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("wati_contoh"), Text: "tidak ada webhook", Silent: true})

	r.happens(standin.Injection{Network: "twitter", Kind: "restore"})
	r.accountIs(contract.Twitter, contract.AccountHealthStateOk)
	r.state(h, contract.DeliveryStateSent)
	r.nCases(3) // read back
	require.Len(t, r.Posts(), 1)
}

func TestEdge25NoCreditX(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	r.goesWrong(standin.Fault{Kind: "402", Path: "/x/2/", Count: -1})
	r.accountIs(contract.Twitter, contract.AccountHealthStateNoCredit)
	require.Equal(t, contract.AnswerableReasonNoCredit, r.the(c.ID).Answerable.Reason)
	h := r.answer(c, "Kami cek ya Kak. (Anis)")
	r.goesWrong(standin.Fault{Clear: true})
	r.accountIs(contract.Twitter, contract.AccountHealthStateOk)
	r.state(h, contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)
}

// The clock is set back by hours while an answer waits for its next try, and while the backend stands still: it goes out soon all the same,
// once.
func TestClockSetBackX(t *testing.T) {
	for name, restarted := range map[string]bool{"while it runs": false, "while it stands still": true} {
		t.Run(name, func(t *testing.T) {
			r := hooked(t)
			r.mentions("budi_contoh", "internet mati")
			c := r.oneCase()
			r.goesWrong(standin.Fault{Kind: "500", Path: "/x/2/tweets", Count: -1})
			h := r.answer(c, "Kami cek ya Kak. (Anis)")
			r.eventually("a try", func() bool {
				return r.count(`SELECT COUNT(*) FROM parts WHERE attempts > 0 AND state <> 'sending'`) == 1
			})
			r.clock.forward(-5 * time.Hour)
			if restarted {
				r.restart()
			}
			r.goesWrong(standin.Fault{Clear: true})
			r.state(h, contract.DeliveryStateSent)
			require.Len(t, r.Posts(), 1)
		})
	}
}

func TestEdge26SendWithoutAnAnswerX(t *testing.T) {
	for name, f := range map[string]standin.Fault{
		"accepted, never answered":  {Kind: standinTimeout},
		"accepted, connection lost": {Kind: "reset", After: true},
		"accepted, 500":             {Kind: "500", After: true},
		"accepted, 503 as a page":   {Kind: "503", After: true},
		"connection lost before":    {Kind: "reset"},
		"500 before":                {Kind: "500"},
		"502 before":                {Kind: "502"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, private := range []bool{false, true} {
				r := hooked(t, func(s *setup) { s.Delivery.Call = 300 * time.Millisecond })
				if private {
					r.writes("budi_contoh", "internet mati")
				} else {
					r.mentions("budi_contoh", "internet mati")
				}
				c := r.oneCase()
				r.goesWrong(f)
				h := r.answer(c, "Kami cek ya Kak. (1/2)", "Mohon tunggu. (2/2)")
				r.state(h, contract.DeliveryStateSent)
				r.quiet()
				var texts []string
				for _, p := range r.Posts() {
					texts = append(texts, p.Text)
				}
				require.Equal(t, []string{"Kami cek ya Kak. (1/2)", "Mohon tunggu. (2/2)"}, texts, "once each, in order")
				require.Len(t, r.history(c.Customer.ID), 3)
			}
		})
	}
}

const standinTimeout = "timeout_after_accept"

func TestEdge26SameWordsTwiceX(t *testing.T) {
	r := onX(t, func(s *setup) { s.Delivery.Call = 300 * time.Millisecond })
	r.writes("budi_contoh", "internet mati")
	c := r.oneCase()
	first := r.answer(c, "Baik Kak. (Anis)")
	r.state(first, contract.DeliveryStateSent)
	r.clock.forward(time.Second)
	r.writes("budi_contoh", "halo?")
	r.eventually("the case is open again", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
	r.goesWrong(standin.Fault{Kind: "reset"})
	r.state(r.answer(r.the(c.ID), "Baik Kak. (Anis)"), contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 2, "the first one isn't taken for the second")
}

func TestEdge27DuplicateX(t *testing.T) {
	t.Run("the first try landed", func(t *testing.T) {
		r := onX(t, func(s *setup) { s.Delivery.Call = 300 * time.Millisecond })
		r.mentions("budi_contoh", "internet mati")
		c := r.oneCase()
		// It is accepted, and then invisible for a while: looking doesn't find it, and trying again is refused as a repetition.
		r.goesWrong(standin.Fault{Kind: standinTimeout})
		r.goesWrong(standin.Fault{Kind: "200", Path: "/x/2/users/*/tweets", Count: 2, Body: `{"meta":{"result_count":0}}`})
		h := r.answer(c, "Kami cek ya Kak. (Anis)")
		r.state(h, contract.DeliveryStateSent)
		require.Len(t, r.Posts(), 1)
		r.quiet()
		require.Len(t, r.history(c.Customer.ID), 2)
	})
	t.Run("the same answer to different people", func(t *testing.T) {
		r := onX(t)
		r.mentions("budi_contoh", "internet mati")
		first := r.oneCase()
		r.state(r.answer(first, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateSent)
		r.mentions("sari_contoh", "internet mati juga")
		for _, c := range r.nCases(2) {
			if c.ID != first.ID {
				h := r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateFailed)
				require.Equal(t, "duplicate", h.Answers[0].Parts[0].Reason.Code)
			}
		}
		require.Len(t, r.Posts(), 1)
	})
}

func TestEdge31RateLimitsX(t *testing.T) {
	t.Run("reading is put off until X allows it", func(t *testing.T) {
		r := onX(t, func(s *setup) {
			s.Networks.X.Limits = map[string]x.Limit{"mentions": {User: 2}}
			s.Networks.X.LimitFactor = 1
		})
		r.eventually("it is known when to read again", func() bool {
			return r.account(contract.Twitter).Health.NextPollAt.After(r.clock.now().Add(5 * time.Minute))
		})
		require.Equal(t, contract.AccountHealthStateOk, r.account(contract.Twitter).Health.State)
	})
	t.Run("answers wait, and say so", func(t *testing.T) {
		r := hooked(t)
		r.mentions("budi_contoh", "internet mati")
		c := r.oneCase()
		reset := strconv.FormatInt(time.Now().Add(2*time.Second).Unix(), 10)
		r.goesWrong(standin.Fault{Kind: "429", Path: "/x/2/tweets", Method: http.MethodPost, Headers: map[string]string{
			"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset,
		}})
		h := r.answer(c, "Kami cek ya Kak. (Anis)")
		r.eventually("the limit shows", func() bool {
			health := r.account(contract.Twitter).Health
			return health.State == contract.AccountHealthStateLimited && !health.LimitedUntil.IsZero()
		})
		require.Empty(t, r.Posts())
		r.state(h, contract.DeliveryStateSent)
		require.Len(t, r.Posts(), 1)
	})
}

func TestEdge32SignaturesX(t *testing.T) {
	r := hooked(t, unread)
	r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("budi_contoh"), Text: "palsu", BadSignature: true})
	r.delivered()
	require.Empty(t, r.cases())
	require.Zero(t, r.count(`SELECT COUNT(*) FROM raw_events`))
	body := `{"for_user_id":"2910007","tweet_create_events":[]}`
	status, _ := r.call(http.MethodPost, "/webhooks/twitter/TelkomCare", nil, []byte(body))
	require.Equal(t, http.StatusUnauthorized, status)
	require.Contains(t, r.logs.String(), "webhook refused")
	require.NotContains(t, r.logs.String(), r.XCredentials().ConsumerSecret)

	// Escaped characters: the bytes count, not what they mean.
	escaped := `{"data":{"event_type":"post.mention.create","payload":{"id":"1860000000000000001","author_id":"5","text":"@TelkomCare caf\u00e9 \ud83d\ude00 <\/b>"},"includes":{}}}`
	require.Equal(t, http.StatusOK, r.signed(escaped))
	require.Equal(t, "@TelkomCare café 😀 </b>", r.history(r.oneCase().Customer.ID)[0].Text)

	// The check that X makes before it delivers.
	status, answer := r.call(http.MethodGet, "/webhooks/twitter/TelkomCare?crc_token=a%2Bb%3D%3D", nil, nil)
	require.Equal(t, http.StatusOK, status)
	require.JSONEq(t, `{"response_token":"`+x.Signature(r.XCredentials().ConsumerSecret, []byte("a+b=="))+`"}`, answer)
	status, _ = r.call(http.MethodGet, "/webhooks/twitter/TelkomCare", nil, nil)
	require.Equal(t, http.StatusUnauthorized, status)
}

// TestReplayedCallsX: whoever got hold of a call that X signed can bring it again and again; it has had its effect.
func TestReplayedCallsX(t *testing.T) {
	r := hooked(t)
	mention := `{"data":{"event_type":"post.mention.create","payload":{"id":"1860000000000000001","author_id":"5","text":"@TelkomCare halo"},"includes":{}}}`
	revoke := fmt.Sprintf(`{"user_event":{"revoke":{"date_time":%q,"target":{"app_id":"3000000"},"source":{"user_id":"2910007"}}}}`, r.clock.now().Format(time.RFC3339))
	ancient := strings.Replace(revoke, r.clock.now().Format("2006"), "2019", 1)
	for range 3 {
		for _, body := range []string{mention, revoke, ancient} {
			require.Equal(t, http.StatusOK, r.signed(body), "or X itself would bring it again for hours")
		}
		r.accountIs(contract.Twitter, contract.AccountHealthStateOk) // it can be read in truth
	}
	require.Len(t, r.history(r.oneCase().Customer.ID), 1)
	require.Equal(t, 1, strings.Count(r.logs.String(), "access to the account was revoked"), "and answers are held up once at most")
	_, metrics := r.get("/metrics")
	require.Contains(t, metrics, `sociomedio_webhooks_total{account="TelkomCare",result="replayed"} 6`)
}

func TestEdge33UnknownThingsX(t *testing.T) {
	r := hooked(t, unread)
	for i, body := range []string{
		`{"data":{"event_type":"moon.landing","payload":{"id":"5"}}}`, `not json at all`, `[]`, `7`, `null`, `{"some":"thing"}`,
		`{"data":{"event_type":"post.mention.create","payload":"a string"}}`, `{"for_user_id":"2910007","brand_new_events":[{"a":1},{"a":2}]}`,
		`{"data":{"event_type":"dm.received","payload":{"direct_message_events":[{"id":"x"}]}}}`, strings.Repeat("[", 20000),
	} {
		require.Equal(t, http.StatusOK, r.signed(body), "or X brings it again for hours: %d", i)
	}
	require.Equal(t, 11, r.count(`SELECT COUNT(*) FROM raw_events`))
	_, metrics := r.get("/metrics")
	require.Contains(t, metrics, `result="unknown"`)
	require.Equal(t, http.StatusOK, r.signed(`{"data":{"event_type":"like.create","payload":{"id":"5"}}}`), "known, and nothing to us")
	require.Equal(t, 11, r.count(`SELECT COUNT(*) FROM raw_events`))
	r.mentions("budi_contoh", "dan jalan terus")
	r.oneCase()
}

func TestEdge36GapsX(t *testing.T) {
	t.Run("an outage is read back", func(t *testing.T) {
		r := onX(t)
		r.mentions("budi_contoh", "sebelum")
		r.oneCase()
		r.polled(contract.Twitter)
		r.stop()
		for i := range 230 {
			r.mentions("orang"+strconv.Itoa(i)+"_contoh", "selama mati")
		}
		r.clock.forward(3 * time.Hour)
		r.run()
		r.nCases(231)
		require.Zero(t, r.account(contract.Twitter).Health.Gaps)
	})
	t.Run("more than X lets us read is a gap", func(t *testing.T) {
		r := onX(t)
		r.mentions("budi_contoh", "sebelum")
		r.oneCase()
		r.polled(contract.Twitter)
		r.stop()
		r.clock.forward(time.Hour)
		for i := range 820 {
			r.mentions("orang"+strconv.Itoa(i)+"_contoh", "selama mati")
		}
		r.run()
		r.nCases(801)
		r.eventually("the gap shows", func() bool { return r.account(contract.Twitter).Health.Gaps == 1 })
		r.polled(contract.Twitter)
		require.Equal(t, 1, r.account(contract.Twitter).Health.Gaps)
	})
	t.Run("a list that X keeps back doesn't keep back the others", func(t *testing.T) {
		r := onX(t)
		r.goesWrong(standin.Fault{Kind: "500", Path: "/x/2/users/*/mentions", Count: -1})
		r.writes("wulan_contoh", "tagihan naik")
		r.oneCase()
		r.goesWrong(standin.Fault{Clear: true})
		r.mentions("budi_contoh", "internet mati")
		r.nCases(2)
	})
	t.Run("silence is an alarm", func(t *testing.T) {
		r := onX(t, func(s *setup) { s.Accounts[0].SilentAfter = serve.Duration(10 * time.Minute) })
		r.polled(contract.Twitter)
		r.goesWrong(standin.Fault{Kind: "500", Path: "/x/2/", Count: -1})
		r.clock.forward(11 * time.Minute)
		r.accountIs(contract.Twitter, contract.AccountHealthStateSilent)
		r.goesWrong(standin.Fault{Clear: true})
		r.accountIs(contract.Twitter, contract.AccountHealthStateOk)
	})
}
