package remote

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"sync"
	"time"

	"github.com/tmaxmax/go-sse"

	"sociomedio/data"
)

// EventKind is what the stream says.
type EventKind int

// The kinds.
const (
	Alive  EventKind = iota // bytes came, the line is there
	Change                  // something changed; Cursor is the newest
	Ended                   // the session is over
	Queue                   // Waiting cases are in the common queue
)

// Event is one thing that the stream says.
type Event struct {
	Kind    EventKind
	ID      string // to resume after, as lastID
	Cursor  string
	Waiting int
}

// errSilence ends a stream on which nothing came for too long.
var errSilence = errors.New("no byte in time")

// Events listens to the event stream from after lastID (empty for from now) and has f told, on this goroutine, until the
// stream ends. It always ends with an error: that of ctx, Unreachable when the line broke or fell silent, SessionEnded when the
// backend ended the session, or what it answered instead of a stream.
func (c *Client) Events(ctx context.Context, lastID string, f func(Event)) error {
	token, err := c.patiently(ctx, c.token)
	if err != nil {
		return err
	}
	err = c.listen(ctx, lastID, token, f)
	if data.KindOf(err) != data.SessionExpired {
		return err
	}
	token, err = c.patiently(ctx, func(ctx context.Context) (string, error) { return c.renew(ctx, token) })
	if err != nil {
		return err
	}
	return c.listen(ctx, lastID, token, f)
}

// patiently gives a call for a token its time; the stream itself has none.
func (c *Client) patiently(ctx context.Context, call func(context.Context) (string, error)) (string, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	return call(ctx)
}

func (c *Client) listen(ctx context.Context, lastID, token string, f func(Event)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	ctx, line := watch(ctx)
	request := newRequestID()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base.String()+"/v1/events", nil)
	if err != nil {
		return data.Fail(data.Internal, "The event stream can't be asked for.", nil)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "text/event-stream, application/problem+json")
	r.Header.Set("User-Agent", "SocioMedio/"+c.options.Version)
	r.Header.Set("X-Request-Id", request)
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	silence := newWatchdog(c.options.Silence, func() { cancel(errSilence) })
	defer silence.stop()
	answer, err := c.writing.GetClient().Do(r)
	if err != nil {
		return c.unheard(ctx, causeOf(ctx, err), request, line.used())
	}
	defer answer.Body.Close() //nolint:errcheck // nothing is written to it
	if answer.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		return refusal(answer.StatusCode, answer.Header, body, request)
	}
	if kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type")); kind != "text/event-stream" {
		return stranger(answer.StatusCode, request)
	}
	err = c.hear(&watched{answer.Body, silence, func() { f(Event{Kind: Alive}) }}, f)
	if data.KindOf(err) == data.SessionEnded {
		return err
	}
	return c.unheard(ctx, causeOf(ctx, err), request, line.used())
}

// hear reads the stream to its end.
func (c *Client) hear(r io.Reader, f func(Event)) error {
	f(Event{Kind: Alive})
	for e, err := range sse.Read(r, nil) {
		switch {
		case err != nil:
			return err
		case e.Type == "session":
			f(Event{Kind: Ended, ID: e.LastEventID})
			return data.Fail(data.SessionEnded, "The session was ended.", nil)
		case e.Type == "queue":
			var said struct {
				Waiting int `json:"waiting"`
			}
			if json.Unmarshal([]byte(e.Data), &said) == nil {
				f(Event{Kind: Queue, Waiting: said.Waiting})
			}
		case e.Type == "change":
			var said struct {
				Cursor string `json:"cursor"`
			}
			if json.Unmarshal([]byte(e.Data), &said) != nil || said.Cursor == "" {
				said.Cursor = e.LastEventID
			}
			f(Event{Kind: Change, ID: e.LastEventID, Cursor: said.Cursor})
		}
	}
	return io.EOF
}

// causeOf is why ctx was ended where that is what broke the call.
func causeOf(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// watched tells of every byte.
type watched struct {
	io.Reader
	silence *watchdog
	heard   func()
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.silence.fed()
		w.heard()
	}
	return n, err
}

// watchdog calls bite when it was not fed for a while.
type watchdog struct {
	mu    sync.Mutex
	timer *time.Timer
	every time.Duration
	ended bool
}

func newWatchdog(every time.Duration, bite func()) *watchdog {
	return &watchdog{timer: time.AfterFunc(every, bite), every: every}
}

func (w *watchdog) fed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		w.timer.Reset(w.every)
	}
}

func (w *watchdog) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	w.timer.Stop()
}
