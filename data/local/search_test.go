package local_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/data/local"
)

// found is the numbers of the messages a search finds, newest first.
func (p *place) found(text string) []string {
	p.t.Helper()
	hits, err := p.Search(p.t.Context(), local.SearchQuery{Text: text, Limit: 50})
	require.NoError(p.t, err)
	texts := []string{}
	for _, h := range hits {
		switch {
		case h.Message != nil:
			texts = append(texts, h.Message.Text)
		case h.Note != nil:
			texts = append(texts, h.Note.Text)
		}
	}
	return texts
}

func TestSearchAffixes(t *testing.T) {
	p := begin(t)
	var all []contract.Message
	texts := []string{
		"Tagihan saya naik", "Petugas menagih terus", "Kenapa ditagih dua kali", "penagihannya salah", // tagih
		"Tolong dipasang", "pemasangan baru kapan", "memasang modem", "pasangkan segera", // pasang
		"teknisi belum mengirim surat", "kiriman belum sampai", // kirim
		"saya menunggu", "tunggu dulu ya", // tunggu
		"sudah menyambung lagi", "sambungan putus", // sambung
		"mengambil modem", "diambil siapa", // ambil
		"masih menanti", "dinanti terus", // nanti
		"memakai wifi", "pemakaian kuota", // pakai
		"pembayaran gagal", "sudah dibayarkan", "membayar di mana", // bayar
		"diperbaiki kapan", "memperbaiki modem", "perbaikan lambat", // baik
	}
	for n, text := range texts {
		all = append(all, aMessage(n, 1, text))
	}
	p.apply(contract.Changes{Cursor: "1", Messages: all})
	for _, group := range []struct{ words, want []string }{
		{[]string{"tagihan", "menagih", "ditagih", "tagih", "penagihan"}, texts[0:4]},
		{[]string{"pasang", "pemasangan", "dipasang", "memasang"}, texts[4:8]},
		{[]string{"kirim", "mengirim", "kiriman"}, texts[8:10]},
		{[]string{"tunggu", "menunggu"}, texts[10:12]},
		{[]string{"sambung", "sambungan", "menyambung"}, texts[12:14]},
		{[]string{"ambil", "mengambil", "diambil"}, texts[14:16]},
		{[]string{"nanti", "menanti"}, texts[16:18]},
		{[]string{"pakai", "pemakaian", "memakai"}, texts[18:20]},
		{[]string{"bayar", "pembayaran", "dibayarkan"}, texts[20:23]},
		{[]string{"perbaiki", "memperbaiki", "diperbaiki"}, texts[23:25]},
	} {
		for _, w := range group.words {
			got := p.found(w)
			for _, want := range group.want {
				require.Contains(t, got, want, "searched for %s", w)
			}
		}
	}
	require.Empty(t, p.found("zebra"))
	require.Equal(t, []string{"tunggu dulu ya"}, p.found("dulu tunggu"))
}

func TestSearchAsYouType(t *testing.T) {
	p := begin(t)
	p.apply(contract.Changes{Cursor: "1", Messages: []contract.Message{
		aMessage(1, 1, "IndiHome saya gangguan"), aMessage(2, 1, "Gangguan internet di Jakarta"), aMessage(3, 1, "wifi mati"),
	}})
	for _, beginning := range []string{"ga", "gan", "gang", "gangg", "ganggu", "gangguan", "GANGGUAN"} {
		require.Equal(t, []string{"Gangguan internet di Jakarta", "IndiHome saya gangguan"}, p.found(beginning), beginning)
	}
	require.Equal(t, []string{"Gangguan internet di Jakarta"}, p.found("ganggu jak"))
	require.Empty(t, p.found("gangguannyaaa"))
	for _, odd := range []string{"", " ", "a", `"`, `" OR "`, "*", "NEAR(a b)", "gangguan*", "-", "\x00", "🙂", strings.Repeat("panjang ", 500)} {
		_, err := p.Search(t.Context(), local.SearchQuery{Text: odd, Limit: 10})
		require.NoError(t, err, odd)
	}
}

func TestSearchPagesNewestFirst(t *testing.T) {
	p := begin(t)
	var all []contract.Message
	for n := range 25 {
		all = append(all, aMessage((n*7)%25, 1, "modem rusak")) // told in another order than they were written
	}
	p.apply(contract.Changes{Cursor: "1", Messages: all})
	var before int64
	var seen []time.Time
	for {
		hits, err := p.Search(t.Context(), local.SearchQuery{Text: "modem", Limit: 10, Before: before})
		require.NoError(t, err)
		if len(hits) == 0 {
			break
		}
		for _, h := range hits {
			seen = append(seen, h.At)
		}
		before = hits[len(hits)-1].Key
	}
	require.Len(t, seen, 25)
	for i := 1; i < len(seen); i++ {
		require.True(t, seen[i].Before(seen[i-1]))
	}
}

func TestSearchFollowsChanges(t *testing.T) {
	p := begin(t)
	m := aMessage(1, 1, "internet lambat")
	p.apply(contract.Changes{Cursor: "1", Messages: []contract.Message{m}})
	m.Text, m.Edited = "modem mati", true
	p.apply(contract.Changes{Cursor: "2", Messages: []contract.Message{m}})
	require.Empty(t, p.found("lambat"))
	require.Len(t, p.found("modem"), 1)
	p.apply(contract.Changes{Cursor: "3", Gone: []contract.Gone{{Kind: contract.GoneKindMessage, ID: m.ID}}})
	require.Empty(t, p.found("modem"))
}

// A number finds its customer and its message however either is written.
func TestSearchNumbers(t *testing.T) {
	p := begin(t)
	p.apply(contract.Changes{
		Cursor: "1",
		Customers: []contract.Customer{{
			ID: id(1_000_001), Name: "Budi Contoh", Handle: "budi_contoh",
			Service: contract.Service{Number: "122000004217", CustomerName: "Budi C.", Pots: "021 0000-4217", Internet: "122000004217", Contact: "+62 812-0000-4217"},
		}},
		Messages: []contract.Message{aMessage(1, 1, "nomor saya 0812-0000 4217 ya"), aMessage(2, 1, "tiket IN40218077 kapan")},
	})
	for _, number := range []string{"081200004217", "+6281200004217", "62 812 0000 4217", "0812.0000.4217", "8120000"} {
		hits, err := p.Search(t.Context(), local.SearchQuery{Text: number, Limit: 10, Customers: true})
		require.NoError(t, err)
		require.Len(t, hits, 1, number)
		require.Equal(t, "Budi Contoh", hits[0].Customer.Name)
		require.Len(t, p.found(number), 1, number)
	}
	for _, number := range []string{"122000004217", "12200000", "02100004217", "021 00004217"} {
		hits, err := p.Search(t.Context(), local.SearchQuery{Text: number, Limit: 10, Customers: true})
		require.NoError(t, err)
		require.Len(t, hits, 1, number)
	}
	for _, name := range []string{"budi", "contoh", "budi_contoh", "bud con"} {
		hits, err := p.Search(t.Context(), local.SearchQuery{Text: name, Limit: 10, Customers: true})
		require.NoError(t, err)
		require.Len(t, hits, 1, name)
	}
	require.Len(t, p.found("IN40218077"), 1)
}

func TestMarks(t *testing.T) {
	text := "Penagihan ke +62 812-0000-4217, tagihannya naik"
	var marked []string
	for _, m := range local.Marks(text, "tagihan") {
		marked = append(marked, text[m.From:m.To])
	}
	require.Equal(t, []string{"Penagihan", "tagihannya"}, marked)
	require.Empty(t, local.Marks(text, ""))
	require.Len(t, local.Marks("Modem MODEM mod", "mod"), 3)
}

func FuzzIndex(f *testing.F) {
	f.Add("tagihan saya", "menagih")
	f.Add("\x00\xff +62 812", "62")
	f.Add("ﷺ́́́", "a*")
	f.Fuzz(func(t *testing.T, text, query string) {
		for _, m := range local.Marks(text, query) {
			if m.From < 0 || m.To > len(text) || m.From >= m.To {
				t.Fatalf("mark %v outside of %d bytes", m, len(text))
			}
		}
	})
}
