package shown_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/ui/onui"
	"sociomedio/ui/shown"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("fyne.io/fyne/v2/internal/async.(*UnboundedChan[...]).processing"))
}

const patience = 5 * time.Second

// sheet is a window with one of everything that matters here.
type sheet struct {
	window   fyne.Window
	title    *widget.Label
	secret   *widget.Entry
	answer   *widget.Entry
	save     *widget.Button
	gone     *widget.Label
	messages *container.Scroll
}

func newSheet(t *testing.T) *sheet {
	t.Helper()
	test.NewTempApp(t)
	s := &sheet{
		title: widget.NewLabel("Inbox (39)"), secret: widget.NewPasswordEntry(), answer: widget.NewMultiLineEntry(),
		save: widget.NewButton("Save", func() {}), gone: widget.NewLabel("not to be seen"),
	}
	s.answer.SetPlaceHolder("Please write...")
	s.save.Disable()
	s.gone.Hide()
	lines := container.NewVBox()
	for range 50 {
		lines.Add(widget.NewLabel("a message"))
	}
	lines.Add(widget.NewLabel("the newest message"))
	s.messages = container.NewVScroll(lines)
	page := container.New(layout.NewGridLayout(1), s.title, s.secret, s.answer, container.NewVBox(s.save, s.gone), s.messages)
	s.window = test.NewTempWindow(t, page)
	s.window.SetTitle("Socio Medio")
	s.window.Resize(fyne.NewSize(400, 600))
	return s
}

// find returns the items with a text, in the order they are painted.
func find(s shown.State, role, text string) []shown.Item {
	var all []shown.Item
	for _, i := range s.Items {
		if i.Role == role && i.Text == text {
			all = append(all, i)
		}
	}
	return all
}

func TestOnlyWhatIsOnScreen(t *testing.T) {
	s := newSheet(t)
	s.secret.SetText("kopi")
	state := shown.Of(s.window)
	require.Equal(t, "Socio Medio", state.Title)
	require.Equal(t, 400, state.Width)
	require.Len(t, find(state, shown.Line, "Inbox (39)"), 1)
	require.Len(t, find(state, shown.Line, "Save"), 1)
	require.Empty(t, find(state, shown.Line, "not to be seen"), "hidden")
	require.Empty(t, find(state, shown.Line, "the newest message"), "below the scroller's edge")
	require.NotEmpty(t, find(state, shown.Line, "a message"))
	require.Len(t, find(state, shown.Field, "••••"), 1)
	raw, err := json.Marshal(state)
	require.NoError(t, err)
	require.NotContains(t, string(raw), "kopi", "a password is not on screen")

	s.messages.ScrollToBottom()
	newest := find(shown.Of(s.window), shown.Line, "the newest message")
	require.Len(t, newest, 1)
	require.LessOrEqual(t, newest[0].Y+newest[0].H, 600)
}

func TestFieldsAndKeyboard(t *testing.T) {
	s := newSheet(t)
	require.Len(t, find(shown.Of(s.window), shown.Field, "Please write..."), 1, "the placeholder is what one reads")
	s.window.Canvas().Focus(s.answer)
	test.Type(s.answer, "Halo\nBudi")
	answer := find(shown.Of(s.window), shown.Field, "Halo\nBudi")
	require.Len(t, answer, 1)
	require.True(t, answer[0].Focused)
	for _, i := range shown.Of(s.window).Items {
		require.Equal(t, i.Rect == answer[0].Rect && i.Role == shown.Field, i.Focused)
	}
	var disabled []string
	for _, i := range shown.Of(s.window).Items {
		if i.Disabled {
			disabled = append(disabled, i.Role)
		}
	}
	require.Equal(t, []string{"button"}, disabled)
}

// A click in the middle of what is shown hits what it belongs to.
func TestPlacesAreWhereClicksGo(t *testing.T) {
	s := newSheet(t)
	saved := false
	s.save.OnTapped = func() { saved = true }
	s.save.Enable()
	x, y := find(shown.Of(s.window), shown.Line, "Save")[0].Middle()
	test.TapCanvas(s.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
	require.True(t, saved)
}

func TestPixelsOfAScaledWindow(t *testing.T) {
	s := newSheet(t)
	one := find(shown.Of(s.window), shown.Line, "Save")[0]
	s.window.Canvas().(interface{ SetScale(float32) }).SetScale(2)
	two := find(shown.Of(s.window), shown.Line, "Save")[0]
	require.InDelta(t, 2*one.X, two.X, 1)
	require.InDelta(t, 2*one.H, two.H, 1)
}

func TestPopUpLiesAbove(t *testing.T) {
	s := newSheet(t)
	widget.ShowPopUp(widget.NewLabel("Pilih Category"), s.window.Canvas())
	state := shown.Of(s.window)
	require.Equal(t, 1, find(state, shown.Line, "Pilih Category")[0].Layer)
	require.Equal(t, 0, find(state, shown.Line, "Inbox (39)")[0].Layer)
}

func TestIntersect(t *testing.T) {
	r := shown.Rect{X: 10, Y: 10, W: 10, H: 10}
	require.Equal(t, shown.Rect{X: 15, Y: 10, W: 5, H: 10}, r.Intersect(shown.Rect{X: 15, Y: 0, W: 100, H: 100}))
	require.True(t, r.Intersect(shown.Rect{X: 20, Y: 10, W: 5, H: 5}).Empty(), "side by side is not over each other")
}

// One line at once, then one per change and none without.
func TestWatchWritesWhatChanges(t *testing.T) {
	s := newSheet(t)
	q := onui.NewQueue()
	read, write := io.Pipe()
	stop := shown.Watch(s.window, q.Run, write)
	states := make(chan shown.State, 10)
	go func() {
		defer close(states)
		for in := bufio.NewScanner(read); in.Scan(); {
			var state shown.State
			if json.Unmarshal(in.Bytes(), &state) == nil {
				states <- state
			}
		}
	}()
	q.DrainUntil(patience, func() bool { return len(states) == 1 })
	require.Len(t, find(<-states, shown.Line, "Inbox (39)"), 1)
	looks := 0
	q.DrainUntil(patience, func() bool { looks++; return looks > 5 })
	require.Empty(t, states, "nothing has changed")
	s.title.SetText("Inbox (41)")
	q.DrainUntil(patience, func() bool { return len(states) == 1 })
	require.Len(t, find(<-states, shown.Line, "Inbox (41)"), 1)
	require.NoError(t, stop())
	require.NoError(t, stop(), "a second stop is no harm")
	require.NoError(t, write.Close())
	_, more := <-states
	require.False(t, more)
}

type full struct{ tried chan struct{} }

func (f full) Write([]byte) (int, error) {
	close(f.tried)
	return 0, errors.New("no space left")
}

func TestWatchSaysThatItCouldNotWrite(t *testing.T) {
	s := newSheet(t)
	q := onui.NewQueue()
	disk := full{make(chan struct{})}
	stop := shown.Watch(s.window, q.Run, disk)
	require.False(t, q.DrainUntil(patience/50, func() bool { return false })) // it looks once and gives up
	<-disk.tried
	require.ErrorContains(t, stop(), "no space left")
}

func TestNothingUnlessTheEnvironmentAsks(t *testing.T) {
	s := newSheet(t)
	t.Setenv(shown.Variable, "")
	stop, err := shown.FromEnvironment(s.window, func(func()) { t.Error("looked at the window") })
	require.NoError(t, err)
	require.NoError(t, stop())

	path := filepath.Join(t.TempDir(), "states")
	t.Setenv(shown.Variable, path)
	q := onui.NewQueue()
	stop, err = shown.FromEnvironment(s.window, q.Run)
	require.NoError(t, err)
	var raw []byte
	require.True(t, q.DrainUntil(patience, func() bool {
		raw, err = os.ReadFile(path)
		return err == nil && strings.HasSuffix(string(raw), "\n")
	}))
	require.NoError(t, stop())
	require.Contains(t, string(raw), "Inbox (39)")
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	t.Setenv(shown.Variable, filepath.Join(path, "impossible"))
	_, err = shown.FromEnvironment(s.window, q.Run)
	require.Error(t, err)
}
