package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// What wrong passwords are counted by.
const (
	ByName    = "name"
	ByAddress = "address"
)

// triesKey is what a name or an address is kept as.
func triesKey(by, who string) string {
	sum := sha256.Sum256([]byte(by + "\x00" + who))
	return hex.EncodeToString(sum[:])
}

type triesRow struct {
	Failed  int
	UntilAt moment
}

// LockedUntil says until when a user name or an address is locked; zero when it is not.
func (s *Store) LockedUntil(ctx context.Context, by, who string) (time.Time, error) {
	row, _, err := one[triesRow](ctx, s.reading(), `SELECT failed, until_at FROM tries WHERE key = ? AND until_at > ?`, triesKey(by, who), s.now())
	return row.UntilAt.Time(), err
}

// TryFailed counts a wrong password of a name or an address, from 1 again when the last was longer than forget ago, and locks it for what lock
// says of that number; 0 locks nothing.
func (s *Store) TryFailed(ctx context.Context, by, who string, forget time.Duration, lock func(failed int) time.Duration) (failed int, err error) {
	key := triesKey(by, who)
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		row, _, err := one[triesRow](ctx, t.conn, `INSERT INTO tries (key, failed, last_at, until_at) VALUES (?, 1, ?, 0)
			ON CONFLICT (key) DO UPDATE SET failed = CASE WHEN tries.last_at < ? THEN 1 ELSE tries.failed + 1 END, last_at = excluded.last_at
			RETURNING failed, until_at`, key, t.now, t.now.after(-forget))
		if err != nil {
			return err
		}
		failed = row.Failed
		if wait := lock(failed); wait > 0 {
			err = t.run(ctx, `UPDATE tries SET until_at = ? WHERE key = ?`, t.now.after(wait), key)
		}
		return err
	})
	return failed, err
}

// ForgetTries forgets the wrong passwords of a name or an address.
func (s *Store) ForgetTries(ctx context.Context, by, who string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error { return t.forgetTries(ctx, by, who) })
}

func (t *tx) forgetTries(ctx context.Context, by, who string) error {
	return t.run(ctx, `DELETE FROM tries WHERE key = ?`, triesKey(by, who))
}

// triesKept is how long wrong passwords are remembered at all.
const triesKept = 24 * time.Hour

// SweepTries deletes what nobody asks for any more, and says how many.
func (s *Store) SweepTries(ctx context.Context) (deleted int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		deleted, err = t.exec(ctx, `DELETE FROM tries WHERE last_at < ? AND until_at < ?`, t.now.after(-triesKept), t.now)
		return err
	})
	return deleted, err
}
