package edge_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/assets/demo"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// settled waits until all that happened has arrived by both ways.
func (r *rig) settled() {
	r.t.Helper()
	r.delivered()
	r.polled(contract.Facebook)
}

// calledAndRead runs a test on a page that tells us what happens, and on one that is only read.
func calledAndRead(t *testing.T, test func(t *testing.T, r *rig, silent bool)) {
	t.Helper()
	for name, silent := range map[string]bool{"by webhook": false, "by reading": true} {
		t.Run(name, func(t *testing.T) {
			test(t, onFacebook(t, func(s *setup) { s.Networks.Facebook.EmptyPages = true }), silent)
		})
	}
}

func TestEdge15ParentsThatAreNotToBeHadFacebook(t *testing.T) {
	r := onFacebook(t)
	root := r.comments("Sari Andaikan", "jaringan mati")
	r.nCases(1)
	r.happens(standin.Injection{Network: "facebook", Kind: "reply", From: somebody("Doni Umpama"), Text: "di sini juga", InReplyTo: root.ID})
	r.nCases(2)
	r.happens(standin.Injection{Network: "facebook", Kind: "delete", ID: root.ID})
	r.settled()
	for _, c := range r.nCases(2) {
		if c.Customer.Name != "Doni Umpama" {
			continue
		}
		require.Equal(t, []string{"di sini juga"}, r.textsOf(c), "it is kept without its parent")
		h := r.state(r.answer(c, "Kami cek"), contract.DeliveryStateFailed)
		require.Equal(t, "parent_gone", h.Answers[0].Reason.Code)
	}
	require.Empty(t, r.Posts())
}

func TestEdge16DeletedByTheCustomerFacebook(t *testing.T) {
	r := onFacebook(t)
	comment := r.comments("Sari Andaikan", "nomor saya 0812000000")
	private := r.chats("Doni Umpama", "nomor saya 0812000000")
	cases := r.nCases(2)
	r.settled()
	for _, id := range []string{comment.ID, private.ID} {
		r.happens(standin.Injection{Network: "facebook", Kind: "delete", ID: id})
	}
	for _, c := range cases {
		r.eventually("it is blanked", func() bool { return r.history(c.Customer.ID)[0].Deleted })
		require.Equal(t, contract.AnswerableReasonDeleted, r.the(c.ID).Answerable.Reason)
		_, err := r.tryAnswer(c, "Kami cek")
		require.Equal(t, data.NotAnswerable, data.KindOf(err))
	}
	require.Zero(t, r.count(`SELECT COUNT(*) FROM messages WHERE text LIKE '%0812000000%'`))
	require.Zero(t, r.count(`SELECT COUNT(*) FROM cases WHERE preview LIKE '%0812000000%'`))
	require.Empty(t, r.Posts())
	r.polled(contract.Facebook)
	require.Len(t, r.cases(), 2)
}

func TestEdge17EditedByTheCustomerFacebook(t *testing.T) {
	r := onFacebook(t)
	ids := []string{
		r.comments("Sari Andaikan", "jaringan matu").ID, r.chats("Doni Umpama", "jaringan matu").ID,
		r.happens(standin.Injection{Network: "facebook", Kind: "post", From: somebody("Tono Misalnya"), Text: "jaringan matu"}).ID,
	}
	r.nCases(3)
	for _, text := range []string{"jaringan mati", "jaringan mati total"} {
		r.clock.forward(time.Second)
		for _, id := range ids {
			r.happens(standin.Injection{Network: "facebook", Kind: "edit", ID: id, Text: text, Repeat: 3})
		}
	}
	r.settled()
	for _, c := range r.nCases(3) {
		got := r.messages(c.Customer.ID, 1)
		require.Equal(t, "jaringan mati total", got[0].Text)
		require.Equal(t, "jaringan mati total", c.Preview)
		require.True(t, got[0].Edited)
		require.Equal(t, []string{"jaringan matu", "jaringan mati"}, got[0].Earlier)
	}
}

// TestEdge18ThreadsFacebook: a case for each person and post.
func TestEdge18ThreadsFacebook(t *testing.T) {
	calledAndRead(t, func(t *testing.T, r *rig, silent bool) {
		post := r.onThePage(standin.Injection{Text: "Info gangguan"})
		other := r.onThePage(standin.Injection{Text: "Promo"})
		says := func(who, text, to string) string {
			return r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody(who), Text: text, InReplyTo: to, Silent: silent}).ID
		}
		first := says("Sari Andaikan", "kapan normal?", post.ID)
		says("Sari Andaikan", "halo min?", post.ID)
		says("Doni Umpama", "di sini juga", first)
		says("Sari Andaikan", "iya sama", first)
		says("Sari Andaikan", "harganya?", other.ID)
		for _, c := range r.nCases(3) {
			texts := map[string][]string{"Sari Andaikan": {"kapan normal?", "halo min?", "iya sama"}, "Doni Umpama": {"di sini juga"}}[c.Customer.Name]
			if c.Preview == "harganya?" {
				texts = []string{"harganya?"}
			}
			r.eventually("all of it is in one case", func() bool {
				var got []string
				for _, m := range r.history(c.Customer.ID) {
					if m.CaseID == c.ID {
						got = append(got, m.Text)
					}
				}
				return len(got) == len(texts)
			})
		}
	})
}

// TestEdge18AVisitorsPostFacebook: a visitor's post and what is said below it by the same person are one case.
func TestEdge18AVisitorsPostFacebook(t *testing.T) {
	calledAndRead(t, func(t *testing.T, r *rig, silent bool) {
		post := r.happens(standin.Injection{Network: "facebook", Kind: "post", From: somebody("Tono Misalnya"), Text: "modem rusak", Silent: silent})
		c := r.oneCase()
		require.Equal(t, contract.MessageKindPost, c.Kind)
		r.state(r.answer(c, "1/2 Mohon maaf Kak", "2/2 kami cek (Anis)"), contract.DeliveryStateSent)
		posts := r.Posts()
		require.Equal(t, post.ID, posts[0].InReplyTo)
		require.Equal(t, posts[0].ID, posts[1].InReplyTo, "the second part below the first")
		r.clock.forward(2 * time.Second)
		r.happens(standin.Injection{Network: "facebook", Kind: "reply", From: somebody("Tono Misalnya"), Text: "terima kasih", InReplyTo: posts[0].ID, Silent: silent})
		r.eventually("it is reopened", func() bool { return r.the(c.ID).State == contract.CaseStateWaiting })
		require.Len(t, r.cases(), 1)
	})
}

func TestEdge20EveryAttachmentFacebook(t *testing.T) {
	r := onFacebook(t)
	var files []demo.Attachment
	for _, kind := range []string{"image", "video", "audio", "file", "location", "fallback", "template", "sticker", "share", "reel", "ig_reel", "appointment_booking", "hologram"} {
		files = append(files, demo.Attachment{Type: kind, Alt: "Judul"})
	}
	r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Doni Umpama"), Attachments: files})
	c := r.oneCase()
	var types []string
	for _, a := range r.history(c.Customer.ID)[0].Attachments {
		types = append(types, a.Type)
		if a.Type == "location" {
			require.InDelta(t, -6.2, a.Latitude, 1e-9)
			require.InDelta(t, 106.8, a.Longitude, 1e-9)
		}
	}
	require.Equal(t, []string{"photo", "video", "audio", "file", "location", "share", "template", "sticker", "share", "reel", "ig_reel", "appointment_booking", "hologram"}, types)

	for i, message := range []string{`"is_unsupported":true`, `"text":"bagus","reply_to":{"story":{"url":"https://cdn.contoh.id/s","id":"1"}}`, `"attachments":[{"type":"share","payload":"GUMPALAN"},null]`} {
		body := fmt.Sprintf(`{"object":"page","entry":[{"id":%q,"time":%d,"messaging":[{"sender":{"id":"800%d"},"recipient":{"id":%q},"timestamp":%d,"message":{"mid":"m_%d",%s}}]}]}`,
			r.PageID(), r.clock.now().UnixMilli(), i, r.PageID(), r.clock.now().UnixMilli(), i, message)
		require.Equal(t, http.StatusOK, r.signedByFacebook(body))
	}
	for _, c := range r.nCases(4) {
		require.NotEmpty(t, r.history(c.Customer.ID)[0].Attachments, "never shown blank")
	}
}

func TestEdge21PicturesExpireFacebook(t *testing.T) {
	calledAndRead(t, func(t *testing.T, r *rig, silent bool) {
		photo := []demo.Attachment{{Type: "photo", Alt: "Struk"}}
		r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Doni Umpama"), Text: "ini struknya", Attachments: photo, Silent: silent})
		r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Sari Andaikan"), Text: "ini fotonya", Attachments: photo, Silent: silent})
		kept := func(c contract.Case) bool {
			a := r.history(c.Customer.ID)[0].Attachments
			require.Len(t, a, 1)
			p, err := r.store.Media(t.Context(), a[0].MediaID, true)
			return err == nil && p.ContentType == "image/png"
		}
		for _, c := range r.nCases(2) {
			r.eventually("the picture is kept", func() bool { return kept(c) })
		}
		r.clock.forward(48 * time.Hour) // its address is dead by now
		for _, c := range r.nCases(2) {
			require.True(t, kept(c))
		}
	})
}

func TestEdge22WithoutTextFacebook(t *testing.T) {
	calledAndRead(t, func(t *testing.T, r *rig, silent bool) {
		for i, in := range []standin.Injection{{Kind: "messenger"}, {Kind: "comment"}, {Kind: "post"}} {
			in.Network, in.From, in.Silent = "facebook", somebody(fmt.Sprintf("Orang Ke%d", i)), silent
			in.Attachments = []demo.Attachment{{Type: "photo"}}
			r.happens(in)
		}
		r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Stiker Umpama"), Attachments: []demo.Attachment{{Type: "sticker"}}, Silent: silent})
		for _, c := range r.nCases(4) {
			got := r.history(c.Customer.ID)[0]
			require.Empty(t, got.Text)
			require.Len(t, got.Attachments, 1)
			require.Contains(t, []string{"photo", "sticker"}, got.Attachments[0].Type)
		}
	})
}

func TestEdge23NobodyKnowsWhoFacebook(t *testing.T) {
	r := onFacebook(t, func(s *setup) { s.Networks.Facebook.NoFrom = true })
	r.comments("Sari Andaikan", "satu")
	r.comments("Sari Andaikan", "dua")
	r.happens(standin.Injection{Network: "facebook", Kind: "mention", Text: "coba tanya TelkomCare"})
	seen := map[contract.ID]bool{}
	for _, c := range r.nCases(3) {
		require.Empty(t, c.Customer.Name)
		seen[c.Customer.ID] = true
	}
	require.Len(t, seen, 3, "people of whom nothing is known are never one")

	// Somebody in Messenger whose profile can't be had is answered all the same.
	r = onFacebook(t)
	r.happens(standin.Injection{Network: "facebook", Kind: "block", From: somebody("Doni Umpama")})
	r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: somebody("Doni Umpama"), Text: "halo"})
	c := r.oneCase()
	require.Equal(t, "halo", c.Preview)
	h := r.state(r.answer(c, "Halo Kak"), contract.DeliveryStateFailed)
	require.Equal(t, "recipient_unavailable", h.Answers[0].Reason.Code, "who blocked us hears nothing, and the agent learns it")
}

func TestEdge24OneIdentityFacebook(t *testing.T) {
	r := onFacebook(t)
	who := standin.Author{Customer: demo.Customer{ID: "100990000000777", PSID: "7990000000000777", Name: "Sari Andaikan"}}
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: who, Text: "satu"})
	r.oneCase()
	who.Name = "Sari Umpama" // married
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: who, Text: "dua"})
	c := r.oneCase()
	r.messages(c.Customer.ID, 2)
	require.Equal(t, "Sari Umpama", r.the(c.ID).Customer.Name, "the name is a label")

	// Somebody else of the same name is somebody else.
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: standin.Author{Customer: demo.Customer{ID: "100990000000888", Name: "Sari Umpama"}}, Text: "tiga"})
	r.nCases(2)

	// The same person has another id in Messenger; a private reply tells that they are one.
	h, err := r.says(c, contract.Private, "Kami lanjutkan di sini ya Kak")
	require.NoError(t, err)
	r.state(h, contract.DeliveryStateSent)
	require.Equal(t, "private_reply", r.Posts()[0].Kind)
	r.clock.forward(2 * time.Second)
	r.happens(standin.Injection{Network: "facebook", Kind: "messenger", From: who, Text: "nomor saya 122000000001"})
	r.eventually("what she writes privately stands with her", func() bool { return len(r.history(c.Customer.ID)) == 4 })
	for _, one := range r.nCases(3) {
		if one.Private {
			require.Equal(t, c.Customer.ID, one.Customer.ID)
			r.state(r.answer(one, "Baik Kak"), contract.DeliveryStateSent)
		}
	}
	last := r.Posts()[1]
	require.Equal(t, "messenger", last.Kind)
	require.Equal(t, "7990000000000777", last.ToID)
}

func TestEdge37CharactersFacebook(t *testing.T) {
	calledAndRead(t, func(t *testing.T, r *rig, silent bool) {
		texts := map[string]string{
			"Satu Umpama": "* bintang ** dan 👨‍👩‍👧‍👦 🇮🇩 𝕿 &amp; </b>", "Dua Umpama": "مرحبا \u202Eterbalik\u202C עברית", "Tiga Umpama": "nul\x00di sini",
			"Empat Umpama": "e\u0301 tetap terurai", "Lima Umpama": strings.Repeat("panjang sekali ", 500),
		}
		for who, text := range texts {
			r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody(who), Text: text, Silent: silent})
		}
		for _, c := range r.nCases(5) {
			require.Equal(t, strings.ReplaceAll(texts[c.Customer.Name], "\x00", "\uFFFD"), r.history(c.Customer.ID)[0].Text)
		}
	})
	t.Run("lone surrogates", func(t *testing.T) {
		r := onFacebook(t, calledOnly)
		require.Equal(t, http.StatusOK, r.signedByFacebook(r.change(1764000000,
			`{"item":"comment","verb":"add","comment_id":"1_2","post_id":"1_1","from":{"id":"9","name":"B\udc00"},"message":"\ud83d rusak \u0000","created_time":1764000000}`)))
		c := r.oneCase()
		require.Equal(t, "\uFFFD rusak \uFFFD", r.history(c.Customer.ID)[0].Text)
		require.Equal(t, "B\uFFFD", c.Customer.Name)
	})
}

func TestEdge38HiddenFacebook(t *testing.T) {
	r := onFacebook(t)
	comment := r.comments("Sari Andaikan", "jelek!")
	c := r.oneCase()
	r.settled()
	r.happens(standin.Injection{Network: "facebook", Kind: "hide", ID: comment.ID})
	r.eventually("it is marked", func() bool { return r.history(c.Customer.ID)[0].Hidden })
	r.settled()
	require.Equal(t, c.Customer.ID, r.oneCase().Customer.ID, "who hid it is no customer")
	require.Equal(t, "jelek!", r.history(c.Customer.ID)[0].Text)
	r.clock.forward(2 * time.Second)
	r.happens(standin.Injection{Network: "facebook", Kind: "unhide", ID: comment.ID})
	r.eventually("it is shown again", func() bool { return !r.history(c.Customer.ID)[0].Hidden })
	require.Len(t, r.cases(), 1)

	// Hidden by the page's own rules from the start: no work.
	require.Equal(t, http.StatusOK, r.signedByFacebook(r.change(int(r.clock.now().Unix()),
		`{"item":"comment","verb":"add","comment_id":"1_2","post_id":"1_1","from":{"id":"9","name":"Doni Umpama"},"message":"spam","is_hidden":true}`)))
	require.Len(t, r.cases(), 1)
	require.Equal(t, 1, r.count(`SELECT COUNT(*) FROM messages WHERE external_key = '1_2' AND hidden`))
}
