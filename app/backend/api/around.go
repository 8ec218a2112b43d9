package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strings"
	"time"

	"sociomedio/data"
)

// trace is what is known of the request under way: for the log line, the metrics and the problem's request_id. It is made
// at the door and filled in on the way; only the request's own goroutine touches it.
type trace struct {
	id        string
	operation string // the contract's operationId, or the name of a probe
	agent     string
	about     string // id of the case, customer ... in the path, once it is known to be one
	code      string // of the problem answered
	from      netip.Addr
}

type traceKey struct{}

// traceOf is the trace of a request; an empty one outside of requests.
func traceOf(ctx context.Context) *trace {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t
	}
	return &trace{}
}

// headerID carries the request id both ways.
const headerID = "X-Request-Id"

// around gives every request its trace, writes one log line for it and turns a panic into a problem. The log holds no
// query, no body and no header: these are customers' data and tokens.
func (s *server) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.clock()
		t := &trace{id: requestID(r, s.newID), operation: "none", from: s.address(r)}
		r = r.WithContext(context.WithValue(r.Context(), traceKey{}, t))
		out := &watched{ResponseWriter: w}
		out.Header().Set(headerID, t.id)
		out.Header().Set("X-Content-Type-Options", "nosniff")
		defer func() {
			if broken := recover(); broken != nil {
				s.panicked(out, r, broken)
			}
			s.done(r, out, s.clock().Sub(began))
		}()
		next.ServeHTTP(out, r)
	})
}

func (s *server) panicked(out *watched, r *http.Request, broken any) {
	if err, ok := broken.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(broken) // the server's own way to drop a connection
	}
	t := traceOf(r.Context())
	// The value of a panic may quote what was being worked on: only its type and the stack are logged.
	s.log.ErrorContext(r.Context(), "panic", "request_id", t.id, "operation", t.operation, "type", fmt.Sprintf("%T", broken), "stack", string(debug.Stack()))
	s.back.Metrics().Panicked()
	if out.status == 0 {
		s.fail(out, r, data.Fail(data.Internal, "", nil))
	}
}

func (s *server) done(r *http.Request, out *watched, took time.Duration) {
	t := traceOf(r.Context())
	status := out.status
	if status == 0 {
		status = http.StatusOK
	}
	s.back.Metrics().Served(t.operation, status, took)
	level := slog.LevelInfo
	switch {
	case status >= 500:
		level = slog.LevelWarn
	case strings.HasPrefix(t.operation, "probe."):
		level = slog.LevelDebug
	}
	s.log.LogAttrs(r.Context(), level, "request", slog.String("request_id", t.id), slog.String("method", r.Method),
		slog.String("operation", t.operation), slog.Int("status", status), slog.String("code", t.code),
		slog.Int64("bytes", out.bytes), slog.Float64("ms", float64(took.Microseconds())/1000),
		slog.String("agent", t.agent), slog.String("id", t.about), slog.String("from", t.from.String()))
}

// requestID takes the caller's id if it is a harmless one, so that a client's log and ours can be laid side by side.
func requestID(r *http.Request, newID func() string) string {
	id := r.Header.Get(headerID)
	if len(id) < 8 || len(id) > 64 {
		return newID()
	}
	for _, c := range id {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return newID()
		}
	}
	return id
}

// address is who calls: the connection's other end, or behind a proxy that the operator trusts what that one says last.
func (s *server) address(r *http.Request) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	from := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(from); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = hop.Unmap()
	}
	return from
}

func (s *server) trusted(a netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// watched remembers what was answered.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader remembers the status.
func (w *watched) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (w *watched) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }
