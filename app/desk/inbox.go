package desk

import (
	"context"
	"errors"
	"slices"
	"sync"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
	"sociomedio/data/remote"
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
	Case    contract.Case
	Unread  bool
	Mine    bool        // this agent holds it
	Draft   bool        // something was begun and not saved
	Outbox  OutboxState // of this case's last answer that is not on the network yet; empty when there is none
	Waiting string      // the answer that waits on this machine; the case itself tells of it once the backend has it
	Gone    bool        // left the inbox since Inbox was read (answered, released); shown until the order is read again
}

// Inbox reads the order and the counts. At 100,000 cases it takes some ten ms: then call it on another goroutine.
func (d *Desk) Inbox(filter InboxFilter) (Inbox, error) {
	return reading(d, func(s *seat) (Inbox, error) {
		order, err := s.store.Order(context.Background(), local.OrderQuery{Network: filter.Network, Text: filter.Text, Sort: local.Sort(filter.Sort)})
		if err != nil {
			return Inbox{}, err
		}
		counts, err := s.counts()
		return Inbox{Filter: filter, Counts: counts, order: order}, err
	})
}

// InboxRows is the newest state of n rows from the index from on; fewer at the end.
func (d *Desk) InboxRows(in Inbox, from, n int) ([]Row, error) {
	from = max(0, min(from, len(in.order)))
	keys := in.order[from:max(from, min(from+n, len(in.order)))]
	return reading(d, func(s *seat) ([]Row, error) { return s.rows(keys) })
}

// IndexOf is where a case stands in the order, or -1.
func (d *Desk) IndexOf(in Inbox, caseID string) int {
	at, err := reading(d, func(s *seat) (int, error) {
		c, err := s.store.Case(context.Background(), caseID)
		return slices.Index(in.order, c.Key), err
	})
	if err != nil {
		return -1
	}
	return at
}

// Counts reads the numbers alone.
func (d *Desk) Counts() (Counts, error) {
	return reading(d, func(s *seat) (Counts, error) { return s.counts() })
}

func (s *seat) counts() (Counts, error) {
	now := s.params.Clock()
	c, err := s.store.Counts(context.Background(), now)
	if err != nil {
		return Counts{}, err
	}
	for _, id := range s.out.answering() {
		row, err := s.store.Case(context.Background(), id)
		if err == nil && row.Listed && row.Case.State == contract.CaseStateTaken && row.Case.DueAt.Before(now) {
			c.Overdue-- // its answer waits on this machine
		}
	}
	return Counts{All: c.All, Twitter: c.Twitter, Facebook: c.Facebook, Unread: c.Unread, Overdue: c.Overdue}, nil
}

// rows are the rows of keys, one for each. What has left the store is shown as it was seen last.
func (s *seat) rows(keys []int64) ([]Row, error) {
	found, err := s.store.Cases(context.Background(), keys)
	if err != nil {
		return nil, err
	}
	me := s.me().ID
	rows := make([]Row, 0, len(keys))
	for _, key := range keys {
		if len(found) == 0 || found[0].Key != key {
			row := s.shown.get(key)
			row.Gone = true
			rows = append(rows, row)
			continue
		}
		one := found[0]
		found = found[1:]
		row := Row{
			Case: one.Case, Unread: one.Unread, Gone: !one.Listed, Draft: s.drafts.of(one.Case.ID),
			Mine: me != "" && one.Case.Holder.ID == me,
		}
		row.Outbox, row.Waiting = s.out.lastOf(one.Case.ID)
		if row.Outbox == "" && one.Case.State == contract.CaseStateAnswering {
			row.Outbox = Accepted
		}
		s.shown.put(key, row)
		rows = append(rows, row)
	}
	return rows, nil
}

// mostShown is how many rows are remembered as they were shown.
const mostShown = 2000

// shown is the rows that were shown last, for those that leave the store while they are on the screen.
type shown struct {
	mu   sync.Mutex
	rows map[int64]Row
}

func (l *shown) get(key int64) Row {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rows[key]
}

func (l *shown) put(key int64, row Row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.rows == nil || len(l.rows) >= mostShown {
		l.rows = map[int64]Row{}
	}
	l.rows[key] = row
}

// MarkUnread and MarkRead change the mark of a case; Open marks it read by itself. Both return at once.
func (d *Desk) MarkUnread(caseID string) {
	if s, err := d.at(); err == nil {
		s.mark(caseID, true)
	}
}

// MarkRead takes the mark away.
func (d *Desk) MarkRead(caseID string) {
	if s, err := d.at(); err == nil {
		s.mark(caseID, false)
	}
}

func (s *seat) mark(caseID string, unread bool) {
	s.clerk.do(func() {
		changed, err := s.store.SetUnread(context.Background(), caseID, unread)
		if err != nil {
			s.log.Warn("a case was not marked", "case", caseID, "error", err)
			s.heal(err)
		}
		if changed {
			s.bus.post(Event{Kind: InboxChanged}, Event{Kind: CaseChanged, CaseID: caseID})
		}
	})
}

// Release puts the case back into the common queue ("Lepas case"). Kinds: CaseHeld, AlreadySending, CaseClosed, NotFound and
// those of the connection.
func (d *Desk) Release(ctx context.Context, caseID string) error {
	return d.onCase(ctx, func(ctx context.Context, r *remote.Client) (contract.Case, error) { return r.ReleaseCase(ctx, caseID) })
}

// TakeOver makes this agent the only holder ("Ambil alih"). Kinds as Release.
func (d *Desk) TakeOver(ctx context.Context, caseID string) error {
	return d.onCase(ctx, func(ctx context.Context, r *remote.Client) (contract.Case, error) { return r.TakeOverCase(ctx, caseID) })
}

// FetchCase brings a case from the backend that is not on this machine: a colleague's, or nobody's. Kinds: NotFound and those of the
// connection.
func (d *Desk) FetchCase(ctx context.Context, caseID string) error {
	err := d.onCase(ctx, func(ctx context.Context, r *remote.Client) (contract.Case, error) { return r.OpenCase(ctx, caseID) })
	if data.KindOf(err) == data.CaseHeld { // the refusal has brought it, with who holds it
		return nil
	}
	return err
}

// FetchCustomer brings a customer from the backend who is not on this machine. Kinds as FetchCase.
func (d *Desk) FetchCustomer(ctx context.Context, customerID string) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	_, err = s.acquainted(ctx, customerID)
	return err
}

// MarkOutside says that the case was answered in the network's own page. Kinds: NoCategory and those of Release.
func (d *Desk) MarkOutside(ctx context.Context, caseID string, path []string, remark string) error {
	if !d.Catalogue().Whole(path) {
		return &data.Error{Kind: data.NoCategory, Sentence: "Choose the category down to its last level.", Field: FieldPath}
	}
	o := contract.Outside{Path: path, Remark: remark}
	return d.onCase(ctx, func(ctx context.Context, r *remote.Client) (contract.Case, error) {
		return r.MarkOutside(ctx, caseID, o)
	})
}

// onCase does something with a case at the backend and takes over what the case is then.
func (d *Desk) onCase(ctx context.Context, do func(context.Context, *remote.Client) (contract.Case, error)) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	c, err := ask(ctx, s, do)
	if err != nil {
		s.learn(ctx, err)
		return err
	}
	s.link.knock() // what belongs to it comes by the changes
	return s.know(ctx, c)
}

// know takes over a case that the backend answered. One that this agent does not follow is only remembered.
func (s *seat) know(ctx context.Context, c contract.Case) error {
	_, err := s.store.Case(ctx, c.ID)
	switch {
	case err == nil || c.Holder.ID != "" && c.Holder.ID == s.me().ID:
		return s.put(ctx, contract.Changes{Cases: []contract.Case{c}})
	case data.KindOf(err) == data.NotFound:
		s.glimpseCase(c)
		s.bus.post(Event{Kind: CaseChanged, CaseID: c.ID})
		return nil
	}
	s.heal(err)
	return err
}

// learn takes over what a refusal says of the case as it is now.
func (s *seat) learn(ctx context.Context, refused error) {
	var changed *remote.Changed
	if !errors.As(refused, &changed) || changed.Case.ID == "" {
		return
	}
	if err := s.know(ctx, changed.Case); err != nil {
		s.log.Warn("a case was not taken over", "case", changed.Case.ID, "error", err)
	}
	if len(changed.Messages) == 0 {
		return
	}
	if err := s.put(ctx, contract.Changes{Messages: changed.Messages}); err != nil {
		s.log.Warn("messages were not taken over", "case", changed.Case.ID, "error", err)
	}
}
