// Package api is the contract spoken over HTTP: it lets requests in (gate), hands them to the backend and the store, and
// writes answers and problems. It decides nothing about cases itself. Beside the contract it answers the networks' webhooks
// and the operator's probes.
package api

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"sociomedio/app/backend"
	"sociomedio/app/backend/storage"
)

// Options are the parts and bounds of the HTTP side. Zero bounds mean the defaults said with them.
type Options struct {
	Backend *backend.Backend
	Store   *storage.Store
	Clock   func() time.Time
	NewID   func() string
	Log     *slog.Logger

	Proxies    []netip.Prefix // whose X-Forwarded-For is believed; none by default
	BodyLimit  int64          // bytes of a request, 1 MiB
	InFlight   int            // requests at a time, 256, and a quarter as many calls of networks; more are told to wait
	Patience   time.Duration  // for one request, 20 s
	Heartbeat  time.Duration  // comment lines of an event stream, 15 s
	WriteLimit time.Duration  // how long an event stream waits for its reader, 10 s
	Streams    int            // event streams in all, 10,000; four for one agent
	Each       int            // requests of one agent at a time, 64
	AgentPace  float64        // requests of one agent a second, 50, while more than half of the places are taken
	Pace       float64        // as much of one address, 2,000: a house of agents may be behind it
}

// server implements the generated StrictServerInterface.
type server struct {
	back  *backend.Backend
	store *storage.Store
	clock func() time.Time
	newID func() string
	log   *slog.Logger

	proxies    []netip.Prefix
	bodyLimit  int64
	places     *places
	hooks      *places // for the networks' calls
	patience   time.Duration
	heartbeat  time.Duration
	writeLimit time.Duration
	streams    *shares
	requests   *shares
	agents     *paces
	addresses  *paces
	stopping   chan struct{}
}

const streamsEach = 4

// Face is the whole HTTP face of the backend.
type Face struct {
	http.Handler
	stop func()
}

// Stop ends the event streams, so that the HTTP server can shut down in order. Requests under way are not touched.
func (f *Face) Stop() { f.stop() }

// New makes the HTTP face.
func New(o Options) (*Face, error) {
	s := &server{
		back: o.Backend, store: o.Store, clock: o.Clock, newID: o.NewID, log: o.Log,
		proxies: o.Proxies, bodyLimit: or(o.BodyLimit, 1<<20), places: newPlaces(or(o.InFlight, 256)), hooks: newPlaces(max(1, or(o.InFlight, 256)/4)),
		patience: or(o.Patience, 20*time.Second), heartbeat: or(o.Heartbeat, 15*time.Second),
		writeLimit: or(o.WriteLimit, 10*time.Second), streams: newShares(streamsEach, or(o.Streams, 10_000), "event streams", 15),
		requests: newShares(or(o.Each, 64), math.MaxInt, "requests", 1),
		agents:   newPaces(or(o.AgentPace, 50), "agent"), addresses: newPaces(or(o.Pace, 2000), "address"),
		stopping: make(chan struct{}),
	}
	g, err := newGate(s)
	if err != nil {
		return nil, err
	}
	strict := NewStrictHandlerWithOptions(s, nil, StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  s.badRequest,
		ResponseErrorHandlerFunc: s.fail,
	})
	contracted := HandlerWithOptions(strict, StdHTTPServerOptions{ErrorHandlerFunc: s.badRequest})

	s.back.Metrics().Show("sociomedio_streams", "Open event streams.", func() float64 { return float64(s.streams.count()) })
	s.back.Metrics().Show("sociomedio_requests", "Requests that have a place.", func() float64 { return float64(len(s.places.taken)) })
	s.back.Metrics().Show("sociomedio_requests_waiting", "Requests that wait for a place.", func() float64 { return float64(s.places.waiting.Load()) })
	mux := http.NewServeMux()
	s.probes(mux)
	s.webhooks(mux)
	mux.Handle("/", g.around(contracted))
	return &Face{Handler: s.around(mux), stop: sync.OnceFunc(func() { close(s.stopping) })}, nil
}

// badRequest answers what the gate let through and the generated code still can't read.
func (s *server) badRequest(w http.ResponseWriter, r *http.Request, err error) {
	field := ""
	var format *InvalidParamFormatError
	var needed *RequiredParamError
	switch {
	case errors.As(err, &format):
		field = format.ParamName
	case errors.As(err, &needed):
		field = needed.ParamName
	}
	s.fail(w, r, invalid(field))
}

func or[T int | int64 | float64 | time.Duration](value, otherwise T) T {
	if value == 0 {
		return otherwise
	}
	return value
}

var _ StrictServerInterface = (*server)(nil)
