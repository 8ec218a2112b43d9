package desk_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// machine is an agent's computer: a data folder, a keyring and a desk, which can be ended and started again.
type machine struct {
	*desk.Desk
	t      testing.TB
	dir    string
	server string
	folder *local.Folder
	params []func(*desk.Params)

	mu     sync.Mutex
	events []desk.Event
	woken  chan struct{}
}

func newMachine(t testing.TB, server string, params ...func(*desk.Params)) *machine {
	t.Helper()
	m := &machine{t: t, server: server, params: params, dir: filepath.Join(t.TempDir(), "data"), woken: make(chan struct{}, 1)}
	m.start()
	t.Cleanup(m.stop)
	return m
}

// start is the start of the program.
func (m *machine) start() {
	m.t.Helper()
	var err error
	m.folder, err = local.OpenFolder(m.dir)
	require.NoError(m.t, err)
	p := desk.Params{
		Folder: m.folder, Keys: keys.Open("Socio Medio test", time.Second), Server: m.server, Pause: 10 * time.Millisecond,
		Remote: remote.Options{Version: "test", Patience: 3 * time.Second, Silence: 2 * time.Second, Pause: time.Millisecond}, Every: 200 * time.Millisecond,
	}
	for _, change := range m.params {
		change(&p)
	}
	m.Desk, err = desk.New(p)
	require.NoError(m.t, err)
	m.Subscribe(m.heard)
}

// stop is its end.
func (m *machine) stop() {
	m.t.Helper()
	if m.Desk == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	require.NoError(m.t, m.Close(ctx))
	m.Desk = nil
	require.NoError(m.t, m.folder.Close())
}

func (m *machine) heard(e desk.Event) {
	m.mu.Lock()
	m.events = append(m.events, e)
	m.mu.Unlock()
	select {
	case m.woken <- struct{}{}:
	default:
	}
}

// told says whether an event of a kind came.
func (m *machine) told(kind desk.EventKind) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.events {
		if e.Kind == kind {
			return true
		}
	}
	return false
}

// until waits for something to become so: it looks again with every event, and now and then without.
func (m *machine) until(what string, so func() bool) {
	m.t.Helper()
	late := time.After(40 * time.Second)
	for !so() {
		select {
		case <-m.woken:
		case <-time.After(25 * time.Millisecond):
		case <-late:
			items, counts, _ := m.Outbox()
			for _, i := range items {
				m.t.Logf("in the outbox: %s %s %s %s next %s answer %s", i.ID, i.State, i.Why, i.Reason.Code, i.NextTry, i.AnswerID)
			}
			m.t.Logf("counts %+v, connection %v", counts, m.Connection().State)
			require.FailNow(m.t, "it never came that "+what)
		}
	}
}

func (m *machine) signIn(username string) desk.Session {
	m.t.Helper()
	s, err := m.SignIn(context.Background(), desk.Credentials{Server: m.server, Username: username, Password: password})
	require.NoError(m.t, err)
	m.until("the catalogue is here", func() bool { return len(m.Catalogue().Levels) > 0 && len(m.Catalogue().Accounts) > 0 })
	return s
}

// holds lets a customer write and takes the case.
func (m *machine) holds(c *centre, a account, who, text string, kind contract.MessageKind) contract.Case {
	m.t.Helper()
	c.writes(a, who, text, kind)
	taken, err := m.Sync(context.Background())
	require.NoError(m.t, err)
	require.Equal(m.t, 1, taken.Taken)
	return m.caseOf(who)
}

func (m *machine) caseOf(who string) contract.Case {
	m.t.Helper()
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(m.t, err)
	rows, err := m.InboxRows(in, 0, in.Len())
	require.NoError(m.t, err)
	for _, r := range rows {
		if r.Case.Customer.Name == who {
			return r.Case
		}
	}
	require.FailNow(m.t, "no case of "+who)
	return contract.Case{}
}

func (m *machine) row(caseID string) desk.Row {
	m.t.Helper()
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(m.t, err)
	at := m.IndexOf(in, caseID)
	if at < 0 {
		return desk.Row{Gone: true}
	}
	rows, err := m.InboxRows(in, at, 1)
	require.NoError(m.t, err)
	return rows[0]
}

// path is a path of the catalogue by its words.
func (m *machine) path(labels ...string) []string {
	m.t.Helper()
	var path []string
	for _, l := range labels {
		for _, n := range m.Catalogue().Children(path) {
			if n.Label == l {
				path = append(path, n.ID)
				break
			}
		}
	}
	require.Len(m.t, path, len(labels))
	return path
}

// filled is a case's form, filled in.
func (m *machine) filled(c contract.Case, text string) desk.Form {
	m.t.Helper()
	f, err := m.Form(c.ID, "")
	require.NoError(m.t, err)
	f.Path = m.path("Komplain", "Internet", "Lambat")
	types := m.Catalogue().ReplyTypes(c.Network, c.Kind, c.Private)
	require.NotEmpty(m.t, types)
	f, err = m.Retype(f, types[0].ID)
	require.NoError(m.t, err)
	f.Text += text
	return f
}

func (m *machine) save(f desk.Form) desk.OutboxItem {
	m.t.Helper()
	item, err := m.Save(context.Background(), f)
	require.NoError(m.t, err)
	return item
}

// item is an item of the outbox as it is now; its state is empty when it has left.
func (m *machine) item(id string) desk.OutboxItem {
	m.t.Helper()
	items, _, err := m.Outbox()
	require.NoError(m.t, err)
	for _, i := range items {
		if i.ID == id {
			return i
		}
	}
	return desk.OutboxItem{}
}

func (m *machine) untilState(id string, state desk.OutboxState) desk.OutboxItem {
	m.t.Helper()
	m.until("the item is "+string(state), func() bool { return m.item(id).State == state })
	return m.item(id)
}

// untilSent waits until n answers are on the network.
func (m *machine) untilSent(n int) {
	m.t.Helper()
	m.until("the answers are sent", func() bool {
		items, counts, err := m.Outbox()
		require.NoError(m.t, err)
		return len(items) == 0 && counts.Sent == n
	})
}

func (m *machine) texts(customerID string) []string {
	m.t.Helper()
	page, err := m.History(desk.HistoryQuery{CustomerID: customerID})
	require.NoError(m.t, err)
	var all []string
	for _, e := range page.Entries {
		switch {
		case e.Message != nil:
			all = append(all, e.Message.Text)
		case e.Note != nil:
			all = append(all, "note: "+e.Note.Text)
		default:
			all = append(all, string(e.Outgoing.State)+": "+e.Outgoing.Text)
		}
	}
	return all
}

func (m *machine) connected() bool { return m.Connection().State == desk.Connected }

// arrived is how many cases were told of as new.
func (m *machine) arrived() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, e := range m.events {
		n += e.Arrived
	}
	return n
}
