package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// outbox is what this agent saved and is not on the network yet, in the order of saving: in memory, each change durable before
// it is seen.
type outbox struct {
	seat *seat
	wake chan struct{}

	writing  sync.Mutex // one change at a time, so that memory and disk come in one order
	settling sync.Mutex // what the store says of an answer is taken over before somebody else reads it there

	mu       sync.Mutex
	parcels  []*parcel
	joined   map[string]string // handling records by the item that made them, of items that have left
	sent     int               // since the sign-in
	patience time.Time         // before it the backend wants to hear nothing
	closing  bool
	brought  string        // the item whose pictures the backend has; only who delivers touches it
	inFlight chan struct{} // closed when the item that is being sent is through; nil when none is
}

// fresh begins the counting of a session.
func (o *outbox) fresh() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent, o.closing, o.patience = 0, false, time.Time{}
}

func (o *outbox) all() []*parcel {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.parcels)
}

// list is everything with its place, and the counts.
func (o *outbox) list() ([]OutboxItem, OutboxCounts) {
	o.mu.Lock()
	defer o.mu.Unlock()
	items := make([]OutboxItem, 0, len(o.parcels))
	counts := OutboxCounts{Sent: o.sent}
	ahead := map[string]int{}
	for _, p := range o.parcels {
		items = append(items, o.shown(p, ahead))
		switch p.Item.State {
		case Refused, Failed:
			counts.Failed++
		case Sent:
		default:
			counts.Queued++
		}
	}
	return items, counts
}

// shown is an item as the screens see it; ahead counts each customer's waiting items before it.
func (o *outbox) shown(p *parcel, ahead map[string]int) OutboxItem {
	item := p.Item
	customer := item.Case.Customer.ID
	if p.waits() || item.State == Refused {
		ahead[customer]++
	}
	if item.State == Queued || item.State == Unknown {
		item.Position = ahead[customer]
		if o.patience.After(item.NextTry) {
			item.NextTry = o.patience
		}
	}
	return item
}

// of is what of the outbox belongs to a customer, oldest first.
func (o *outbox) of(customerID string) []OutboxItem {
	o.mu.Lock()
	defer o.mu.Unlock()
	var items []OutboxItem
	ahead := map[string]int{}
	for _, p := range o.parcels {
		if p.Item.Case.Customer.ID == customerID {
			items = append(items, o.shown(p, ahead))
		}
	}
	return items
}

// lastOf is the state of a case's last answer, empty when none is in the outbox, and its text while it waits on this machine.
func (o *outbox) lastOf(caseID string) (state OutboxState, waiting string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range slices.Backward(o.parcels) {
		if p.Item.Case.ID == caseID && p.Item.Kind == AnswerItem {
			if p.waits() {
				waiting = p.Item.Text
			}
			return p.Item.State, waiting
		}
	}
	return "", ""
}

// answering are the cases with an answer that waits on this machine.
func (o *outbox) answering() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var ids []string
	for _, p := range o.parcels {
		if p.waits() && p.Item.Kind == AnswerItem && !slices.Contains(ids, p.Item.Case.ID) {
			ids = append(ids, p.Item.Case.ID)
		}
	}
	return ids
}

// answer is an answer of a case by the item's or the answer's id; its last one when after is empty.
func (o *outbox) answer(caseID, after string) (OutboxItem, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range slices.Backward(o.parcels) {
		if p.Item.Case.ID != caseID || p.Item.Kind != AnswerItem {
			continue
		}
		if after == "" || p.Item.ID == after || p.Item.AnswerID == after {
			return p.Item, true
		}
	}
	return OutboxItem{}, false
}

// same is an item that was saved from a form as it is: the same press, come twice.
func (o *outbox) same(f Form) (OutboxItem, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range slices.Backward(o.parcels) {
		was := p.Item.Form
		if p.Item.Kind == AnswerItem && was.key() == f.key() && was.Text == f.Text && was.OpenedAt.Equal(f.OpenedAt) {
			return p.Item, true
		}
	}
	return OutboxItem{}, false
}

func (o *outbox) unsent() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := 0
	for _, p := range o.parcels {
		if p.waits() || p.Item.State == Refused {
			n++
		}
	}
	return n
}

// find is the parcel of an item, or of the answer that it became. Kinds: NotFound.
func (o *outbox) find(id string) (*parcel, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.parcels {
		if p.Item.ID == id || p.Item.AnswerID == id && id != "" {
			return p, nil
		}
	}
	return nil, data.Fail(data.NotFound, "This is not in the outbox any more.", nil)
}

// handlingOf says which handling record an item became part of; waiting when it has not yet, neither when it is gone.
func (o *outbox) handlingOf(itemID string) (handlingID string, waiting bool) {
	p, err := o.find(itemID)
	if err == nil {
		return p.Item.HandlingID, p.Item.HandlingID == ""
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.joined[itemID], false
}

// add stores a new item at the end.
func (o *outbox) add(p *parcel, store func() error) error {
	o.writing.Lock()
	defer o.writing.Unlock()
	if err := store(); err != nil {
		return err
	}
	o.mu.Lock()
	o.parcels = append(o.parcels, p)
	o.mu.Unlock()
	o.tell(p)
	return nil
}

// change stores what change makes of an item, and of those that it concerns too.
func (o *outbox) change(ctx context.Context, id string, change func(*parcel)) (*parcel, error) {
	o.writing.Lock()
	defer o.writing.Unlock()
	was, err := o.find(id)
	if err != nil {
		return nil, err
	}
	next := was.with(change)
	row, err := next.row()
	if err == nil {
		err = o.seat.store.Update(ctx, row)
	}
	if err != nil {
		return next, err
	}
	o.replace(next)
	return next, nil
}

// replace shows a changed parcel.
func (o *outbox) replace(next *parcel) {
	o.mu.Lock()
	for i, p := range o.parcels {
		if p.Item.ID == next.Item.ID {
			o.parcels[i] = next
		}
	}
	o.mu.Unlock()
	o.tell(next)
}

// remove takes an item out by store, which is given what that changes in the items that follow it. Kinds: NotFound when it has
// left already.
func (o *outbox) remove(p *parcel, follow func(*parcel), store func(others []*parcel) error) error {
	o.writing.Lock()
	defer o.writing.Unlock()
	if _, err := o.find(p.Item.ID); err != nil {
		return err
	}
	var others []*parcel
	o.mu.Lock()
	for _, other := range o.parcels {
		if follow != nil && other.Item.Form.After == p.Item.ID && !other.Asked {
			others = append(others, other.with(follow))
		}
	}
	o.mu.Unlock()
	if err := store(others); err != nil {
		return err
	}
	o.mu.Lock()
	o.parcels = slices.DeleteFunc(o.parcels, func(x *parcel) bool { return x.Item.ID == p.Item.ID })
	if p.Item.HandlingID != "" {
		o.joined[p.Item.ID] = p.Item.HandlingID
	}
	o.mu.Unlock()
	for _, other := range others {
		o.replace(other)
	}
	o.tell(p)
	return nil
}

// tell posts that an item changed.
func (o *outbox) tell(p *parcel) {
	c := p.Item.Case
	o.seat.bus.post(Event{Kind: OutboxChanged}, Event{Kind: InboxChanged}, Event{Kind: HistoryChanged, CustomerID: c.Customer.ID},
		Event{Kind: CaseChanged, CaseID: c.ID})
	o.nudge()
}

// nudge has the delivery look again.
func (o *outbox) nudge() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// knock says that the backend can be reached again: what waited for that is tried.
func (o *outbox) knock() {
	o.mu.Lock()
	for i, p := range o.parcels {
		if p.line && p.waits() {
			o.parcels[i] = p.with(func(p *parcel) { p.line, p.Item.NextTry = false, time.Time{} })
		}
	}
	o.mu.Unlock()
	o.nudge()
}

// settle takes over what the changes say of answers that the backend has.
func (o *outbox) settle(handlings []contract.Handling) {
	for _, h := range handlings {
		for _, a := range h.Answers {
			if p, err := o.find(a.ID); err == nil && p.Item.AnswerID == a.ID {
				o.settled(p.Item.Case.ID, a.ID)
			}
		}
	}
}
