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
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
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
	Begun     time.Time        // when the script began; zero: now. With the same one it writes what it wrote before under the same ids
	Pace      float64          // how much faster than written the script runs; 0: 1
	WriteBack time.Duration    // how long a customer takes to write back where the script doesn't say; 0: 4 s
	RetryWait []time.Duration  // how long before each further try of a webhook that was not answered 200; nil: 0 s, 1 s, 5 s, 30 s
	Hands     int              // webhooks of each network that are delivered at a time; 0: 1, so that they come in their order

	X        x.Options        // Clock and Log are those above
	Facebook facebook.Options // Clock and Log are those above
}

// Target is where a network delivers its events.
type Target struct {
	Network     string `json:"network"` // twitter or facebook
	URL         string `json:"url"`
	Secret      string `json:"secret"`       // signs the deliveries; empty: the credentials' own
	VerifyToken string `json:"verify_token"` // Facebook; empty: the credentials' own
}

// Server is both stand-ins.
type Server struct {
	options  Options
	ledger   *stage.Ledger
	gate     *stage.Gate
	couriers []*stage.Courier
	x        *x.Server
	facebook *facebook.Server
	cast     *cast
	handler  http.Handler

	mu     sync.Mutex // of Start and Close
	cancel context.CancelFunc
	wait   sync.WaitGroup
}

// New makes the stand-ins; nobody writes and nothing is delivered before Start or Run.
func New(o Options) *Server {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Pace <= 0 {
		o.Pace = 1
	}
	if o.WriteBack == 0 {
		o.WriteBack = 4 * time.Second
	}
	if o.RetryWait == nil {
		o.RetryWait = []time.Duration{0, time.Second, 5 * time.Second, 30 * time.Second}
	}
	o.X.Clock, o.X.Log, o.Facebook.Clock, o.Facebook.Log = o.Clock, o.Log, o.Clock, o.Log
	if o.Script != nil {
		o.X, o.Facebook = companyOf(*o.Script, o.X, o.Facebook)
	}
	s := &Server{options: o, ledger: &stage.Ledger{}, gate: stage.NewGate()}
	forX, forFacebook := stage.NewCourier(max(1, o.Hands), o.RetryWait, o.Log), stage.NewCourier(max(1, o.Hands), o.RetryWait, o.Log)
	s.couriers = []*stage.Courier{forX, forFacebook}
	s.x = x.New(o.X, s.ledger, forX)
	s.facebook = facebook.New(o.Facebook, s.ledger, forFacebook)
	s.cast = newCast(s, o)
	s.ledger.Watch(s.cast.answered)
	s.handler = s.routes()
	return s
}

// companyOf takes the company's accounts from the script where the options don't say.
func companyOf(script demo.Script, ox x.Options, of facebook.Options) (x.Options, facebook.Options) {
	for to, from := range map[*string]string{
		&ox.AccountID: script.X.ID, &ox.Handle: script.X.Handle, &ox.Name: script.X.Name,
		&of.PageID: script.Facebook.ID, &of.Name: script.Facebook.Name,
	} {
		if *to == "" {
			*to = from
		}
	}
	return ox, of
}

// Handler serves both networks and the control face.
func (s *Server) Handler() http.Handler { return s.handler }

// Start lets the script's customers write and webhooks be delivered, until ctx ends or Close. What the script has before its
// start is there when Start comes back. A second Start does nothing.
func (s *Server) Start(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		return nil
	}
	if err := s.cast.enter(); err != nil {
		return err
	}
	ctx, s.cancel = context.WithCancel(ctx)
	for _, c := range s.couriers {
		s.wait.Go(func() { c.Run(ctx) })
	}
	s.wait.Go(func() { s.cast.play(ctx) })
	return nil
}

// Close ends what Start began, lets go of the connections that faults hold, and waits for all of it.
func (s *Server) Close() {
	s.gate.Close()
	s.mu.Lock()
	cancel := s.cancel
	s.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	s.wait.Wait()
}

// Run is Start, serving on l, and Close when ctx ends. It takes l over.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	defer s.Close()
	web := &http.Server{Handler: s.handler, ReadHeaderTimeout: 10 * time.Second}
	if err := s.Start(ctx); err != nil {
		return errors.Join(err, l.Close())
	}
	ended := make(chan error, 1)
	s.wait.Go(func() {
		<-ctx.Done()
		s.gate.Close()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err := web.Shutdown(grace)
		if errors.Is(err, context.DeadlineExceeded) {
			err = web.Close() // clients keep connections open that they opened and never used
		}
		ended <- err
	})
	s.options.Log.Info("stand-ins of the networks are listening", "address", l.Addr().String())
	if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		s.mu.Lock()
		s.cancel()
		s.mu.Unlock()
		return fmt.Errorf("serve the networks: %w", err)
	}
	if err := <-ended; err != nil {
		return fmt.Errorf("end the networks: %w", err)
	}
	return nil
}

// Posts is everything that was posted, oldest first.
func (s *Server) Posts() []Post { return s.ledger.Posts() }

// Fault lets the next requests go wrong; faults add up.
func (s *Server) Fault(f Fault) error { return s.gate.Plan(f) }

// PendingFaults is how many requests have still to go wrong; -1 when without end.
func (s *Server) PendingFaults() int { return s.gate.Pending() }

// Webhook registers a target after its handshake (CRC, hub.challenge), which it must answer rightly.
func (s *Server) Webhook(ctx context.Context, t Target) error {
	switch t.Network {
	case "twitter", "x":
		return s.x.Register(ctx, t.URL, t.Secret)
	case "facebook":
		return s.facebook.Register(ctx, t.URL, t.Secret, t.VerifyToken)
	}
	return fmt.Errorf("webhook: unknown network %q", t.Network)
}

// Drain waits until every webhook is delivered or given up, or ctx ends; Start must have been called.
func (s *Server) Drain(ctx context.Context) error {
	for _, c := range s.couriers {
		if err := c.Drain(ctx); err != nil {
			return err
		}
	}
	return nil
}

// XCredentials are those that the stand-in of X accepts.
func (s *Server) XCredentials() x.Credentials { return s.x.Credentials() }

// FacebookCredentials are those that the stand-in of Facebook accepts.
func (s *Server) FacebookCredentials() facebook.Credentials { return s.facebook.Credentials() }

// XAccount and PageID are the company's ids.
func (s *Server) XAccount() string { return s.x.Account() }

// PageID is the id of the company's page.
func (s *Server) PageID() string { return s.facebook.Page() }
