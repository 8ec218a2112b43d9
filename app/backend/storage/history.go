package storage

import (
	"context"

	"sociomedio/data/contract"
)

// Messages gives a page of a customer's history with the notes between them: the newest page first, each page in reading
// order. cursor is the page before's Next.
func (s *Store) Messages(ctx context.Context, customerID, cursor string, limit int) (contract.HistoryPage, error) {
	return contract.HistoryPage{}, errUnfinished
}

// Handlings gives a page of a customer's handling records, newest first.
func (s *Store) Handlings(ctx context.Context, customerID, cursor string, limit int) (contract.HandlingPage, error) {
	return contract.HandlingPage{}, errUnfinished
}

// AddNote stores an internal note. The same key gives the same note, created false; with another text it is
// data.IdempotencyMismatch.
func (s *Store) AddNote(ctx context.Context, agentID, caseID, key, text string) (n contract.Note, created bool, err error) {
	return contract.Note{}, false, errUnfinished
}
