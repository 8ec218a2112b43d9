package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
	"github.com/stretchr/testify/require"
)

// watch measures programs on a display from outside: the X server tells when something was drawn, so that nothing is asked meanwhile.
type watch struct {
	x      *xgb.Conn
	screen *xproto.ScreenInfo
	drawn  chan time.Time
	stage  *stage
}

func newWatch(b *testing.B, s *stage) *watch {
	b.Helper()
	x, screen, err := connect(s.display)
	require.NoError(b, err)
	b.Cleanup(x.Close)
	require.NoError(b, xtest.Init(x))
	require.NoError(b, damage.Init(x))
	_, err = damage.QueryVersion(x, 1, 1).Reply()
	require.NoError(b, err)
	d, err := damage.NewDamageId(x)
	require.NoError(b, err)
	require.NoError(b, damage.CreateChecked(x, d, xproto.Drawable(screen.Root), damage.ReportLevelRawRectangles).Check())
	w := &watch{x: x, screen: screen, drawn: make(chan time.Time, 1<<16), stage: s}
	go func() {
		for {
			event, err := x.WaitForEvent()
			if event == nil && err == nil {
				return
			}
			if _, ok := event.(damage.NotifyEvent); ok {
				w.drawn <- time.Now()
			}
		}
	}()
	return w
}

// pixels is a part of the display, 4 bytes each: blue, green, red, nothing.
func (w *watch) pixels(b *testing.B, r image.Rectangle) []byte {
	b.Helper()
	got, err := xproto.GetImage(w.x, xproto.ImageFormatZPixmap, xproto.Drawable(w.screen.Root), int16(r.Min.X), int16(r.Min.Y),
		uint16(r.Dx()), uint16(r.Dy()), 0xffffffff).Reply()
	require.NoError(b, err)
	return got.Data
}

// until waits until a part of the display shows something, and gives the moment it was drawn.
func (w *watch) until(b *testing.B, r image.Rectangle, shows func([]byte) bool) time.Time {
	b.Helper()
	late := time.After(patience)
	for {
		select {
		case at := <-w.drawn:
			if shows(w.pixels(b, r)) {
				return at
			}
		case <-late:
			b.Fatal("nothing is painted")
		}
	}
}

// last gives the moment of the last change of a part of the display within a span; zero when there is none.
func (w *watch) last(b *testing.B, r image.Rectangle, before []byte, span time.Duration) time.Time {
	b.Helper()
	var last time.Time
	for end := time.After(span); ; {
		select {
		case at := <-w.drawn:
			if now := w.pixels(b, r); !bytes.Equal(before, now) {
				last, before = at, now
			}
		case <-end:
			return last
		}
	}
}

// timed starts a program in a session of its own, and leaves behind when it did and which process it is.
const timed = `printf tour | gnome-keyring-daemon --unlock --components=secrets >/dev/null && echo $$ >"$TMPDIR/pid" && date +%s%N >"$TMPDIR/began" && exec "$0" "$@"`

// running is a program under measurement.
type running struct {
	*exec.Cmd
	pid     int
	start   time.Duration // from its start to what was waited for
	display string
}

func (r *running) end(b *testing.B) {
	b.Helper()
	require.NoError(b, closeWindows(r.display))
	require.NoError(b, r.Wait())
}

// start starts a program and waits until the window shows something in a part of it.
func (w *watch) start(ctx context.Context, b *testing.B, program []string, part image.Rectangle, shows func([]byte) bool) *running {
	b.Helper()
	home, runtime := filepath.Join(w.stage.folder, "home"), filepath.Join(w.stage.folder, "run")
	require.NoError(b, os.RemoveAll(runtime))
	require.NoError(b, os.MkdirAll(runtime, 0o700))
	c := exec.CommandContext(ctx, "dbus-run-session", append([]string{"--", "sh", "-c", timed}, program...)...)
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + runtime, "DISPLAY=" + w.stage.display,
		"LANG=C.UTF-8", "TMPDIR=" + w.stage.folder, "LIBGL_ALWAYS_SOFTWARE=1",
	}
	c.SysProcAttr = ownGroup()
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	for len(w.drawn) > 0 {
		<-w.drawn
	}
	require.NoError(b, c.Start())
	painted := w.until(b, part, shows)
	began := time.Unix(0, w.kept(b, "began"))
	return &running{Cmd: c, pid: int(w.kept(b, "pid")), start: painted.Sub(began), display: w.stage.display}
}

// kept is a number that the session has left.
func (w *watch) kept(b *testing.B, name string) int64 {
	b.Helper()
	raw, err := os.ReadFile(filepath.Join(w.stage.folder, name))
	require.NoError(b, err)
	n, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
	require.NoError(b, err)
	return n
}

// key presses a key and lets it go.
func (w *watch) key(code byte) {
	xtest.FakeInput(w.x, xproto.KeyPress, code, 0, w.screen.Root, 0, 0, 0)
	xtest.FakeInput(w.x, xproto.KeyRelease, code, 0, w.screen.Root, 0, 0, 0)
}

// cpu is how much of a core a process takes over a span, in per cent.
func (r *running) cpu(b *testing.B, span time.Duration) float64 {
	b.Helper()
	ticks := func() (n float64) {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.pid))
		require.NoError(b, err)
		behindName := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+2:]))
		for _, field := range behindName[11:13] { // in the program and in the kernel, in hundredths of a second
			t, err := strconv.ParseFloat(field, 64)
			require.NoError(b, err)
			n += t
		}
		return n
	}
	before := ticks()
	time.Sleep(span)
	return (ticks() - before) / span.Seconds()
}

// memory is the memory of a process in MB, with its share of what it shares (PSS).
func (r *running) memory(b *testing.B) float64 {
	b.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", r.pid))
	require.NoError(b, err)
	defer f.Close()
	for l := bufio.NewScanner(f); l.Scan(); {
		if v, ok := strings.CutPrefix(l.Text(), "Pss:"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(v)[0], 64)
			require.NoError(b, err)
			return kb / 1024
		}
	}
	b.Fatal("no memory is told")
	return 0
}

// percentile is the value that so many per cent of them are not over, in milliseconds.
func percentile(took []time.Duration, percent int) float64 {
	slices.Sort(took)
	return float64(took[min(len(took)*percent/100, len(took)-1)].Microseconds()) / 1000
}
