package local_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		for _, dir := range folders {
			_ = os.RemoveAll(dir)
		}
		os.Exit(code)
	}))
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func id(n int) string { return fmt.Sprintf("01928374-5566-7788-99aa-%012x", n) }

// place is a data folder with one agent's store, which a test can close and open again.
type place struct {
	t      testing.TB
	dir    string
	folder *local.Folder
	*local.Store
}

func begin(t testing.TB) *place {
	t.Helper()
	p := &place{t: t, dir: filepath.Join(t.TempDir(), "data")}
	p.open()
	t.Cleanup(p.shut)
	return p
}

func (p *place) open() {
	p.t.Helper()
	var err error
	p.folder, err = local.OpenFolder(p.dir)
	require.NoError(p.t, err)
	p.Store, err = p.folder.Store(context.Background(), "https://sm.example.test", "anis")
	require.NoError(p.t, err)
}

func (p *place) shut() {
	if p.Store != nil {
		require.NoError(p.t, p.Store.Close())
		p.Store = nil
	}
	if p.folder != nil {
		require.NoError(p.t, p.folder.Close())
		p.folder = nil
	}
}

func aCase(n int, change func(*contract.Case)) contract.Case {
	c := contract.Case{
		ID: id(n), Number: int64(40000 + n), Version: 1, State: contract.CaseStateTaken, Network: contract.Twitter, Kind: contract.MessageKindMention,
		Customer:  contract.CustomerRef{ID: id(1_000_000 + n), Name: fmt.Sprintf("Pelanggan %d", n), Handle: fmt.Sprintf("pelanggan_%d", n)},
		MessageID: id(2_000_000 + n), ReceivedAt: noon.Add(time.Duration(n) * time.Minute), DueAt: noon.Add(time.Duration(n) * time.Minute),
		ChangedAt: noon, Preview: "Internet lambat sekali", Answerable: contract.Answerable{Ok: true},
	}
	if change != nil {
		change(&c)
	}
	return c
}

func aMessage(n, customer int, text string) contract.Message {
	return contract.Message{
		ID: id(2_000_000 + n), CustomerID: id(1_000_000 + customer), ConversationID: id(3_000_000 + customer), Network: contract.Twitter,
		Kind: contract.MessageKindMention, Text: text, At: noon.Add(time.Duration(n) * time.Second),
	}
}

func (p *place) apply(c contract.Changes) local.Applied {
	p.t.Helper()
	a, err := p.Apply(context.Background(), c, "", noon)
	require.NoError(p.t, err)
	return a
}

func (p *place) ids(q local.OrderQuery) []string {
	p.t.Helper()
	keys, err := p.Order(context.Background(), q)
	require.NoError(p.t, err)
	rows, err := p.Cases(context.Background(), keys)
	require.NoError(p.t, err)
	ids := []string{}
	for _, r := range rows {
		ids = append(ids, r.Case.ID)
	}
	return ids
}

func TestInboxOrderAndCounts(t *testing.T) {
	p := begin(t)
	a := p.apply(contract.Changes{Cursor: "c1", Cases: []contract.Case{
		aCase(3, nil),
		aCase(1, func(c *contract.Case) { c.Network = contract.Facebook; c.ReceivedAt = noon.Add(time.Hour) }),
		aCase(2, func(c *contract.Case) { c.State = contract.CaseStateAnswering; c.OpenedAt = noon }),
		aCase(4, func(c *contract.Case) { c.State = contract.CaseStateAnswered }),
		aCase(5, func(c *contract.Case) { c.State = contract.CaseStateWaiting }),
	}})
	require.Equal(t, 3, a.Arrived)
	require.True(t, a.Inbox)
	require.Equal(t, []string{id(1), id(2), id(3)}, p.ids(local.OrderQuery{}))
	require.Equal(t, []string{id(1), id(3), id(2)}, p.ids(local.OrderQuery{Sort: local.ByNewest}))
	require.Equal(t, []string{id(2), id(3), id(1)}, p.ids(local.OrderQuery{Sort: local.ByOldest}))
	require.Equal(t, []string{id(2), id(3)}, p.ids(local.OrderQuery{Network: contract.Twitter}))
	require.Equal(t, []string{id(3)}, p.ids(local.OrderQuery{Text: "pelanggan_3"}))
	require.Equal(t, []string{id(3)}, p.ids(local.OrderQuery{Text: "40003 LAMBAT"}))
	byNumber, err := p.CaseNumbered(t.Context(), 40003)
	require.NoError(t, err)
	require.Equal(t, id(3), byNumber.Case.ID)
	_, err = p.CaseNumbered(t.Context(), 40009)
	require.Equal(t, data.NotFound, data.KindOf(err))
	require.Empty(t, p.ids(local.OrderQuery{Text: "100%"}))

	counts, err := p.Counts(t.Context(), noon.Add(150*time.Second))
	require.NoError(t, err)
	require.Equal(t, local.Counts{All: 3, Twitter: 2, Facebook: 1, Unread: 2, Overdue: 1}, counts, "an answering case is not overdue, an opened one not unread")
	due, err := p.NextDue(t.Context(), noon.Add(150*time.Second))
	require.NoError(t, err)
	require.True(t, due.Equal(noon.Add(3*time.Minute)))

	a = p.apply(contract.Changes{
		Cursor: "c2", Cases: []contract.Case{aCase(3, func(c *contract.Case) { c.State = contract.CaseStateAnswered; c.Version = 2 })},
		Gone: []contract.Gone{{Kind: contract.GoneKindCase, ID: id(1)}},
	})
	require.Zero(t, a.Arrived)
	require.Equal(t, []string{id(2)}, p.ids(local.OrderQuery{}))
}

func TestUnread(t *testing.T) {
	p := begin(t)
	unread := func() bool {
		r, err := p.Case(t.Context(), id(1))
		require.NoError(t, err)
		return r.Unread
	}
	p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}})
	require.True(t, unread())
	changed, err := p.SetUnread(t.Context(), id(1), false)
	require.NoError(t, err)
	require.True(t, changed)
	changed, err = p.SetUnread(t.Context(), id(1), false)
	require.NoError(t, err)
	require.False(t, changed)

	p.apply(contract.Changes{Cursor: "2", Cases: []contract.Case{aCase(1, func(c *contract.Case) { c.Version = 2; c.PreviewOurs = true; c.Preview = "Baik Kak" })}})
	require.False(t, unread(), "our own words don't make unread")
	next := aCase(1, func(c *contract.Case) { c.Version = 3; c.Preview = "Masih lambat" })
	_, err = p.Apply(t.Context(), contract.Changes{Cursor: "3", Cases: []contract.Case{next}}, id(1), noon)
	require.NoError(t, err)
	require.False(t, unread(), "the agent looks at it")
	next.Version, next.Preview = 4, "Halo"
	p.apply(contract.Changes{Cursor: "4", Cases: []contract.Case{next}})
	require.True(t, unread(), "the customer wrote")
}

func TestConversation(t *testing.T) {
	p := begin(t)
	var page contract.HistoryPage
	for n := 1; n <= 120; n++ {
		if n%10 == 0 {
			page.Notes = append(page.Notes, contract.Note{ID: id(5_000_000 + n), CustomerID: id(1_000_001), Text: "catatan " + fmt.Sprint(n), At: noon.Add(time.Duration(n) * time.Second)})
			continue
		}
		page.Messages = append(page.Messages, aMessage(n, 1, fmt.Sprintf("pesan %d", n)))
	}
	p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}})
	page.Next = "earlier"
	require.NoError(t, p.PutHistory(t.Context(), id(1_000_001), "", page, noon))

	got, err := p.Entries(t.Context(), local.EntryQuery{CustomerID: id(1_000_001), Limit: 50})
	require.NoError(t, err)
	require.Len(t, got, 50)
	require.Equal(t, "catatan 120", got[49].Note.Text)
	require.Equal(t, "pesan 71", got[0].Message.Text)
	before, err := p.Entries(t.Context(), local.EntryQuery{CustomerID: id(1_000_001), Limit: 100, Before: got[0].Key})
	require.NoError(t, err)
	require.Len(t, before, 70)
	require.Equal(t, "catatan 70", before[69].Note.Text)

	notes, err := p.Entries(t.Context(), local.EntryQuery{CustomerID: id(1_000_001), Limit: 50, Only: local.OnlyNotes})
	require.NoError(t, err)
	require.Len(t, notes, 12)
	found, err := p.Entries(t.Context(), local.EntryQuery{CustomerID: id(1_000_001), Limit: 3, Find: "PESAN 11"})
	require.NoError(t, err)
	require.Len(t, found, 3)
	require.Equal(t, "pesan 117", found[0].Message.Text)
	require.Equal(t, "pesan 119", found[2].Message.Text)
	messages, ns, err := p.EntryCounts(t.Context(), id(1_000_001))
	require.NoError(t, err)
	require.Equal(t, []int{108, 12}, []int{messages, ns})
}

// Twenty messages of one millisecond keep their own keys and their order of coming.
func TestManyInOneInstant(t *testing.T) {
	p := begin(t)
	var all []contract.Message
	for n := range 40 {
		m := aMessage(n, 1, fmt.Sprint("pesan ", n))
		m.At = noon
		all = append(all, m)
	}
	p.apply(contract.Changes{Cursor: "1", Messages: all})
	p.apply(contract.Changes{Cursor: "2", Messages: all})
	got, err := p.Entries(t.Context(), local.EntryQuery{CustomerID: id(1_000_001), Limit: 100})
	require.NoError(t, err)
	require.Len(t, got, 40)
	for n, e := range got {
		require.Equal(t, fmt.Sprint("pesan ", n), e.Message.Text)
	}
}

func TestReachKeepsAccountOfGaps(t *testing.T) {
	p := begin(t)
	p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}})
	customer := id(1_000_001)
	put := func(cursor, next string, numbers ...int) local.Reach {
		t.Helper()
		var page contract.HistoryPage
		for _, n := range numbers {
			page.Messages = append(page.Messages, aMessage(n, 1, "x"))
		}
		page.Next = next
		require.NoError(t, p.PutHistory(t.Context(), customer, cursor, page, noon))
		row, err := p.Customer(t.Context(), customer)
		require.NoError(t, err)
		return row.History
	}
	at := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }
	r := put("", "p50", 50, 60)
	require.True(t, r.Asked)
	require.True(t, r.From.Equal(at(50)))
	require.Equal(t, "p50", r.Earlier)
	r = put("p50", "p30", 30, 40)
	require.True(t, r.From.Equal(at(30)))
	require.Equal(t, "p30", r.Earlier)
	r = put("", "p55", 55, 60, 70)
	require.True(t, r.From.Equal(at(30)), "the page meets what is here")
	require.Equal(t, "p30", r.Earlier)
	r = put("", "p100", 100, 110)
	require.True(t, r.From.Equal(at(100)), "between 70 and 100 something may be missing")
	require.Equal(t, "p100", r.Earlier)
	r = put("", "", 1, 2, 110)
	require.Empty(t, r.Earlier)
	require.True(t, r.From.Before(at(1)))
}

func TestResyncTakesAwayWhatIsNotConfirmed(t *testing.T) {
	p := begin(t)
	p.apply(contract.Changes{Cursor: "c9", Cases: []contract.Case{aCase(1, nil), aCase(2, nil)}, Messages: []contract.Message{aMessage(1, 1, "tagihan"), aMessage(2, 2, "modem")}})
	p.apply(contract.Changes{Reset: true})
	require.Len(t, p.ids(local.OrderQuery{}), 2, "the screen keeps what it has until the end")
	pos, err := p.Position(t.Context())
	require.NoError(t, err)
	require.Empty(t, pos.Cursor)

	p.apply(contract.Changes{Cursor: "d1", More: true, Cases: []contract.Case{aCase(2, nil)}})
	p.shut()
	p.open() // in the middle
	p.apply(contract.Changes{Cursor: "d2", Messages: []contract.Message{aMessage(2, 2, "modem")}})
	require.Equal(t, []string{id(2)}, p.ids(local.OrderQuery{}))
	hits, err := p.Search(t.Context(), local.SearchQuery{Text: "tagihan", Limit: 10})
	require.NoError(t, err)
	require.Empty(t, hits)
	hits, err = p.Search(t.Context(), local.SearchQuery{Text: "modem", Limit: 10})
	require.NoError(t, err)
	require.Len(t, hits, 1)
	_, err = p.Customer(t.Context(), id(1_000_001))
	require.Equal(t, data.NotFound, data.KindOf(err))
	pos, err = p.Position(t.Context())
	require.NoError(t, err)
	require.Equal(t, "d2", pos.Cursor)
	require.True(t, pos.At.Equal(noon))
}

func TestHandlings(t *testing.T) {
	p := begin(t)
	p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}})
	handling := func(n int, agent string) contract.Handling {
		return contract.Handling{
			ID: id(6_000_000 + n), CaseID: id(1), CustomerID: id(1_000_001), Agent: contract.AgentRef{ID: agent}, SavedAt: noon.Add(time.Duration(n) * time.Minute),
			Answers: []contract.Answer{{ID: id(7_000_000 + n), Text: "rahasia dicatat", Visibility: contract.None}},
		}
	}
	require.NoError(t, p.PutHandlings(t.Context(), id(1_000_001), "", contract.HandlingPage{Handlings: []contract.Handling{handling(3, "a"), handling(2, "b")}, Next: "h2"}, noon))
	row, err := p.Customer(t.Context(), id(1_000_001))
	require.NoError(t, err)
	require.True(t, row.HandlingsAsked)
	require.Equal(t, "h2", row.Handlings)
	require.NoError(t, p.PutHandlings(t.Context(), id(1_000_001), "h2", contract.HandlingPage{Handlings: []contract.Handling{handling(1, "a")}}, noon))
	require.NoError(t, p.PutHandlings(t.Context(), id(1_000_001), "", contract.HandlingPage{Handlings: []contract.Handling{handling(3, "a")}, Next: "h2"}, noon))
	row, err = p.Customer(t.Context(), id(1_000_001))
	require.NoError(t, err)
	require.Empty(t, row.Handlings, "the newest page again does not forget how far back they are here")

	page, err := p.Handlings(t.Context(), id(1_000_001), time.Time{}, 2)
	require.NoError(t, err)
	require.Len(t, page, 2)
	require.Equal(t, id(6_000_003), page[0].ID)
	page, err = p.Handlings(t.Context(), id(1_000_001), page[1].SavedAt, 2)
	require.NoError(t, err)
	require.Equal(t, id(6_000_001), page[0].ID)
	of, err := p.HandlingOf(t.Context(), id(1), "b")
	require.NoError(t, err)
	require.Equal(t, id(6_000_002), of.ID)
	with, err := p.HandlingWith(t.Context(), id(1), id(7_000_003))
	require.NoError(t, err)
	require.Equal(t, id(6_000_003), with.ID)
	hits, err := p.Search(t.Context(), local.SearchQuery{Text: "rahasia", Limit: 10})
	require.NoError(t, err)
	require.Len(t, hits, 3)
	require.Equal(t, id(6_000_003), hits[0].Handling.ID)
}

func TestDraftsAndOutboxSurvive(t *testing.T) {
	p := begin(t)
	key := local.DraftKey{CaseID: id(1), MessageID: id(2), Visibility: contract.Public}
	private := key
	private.Visibility = contract.Private
	require.NoError(t, p.PutDraft(t.Context(), local.Draft{DraftKey: key, At: noon, Doc: []byte("one")}))
	require.NoError(t, p.PutDraft(t.Context(), local.Draft{DraftKey: private, At: noon.Add(time.Second), Doc: []byte("two")}))
	require.NoError(t, p.Add(t.Context(), local.Outgoing{ID: id(8), State: "queued", Doc: []byte("answer")}, key))
	require.NoError(t, p.Add(t.Context(), local.Outgoing{ID: id(9), State: "queued", Doc: []byte("next")}))
	require.NoError(t, p.Update(t.Context(), local.Outgoing{ID: id(8), State: "sending", Doc: []byte("answer")}))
	require.NoError(t, p.SetSetting(t.Context(), "divider", "0.3"))

	require.NoError(t, p.Forget())
	p.Store = nil
	p.shut()
	p.open()
	drafts, err := p.Drafts(t.Context())
	require.NoError(t, err)
	require.Len(t, drafts, 1)
	require.Equal(t, private, drafts[0].DraftKey)
	items, err := p.Outbox(t.Context())
	require.NoError(t, err)
	require.Equal(t, []local.Outgoing{{ID: id(8), State: "sending", Doc: []byte("answer")}, {ID: id(9), State: "queued", Doc: []byte("next")}}, items)
	settings, err := p.Settings(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]string{"divider": "0.3"}, settings)

	require.NoError(t, p.Remove(t.Context(), id(9), &local.Draft{DraftKey: key, At: noon, Doc: []byte("back")}))
	drafts, err = p.Drafts(t.Context())
	require.NoError(t, err)
	require.Len(t, drafts, 2)
}

func TestForgetEmptiesTheCache(t *testing.T) {
	p := begin(t)
	p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}, Messages: []contract.Message{aMessage(1, 1, "rahasia-besar")}})
	require.NoError(t, p.Forget())
	p.Store = nil
	err := filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NotContains(t, string(b), "rahasia-besar", path)
		return nil
	})
	require.NoError(t, err)
}

func TestOneRunningCopy(t *testing.T) {
	p := begin(t)
	_, err := local.OpenFolder(p.dir)
	require.Equal(t, data.InUse, data.KindOf(err))
	p.shut()
	p.open()
}

func TestOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the profile folder's rights are Windows' own")
	}
	p := begin(t)
	p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}})
	require.NoError(t, p.SetSetting(t.Context(), "a", "b"))
	require.NoError(t, p.folder.SetLast(local.Last{Server: "https://sm.example.test", Username: "anis"}))
	require.Equal(t, "anis", p.folder.Last().Username)
	seen := 0
	err := filepath.WalkDir(p.dir, func(path string, _ os.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, "%s is open to others", path)
		seen++
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, seen, 6)
}

// Each damaged database is set aside; what can be read of drafts and outbox lives on.
func TestDamage(t *testing.T) {
	for _, name := range []string{"cache.db", "kept.db"} {
		for how, harm := range map[string]func([]byte) []byte{
			"garbage":   func(b []byte) []byte { return []byte(strings.Repeat("not a database ", 1000)) },
			"no header": func(b []byte) []byte { copy(b, make([]byte, 100)); return b },
			"a page":    func(b []byte) []byte { copy(b[4096:], strings.Repeat("x", 4096)); return b },
			"cut off":   func(b []byte) []byte { return b[:len(b)/2] },
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				p := begin(t)
				p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}})
				for n := range 300 {
					require.NoError(t, p.Add(t.Context(), local.Outgoing{ID: id(n), State: "queued", Doc: []byte(strings.Repeat("answer ", 40))}))
				}
				p.shut()
				paths, err := filepath.Glob(filepath.Join(p.dir, "agents", "*", name))
				require.NoError(t, err)
				require.Len(t, paths, 1)
				b, err := os.ReadFile(paths[0])
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(paths[0], harm(b), 0o600))
				p.open()
				require.Len(t, p.SetAside, 1)
				require.FileExists(t, p.SetAside[0].Path)
				items, err := p.Outbox(t.Context())
				require.NoError(t, err)
				if name == "cache.db" {
					require.Len(t, items, 300, "the outbox is not in the cache")
				} else {
					require.Len(t, items, p.SetAside[0].Outbox)
				}
				p.apply(contract.Changes{Cursor: "1", Cases: []contract.Case{aCase(1, nil)}})
				require.Len(t, p.ids(local.OrderQuery{}), 1, "it works on")
			})
		}
	}
}

// One damaged page in the middle costs what lay on it, not the rest.
func TestSalvageSavesWhatCanBeRead(t *testing.T) {
	p := begin(t)
	for n := range 1000 {
		require.NoError(t, p.Add(t.Context(), local.Outgoing{ID: id(n), State: "queued", Doc: []byte(strings.Repeat("answer ", 40))}))
	}
	p.shut()
	paths, err := filepath.Glob(filepath.Join(p.dir, "agents", "*", "kept.db"))
	require.NoError(t, err)
	b, err := os.ReadFile(paths[0])
	require.NoError(t, err)
	page := len(b) / 2 / 4096 * 4096
	for !bytes.Contains(b[page:page+4096], []byte("answer answer")) {
		page += 4096
	}
	copy(b[page:], make([]byte, 4096))
	require.NoError(t, os.WriteFile(paths[0], b, 0o600))
	p.open()
	require.Len(t, p.SetAside, 1)
	items, err := p.Outbox(t.Context())
	require.NoError(t, err)
	require.Len(t, items, p.SetAside[0].Outbox)
	require.Greater(t, len(items), 900)
	require.Less(t, len(items), 1000, "something lay on the page")
}

// What no start touches, Health finds: the cache is checked whole.
func TestHealthFindsDamageFurtherIn(t *testing.T) {
	p := begin(t)
	var cases []contract.Case
	for n := range 2000 {
		cases = append(cases, aCase(n, nil))
	}
	p.apply(contract.Changes{Cursor: "1", Cases: cases})
	p.shut()
	paths, err := filepath.Glob(filepath.Join(p.dir, "agents", "*", "cache.db"))
	require.NoError(t, err)
	b, err := os.ReadFile(paths[0])
	require.NoError(t, err)
	last := (bytes.LastIndex(b, []byte(id(1500))) / 4096) * 4096
	require.Positive(t, last)
	copy(b[last:], make([]byte, 4096))
	require.NoError(t, os.WriteFile(paths[0], b, 0o600))
	p.open()
	require.Empty(t, p.SetAside)
	_, err = p.Health(t.Context())
	require.Equal(t, data.CorruptStore, data.KindOf(err))
}

// Health counts what waits, and names what was damaged and set aside.
func TestHealth(t *testing.T) {
	p := begin(t)
	require.NoError(t, p.PutDraft(t.Context(), local.Draft{DraftKey: local.DraftKey{CaseID: id(1), MessageID: id(2)}, At: noon, Doc: []byte("{}")}))
	for n, state := range []string{"queued", "queued", "failed"} {
		require.NoError(t, p.Add(t.Context(), local.Outgoing{ID: id(n), State: state, Doc: []byte("{}")}))
	}
	h, err := p.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, local.Health{Drafts: 1, Outbox: map[string]int{"queued": 2, "failed": 1}}, h)

	p.shut()
	paths, err := filepath.Glob(filepath.Join(p.dir, "agents", "*", "kept.db"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(paths[0], []byte("no database"), 0o600))
	p.open()
	h, err = p.Health(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"kept.db.damaged-1"}, h.Aside)
}

func TestNewerStoreIsNotMisread(t *testing.T) {
	p := begin(t)
	p.shut()
	paths, err := filepath.Glob(filepath.Join(p.dir, "agents", "*", "cache.db"))
	require.NoError(t, err)
	db, err := sql.Open("sqlite3", paths[0])
	require.NoError(t, err)
	_, err = db.Exec("insert into goose_db_version (version_id, is_applied) values (99, 1)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	p.open()
	require.Len(t, p.SetAside, 1, "a cache of a newer program is made anew")
}

func TestPrune(t *testing.T) {
	p := begin(t)
	p.apply(contract.Changes{
		Cursor: "1", Cases: []contract.Case{aCase(1, nil), aCase(2, func(c *contract.Case) { c.State = contract.CaseStateAnswered })},
		Messages: []contract.Message{aMessage(1, 1, "tagihan"), aMessage(2, 2, "tagihan")},
	})
	gone, err := p.Prune(t.Context(), noon.Add(24*time.Hour))
	require.NoError(t, err)
	require.Equal(t, 1, gone)
	hits, err := p.Search(t.Context(), local.SearchQuery{Text: "tagihan", Limit: 10})
	require.NoError(t, err)
	require.Len(t, hits, 1, "an open case keeps its conversation")
	_, err = p.Case(t.Context(), id(2))
	require.Equal(t, data.NotFound, data.KindOf(err))
}
