package serve

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"sociomedio/app/backend/channel/x"
	"sociomedio/app/backend/storage"
)

// tokens keeps the OAuth 2.0 tokens of an account on X in the store, encrypted, for all processes on one database.
type tokens struct {
	store   *storage.Store
	account string // its id here
	seal    seal
}

const (
	tokensLease = time.Minute // longer than a renewal takes
	tokensAgain = 100 * time.Millisecond
	tokensTries = 5
)

// Load gives what is kept.
func (k tokens) Load(ctx context.Context) (x.Pair, error) {
	sealed, err := k.store.Tokens(ctx, k.account)
	if err != nil {
		return x.Pair{}, err
	}
	return k.open(sealed)
}

func (k tokens) open(sealed []byte) (x.Pair, error) {
	var p x.Pair
	if len(sealed) == 0 {
		return p, nil
	}
	plain, err := k.seal.open(sealed, k.account)
	if err != nil {
		return p, err
	}
	if json.Unmarshal(plain, &p) != nil {
		return x.Pair{}, errSealed
	}
	return p, nil
}

// Renew lets renew make a new pair while nobody else does, and keeps it before it gives it back.
func (k tokens) Renew(ctx context.Context, renew func(context.Context, x.Pair) (x.Pair, error)) (x.Pair, error) {
	who := rand.Text()
	sealed, err := k.hold(ctx, who)
	if err != nil {
		return x.Pair{}, err
	}
	kept, err := k.open(sealed)
	if err != nil {
		return x.Pair{}, errors.Join(err, k.keep(ctx, who, nil))
	}
	next, err := renew(ctx, kept)
	if err != nil || next == kept {
		return next, errors.Join(err, k.keep(ctx, who, nil))
	}
	plain, err := json.Marshal(next)
	if err != nil {
		return x.Pair{}, errors.Join(err, k.keep(ctx, who, nil))
	}
	return next, k.keep(ctx, who, k.seal.close(plain, k.account))
}

// hold waits for the right to renew.
func (k tokens) hold(ctx context.Context, who string) ([]byte, error) {
	for {
		sealed, held, err := k.store.HoldTokens(ctx, k.account, who, tokensLease)
		if err != nil || held {
			return sealed, err
		}
		if err := pause(ctx, tokensAgain); err != nil {
			return nil, err
		}
	}
}

// keep stores, and again if the database doesn't answer: a pair that is lost can't be had again. Nobody's impatience ends it.
func (k tokens) keep(ctx context.Context, who string, sealed []byte) error {
	ctx = context.WithoutCancel(ctx)
	var err error
	for range tokensTries {
		if err = k.store.KeepTokens(ctx, k.account, who, sealed); err == nil || sealed == nil {
			return err
		}
		if late := pause(ctx, tokensAgain); late != nil {
			return late
		}
	}
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
