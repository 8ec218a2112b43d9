package storage

import (
	"context"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Account is one of the company's accounts on a network. (Network, ExternalID) is its identity: connecting it again updates
// it (edge case 35).
type Account struct {
	ID           string
	Network      contract.Network
	ExternalID   string
	Name, Handle string
	Limits       contract.AccountLimits
	Health       contract.AccountHealth
	Secret       []byte // credentials as they are kept: encrypted by the caller
}

type accountRow struct {
	ID, ExternalID, Name, Handle, State, Reason string
	Network                                     contract.Network
	LimitPublic, LimitPrivate, Gaps             int
	LastSuccessAt, LastItemAt, NextPollAt       moment
	LimitedUntil                                moment
	Secret                                      []byte
}

const accountColumns = `id, network, external_id, name, handle, limit_public, limit_private, state, reason, last_success_at, last_item_at,
	next_poll_at, limited_until, gaps, secret`

func (r accountRow) account() Account {
	return Account{
		ID: r.ID, Network: r.Network, ExternalID: r.ExternalID, Name: r.Name, Handle: r.Handle,
		Limits: contract.AccountLimits{Public: r.LimitPublic, Private: r.LimitPrivate},
		Health: contract.AccountHealth{
			State: contract.AccountHealthState(r.State), Reason: r.Reason, LastSuccessAt: r.LastSuccessAt.Time(), LastItemAt: r.LastItemAt.Time(),
			NextPollAt: r.NextPollAt.Time(), LimitedUntil: r.LimitedUntil.Time(), Gaps: r.Gaps,
		},
		Secret: r.Secret,
	}
}

var errNoAccount = data.Fail(data.NotFound, "There is no such account.", nil)

// UpsertAccount adds an account or updates name, handle, limits and, when given, secret of a known one. Health and ID of
// the argument are ignored.
func (s *Store) UpsertAccount(ctx context.Context, a Account) (Account, error) {
	var row accountRow
	err := s.write(ctx, func(ctx context.Context, t *tx) (err error) {
		row, _, err = one[accountRow](ctx, t.conn, `INSERT INTO accounts (id, network, external_id, name, handle, limit_public, limit_private, state, secret, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, 'ok', ?, ?)
			ON CONFLICT (network, external_id) DO UPDATE SET name = excluded.name, handle = excluded.handle, limit_public = excluded.limit_public,
				limit_private = excluded.limit_private, secret = COALESCE(excluded.secret, accounts.secret)
			RETURNING `+accountColumns, s.opts.NewID(), a.Network, a.ExternalID, a.Name, a.Handle, a.Limits.Public, a.Limits.Private, a.Secret, t.now)
		return err
	})
	return row.account(), err
}

// Accounts gives all accounts by network and name.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	rows, err := all[accountRow](ctx, s.reading(), `SELECT `+accountColumns+` FROM accounts ORDER BY network, name, id`)
	list := make([]Account, 0, len(rows))
	for _, r := range rows {
		list = append(list, r.account())
	}
	return list, err
}

// Health is how an account stands.
func (s *Store) Health(ctx context.Context, accountID string) (contract.AccountHealth, error) {
	row, found, err := one[accountRow](ctx, s.reading(), `SELECT `+accountColumns+` FROM accounts WHERE id = ?`, accountID)
	if err == nil && !found {
		err = errNoAccount
	}
	return row.account().Health, err
}

// Mark gives where reading a source of an account is to go on; "" at the first time. Intake stores it.
func (s *Store) Mark(ctx context.Context, accountID, source string) (string, error) {
	mark, _, err := one[string](ctx, s.reading(), `SELECT mark FROM marks WHERE account_id = ? AND source = ?`, accountID, source)
	return mark, err
}

// SetHealth stores an account's health. While its state is reconnect, no_credit or paused, and until LimitedUntil, nothing
// is delivered through it; answers stay queued (edge case 25). Zero times leave what is stored.
func (s *Store) SetHealth(ctx context.Context, accountID string, h contract.AccountHealth) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error { return t.setHealth(ctx, accountID, h) })
}

// ChangeHealth makes an account's health of what it is, with nobody else changing it meanwhile: what a reading finds and what a
// delivery finds come together. change may be called more than once.
func (s *Store) ChangeHealth(ctx context.Context, accountID string, change func(contract.AccountHealth) contract.AccountHealth) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		row, found, err := one[accountRow](ctx, t.conn, `SELECT `+accountColumns+` FROM accounts WHERE id = ?`+t.engine.lock, accountID)
		if err == nil && !found {
			err = errNoAccount
		}
		if err != nil {
			return err
		}
		return t.setHealth(ctx, accountID, change(row.account().Health))
	})
}

func (t *tx) setHealth(ctx context.Context, accountID string, h contract.AccountHealth) error {
	if !h.State.Valid() {
		return &data.Error{Kind: data.Invalid, Sentence: "There is no such state of an account.", Field: "state"}
	}
	return t.changeAccount(ctx, accountID, `state = ?, reason = ?, last_success_at = COALESCE(NULLIF(CAST(? AS BIGINT), 0), last_success_at),
		last_item_at = COALESCE(NULLIF(CAST(? AS BIGINT), 0), last_item_at), next_poll_at = ?, limited_until = ?, gaps = ?`,
		h.State, h.Reason, momentOf(h.LastSuccessAt), momentOf(h.LastItemAt), momentOf(h.NextPollAt), momentOf(h.LimitedUntil), h.Gaps)
}

// PauseAccount stops the delivery through an account: state reconnect, no_credit or paused with its reason, or limited
// until a time. SetHealth with state ok goes on. What a person paused stays paused.
func (s *Store) PauseAccount(ctx context.Context, accountID string, state contract.AccountHealthState, reason string, until time.Time) error {
	if !state.Valid() {
		return &data.Error{Kind: data.Invalid, Sentence: "There is no such state of an account.", Field: "state"}
	}
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.changeAccount(ctx, accountID, `state = CASE WHEN state = 'paused' THEN state ELSE ? END,
			reason = CASE WHEN state = 'paused' THEN reason ELSE ? END, limited_until = ?`, state, reason, momentOf(until))
	})
}

// changeAccount wakes the workers too: what was held back may go now.
func (t *tx) changeAccount(ctx context.Context, id, set string, args ...any) error {
	n, err := t.exec(ctx, `UPDATE accounts SET `+set+` WHERE id = ?`, append(args, id)...)
	if err == nil && n == 0 {
		err = errNoAccount
	}
	t.work = true
	return err
}
