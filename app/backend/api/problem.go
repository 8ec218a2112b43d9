package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// statusGone is what the log says of a request whose caller went away; it is not answered to anybody.
const statusGone = 499

// problemType is the prefix of Problem.type; what follows is the code. It names the kind, nothing is to be fetched there.
const problemType = "urn:sociomedio:problem:"

// fail answers err as a problem. What was not foreseen is logged with its cause and answered as internal, with nothing of
// it but the request id.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		// The caller went away: nobody reads an answer, and nothing is wrong here.
		traceOf(r.Context()).code = "gone"
		w.WriteHeader(statusGone)
		return
	}
	p := problem(r.Context(), err)
	if p.Code == string(data.Internal) {
		s.log.ErrorContext(r.Context(), "request failed", "operation", traceOf(r.Context()).operation, "request_id", p.RequestID, "error", err)
	}
	s.write(w, r, p)
}

func (s *server) write(w http.ResponseWriter, r *http.Request, p contract.Problem) {
	traceOf(r.Context()).code = p.Code
	body, err := json.Marshal(p)
	if err != nil {
		s.log.ErrorContext(r.Context(), "problem can't be written", "request_id", p.RequestID, "error", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(p.Status)
	if _, err := w.Write(body); err != nil {
		s.log.DebugContext(r.Context(), "answer not taken", "request_id", p.RequestID)
	}
}

// problem is what the contract says of an error.
func problem(ctx context.Context, err error) contract.Problem {
	p := contract.Problem{RequestID: traceOf(ctx).id}
	kind := data.KindOf(err)
	var e *data.Error
	switch {
	case errors.As(err, &e):
		p.Title, p.Field, p.RetryAfter = e.Sentence, e.Field, e.RetryAfter
		p.TriesLeft, p.LockSeconds = e.TriesLeft, e.Lock
	case errors.Is(err, context.DeadlineExceeded):
		kind, p.Title, p.RetryAfter = data.Overloaded, "The backend was too slow; try again.", 2
	}
	if kind == data.Internal {
		p.Title = "Something unforeseen happened in the backend."
	}
	if p.Title == "" {
		p.Title = string(kind)
	}
	var changed *storage.Changed
	if errors.As(err, &changed) {
		p.Case, p.Messages = changed.Case, changed.Messages
	}
	p.Code, p.Type, p.Status = string(kind), problemType+string(kind), kind.Status()
	return p
}

// quiet says that nobody waits for an answer any more, so that its error is not worth a line.
func quiet(err error) slog.Level {
	if errors.Is(err, context.Canceled) {
		return slog.LevelDebug
	}
	return slog.LevelError
}
