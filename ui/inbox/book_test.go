package inbox_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/inbox"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/shown"
	"sociomedio/ui/words"
)

var (
	zone = words.Zone("WIB")
	now  = time.Date(2026, 11, 24, 14, 11, 2, 0, zone)
	me   = contract.Agent{ID: "anis", Name: "Anis", Username: "anis", Role: contract.RoleAgent, Signature: "(Anis)"}
)

// book is an inbox in memory that behaves as the desk does: an order is frozen, its rows are the newest.
type book struct {
	mu         sync.Mutex
	rows       []desk.Row // by number
	connection desk.Connection
	settings   map[string]string
	err        error
	reads      atomic.Int32 // calls of Inbox
}

func (b *book) Session() desk.Session       { return desk.Session{Agent: me, SignedIn: true} }
func (b *book) Connection() desk.Connection { return b.connection }
func (b *book) Recall(key string) string    { return b.settings[key] }
func (b *book) Remember(key, value string)  { b.settings[key] = value }

func (b *book) Inbox(f desk.InboxFilter) (desk.Inbox, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reads.Add(1)
	if b.err != nil {
		return desk.Inbox{}, b.err
	}
	var order []int64
	for i, r := range b.rows {
		text := strings.ToLower(r.Case.Customer.Name + " " + r.Case.Preview)
		if !r.Gone && (f.Network == "" || r.Case.Network == f.Network) && strings.Contains(text, strings.ToLower(f.Text)) {
			order = append(order, int64(i))
		}
	}
	slices.SortStableFunc(order, func(x, y int64) int {
		a, c := b.rows[x].Case, b.rows[y].Case
		switch f.Sort {
		case desk.ByNewest:
			return c.ReceivedAt.Compare(a.ReceivedAt)
		case desk.ByOldest:
			return a.ReceivedAt.Compare(c.ReceivedAt)
		}
		return a.DueAt.Compare(c.DueAt)
	})
	return desk.InboxOf(f, b.count(), order), nil
}

func (b *book) count() desk.Counts {
	var n desk.Counts
	for _, r := range b.rows {
		if r.Gone {
			continue
		}
		n.All++
		if r.Case.Network == contract.Facebook {
			n.Facebook++
		} else {
			n.Twitter++
		}
		if r.Unread {
			n.Unread++
		}
	}
	return n
}

func (b *book) Counts() (desk.Counts, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.count(), b.err
}

func (b *book) InboxRows(in desk.Inbox, from, n int) ([]desk.Row, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	order := in.Order()
	var rows []desk.Row
	for _, i := range order[min(from, len(order)):min(from+n, len(order))] {
		rows = append(rows, b.rows[i])
	}
	return rows, b.err
}

func (b *book) IndexOf(in desk.Inbox, caseID string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	var number int64 = -1
	if _, err := fmt.Sscanf(caseID, "case-%d", &number); err != nil {
		return -1
	}
	return slices.Index(in.Order(), number)
}

func (b *book) MarkUnread(caseID string) { b.change(caseID, func(r *desk.Row) { r.Unread = true }) }

func (b *book) change(caseID string, f func(*desk.Row)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.rows {
		if b.rows[i].Case.ID == caseID {
			f(&b.rows[i])
		}
	}
}

// add puts a case that is due in so many minutes into the inbox and returns its id.
func (b *book) add(name, preview string, network contract.Network, kind contract.MessageKind, due, age int) *desk.Row {
	b.mu.Lock()
	defer b.mu.Unlock()
	id := fmt.Sprintf("case-%d", len(b.rows))
	b.rows = append(b.rows, desk.Row{Mine: true, Unread: true, Case: contract.Case{
		ID: id, Network: network, Kind: kind, Preview: preview, Customer: contract.CustomerRef{ID: "customer-" + id, Name: name},
		Account: contract.AccountRef{Handle: "TelkomCare"}, Answerable: contract.Answerable{Ok: true},
		Holder: contract.AgentRef{ID: me.ID, Name: me.Name}, State: contract.CaseStateTaken,
		DueAt: now.Add(time.Duration(due)*time.Minute + 20*time.Second), ReceivedAt: now.Add(-time.Duration(age)*time.Minute - 4*time.Second),
	}})
	return &b.rows[len(b.rows)-1]
}

// pictured is the inbox of the pictures: 39 cases.
func pictured() *book {
	b := &book{settings: map[string]string{}, connection: desk.Connection{State: desk.Connected}}
	x, fb := contract.Twitter, contract.Facebook
	mention, dm, comment := contract.MessageKindMention, contract.MessageKindDm, contract.MessageKindComment
	b.add("Hendra Umpama", "Sudah 3 hari LOS merah, teknisi belum datang juga", x, mention, -11, 26)
	b.add("Laras Ilustrasi", "Min kapan jaringan di Kel. Umpama normal lagi? Sudah dua hari", fb, comment, -3, 18)
	r := b.add("Budi Contoh", "@TelkomCare Internet IndiHome saya lambat sekali sejak tadi malam", x, mention, 1, 14)
	r.Unread, r.Case.OpenedAt = false, now
	b.add("Wulan Misalia", "Tagihan bulan ini kok naik jadi 512 ribu ya? Biasanya 385", x, dm, 3, 12)
	r = b.add("Yoga Sampel", "Tidak bisa connect wifi, lampu internet mati total", x, mention, 6, 9)
	r.Unread, r.Mine, r.Case.Holder = false, false, contract.AgentRef{ID: "sari", Name: "Sari"}
	b.add("Intan Andaikata", "Saya mau upgrade paket ke 100 Mbps, prosesnya bagaimana", fb, contract.MessageKindMessenger, 7, 8)
	b.add("Galih Rekaan", "Channel UseeTV banyak yang hilang setelah restart", x, mention, 8, 7)
	r = b.add("Nadia Fiksia", "Nomor internetnya 122000009031 min, atas nama saya", x, dm, 10, 5)
	r.Unread, r.Mine, r.Case.Holder = false, false, contract.AgentRef{ID: "dimas", Name: "Dimas"}
	b.add("Rizal Permisalan", "Bayar tagihan lewat aplikasi gagal terus, saldo sudah terpotong", fb, comment, 11, 4)
	b.add("Tika Bayangan", "Pindah alamat IndiHome syaratnya apa saja ya kak", x, mention, 12, 3)
	for i := len(b.rows); i < 39; i++ {
		network, kind := x, mention
		if i >= 29 {
			network, kind = fb, comment
		}
		r := b.add(fmt.Sprintf("Pelanggan %d", i), "Mohon dibantu ya", network, kind, 13, 2)
		r.Unread = i < 29
	}
	return b
}

// shelf is a column on a window.
type shelf struct {
	*inbox.Column
	book   *book
	queue  *onui.Queue
	window fyne.Window
	opened []string
	clock  time.Time
	asked  int // Enter on a row
	synced int
}

func open(t testing.TB, b *book, choice look.Choice, height float32) *shelf {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(choice, 100))
	table, err := words.Load(words.Indonesian, zone)
	require.NoError(t, err)
	s := &shelf{book: b, queue: onui.NewQueue(), clock: now}
	s.Column = inbox.New(inbox.Options{
		Source: b, Run: s.queue.Run, Words: table, Clock: func() time.Time { return s.clock },
		OnOpen: func(id string) { s.opened = append(s.opened, id) }, OnAnswer: func() { s.asked++ }, OnSync: func() { s.synced++ },
	})
	s.window = test.NewWindow(s.Content())
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(292, height))
	t.Cleanup(func() {
		s.Stop()
		s.window.Close()
	})
	s.until(t, func() bool {
		return b.err != nil || (len(b.rows) > 999 || s.has(fmt.Sprintf("Inbox (%d)", b.count().All))) && b.reads.Load() > 0
	})
	return s
}

// until runs what the column has begun until something is so.
func (s *shelf) until(t testing.TB, so func() bool) {
	t.Helper()
	require.True(t, s.queue.DrainUntil(20*time.Second, so), "still: %s", s.texts())
}

// texts is everything that is written and in view, a line each.
func (s *shelf) texts() string {
	var lines []string
	for _, i := range shown.Of(s.window).Items {
		lines = append(lines, i.Text)
	}
	return strings.Join(lines, "\n")
}

func (s *shelf) has(text string) bool { return strings.Contains(s.texts(), text) }

// names are the customers of the rows in view, from above.
func (s *shelf) names() []string {
	var names []string
	for _, i := range shown.Of(s.window).Items {
		if i.Role == shown.Line && slices.ContainsFunc(s.book.rows, func(r desk.Row) bool { return r.Case.Customer.Name == i.Text }) {
			names = append(names, i.Text)
		}
	}
	return names
}

// click clicks where a text is.
func (s *shelf) click(t testing.TB, text string) {
	t.Helper()
	for _, i := range slices.Backward(shown.Of(s.window).Items) {
		if i.Text == text {
			x, y := i.Middle()
			test.TapCanvas(s.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
			return
		}
	}
	require.Fail(t, "nothing says "+text, s.texts())
}

func (s *shelf) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
	}
}
