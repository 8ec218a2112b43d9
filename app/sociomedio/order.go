package main

import (
	"sync/atomic"

	"sociomedio/app/desk"
	"sociomedio/ui/inbox"
)

// inboxes is the desk, as far as the order of its inbox goes.
type inboxes interface {
	Inbox(filter desk.InboxFilter) (desk.Inbox, error)
	Subscribe(f func(desk.Event)) (stop func())
	Recall(key string) string
}

// order is the order of the inbox as the window asks for it first, read before it asks. It is given once, and only while it holds; and
// what happens from its reading until the window listens itself, the window is told then.
type order struct {
	inboxes
	read    chan struct{} // closed when what follows is known
	listens func()        // ends listening; nil where nothing was read
	inbox   desk.Inbox
	err     error

	given   atomic.Bool
	changed atomic.Bool // something has happened that the window was not told of
}

func newOrder(of inboxes) *order { return &order{inboxes: of, read: make(chan struct{})} }

// readAhead reads the order, if there is somebody whose it is. It is called once.
func (o *order) readAhead(there bool) {
	defer close(o.read)
	if !there {
		return
	}
	o.listens = o.Subscribe(func(e desk.Event) {
		switch e.Kind {
		case desk.InboxChanged, desk.CaseChanged, desk.OutboxChanged:
			o.changed.Store(true)
		}
	})
	o.inbox, o.err = o.Inbox(inbox.FirstFilter(o))
}

// first is what was read, the first time that just that is asked for; else the order is read now.
func (o *order) first(filter desk.InboxFilter) (desk.Inbox, error) {
	if o.given.Swap(true) {
		return o.Inbox(filter)
	}
	<-o.read
	if o.listens != nil && o.err == nil && o.inbox.Filter == filter && !o.changed.Load() {
		return o.inbox, nil
	}
	return o.Inbox(filter)
}

// subscribe has f called for every event, and for those that came since the order was read. Who is still waiting for the order gets one
// that holds.
func (o *order) subscribe(f func(desk.Event)) (stop func()) {
	stop = o.Subscribe(f)
	select {
	case <-o.read:
	default:
		return stop
	}
	if o.listens != nil {
		o.listens()
	}
	if o.changed.Swap(false) {
		f(desk.Event{Kind: desk.InboxChanged})
	}
	return stop
}
