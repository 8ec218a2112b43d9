package desk

import (
	"context"

	"sociomedio/data/contract"
)

// Sort is an order of the inbox.
type Sort int

// The orders.
const (
	ByDue    Sort = iota // earliest due first
	ByNewest             // the customer's last word first
	ByOldest
)

// InboxFilter says which cases the inbox lists.
type InboxFilter struct {
	Network contract.Network // empty for All
	Text    string           // "Cari di inbox": in names, handles, previews and case numbers
	Sort    Sort
}

// Counts are the numbers over the list. All, Twitter and Facebook count without regard to the filter.
type Counts struct {
	All, Twitter, Facebook int
	Unread                 int
	Overdue                int // past due, not answered and no answer waiting
}

// Inbox is the order of the rows at one instant. It does not change while it is held, so nothing moves under the agent's
// hand; InboxRows gives the newest state of its rows. It may be copied.
type Inbox struct {
	Filter InboxFilter
	Counts Counts
	order  []int64
}

// Len is the number of rows.
func (in Inbox) Len() int { return len(in.order) }

// Row is one case as the list shows it.
type Row struct {
	Case   contract.Case
	Unread bool
	Mine   bool        // this agent holds it
	Draft  bool        // something was begun and not saved
	Outbox OutboxState // of this case's last answer that is not on the network yet; empty when there is none
	Gone   bool        // left the inbox since Inbox was read (answered, released); shown until the order is read again
}

// Inbox reads the order and the counts. At 100,000 cases it takes some ten ms: then call it on another goroutine.
func (d *Desk) Inbox(filter InboxFilter) (Inbox, error) { return d.inbox(filter) }

// InboxRows is the newest state of n rows from the index from on; fewer at the end.
func (d *Desk) InboxRows(in Inbox, from, n int) ([]Row, error) { return d.inboxRows(in, from, n) }

// IndexOf is where a case stands in the order, or -1.
func (d *Desk) IndexOf(in Inbox, caseID string) int { return d.indexOf(in, caseID) }

// Counts reads the numbers alone.
func (d *Desk) Counts() (Counts, error) { return d.counts() }

// MarkUnread and MarkRead change the mark of a case; Open marks it read by itself. Both return at once.
func (d *Desk) MarkUnread(caseID string) { d.mark(caseID, true) }

// MarkRead takes the mark away.
func (d *Desk) MarkRead(caseID string) { d.mark(caseID, false) }

// Release puts the case back into the common queue ("Lepas case").
func (d *Desk) Release(ctx context.Context, caseID string) error { return d.release(ctx, caseID) }

// TakeOver makes this agent the only holder ("Ambil alih").
func (d *Desk) TakeOver(ctx context.Context, caseID string) error { return d.takeOver(ctx, caseID) }

// MarkOutside says that the case was answered in the network's own page. Kinds: NoCategory.
func (d *Desk) MarkOutside(ctx context.Context, caseID string, path []string, remark string) error {
	return d.markOutside(ctx, caseID, path, remark)
}
