// Package customers is the Customers page (5.3.9-5.3.12): a customer or a ticket is found by Inquiry, and under the table stand the
// five customer tabs, where Reply at any message begins an answer.
package customers

import (
	"context"
	"io"
	"net/url"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Source is what the page asks for; *desk.Desk is one.
type Source interface {
	customer.Source
	OpenCustomer(customerID string) (desk.CustomerView, error)
	Recall(key string) string
	Remember(key, value string)
}

var _ Source = (*desk.Desk)(nil)

// Options say where everything comes from and what happens on each wish, as customer.Options.
type Options struct {
	Source Source
	Run    onui.Runner
	Words  *words.Table
	Clock  func() time.Time

	OnReply  func(caseID, messageID string)
	OnEdit   func(desk.Form)
	OnLink   func(*url.URL)
	OnSay    func(sentence string)
	SaveFile func(name string, write func(w io.Writer) error)
}

// The tabs over the table.
const (
	customerList = "customers"
	ticketList   = "tickets"
)

// Page is the Customers page without Form Reply, which the window puts beside it. UI goroutine only.
type Page struct {
	opts      Options
	lists     *widget.Tabs
	customers *customerTable
	tickets   *ticketTable
	body      *fyne.Container
	split     *split
	tabs      *customer.Tabs
	shown     string
	find      *onui.Slot // the customer of a chosen ticket
}

// New makes the page, with nothing asked for yet.
func New(opts Options) *Page {
	p := &Page{opts: opts, find: onui.NewSlot(opts.Run)}
	p.tabs = customer.NewTabs(customer.Options{
		Source: opts.Source, Run: opts.Run, Words: opts.Words, Clock: opts.Clock, OnReply: opts.OnReply, OnEdit: opts.OnEdit,
		OnLink: opts.OnLink, OnSay: opts.OnSay, OnSync: func() {}, SaveFile: opts.SaveFile, Folded: true,
	})
	p.customers = newCustomerTable(&p.opts, p.choose, p.fit)
	p.tickets = newTicketTable(&p.opts, p.chooseTicket, p.fit)
	p.lists = widget.NewTabs(widget.Tab{ID: customerList, Label: "Customer List"}, widget.Tab{ID: ticketList, Label: "Ticket List"})
	p.lists.OnChanged = func(string) { p.showList() }
	p.tickets.whole.Hide()
	upper := &fyne.Container{Layout: stack{}, Objects: []fyne.CanvasObject{p.customers.whole, p.tickets.whole}}
	p.split = newSplit(&p.opts, upper, p.tabs.Content(), p.rows)
	p.body = widget.Column(0, p.lists, widget.Grow(p.split))
	return p
}

// Content is the page itself.
func (p *Page) Content() fyne.CanvasObject { return p.body }

// Inquiry asks for what Search By and the entry say (5.3.10).
func (p *Page) Inquiry() { p.list().inquire() }

// Refresh asks for the same again; what is chosen stays chosen.
func (p *Page) Refresh() { p.list().again() }

// FocusSearch gives the entry beside Search By the keyboard.
func (p *Page) FocusSearch() { p.list().focus() }

// Find fills Search By with any and the entry with a text, and asks: for what was found elsewhere.
func (p *Page) Find(text string) {
	p.lists.Select(customerList)
	p.customers.find(text)
}

// SelectTab opens a customer tab, from 0.
func (p *Page) SelectTab(n int) { p.tabs.SelectTab(n) }

// FocusNote opens History Conversation with the keyboard in the field of the internal note.
func (p *Page) FocusNote() {
	if p.shown != "" {
		p.tabs.FocusNote()
	}
}

// Leave stores the note that is being written, and waits for it.
func (p *Page) Leave() { p.tabs.Leave() }

// SaveNote stores the internal note when the keyboard is in its field, and says whether it was.
func (p *Page) SaveNote() bool { return p.tabs.SaveNote() }

// SetReplying marks the message that Form Reply answers; empty for none.
func (p *Page) SetReplying(messageID string) { p.tabs.SetReplying(messageID) }

// Shown is the customer under the table; empty for none.
func (p *Page) Shown() string { return p.shown }

// Show shows a customer under the table without an inquiry: one that was found elsewhere.
func (p *Page) Show(customerID string) { p.choose(customerID) }

// Changed takes account of an event of the desk.
func (p *Page) Changed(e desk.Event) {
	if e.Kind == desk.CustomerChanged {
		p.customers.changed(e.CustomerID)
	}
	if e.Kind == desk.ConnectionChanged {
		p.customers.enable()
		p.tickets.enable()
	}
	p.tabs.Changed(e)
}

// Tick brings what depends on the time of day up to date.
func (p *Page) Tick() { p.tabs.Tick() }

// list is the list that is open.
func (p *Page) list() list {
	if p.lists.Selected() == ticketList {
		return p.tickets
	}
	return p.customers
}

// list is one of the two lists over the divider.
type list interface {
	inquire()
	again()
	focus()
	rows() int
}

// fit gives the table the height of its rows.
func (p *Page) fit() {
	if p.split != nil {
		p.split.Refresh()
	}
}

func (p *Page) rows() int { return p.list().rows() }

func (p *Page) showList() {
	tickets := p.lists.Selected() == ticketList
	setVisible(p.customers.whole, !tickets)
	setVisible(p.tickets.whole, tickets)
	p.split.Refresh()
}

// choose shows a customer under the table.
func (p *Page) choose(customerID string) {
	if customerID == p.shown {
		return
	}
	p.shown = customerID
	p.find.Cancel()
	p.customers.mark(customerID)
	if customerID != "" {
		_, _ = p.opts.Source.OpenCustomer(customerID) // what is not here yet comes with CustomerChanged
	}
	p.tabs.Show(customerID, "")
}

// chooseTicket shows the customer whose service a ticket is for, when one is known.
func (p *Page) chooseTicket(k contract.Ticket) {
	number := k.ServiceNumber
	onui.Load(context.Background(), p.find, func(ctx context.Context) (contract.CustomerPage, error) {
		return p.opts.Source.Customers(ctx, desk.CustomerQuery{By: contract.Any, Text: number, Limit: 1})
	}, func(found contract.CustomerPage, err error) {
		switch {
		case err != nil:
			p.opts.OnSay(p.opts.Words.Failure(err))
		case len(found.Customers) == 0:
			p.opts.OnSay(p.opts.Words.T(words.NobodyLinked, number))
		default:
			p.choose(found.Customers[0].ID)
		}
	})
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// stack gives the whole place to the one object that is shown.
type stack struct{}

func (stack) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			o.Move(fyne.Position{})
			o.Resize(s)
		}
	}
}

func (stack) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Px(240), look.Px(28+rowHeight))
}
