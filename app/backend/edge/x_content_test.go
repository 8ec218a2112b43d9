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
	"sociomedio/data/contract"
)

// quotes lets somebody quote a post.
func (r *rig) quotes(handle, id, text string) standin.Injected {
	r.t.Helper()
	return r.happens(standin.Injection{Network: "twitter", Kind: "quote", From: from(handle), Quoted: id, Text: text})
}

// replies lets somebody answer a post in public.
func (r *rig) replies(handle, id, text string) standin.Injected {
	r.t.Helper()
	return r.happens(standin.Injection{Network: "twitter", Kind: "reply", From: from(handle), InReplyTo: id, Text: text})
}

// quiet waits until all that happened has arrived by both ways.
func (r *rig) quiet() {
	r.t.Helper()
	r.delivered()
	r.polled(contract.Twitter)
}

// both runs a test on an account that is called and read, and on one that is only read, in both spellings.
func both(t *testing.T, test func(t *testing.T, start func(...func(*setup)) *rig)) {
	t.Helper()
	for name, change := range map[string]func(*setup){
		"old names": func(*setup) {},
		"new names and nulls": func(s *setup) {
			s.Networks.X.Spelling, s.Networks.X.Nulls, s.Networks.X.ShortPages = "new", true, true
		},
	} {
		t.Run("reading, "+name, func(t *testing.T) {
			test(t, func(more ...func(*setup)) *rig { return onX(t, append(more, change)...) })
		})
		t.Run("called, "+name, func(t *testing.T) {
			test(t, func(more ...func(*setup)) *rig { return hooked(t, append(more, change)...) })
		})
	}
}

func TestEdge11RepostsX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		long := "internet saya mati sejak pagi dan " + strings.Repeat("belum ada kabar ", 8)
		post := r.mentions("budi_contoh", long)
		r.oneCase()
		r.happens(standin.Injection{Network: "twitter", Kind: "repost", From: from("penggemar_contoh"), Quoted: post.ID})
		r.quiet()
		require.Len(t, r.cases(), 1, "no case for a repost")
		require.Equal(t, 1, r.count(`SELECT COUNT(*) FROM customers`))
	})
	t.Run("when it is wanted", func(t *testing.T) {
		r := onX(t, func(s *setup) { s.Accounts[0].Reposts = true })
		long := "internet saya mati sejak pagi dan " + strings.Repeat("belum ada kabar ", 8)
		post := r.mentions("budi_contoh", long)
		r.oneCase()
		r.happens(standin.Injection{Network: "twitter", Kind: "repost", From: from("penggemar_contoh"), Quoted: post.ID})
		for _, c := range r.nCases(2) {
			require.Equal(t, "@TelkomCare "+strings.TrimSpace(long), strings.TrimSpace(r.history(c.Customer.ID)[0].Text), "the text of the original, not the cut one")
		}
	})
}

func TestEdge12QuotesX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		theirs := r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("kawan_contoh"), Text: "Internet di sini lancar"})
		r.quotes("budi_contoh", theirs.ID, "@TelkomCare kenapa di sini tidak?")
		c := r.oneCase()
		got := r.history(c.Customer.ID)
		require.Equal(t, "@TelkomCare kenapa di sini tidak?", got[0].Text, "without the link to what is quoted")
		r.eventually("what is quoted shows", func() bool { return strings.Contains(r.history(c.Customer.ID)[0].Quoted, "Internet di sini lancar") })
		require.True(t, c.Answerable.Ok)

		// One that was deleted since.
		gone := r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("kawan_contoh"), Text: "Rahasia", Silent: true})
		r.happens(standin.Injection{Network: "twitter", Kind: "delete", ID: gone.ID, Silent: true})
		r.quotes("sari_contoh", gone.ID, "@TelkomCare ini benar?")
		second := r.nCases(2)
		for _, c := range second {
			if c.Customer.Handle == "sari_contoh" {
				r.eventually("a placeholder shows", func() bool { return r.history(c.Customer.ID)[0].Quoted != "" })
				require.NotContains(t, r.history(c.Customer.ID)[0].Quoted, "Rahasia")
			}
		}
	})
}

func TestEdge12QuoteOfOurPostX(t *testing.T) {
	r := hooked(t)
	ours := r.outside(standin.Injection{Text: "Gangguan di Bandung sudah selesai"})
	r.quotes("budi_contoh", ours.ID, "belum di rumah saya")
	c := r.oneCase()
	require.Equal(t, contract.MessageKindQuote, c.Kind)
	require.True(t, c.Answerable.Ok, "to quote us is to summon us")
	r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateSent)
}

func TestEdge13LongPostsX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		long := "@TelkomCare " + strings.Repeat("panjang sekali & lebar ", 30) + "https://contoh.id/bukti"
		r.mentions("budi_contoh", long)
		c := r.oneCase()
		require.Equal(t, long, r.history(c.Customer.ID)[0].Text)
	})
}

func TestEdge14LinksAndEntitiesX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		text := "@TelkomCare 😀 cek https://contoh.id/a dan https://contoh.id/abc?x=1&y=2 <b>&amp; &lt;3"
		r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("budi_contoh"), Text: text, Attachments: []demo.Attachment{{Type: "photo", Alt: "Bukti"}}})
		c := r.oneCase()
		got := r.history(c.Customer.ID)[0]
		require.Equal(t, text, got.Text)
		require.Len(t, got.Attachments, 1)
		require.Equal(t, "photo", got.Attachments[0].Type)
	})
}

func TestEdge15ParentsThatAreNotToBeHadX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		parent := r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("kawan_contoh"), Text: "Provider mana yang bagus?", Silent: true})
		hidden := r.happens(standin.Injection{Network: "twitter", Kind: "post", From: from("tutup_contoh"), Text: "Ini untuk teman saja", Silent: true})
		r.happens(standin.Injection{Network: "twitter", Kind: "delete", ID: parent.ID, Silent: true})
		r.happens(standin.Injection{Network: "twitter", Kind: "protect", From: from("tutup_contoh")})
		r.replies("budi_contoh", parent.ID, "@TelkomCare jangan yang ini")
		r.replies("sari_contoh", hidden.ID, "@TelkomCare bagaimana ini?")
		for _, c := range r.nCases(2) {
			got := r.history(c.Customer.ID)[0]
			require.NotEmpty(t, got.Text)
			require.NotContains(t, got.Quoted, "teman saja")
			require.True(t, c.Answerable.Ok)
		}
		r.quiet()
		require.Len(t, r.cases(), 2)
	})
}

func TestEdge16DeletedByTheCustomerX(t *testing.T) {
	for name, how := range map[string]struct {
		silent bool
		change func(*setup)
	}{
		"told by webhook":     {false, func(*setup) {}},
		"found by looking up": {true, func(s *setup) { s.Accounts[0].VerifyEvery = serve.Duration(30 * time.Millisecond) }},
	} {
		t.Run(name, func(t *testing.T) {
			r := hooked(t, how.change)
			post := r.mentions("budi_contoh", "nomor saya 0812000000")
			c := r.oneCase()
			h := r.answer(c, "Kami cek ya Kak. (Anis)")
			r.state(h, contract.DeliveryStateSent)
			r.happens(standin.Injection{Network: "twitter", Kind: "delete", ID: post.ID, Silent: how.silent})
			r.eventually("it is blanked", func() bool { return r.history(c.Customer.ID)[0].Deleted })
			got := r.history(c.Customer.ID)
			require.Empty(t, got[0].Text)
			require.Equal(t, "Kami cek ya Kak. (Anis)", got[1].Text, "our answer stays")
			require.Equal(t, contract.CaseStateAnswered, r.the(c.ID).State)
			require.Zero(t, r.count(`SELECT COUNT(*) FROM messages WHERE text LIKE '%0812000000%'`))
			require.Zero(t, r.count(`SELECT COUNT(*) FROM cases WHERE preview LIKE '%0812000000%'`))
		})
	}
	t.Run("an answer to it is refused with the reason", func(t *testing.T) {
		r := hooked(t)
		post := r.mentions("budi_contoh", "hapus saja")
		c := r.oneCase()
		r.happens(standin.Injection{Network: "twitter", Kind: "delete", ID: post.ID})
		r.eventually("it is blanked", func() bool { return r.history(c.Customer.ID)[0].Deleted })
		require.Equal(t, contract.AnswerableReasonDeleted, r.the(c.ID).Answerable.Reason)
		_, err := r.tryAnswer(c, "Kami cek ya Kak. (Anis)")
		require.Error(t, err)
		require.Empty(t, r.Posts())
	})
}

func TestEdge17EditedByTheCustomerX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		first := r.mentions("budi_contoh", "internet matu")
		c := r.oneCase()
		r.clock.forward(time.Second)
		second := r.happens(standin.Injection{Network: "twitter", Kind: "edit", ID: first.ID, Text: "@TelkomCare internet mati"})
		r.eventually("the new version shows", func() bool { return r.history(c.Customer.ID)[0].Text == "@TelkomCare internet mati" })
		r.clock.forward(time.Second)
		r.happens(standin.Injection{Network: "twitter", Kind: "edit", ID: second.ID, Text: "@TelkomCare internet mati total"})
		r.eventually("the third version shows", func() bool { return r.history(c.Customer.ID)[0].Text == "@TelkomCare internet mati total" })
		got := r.messages(c.Customer.ID, 1)
		require.True(t, got[0].Edited)
		require.Len(t, r.cases(), 1)
		require.Equal(t, []string{"@TelkomCare internet matu", "@TelkomCare internet mati"}, got[0].Earlier)
		r.quiet()
		require.Len(t, r.history(c.Customer.ID), 1)
	})
}

func TestEdge21PicturesOfMessagesX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		photo := []demo.Attachment{{Type: "photo", Alt: "Struk"}}
		r.happens(standin.Injection{Network: "twitter", Kind: "dm", From: from("wulan_contoh"), Text: "ini struknya", Attachments: photo})
		r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("budi_contoh"), Text: "ini fotonya", Attachments: photo})
		for _, c := range r.nCases(2) {
			r.eventually("the picture is kept", func() bool {
				a := r.history(c.Customer.ID)[0].Attachments
				require.Len(t, a, 1)
				p, err := r.store.Media(t.Context(), a[0].MediaID, true)
				return err == nil && p.ContentType == "image/png"
			})
		}
		status, _ := r.call(http.MethodGet, "/v1/media/none", nil, nil)
		require.Equal(t, http.StatusUnauthorized, status)
	})
}

func TestEdge22WithoutTextX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		r.happens(standin.Injection{Network: "twitter", Kind: "dm", From: from("wulan_contoh"), Attachments: []demo.Attachment{{Type: "photo"}}})
		r.happens(standin.Injection{Network: "twitter", Kind: "dm", From: from("budi_contoh"), Attachments: []demo.Attachment{{Type: "video"}}})
		for _, c := range r.nCases(2) {
			got := r.history(c.Customer.ID)
			require.Len(t, got, 1)
			require.Empty(t, got[0].Text)
			require.Len(t, got[0].Attachments, 1)
		}
	})
}

func TestEdge37CharactersX(t *testing.T) {
	both(t, func(t *testing.T, start func(...func(*setup)) *rig) {
		r := start()
		texts := map[string]string{
			"satu_contoh": "@TelkomCare * bintang ** dan 👨‍👩‍👧‍👦 🇮🇩 𝕿", "dua_contoh": "@TelkomCare مرحبا \u202Eterbalik\u202C עברית", "tiga_contoh": "@TelkomCare nul\x00di sini",
			"empat_contoh": "@TelkomCare e\u0301 tetap terurai",
		}
		for who, text := range texts {
			r.mentions(who, text)
		}
		for _, c := range r.nCases(4) {
			want := strings.ReplaceAll(texts[c.Customer.Handle], "\x00", "\uFFFD")
			require.Equal(t, want, r.history(c.Customer.ID)[0].Text)
		}
	})
	t.Run("lone surrogates", func(t *testing.T) {
		r := hooked(t, unread)
		require.Equal(t, http.StatusOK, r.signed(`{"data":{"event_type":"post.mention.create","payload":{"id":"1860000000000000001","author_id":"5","conversation_id":"1860000000000000001",
			"text":"@TelkomCare \ud83d rusak \u0000"},"includes":{"users":[{"id":"5","username":"budi_contoh","name":"B\udc00"}]}}}`))
		c := r.oneCase()
		require.Equal(t, "@TelkomCare \uFFFD rusak \uFFFD", r.history(c.Customer.ID)[0].Text)
		require.Equal(t, "B\uFFFD", c.Customer.Name)
	})
}
