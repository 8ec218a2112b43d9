package palette_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
	"sociomedio/ui/onui"
	"sociomedio/ui/palette"
	"sociomedio/ui/shown"
	"sociomedio/ui/words"
)

const waiting = 5 * time.Second

// store is a desk that finds by the beginnings of words, as the real one does.
type store struct {
	rows []desk.Row
	hits []desk.Hit
	far  []desk.Hit // only the backend has them

	topics []contract.CatalogueNode
}

func (s *store) Catalogue() desk.Catalogue {
	return desk.CatalogueOf(contract.Catalogue{Levels: []string{"Category", "Product"}, Nodes: s.topics}, []contract.Template{
		{ID: "1", Category: "Billing", Title: "tagihan-rincian", Text: "Halo Kak {nama}, rincian tagihan"},
		{ID: "2", Category: "Internet", Title: "restart-modem", Text: "Mohon restart modem"},
	}, nil)
}

func (s *store) Inbox(f desk.InboxFilter) (desk.Inbox, error) {
	return desk.Inbox{Filter: f}, nil
}

func (s *store) InboxRows(in desk.Inbox, _, n int) ([]desk.Row, error) {
	var found []desk.Row
	for _, r := range s.rows {
		if strings.Contains(strings.ToLower(r.Case.Preview), in.Filter.Text) && len(found) < n {
			found = append(found, r)
		}
	}
	return found, nil
}

func (s *store) Search(_ context.Context, q desk.SearchQuery) (desk.SearchPage, error) {
	var page desk.SearchPage
	for _, h := range s.hits {
		if strings.Contains(strings.ToLower(h.Title+" "+h.Excerpt), q.Text) {
			page.Hits = append(page.Hits, h)
		}
	}
	return page, nil
}

func (s *store) SearchHistory(_ context.Context, text string, _ int) ([]desk.Hit, error) {
	var found []desk.Hit
	for _, h := range s.far {
		if strings.Contains(strings.ToLower(h.Excerpt), text) {
			found = append(found, h)
		}
	}
	return found, nil
}

// rig is the palette in a window, and what came of it.
type rig struct {
	*palette.Palette
	t      *testing.T
	window fyne.Window
	queue  *onui.Queue
	did    []string
	closed int
}

func open(t *testing.T, topics ...contract.CatalogueNode) *rig {
	return openIn(t, look.Light, topics...)
}

func openIn(t *testing.T, choice look.Choice, topics ...contract.CatalogueNode) *rig {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(choice, 100))
	table, err := words.Load(words.Indonesian, words.Zone("WIB"))
	require.NoError(t, err)
	r := &rig{t: t, queue: onui.NewQueue()}
	say := func(what string) func() { return func() { r.did = append(r.did, what) } }
	now := time.Date(2026, 11, 24, 14, 10, 0, 0, time.UTC)
	row := func(id, name, text string) desk.Row {
		return desk.Row{Case: contract.Case{
			ID: id, Preview: text, Network: contract.Twitter, DueAt: now.Add(10 * time.Minute),
			Customer: contract.CustomerRef{Name: name},
		}}
	}
	r.Palette = palette.New(palette.Options{
		Source: &store{
			topics: topics,
			rows:   []desk.Row{row("c1", "Wulan Misalia", "Tagihan bulan ini naik"), row("c2", "Yoga Sampel", "Tidak bisa connect")},
			hits: []desk.Hit{
				{Kind: desk.HitNote, ID: "n", CaseID: "c9", Title: "Rani Andai", Excerpt: "Sudah ditagih dua kali, tagihan ganda", At: now},
				{Kind: desk.HitCustomer, ID: "k", CustomerID: "k", Title: "Tagor Umpama", Excerpt: "@tagor tagihan"},
			},
			far: []desk.Hit{{Kind: desk.HitMessage, ID: "m", CustomerID: "lama", Title: "Lastri Lama", Excerpt: "Pindah alamat tahun lalu", Network: contract.Twitter, At: now}},
		},
		Run: r.queue.Run, Words: table, Clock: func() time.Time { return now },
		Commands: []palette.Command{
			{Title: "Sync", Keys: "F5", Icon: look.IconSync, Run: say("sync")}, {Title: "Buka Customers", Icon: look.IconUsers, Run: say("customers")},
		},
		OnCase: func(id string) { say("case " + id)() }, OnTemplate: func(t contract.Template) { say("template " + t.Title)() },
		OnCustomer: func(id string) { say("customer " + id)() }, OnInquiry: func(text string) { say("inquiry " + text)() },
		OnFilter: func(text string) { say("filter " + text)() }, OnPath: func(path []string) { say("path " + strings.Join(path, "/"))() },
		OnClose: func() { r.closed++ },
	})
	r.window = test.NewTempWindow(t, r.Content())
	r.window.Resize(fyne.NewSize(600, 700))
	r.Focus()
	return r
}

func (r *rig) write(text string) { test.Type(r.window.Canvas().Focused(), text) }

func (r *rig) keys(names ...fyne.KeyName) {
	for _, n := range names {
		r.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: n})
	}
}

func (r *rig) sees(text string) bool {
	for _, i := range shown.Of(r.window).Items {
		if strings.Contains(i.Text, text) {
			return true
		}
	}
	return false
}

func (r *rig) until(text string) {
	r.t.Helper()
	require.True(r.t, r.queue.DrainUntil(waiting, func() bool { return r.sees(text) }), text)
}

func TestCommandsAtOnce(t *testing.T) {
	r := open(t)
	require.True(t, r.sees("Perintah"))
	require.True(t, r.sees("Sync"))
	require.False(t, r.sees("tagihan-rincian"), "templates only when asked for")
	r.keys(fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, []string{"customers"}, r.did)
	require.Equal(t, 1, r.closed, "it closes before it acts")
}

// One word finds cases, templates, conversations and customers; the arrows pass over the headings.
func TestOneWordFindsEverything(t *testing.T) {
	r := open(t)
	r.write("tag")
	r.until("Wulan Misalia")
	for _, text := range []string{"Case di inbox", "Template", "tagihan-rincian", "Percakapan", "Rani Andai", "Customers", "Tagor Umpama", `Cari pelanggan: "tag"`} {
		require.True(t, r.sees(text), text)
	}
	require.False(t, r.sees("Yoga Sampel"))
	require.False(t, r.sees("Perintah"))
	for _, want := range []string{"case c1", "template tagihan-rincian", "case c9", "customer k", "inquiry tag"} {
		r.keys(fyne.KeyReturn)
		require.Equal(t, want, r.did[len(r.did)-1])
		r.keys(fyne.KeyDown)
	}
	r.keys(fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, "inquiry tag", r.did[len(r.did)-1], "the last stays the last")
	r.keys(fyne.KeyPageUp, fyne.KeyReturn)
	require.Equal(t, "case c1", r.did[len(r.did)-1])
}

// billing is a branch of a catalogue.
var billing = []contract.CatalogueNode{{ID: "b", Label: "Billing", Level: 1}, {ID: "t", Label: "Tagihan", Level: 2, ParentID: "b"}}

// A topic of the catalogue filters the inbox and fills in Form Reply.
func TestTopic(t *testing.T) {
	r := open(t, billing...)
	r.write("tag")
	r.until("Wulan Misalia")
	require.True(t, r.sees("Perintah"))
	r.keys(fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, []string{"filter Tagihan", "path b/t", "case c1"}, r.did)
	r = open(t, billing...)
	r.write("/tag")
	require.False(t, r.sees("Saring inbox"), "templates only")
}

// The palette of palette.png, in both palettes of colours. When one differs, testdata/failed has what was drawn.
func TestGolden(t *testing.T) {
	for _, choice := range []look.Choice{look.Light, look.Dark} {
		t.Run(string(choice), func(t *testing.T) {
			r := openIn(t, choice, billing...)
			r.write("tag")
			r.until("Rani Andai")
			looktest.Matches(t, "palette-"+string(choice)+".png", r.window.Canvas().Capture())
		})
	}
}

// What is not on this machine is asked of the backend once nobody types, and opens its customer.
func TestOldMessagesComeFromTheBackend(t *testing.T) {
	r := open(t)
	r.write("alamat")
	r.until("Lastri Lama")
	r.keys(fyne.KeyReturn)
	require.Equal(t, []string{"customer lama"}, r.did)
}

func TestOnlyCommandsOrTemplates(t *testing.T) {
	r := open(t)
	r.write("/mod")
	require.True(t, r.sees("restart-modem"))
	require.False(t, r.sees("tagihan-rincian"))
	require.False(t, r.sees("Perintah"))
	r.keys(fyne.KeyReturn)
	require.Equal(t, []string{"template restart-modem"}, r.did)

	r = open(t)
	r.write(">cust")
	require.True(t, r.sees("Buka Customers"))
	require.False(t, r.sees("Sync"))
	require.False(t, r.sees("Template"))
	r.keys(fyne.KeyEscape)
	require.Equal(t, 1, r.closed)
	require.Empty(t, r.did)
}

// What comes late for a text that is not there any more is not shown.
func TestLateFindingsAreNotShown(t *testing.T) {
	r := open(t)
	r.write("t")
	r.write("ag")
	r.until("Wulan Misalia")
	r.keys(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
	r.queue.Drain()
	require.False(t, r.sees("Wulan Misalia"))
	require.True(t, r.sees("Buka Customers"))
}
