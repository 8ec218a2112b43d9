package desk

import (
	"context"
	"strings"

	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// CustomerQuery is Search By on the Customers page (5.3.10).
type CustomerQuery struct {
	By     contract.SearchBy // empty for any
	Text   string
	Cursor string // CustomerPage.Next of the page before
	Limit  int    // 0 means 50
}

// TicketQuery is the Ticket List.
type TicketQuery struct {
	Text       string // ticket number, service number or words of the title
	CustomerID string // only this customer's
	Cursor     string
	Limit      int // 0 means 50
}

// mostPage is the backend's bound on a page.
const mostPage = 200

// Customers asks the backend (Inquiry). Kinds: those of the connection.
func (d *Desk) Customers(ctx context.Context, q CustomerQuery) (contract.CustomerPage, error) {
	s, err := d.at()
	if err != nil {
		return contract.CustomerPage{}, err
	}
	page, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.CustomerPage, error) {
		return r.Customers(ctx, contract.SearchCustomersParams{By: q.By, Q: q.Text, Cursor: q.Cursor, Limit: min(q.Limit, mostPage)})
	})
	if err == nil {
		s.glimpseCustomers(page.Customers)
	}
	return page, err
}

// Tickets asks the backend, newest first. Kinds: those of the connection.
func (d *Desk) Tickets(ctx context.Context, q TicketQuery) (contract.TicketPage, error) {
	s, err := d.at()
	if err != nil {
		return contract.TicketPage{}, err
	}
	return ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.TicketPage, error) {
		return r.Tickets(ctx, contract.SearchTicketsParams{Q: q.Text, Customer: q.CustomerID, Cursor: q.Cursor, Limit: min(q.Limit, mostPage)})
	})
}

// Services are the service records for a number in any format; at most 20. Kinds: those of the connection.
func (d *Desk) Services(ctx context.Context, number string) ([]contract.Service, error) {
	s, err := d.at()
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(number) == "" {
		return nil, nil
	}
	found, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.ServiceList, error) {
		return r.Services(ctx, number)
	})
	return found.Services, err
}

// LinkService links a service number to a social profile. Kinds: NotFound (no such number), Invalid and those of the connection.
func (d *Desk) LinkService(ctx context.Context, customerID, number string) error {
	return d.onCustomer(ctx, func(ctx context.Context, r *remote.Client) (contract.Customer, error) {
		return r.LinkService(ctx, customerID, contract.ServiceLink{Number: strings.TrimSpace(number)})
	})
}

// UnlinkService takes the link back. Kinds: those of the connection.
func (d *Desk) UnlinkService(ctx context.Context, customerID string) error {
	return d.onCustomer(ctx, func(ctx context.Context, r *remote.Client) (contract.Customer, error) {
		return r.UnlinkService(ctx, customerID)
	})
}

func (d *Desk) onCustomer(ctx context.Context, do func(context.Context, *remote.Client) (contract.Customer, error)) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	c, err := ask(ctx, s, do)
	if err != nil {
		return err
	}
	return s.put(ctx, contract.Changes{Customers: []contract.Customer{c}})
}
