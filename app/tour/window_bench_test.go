package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/practice"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

const (
	starts   = 9  // of each program
	presses  = 60 // of J
	settled  = 300 * time.Millisecond
	idleSpan = 20 * time.Second
)

// Where the window is looked at, at 1366 x 768: rows of the list, and the head of the case in the middle.
var (
	listPart = image.Rect(0, 230, 280, 420)
	headPart = image.Rect(293, 44, 977, 300)
)

// Keys by their codes on X's standard keyboard.
const (
	keyJ = 44
	keyR = 27
)

// BenchmarkWindow measures the program itself in a real window, beside a window with nothing in it, from outside: how long until the
// inbox is painted, memory, idle work with the keyboard in the list and with a caret in Feedback, and the time from J to the next case on
// the screen (issues 2 and 4). Both programs are built as they are packed,
// and copied as they are installed.
func BenchmarkWindow(b *testing.B) {
	ctx, cancel := context.WithTimeout(context.Background(), 9*time.Minute)
	defer cancel()
	bin := b.TempDir()
	for program, from := range map[string]string{"empty": "./testdata/empty", "sociomedio": "../sociomedio"} {
		built := filepath.Join(b.TempDir(), program)
		c := exec.CommandContext(ctx, "go", "build", "-ldflags", "-s -w", "-o", built, from)
		said, err := c.CombinedOutput()
		require.NoError(b, err, string(said))
		install(b, built, filepath.Join(bin, program))
	}
	s, err := open(ctx, "1366x768")
	require.NoError(b, err)
	defer func() { _ = s.close() }()
	client := filepath.Join(bin, "sociomedio")
	g := &guide{stage: s, out: b.TempDir(), client: client}
	defer func() { require.NoError(b, g.hangUp()) }()
	g.practice, err = practice.Start(ctx, practice.Options{DataDir: filepath.Join(g.folder, "centre")})
	require.NoError(b, err)
	dir := filepath.Join(g.folder, "desk")
	args := []string{"--server", g.practice.URL, "--data-dir", dir}
	require.NoError(b, g.enter(ctx, client, args...))
	require.NoError(b, g.fill(ctx, g.practice.Username, g.practice.Password))
	require.NoError(b, g.press(ctx, []string{"Return"}, text("No data to display"), text("Terhubung")))
	require.NoError(b, g.leave(stopPatience))

	w := newWatch(b, s)
	m := measure{watch: w, client: append([]string{client, "--lang", "id"}, args...), empty: []string{filepath.Join(bin, "empty")}}
	for _, cases := range []int{1000, 100_000} {
		stock(ctx, b, dir, g.practice, cases)
		b.Run(fmt.Sprintf("cases=%d", cases), func(b *testing.B) { m.run(ctx, b) })
	}
}

// install copies a program in small pieces, as a package manager does. What the linker has just written lies in large pieces in the
// system's memory, of which a program has all as soon as it touches one; so lies none that was installed.
func install(b *testing.B, built, into string) {
	b.Helper()
	from, err := os.Open(built)
	require.NoError(b, err)
	defer from.Close()
	to, err := os.OpenFile(into, os.O_CREATE|os.O_WRONLY, 0o700)
	require.NoError(b, err)
	_, err = io.Copy(struct{ io.Writer }{to}, struct{ io.Reader }{from})
	require.NoError(b, errors.Join(err, to.Close()))
}

// measure is the client beside the empty window.
type measure struct {
	*watch
	client, empty []string
}

// blank is that the window is there, no longer the root's black; rows that text stands on the ground of the list.
func blank(pixels []byte) bool { return pixels[0] > 200 && pixels[len(pixels)-4] > 200 }

func rows(pixels []byte) bool {
	dark, light := 0, 0
	for i := 0; i < len(pixels); i += 4 {
		switch v := pixels[i+1]; {
		case v < 100:
			dark++
		case v > 200:
			light++
		}
	}
	return light > len(pixels)/4/2 && dark > 300
}

func (m measure) run(ctx context.Context, b *testing.B) {
	b.ReportMetric(0, "ns/op") // of no meaning here
	var emptyTook, took []time.Duration
	for range starts { // in turns, so that both meet the same machine
		e := m.start(ctx, b, m.empty, listPart, blank)
		emptyTook = append(emptyTook, e.start)
		e.end(b)
		c := m.start(ctx, b, m.client, listPart, rows)
		took = append(took, c.start)
		c.end(b)
	}
	bare, start := percentile(emptyTook, 50), percentile(took, 50)
	b.ReportMetric(bare, "empty-start-ms")
	b.ReportMetric(start, "start-ms")
	b.ReportMetric(start/bare, "start-ratio")

	e := m.start(ctx, b, m.empty, listPart, blank)
	time.Sleep(settle)
	bareIdle, bareMemory := e.cpu(b, idleSpan), e.memory(b)
	e.end(b)
	c := m.start(ctx, b, m.client, listPart, rows)
	time.Sleep(settle)
	b.ReportMetric(c.cpu(b, idleSpan)-bareIdle, "idle-over-%")
	b.ReportMetric(bareMemory, "empty-pss-MB")
	b.ReportMetric(c.memory(b)-bareMemory, "pss-over-MB")
	pressed := m.keys(b)
	b.ReportMetric(percentile(pressed, 50), "key-median-ms")
	b.ReportMetric(percentile(pressed, 95), "key-p95-ms")
	m.key(keyR)
	time.Sleep(settle)
	b.ReportMetric(c.cpu(b, idleSpan)-bareIdle, "caret-over-%")
	b.ReportMetric(c.memory(b)-bareMemory, "caret-pss-over-MB") // with a case open and the fonts of what is typed
	c.end(b)
}

// settle is how long the program gets to come to rest: events connected, what is not needed given back.
const settle = 8 * time.Second

// keys presses J again and again: from the press to the last change of the middle column that follows.
func (m measure) keys(b *testing.B) []time.Duration {
	b.Helper()
	var took []time.Duration
	for range presses {
		before := m.pixels(b, headPart)
		began := time.Now()
		m.key(keyJ)
		if last := m.last(b, headPart, before, settled); !last.IsZero() {
			took = append(took, last.Sub(began))
		}
	}
	require.Greater(b, len(took), presses*9/10, "J opens the next case")
	b.Logf("first %v", slices.Min(took))
	return took
}

// stock puts cases into the agent's store, as Sync would have.
func stock(ctx context.Context, b *testing.B, dir string, p *practice.Practice, cases int) {
	b.Helper()
	f, err := local.OpenFolder(dir)
	require.NoError(b, err)
	s, err := f.Store(ctx, p.URL, p.Username)
	require.NoError(b, err)
	now := time.Now()
	position, err := s.Position(ctx)
	require.NoError(b, err)
	for from := 0; from < cases; from += 500 {
		c := contract.Changes{Cursor: position.Cursor}
		for n := from; n < min(cases, from+500); n++ {
			id := func(what string) string {
				return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s %d", what, n)).String()
			}
			c.Cases = append(c.Cases, contract.Case{
				ID: id("case"), Number: int64(50_000 + n), Version: 1, State: contract.CaseStateTaken, Network: contract.Twitter,
				Kind: contract.MessageKindMention, MessageID: id("message"), Preview: "Internet lambat sekali sejak tadi malam",
				Customer:   contract.CustomerRef{ID: id("customer"), Name: fmt.Sprintf("Pelanggan %d", n), Handle: fmt.Sprintf("pelanggan_%d", n)},
				ReceivedAt: now.Add(-time.Hour), DueAt: now.Add(time.Duration(n) * time.Second), ChangedAt: now, Answerable: contract.Answerable{Ok: true},
			})
		}
		_, err := s.Apply(ctx, c, "", now)
		require.NoError(b, err)
	}
	require.NoError(b, s.Close())
	require.NoError(b, f.Close())
}
