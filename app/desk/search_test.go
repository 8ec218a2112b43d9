package desk_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestSearch(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	budi := m.holds(c, c.twitter, "Budi", "tagihan saya naik bulan ini, nomor 122000004217", "")
	siti := m.holds(c, c.facebook, "Siti", "kenapa ditagih dua kali?", "")
	m.save(m.filled(budi, "Kami cek tagihannya ya Kak"))
	m.untilSent(1)
	_, err := m.AddNote(t.Context(), siti.ID, "penagihan ganda, lihat sistem")
	require.NoError(t, err)
	find := func(q desk.SearchQuery) []string {
		page, err := m.Search(t.Context(), q)
		require.NoError(t, err)
		var all []string
		for _, h := range page.Hits {
			marked := ""
			for _, mark := range h.Marks {
				marked += "[" + h.Excerpt[mark.From:mark.To] + "]"
			}
			all = append(all, string(h.Kind)+" "+h.Title+" "+marked)
		}
		return all
	}
	m.until("everything is found", func() bool { return len(find(desk.SearchQuery{Text: "menagih"})) == 4 })
	require.Equal(t, []string{"note Siti [penagihan]", "answer Budi [tagihannya]", "message Siti [ditagih]", "message Budi [tagihan]"},
		find(desk.SearchQuery{Text: "menagih"}), "newest first, whatever the affixes")
	require.Equal(t, []string{"note Siti [penagihan]"}, find(desk.SearchQuery{Text: "tagih", Kinds: []desk.HitKind{desk.HitNote}}))
	require.Equal(t, []string{"message Budi [122000004217]"}, find(desk.SearchQuery{Text: "1220 0000 4217"}))
	require.Equal(t, []string{"customer Budi [budi]", "answer Budi [budi]"}, find(desk.SearchQuery{Text: "bud"}))
	number := find(desk.SearchQuery{Text: "#" + numberOf(budi)})
	require.NotEmpty(t, number)
	require.True(t, strings.HasPrefix(number[0], "case Budi"))
	require.Empty(t, find(desk.SearchQuery{Text: "tidakada"}))
	require.Empty(t, find(desk.SearchQuery{Text: " "}))

	var kinds []desk.HitKind
	before := ""
	for {
		page, err := m.Search(t.Context(), desk.SearchQuery{Text: "tagih", Limit: 1, Before: before})
		require.NoError(t, err)
		for _, h := range page.Hits {
			kinds = append(kinds, h.Kind)
		}
		if before = page.Next; before == "" {
			break
		}
	}
	require.Equal(t, []desk.HitKind{desk.HitNote, desk.HitAnswer, desk.HitMessage, desk.HitMessage}, kinds)

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = m.Search(gone, desk.SearchQuery{Text: "tagihan"})
	require.ErrorIs(t, err, context.Canceled)
	_, err = m.Search(t.Context(), desk.SearchQuery{Text: "tagihan", Before: "x"})
	require.Equal(t, data.Invalid, data.KindOf(err))
}

// An excerpt shows the first match of a long text, on one line.
func TestExcerpt(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	text := strings.Repeat("kata yang panjang sekali\n", 40) + "lalu gangguan muncul " + strings.Repeat("dan seterusnya ", 40)
	m.holds(c, c.twitter, "Budi", text, "")
	page, err := m.Search(t.Context(), desk.SearchQuery{Text: "gangguan"})
	require.NoError(t, err)
	require.Len(t, page.Hits, 1)
	h := page.Hits[0]
	require.NotContains(t, h.Excerpt, "\n")
	require.LessOrEqual(t, len([]rune(h.Excerpt)), 122)
	require.Len(t, h.Marks, 1)
	require.Equal(t, "gangguan", h.Excerpt[h.Marks[0].From:h.Marks[0].To])
	require.Equal(t, contract.Twitter, h.Network)
}

func numberOf(c contract.Case) string { return strconv.FormatInt(c.Number, 10) }

// What is not on this machine is found at the backend: here what a colleague has.
func TestSearchHistory(t *testing.T) {
	c := newCentre(t)
	m, other := newMachine(t, c.url), newMachine(t, c.url)
	m.signIn("anis")
	other.signIn("sari")
	m.holds(c, c.twitter, "Budi", "tagihan saya dobel", "")
	other.holds(c, c.facebook, "Laras", "tagihannya belum turun", "")
	hits, err := m.SearchHistory(t.Context(), "tagih", 10)
	require.NoError(t, err)
	require.Len(t, hits, 1, "not what is here")
	require.Equal(t, "Laras", hits[0].Title)
	require.Equal(t, "tagihannya belum turun", hits[0].Excerpt)
	require.NotEmpty(t, hits[0].Marks)
	customer, err := m.Customer(hits[0].CustomerID)
	require.NoError(t, err, "and can be opened")
	require.Equal(t, "Laras", customer.Name)
	hits, err = m.SearchHistory(t.Context(), "ta", 10)
	require.NoError(t, err)
	require.Empty(t, hits, "two letters are too few")
}
