package remote_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/remote"
)

// stream answers with what is written to it, piece by piece.
func stream(t *testing.T, pieces <-chan string, ask func(*http.Request)) string {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		if ask != nil {
			ask(r)
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		for {
			select {
			case p, ok := <-pieces:
				if !ok {
					return
				}
				_, _ = io.WriteString(w, p)
				_ = http.NewResponseController(w).Flush()
			case <-r.Context().Done():
				return
			}
		}
	}).URL
}

func listen(t *testing.T, c *remote.Client, last string) (<-chan remote.Event, <-chan error, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	events, ended := make(chan remote.Event, 100), make(chan error, 1)
	go func() { ended <- c.Events(ctx, last, func(e remote.Event) { events <- e }) }()
	t.Cleanup(cancel)
	return events, ended, cancel
}

func next(t *testing.T, events <-chan remote.Event, kind remote.EventKind) remote.Event {
	t.Helper()
	limit := time.After(10 * time.Second)
	for {
		select {
		case e := <-events:
			if e.Kind == kind {
				return e
			}
		case <-limit:
			t.Fatal("no such event")
		}
	}
}

func TestEvents(t *testing.T) {
	pieces := make(chan string, 10)
	asked := make(chan string, 1)
	c := open(t, stream(t, pieces, func(r *http.Request) { asked <- r.Header.Get("Last-Event-ID") + " " + r.Header.Get("Authorization") }), remote.Options{})
	events, ended, _ := listen(t, c, "c7")
	require.Equal(t, "c7 Bearer access-1", <-asked)
	next(t, events, remote.Alive)
	pieces <- ": alive\n\n"
	next(t, events, remote.Alive)
	pieces <- "event: change\nid: c8\ndata: {\"cursor\":\"c8\"}\n\n"
	require.Equal(t, remote.Event{Kind: remote.Change, ID: "c8", Cursor: "c8"}, next(t, events, remote.Change))
	pieces <- "event: queue\ndata: {\"waiting\":12}\n\n"
	require.Equal(t, remote.Event{Kind: remote.Queue, Waiting: 12}, next(t, events, remote.Queue))
	pieces <- "event: of_tomorrow\ndata: x\n\nevent: change\nid: c9\nda"
	pieces <- "ta: {\"cursor\":\"c9\"}\n\n"
	require.Equal(t, "c9", next(t, events, remote.Change).Cursor)
	pieces <- "event: session\ndata: {}\n\n"
	next(t, events, remote.Ended)
	require.Equal(t, data.SessionEnded, data.KindOf(<-ended))
}

func TestEventsFallSilent(t *testing.T) {
	c := open(t, stream(t, make(chan string), nil), remote.Options{Silence: 50 * time.Millisecond})
	_, ended, _ := listen(t, c, "")
	require.Equal(t, data.Unreachable, data.KindOf(<-ended))
}

func TestEventsBreakOff(t *testing.T) {
	pieces := make(chan string)
	close(pieces)
	c := open(t, stream(t, pieces, nil), remote.Options{})
	_, ended, _ := listen(t, c, "")
	require.Equal(t, data.Unreachable, data.KindOf(<-ended))
}

func TestEventsEndWithTheirContext(t *testing.T) {
	c := open(t, stream(t, make(chan string), nil), remote.Options{})
	events, ended, cancel := listen(t, c, "")
	next(t, events, remote.Alive)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

func TestEventsFromAStranger(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") })
	c := open(t, s.URL, remote.Options{})
	require.Equal(t, data.NotABackend, data.KindOf(c.Events(t.Context(), "", func(remote.Event) {})))
}
