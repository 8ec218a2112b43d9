package storage

import (
	"context"

	"sociomedio/data/contract"
)

// Today gives how many handlings an agent saved today and the median of their handling times in seconds.
func (s *Store) Today(ctx context.Context, agentID string) (answered, medianSeconds int, err error) {
	return 0, 0, errUnfinished
}

// Team gives the team's figures.
func (s *Store) Team(ctx context.Context) (contract.Team, error) {
	return contract.Team{}, errUnfinished
}

// Waiting says how many cases wait in the common queue.
func (s *Store) Waiting(ctx context.Context) (int, error) { return 0, errUnfinished }
