// Package standin is X and Facebook as local servers that speak the networks' own wire format: all of X under /x, all of
// Facebook under /facebook. Demo, training and tests run against it; nothing in the product knows that it is not the real
// thing. Customers of a script write, and write back when they are answered. Beside the networks it has a control face:
//
//	GET  /_posts    everything that was posted, oldest first (Post)
//	POST /_inject   somebody writes, edits, deletes (Injection, or an array of them)
//	POST /_fault    the next requests go wrong (Fault)
//	POST /_webhook  where events are delivered (Target)
//
// State is in memory. All methods may be called at the same time.
package standin

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"

	"sociomedio/app/backend/standin/facebook"
	"sociomedio/app/backend/standin/stage"
	"sociomedio/app/backend/standin/x"
	"sociomedio/assets/demo"
)

// Post is one thing that was posted to a network by the product.
type Post = stage.Post

// Fault is how the next requests go wrong.
type Fault = stage.Fault

// Options of the stand-ins.
type Options struct {
	Script    *demo.Script     // who writes; nil: nobody but by Inject
	Clock     func() time.Time // nil: time.Now
	Log       *slog.Logger     // nil: silent
	Pace      float64          // how much faster than written the script runs; 0: 1
	WriteBack time.Duration    // how long a customer takes to write back where the script doesn't say; 0: 4 s
	RetryWait []time.Duration  // how long before each further try of a webhook that was not answered 200; nil: 0 s, 1 s, 5 s, 30 s

	X        x.Options        // Clock and Log are those above
	Facebook facebook.Options // Clock and Log are those above
	Webhooks []Target         // registered from the start
}

// Target is where a network delivers its events.
type Target struct {
	Network     string `json:"network"` // twitter or facebook
	URL         string `json:"url"`
	Secret      string `json:"secret"`       // signs the deliveries; empty: the credentials' own
	VerifyToken string `json:"verify_token"` // Facebook; empty: the credentials' own
}

// Server is both stand-ins.
type Server struct{ options Options }

// New makes the stand-ins; nothing runs before Start or Run.
func New(o Options) *Server { return &Server{options: o} }

// Handler serves both networks and the control face.
func (s *Server) Handler() http.Handler { return http.NotFoundHandler() }

// Start lets the script's customers write and webhooks be delivered, until ctx ends or Close.
func (s *Server) Start(ctx context.Context) {}

// Close ends what Start began, lets go of the connections that faults hold, and waits for all of it.
func (s *Server) Close() {}

// Run is Start, serving on l, and Close when ctx ends.
func (s *Server) Run(ctx context.Context, l net.Listener) error { return nil }

// Inject does what the injections say, in their order. Those of one call that cause webhooks of Facebook travel in one
// delivery. Errors say which injection was wrong; those before it are done.
func (s *Server) Inject(injections ...Injection) ([]Injected, error) { return nil, nil }

// Posts is everything that was posted, oldest first.
func (s *Server) Posts() []Post { return nil }

// Fault lets the next requests go wrong; faults add up.
func (s *Server) Fault(f Fault) error { return nil }

// Webhook registers a target after its handshake (CRC, hub.challenge), which it must answer rightly.
func (s *Server) Webhook(ctx context.Context, t Target) error { return nil }
