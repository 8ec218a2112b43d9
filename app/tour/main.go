// Command tour uses the desktop as an agent does and shows what it saw: it starts the real program in a real window, on a display of
// its own, with a keyring of its own, drives it through steps 5.1 to 5.3.13 of the work instruction by real key and mouse events,
// and leaves a picture of each step. A step is done when the window says so or when the answer has reached the network; nothing
// is waited for by the clock.
//
//	tour -program build/sociomedio -out build/tour
//	tour -program build/sociomedio -out build/screens -screens
//	tour -prefix WINEPREFIX -msi FIRST.msi -next NEXT.msi -out build/windows
//
// The last form installs the client for Windows under Wine and uses that.
//
// Exit codes: 0 every step went well, 1 a step failed (its picture and what the window showed are in the folder), 2 wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// atMost is how long the tour may take in all.
const atMost = 5 * time.Minute

func main() {
	program := flag.String("program", "build/sociomedio", "the client")
	out := flag.String("out", "build/tour", "folder for the pictures")
	size := flag.String("size", "1366x768", "size of the display")
	design := flag.Bool("screens", false, "the screens of the design instead, each at its size")
	var w wine
	flag.StringVar(&w.prefix, "prefix", "", "folder of Wine's Windows, where the client for Windows is tried")
	flag.StringVar(&w.first, "msi", "", "installer for Windows")
	flag.StringVar(&w.next, "next", "", "installer of the version after it")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, atMost)
	defer cancel()
	if err := run(ctx, *program, w, *out, *size, *design); err != nil {
		fmt.Fprintln(os.Stderr, "tour:", err)
		cancel()
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, program string, w wine, out, size string, design bool) (err error) {
	parts := [][]step{keyboard, mouse, outage}
	if design {
		parts, size = [][]step{screens}, largest
	}
	if w.prefix != "" {
		parts = [][]step{windows}
	}
	if err := clean(out); err != nil {
		return err
	}
	s, err := open(ctx, size)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	g := &guide{stage: s, out: out, client: program, wine: w, unnumbered: design}
	defer func() { err = errors.Join(err, g.hangUp()) }()
	began := time.Now()
	for _, part := range parts {
		for _, step := range part {
			if err := g.take(ctx, step); err != nil {
				return fmt.Errorf("step %s: %w", step.name, err)
			}
		}
	}
	fmt.Printf("tour: %d steps, %d pictures in %s, %.0f s\n", g.steps, g.pictures, out, time.Since(began).Seconds())
	return nil
}

// clean makes the folder and takes the pictures of an earlier tour out of it.
func clean(out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(out, "*.png"))
	for _, file := range append(old, filepath.Join(out, failed), filepath.Join(out, failedLogs)) {
		if e := os.Remove(file); e != nil && !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}
