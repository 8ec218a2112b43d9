package customers_test

import (
	"fmt"
	"io"
	"net/url"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
	"sociomedio/ui/customers"
	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
	"sociomedio/ui/onui"
	"sociomedio/ui/shown"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("fyne.io/fyne/v2/internal/async.(*UnboundedChan[...]).processing"))
}

const patience = 5 * time.Second

// sheet is the page on a window, with the desk behind it and what it asked of its neighbours.
type sheet struct {
	t       testing.TB
	book    *customertest.Book
	queue   *onui.Queue
	window  fyne.Window
	page    *customers.Page
	replies []string
	said    []string
}

// newSheet opens the page of 977 x 700, as it is on a screen of 1366 x 768.
func newSheet(t testing.TB, book *customertest.Book, choice look.Choice) *sheet {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(choice, 100))
	table, err := words.Load(words.Indonesian, customertest.Zone)
	require.NoError(t, err)
	s := &sheet{t: t, book: book, queue: onui.NewQueue()}
	s.page = customers.New(customers.Options{
		Source: book, Run: s.queue.Run, Words: table, Clock: func() time.Time { return book.Now },
		OnReply: func(caseID, messageID string) { s.replies = append(s.replies, caseID+" "+messageID) },
		OnEdit:  func(desk.Form) {}, OnLink: func(*url.URL) {}, OnSay: func(sentence string) { s.said = append(s.said, sentence) },
		SaveFile: func(string, func(io.Writer) error) {},
	})
	book.Tell = func(e desk.Event) { s.queue.Run(func() { s.page.Changed(e) }) }
	s.window = test.NewWindow(s.page.Content())
	s.window.SetPadded(false)
	s.window.Resize(fyne.NewSize(977, 700))
	t.Cleanup(s.window.Close)
	return s
}

func (s *sheet) texts() []string {
	var lines []string
	for _, i := range shown.Of(s.window).Items {
		if i.Role == shown.Line {
			lines = append(lines, i.Text)
		}
	}
	return lines
}

func (s *sheet) sees(text string) bool { return s.count(text) > 0 }

func (s *sheet) count(text string) int {
	n := 0
	for _, l := range s.texts() {
		if l == text {
			n++
		}
	}
	return n
}

func (s *sheet) until(done func() bool) {
	s.t.Helper()
	require.True(s.t, s.queue.DrainUntil(patience, done), "%v", s.texts())
}

// press clicks on the n-th line that reads text, from 0.
func (s *sheet) press(text string, n int) {
	s.t.Helper()
	for _, i := range shown.Of(s.window).Items {
		if i.Role != shown.Line || i.Text != text {
			continue
		}
		if n--; n < 0 {
			x, y := i.Middle()
			test.TapCanvas(s.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
			return
		}
	}
	s.t.Fatalf("no line %q in %v", text, s.texts())
}

// inquire types into the entry beside Search By and presses Enter.
func (s *sheet) inquire(text string) {
	s.t.Helper()
	s.page.FocusSearch()
	test.Type(s.window.Canvas().Focused(), text)
	s.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

// walk calls f for every visible object.
func (s *sheet) walk(f func(fyne.CanvasObject)) {
	var down func(fyne.CanvasObject)
	down = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		f(o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, p := range o.Objects {
				down(p)
			}
		case fyne.Widget:
			for _, p := range test.WidgetRenderer(o).Objects() {
				down(p)
			}
		}
	}
	down(s.window.Canvas().Content())
}

func (s *sheet) list() *widget.List {
	var found *widget.List
	s.walk(func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.List); ok && found == nil {
			found = l
		}
	})
	return found
}

func (s *sheet) divider() *widget.Divider {
	var found *widget.Divider
	s.walk(func(o fyne.CanvasObject) {
		if d, ok := o.(*widget.Divider); ok {
			found = d
		}
	})
	return found
}

// The page beside customers.png.
func TestGolden(t *testing.T) {
	for _, choice := range []look.Choice{look.Light, look.Dark} {
		t.Run(string(choice), func(t *testing.T) {
			s := newSheet(t, customertest.New(), choice)
			s.inquire("wulan")
			s.until(func() bool { return s.sees("Total Rows : 4") })
			s.press("@wulan_contoh", 0)
			s.page.SelectTab(customer.History)
			s.page.SetReplying("w-4")
			s.window.Canvas().Unfocus()
			s.queue.Drain()
			looktest.Matches(t, "customers-"+string(choice)+".png", s.window.Canvas().Capture())
		})
	}
	t.Run("before", func(t *testing.T) {
		s := newSheet(t, customertest.New(), look.Light)
		looktest.Matches(t, "before.png", s.window.Canvas().Capture())
	})
}

// 5.3.10 to 5.3.12: name, Inquiry, History Conversation, reply at a message.
func TestFromInquiryToReply(t *testing.T) {
	s := newSheet(t, customertest.New(), look.Light)
	require.True(t, s.sees("Isi lalu tekan Inquiry"))
	s.inquire("wulan")
	s.until(func() bool { return s.sees("Total Rows : 4") })
	require.True(t, s.sees("Diperbarui 14:11:02"))
	require.True(t, s.sees("1.904"))
	s.press("@wulan_contoh", 0)
	require.Equal(t, customertest.Wulan, s.page.Shown())
	s.press("History Conversation", 0)
	require.True(t, s.sees("Tagihan bulan ini kok naik jadi 512 ribu ya? Biasanya 385 ribu"))
	s.press("Reply", s.count("Reply")-1)
	require.Equal(t, []string{"case-40230 w-5"}, s.replies)
	s.page.SetReplying("w-5")
	require.True(t, s.sees("Sedang dibalas"))
}

// A number in any format finds its customer, whatever Search By says it is.
func TestAnyNumberFindsItsCustomer(t *testing.T) {
	for _, number := range []string{"0210 000 7730", "+62 2100 007 730", "122000007730", "122.000.007.730", "080000007730"} {
		s := newSheet(t, customertest.New(), look.Light)
		s.page.Find(number)
		s.until(func() bool { return s.sees("Total Rows : 2") })
		require.True(t, s.sees("@wulan_contoh"), number)
	}
}

func TestNothingFound(t *testing.T) {
	s := newSheet(t, customertest.New(), look.Light)
	s.inquire("tidak ada")
	s.until(func() bool { return s.sees("No data to display") })
	require.True(t, s.sees("Total Rows : 0"))
}

// Without a connection Inquiry says so and is switched off; the rows of before stay.
func TestInquiryOffline(t *testing.T) {
	s := newSheet(t, customertest.New(), look.Light)
	s.inquire("wulan")
	s.until(func() bool { return s.sees("Total Rows : 4") })
	s.book.SetOffline(true)
	s.queue.Drain()
	s.page.Refresh()
	s.until(func() bool {
		return s.sees("Server tidak terjangkau. Periksa jaringan lalu coba lagi.") && s.sees("Diperbarui 14:11:02")
	})
	require.True(t, s.sees("@wulan_contoh"))
	s.book.SetOffline(false)
	s.queue.Drain()
	s.page.Refresh()
	s.until(func() bool { return s.sees("Diperbarui 14:11:02") })
}

// The rows of the newest inquiry are shown, however late those of the one before come.
func TestOnlyTheNewestInquiry(t *testing.T) {
	s := newSheet(t, customertest.New(), look.Light)
	release := s.book.Hold()
	s.inquire("wulan")
	s.until(func() bool { return s.sees("Mencari") })
	release()
	s.page.Find("budi")
	s.until(func() bool { return s.sees("Total Rows : 1") })
	require.True(t, s.sees("@budi_contoh"))
	require.False(t, s.sees("@wulan_contoh"))
}

// A thousand rows come page after page while the table is scrolled.
func TestPagingWithoutLimit(t *testing.T) {
	b := customertest.New()
	for i := range 1000 {
		id := fmt.Sprintf("d-%04d", i)
		b.People[id] = desk.CustomerView{Customer: contract.Customer{ID: id, Handle: "banyak_" + id, Name: "Banyak", Network: contract.Twitter}}
	}
	s := newSheet(t, b, look.Light)
	s.inquire("banyak")
	s.until(func() bool { return s.sees("Total Rows : 1.000") })
	s.until(func() bool {
		s.list().ScrollTo(1e6)
		return s.sees("@banyak_d-0999")
	})
	s.list().Select("d-0999")
	require.Equal(t, "d-0999", s.page.Shown())
	s.page.Refresh()
	s.until(func() bool { return s.sees("Diperbarui 14:11:02") })
	require.Equal(t, "d-0999", s.page.Shown(), "Refresh keeps what is chosen")
}

// A ticket leads to the customer whose service it is for.
func TestTicketList(t *testing.T) {
	s := newSheet(t, customertest.New(), look.Light)
	s.press("Ticket List", 0)
	s.inquire("los")
	s.until(func() bool { return s.sees("Total Rows : 1") })
	s.press("IN40171502", 0)
	s.until(func() bool { return s.page.Shown() == customertest.Budi })
	require.True(t, s.sees("Budi Contoh"))
}

// A ticket whose number nobody is linked to says so.
func TestTicketOfNobody(t *testing.T) {
	b := customertest.New()
	b.AllTickets = []contract.Ticket{{Number: "IN1", Title: "Tanpa pelanggan", ServiceNumber: "777", OpenedAt: b.Now, State: contract.TicketStateOpen}}
	s := newSheet(t, b, look.Light)
	s.press("Ticket List", 0)
	s.page.Inquiry()
	s.until(func() bool { return s.sees("IN1") })
	s.press("IN1", 0)
	s.until(func() bool { return len(s.said) == 1 })
	require.Equal(t, "Belum ada pelanggan yang tertaut ke 777.", s.said[0])
	require.Empty(t, s.page.Shown())
}

// A row is brought up to date when its customer changes.
func TestARowFollowsItsCustomer(t *testing.T) {
	s := newSheet(t, customertest.New(), look.Light)
	s.inquire("wulan")
	s.until(func() bool { return s.sees("Total Rows : 4") })
	p := s.book.People["c-wulan2"]
	p.Service.Pots = "02100009999"
	s.book.SetPerson(p)
	s.until(func() bool { return s.sees("02100009999") })
}

// The divider can be dragged, stays where it was put, and a double click gives the table the height of its rows again.
func TestDivider(t *testing.T) {
	b := customertest.New()
	s := newSheet(t, b, look.Light)
	s.inquire("wulan")
	s.until(func() bool { return s.sees("Total Rows : 4") })
	before := s.divider().Position().Y
	s.divider().Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, 80)})
	s.divider().DragEnd()
	require.Equal(t, before+80, s.divider().Position().Y)
	again := newSheet(t, b, look.Light)
	require.Equal(t, before+80, again.divider().Position().Y)
	again.divider().Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, 5000)})
	require.Less(t, again.divider().Position().Y, float32(600))
	again.divider().DoubleTapped(nil)
	require.Less(t, again.divider().Position().Y, before)
}

// Filter, search and note field are folded away until they are asked for; the key of the note opens them too.
func TestToolsOfTheHistoryAreFolded(t *testing.T) {
	s := newSheet(t, customertest.New(), look.Light)
	s.page.Show(customertest.Wulan)
	s.page.SelectTab(customer.History)
	require.False(t, s.sees("Simpan catatan"))
	s.page.FocusNote()
	require.True(t, s.sees("Simpan catatan"))
	require.True(t, s.sees("Semua"))
	test.Type(s.window.Canvas().Focused(), "Minta dihubungi sore")
	s.press("Simpan catatan", 0)
	s.until(func() bool { return len(s.book.Calls()) == 1 })
	require.Equal(t, []string{"note case-40230 Minta dihubungi sore"}, s.book.Calls())
}
