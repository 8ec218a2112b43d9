package storage

import (
	"context"

	"sociomedio/data"
)

// SessionAlive says whether a session can still be renewed: data.SessionEnded when it was ended, is older than its refresh
// token, or its agent was switched off. Event streams ask it, because they outlive access tokens; it is a sign of life.
func (s *Store) SessionAlive(ctx context.Context, id string) error {
	row, found, err := one[sessionRow](ctx, s.reading(), `SELECT `+sessionColumns+`
		FROM sessions s JOIN agents a ON a.id = s.agent_id WHERE s.id = ?`, id)
	now := s.now()
	switch {
	case err != nil:
		return err
	case !found || row.Disabled || row.EndedAt != 0 || row.RefreshUntil <= now:
		return data.Fail(data.SessionEnded, "The session is over; sign in again.", nil)
	case row.SeenAt.after(seenEvery) < now:
		return s.seen(ctx, id)
	}
	return nil
}

// SweepSessions deletes the sessions that nothing can renew any more, of all agents, and says how many.
func (s *Store) SweepSessions(ctx context.Context) (deleted int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		deleted, err = t.exec(ctx, `DELETE FROM sessions WHERE refresh_until < ?`, t.now)
		return err
	})
	return deleted, err
}
