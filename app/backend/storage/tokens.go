package storage

import (
	"context"
	"time"
)

type tokensRow struct{ Sealed []byte }

// Tokens gives an account's renewed tokens as they were kept: encrypted by the caller; nil when none were.
func (s *Store) Tokens(ctx context.Context, accountID string) ([]byte, error) {
	row, _, err := one[tokensRow](ctx, s.reading(), `SELECT sealed FROM tokens WHERE account_id = ?`, accountID)
	return row.Sealed, err
}

// HoldTokens gives who the right to renew an account's tokens until lease ends or KeepTokens, and the tokens as they are
// then. held is false while somebody else has it.
func (s *Store) HoldTokens(ctx context.Context, accountID, who string, lease time.Duration) (sealed []byte, held bool, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		var row tokensRow
		var err error
		row, held, err = one[tokensRow](ctx, t.conn, `INSERT INTO tokens (account_id, held_by, held_until, changed_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id) DO UPDATE SET held_by = excluded.held_by, held_until = excluded.held_until
				WHERE tokens.held_by IN ('', excluded.held_by) OR tokens.held_until <= ? RETURNING sealed`,
			accountID, who, t.now.after(lease), t.now, t.now)
		sealed = row.Sealed
		return err
	})
	return sealed, held, err
}

// KeepTokens keeps an account's new tokens and ends the right that HoldTokens gave; nil leaves the tokens as they are. The
// tokens are true whoever brings them, so a right that has ended is no error.
func (s *Store) KeepTokens(ctx context.Context, accountID, who string, sealed []byte) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		if sealed != nil {
			if err := t.run(ctx, `UPDATE tokens SET sealed = ?, changed_at = ? WHERE account_id = ?`, sealed, t.now, accountID); err != nil {
				return err
			}
		}
		return t.run(ctx, `UPDATE tokens SET held_by = '', held_until = 0 WHERE account_id = ? AND held_by = ?`, accountID, who)
	})
}
