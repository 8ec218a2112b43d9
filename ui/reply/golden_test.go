package reply_test

import (
	"testing"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
)

const (
	short = "Halo Kak Budi, mohon maaf atas kendala internet lambatnya. Tiket IN40218077 sudah kami buat dan teknisi dijadwalkan besok, 25/11 pukul 09.00. Kami kabari perkembangannya ya Kak."
	long  = "Halo Kak Budi, mohon maaf atas kendala internet lambat sejak semalam. Hasil pengecekan kami, redaman kabel optik ke modem Kakak -27,4 dBm, melewati batas normal -25 dBm, sehingga kecepatan turun. Sambil menunggu teknisi, silakan coba langkah berikut: 1) matikan modem 5 menit lalu nyalakan kembali; 2) pastikan konektor kabel optik terpasang rapat; 3) sambungkan laptop ke modem dengan kabel LAN, lalu tes ulang di https://cek.contoh.id/kecepatan. Tiket IN40218077 sudah kami buat dan kunjungan teknisi dijadwalkan besok, Rabu 25 November 2026 pukul 09.00 s.d. 12.00. Mohon pastikan ada penghuni dewasa di rumah dan nomor kontak aktif. Terima kasih atas kesabarannya, Kak."
)

// classified is the form of the pictures: everything chosen, with a text.
func classified(c *centre, text string) desk.Form {
	f, _ := c.Form("budi", "m-budi")
	f.Path = []string{"Komplain", "Komplain/Internet", "Komplain/Internet/Internet Lambat", "Komplain/Internet/Internet Lambat/Kecepatan di bawah paket"}
	f.ReplyType, f.DraftedAt = "normal", now
	f.Text += text
	return f
}

// The form as the pictures have it, in its states and in both palettes. When one differs, testdata/failed has what was drawn.
func TestGolden(t *testing.T) {
	states := map[string]struct {
		width, height float32
		show          func(*workplace)
	}{
		"form":   {389, 700, func(w *workplace) { w.ShowForm(classified(w.centre, short)); w.Focus() }},
		"large":  {390, 1012, func(w *workplace) { w.ShowForm(classified(w.centre, short)); w.Focus() }},
		"empty":  {389, 700, func(*workplace) {}},
		"thread": {1073, 700, func(w *workplace) { w.ShowForm(classified(w.centre, long)); w.Focus() }},
		"template": {1073, 700, func(w *workplace) {
			w.ShowForm(classified(w.centre, "Halo Kak Budi, mohon ditunggu ya.\n"))
			w.Focus()
			w.write("/lam")
		}},
		"private": {389, 700, func(w *workplace) { w.Show("wulan", ""); w.Focus(); w.write("Halo Kak") }},
		"record": {389, 700, func(w *workplace) {
			f := classified(w.centre, "")
			f.Text = "Sudah selesai lewat telepon."
			f.ReplyType, f.Visibility = "record", contract.None
			w.ShowForm(f)
		}},
		"missing": {389, 700, func(w *workplace) { w.Show("budi", ""); w.Focus(); w.Save() }},
		"news": {389, 700, func(w *workplace) {
			w.ShowForm(classified(w.centre, short))
			w.centre.says("budi", "m-2", "Kak, barusan malah mati total, lampu LOS merah.")
			w.Changed(desk.Event{Kind: desk.CaseChanged, CaseID: "budi"})
			w.Save()
		}},
		"shut": {389, 700, func(w *workplace) {
			w.centre.change("budi", func(v *desk.View) {
				v.Case.Answerable = contract.Answerable{Reason: contract.AnswerableReasonNotSummoned}
			})
			w.Show("budi", "")
		}},
		"pictures": {389, 700, func(w *workplace) {
			f := classified(w.centre, short)
			f.Pictures = []desk.Picture{{ID: "1", Name: "lampu-modem.png", Bytes: 230_000}, {ID: "2", Name: "tes kecepatan sesudah dimulai ulang, kabel LAN, pukul 14.05.jpg", Bytes: 1_900_000}}
			w.ShowForm(f)
		}},
		"offline": {389, 700, func(w *workplace) {
			w.centre.connection.State = desk.Unreachable
			w.ShowForm(classified(w.centre, short))
		}},
	}
	for name, s := range states {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			t.Run(name+"-"+string(choice), func(t *testing.T) {
				w := sit(t, pictured(), choice, s.width, s.height)
				s.show(w)
				looktest.Matches(t, name+"-"+string(choice)+".png", w.window.Canvas().Capture())
			})
		}
	}
}
