package api

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// probes are what an operator's tools ask: none needs a session, none holds anything of customers.
func (s *server) probes(mux *http.ServeMux) {
	named := func(name string, h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			traceOf(r.Context()).operation = "probe." + name
			h(w, r)
		}
	}
	mux.HandleFunc("GET /healthz", named("health", func(w http.ResponseWriter, _ *http.Request) { s.plain(w, http.StatusOK, "ok\n") }))
	mux.HandleFunc("GET /readyz", named("ready", s.ready))
	mux.HandleFunc("GET /metrics", named("metrics", s.back.Metrics().Handler().ServeHTTP))
	mux.HandleFunc("GET /v1/openapi.yaml", named("contract", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		if _, err := w.Write(contract.OpenAPI); err != nil {
			s.log.Debug("contract not taken")
		}
	}))
}

const readyPatience = 2 * time.Second

// ready says whether requests can be served: the database answers, is whole and can be written as far as is known, and the backend is not on its way down.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.stopping:
		s.plain(w, http.StatusServiceUnavailable, "stopping\n")
		return
	default:
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyPatience)
	defer cancel()
	if err := s.store.Ping(ctx); err != nil {
		s.log.WarnContext(ctx, "not ready", "error", err)
		said := "the database does not answer\n"
		var e *data.Error
		if errors.As(err, &e) && slices.Contains([]data.Kind{data.CorruptStore, data.ReadOnlyDisk, data.DiskFull}, e.Kind) {
			said = e.Sentence + "\n"
		}
		s.plain(w, http.StatusServiceUnavailable, said)
		return
	}
	s.plain(w, http.StatusOK, "ready\n")
}

func (s *server) plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if _, err := io.WriteString(w, text); err != nil {
		s.log.Debug("probe's answer not taken")
	}
}
