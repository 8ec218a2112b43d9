package storage

import (
	"context"

	"sociomedio/data/contract"
)

// Search finds customers (5.3.10). Names and user names are found by the beginnings of their words, numbers in any format by
// their beginning. An empty q gives all.
func (s *Store) Search(ctx context.Context, by contract.SearchBy, q, cursor string, limit int) (contract.CustomerPage, error) {
	return contract.CustomerPage{}, errUnfinished
}

// Customer gives a customer with the linked service and its newest tickets; data.NotFound if there is none.
func (s *Store) Customer(ctx context.Context, id string) (contract.Customer, error) {
	return contract.Customer{}, errUnfinished
}

// LinkService links a service number, in any format, to a customer; data.NotFound with Field "number" if there is none.
func (s *Store) LinkService(ctx context.Context, agentID, customerID, number string) (contract.Customer, error) {
	return contract.Customer{}, errUnfinished
}

// UnlinkService takes the link back; without one nothing happens.
func (s *Store) UnlinkService(ctx context.Context, agentID, customerID string) (contract.Customer, error) {
	return contract.Customer{}, errUnfinished
}

// Services finds at most 20 service records by service, POTS, internet or contact number in any format.
func (s *Store) Services(ctx context.Context, number string) ([]contract.Service, error) {
	return nil, errUnfinished
}

// Tickets gives a page of trouble tickets, newest first: of one customer's service ("" for all), by number, service number
// or the beginnings of words of the title.
func (s *Store) Tickets(ctx context.Context, q, customerID, cursor string, limit int) (contract.TicketPage, error) {
	return contract.TicketPage{}, errUnfinished
}
