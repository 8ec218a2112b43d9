package storage

import (
	"context"
	"time"

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

// UpsertAccount adds an account or updates name, handle, limits and, when given, secret of a known one. Health and ID of
// the argument are ignored.
func (s *Store) UpsertAccount(ctx context.Context, a Account) (Account, error) {
	return Account{}, errUnfinished
}

// Accounts gives all accounts.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) { return nil, errUnfinished }

// Mark gives where reading a source of an account is to go on; "" at the first time. Intake stores it.
func (s *Store) Mark(ctx context.Context, accountID, source string) (string, error) {
	return "", errUnfinished
}

// SetHealth stores an account's health. While its state is reconnect, no_credit or paused, and until LimitedUntil, nothing
// is delivered through it; answers stay queued (edge case 25).
func (s *Store) SetHealth(ctx context.Context, accountID string, h contract.AccountHealth) error {
	return errUnfinished
}

// PauseAccount stops the delivery through an account: state reconnect, no_credit or paused with its reason, or limited
// until a time. SetHealth with state ok goes on.
func (s *Store) PauseAccount(ctx context.Context, accountID string, state contract.AccountHealthState, reason string, until time.Time) error {
	return errUnfinished
}
