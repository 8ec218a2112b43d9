package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// crashing in the environment makes this test's binary end unforeseen, with its logs in the folder that it names.
const crashing = "SOCIOMEDIO_TEST_CRASH"

// onScreen is what the program has in memory of customers and of the session.
var onScreen = []string{"internet saya mati sejak pagi", "0812-5550-4217", "122000004217", "refresh-7f3a9c11d2", "Balasan untuk Kak Budi"}

// nth is where it goes wrong: what is on screen is an argument.
//
//go:noinline
func nth(texts []string, first string, n int) string { return first + texts[n] }

// crash ends the program as a mistake in it would.
func crash(dir string) {
	l := openLogs(dir)
	l.Info("started")
	held := append([]string(nil), onScreen...)
	l.Info(nth(held, held[0], len(held)))
}

// holds tells that a report says where the program was, and nothing of what it had in memory.
func holds(t *testing.T, path string, wanted ...string) {
	t.Helper()
	report, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, w := range wanted {
		require.Contains(t, string(report), w)
	}
	for _, private := range onScreen {
		require.NotContains(t, string(report), private)
	}
}

// A crash leaves a report that says where, and holds no message, number or token; the log neither.
func TestCrashReportHoldsNothingPrivate(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, self)
	c.Env = append(os.Environ(), crashing+"="+dir)
	require.Error(t, c.Run(), "it has crashed")
	holds(t, filepath.Join(dir, "crash.log"), "index out of range", "goroutine", "nth(")
	holds(t, filepath.Join(dir, "client.log"), "started")
}

// A hang's report neither.
func TestHangReportHoldsNothingPrivate(t *testing.T) {
	dir, begun, stuck, ended := t.TempDir(), make(chan struct{}), make(chan struct{}), make(chan struct{})
	held := append([]string(nil), onScreen...)
	go waits(held, begun, stuck, ended)
	<-begun
	reportHang(dir, slog.New(slog.DiscardHandler))
	close(stuck)
	<-ended
	holds(t, filepath.Join(dir, "hang.log"), "goroutine", "waits")
}

// waits is a UI goroutine that hangs with what is on screen.
//
//go:noinline
func waits(texts []string, begun chan<- struct{}, stuck <-chan struct{}, ended chan<- struct{}) {
	defer close(ended)
	close(begun)
	<-stuck
	_ = nth(texts, texts[0], 0)
}
