package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"sociomedio/ui/onui"
)

// How long the window may not answer before that is put on record, and how often it is asked.
const (
	hangAfter = 20 * time.Second
	hangAsk   = 5 * time.Second
)

// hangWatch writes what every goroutine does into hang.log when the UI goroutine does not answer, once per hang.
type hangWatch struct {
	after, ask time.Duration
	run        onui.Runner
	dir        string
	log        *slog.Logger
}

// watch watches until ctx ends.
func (w hangWatch) watch(ctx context.Context) {
	again := time.NewTicker(w.ask)
	defer again.Stop()
	for {
		answered := make(chan struct{})
		w.run(func() { close(answered) })
		late := time.NewTimer(w.after)
		select {
		case <-answered:
		case <-late.C:
			reportHang(w.dir, w.log)
			select {
			case <-answered:
				w.log.Warn("the window answers again")
			case <-ctx.Done():
			}
		case <-ctx.Done():
		}
		late.Stop()
		select {
		case <-ctx.Done():
			return
		case <-again.C:
		}
	}
}

func reportHang(dir string, log *slog.Logger) {
	path := filepath.Join(dir, "hang.log")
	log.Error("the window does not answer", "report", path)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		log.Error("the hang can't be reported", "error", err)
		return
	}
	defer f.Close()
	const stacks = 1 // counted and with names only: no values of variables
	if err := pprof.Lookup("goroutine").WriteTo(f, stacks); err != nil {
		log.Error("the hang can't be reported", "error", err)
	}
}
