package storage

import (
	"context"
	"math"
	"time"

	"sociomedio/app/backend/channel"
)

// month is the name of a month of UTC, as X counts them.
func month(at time.Time) string { return at.UTC().Format("2006-01") }

const millionth = 1e6

// Spent is what an account used of one kind in a month.
type Spent struct {
	Kind    string
	Count   int
	Dollars float64
}

type spendingRow struct {
	Kind          string
	Count, Micros int64
}

// Spend adds what was used of an account to the months it was used in, and gives the whole of this month by kind. What was read is
// counted once a day, whichever process read it. Nothing to add is a look at it.
func (s *Store) Spend(ctx context.Context, accountID string, charges []channel.Charge) ([]Spent, error) {
	if len(charges) > 0 {
		err := s.write(ctx, func(ctx context.Context, t *tx) error {
			for _, c := range charges {
				if err := t.spend(ctx, accountID, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	rows, err := all[spendingRow](ctx, s.reading(), `SELECT kind, count, micros FROM spending WHERE account_id = ? AND month = ? ORDER BY kind`,
		accountID, month(s.opts.Clock()))
	list := make([]Spent, 0, len(rows))
	for _, r := range rows {
		list = append(list, Spent{Kind: r.Kind, Count: int(r.Count), Dollars: float64(r.Micros) / millionth})
	}
	return list, err
}

func (t *tx) spend(ctx context.Context, accountID string, c channel.Charge) error {
	day, n := c.At.UTC().Format(time.DateOnly), c.Count
	rows := make([][]any, 0, len(c.Things))
	for _, thing := range c.Things {
		rows = append(rows, []any{accountID, day, thing})
	}
	fresh, err := t.insertNew(ctx, `paid_reads (account_id, day, thing)`, rows, `ON CONFLICT (account_id, day, thing) DO NOTHING`)
	if n += fresh; err != nil || n == 0 {
		return err
	}
	return t.run(ctx, `INSERT INTO spending (account_id, month, kind, count, micros) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (account_id, month, kind) DO UPDATE SET count = spending.count + excluded.count, micros = spending.micros + excluded.micros`,
		accountID, month(c.At), c.Kind, n, int64(n)*int64(math.Round(c.Dollars*millionth)))
}

// SweepReads forgets what was read on days that are over, and says how much. Yesterday stays for who comes late.
func (s *Store) SweepReads(ctx context.Context) (deleted int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		deleted, err = t.exec(ctx, `DELETE FROM paid_reads WHERE day < ?`, t.now.Time().AddDate(0, 0, -1).UTC().Format(time.DateOnly))
		return err
	})
	return deleted, err
}
