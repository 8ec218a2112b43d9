package storage

import (
	"context"
	"errors"
	"strconv"

	"sociomedio/data/contract"
)

// Keys of meta that tell of going back in time.
const (
	metaRestored = "restored_at" // a moment
	metaHome     = "home"        // where the database was when it was last opened
)

// reasonRestored says that a part may have been posted after the backup was made from which the database comes.
const reasonRestored = "restored"

// Restored makes of a database what it has to be after it went back in time. What happened after the backup is not in it, but did
// happen on the networks and in the clients:
//
//   - Every cursor is unknown: clients read everything anew.
//   - Every part that was on its way is unknown: it is looked for at its network before it is sent again.
//   - Answers to what customers wrote before, which may come again from a client's outbox, are looked for first; so are those that
//     an agent resumes. Whatever the clocks of the clients say, an answer is younger than what it answers.
//
// Calling it again does no harm.
func (s *Store) Restored(ctx context.Context) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error { return t.restored(ctx) })
}

func (t *tx) restored(ctx context.Context) error {
	if err := t.setMeta(ctx, metaEpoch, t.store.newEpoch()); err != nil {
		return err
	}
	if err := t.setMeta(ctx, metaRestored, strconv.FormatInt(int64(t.now), 10)); err != nil {
		return err
	}
	// What was queued has not been tried, as far as is known here: tries that only had to wait count for nothing.
	answers, err := all[string](ctx, t.conn, `UPDATE parts SET
			first_try = CASE WHEN first_try = 0 THEN (SELECT a.saved_at FROM answers a WHERE a.id = parts.answer_id) ELSE first_try END,
			attempts = CASE WHEN state = 'queued' THEN 0 ELSE attempts END,
			state = 'unknown', looks = 0, token = '', lease_until = 0, next_at = ?, reason_code = '`+reasonRestored+`', reason_until = 0
		WHERE state IN ('queued', 'sending', 'unknown') RETURNING answer_id`, t.now)
	if err != nil {
		return err
	}
	reckoned := map[string]bool{}
	for _, id := range answers {
		if !reckoned[id] {
			reckoned[id] = true
			if err := t.reckon(ctx, id); err != nil {
				return err
			}
		}
	}
	t.work = true
	return nil
}

// maybePosted says whether something of that time may have been posted without this database knowing: it is older than the
// moment when the database went back in time.
func (t *tx) maybePosted(ctx context.Context, at moment) (bool, error) {
	value, err := t.meta(ctx, metaRestored)
	if err != nil || value == "" {
		return false, err
	}
	restored, err := strconv.ParseInt(value, 10, 64)
	return err == nil && at <= moment(restored), err
}

// firstState is in which state parts begin of an answer that is as old as that, or less, and why.
func (t *tx) firstState(ctx context.Context, at moment) (contract.DeliveryState, string, error) {
	maybe, err := t.maybePosted(ctx, at)
	if maybe {
		return contract.DeliveryStateUnknown, reasonRestored, err
	}
	return contract.DeliveryStateQueued, "", err
}

// cameBack notices that a PostgreSQL database is another one than when it was last opened: restored by whatever tool, taken back
// to a point in time, or on a standby that took over and may lack the last transactions. SQLite's files tell nothing of the kind;
// what restores them says so (Restore).
func (s *Store) cameBack(ctx context.Context) error {
	home, err := s.home(ctx)
	if err != nil || home == "" {
		return err
	}
	before, err := s.reading().meta(ctx, metaHome)
	if err != nil || before == home {
		return err
	}
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value
			WHERE meta.value <> excluded.value`, metaHome, home)
		if err != nil || n == 0 || before == "" {
			return err // another process was first, or the database is new
		}
		t.store.opts.Log.WarnContext(ctx, "the database is not where it was: what was on its way is looked for before it is sent again")
		return t.restored(ctx)
	})
}

// home names a database among all there are: its cluster, the cluster's timeline and its number in it. Empty on SQLite.
func (s *Store) home(ctx context.Context) (string, error) {
	if s.engine.postgres == nil {
		return "", nil
	}
	number, _, err := one[string](ctx, s.reading(), `SELECT oid::text FROM pg_database WHERE datname = current_database()`)
	if err != nil {
		return "", err
	}
	cluster, _, err := one[string](ctx, s.reading(), `SELECT system_identifier::text || '/' || timeline_id::text FROM pg_control_system(), pg_control_checkpoint()`)
	var refused *sqlState
	if errors.As(err, &refused) { // where these two are kept from users, the number has to do
		return number, nil
	}
	return cluster + "/" + number, err
}
