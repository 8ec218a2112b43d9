package desk

import (
	"sync"
	"time"

	"sociomedio/data"
)

// silence is how long the backend may say nothing before the desk stops claiming a connection.
const silence = 45 * time.Second

// link keeps account of the connection, so that what the status bar says is true: never connected while nothing comes, never
// unreachable while something does.
type link struct {
	clock func() time.Time
	bus   *bus
	wake  chan struct{} // TryNow, and news from the stream
	up    func()        // told when the backend is reached again; must not wait

	mu    sync.Mutex
	now   Connection
	last  time.Time // when the backend was last heard
	first time.Time // of the failures since then

	newest string // the cursor that the stream named last, until who waits is awake
	asked  bool   // somebody else than the stream woke
}

func newLink(p Params, b *bus) *link {
	return &link{clock: p.Clock, bus: b, wake: make(chan struct{}, 1), up: func() {}, now: Connection{State: SignedOut, Since: p.Clock(), Every: p.Every}}
}

func (l *link) get() Connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.now
	if c.State == Connected && l.clock().Sub(l.last) > silence {
		// Nobody noticed yet: the machine slept.
		c.State, c.Since = Connecting, l.last.Add(silence)
	}
	return c
}

// to changes the state; the caller holds the lock.
func (l *link) to(state ConnectionState, since time.Time) {
	if l.now.State == state {
		return
	}
	l.now.State, l.now.Since = state, since
	if state != Unreachable {
		l.now.Why, l.now.Detail, l.now.NextTry = "", nil, time.Time{}
	}
	if state == Connected {
		l.up()
	}
	l.bus.post(Event{Kind: ConnectionChanged})
}

func (l *link) connecting() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to(Connecting, l.clock())
}

func (l *link) signedOut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to(SignedOut, l.clock())
}

// heard says that the backend answered.
func (l *link) heard() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last, l.first = l.clock(), time.Time{}
	if l.now.State != SignedOut {
		l.to(Connected, l.last)
	}
}

// lost says that a call did not reach the backend; next is when it is tried again, if that is known.
func (l *link) lost(err error, next time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now.State == SignedOut {
		return
	}
	if l.first.IsZero() {
		l.first = l.clock()
	}
	before := l.now
	l.to(Unreachable, l.first)
	l.now.Why, l.now.Detail = data.KindOf(err), err
	if !next.IsZero() {
		l.now.NextTry = next
	}
	if before.State == Unreachable && (before.Why != l.now.Why || !before.NextTry.Equal(l.now.NextTry)) {
		l.bus.post(Event{Kind: ConnectionChanged})
	}
}

// synced says that everything is here as of at; waiting below 0 is not known.
func (l *link) synced(at time.Time, waiting int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now.LastSync = at
	if waiting >= 0 {
		l.now.Waiting = waiting
	}
	l.bus.post(Event{Kind: ConnectionChanged})
}

// queued says how many cases wait.
func (l *link) queued(waiting int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.now.Waiting != waiting {
		l.now.Waiting = waiting
		l.bus.post(Event{Kind: ConnectionChanged})
	}
}

// knock wakes who waits to try again.
func (l *link) knock() {
	l.mu.Lock()
	l.asked = true
	l.mu.Unlock()
	l.stir()
}

// news wakes who waits because something changed, up to a cursor.
func (l *link) news(cursor string) {
	l.mu.Lock()
	l.newest = cursor
	l.mu.Unlock()
	l.stir()
}

// woken is the cursor that there is something up to, when that was all that woke; else empty.
func (l *link) woken() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	cursor := l.newest
	if l.asked {
		cursor = ""
	}
	l.newest, l.asked = "", false
	return cursor
}

func (l *link) stir() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
