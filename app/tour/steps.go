package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sociomedio/ui/shown"
)

// The invented customer whose case the tour answers, and what it writes to him.
const (
	customer = "Budi Contoh"
	asks     = "internet IndiHome saya lambat sekali"
	short    = "Halo Kak Budi, tiket IN40218077 sudah kami buat dan teknisi dijadwalkan besok pukul 09.00."
	second   = "Kami ingatkan lagi ya Kak, mohon modem tetap menyala sampai teknisi datang."
	more     = "Bila lampu LOS masih merah setelah kunjungan, kabari kami di sini; kami kirim teknisi kembali tanpa biaya. Status kunjungan dapat dilihat kapan saja di https://contoh.id/tiket/IN40218077 dan petugas kami menghubungi Kakak satu jam sebelum datang ke rumah."
	third    = "Apakah internetnya sudah normal setelah kunjungan teknisi?"
	note     = "Redaman tinggi di ODP, jangan minta nomor internet lagi."
)

// choice is an option of a select: something that its open list shows, the letters that lead to the option, the option.
type choice struct {
	list   string
	keys   []string
	option string
}

// path is what the tour answers about, from Category to Reply Type.
var path = []choice{
	{"Informasi", []string{"k"}, "Komplain"},
	{"Jaringan Luar", nil, "Internet"},
	{"Internet Lambat", []string{"i", "n"}, "Internet Lambat"},
	{"Kecepatan di bawah paket", []string{"k"}, "Kecepatan di bawah paket"},
	{"Normal Reply", nil, "Normal Reply"},
}

// most are the key presses that 5.3.3 to 5.3.8 may take beside the text, and those of a follow-up.
const (
	most         = 12
	mostFollowUp = 2
)

// keyboard are the steps of the work instruction, without a mouse.
var keyboard = []step{
	{name: "5.1-open", do: func(ctx context.Context, g *guide) error {
		if err := g.enter(ctx, g.client, "--demo"); err != nil {
			return err
		}
		return g.see(text("Socio Medio"), exact("Login"), text("http://127.0.0.1:"), text("Mode latihan."), focus("•"))
	}},
	{name: "5.2.1-wrong-password", do: func(ctx context.Context, g *guide) error {
		if err := g.key(ctx, "End"); err != nil {
			return err
		}
		if err := g.write(ctx, "x"); err != nil {
			return err
		}
		return g.press(ctx, []string{"Return"}, text("Username atau password salah"), focus("•"))
	}},
	{name: "5.2.2-login", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"End", "BackSpace", "Return"}, text("Inbox (0)"), text("No data to display"), text("Terhubung"))
	}},
	{name: "5.3.1-twitter", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"ctrl+shift+t"}, text("Inbox kosong."))
	}},
	{name: "5.3.2-sync", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"F5"}, text("case diambil"), text(customer), no("Comment"))
	}},
	{name: "5.3.2-facebook", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"ctrl+shift+f"}, no(customer), text("Comment"))
	}},
	{name: "5.3.3-case", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"ctrl+shift+a"}, text(customer)); err != nil {
			return err
		}
		return g.find(ctx, asks)
	}},
	{name: "5.3.3-customer-profile", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"alt+2"}, text("Ayah, penikmat kopi"))
	}},
	{name: "5.3.3-ticket-list", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"alt+3"}, text("No. Ticket"))
	}},
	{name: "5.3.3-history-conversation", do: func(ctx context.Context, g *guide) error {
		g.pressed = 0
		return g.press(ctx, []string{"alt+4"}, text("Case ini"), text("Tulis catatan internal"))
	}},
	{name: "5.3.4-save-needs-category", do: func(ctx context.Context, g *guide) error {
		before := g.pressed
		defer func() { g.pressed = before }() // a mistake, no part of the way
		return g.press(ctx, []string{"ctrl+Return"}, text("Pilih Category sebelum Save"))
	}},
	{name: "5.3.5-category", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
			return err
		}
		return g.choose(ctx, path[0], path[1].list)
	}},
	{name: "5.3.5-detail", do: func(ctx context.Context, g *guide) error {
		return g.chooseAll(ctx, path[1:4], path[4].list)
	}},
	{name: "5.3.6-reply-type", do: func(ctx context.Context, g *guide) error {
		return errors.Join(g.choose(ctx, path[4], ""), g.see(focus("@budi_contoh"), text("Publik")))
	}},
	{name: "5.3.8-save-needs-feedback", do: func(ctx context.Context, g *guide) error {
		before := g.pressed
		defer func() { g.pressed = before }() // a mistake, no part of the way
		return g.press(ctx, []string{"ctrl+Return"}, text("Isi Feedback sebelum Save"), focus("@budi_contoh"))
	}},
	{name: "5.3.7-long-answer", do: func(ctx context.Context, g *guide) error {
		for range 4 {
			if err := g.write(ctx, short+" "); err != nil {
				return err
			}
		}
		return g.see(text("Pratinjau thread"), text("bagian, terkirim berurutan"))
	}},
	{name: "5.3.8-feedback", do: func(ctx context.Context, g *guide) error {
		before := g.pressed
		if err := g.press(ctx, []string{"ctrl+a"}); err != nil {
			return err
		}
		g.pressed = before // the long answer was no part of the way
		if err := g.write(ctx, "@budi_contoh "+short); err != nil {
			return err
		}
		return g.see(text("pukul 09.00."), text("/ 280"), no("Pratinjau thread"))
	}},
	{name: "5.3.8-save", do: func(ctx context.Context, g *guide) error {
		before, _ := g.now()
		if err := g.key(ctx, "ctrl+Return"); err != nil {
			return err
		}
		if g.pressed > most {
			return fmt.Errorf("5.3.3 to 5.3.8 took %d key presses, %d are allowed", g.pressed, most)
		}
		fmt.Printf("tour: 5.3.3 to 5.3.8 took %d key presses beside the text\n", g.pressed)
		p, err := g.networks.arrived(ctx, short)
		if err != nil {
			return err
		}
		if p.Network != "twitter" || p.Parent == "" {
			return fmt.Errorf("the answer went to %s, in reply to %q", p.Network, p.Parent)
		}
		return g.see(text("1 terkirim"), another(before))
	}},
	{name: "5.3.9-follow-up", do: func(ctx context.Context, g *guide) error {
		g.pressed = 0
		if err := g.press(ctx, []string{"ctrl+r"}, focus("@budi_contoh"), text("Kecepatan di bawah paket")); err != nil {
			return err
		}
		if err := g.write(ctx, second+" "+more); err != nil {
			return err
		}
		return g.see(text("2 bagian, terkirim berurutan"))
	}},
	{name: "5.3.9-follow-up-in-parts", do: func(ctx context.Context, g *guide) error {
		if err := g.key(ctx, "ctrl+Return"); err != nil {
			return err
		}
		if g.pressed > mostFollowUp {
			return fmt.Errorf("a follow-up took %d key presses, %d are allowed", g.pressed, mostFollowUp)
		}
		if err := g.sendAnyway(ctx, text("2 terkirim")); err != nil {
			return err
		}
		one, err := g.networks.arrived(ctx, "(1/2)")
		if err != nil {
			return err
		}
		two, err := g.networks.arrived(ctx, "(2/2)")
		if err != nil {
			return err
		}
		if two.Parent != one.ID {
			return fmt.Errorf("part 2 answers %q, not part 1, which is %q", two.Parent, one.ID)
		}
		return nil
	}},
	{name: "5.3.9-customers", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"ctrl+2"}, text("Search By"), text("Inquiry"), text("Total Rows"))
	}},
	{name: "5.3.10-inquiry", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"ctrl+f"}); err != nil {
			return err
		}
		if err := g.write(ctx, "budi_contoh"); err != nil {
			return err
		}
		return g.press(ctx, []string{"Return"}, text("Total Rows : 1"), text("budi_contoh"))
	}},
	{name: "5.3.11-history", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"alt+4"}, text("Terkirim"), exact("Reply"))
	}},
	{name: "5.3.11-note", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"ctrl+shift+n"}); err != nil {
			return err
		}
		if err := g.write(ctx, note); err != nil {
			return err
		}
		return g.press(ctx, []string{"ctrl+Return"}, text("Catatan internal"), text("Tidak terkirim ke pelanggan"), text("Redaman tinggi"))
	}},
	{name: "5.3.12-reply", do: func(ctx context.Context, g *guide) error {
		for range 60 {
			before, _ := g.now()
			if on(before, "Reply") {
				return g.press(ctx, []string{"Return"}, answers("@budi_contoh"), condition{"the keyboard in Feedback", inFeedback})
			}
			if err := g.press(ctx, []string{"Tab"}, condition{"the keyboard somewhere else", func(s shown.State) bool { return focused(s) != focused(before) }}); err != nil {
				return err
			}
		}
		return errors.New("no Reply can be reached by Tab")
	}},
	{name: "5.3.13-save", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
			return err
		}
		if err := g.chooseAll(ctx, path, ""); err != nil {
			return err
		}
		if err := g.write(ctx, third); err != nil {
			return err
		}
		if err := g.key(ctx, "ctrl+Return"); err != nil {
			return err
		}
		if err := g.sendAnyway(ctx, text("3 terkirim")); err != nil {
			return err
		}
		p, err := g.networks.arrived(ctx, third)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(p.Text, "@budi_contoh ") {
			return fmt.Errorf("the answer went to somebody else: %q", p.Text)
		}
		return nil
	}},
	{name: "5.3.13-history-penanganan", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"alt+5"}, text("Internet / Internet Lambat"), text("Normal Reply"), text("Ekspor CSV"))
	}},
	{name: "palette", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"ctrl+k"}, text("Perintah")); err != nil {
			return err
		}
		return g.press(ctx, []string{"Escape"}, no("perintah saja"))
	}, hide: true},
	{name: "keys", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"F1"}, text("Semua pintasan"))
	}},
}

// on tells whether the keyboard is on a button of this name.
func on(s shown.State, name string) bool {
	for _, i := range s.Items {
		if i.Focused {
			return i.Text == name
		}
	}
	return false
}

// answers is that Form Reply is for a customer.
func answers(handle string) condition {
	return condition{"Form Reply for " + handle, func(s shown.State) bool {
		name, found := shown.Item{}, false
		for _, i := range s.Items {
			if right(s, i) && i.Text == "User Name" {
				name, found = i, true
			}
		}
		return found && shownIn(func(s shown.State, i shown.Item) bool { return right(s, i) && i.Y == name.Y }, handle)(s)
	}}
}
