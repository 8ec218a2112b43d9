package main

import (
	"sync/atomic"
	"time"

	"sociomedio/app/desk"
	"sociomedio/ui/inbox"
)

// inboxes is the desk, as far as the order of its inbox goes.
type inboxes interface {
	Inbox(filter desk.InboxFilter) (desk.Inbox, error)
	Counts() (desk.Counts, error)
	Subscribe(f func(desk.Event)) (stop func())
	Recall(key string) string
}

// countsHold is how long the counts are as they were, when nothing has happened: cases become overdue by themselves.
const countsHold = time.Second

// order is the order of the inbox as the window asks for it first, with its counts, read before it asks. It is given once, and only while
// it holds; and what happens from its reading until the window listens itself, the window is told then.
type order struct {
	inboxes
	read  chan struct{} // closed when what follows is known
	holds bool          // it was read
	at    time.Time     // when
	inbox desk.Inbox

	given   atomic.Bool
	changed atomic.Bool // something has happened since
}

func newOrder(of inboxes) *order { return &order{inboxes: of, read: make(chan struct{})} }

// readAhead reads the order, if there is somebody whose it is. It is called once.
func (o *order) readAhead(there bool) {
	defer close(o.read)
	if !there {
		return
	}
	o.Subscribe(func(e desk.Event) {
		switch e.Kind {
		case desk.InboxChanged, desk.CaseChanged, desk.OutboxChanged:
			o.changed.Store(true)
		}
	})
	var err error
	o.at = time.Now()
	o.inbox, err = o.Inbox(inbox.FirstFilter(o))
	o.holds = err == nil
}

// first is what was read, the first time that just that is asked for; else the order is read now.
func (o *order) first(filter desk.InboxFilter) (desk.Inbox, error) {
	if o.given.Swap(true) {
		return o.Inbox(filter)
	}
	<-o.read
	if o.holds && o.inbox.Filter == filter && !o.changed.Load() {
		return o.inbox, nil
	}
	return o.Inbox(filter)
}

// counts are those of the order that was read, for a moment; else they are read now.
func (o *order) counts() (desk.Counts, error) {
	select {
	case <-o.read:
		if o.holds && !o.changed.Load() && time.Since(o.at) < countsHold {
			return o.inbox.Counts, nil
		}
	default:
	}
	return o.Counts()
}

// subscribe has f called for every event, and for those that came since the order was read. Who is still waiting for the order gets one
// that holds.
func (o *order) subscribe(f func(desk.Event)) (stop func()) {
	stop = o.Subscribe(f)
	if o.changed.Load() {
		f(desk.Event{Kind: desk.InboxChanged})
	}
	return stop
}
