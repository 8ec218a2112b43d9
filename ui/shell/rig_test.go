package shell

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"sociomedio/app/backend/practice"
	"sociomedio/app/desk"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
	"sociomedio/data/settings"
	"sociomedio/ui/onui"
	"sociomedio/ui/shown"
)

// waiting is for machines that are busy with other things, under the race detector.
const waiting = time.Minute

func TestMain(m *testing.M) {
	keyring.MockInit()
	os.Exit(m.Run())
}

// office is the whole of it: the practice backend with its networks, an agent's desk, and the window on Fyne's test driver. The UI
// goroutine is the test's own.
type office struct {
	*Shell
	t        *testing.T
	practice *practice.Practice
	desk     *desk.Desk
	queue    *onui.Queue
	window   fyne.Window
	closed   sync.Once

	mu       sync.Mutex
	notified []string
}

// newOffice opens it with the sign-in page; more changes the options before the window is made.
func newOffice(t *testing.T, more ...func(*Options)) *office {
	t.Helper()
	o := &office{t: t, queue: onui.NewQueue()}
	var err error
	o.practice, err = practice.Start(t.Context(), practice.Options{DataDir: t.TempDir(), Pace: 0.001})
	require.NoError(t, err)
	t.Cleanup(o.closeBackend)
	folder, err := local.OpenFolder(t.TempDir())
	require.NoError(t, err)
	o.desk, err = desk.New(desk.Params{
		Folder: folder, Keys: keys.Open("Socio Medio test", time.Second), Server: o.practice.URL, Pause: 10 * time.Millisecond,
		Remote: remote.Options{Version: "test", Patience: waiting, Silence: 5 * time.Second, Pause: time.Millisecond}, Every: 200 * time.Millisecond,
	})
	require.NoError(t, err)
	test.NewTempApp(t)
	o.window = test.NewTempWindow(t, nil)
	places := settings.Sources{settings.User: &settings.TOMLFile{Path: t.TempDir() + "/config.toml"}}
	options := Options{
		Source: o.desk, Window: o.window, Run: o.queue.Run, Settings: settings.Load(places, nil), Version: "test",
		Practice: &Practice{Server: o.practice.URL, Username: o.practice.Username, Password: o.practice.Password},
		Notify: func(title, text string) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.notified = append(o.notified, title+": "+text)
		},
	}
	for _, f := range more {
		f(&options)
	}
	o.Shell, err = New(options)
	require.NoError(t, err)
	o.window.Resize(fyne.NewSize(1366, 768))
	o.HoldKeys()
	t.Cleanup(func() {
		o.Close()
		require.NoError(t, o.desk.Close(context.Background()))
		require.NoError(t, folder.Close())
	})
	o.Start()
	return o
}

func (o *office) closeBackend() { o.closed.Do(func() { require.NoError(o.t, o.practice.Close()) }) }

// signIn presses Login with what practice filled in.
func (o *office) signIn() {
	o.t.Helper()
	o.key(fyne.KeyReturn)
	o.until("signed in", func() bool { return o.place != nil })
}

// until runs the UI until something is so.
func (o *office) until(what string, so func() bool) {
	o.t.Helper()
	require.True(o.t, o.queue.DrainUntil(waiting, so), "waited for: %s\non screen: %s", what, strings.Join(o.lines(), " | "))
}

// lines are the texts on screen.
func (o *office) lines() []string {
	var lines []string
	for _, i := range shown.Of(o.window).Items {
		if i.Role == shown.Line {
			lines = append(lines, i.Text)
		}
	}
	return lines
}

// sees tells whether a text is on screen, perhaps as part of a longer one.
func (o *office) sees(text string) bool {
	for _, l := range o.lines() {
		if strings.Contains(l, text) {
			return true
		}
	}
	return false
}

// key presses a key without modifiers, as Fyne's desktop driver brings it: to what has the keyboard, else to the window.
func (o *office) key(name fyne.KeyName) {
	e := &fyne.KeyEvent{Name: name}
	if f := o.window.Canvas().Focused(); f != nil {
		f.TypedKey(e)
		return
	}
	o.window.Canvas().OnTypedKey()(e)
}

// chord presses a key with modifiers: the menu is asked first, then what has the keyboard.
func (o *office) chord(mod fyne.KeyModifier, name fyne.KeyName) {
	pressed := &desktop.CustomShortcut{KeyName: name, Modifier: mod}
	for _, m := range o.window.MainMenu().Items {
		for _, item := range m.Items {
			if item.Shortcut != nil && item.Shortcut.ShortcutName() == pressed.ShortcutName() {
				item.Action()
				return
			}
		}
	}
	if f, ok := o.window.Canvas().Focused().(fyne.Shortcutable); ok {
		f.TypedShortcut(pressed)
	}
}

// write types text.
func (o *office) write(text string) {
	for _, r := range text {
		if f := o.window.Canvas().Focused(); f != nil {
			f.TypedRune(r)
			continue
		}
		o.window.Canvas().OnTypedRune()(r)
	}
}

// click presses where a text stands.
func (o *office) click(text string) {
	o.t.Helper()
	items := shown.Of(o.window).Items
	for n := len(items) - 1; n >= 0; n-- { // the uppermost
		if items[n].Role == shown.Line && items[n].Text == text {
			x, y := items[n].Middle()
			test.TapCanvas(o.window.Canvas(), fyne.NewPos(float32(x), float32(y)))
			return
		}
	}
	require.Fail(o.t, "not on screen: "+text, strings.Join(o.lines(), " | "))
}

// sync takes cases and opens the first.
func (o *office) sync() {
	o.t.Helper()
	o.key(fyne.KeyF5)
	o.until("rows in the inbox", func() bool { n, err := o.desk.Counts(); return err == nil && n.All > 0 && o.sees("Hendra Umpama") })
	o.key(fyne.KeyDown)
	o.until("an open case", func() bool { return o.place.caseID != "" && o.sees("Case #") })
}

// fill chooses the first of every level and of the reply types, and leaves the keyboard in Feedback.
func (o *office) fill() {
	o.t.Helper()
	for _, letter := range []fyne.KeyName{fyne.KeyC, fyne.KeyD, fyne.KeyS, fyne.KeyE, fyne.KeyY} {
		o.chord(alt, letter)
		o.key(fyne.KeyReturn)
	}
	o.place.reply.Focus()
}

// posted is what reached the networks.
func (o *office) posted() []string {
	o.t.Helper()
	ask, err := http.NewRequestWithContext(o.t.Context(), http.MethodGet, o.practice.Networks+"/_posts", nil)
	require.NoError(o.t, err)
	answer, err := http.DefaultClient.Do(ask)
	require.NoError(o.t, err)
	defer answer.Body.Close()
	var posts []struct{ Text string }
	require.NoError(o.t, json.NewDecoder(answer.Body).Decode(&posts))
	texts := make([]string, len(posts))
	for i, p := range posts {
		texts[i] = p.Text
	}
	return texts
}
