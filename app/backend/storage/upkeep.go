package storage

import "context"

// RenewHash stores a hash of the same password made with other costs. Sessions stay.
func (s *Store) RenewHash(ctx context.Context, agentID, hash string) error { return errUnfinished }

// SessionAlive says whether a session can still be renewed: data.SessionEnded when it was ended, is older than its refresh
// token, or its agent was switched off. Event streams ask it, because they outlive access tokens.
func (s *Store) SessionAlive(ctx context.Context, id string) error { return errUnfinished }

// Sweep deletes what nobody can use any more: sessions past their refresh token's time. It gives how many.
func (s *Store) Sweep(ctx context.Context) (int, error) { return 0, errUnfinished }
