package main

import (
	"context"
	"sync/atomic"
	"time"

	"sociomedio/app/desk"
	"sociomedio/ui/inbox"
	"sociomedio/ui/look"
)

// firstPage is how long the window waits for its first page, at the start: the keyring and the local store answer within some
// hundredths of a second, and then the window opens with the inbox on it. A keyring that asks the user takes longer.
const firstPage = 400 * time.Millisecond

// ahead is the desk with its session being taken up, the order of the inbox being read, and the fonts, while the window library gets
// ready.
type ahead struct {
	*desk.Desk
	resumed chan struct{} // closed when there and err are known
	there   bool
	err     error
	order   order
	fonts   chan struct{} // closed when they are read
}

// order is the order of the inbox as the window asks for it first.
type order struct {
	read    chan struct{} // closed when inbox and err are known
	given   atomic.Bool
	inbox   desk.Inbox
	err     error
	changed atomic.Bool // something has happened since that the window was not told of
	forget  func()      // ends listening; nil where nothing was read
}

// goAhead begins. An app of the window library must be there.
func goAhead(ctx context.Context, d *desk.Desk, resume bool) *ahead {
	a := &ahead{Desk: d, resumed: make(chan struct{}), fonts: make(chan struct{}), order: order{read: make(chan struct{})}}
	go func() {
		defer close(a.fonts)
		look.ReadFonts()
	}()
	go func() {
		defer close(a.order.read)
		if resume {
			a.there, a.err = d.Resume(ctx)
		}
		close(a.resumed) // nobody waits for the order but who asks for it
		if a.there {
			a.readOrder()
		}
	}()
	return a
}

// Resume gives what came of it.
func (a *ahead) Resume(ctx context.Context) (bool, error) {
	select {
	case <-a.resumed:
		return a.there, a.err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

// readOrder reads the order, and listens from before it does until the window listens itself.
func (a *ahead) readOrder() {
	a.order.forget = a.Desk.Subscribe(func(e desk.Event) {
		switch e.Kind {
		case desk.InboxChanged, desk.CaseChanged, desk.OutboxChanged:
			a.order.changed.Store(true)
		}
	})
	a.order.inbox, a.order.err = a.Desk.Inbox(inbox.FirstFilter(a.Desk))
}

// Inbox gives what was read ahead, once, while it holds.
func (a *ahead) Inbox(filter desk.InboxFilter) (desk.Inbox, error) {
	if a.order.given.Swap(true) {
		return a.Desk.Inbox(filter)
	}
	<-a.order.read
	if o := &a.order; o.forget != nil && o.err == nil && o.inbox.Filter == filter && !o.changed.Load() {
		return o.inbox, nil
	}
	return a.Desk.Inbox(filter)
}

// Subscribe tells of what has happened since the order was read ahead, too.
func (a *ahead) Subscribe(f func(desk.Event)) (stop func()) {
	stop = a.Desk.Subscribe(f)
	<-a.order.read
	if a.order.forget != nil {
		a.order.forget()
	}
	if a.order.changed.Swap(false) {
		f(desk.Event{Kind: desk.InboxChanged})
	}
	return stop
}
