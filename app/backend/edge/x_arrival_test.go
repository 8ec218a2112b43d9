package edge_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/data/contract"
)

// hooked is a rig whose account on X is both read and called.
func hooked(t testing.TB, change ...func(*setup)) *rig {
	t.Helper()
	r := onX(t, change...)
	r.webhook(contract.Twitter)
	return r
}

// unread keeps an account from being read, so that only webhooks bring something.
func unread(s *setup) {
	s.Networks.X.LimitFactor = 1
	s.Accounts[0].PollEvery = serve.Duration(1 << 50)
}

// writes lets somebody write a direct message.
func (r *rig) writes(handle, text string) standin.Injected {
	r.t.Helper()
	return r.happens(standin.Injection{Network: "twitter", Kind: "dm", From: from(handle), Text: text})
}

// outside lets somebody answer in X's own app.
func (r *rig) outside(in standin.Injection) standin.Injected {
	r.t.Helper()
	in.Network, in.Kind = "twitter", "outside"
	return r.happens(in)
}

// signed posts a body to the backend as X would.
func (r *rig) signed(body string) int {
	r.t.Helper()
	header := http.Header{}
	header.Set("x-twitter-webhooks-signature", "sha256="+base64.StdEncoding.EncodeToString(channel.MAC(r.XCredentials().ConsumerSecret, []byte(body))))
	status, _ := r.call(http.MethodPost, "/webhooks/twitter/TelkomCare", header, []byte(body))
	return status
}

func TestEdge01SameWebhookTwiceX(t *testing.T) {
	r := hooked(t)
	r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("budi_contoh"), Text: "internet mati", Repeat: 5})
	c := r.oneCase()
	r.delivered()
	r.polled(contract.Twitter)
	require.Len(t, r.cases(), 1)
	require.Len(t, r.history(c.Customer.ID), 1)

	r.happens(standin.Injection{Network: "twitter", Kind: "dm", From: from("budi_contoh"), Text: "nomor saya 1234", Repeat: 5})
	r.nCases(2)
	r.delivered()
	r.polled(contract.Twitter)
	require.Len(t, r.cases(), 2)
	require.Len(t, r.history(c.Customer.ID), 2)
}

func TestEdge02FirstTwoMessagesAtOnceX(t *testing.T) {
	r := hooked(t)
	for i := range 10 {
		who := fmt.Sprintf("orang%d_contoh", i)
		r.writes(who, "halo")
		r.clock.forward(time.Millisecond) // X tells no shorter time
		r.writes(who, "internet saya mati")
	}
	for _, c := range r.nCases(10) {
		got := r.messages(c.Customer.ID, 2)
		require.Equal(t, []string{"halo", "internet saya mati"}, []string{got[0].Text, got[1].Text}, "in the order of X's time")
		require.Equal(t, got[0].ConversationID, got[1].ConversationID)
	}
}

func TestEdge03ManyEventsInOneBodyX(t *testing.T) {
	r := hooked(t, unread)
	post := func(id, who string) string {
		return fmt.Sprintf(`{"id_str":%q,"created_at":"Tue Nov 24 07:11:02 +0000 2026","text":"@TelkomCare tolong %s","user":{"id_str":"88%s","screen_name":"%s"},
			"entities":{"user_mentions":[{"screen_name":"TelkomCare","id_str":"2910007","indices":[0,11]}]}}`, id, who, id, who)
	}
	body := `{"for_user_id":"2910007","tweet_create_events":[` + post("1860000000000000001", "satu") + `,{"id_str":"rusak"},` +
		post("1860000000000000002", "dua") + `,7,` + post("1860000000000000003", "tiga") + `]}`
	require.Equal(t, http.StatusOK, r.signed(body))
	r.nCases(3)
	require.Equal(t, 2, r.count(`SELECT COUNT(*) FROM raw_events`), "what can't be read is kept for repair")
	require.Equal(t, http.StatusOK, r.signed(body))
	require.Len(t, r.cases(), 3)
	require.Equal(t, 2, r.count(`SELECT COUNT(*) FROM raw_events`))
}

func TestEdge04OutOfOrderX(t *testing.T) {
	r := hooked(t, unread)
	// A deletion that comes before the post: it never shows.
	require.Equal(t, http.StatusOK, r.signed(`{"data":{"event_type":"post.delete","payload":{"id":"1860000000000000001","author_id":"5"}}}`))
	post := func(id, text, more string) string {
		return `{"data":{"event_type":"post.mention.create","payload":{"id":"` + id + `","author_id":"5","conversation_id":"1860000000000000001","text":"` + text + `",
			"created_at":"2026-11-24T07:11:0` + id[len(id)-1:] + `.000Z"` + more + `},"includes":{"users":[{"id":"5","username":"budi_contoh","name":"Budi"}]}}}`
	}
	require.Equal(t, http.StatusOK, r.signed(post("1860000000000000001", "@TelkomCare ini dihapus", "")))
	require.Empty(t, r.cases())

	// The second version comes before the first, and stays.
	require.Equal(t, http.StatusOK, r.signed(post("1860000000000000005", "@TelkomCare versi dua", `,"edit_history_tweet_ids":["1860000000000000004","1860000000000000005"]`)))
	require.Equal(t, http.StatusOK, r.signed(post("1860000000000000004", "@TelkomCare versi satu", `,"edit_history_tweet_ids":["1860000000000000004"]`)))
	// An answer before its parent.
	require.Equal(t, http.StatusOK, r.signed(post("1860000000000000007", "@TelkomCare halo?", `,"referenced_tweets":[{"type":"replied_to","id":"1860000000000000005"}]`)))
	c := r.oneCase()
	got := r.history(c.Customer.ID)
	require.Len(t, got, 3)
	require.True(t, got[0].Deleted)
	require.Empty(t, got[0].Text)
	require.Equal(t, "@TelkomCare versi dua", got[1].Text)
	require.Equal(t, "@TelkomCare halo?", got[2].Text)
}

func TestEdge05OurOwnPostComesBackX(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	h := r.answer(c, "Kami cek ya Kak, lihat https://contoh.id/a?b=1&c=2 & tunggu <3 (Anis)")
	r.state(h, contract.DeliveryStateSent)
	r.delivered()
	r.polled(contract.Twitter)
	got := r.history(c.Customer.ID)
	require.Len(t, got, 2)
	require.True(t, got[1].Ours)
	require.False(t, got[1].Outside)
	require.Len(t, r.cases(), 1)
	require.Equal(t, contract.CaseStateAnswered, r.the(c.ID).State)
}

func TestEdge06EchoBeforeTheAnswerX(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "internet mati")
	r.writes("wulan_contoh", "tagihan naik")
	all := r.nCases(2)
	r.goesWrong(standin.Fault{Kind: "echo_first", Count: 2})
	for _, c := range all {
		r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateSent)
	}
	r.delivered()
	r.polled(contract.Twitter)
	for _, c := range all {
		got := r.history(c.Customer.ID)
		require.Len(t, got, 2)
		require.False(t, got[1].Outside)
		require.Equal(t, "Anis", got[1].Agent.Name)
	}
	require.Len(t, r.cases(), 2)
	require.Len(t, r.Posts(), 2)
}

func TestEdge07AnsweredInXsOwnApp(t *testing.T) {
	for name, start := range map[string]func(testing.TB, ...func(*setup)) *rig{"by webhook": hooked, "by reading": onX} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			public, private := r.mentions("budi_contoh", "internet mati"), r.writes("wulan_contoh", "tagihan naik")
			all := r.nCases(2)
			r.outside(standin.Injection{InReplyTo: public.ID, Text: "Sudah kami tangani"})
			r.outside(standin.Injection{To: from("wulan_contoh"), Text: "Sudah kami cek"})
			_ = private
			for _, c := range all {
				r.eventually("answered outside", func() bool { return r.the(c.ID).State == contract.CaseStateOutside })
				got := r.messages(c.Customer.ID, 2)
				require.True(t, got[1].Ours && got[1].Outside)
				require.Empty(t, got[1].Agent.ID)
			}
			require.Len(t, r.cases(), 2)
		})
	}
}

func TestEdge08PublicAndPrivateOfOnePersonX(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "internet mati, cek DM")
	r.writes("budi_contoh", "nomor saya 0812000000")
	all := r.nCases(2)
	require.Equal(t, all[0].Customer.ID, all[1].Customer.ID)
	require.NotEqual(t, all[0].ConversationID, all[1].ConversationID)
	private := all[0]
	if !private.Private {
		private = all[1]
	}
	// A private text can't leave by the public way, whatever a client asks for.
	r.take()
	catalogue, err := r.agent.Catalogue(t.Context())
	require.NoError(t, err)
	_, err = r.agent.SaveAnswer(t.Context(), private.ID, "key-1234567890123456", contract.NewAnswer{
		TargetMessageID: private.MessageID, CaseVersion: r.the(private.ID).Version, Path: []string{catalogue.Nodes[0].ID}, ReplyType: "normal",
		Visibility: contract.Public, Text: "rahasia", Parts: []string{"rahasia"}, OpenedAt: r.clock.now(),
	})
	require.Error(t, err)
	r.state(r.answer(private, "Terima kasih nomornya Kak. (Anis)"), contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)
	require.Equal(t, "dm", r.Posts()[0].Kind)
}

func TestEdge09WeWroteFirstX(t *testing.T) {
	r := hooked(t)
	r.outside(standin.Injection{To: from("wulan_contoh"), Text: "Halo Kak, ada yang bisa dibantu?"})
	r.polled(contract.Twitter)
	r.delivered()
	require.Empty(t, r.cases(), "our own message is no case")
	r.writes("wulan_contoh", "Ya, tagihan saya naik")
	c := r.oneCase()
	require.Equal(t, "wulan_contoh", c.Customer.Handle)
	got := r.messages(c.Customer.ID, 2)
	require.True(t, got[0].Ours)
	require.False(t, got[1].Ours)
}

func TestEdge10SentByOurAppOrAnotherX(t *testing.T) {
	r := hooked(t)
	r.writes("wulan_contoh", "tagihan naik")
	c := r.oneCase()
	r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateSent)
	r.outside(standin.Injection{To: from("wulan_contoh"), Text: "Mohon tunggu"})
	r.delivered()
	r.polled(contract.Twitter)
	got := r.messages(c.Customer.ID, 3)
	require.False(t, got[1].Outside)
	require.True(t, got[2].Outside)
	require.Len(t, r.cases(), 1)
}
