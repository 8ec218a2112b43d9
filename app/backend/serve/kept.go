package serve

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// kept is an account as `channel add` keeps it in the database, encrypted: all that the configuration file would say of it.
type kept struct {
	BaseURL     string            `json:"base_url,omitempty"`
	Version     string            `json:"version,omitempty"`
	Credentials map[string]string `json:"credentials"`
}

// AddAccount keeps an account with its credentials in the database, encrypted with the key. One that is there already (by its
// network and id) gets the new name, handle and credentials. Backends that are running take it up within seconds.
func AddAccount(ctx context.Context, o Options, a Account) error {
	o = o.filled()
	c := o.Config
	c.Accounts = []Account{a}
	if err := c.check(); err != nil {
		return err
	}
	s, err := newSeal(o.Config.Key)
	if err != nil {
		return err
	}
	k := kept{BaseURL: a.BaseURL, Version: a.Version, Credentials: map[string]string{}}
	for name, secret := range a.Credentials {
		k.Credentials[name] = secret.Reveal()
	}
	plain, err := json.Marshal(k)
	if err != nil {
		return errors.New("the credentials can't be kept")
	}
	store, err := OpenStore(ctx, o)
	if err != nil {
		return err
	}
	if _, err = dial(a, storage.Account{}, o, store); err == nil {
		_, err = store.UpsertAccount(ctx, storage.Account{
			Network: a.Network, ExternalID: a.ID, Name: a.Name, Handle: a.Handle, Limits: a.limits(), Secret: s.close(plain, a.place()),
		})
	}
	return errors.Join(err, store.Close())
}

// place is what a kept account is sealed for: what is for one can't be opened for another.
func (a Account) place() string { return string(a.Network) + "/" + a.ID }

// accounts are those of the configuration, and those that the database keeps.
func accounts(ctx context.Context, o Options, store *storage.Store) ([]Account, error) {
	all := slices.Clone(o.Config.Accounts)
	known, err := store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range known {
		a := Account{Network: k.Network, Name: k.Name, Handle: k.Handle, ID: k.ExternalID, MaxPublic: k.Limits.Public, MaxPrivate: k.Limits.Private}
		configured := slices.ContainsFunc(all, func(other Account) bool { return other.Network == a.Network && other.ID == a.ID })
		if len(k.Secret) == 0 || configured {
			continue
		}
		if err := a.open(k.Secret, o.Config.Key); err != nil {
			return nil, fmt.Errorf("account %s/%s: %w", a.Network, a.Name, err)
		}
		all = append(all, a)
	}
	return all, Config{Accounts: all}.check()
}

// open fills in what was kept encrypted.
func (a *Account) open(sealed []byte, key Secret) error {
	s, err := newSeal(key)
	if err != nil {
		return err
	}
	plain, err := s.open(sealed, a.place())
	if err != nil {
		return err
	}
	var k kept
	if json.Unmarshal(plain, &k) != nil {
		return errSealed
	}
	a.BaseURL, a.Version, a.Credentials = k.BaseURL, k.Version, map[string]Secret{}
	for name, value := range k.Credentials {
		a.Credentials[name] = NewSecret(value)
	}
	return nil
}

// ListAccounts gives all accounts that the database knows, and whether each has its credentials there.
func ListAccounts(ctx context.Context, o Options) ([]storage.Account, error) {
	store, err := OpenStore(ctx, o)
	if err != nil {
		return nil, err
	}
	all, err := store.Accounts(ctx)
	return all, errors.Join(err, store.Close())
}

// PauseAccount stops reading an account and sending through it, or goes on; webhooks are taken all the while, and answers wait.
func PauseAccount(ctx context.Context, o Options, name string, paused bool) error {
	store, err := OpenStore(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(pauseAccount(ctx, store, name, paused), store.Close())
}

func pauseAccount(ctx context.Context, store *storage.Store, name string, paused bool) error {
	all, err := store.Accounts(ctx)
	if err != nil {
		return err
	}
	found := false
	for _, a := range all {
		if a.Name != name {
			continue
		}
		found = true
		err = errors.Join(err, store.ChangeHealth(ctx, a.ID, func(h contract.AccountHealth) contract.AccountHealth {
			switch {
			case paused:
				h.State, h.Reason = contract.AccountHealthStatePaused, "paused"
			case h.State == contract.AccountHealthStatePaused:
				h.State, h.Reason = contract.AccountHealthStateOk, ""
			}
			return h
		}))
	}
	if !found {
		return errors.New("there is no such account")
	}
	return err
}
