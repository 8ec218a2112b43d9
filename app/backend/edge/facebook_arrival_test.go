package edge_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/facebook"
	"sociomedio/data/contract"
)

// calledOnly keeps an account from being read, so that only webhooks bring something.
func calledOnly(s *setup) { s.Accounts[0].PollEvery = serve.Duration(1 << 50) }

// comments lets somebody comment below the page's latest post.
func (r *rig) comments(name, text string) standin.Injected {
	r.t.Helper()
	return r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody(name), Text: text})
}

// chats lets somebody write in Messenger.
func (r *rig) chats(name, text string) standin.Injected {
	r.t.Helper()
	return r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody(name), Text: text})
}

// onThePage lets a person answer in Facebook's own page.
func (r *rig) onThePage(in standin.Injection) standin.Injected {
	r.t.Helper()
	in.Network, in.Kind = "facebook", "outside"
	return r.happens(in)
}

// signedByFacebook posts a body to the backend as Facebook would.
func (r *rig) signedByFacebook(body string) int {
	r.t.Helper()
	header := http.Header{}
	header.Set("X-Hub-Signature-256", facebook.Signature(r.FacebookCredentials().AppSecret, []byte(body)))
	status, _ := r.call(http.MethodPost, "/webhooks/facebook/TelkomCare", header, []byte(body))
	return status
}

// change is the body of one change of the page.
func (r *rig) change(at int, value string) string {
	return fmt.Sprintf(`{"object":"page","entry":[{"id":%q,"time":%d,"changes":[{"field":"feed","value":%s}]}]}`, r.PageID(), at, value)
}

// says answers a case's first message visibly for whom the agent chose.
func (r *rig) says(c contract.Case, v contract.Visibility, parts ...string) (contract.Handling, error) {
	r.t.Helper()
	r.take()
	c = r.the(c.ID)
	catalogue, err := r.agent.Catalogue(r.t.Context())
	require.NoError(r.t, err)
	kind := "normal"
	if v == contract.Private && !c.Private {
		kind = "private"
	}
	return r.agent.SaveAnswer(r.t.Context(), c.ID, uuid.NewString(), contract.NewAnswer{
		TargetMessageID: c.MessageID, CaseVersion: c.Version, Path: []string{catalogue.Nodes[0].ID}, ReplyType: kind, Visibility: v,
		Text: fmt.Sprint(parts), Parts: parts, OpenedAt: r.clock.now().Add(-time.Second),
	})
}

// textsOf is what was said with a customer, oldest first.
func (r *rig) textsOf(c contract.Case) []string {
	r.t.Helper()
	var texts []string
	for _, m := range r.history(c.Customer.ID) {
		texts = append(texts, m.Text)
	}
	return texts
}

func TestEdge01SameWebhookTwiceFacebook(t *testing.T) {
	r := onFacebook(t)
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Sari Andaikan"), Text: "jaringan mati", Repeat: 5})
	r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Doni Umpama"), Text: "halo", Repeat: 5})
	r.happens(standin.Injection{Network: "facebook", Kind: "post", From: somebody("Tono Misalnya"), Text: "modem rusak", Repeat: 5})
	cases := r.nCases(3)
	r.delivered()
	r.polled(contract.Facebook)
	require.Len(t, r.cases(), 3)
	for _, c := range cases {
		require.Len(t, r.history(c.Customer.ID), 1, "by webhooks and by reading")
		require.EqualValues(t, 1, r.the(c.ID).Version)
	}
}

func TestEdge02FirstTwoMessagesAtOnceFacebook(t *testing.T) {
	r := onFacebook(t, calledOnly)
	for i := range 10 {
		who := fmt.Sprintf("Orang Ke%d", i)
		r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody(who), Text: "halo", At: r.clock.now().Add(-time.Second), Reorder: i%2 == 0})
		r.chats(who, "internet saya mati")
	}
	for _, c := range r.nCases(10) {
		r.messages(c.Customer.ID, 2)
		require.Equal(t, []string{"halo", "internet saya mati"}, r.textsOf(c), "in the order of Facebook's time")
	}
}

func TestEdge03ManyEventsInOneBodyFacebook(t *testing.T) {
	r := onFacebook(t, calledOnly)
	_, err := r.Inject(
		standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Satu Umpama"), Text: "satu"},
		standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Dua Umpama"), Text: "dua"},
		standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Tiga Umpama"), Text: "tiga"},
		standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Empat Umpama"), Text: "empat"},
	)
	require.NoError(t, err)
	r.nCases(4)

	// A bad one among good ones is kept for repair and stops no other.
	body := `{"object":"page","entry":[{"id":` + r.PageID() + `,"time":1764000000,"changes":[{"field":"feed","value":"rusak"},` +
		`{"field":"feed","value":{"item":"comment","verb":"add","comment_id":"1_2","post_id":"1_1","parent_id":"1_1","from":{"id":9,"name":"Lima Umpama"},"message":"lima","created_time":1764000000}},7]}]}`
	require.Equal(t, http.StatusOK, r.signedByFacebook(body))
	r.nCases(5)
	require.Equal(t, 2, r.count(`SELECT COUNT(*) FROM raw_events`))
	require.Equal(t, http.StatusOK, r.signedByFacebook(body))
	require.Len(t, r.cases(), 5)
	require.Equal(t, 2, r.count(`SELECT COUNT(*) FROM raw_events`))
}

func TestEdge04OutOfOrderFacebook(t *testing.T) {
	r := onFacebook(t, calledOnly)
	comment := func(id, parent, verb, text string, at int) string {
		return fmt.Sprintf(`{"item":"comment","verb":%q,"comment_id":%q,"post_id":"1_1","parent_id":%q,"from":{"id":"9","name":"Sari Andaikan"},"message":%q,"created_time":%d,"edited_time":%d}`,
			verb, id, parent, text, at, at)
	}
	for _, body := range []string{
		r.change(1764000050, `{"item":"comment","verb":"remove","comment_id":"1_2","post_id":"1_1"}`), // before what it removes
		r.change(1764000051, comment("1_2", "1_1", "add", "ini dihapus", 1764000001)),
		r.change(1764000052, comment("1_4", "1_3", "add", "jawaban sebelum induknya", 1764000004)),
		r.change(1764000053, comment("1_3", "1_1", "edited", "diubah dua kali", 1764000020)), // edits before what they edit, the later one first
		r.change(1764000054, comment("1_3", "1_1", "edited", "diubah", 1764000010)),
		r.change(1764000055, comment("1_3", "1_1", "add", "asli", 1764000002)),
		r.change(1764000056, comment("1_3", "1_1", "edited", "diubah", 1764000010)), // and told again
	} {
		require.Equal(t, http.StatusOK, r.signedByFacebook(body))
	}
	c := r.oneCase()
	got := r.history(c.Customer.ID)
	require.Equal(t, []string{"", "diubah dua kali", "jawaban sebelum induknya"}, r.textsOf(c))
	require.True(t, got[0].Deleted)
	require.True(t, got[1].Edited)
	require.Equal(t, got[1].ID, got[2].InReplyTo, "it found its parent later")
}

func TestEdge05OurOwnAnswerComesBackFacebook(t *testing.T) {
	r := onFacebook(t)
	r.comments("Sari Andaikan", "jaringan mati")
	r.chats("Doni Umpama", "jaringan mati")
	for _, c := range r.nCases(2) {
		r.state(r.answer(c, "Kami cek ya Kak 🙏 https://contoh.id/a (Anis)"), contract.DeliveryStateSent)
	}
	r.delivered()
	r.polled(contract.Facebook)
	for _, c := range r.nCases(2) {
		got := r.history(c.Customer.ID)
		require.Len(t, got, 2)
		require.True(t, got[1].Ours)
		require.False(t, got[1].Outside)
		require.Equal(t, contract.CaseStateAnswered, c.State)
	}
}

// TestEdge05APostOfOursFacebook: the page's own posts are no work; the answers of people to them are.
func TestEdge05APostOfOursFacebook(t *testing.T) {
	r := onFacebook(t)
	post := r.onThePage(standin.Injection{Text: "Promo akhir tahun"})
	r.delivered()
	r.polled(contract.Facebook)
	require.Empty(t, r.cases())
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Sari Andaikan"), Text: "harganya?", InReplyTo: post.ID})
	require.Equal(t, "harganya?", r.oneCase().Preview)
}

func TestEdge06EchoBeforeTheAnswerFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Networks.Facebook.EchoFirst = true })
	r.chats("Doni Umpama", "halo")
	r.comments("Sari Andaikan", "jaringan mati")
	for _, c := range r.nCases(2) {
		r.state(r.answer(c, "Kami cek (Anis)"), contract.DeliveryStateSent)
	}
	r.delivered()
	r.polled(contract.Facebook)
	for _, c := range r.nCases(2) {
		got := r.history(c.Customer.ID)
		require.Len(t, got, 2)
		require.False(t, got[1].Outside)
		require.Equal(t, contract.DeliveryStateSent, got[1].State)
		require.Equal(t, contract.CaseStateAnswered, c.State)
	}
	require.Len(t, r.Posts(), 2)
}

// TestEdge06EchoOfANamedAnswerFacebook: below an answer to a comment our text begins with the person's name, so the echo says
// something else than what we keep; there is one message all the same.
func TestEdge06EchoOfANamedAnswerFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Networks.Facebook.EchoFirst = true })
	root := r.comments("Sari Andaikan", "jaringan mati")
	r.happens(standin.Injection{Network: "facebook", Kind: "reply", From: somebody("Doni Umpama"), Text: "di sini juga", InReplyTo: root.ID})
	for _, c := range r.nCases(2) {
		r.state(r.answer(c, "Kami cek (Anis)"), contract.DeliveryStateSent)
	}
	r.delivered()
	r.polled(contract.Facebook)
	var texts []string
	for _, p := range r.Posts() {
		require.Equal(t, root.ID, p.InReplyTo, "the root is answered")
		texts = append(texts, p.Text)
	}
	require.ElementsMatch(t, []string{"Kami cek (Anis)", "Doni Umpama Kami cek (Anis)"}, texts)
	for _, c := range r.nCases(2) {
		require.Len(t, r.history(c.Customer.ID), 2)
		require.Equal(t, contract.CaseStateAnswered, c.State)
	}
}

func TestEdge07AnsweredInFacebooksOwnPage(t *testing.T) {
	for name, silent := range map[string]bool{"by webhook": false, "by reading": true} {
		t.Run(name, func(t *testing.T) {
			r := onFacebook(t)
			comment := r.comments("Sari Andaikan", "jaringan mati")
			r.chats("Doni Umpama", "halo")
			r.nCases(2)
			r.delivered()
			r.clock.forward(2 * time.Second) // Facebook tells whole seconds when it is read
			r.onThePage(standin.Injection{InReplyTo: comment.ID, Text: "Sudah kami jawab di sini", Silent: silent})
			r.onThePage(standin.Injection{To: somebody("Doni Umpama"), Text: "Sudah kami jawab di sini", Silent: silent})
			r.eventually("both are answered outside", func() bool {
				for _, c := range r.cases() {
					if c.State != contract.CaseStateOutside {
						return false
					}
				}
				return true
			})
			for _, c := range r.nCases(2) {
				got := r.messages(c.Customer.ID, 2)
				require.True(t, got[1].Ours && got[1].Outside)
				require.Empty(t, got[1].Agent.ID)
				require.False(t, c.AnsweredAt.IsZero(), "the clock stands")
			}
		})
	}
}

func TestEdge08PublicAndPrivateOfOnePersonFacebook(t *testing.T) {
	r := onFacebook(t)
	r.comments("Sari Andaikan", "jaringan mati")
	r.chats("Sari Andaikan", "nomor saya 122000000001")
	cases := r.nCases(2)
	require.NotEqual(t, cases[0].ConversationID, cases[1].ConversationID)
	for _, c := range cases {
		if c.Private {
			_, err := r.says(c, contract.Public, "Nomor 122000000001 sudah kami cek")
			require.ErrorContains(t, err, "private", "private text has no public way")
			r.state(r.answer(c, "Nomor 122000000001 sudah kami cek"), contract.DeliveryStateSent)
			continue
		}
		r.state(r.answer(c, "Kami cek ya Kak"), contract.DeliveryStateSent)
	}
	for _, p := range r.Posts() {
		require.Equal(t, map[string]string{"comment": "Kami cek ya Kak", "messenger": "Nomor 122000000001 sudah kami cek"}[p.Kind], p.Text)
	}
}

func TestEdge09WeWroteFirstFacebook(t *testing.T) {
	r := onFacebook(t)
	r.onThePage(standin.Injection{To: somebody("Doni Umpama"), Text: "Teknisi datang jam 2"})
	r.delivered()
	r.polled(contract.Facebook)
	require.Empty(t, r.cases(), "what we write is no work")
	r.clock.forward(2 * time.Second)
	r.chats("Doni Umpama", "baik, terima kasih")
	c := r.oneCase()
	r.eventually("his name is known", func() bool { return r.the(c.ID).Customer.Name == "Doni Umpama" })
	require.Equal(t, []string{"Teknisi datang jam 2", "baik, terima kasih"}, r.textsOf(c))

	// Sender and recipient in an echo that has them the wrong way round: the customer is who isn't the page.
	echo := map[string]any{"object": "page", "entry": []any{map[string]any{"id": r.PageID(), "time": r.clock.now().UnixMilli(), "messaging": []any{map[string]any{
		"sender": map[string]any{"id": "7990000000000555"}, "recipient": map[string]any{"id": r.PageID()}, "timestamp": r.clock.now().UnixMilli(),
		"message": map[string]any{"mid": "m_terbalik", "text": "Ya Kak", "is_echo": true},
	}}}}}
	raw, err := json.Marshal(echo)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, r.signedByFacebook(string(raw)))
	require.Len(t, r.cases(), 1)
	require.Equal(t, 1, r.count(`SELECT COUNT(*) FROM messages WHERE external_key = 'm_terbalik' AND ours`))
}

func TestEdge10SentByOurAppOrAnotherFacebook(t *testing.T) {
	r := onFacebook(t)
	r.chats("Doni Umpama", "halo")
	c := r.oneCase()
	r.state(r.answer(c, "Halo Kak (Anis)"), contract.DeliveryStateSent)
	r.delivered()
	require.Len(t, r.messages(c.Customer.ID, 2), 2)
	r.clock.forward(2 * time.Second)
	r.onThePage(standin.Injection{To: somebody("Doni Umpama"), Text: "Pesan otomatis", Metadata: "bukan-milik-kami"})
	got := r.messages(c.Customer.ID, 3)
	require.False(t, got[1].Outside)
	require.True(t, got[2].Outside, "of another app")
}
