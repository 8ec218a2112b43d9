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

type spendingRow struct {
	Kind          string
	Count, Micros int64
}

// Spend adds what was used of an account to its month, and gives the whole month by kind. Nothing to add is a look at it.
func (s *Store) Spend(ctx context.Context, accountID string, charges []channel.Charge) ([]channel.Charge, error) {
	name := month(s.opts.Clock())
	if len(charges) > 0 {
		err := s.write(ctx, func(ctx context.Context, t *tx) error {
			for _, c := range charges {
				_, err := t.exec(ctx, `INSERT INTO spending (account_id, month, kind, count, micros) VALUES (?, ?, ?, ?, ?)
					ON CONFLICT (account_id, month, kind) DO UPDATE SET count = spending.count + excluded.count, micros = spending.micros + excluded.micros`,
					accountID, name, c.Kind, c.Count, int64(math.Round(c.Dollars*millionth)))
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	rows, err := all[spendingRow](ctx, s.reading(), `SELECT kind, count, micros FROM spending WHERE account_id = ? AND month = ? ORDER BY kind`, accountID, name)
	list := make([]channel.Charge, 0, len(rows))
	for _, r := range rows {
		list = append(list, channel.Charge{Kind: r.Kind, Count: int(r.Count), Dollars: float64(r.Micros) / millionth})
	}
	return list, err
}
