package customer_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/url"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/desk"
	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/shown"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("fyne.io/fyne/v2/internal/async.(*UnboundedChan[...]).processing"))
}

const patience = 5 * time.Second

// column is the middle column on a window, with the desk behind it and what it asked of its neighbours.
type column struct {
	t       testing.TB
	book    *customertest.Book
	queue   *onui.Queue
	words   *words.Table
	window  fyne.Window
	made    *customer.Case
	replies []string
	edits   []desk.Form
	links   []string
	said    []string
	synced  int
	saved   string
	file    bytes.Buffer
}

// newColumn opens the column of 684 x 700, as it is on a screen of 1366 x 768.
func newColumn(t testing.TB, book *customertest.Book) *column {
	return newColumnIn(t, book, look.Light, fyne.NewSize(684, 700))
}

func newColumnIn(t testing.TB, book *customertest.Book, choice look.Choice, size fyne.Size) *column {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(choice, 100))
	table, err := words.Load(words.Indonesian, customertest.Zone)
	require.NoError(t, err)
	c := &column{t: t, book: book, queue: onui.NewQueue(), words: table}
	c.made = customer.NewCase(c.options())
	book.Tell = func(e desk.Event) { c.queue.Run(func() { c.made.Changed(e) }) }
	c.window = test.NewWindow(c.made.Content())
	c.window.SetPadded(false)
	c.window.Resize(size)
	t.Cleanup(c.window.Close)
	return c
}

func (c *column) options() customer.Options {
	return customer.Options{
		Source: c.book, Run: c.queue.Run, Words: c.words, Clock: func() time.Time { return c.book.Now },
		OnReply:  func(caseID, messageID string) { c.replies = append(c.replies, caseID+" "+messageID) },
		OnEdit:   func(f desk.Form) { c.edits = append(c.edits, f) },
		OnLink:   func(u *url.URL) { c.links = append(c.links, u.String()) },
		OnSay:    func(s string) { c.said = append(c.said, s) },
		OnSync:   func() { c.synced++ },
		SaveFile: func(name string, write func(io.Writer) error) { c.saved = name; require.NoError(c.t, write(&c.file)) },
	}
}

// until runs what was posted until done.
func (c *column) until(done func() bool) {
	c.t.Helper()
	require.True(c.t, c.queue.DrainUntil(patience, done), "%v", c.texts())
}

// texts are the lines that can be read on the window.
func (c *column) texts() []string { return textsOf(c.window) }

func textsOf(w fyne.Window) []string {
	var lines []string
	for _, i := range shown.Of(w).Items {
		if i.Role == shown.Line {
			lines = append(lines, i.Text)
		}
	}
	return lines
}

func (c *column) sees(text string) bool {
	for _, l := range c.texts() {
		if l == text {
			return true
		}
	}
	return false
}

// press clicks in the middle of the n-th line that reads text, from 0.
func (c *column) press(text string, n int) {
	c.t.Helper()
	for _, i := range shown.Of(c.window).Items {
		if i.Role != shown.Line || i.Text != text {
			continue
		}
		if n--; n < 0 {
			x, y := i.Middle()
			test.TapCanvas(c.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
			return
		}
	}
	c.t.Fatalf("no line %q to press in %v", text, c.texts())
}

// pressNamed clicks on the control with a name.
func (c *column) pressNamed(name string) {
	c.t.Helper()
	for _, i := range shown.Of(c.window).Items {
		if i.Role == "button" && i.Text == name {
			x, y := i.Middle()
			test.TapCanvas(c.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
			return
		}
	}
	c.t.Fatalf("no button %q", name)
}

func (c *column) typed(text string) {
	c.t.Helper()
	focused := c.window.Canvas().Focused()
	require.NotNil(c.t, focused, "nothing has the keyboard")
	test.Type(focused, text)
}

func (c *column) key(k fyne.KeyName) { c.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k}) }

// picture is a PNG.
func picture(t testing.TB, w, h int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		img.Set(i%w, i/w, color.RGBA{R: 31, G: 95, B: 191, A: 255})
	}
	var raw bytes.Buffer
	require.NoError(t, png.Encode(&raw, img))
	return raw.Bytes()
}

// walk calls f for every visible object of the window, parts after their wholes.
func walk(w fyne.Window, f func(fyne.CanvasObject)) {
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
	down(w.Canvas().Content())
	for _, o := range w.Canvas().Overlays().List() {
		down(o)
	}
}

// fieldsOf are the fields that text can be typed into.
func fieldsOf(w fyne.Window) []fyne.Focusable {
	var all []fyne.Focusable
	walk(w, func(o fyne.CanvasObject) {
		if f, ok := o.(interface {
			fyne.Focusable
			fyne.Shortcutable
		}); ok {
			all = append(all, f)
		}
	})
	return all
}

// list is the first list of the window.
func (c *column) list() *widget.List {
	var found *widget.List
	walk(c.window, func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.List); ok && found == nil {
			found = l
		}
	})
	require.NotNil(c.t, found)
	return found
}

// feed is the first feed of the window.
func (c *column) feed() *widget.Feed {
	var found *widget.Feed
	walk(c.window, func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.Feed); ok && found == nil {
			found = l
		}
	})
	require.NotNil(c.t, found)
	return found
}
