package inbox

import (
	"time"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// inUse is how long after a key in the list the agent counts as stepping through it.
const inUse = 5 * time.Second

// reason is why the order is read again, weakest first: it decides whether the list may move.
type reason int

const (
	told   reason = iota + 1 // the desk says that something changed
	synced                   // the agent pressed Sync
	letIn                    // the agent lets in what waits
	asked                    // the agent chose another filter, search or order
)

// loading reads the order on a goroutine of its own, one at a time: at 100,000 cases it takes some ten ms.
type loading struct {
	busy    bool
	next    reason // the strongest reason that has come up since
	known   bool   // the order has been read once
	stopped bool
}

// reload reads the order again.
func (c *Column) reload(why reason) {
	c.load.next = max(c.load.next, why)
	if c.load.busy || c.load.stopped {
		return
	}
	c.load.busy = true
	why, c.load.next = c.load.next, 0
	filter, before := c.asked, c.order
	go func() {
		in, err := c.src.Inbox(filter)
		fresh := 0
		if err == nil && filter == before.Filter {
			fresh = in.Fresh(before)
		}
		c.opts.Run(func() { c.loaded(in, fresh, why, err) })
	}()
}

func (c *Column) loaded(in desk.Inbox, fresh int, why reason, err error) {
	c.load.busy = false
	switch {
	case c.load.stopped:
		return
	case err == nil && in.Filter != c.asked:
		// Something else is asked for by now.
	case err != nil:
		c.failed(err)
	default:
		c.failure = ""
		c.counts = in.Counts
		c.showCounts()
		c.arrived(in, fresh, why)
		c.load.known = true
	}
	c.showEmpty()
	if c.load.next != 0 {
		c.reload(0)
	}
}

// failed says that the order can't be read; rows that are there stay.
func (c *Column) failed(err error) {
	c.failure = ""
	if c.order.Len() == 0 && data.KindOf(err) != data.SessionEnded {
		c.failure = c.opts.Words.Failure(err)
	}
}

// arrived puts another order in place, or keeps the one there is and offers what is new (DESIGN.md section 8).
func (c *Column) arrived(in desk.Inbox, fresh int, why reason) {
	switch {
	case why >= asked || c.order.Len() == 0:
		c.adopt(in, -1, 0)
	case why == letIn && in.Filter.Sort == desk.ByNewest:
		c.adopt(in, -1, 0)
	case why == told && (c.busy() || fresh > 0 && c.moves(in)):
		c.kept = true
		c.offer(fresh)
		c.redraw()
	default:
		at, y := c.anchor(in)
		c.adopt(in, at, y)
	}
}

// busy tells whether the agent's hand is on the list.
func (c *Column) busy() bool {
	return c.hovered || c.opts.Clock().Sub(c.lastKey) < inUse
}

// adopt shows an order. The row at gets y Fyne units from the top of the list; -1 scrolls to the top.
func (c *Column) adopt(in desk.Inbox, at int, y float32) {
	c.order, c.kept = in, false
	c.rows.in = in
	c.offer(0)
	c.redraw()
	c.list.SelectQuietly(c.shown)
	if at < 0 {
		c.list.ScrollTo(0)
		return
	}
	c.list.ScrollTo(float32(at)*look.Px(widget.InboxRowHeight) - y)
}

// view is the rows of the order in view, first and one past the last.
func (c *Column) view() (first, end int) {
	h := look.Px(widget.InboxRowHeight)
	first = int(c.list.Offset() / h)
	return first, min(int((c.list.Offset()+c.list.Size().Height)/h)+1, c.order.Len())
}

// anchor finds the first row in view that another order has too, and how far it stands below the top of the list.
func (c *Column) anchor(in desk.Inbox) (at int, y float32) {
	first, end := c.view()
	for i := first; i < end; i++ {
		if at := c.src.IndexOf(in, c.rows.id(i)); at >= 0 {
			return at, float32(first)*look.Px(widget.InboxRowHeight) - c.list.Offset()
		}
	}
	return -1, 0
}

// moves tells whether another order shows other rows in view than those that are there and stay.
func (c *Column) moves(in desk.Inbox) bool {
	first, end := c.view()
	at := -1
	for i := first; i < end; i++ {
		r, ok := c.rows.row(i)
		if !ok || r.Gone {
			continue
		}
		there := c.src.IndexOf(in, r.Case.ID)
		if at >= 0 && there != at+1 {
			return true
		}
		if at < 0 && first == 0 && there != 0 {
			return true
		}
		at = there
	}
	return false
}

// offer says how many cases wait above the list; none takes the offer away.
func (c *Column) offer(n int) {
	if n > 0 {
		c.waiting.SetText(c.opts.Words.T(words.NewCases, c.opts.Words.Number(n)))
	}
	if on := n > 0; on != c.fresh.Visible() {
		setVisible(c.fresh, on)
		c.content.Refresh()
	}
}

// After is the case to go on with when caseID is done: of those that this agent can answer, the one whose time runs out
// first. Cases that a colleague handles, that have an answer waiting, or that the network lets nobody answer come last or
// not at all. Empty when there is none.
func (c *Column) After(caseID string) string {
	in := c.order
	if in.Filter.Sort != desk.ByDue || in.Filter.Text != "" {
		byDue, err := c.src.Inbox(desk.InboxFilter{Network: in.Filter.Network})
		if err != nil {
			return ""
		}
		in = byDue
	}
	shut := ""
	for from := 0; from < in.Len(); from += pageRows {
		rows, err := c.src.InboxRows(in, from, pageRows)
		if err != nil {
			return shut
		}
		for _, r := range rows {
			switch {
			case r.Case.ID == caseID || r.Gone || r.Outbox != "" || !r.Mine && r.Case.Holder.ID != "":
			case shutOff(r.Case):
				if shut == "" {
					shut = r.Case.ID
				}
			default:
				return r.Case.ID
			}
		}
	}
	return shut
}
