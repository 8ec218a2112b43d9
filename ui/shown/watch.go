package shown

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/ui/onui"
)

// Variable is the environment variable that names the file to write to. A file that is there is appended to.
const Variable = "SOCIOMEDIO_UISTATE"

// interval is how often the window is looked at: more often than a hand can follow, and well under a frame's work.
const interval = 40 * time.Millisecond

// FromEnvironment writes what the window shows to the file that the environment names, one JSON State per line, until stop
// is called. Without the variable it does nothing at all.
func FromEnvironment(w fyne.Window, run onui.Runner) (stop func() error, err error) {
	path := os.Getenv(Variable)
	if path == "" {
		return func() error { return nil }, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("file for what the window shows: %w", err)
	}
	end := Watch(w, run, file)
	return func() error { return errors.Join(end(), file.Close()) }, nil
}

// Watch writes what the window shows to out, one JSON State per line, first at once and then whenever it has changed, until
// stop is called. The window is looked at through run; the writing is done elsewhere. stop waits for what is being written
// and returns the first error of it; it does not wait for run.
func Watch(w fyne.Window, run onui.Runner, out io.Writer) (stop func() error) {
	x := &watcher{look: func() State { return Of(w) }, run: run, out: json.NewEncoder(out), quit: make(chan struct{}), done: make(chan error, 1)}
	go func() { x.done <- x.watch() }()
	return sync.OnceValue(func() error {
		close(x.quit)
		return <-x.done
	})
}

type watcher struct {
	look func() State
	run  onui.Runner
	out  *json.Encoder
	quit chan struct{}
	done chan error
}

func (x *watcher) watch() error {
	again := time.NewTicker(interval)
	defer again.Stop()
	seen := make(chan State, 1) // one look is under way at most
	var last State
	for first := true; ; {
		x.run(func() { seen <- x.look() })
		select {
		case <-x.quit:
			return nil
		case now := <-seen:
			if first || !reflect.DeepEqual(now, last) {
				if err := x.out.Encode(now); err != nil {
					return fmt.Errorf("write what the window shows: %w", err)
				}
			}
			first, last = false, now
		}
		select {
		case <-x.quit:
			return nil
		case <-again.C:
		}
	}
}
