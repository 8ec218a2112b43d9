package desk

import (
	"context"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// ConnectionState is how the desk stands with its backend.
type ConnectionState int

// The states. Connected is only said while something from the backend arrived within the last 45 s.
const (
	SignedOut ConnectionState = iota
	Connecting
	Connected
	Unreachable // Since when, Why, and when it is tried again
)

// Connection is what the status bar says.
type Connection struct {
	State    ConnectionState
	Since    time.Time     // of State
	Why      data.Kind     // with Unreachable: Unreachable, BadCertificate, NotABackend, Overloaded
	Detail   error         // with Unreachable: for the detail view; holds no customer data
	NextTry  time.Time     // with Unreachable
	LastSync time.Time     // the last time that everything changed was here; zero when never
	Every    time.Duration // the poll interval beside events
	Waiting  int           // cases in the common queue, as last said
}

// Synced is what one press on Sync did.
type Synced struct {
	Taken   int // cases taken for this agent
	Waiting int // cases that still wait in the common queue
}

// Connection is the connection as it is now.
func (d *Desk) Connection() Connection {
	s, err := d.at()
	if err != nil {
		return Connection{State: SignedOut, Every: d.params.Every}
	}
	return s.link.get()
}

// Sync takes waiting cases (5.3.2), at most the set number, and brings the local store up to date. Those of the connection
// are its kinds of error.
func (d *Desk) Sync(ctx context.Context) (Synced, error) {
	s, err := d.at()
	if err != nil {
		return Synced{}, err
	}
	taken, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Taken, error) {
		return r.Take(ctx, contract.Take{Limit: s.params.TakeLimit})
	})
	if err != nil {
		return Synced{}, err
	}
	if err := s.catchUp(ctx, ""); err != nil {
		return Synced{}, err
	}
	s.background(s.refresh)
	return Synced{Taken: taken.Taken, Waiting: taken.Waiting}, nil
}

// TryNow cuts the waiting short when the backend was unreachable ("Coba sekarang"). It returns at once.
func (d *Desk) TryNow() {
	if s, err := d.at(); err == nil {
		s.link.knock()
		s.out.knock()
	}
}
