package storage

import (
	"context"
	"time"
)

// Standing is a customer's public message that was still on the network when last heard of.
type Standing struct {
	ID         string
	ExternalID string // its newest one
	At         time.Time
}

type standingRow struct {
	ID, ExternalID string
	At             moment
}

// Standing gives up to n messages of an account that came after another one, oldest first, and not before since.
func (s *Store) Standing(ctx context.Context, accountID string, after Standing, since time.Time, n int) ([]Standing, error) {
	rows, err := all[standingRow](ctx, s.reading(), `SELECT m.id, m.at, COALESCE(MAX(x.external_id), '') AS external_id FROM messages m
			JOIN externals x ON x.message_id = m.id
		WHERE m.account_id = ? AND m.ours = FALSE AND m.private = FALSE AND m.deleted_at = 0 AND (m.at, m.id) > (?, ?) AND m.at >= ?
		GROUP BY m.id, m.at ORDER BY m.at, m.id LIMIT ?`, accountID, momentOf(after.At), after.ID, momentOf(since), n)
	list := make([]Standing, 0, len(rows))
	for _, r := range rows {
		list = append(list, Standing{ID: r.ID, ExternalID: r.ExternalID, At: r.At.Time()})
	}
	return list, err
}

// KeepMark keeps where work on a source of an account goes on, apart from events; Mark gives it.
func (s *Store) KeepMark(ctx context.Context, accountID, source, mark string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.run(ctx, `INSERT INTO marks (account_id, source, mark, changed_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, source) DO UPDATE SET mark = excluded.mark, changed_at = excluded.changed_at`, accountID, source, mark, t.now)
	})
}
