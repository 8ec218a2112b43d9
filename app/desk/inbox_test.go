package desk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Sync takes at most the set number of cases, earliest due first, and brings them (5.3.2).
func TestSyncTakesCases(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url, func(p *desk.Params) { p.TakeLimit = 2 })
	m.signIn("anis")
	for _, who := range []string{"Budi", "Siti", "Hendra"} {
		c.writes(c.twitter, who, "internet lambat", "")
	}
	taken, err := m.Sync(t.Context())
	require.NoError(t, err)
	require.Equal(t, desk.Synced{Taken: 2, Waiting: 1}, taken)
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(t, err)
	require.Equal(t, 2, in.Len())
	require.Equal(t, desk.Counts{All: 2, Twitter: 2, Unread: 2}, in.Counts)
	rows, err := m.InboxRows(in, 0, 10)
	require.NoError(t, err)
	require.Equal(t, "Budi", rows[0].Case.Customer.Name)
	require.True(t, rows[0].Mine && rows[0].Unread)
	require.Equal(t, 1, m.Connection().Waiting)
	m.until("the arrival is told", func() bool { return m.arrived() == 2 })

	// A second agent gets what is left and nothing else.
	other := newMachine(t, c.url)
	other.signIn("sari")
	taken, err = other.Sync(t.Context())
	require.NoError(t, err)
	require.Equal(t, desk.Synced{Taken: 1}, taken)
	require.Equal(t, "Hendra", other.caseOf("Hendra").Customer.Name)
	taken, err = m.Sync(t.Context())
	require.NoError(t, err)
	require.Equal(t, desk.Synced{}, taken)
}

// What waits in the common queue is told to all without any of them asking for changes.
func TestTheQueueIsToldToAll(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url, func(p *desk.Params) { p.Every = time.Hour })
	m.signIn("anis")
	m.until("connected", func() bool { return !m.Connection().LastSync.IsZero() })
	for n, who := range []string{"Budi", "Siti"} {
		c.writes(c.twitter, who, "internet lambat", "")
		m.until("the queue is told", func() bool { return m.Connection().Waiting == n+1 })
	}
}

func TestInboxFilters(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.holds(c, c.facebook, "Laras", "tagihan naik", "")
	third := m.holds(c, c.twitter, "Siti", "pindah alamat", "")
	names := func(f desk.InboxFilter) []string {
		in, err := m.Inbox(f)
		require.NoError(t, err)
		require.Equal(t, desk.Counts{All: 3, Twitter: 2, Facebook: 1, Unread: 3}, in.Counts, "the counts do not follow the filter")
		rows, err := m.InboxRows(in, 0, 10)
		require.NoError(t, err)
		var all []string
		for _, r := range rows {
			all = append(all, r.Case.Customer.Name)
		}
		return all
	}
	require.Equal(t, []string{"Budi", "Laras", "Siti"}, names(desk.InboxFilter{}))
	require.Equal(t, []string{"Siti", "Laras", "Budi"}, names(desk.InboxFilter{Sort: desk.ByNewest}))
	require.Equal(t, []string{"Laras"}, names(desk.InboxFilter{Network: contract.Facebook}))
	require.Equal(t, []string{"Siti"}, names(desk.InboxFilter{Text: "PINDAH siti"}))
	require.Nil(t, names(desk.InboxFilter{Text: "tidak ada"}))
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(t, err)
	require.Equal(t, 2, m.IndexOf(in, third.ID))
	require.Equal(t, -1, m.IndexOf(in, "nothing"))
	rows, err := m.InboxRows(in, 2, 5)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	rows, err = m.InboxRows(in, 7, 5)
	require.NoError(t, err)
	require.Empty(t, rows)
}

// An order that is held does not move: what leaves meanwhile stays in its place until it is read again.
func TestOrderHolds(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	budi := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(t, err)
	_, err = m.InboxRows(in, 0, 2)
	require.NoError(t, err)
	require.NoError(t, m.Release(t.Context(), budi.ID))
	m.until("the case is gone", func() bool {
		rows, err := m.InboxRows(in, 0, 2)
		require.NoError(t, err)
		require.Len(t, rows, 2)
		require.Equal(t, "Budi", rows[0].Case.Customer.Name)
		require.Equal(t, "Siti", rows[1].Case.Customer.Name)
		return rows[0].Gone && !rows[1].Gone
	})
	waiting, err := c.store.Waiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, waiting)
	m.until("the store has forgotten it", func() bool {
		_, err := m.View(budi.ID)
		return data.KindOf(err) == data.NotFound || m.row(budi.ID).Gone
	})
	require.Equal(t, data.CaseClosed, kindAfterAnswer(t, c, m, "Siti"))
}

// kindAfterAnswer answers a case and says how releasing it is refused.
func kindAfterAnswer(t *testing.T, c *centre, m *machine, who string) data.Kind {
	t.Helper()
	held := m.caseOf(who)
	m.save(m.filled(held, "Baik Kak"))
	m.untilSent(1)
	return data.KindOf(m.Release(t.Context(), held.ID))
}

func TestMarks(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", contract.MessageKindDm)
	require.True(t, m.row(held.ID).Unread)
	v, err := m.Open(held.ID)
	require.NoError(t, err)
	require.False(t, v.Unread)
	m.until("it is read", func() bool { return !m.row(held.ID).Unread })
	m.until("the backend knows that it was opened", func() bool { return !m.row(held.ID).Case.OpenedAt.IsZero() })
	require.Equal(t, 1, c.line.count("/open"))
	c.writes(c.twitter, "Budi", "masih lambat", contract.MessageKindDm)
	m.until("the new words are here", func() bool { return m.row(held.ID).Case.Preview == "masih lambat" })
	require.False(t, m.row(held.ID).Unread, "the agent looks at it")
	m.MarkUnread(held.ID)
	m.until("it is unread", func() bool { return m.row(held.ID).Unread })
	m.MarkRead(held.ID)
	m.until("it is read", func() bool { return !m.row(held.ID).Unread })
	m.CloseCase()
	c.writes(c.twitter, "Budi", "halo?", contract.MessageKindDm)
	m.until("it is unread again", func() bool { return m.row(held.ID).Unread })
	counts, err := m.Counts()
	require.NoError(t, err)
	require.Equal(t, 1, counts.Unread)
}

// Who goes through the list with J opens nothing on the way.
func TestPassingByOpensNothing(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	a := m.holds(c, c.twitter, "Budi", "satu", "")
	b := m.holds(c, c.twitter, "Siti", "dua", "")
	for range 3 {
		_, err := m.Open(a.ID)
		require.NoError(t, err)
		_, err = m.Open(b.ID)
		require.NoError(t, err)
	}
	m.until("the last one is open", func() bool { return c.line.count("/open") == 1 })
	require.Equal(t, 1, c.line.count("POST /v1/cases/"+b.ID+"/open"))
}

func TestOverdue(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url, func(p *desk.Params) {
		p.Clock = func() time.Time { return time.Now().Add(time.Hour) }
	})
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	counts, err := m.Counts()
	require.NoError(t, err)
	require.Equal(t, 1, counts.Overdue)
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	m.save(m.filled(held, "Mohon maaf"))
	counts, err = m.Counts()
	require.NoError(t, err)
	require.Zero(t, counts.Overdue, "an answer waits")
}

func TestMarkOutside(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	err := m.MarkOutside(t.Context(), held.ID, m.path("Komplain"), "")
	require.Equal(t, data.NoCategory, data.KindOf(err))
	require.NoError(t, m.MarkOutside(t.Context(), held.ID, m.path("Informasi", "Tagihan"), "dijawab di aplikasi"))
	m.until("the case has left the inbox", func() bool { return m.row(held.ID).Gone })
	m.until("the record is here", func() bool {
		h, _, err := m.Handlings(held.Customer.ID, time.Time{}, 0)
		require.NoError(t, err)
		return len(h) == 1 && h[0].Outside && h[0].Remark == "dijawab di aplikasi"
	})
	require.Equal(t, data.CaseClosed, data.KindOf(m.TakeOver(t.Context(), held.ID)))
}

// What happens at the backend is here without anybody asking: the stream says so.
func TestPush(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url, func(p *desk.Params) { p.Every = time.Hour })
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", contract.MessageKindDm)
	m.until("it is connected", m.connected)
	c.writes(c.twitter, "Budi", "sudah normal", contract.MessageKindDm)
	m.until("the message is here", func() bool { return len(m.texts(held.Customer.ID)) == 2 })
	require.NoError(t, c.store.ImportCatalogue(t.Context(), []string{"Kategori"}, [][]string{{"Lain-lain"}}))
	m.until("the catalogue is renewed", func() bool { return len(m.Catalogue().Levels) == 1 })
	require.Equal(t, "Lain-lain", m.Catalogue().Children(nil)[0].Label)
	m.stop()
	m.start()
	m.signIn("anis")
	require.Equal(t, []string{"Kategori"}, m.Catalogue().Levels, "kept on this machine")
}

// A backend that was restored does not know its cursor: everything is asked for again, and nothing stays that it does not have.
func TestRestoredBackend(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	gone := m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	draft, err := m.SaveDraft(t.Context(), m.filled(held, "Mohon maaf"))
	require.NoError(t, err)
	agent, err := c.store.AgentByUsername(t.Context(), "anis")
	require.NoError(t, err)
	_, err = c.store.ReleaseCase(t.Context(), agent.ID, gone.ID)
	require.NoError(t, err)
	require.NoError(t, c.store.Restored(t.Context()))
	c.line.heal()
	m.TryNow()
	m.until("what is gone is gone", func() bool { return m.row(gone.ID).Gone })
	require.False(t, m.row(held.ID).Gone)
	f, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, draft.Text, f.Text)
}

// The connection is never said to be there while nothing comes, nor gone while something does.
func TestConnectionIsHonest(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	require.Equal(t, desk.SignedOut, m.Connection().State)
	m.signIn("anis")
	m.until("it is connected", m.connected)
	since := m.Connection().Since
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	require.True(t, m.Connection().Since.After(since))
	require.Error(t, m.Connection().Detail)
	_, err := m.Sync(t.Context())
	require.Equal(t, data.Unreachable, data.KindOf(err))
	c.line.heal()
	m.TryNow()
	m.until("it is connected", m.connected)
	require.Empty(t, m.Connection().Why)
	require.NoError(t, m.Connection().Detail)
}
