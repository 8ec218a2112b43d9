package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"sociomedio/app/backend/practice"
	"sociomedio/data/contract"
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

// Who works beside the demo's agent.
const (
	colleague     = "sari"
	supervisor    = "ratna"
	rolesPassword = "satu rekan di meja lain"
)

// What the stand-in for X does to the answers of the history: it refuses one as said before, and then wants a pause.
const (
	drawnVisit     = "Teknisi dijadwalkan besok pagi ya Kak."
	duplicateFault = `{"kind":"403","count":1,"path":"/x/2/tweets","body":"{\"detail\":\"You are not allowed to create a Tweet with duplicate content.\",\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403}"}`
	pauseFault     = `{"kind":"429","count":-1,"path":"/x/2/tweets"}`
)

// What the agent has done today when the pictures are taken.
const (
	drawnAnswered = 42
	drawnMedian   = 3*time.Minute + 12*time.Second
)

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
		if err := g.hand.do(ctx, "key", "Caps_Lock"); err != nil {
			return err
		}
		for _, left := range []string{"4 percobaan", "3 percobaan"} {
			for _, keys := range [][]string{{"type", "salah"}, {"key", "Return"}} {
				if err := g.hand.do(ctx, keys...); err != nil {
					return err
				}
			}
			if err := g.see(text(left), exact("Login")); err != nil {
				return err
			}
		}
		return g.see(text("Username atau password salah"), text("Tersisa 3 percobaan"), text("Caps Lock"))
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
		if err := errors.Join(g.lend(ctx, colleague, "Yoga Sampel"), g.lend(ctx, "dimas", "Nadia Fiksia"), g.watch(ctx, colleague, customer)); err != nil {
			return err
		}
		// The figures of the day are asked for at the start, and then rarely.
		if err := errors.Join(g.morning(ctx, drawnAnswered, drawnMedian), g.leave(stopPatience)); err != nil {
			return err
		}
		if err := g.enter(ctx, g.client, "--server", g.line.url(), "--data-dir", filepath.Join(g.folder, "desk")); err != nil {
			return err
		}
		if err := g.fit(1366, 768); err != nil {
			return err
		}
		if err := g.see(text("Terhubung"), text("Sari menangani"), text("Dimas menangani"), exact("42"), exact("3 mnt 12 dtk")); err != nil {
			return err
		}
		return g.row(ctx, customer, text("Sari melihat case ini"))
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
		return g.see(text("Isi Category"), exact("Percakapan"))
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
		return g.press(ctx, []string{"alt+2"}, text("Ayah, penikmat kopi"), text("Facebook: Budi Contoh"))
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
		return g.row(ctx, "Yoga Sampel", text("Sari sedang menangani case ini"), text("Ambil alih"))
	}},
	{name: "customers", do: func(ctx context.Context, g *guide) error {
		if err := g.row(ctx, "Wulan Misalia"); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+2"}, text("Search By")); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+f", "shift+Tab"}, focus("User Name")); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"Return"}, text("Semua")); err != nil { // the last of the choices
			return err
		}
		if err := g.press(ctx, []string{"Down", "Return"}, no("Semua")); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+f"}); err != nil {
			return err
		}
		if err := g.write(ctx, "wulan"); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"Return"}, text("Total Rows : 4")); err != nil {
			return err
		}
		if err := g.tap(ctx, page, "@wulan_contoh", text("Service Number")); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"alt+4"}, text("Saya tidak pernah menambah")); err != nil {
			return err
		}
		if err := g.tap(ctx, page, "Reply", condition{"the keyboard in Feedback", inFeedback}); err != nil {
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
	{name: "history", do: func(ctx context.Context, g *guide) error {
		if err := g.press(ctx, []string{"Escape"}, no("3 menunggu")); err != nil {
			return err
		}
		if err := g.line.mend(); err != nil {
			return err
		}
		if err := g.see(text("3 terkirim"), text("Terhubung"), no("Server tidak terjangkau")); err != nil {
			return err
		}
		// The first answer is refused, the second waits because the network wants a pause.
		if err := g.networks.fault(ctx, duplicateFault); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+Return"}, text("1 gagal")); err != nil {
			return err
		}
		if err := g.networks.fault(ctx, pauseFault); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+r"}, focus("@budi_contoh")); err != nil {
			return err
		}
		if err := g.write(ctx, drawnVisit); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+Return"}, text("1 antre")); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"ctrl+r"}, focus("@budi_contoh")); err != nil {
			return err
		}
		return g.press(ctx, []string{"alt+4"}, text("Gagal"), text("Batalkan"), no("Memuat gambar"))
	}},
	{name: "dark_history", do: func(ctx context.Context, g *guide) error { return g.colour(ctx, "g", "Gelap") }},
	{name: "end", hide: true, do: func(ctx context.Context, g *guide) error {
		return errors.Join(g.colour(ctx, "t", "Terang"), g.leave(stopPatience))
	}},
	{name: "supervisor", do: func(ctx context.Context, g *guide) error {
		if err := g.networks.fault(ctx, `{"clear":true}`); err != nil {
			return err
		}
		if err := g.hire(ctx, supervisor, contract.RoleSupervisor); err != nil {
			return err
		}
		if err := g.enter(ctx, g.client, "--server", g.line.url(), "--data-dir", filepath.Join(g.folder, "other-desk")); err != nil {
			return err
		}
		if err := g.fit(1366, 768); err != nil {
			return err
		}
		if err := g.see(exact("Login"), text(g.line.address)); err != nil {
			return err
		}
		if err := g.fill(ctx, supervisor, rolesPassword); err != nil {
			return err
		}
		if err := g.press(ctx, []string{"Return"}, text("Dashboard"), text("Terhubung")); err != nil {
			return err
		}
		return g.press(ctx, []string{"ctrl+3"}, text("Dashboard tim"), text("Anis"))
	}},
	{name: "end", hide: true, do: func(_ context.Context, g *guide) error {
		return errors.Join(g.leave(stopPatience), g.hangUp())
	}},
}
