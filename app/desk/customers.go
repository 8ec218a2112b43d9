package desk

import (
	"context"

	"sociomedio/data/contract"
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

// Customers asks the backend (Inquiry). Kinds: those of the connection.
func (d *Desk) Customers(ctx context.Context, q CustomerQuery) (contract.CustomerPage, error) {
	return d.customers(ctx, q)
}

// Tickets asks the backend, newest first.
func (d *Desk) Tickets(ctx context.Context, q TicketQuery) (contract.TicketPage, error) {
	return d.tickets(ctx, q)
}

// Services are the service records for a number in any format; at most 20.
func (d *Desk) Services(ctx context.Context, number string) ([]contract.Service, error) {
	return d.services(ctx, number)
}

// LinkService links a service number to a social profile. Kinds: NotFound (no such number), Invalid.
func (d *Desk) LinkService(ctx context.Context, customerID, number string) error {
	return d.linkService(ctx, customerID, number)
}

// UnlinkService takes the link back.
func (d *Desk) UnlinkService(ctx context.Context, customerID string) error {
	return d.unlinkService(ctx, customerID)
}
