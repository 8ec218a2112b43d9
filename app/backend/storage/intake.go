package storage

import (
	"context"

	"sociomedio/app/backend/channel"
)

// IntakeResult counts what became of a batch of events.
type IntakeResult struct {
	New      int // messages that were not known
	Repeated int // events that were known already
	Changed  int // edits, deletions, hidings that changed something
	Unknown  int // kept raw
	Cases    int // opened or reopened
	Revoked  bool
}

// Intake stores what a source of an account brought, in one transaction with the source's mark (an empty Batch.Mark leaves
// it as it is). Repeats, disorder and our own posts are sorted out here (edge cases 1, 2, 4-8, 16, 17, 24, 34); one event
// never keeps another from being stored.
func (s *Store) Intake(ctx context.Context, accountID, source string, batch channel.Batch) (IntakeResult, error) {
	return IntakeResult{}, errUnfinished
}
