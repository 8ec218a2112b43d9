package desk

import (
	"context"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

// View is everything the middle column needs of a case, from the local store.
type View struct {
	Case     contract.Case
	Message  contract.Message // the one that opened the case; with an empty ID while it is not here yet
	Customer CustomerView
	Mine     bool // this agent holds it: the form is open
	Unread   bool
	Limits   contract.AccountLimits // of the account addressed; zero while unknown
	Last     []Entry                // the newest 8 of the conversation, in reading order
}

// CustomerView is a customer with tickets and service.
type CustomerView struct {
	contract.Customer
	At      time.Time // when the backend said so ("dari simpanan lokal, 13:57"); zero when only the name is known
	Counts  HistoryCounts
	Missing bool // nothing but the name is here yet; CustomerChanged follows
}

// HistoryCounts are the numbers on the filter Semua / Pesan / Catatan, of what is here.
type HistoryCounts struct{ All, Messages, Notes int }

// Entry is one line of a conversation: exactly one of the three.
type Entry struct {
	At       time.Time
	Message  *contract.Message
	Note     *contract.Note
	Outgoing *OutboxItem // an answer or note of this machine of which the backend's messages are not here yet
}

// Only narrows a conversation.
type Only int

// What a conversation can be narrowed to.
const (
	Everything Only = iota
	OnlyMessages
	OnlyNotes
)

// HistoryQuery asks for one page of a conversation.
type HistoryQuery struct {
	CustomerID string
	Before     string // HistoryPage.Earlier of the page after it; empty for the newest
	Around     string // a message id: the page that has it in it ("Lompat ke pesan case"); then Before is empty
	Limit      int    // 0 means 50
	Only       Only
	Find       string // words in the text ("Cari di percakapan")
}

// HistoryPage is a page in reading order.
type HistoryPage struct {
	Entries []Entry
	Earlier string // ask with this in Before; empty when nothing earlier is here
	// Elsewhere says that the backend has earlier ones that are not here: FetchEarlier brings them.
	Elsewhere bool
	Counts    HistoryCounts
}

// View reads a case from the local store. Kinds: NotFound.
func (d *Desk) View(caseID string) (View, error) {
	return reading(d, func(s *seat) (View, error) { return s.view(caseID) })
}

// Open is View, and tells the backend in the background that the agent looks at the case: it marks it read, renews the
// lease, begins the handling time and brings customer and history up to date. What that changes comes as events.
func (d *Desk) Open(caseID string) (View, error) {
	return reading(d, func(s *seat) (View, error) {
		v, err := s.view(caseID)
		if err != nil {
			return View{}, err
		}
		v.Unread = false
		s.mark(caseID, false)
		s.look(&s.open, looked{caseID: caseID, customerID: v.Customer.ID})
		return v, nil
	})
}

// CloseCase says that the agent looks at no case any more.
func (d *Desk) CloseCase() {
	if s, err := d.at(); err == nil {
		s.look(&s.open, looked{})
	}
}

// Customer reads a customer from the local store. Kinds: NotFound.
func (d *Desk) Customer(customerID string) (CustomerView, error) {
	return reading(d, func(s *seat) (CustomerView, error) { return s.customer(customerID) })
}

// OpenCustomer is Customer, and brings customer and history up to date in the background (5.3.11).
func (d *Desk) OpenCustomer(customerID string) (CustomerView, error) {
	return reading(d, func(s *seat) (CustomerView, error) {
		v, err := s.customer(customerID)
		if err != nil {
			return CustomerView{}, err
		}
		s.look(&s.profile, looked{customerID: customerID})
		return v, nil
	})
}

// lastEntries is how many of a conversation a View has.
const lastEntries = 8

func (s *seat) view(caseID string) (View, error) {
	row, err := s.caseRow(caseID)
	if err != nil {
		return View{}, err
	}
	c := row.Case
	v := View{Case: c, Unread: row.Unread, Limits: s.catalogue.Load().account(c.Account.ID).Limits}
	me := s.me().ID
	v.Mine = me != "" && c.Holder.ID == me
	if v.Message, err = s.store.Message(context.Background(), c.MessageID); err != nil && data.KindOf(err) != data.NotFound {
		return View{}, err
	}
	if v.Customer, err = s.customer(c.Customer.ID); err != nil {
		if data.KindOf(err) != data.NotFound {
			return View{}, err
		}
		named := contract.Customer{ID: c.Customer.ID, Name: c.Customer.Name, Handle: c.Customer.Handle, Network: c.Network, AccountID: c.Account.ID}
		v.Customer = CustomerView{Customer: named, Missing: true}
	}
	page, err := s.history(HistoryQuery{CustomerID: c.Customer.ID, Limit: lastEntries})
	v.Last = page.Entries
	return v, err
}

// caseRow is a case of the store, or one that was glimpsed.
func (s *seat) caseRow(id string) (local.CaseRow, error) {
	row, err := s.store.Case(context.Background(), id)
	if data.KindOf(err) != data.NotFound {
		return row, err
	}
	c, err := s.glimpsedCase(id)
	return local.CaseRow{Case: c}, err
}

func (s *seat) customer(id string) (CustomerView, error) {
	row, err := s.store.Customer(context.Background(), id)
	if data.KindOf(err) == data.NotFound {
		c, err := s.glimpsedCustomer(id)
		return CustomerView{Customer: c, Missing: true}, err
	}
	if err != nil {
		return CustomerView{}, err
	}
	v := CustomerView{Customer: row.Customer, At: row.At, Missing: row.At.IsZero()}
	v.Counts, err = s.historyCounts(id)
	return v, err
}
