package storage

import (
	"context"
	"iter"

	"sociomedio/data/contract"
)

// ImportServices stores service records as they come, without holding them in memory: known numbers are updated, others
// added, none removed. An error of the sequence undoes all and is returned as it is.
func (s *Store) ImportServices(ctx context.Context, services iter.Seq2[contract.Service, error]) (int, error) {
	return 0, errUnfinished
}

// ImportTickets stores trouble tickets like ImportServices does services.
func (s *Store) ImportTickets(ctx context.Context, tickets iter.Seq2[contract.Ticket, error]) (int, error) {
	return 0, errUnfinished
}
