package storage

import (
	"context"

	"sociomedio/data/contract"
)

// Changes gives what an agent sees that changed after cursor, each thing once in its newest state, oldest change first, at
// most limit things. An empty cursor is the beginning; one that this database doesn't know gives Reset.
func (s *Store) Changes(ctx context.Context, agentID, cursor string, limit int) (contract.Changes, error) {
	return contract.Changes{}, errUnfinished
}

// Cursor gives an agent's newest cursor.
func (s *Store) Cursor(ctx context.Context, agentID string) (string, error) {
	return "", errUnfinished
}

// RenewEpoch makes every cursor that was given out unknown: for a database that was restored from a backup.
func (s *Store) RenewEpoch(ctx context.Context) error { return errUnfinished }
