package serve

import (
	"context"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"sync"
	"time"

	"sociomedio/app/backend"
	"sociomedio/app/backend/storage"
)

// lines are the open channels of the accounts: those of the configuration, and those that the database keeps, which `channel add` may
// change at any time.
type lines struct {
	options Options
	store   *storage.Store

	seen []storage.Account // as the database had them when it was last looked; only who looks touches it
	mu   sync.Mutex
	open []line
}

// line is one account's open channel.
type line struct {
	account   Account
	connected backend.Account
}

// look opens channels for accounts that are new or have changed, and says whether there were any. The others keep theirs.
func (l *lines) look(ctx context.Context) (bool, error) {
	rows, err := l.rows(ctx)
	if err != nil || l.seen != nil && reflect.DeepEqual(rows, l.seen) {
		return false, err
	}
	all, err := accounts(ctx, l.options, l.store)
	if err != nil {
		return false, err
	}
	before, next := l.current(), make([]line, 0, len(all))
	for _, a := range all {
		at := slices.IndexFunc(before, func(one line) bool { return reflect.DeepEqual(one.account, a) })
		if at >= 0 {
			next = append(next, before[at])
			continue
		}
		opened, err := l.dial(ctx, a)
		if err != nil {
			return false, fmt.Errorf("account %s/%s: %w", a.Network, a.Name, err)
		}
		next = append(next, opened)
	}
	if rows, err = l.rows(ctx); err != nil { // dialling stores what the configuration says
		return false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seen, l.open = rows, next
	return true, nil
}

// rows are the accounts in the database without how they stand.
func (l *lines) rows(ctx context.Context) ([]storage.Account, error) {
	rows, err := l.store.Accounts(ctx)
	for i := range rows {
		rows[i].Health = storage.Account{}.Health
	}
	return rows, err
}

func (l *lines) dial(ctx context.Context, a Account) (line, error) {
	known, err := l.store.UpsertAccount(ctx, storage.Account{
		Network: a.Network, ExternalID: a.ID, Name: a.Name, Handle: a.Handle, Limits: a.limits(),
	})
	if err != nil {
		return line{}, err
	}
	ch, err := dial(a, known, l.options, l.store)
	return line{account: a, connected: backend.Account{
		Account: known, Channel: ch, PollEvery: a.pollEvery(), Silent: time.Duration(a.SilentAfter), VerifyEvery: time.Duration(a.VerifyEvery),
		Budget: a.Budget,
	}}, err
}

func (l *lines) current() []line {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open
}

// accounts are the connected ones, for the backend.
func (l *lines) accounts() []backend.Account {
	var all []backend.Account
	for _, one := range l.current() {
		all = append(all, one.connected)
	}
	return all
}

// own says whether an address is that of a connected network: pictures may come from there, wherever that is.
func (l *lines) own(address string) bool {
	return slices.ContainsFunc(l.current(), func(one line) bool {
		u, err := url.Parse(one.account.BaseURL)
		return err == nil && u.Host != "" && u.Host == address
	})
}

// follow lets the backend know of accounts that are added or changed while it runs, until ctx ends. One that can't be opened keeps
// all as it was, and is said once.
func (l *lines) follow(ctx context.Context, back *backend.Backend) {
	tick := time.NewTicker(l.options.Follow)
	defer tick.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		changed, err := l.look(ctx)
		switch {
		case err != nil && ctx.Err() == nil && err.Error() != said:
			said = err.Error()
			l.options.Log.WarnContext(ctx, "accounts not taken up", "error", err)
		case err == nil:
			said = ""
		}
		if changed {
			l.options.Log.InfoContext(ctx, "accounts taken up", "number", len(l.accounts()))
			back.Connect(l.accounts())
		}
	}
}
