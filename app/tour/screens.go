package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"sociomedio/app/backend/practice"
	"sociomedio/app/backend/serve"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// largest is the display on which the window gets every size of the design.
const largest = "1920x1080"

// What stands in Feedback on the screens of the design.
const (
	drawnShort = "@budi_contoh Halo Kak Budi, mohon maaf atas kendala internet lambatnya. Tiket IN40218077 sudah kami buat dan teknisi " +
		"dijadwalkan besok, 25/11 pukul 09.00. Kami kabari perkembangannya ya Kak."
	drawnLong = "@budi_contoh Halo Kak Budi, mohon maaf atas kendala internet lambat sejak semalam. Hasil pengecekan kami, redaman kabel " +
		"optik ke modem Kakak -27,4 dBm, melewati batas normal -25 dBm, sehingga kecepatan turun. Sambil menunggu teknisi, silakan " +
		"coba langkah berikut: 1) matikan modem 5 menit lalu nyalakan kembali; 2) pastikan konektor kabel optik terpasang rapat; " +
		"3) sambungkan laptop ke modem dengan kabel LAN, lalu tes ulang di https://cek.contoh.id/kecepatan. Tiket IN40218077 sudah " +
		"kami buat dan kunjungan teknisi dijadwalkan besok, Rabu 25 November 2026 pukul 09.00 s.d. 12.00. Mohon pastikan ada " +
		"penghuni dewasa di rumah dan nomor kontak aktif. Terima kasih atas kesabarannya, Kak."
	drawnWulan = "Halo Kak Wulan, tagihan November sebesar Rp512.000 karena ada add-on UseeTV Movies aktif sejak 3 November. Bila tidak " +
		"diinginkan, kami bantu nonaktifkan dan ajukan koreksi. Mohon konfirmasinya ya Kak."
)

// drawnQueued are the answers to Hendra, Laras and Wulan that wait for the backend.
var drawnQueued = []string{
	"Mohon maaf Kak Hendra, teknisi kami konfirmasi hari ini pukul 16.00.",
	"Halo Kak Laras, jaringan di Kel. Umpama sedang diperbaiki, perkiraan selesai pukul 17.00.",
	"Halo Kak Wulan, tagihan November naik karena add-on UseeTV Movies.",
}

// bill is what Wulan's question is filed under.
var bill = []choice{
	{"Komplain", []string{"b"}, "Billing"},
	{"Tagihan", nil, "Tagihan"},
	{"Tagihan Naik", []string{"t", "a", "g", "i", "h", "a", "n", "space", "n"}, "Tagihan Naik"},
	{"Add-on tidak diketahui", []string{"a"}, "Add-on tidak diketahui"},
	{"Normal Reply", nil, "Normal Reply"},
}

// screens are the pictures of the design, of the program itself with the same customers (assets/demo is written after them).
var screens = []step{
	{name: "open", hide: true, do: func(ctx context.Context, g *guide) (err error) {
		g.practice, err = practice.Start(ctx, practice.Options{DataDir: filepath.Join(g.folder, "centre")})
		if err != nil {
			return err
		}
		if g.line, err = lay(g.practice.URL); err != nil {
			return err
		}
		g.networks = networks(g.practice.Networks)
		if err := g.enter(ctx, g.client, "--server", g.line.url(), "--data-dir", filepath.Join(g.folder, "desk")); err != nil {
			return err
		}
		return g.fit(1366, 768)
	}},
	{name: "login", do: func(ctx context.Context, g *guide) error {
		if err := g.see(exact("Login"), text(g.line.address)); err != nil {
			return err
		}
		if err := g.fill(ctx, g.practice.Username, "0123456789"); err != nil {
			return err
		}
		return g.press(ctx, []string{"shift+Tab"}, focus(g.practice.Username))
	}},
	{name: "login_error", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"Tab"}, focus("•")); err != nil {
			return err
		}
		// Without clearing modifiers: Caps Lock is what is shown.
		for _, keys := range [][]string{{"key", "Caps_Lock"}, {"type", "salah"}, {"key", "Return"}} {
			if err := g.hand.do(ctx, keys...); err != nil {
				return err
			}
		}
		return g.see(text("Username atau Password salah"), text("Caps Lock"))
	}},
	{name: "empty", do: func(ctx context.Context, g *guide) error {
		if err := g.hand.do(ctx, "key", "Caps_Lock"); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+a"}); err != nil {
			return err
		}
		if err := g.write(ctx, g.practice.Password); err != nil {
			return err
		}
		return g.press(ctx, []string{"Return"}, text("No data to display"), text("Terhubung"))
	}},
	{name: "cases", hide: true, do: func(ctx context.Context, g *guide) error {
		for range 2 { // one Sync takes half of them
			if err := g.press(ctx, []string{"F5"}, text("case diambil")); err != nil {
				return err
			}
			if err := g.see(no("case diambil")); err != nil { // it lies over the page for some seconds
				return err
			}
		}
		if err := g.lend(ctx, "Yoga Sampel"); err != nil {
			return err
		}
		if err := g.see(text("Bayu menangani")); err != nil {
			return err
		}
		return g.row(ctx, customer)
	}},
	{name: "inbox", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
			return err
		}
		if err := g.chooseAll(ctx, path, "Publik"); err != nil {
			return err
		}
		return g.rewrite(ctx, drawnShort, text("/ 280"), text("Draf tersimpan"))
	}},
	{name: "inbox_1280", do: func(_ context.Context, g *guide) error { return g.fit(1280, 720) }},
	{name: "inbox_1920", do: func(_ context.Context, g *guide) error { return g.fit(1920, 1080) }},
	{name: "palette", do: func(ctx context.Context, g *guide) error {
		if err := g.fit(1366, 768); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+k"}, text("Perintah")); err != nil {
			return err
		}
		if err := g.write(ctx, "tag"); err != nil {
			return err
		}
		return g.see(text("perintah saja"), text("Rizal"))
	}},
	{name: "template", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"Escape"}, no("perintah saja"), focus("@budi_contoh")); err != nil {
			return err
		}
		if err := g.rewrite(ctx, "@budi_contoh Halo Kak Budi, mohon ditunggu ya."); err != nil {
			return err
		}
		if err := g.key(ctx, "Return"); err != nil {
			return err
		}
		if err := g.write(ctx, "/lam"); err != nil {
			return err
		}
		return g.see(text("bat-restart"), text("sisipkan"))
	}},
	{name: "thread", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"Escape"}, no("sisipkan")); err != nil {
			return err
		}
		return g.rewrite(ctx, drawnLong, text("3 bagian, terkirim berurutan"), text("684"))
	}},
	{name: "dark", do: func(ctx context.Context, g *guide) error {
		if err := g.rewrite(ctx, drawnShort, text("/ 280"), no("Pratinjau thread")); err != nil {
			return err
		}
		return g.colour(ctx, "g", "Gelap")
	}},
	{name: "light", hide: true, do: func(ctx context.Context, g *guide) error { return g.colour(ctx, "t", "Terang") }},
	{name: "tabs-profile", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"alt+2"}, text("Ayah, penikmat kopi"))
	}},
	{name: "tabs-tickets", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"alt+3"}, text("No. Ticket"))
	}},
	{name: "tabs-handlings", do: func(ctx context.Context, g *guide) error {
		return g.press(ctx, []string{"alt+5"}, text("Respons"))
	}},
	{name: "tabs-locked", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"alt+1"}, text("Service Number")); err != nil {
			return err
		}
		return g.row(ctx, "Yoga Sampel", text("Bayu sedang menangani case ini"), text("Ambil alih"))
	}},
	{name: "customers", do: func(ctx context.Context, g *guide) error {
		if err := g.row(ctx, "Wulan Misalia"); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+2"}, text("Search By")); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+f"}); err != nil {
			return err
		}
		if err := g.write(ctx, "wulan"); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"Return"}, text("Total Rows : ")); err != nil {
			return err
		}
		if err := g.tap(ctx, whole, "@wulan_contoh", text("Service Number")); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"alt+4"}, text("Saya tidak pernah menambah")); err != nil {
			return err
		}
		if err := g.tap(ctx, whole, "Reply", condition{"the keyboard in Feedback", inFeedback}); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"alt+c"}, focus("Billing")); err != nil {
			return err
		}
		if err := g.chooseAll(ctx, bill, "Feedback"); err != nil {
			return err
		}
		if err := g.see(condition{"the keyboard in Feedback", inFeedback}); err != nil {
			return err
		}
		return g.rewrite(ctx, drawnWulan, text("Draf tersimpan"))
	}},
	{name: "offline", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"ctrl+1"}, text("SLA terdekat")); err != nil {
			return err
		}
		if err := g.line.cut(); err != nil {
			return err
		}
		if err := g.see(text("Server tidak terjangkau sejak"), text("Tidak terhubung")); err != nil {
			return err
		}
		for i, name := range []string{"Hendra Umpama", "Laras Ilustrasi", "Wulan Misalia"} {
			if err := g.answer(ctx, name, drawnQueued[i], text(fmt.Sprintf("%d antre", i+1))); err != nil {
				return fmt.Errorf("answer to %s: %w", name, err)
			}
		}
		if err := g.row(ctx, customer, text("perkembangannya")); err != nil {
			return err
		}
		return g.press(ctx, []string{"ctrl+o"}, text("3 menunggu"), text("Ubah"))
	}},
}

// lend has a colleague take a customer's case over, at a desk of his own.
func (g *guide) lend(ctx context.Context, name string) error {
	const username, password = "bayu", "satu rekan di meja lain"
	store, err := serve.OpenStore(ctx, serve.Options{Database: "sqlite:" + filepath.Join(g.folder, "centre", "backend.db"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	_, err = serve.AddAgent(ctx, store, serve.NewAgent{Username: username, Name: "Bayu", Role: contract.RoleAgent, Password: password})
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	other, err := remote.Open(g.practice.URL, remote.Options{})
	if err != nil {
		return err
	}
	defer other.Close()
	if _, err := other.SignIn(ctx, username, password); err != nil {
		return err
	}
	found, err := other.Customers(ctx, contract.SearchCustomersParams{By: contract.Name, Q: name, Limit: 1})
	if err != nil || len(found.Customers) == 0 {
		return fmt.Errorf("no customer %s: %w", name, err)
	}
	said, err := other.Messages(ctx, found.Customers[0].ID, "", 1)
	if err != nil || len(said.Messages) == 0 {
		return fmt.Errorf("no message of %s: %w", name, err)
	}
	_, err = other.TakeOverCase(ctx, said.Messages[0].CaseID)
	return err
}

// row opens the case of a customer by a click on its row.
func (g *guide) row(ctx context.Context, name string, all ...condition) error {
	if err := g.tap(ctx, left, name, condition{name + " opened", shownIn(middle, name)}); err != nil {
		return err
	}
	if err := g.rest(); err != nil {
		return err
	}
	return g.see(all...)
}

// answer opens a customer's case, answers it and saves.
func (g *guide) answer(ctx context.Context, name, words string, saved condition) error {
	if err := g.row(ctx, name); err != nil {
		return err
	}
	if err := g.press(ctx, []string{"alt+c"}, focus("Komplain")); err != nil {
		return err
	}
	if err := g.chooseAll(ctx, path, ""); err != nil {
		return err
	}
	if err := g.see(condition{"the keyboard in Feedback", inFeedback}); err != nil {
		return err
	}
	if err := g.write(ctx, words); err != nil {
		return err
	}
	return g.press(ctx, []string{"ctrl+Return"}, saved)
}

// fill types name and password.
func (g *guide) fill(ctx context.Context, name, password string) error {
	if err := g.write(ctx, name); err != nil {
		return err
	}
	if err := g.press(ctx, []string{"Tab"}, condition{"the keyboard in Password", inPassword}); err != nil {
		return err
	}
	return g.write(ctx, password)
}

// rewrite types a text in place of what stands in Feedback, and waits until the window shows its end and all else.
func (g *guide) rewrite(ctx context.Context, words string, all ...condition) error {
	if err := g.press(ctx, []string{"ctrl+a"}); err != nil {
		return err
	}
	if err := g.write(ctx, words); err != nil {
		return err
	}
	return g.see(append([]condition{focus(words[strings.LastIndex(words, " ")+1:])}, all...)...)
}

// colour chooses the theme in the preferences.
func (g *guide) colour(ctx context.Context, letter, name string) error {
	if err := g.press(ctx, []string{"ctrl+comma"}, text("Tema")); err != nil {
		return err
	}
	if err := g.press(ctx, []string{"Tab", "Tab", "Return"}, text("Ikuti sistem")); err != nil {
		return err
	}
	if err := g.press(ctx, []string{letter, "Return"}, text(name)); err != nil {
		return err
	}
	return g.press(ctx, []string{"Escape"}, no("Tema"))
}
