package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/tmaxmax/go-sse"

	"sociomedio/app/backend"
	"sociomedio/data"
)

// streaming is the operation that stays open: it has its own limit and no time limit.
const streaming = "streamEvents"

// gather is how long changes that follow one another wait to be told of together: each costs the reader a Sync, and an answer that is
// saved, sent and seen on the network by its own webhook is three of them.
const gather = 250 * time.Millisecond

// Names of events.
const (
	eventChange  = "change"
	eventQueue   = "queue"
	eventSession = "session"
)

// StreamEvents opens the event stream of the caller's session.
func (s *server) StreamEvents(ctx context.Context, in StreamEventsRequestObject) (StreamEventsResponseObject, error) {
	caller := backend.CallerOf(ctx)
	leave, err := s.streams.enter(caller.Agent.ID)
	if err != nil {
		return nil, err
	}
	return stream{server: s, ctx: ctx, caller: caller, seen: in.Params.LastEventID, leave: leave}, nil
}

// stream writes the events of one caller until he goes, his session ends or the backend stops. A reader who takes nothing
// for writeLimit is dropped: he comes back with his Last-Event-ID and misses nothing.
type stream struct {
	*server
	ctx    context.Context //nolint:containedctx // the generated interface hands none over; lives as long as the request
	caller backend.Caller
	seen   string // the cursor the reader knows
	leave  func()

	out *http.ResponseController
	w   http.ResponseWriter
}

// VisitStreamEventsResponse is called once, by the generated code.
func (st stream) VisitStreamEventsResponse(w http.ResponseWriter) error {
	defer st.leave()
	watch := st.back.Watch(st.caller.Agent.ID, st.caller.SessionID)
	defer watch.Close()
	st.w, st.out = w, http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies that collect before they pass on
	w.WriteHeader(http.StatusOK)

	beat := time.NewTicker(st.heartbeat)
	defer beat.Stop()
	err := st.comment()
	if err == nil {
		err = st.changed()
	}
	changes, again := watch.Changed, (<-chan time.Time)(nil)
	for err == nil {
		select {
		case <-st.ctx.Done():
			return nil
		case <-st.stopping:
			return nil
		case <-watch.Ended:
			st.ended()
			return nil
		case <-changes:
			err = st.changed()
			changes, again = nil, time.After(gather)
		case <-again:
			changes, again = watch.Changed, nil
		case <-watch.Queue:
			err = st.queued()
		case <-beat.C:
			err = st.alive()
		}
	}
	return nil // the answer has begun: there is nobody left to tell
}

// changed says that the cursor moved.
func (st *stream) changed() error {
	cursor, err := st.store.Cursor(st.ctx, st.caller.Agent.ID)
	if err != nil {
		st.log.LogAttrs(st.ctx, quiet(err), "event stream: cursor", slog.String("request_id", traceOf(st.ctx).id), slog.Any("error", err))
		return err
	}
	if cursor == st.seen {
		return nil
	}
	body, err := json.Marshal(struct {
		Cursor string `json:"cursor"`
	}{cursor})
	if err != nil {
		return err
	}
	m := &sse.Message{Type: sse.Type(eventChange)}
	m.AppendData(string(body))
	if m.ID, err = sse.NewID(cursor); err != nil {
		return err
	}
	if err := st.send(m); err != nil {
		return err
	}
	st.seen = cursor
	return nil
}

// queued says how many cases wait. It has no id: there is nothing to resume after.
func (st *stream) queued() error {
	m := &sse.Message{Type: sse.Type(eventQueue)}
	m.AppendData(`{"waiting":` + strconv.Itoa(st.back.Waiting()) + `}`)
	return st.send(m)
}

// alive looks whether the session still is, and tells proxies and the reader that the stream is.
func (st *stream) alive() error {
	if err := st.back.Alive(st.ctx, st.caller.SessionID); err != nil {
		if data.KindOf(err) == data.SessionEnded {
			st.ended()
		}
		return err
	}
	return st.comment()
}

func (st *stream) comment() error {
	m := &sse.Message{}
	m.AppendComment("beat")
	return st.send(m)
}

func (st *stream) ended() {
	m := &sse.Message{Type: sse.Type(eventSession)}
	m.AppendData(`{"state":"ended"}`)
	if err := st.send(m); err != nil {
		st.log.DebugContext(st.ctx, "event stream: reader is gone", "request_id", traceOf(st.ctx).id)
	}
}

func (st *stream) send(m *sse.Message) error {
	if err := st.out.SetWriteDeadline(time.Now().Add(st.writeLimit)); err != nil {
		return err
	}
	if _, err := m.WriteTo(st.w); err != nil {
		return err
	}
	return st.out.Flush()
}
