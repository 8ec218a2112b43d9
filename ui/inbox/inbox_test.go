package inbox_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
	"sociomedio/ui/shown"
)

func atWork(t testing.TB) *shelf { return open(t, pictured(), look.Light, 700) }

// arrive puts a case into the inbox that is due first of all, and says so as the desk does.
func (s *shelf) arrive() {
	s.book.add("Citra Kiranya", "Halo", contract.Twitter, contract.MessageKindMention, -60, 1)
	s.Changed(desk.Event{Kind: desk.InboxChanged, Arrived: 1})
}

// hover puts the mouse on a row, as the driver does.
func (s *shelf) hover(t testing.TB, name string) {
	t.Helper()
	for _, i := range shown.Of(s.window).Items {
		if i.Text == name {
			x, y := i.Middle()
			test.MoveMouse(s.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
			return
		}
	}
	require.Fail(t, "no such row: "+name)
}

// The filter shows one network and keeps all counts (5.3.1).
func TestFilter(t *testing.T) {
	s := atWork(t)
	require.True(t, s.has("26") && s.has("13"))
	s.SetFilter(contract.Facebook)
	s.until(t, func() bool { return s.names()[0] == "Laras Ilustrasi" })
	require.Equal(t, []string{"Laras Ilustrasi", "Intan Andaikata", "Rizal Permisalan"}, s.names()[:3])
	require.True(t, s.has("Inbox (39)"))
	s.SetFilter("")
	s.until(t, func() bool { return s.names()[0] == "Hendra Umpama" })
}

// The search finds as one types; Escape empties it, again leaves it.
func TestSearch(t *testing.T) {
	s := atWork(t)
	s.FocusSearch()
	for _, r := range "wifi" {
		s.window.Canvas().Focused().TypedRune(r)
	}
	s.until(t, func() bool { return len(s.names()) == 1 })
	require.Equal(t, []string{"Yoga Sampel"}, s.names())
	for _, r := range "zz" {
		s.window.Canvas().Focused().TypedRune(r)
	}
	s.until(t, func() bool { return s.has("Tidak ada yang cocok") })
	s.press(fyne.KeyEscape)
	s.until(t, func() bool { return len(s.names()) > 5 })
	s.press(fyne.KeyEscape, fyne.KeyDown)
	require.NotEmpty(t, s.opened, "the keyboard is in the list")
}

// The order is chosen from a menu and comes back with the agent.
func TestSort(t *testing.T) {
	s := atWork(t)
	s.click(t, "SLA terdekat")
	s.press(fyne.KeyDown, fyne.KeyReturn)
	s.until(t, func() bool { return s.names()[0] == "Pelanggan 10" })
	require.True(t, s.has("Terbaru"))
	again := open(t, s.book, look.Light, 700)
	require.True(t, again.has("Terbaru"))
	require.Equal(t, "Pelanggan 10", again.names()[0])
}

// J, K and the arrows open one case after the other; Enter and a second click go to the answer.
func TestStep(t *testing.T) {
	s := atWork(t)
	s.Step(1)
	s.Step(1)
	s.Step(-1)
	require.Equal(t, []string{"case-0", "case-1", "case-0"}, s.opened)
	s.Focus()
	s.press(fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, "case-1", s.opened[len(s.opened)-1])
	require.Equal(t, 1, s.asked)
	s.click(t, "Laras Ilustrasi")
	require.Equal(t, 2, s.asked)
	s.Step(-100)
	require.Equal(t, "case-0", s.opened[len(s.opened)-1])
}

// What comes in never moves the rows under the pointer: it waits above the list until it is let in.
func TestNothingMovesUnderThePointer(t *testing.T) {
	s := atWork(t)
	before := s.names()
	s.hover(t, "Wulan Misalia")
	s.arrive()
	s.until(t, func() bool { return s.has("1 case baru") })
	require.Equal(t, before[:8], s.names()[:8])
	require.True(t, s.has("Inbox (40)"), "the count follows")
	s.arrive()
	s.until(t, func() bool { return s.has("2 case baru") })
	s.click(t, "2 case baru")
	s.until(t, func() bool { return !s.has("case baru") })
	s.SetFilter(contract.Twitter)
	s.until(t, func() bool { return s.names()[0] == "Citra Kiranya" })
}

// Nor while the agent steps through the list with J and K.
func TestNothingMovesWhileStepping(t *testing.T) {
	s := atWork(t)
	s.Step(1)
	before := s.names()
	s.book.add("Citra Kiranya", "Halo", contract.Facebook, contract.MessageKindComment, 60, 1) // at the very end
	s.Changed(desk.Event{Kind: desk.InboxChanged, Arrived: 1})
	s.until(t, func() bool { return s.has("1 case baru") })
	require.Equal(t, before, s.names())
	s.clock = s.clock.Add(time.Minute)
	s.Changed(desk.Event{Kind: desk.InboxChanged})
	s.until(t, func() bool { return !s.has("case baru") })
	require.Equal(t, before, s.names(), "what moves nothing in view comes in by itself")
}

// What would move rows in view waits, whether or not the hand is on the list; a row that has gone leaves.
func TestOnlyWhatLeavesMoves(t *testing.T) {
	s := atWork(t)
	s.arrive()
	s.until(t, func() bool { return s.has("1 case baru") })
	require.Equal(t, "Hendra Umpama", s.names()[0])
	s.click(t, "1 case baru")
	s.until(t, func() bool { return !s.has("case baru") })
	s.book.change("case-1", func(r *desk.Row) { r.Gone = true })
	s.Changed(desk.Event{Kind: desk.InboxChanged})
	s.until(t, func() bool { return !s.has("Laras Ilustrasi") })
}

// A row that left while the pointer is over the list stays, and says so.
func TestGoneRowStaysUnderThePointer(t *testing.T) {
	s := atWork(t)
	s.hover(t, "Wulan Misalia")
	s.book.change("case-0", func(r *desk.Row) { r.Gone = true })
	s.Changed(desk.Event{Kind: desk.InboxChanged})
	s.until(t, func() bool { return s.has("selesai") })
	require.Equal(t, "Hendra Umpama", s.names()[0])
	test.MoveMouse(s.window.Canvas(), fyne.NewPos(100, 20))
	s.Tick()
	s.until(t, func() bool { return !s.has("Hendra Umpama") })
}

// Sync lets in what it brought: the agent asked for it (5.3.2). Offline it can't be pressed.
func TestSync(t *testing.T) {
	s := atWork(t)
	s.click(t, "Sync")
	require.Equal(t, 1, s.synced)
	s.Syncing(true)
	s.click(t, "Mengambil")
	require.Equal(t, 1, s.synced, "once is enough")
	s.hover(t, "Wulan Misalia")
	s.book.add("Citra Kiranya", "Halo", contract.Twitter, contract.MessageKindMention, -60, 1)
	s.Syncing(false)
	s.until(t, func() bool { return s.has("Inbox (40)") && !s.has("case baru") })
	s.Step(-100)
	require.Equal(t, "case-39", s.opened[0])
	s.book.connection.State = desk.Unreachable
	s.Changed(desk.Event{Kind: desk.ConnectionChanged})
	s.click(t, "Sync")
	require.Equal(t, 1, s.synced)
}

// Rows show their newest state: an answer on its way, refused, a draft, a network that takes no answer, unread again.
func TestRowStates(t *testing.T) {
	s := atWork(t)
	s.book.change("case-0", func(r *desk.Row) { r.Outbox = desk.Queued })
	s.book.change("case-1", func(r *desk.Row) { r.Outbox = desk.Failed })
	s.book.change("case-3", func(r *desk.Row) { r.Draft = true })
	s.book.change("case-6", func(r *desk.Row) { r.Case.Answerable = contract.Answerable{Reason: contract.AnswerableReasonProtected} })
	s.Changed(desk.Event{Kind: desk.OutboxChanged})
	s.until(t, func() bool { return s.has("antre") })
	for _, text := range []string{"gagal", "Draf", "Tak bisa dibalas", "Sari menangani", "Anda menangani"} {
		require.True(t, s.has(text), text)
	}
	s.Select("case-2")
	s.MarkUnread()
	require.True(t, s.book.rows[2].Unread)
	looktest.Matches(t, "states.png", s.window.Canvas().Capture())
}

// An answer that waits on this machine is the last message of its row, before the backend knows of it (offline.png).
func TestWaitingAnswer(t *testing.T) {
	s := atWork(t)
	s.book.change("case-0", func(r *desk.Row) { r.Outbox, r.Waiting = desk.Queued, "Mohon ditunggu" })
	s.Changed(desk.Event{Kind: desk.OutboxChanged})
	s.until(t, func() bool { return s.has("Anda: Mohon ditunggu") })
}

// The chips follow the clock.
func TestTick(t *testing.T) {
	s := atWork(t)
	require.True(t, s.has("1 mnt lagi"))
	s.clock = now.Add(2 * time.Minute)
	s.Tick()
	require.False(t, s.has("1 mnt lagi") && s.has("lewat 11 mnt"))
	require.True(t, s.has("lewat 13 mnt"))
}

// After Save the case whose time runs out first comes next: not one that a colleague handles, whose answer waits, or that has gone; one
// that the network lets nobody answer only when nothing else is left.
func TestAfter(t *testing.T) {
	s := atWork(t)
	require.Equal(t, "case-1", s.After("case-0"))
	require.Equal(t, "case-0", s.After("case-2"))
	s.book.change("case-0", func(r *desk.Row) { r.Outbox = desk.Queued })
	s.book.change("case-1", func(r *desk.Row) { r.Case.Answerable = contract.Answerable{Reason: contract.AnswerableReasonProtected} })
	require.Equal(t, "case-3", s.After("case-2"))
	s.SetFilter(contract.Facebook)
	s.until(t, func() bool { return s.names()[0] == "Laras Ilustrasi" })
	require.Equal(t, "case-5", s.After("case-2"), "of what is listed")
	for i := range s.book.rows {
		if i != 1 {
			s.book.rows[i].Outbox = desk.Sending
		}
	}
	require.Equal(t, "case-1", s.After("case-2"))
	s.book.rows[1].Gone = true
	require.Empty(t, s.After("case-2"))
}

// An empty inbox says what to do, an empty filter what is not there, a broken store what is wrong.
func TestEmpty(t *testing.T) {
	b := &book{settings: map[string]string{}}
	s := open(t, b, look.Light, 700)
	s.until(t, func() bool { return s.has("Inbox kosong.") })
	require.True(t, s.has("Klik Sync untuk mengambil case."))
	b.add("Budi Contoh", "Halo", contract.Twitter, contract.MessageKindMention, 3, 3)
	s.Changed(desk.Event{Kind: desk.InboxChanged, Arrived: 1})
	s.until(t, func() bool { return len(s.names()) == 1 })
	s.SetFilter(contract.Facebook)
	s.until(t, func() bool { return s.has("Tidak ada case Facebook.") })
	b = &book{settings: map[string]string{}, err: data.Fail(data.CorruptStore, "broken", nil)}
	s = open(t, b, look.Light, 700)
	s.until(t, func() bool { return s.has("Simpanan lokal") })
}

// BenchmarkRows100000 is one row further by the wheel through 100,000 cases.
func BenchmarkRows100000(b *testing.B) {
	s := crowd(b)
	b.ResetTimer()
	for i := range b.N {
		step := float32(-60)
		if i%4000 >= 2000 {
			step = 60
		}
		test.Scroll(s.window.Canvas(), fyne.NewPos(100, 400), 0, step)
	}
}

// BenchmarkStep100000 is one press of J through 100,000 cases.
func BenchmarkStep100000(b *testing.B) {
	s := crowd(b)
	s.Step(1)
	b.ResetTimer()
	for i := range b.N {
		if i%4000 >= 2000 {
			s.Step(-1)
		} else {
			s.Step(1)
		}
	}
}

func crowd(b *testing.B) *shelf {
	full := &book{settings: map[string]string{}, rows: make([]desk.Row, 0, 100_000)}
	for range 100_000 {
		full.add("Pelanggan", "Internet IndiHome saya lambat sekali sejak tadi malam", contract.Twitter, contract.MessageKindMention, 10, 4)
	}
	s := open(b, full, look.Light, 700)
	s.until(b, func() bool { return s.has("Inbox (100.000)") })
	return s
}
