package main

import (
	"context"
	"time"

	"sociomedio/app/desk"
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
	order   *order
	fonts   chan struct{} // closed when they are read
}

// goAhead begins. An app of the window library must be there.
func goAhead(ctx context.Context, d *desk.Desk, resume bool) *ahead {
	a := &ahead{Desk: d, resumed: make(chan struct{}), fonts: make(chan struct{}), order: newOrder(d)}
	go func() {
		defer close(a.fonts)
		look.ReadFonts()
	}()
	go func() {
		if resume {
			a.there, a.err = d.Resume(ctx)
		}
		close(a.resumed) // nobody waits for the order but who asks for it
		a.order.readAhead(a.there)
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

// Inbox is the order that was read ahead, or one read now.
func (a *ahead) Inbox(filter desk.InboxFilter) (desk.Inbox, error) { return a.order.first(filter) }

// Counts are those of the order that was read ahead, or read now.
func (a *ahead) Counts() (desk.Counts, error) { return a.order.counts() }

// Subscribe tells of what has happened since the order was read, too.
func (a *ahead) Subscribe(f func(desk.Event)) (stop func()) { return a.order.subscribe(f) }
