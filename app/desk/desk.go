// Package desk is what an agent does, without a window: sign in, take cases, read, write, save, note, search. The screens
// call it and show what it gives; it calls data/remote for the backend and data/local for what is kept on this machine.
//
// Which method may be called where is seen in its signature. A method without a context reads memory or the local store
// by an index, answers within a frame and may be called on the UI goroutine. A method with a context may wait for a disk or
// the network: it is called on another goroutine, and its answer is brought back through ui/onui. Every method may be
// called from any goroutine. Every error is a data.Error; its Kind chooses the sentence that the agent reads.
package desk

import (
	"context"
	"log/slog"
	"time"

	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// Params is what a desk needs.
type Params struct {
	Folder    *local.Folder  // the data folder, held by this process
	Keys      *keys.Ring     // the OS keyring
	Remote    remote.Options // how the backend is reached; the server's URL comes with SignIn or Server
	Server    string         // the backend that IT or the agent set; Credentials.Server overrules it
	TakeLimit int            // cases per Sync, 1 to 100; 0 means 20
	Every     time.Duration  // poll interval beside events; 0 means 30 s
	Clock     func() time.Time
	NewID     func() string // UUIDv7
	Log       *slog.Logger
}

// Subscribe has f called for every event, one at a time, from a goroutine of the desk; f must not wait. stop ends it.
func (d *Desk) Subscribe(f func(Event)) (stop func()) { return d.subscribe(f) }

// Close ends all work in order: no new requests, the one under way is waited for (until ctx ends, then it is broken off and
// stays unknown), the store is closed. The desk can't be used after it.
func (d *Desk) Close(ctx context.Context) error { return d.shut(ctx) }
