package serve

import (
	"context"
	"errors"
	"fmt"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/x"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// Checked is what was found out about one configured account.
type Checked struct {
	Network  contract.Network
	Name     string
	Findings []channel.Finding
}

// CheckAccounts tries the configured accounts: credentials, permissions, clock, webhook. An empty name means all of them.
func CheckAccounts(ctx context.Context, o Options, name string) ([]Checked, error) {
	var all []Checked
	err := withAccounts(ctx, o, name, func(a Account, known storage.Account, store *storage.Store) error {
		ch, err := dial(a, known, o.filled(), store)
		if err != nil {
			return err
		}
		all = append(all, Checked{Network: a.Network, Name: a.Name, Findings: ch.Check(ctx)})
		return nil
	})
	return all, err
}

// ConnectX lets the owner of an account on X agree that the app speaks for it (OAuth 2.0), and keeps the tokens. agree is given
// the address that he opens, and gives the code that X sent him back with, after it saw that the state is the same.
func ConnectX(ctx context.Context, o Options, name, redirect string, agree func(address, state string) (code string, err error)) error {
	return withAccounts(ctx, o, name, func(a Account, known storage.Account, store *storage.Store) error {
		ch, err := dial(a, known, o.filled(), store)
		if err != nil {
			return err
		}
		onX, ok := ch.(*x.Channel)
		if !ok || a.secret("client_id") == "" {
			return errors.New("only accounts on X with a client_id are connected this way")
		}
		seal, err := newSeal(o.filled().Config.Key)
		if err != nil {
			return err
		}
		s := x.NewSignIn(a.BaseURL, a.secret("client_id"), redirect)
		code, err := agree(s.Address, s.State)
		if err != nil {
			return err
		}
		return onX.Connect(ctx, s, code, tokens{store: store, account: known.ID, seal: seal})
	})
}

// withAccounts does something with the configured accounts of a name, each known to the store.
func withAccounts(ctx context.Context, o Options, name string, do func(Account, storage.Account, *storage.Store) error) error {
	store, err := OpenStore(ctx, o)
	if err != nil {
		return err
	}
	all, err := accounts(ctx, o.filled(), store)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	found := false
	for _, a := range all {
		if name != "" && a.Name != name {
			continue
		}
		found = true
		known, err := store.UpsertAccount(ctx, storage.Account{
			Network: a.Network, ExternalID: a.ID, Name: a.Name, Handle: a.Handle, Limits: a.limits(),
		})
		if err == nil {
			err = do(a, known, store)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("account %s/%s: %w", a.Network, a.Name, err), store.Close())
		}
	}
	if !found {
		return errors.Join(errors.New("no such account is configured"), store.Close())
	}
	return store.Close()
}
