// Package customertest is a desk for tests of the customer tabs: it holds invented customers in memory and behaves as the real one
// does, with pages, an outbox, links and notes, and tells of changes as the desk does.
package customertest

import (
	"context"
	"slices"
	"sync"
	"time"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Book is the desk. Its fields are set before it is used; its methods may be called from any goroutine.
type Book struct {
	Me         contract.Agent
	Now        time.Time
	Cases      map[string]contract.Case
	People     map[string]desk.CustomerView
	Records    []contract.Service
	Talk       map[string][]desk.Entry // by customer, in reading order
	Remote     map[string][]desk.Entry // earlier ones that only the backend has
	Done       map[string][]contract.Handling
	Sent       []desk.OutboxItem
	Pictures   map[string][]byte
	Setup      desk.Catalogue
	AllTickets []contract.Ticket // of everybody
	Offline    bool

	Tell func(desk.Event) // gets the events; nil hears none

	mu     sync.Mutex
	calls  []string
	kept   map[string]string
	begun  map[string]string // notes, by case
	hold   chan struct{}
	opened string
}

// Calls are the changes that were asked for, in their order.
func (b *Book) Calls() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.calls)
}

// Hold keeps what may wait from being answered until the returned function is called.
func (b *Book) Hold() (release func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	hold := make(chan struct{})
	b.hold = hold
	return sync.OnceFunc(func() {
		b.mu.Lock()
		b.hold = nil
		b.mu.Unlock()
		close(hold)
	})
}

// wait is what every call to the backend goes through.
func (b *Book) wait(ctx context.Context) error {
	b.mu.Lock()
	hold, offline := b.hold, b.Offline
	b.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return data.Fail(data.Unreachable, "broken off", ctx.Err())
		}
	}
	if offline {
		return data.Fail(data.Unreachable, "no connection", nil)
	}
	return nil
}

// change does something under the lock, notes it under its name unless that is empty, and tells of what it changed.
func (b *Book) change(call string, do func() error, events ...desk.Event) error {
	b.mu.Lock()
	err := do()
	if err == nil && call != "" {
		b.calls = append(b.calls, call)
	}
	tell := b.Tell
	b.mu.Unlock()
	if err == nil && tell != nil {
		for _, e := range events {
			tell(e)
		}
	}
	return err
}

func missing() error { return data.Fail(data.NotFound, "no such thing", nil) }

// Session implements customer.Source.
func (b *Book) Session() desk.Session { return desk.Session{Agent: b.Me, SignedIn: true} }

// Connection implements customer.Source.
func (b *Book) Connection() desk.Connection {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Offline {
		return desk.Connection{State: desk.Unreachable, Since: b.Now, Why: data.Unreachable}
	}
	return desk.Connection{State: desk.Connected, LastSync: b.Now}
}

// SetOffline takes the connection away, or gives it back.
func (b *Book) SetOffline(on bool) {
	_ = b.change("", func() error { b.Offline = on; return nil }, desk.Event{Kind: desk.ConnectionChanged})
}

// Catalogue implements customer.Source.
func (b *Book) Catalogue() desk.Catalogue { return b.Setup }

// Open implements customer.Source.
func (b *Book) Open(caseID string) (desk.View, error) {
	b.mu.Lock()
	b.opened = caseID
	b.mu.Unlock()
	return b.View(caseID)
}

// Opened is the case that is looked at.
func (b *Book) Opened() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened
}

// CloseCase implements customer.Source.
func (b *Book) CloseCase() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opened = ""
}

// View implements customer.Source.
func (b *Book) View(caseID string) (desk.View, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	c, ok := b.Cases[caseID]
	if !ok {
		return desk.View{}, missing()
	}
	v := desk.View{Case: c, Mine: c.Holder.ID == b.Me.ID, Customer: b.person(c.Customer.ID)}
	for _, e := range b.Talk[c.Customer.ID] {
		if e.Message != nil && e.Message.ID == c.MessageID {
			v.Message = *e.Message
		}
	}
	return v, nil
}

func (b *Book) person(id string) desk.CustomerView {
	p, ok := b.People[id]
	if ok {
		return p
	}
	for _, c := range b.Cases {
		if c.Customer.ID == id {
			return desk.CustomerView{Customer: contract.Customer{ID: id, Name: c.Customer.Name, Handle: c.Customer.Handle, Network: c.Network}, Missing: true}
		}
	}
	return desk.CustomerView{}
}

// SetCase changes a case.
func (b *Book) SetCase(c contract.Case) {
	_ = b.change("", func() error { b.Cases[c.ID] = c; return nil }, desk.Event{Kind: desk.CaseChanged, CaseID: c.ID})
}

// SetPerson changes a customer.
func (b *Book) SetPerson(p desk.CustomerView) {
	_ = b.change("", func() error { b.People[p.ID] = p; return nil }, desk.Event{Kind: desk.CustomerChanged, CustomerID: p.ID})
}

// Say adds an entry at the end of a conversation.
func (b *Book) Say(customerID string, e desk.Entry) {
	_ = b.change("", func() error { b.Talk[customerID] = append(b.Talk[customerID], e); return nil },
		desk.Event{Kind: desk.HistoryChanged, CustomerID: customerID})
}

// Release implements customer.Source.
func (b *Book) Release(ctx context.Context, caseID string) error {
	return b.hand(ctx, "release", caseID, contract.AgentRef{})
}

// TakeOver implements customer.Source.
func (b *Book) TakeOver(ctx context.Context, caseID string) error {
	return b.hand(ctx, "take over", caseID, contract.AgentRef{ID: b.Me.ID, Name: b.Me.Name})
}

func (b *Book) hand(ctx context.Context, call, caseID string, to contract.AgentRef) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	return b.change(call+" "+caseID, func() error {
		c, ok := b.Cases[caseID]
		if !ok {
			return missing()
		}
		c.Holder, c.State = to, contract.CaseStateTaken
		if to.ID == "" {
			c.State = contract.CaseStateWaiting
		}
		b.Cases[caseID] = c
		return nil
	}, desk.Event{Kind: desk.CaseChanged, CaseID: caseID})
}

// Customer implements customer.Source.
func (b *Book) Customer(id string) (desk.CustomerView, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.person(id)
	if p.ID == "" {
		return p, missing()
	}
	return p, nil
}

// OpenCustomer implements customers.Source.
func (b *Book) OpenCustomer(id string) (desk.CustomerView, error) { return b.Customer(id) }

// Recall implements customers.Source.
func (b *Book) Recall(key string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept[key]
}

// Remember implements customers.Source.
func (b *Book) Remember(key, value string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil {
		b.kept = map[string]string{}
	}
	b.kept[key] = value
}
