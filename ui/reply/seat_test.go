package reply_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/reply"
	"sociomedio/ui/shown"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// workplace is Form Reply on a window as the shell places it: at the right, its preview under the middle, its layer above all.
type workplace struct {
	*reply.Column
	centre   *centre
	queue    *onui.Queue
	window   fyne.Window
	saved    []desk.OutboxItem
	outside  []string
	said     []string
	replying []string
	escaped  int
	cases    []string
	presses  int // keys pressed besides text
	picks    func() (string, []byte)
}

func sit(t testing.TB, c *centre, choice look.Choice, width, height float32) *workplace {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(choice, 100))
	table, err := words.Load(words.Indonesian, zone)
	require.NoError(t, err)
	w := &workplace{centre: c, queue: onui.NewQueue()}
	layer := container.NewStack()
	var middle *fyne.Container
	w.Column = reply.New(reply.Options{
		Source: c, Run: w.queue.Run, Words: table, Clock: func() time.Time { return now }, Pause: time.Millisecond,
		Layer: func(o fyne.CanvasObject) {
			layer.RemoveAll()
			if o != nil {
				layer.Add(o)
			}
		},
		OnSaved:    func(i desk.OutboxItem) { w.saved = append(w.saved, i) },
		OnOutside:  func(id string) { w.outside = append(w.outside, id) },
		OnSay:      func(s string) { w.said = append(w.said, s) },
		OnReplying: func(id string) { w.replying = append(w.replying, id) },
		OnEscape:   func() { w.escaped++ },
		OnCase:     func(id string) { w.cases = append(w.cases, id) },
		OnDock:     func() { middle.Refresh() },
		PickPicture: func(took func(string, []byte, error)) {
			name, raw := w.picks()
			took(name, raw, nil)
		},
	})
	middle = widget.Column(0, widget.Space(), w.Dock())
	page := widget.RowFill(0, widget.Grow(middle), widget.NewVLine(), widget.Sized(388, 0, w.Content()))
	w.window = test.NewWindow(container.NewStack(widget.On(look.Surface, page), layer))
	w.window.SetPadded(false)
	w.window.Resize(fyne.NewSize(width, height))
	t.Cleanup(w.window.Close)
	return w
}

// until runs what the form has begun until something is so.
func (w *workplace) until(t testing.TB, so func() bool) {
	t.Helper()
	require.True(t, w.queue.DrainUntil(20*time.Second, so), "still: %s", w.texts())
}

func (w *workplace) texts() string {
	var lines []string
	for _, i := range shown.Of(w.window).Items {
		lines = append(lines, i.Text)
	}
	return strings.Join(lines, "\n")
}

func (w *workplace) has(text string) bool { return strings.Contains(w.texts(), text) }

// find is where a text is, the topmost.
func (w *workplace) find(t testing.TB, text string) shown.Item {
	t.Helper()
	for _, i := range slices.Backward(shown.Of(w.window).Items) {
		if i.Text == text {
			return i
		}
	}
	require.Fail(t, "nothing says "+text, w.texts())
	return shown.Item{}
}

// control is the part of that name that can be used.
func (w *workplace) control(t testing.TB, name string) shown.Item {
	t.Helper()
	for _, i := range slices.Backward(shown.Of(w.window).Items) {
		if i.Text == name && i.Role != shown.Line {
			return i
		}
	}
	require.Fail(t, "nothing is called "+name, w.texts())
	return shown.Item{}
}

func (w *workplace) click(t testing.TB, text string) {
	t.Helper()
	x, y := w.find(t, text).Middle()
	test.TapCanvas(w.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
}

// press presses keys where the keyboard is.
func (w *workplace) press(keys ...fyne.KeyName) {
	for _, k := range keys {
		w.presses++
		focused := w.window.Canvas().Focused()
		if tab, ok := focused.(fyne.Tabbable); k == fyne.KeyTab && !(ok && tab.AcceptsTab()) {
			w.window.Canvas().(interface{ FocusNext() }).FocusNext()
			continue
		}
		focused.TypedKey(&fyne.KeyEvent{Name: k})
	}
}

// letter presses a letter that is not text of the answer.
func (w *workplace) letter(r rune) {
	w.presses++
	w.window.Canvas().Focused().TypedRune(r)
}

// write types text of the answer.
func (w *workplace) write(text string) {
	for _, r := range text {
		w.window.Canvas().Focused().TypedRune(r)
	}
}

// with presses a key with Ctrl or Alt where the keyboard is.
func (w *workplace) with(m fyne.KeyModifier, k fyne.KeyName) {
	w.presses++
	if s, ok := w.window.Canvas().Focused().(fyne.Shortcutable); ok {
		s.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: m})
	}
}
