package desk

import (
	"context"
	"log/slog"
	"sync"

	"sociomedio/data/contract"
	"sociomedio/data/keys"
)

// keeping is where the refresh token of a session is kept: in the OS keyring when the agent wants it ("Ingat saya"), else
// nowhere but in the client.
type keeping struct {
	ring *keys.Ring
	log  *slog.Logger

	mu     sync.Mutex
	name   string
	wanted bool
	err    error // why it is in memory alone
}

// begin keeps a new session's token, or takes away one that an earlier session left.
func (k *keeping) begin(ctx context.Context, name, token string, wanted bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.name, k.wanted, k.err = name, wanted, nil
	if wanted {
		k.err = k.ring.Set(ctx, name, token)
		return
	}
	if err := k.ring.Delete(ctx, name); err != nil {
		k.log.Debug("no keyring to take an old session from", "error", err)
	}
}

// renewed keeps the token that takes the place of the one before, which is dead.
func (k *keeping) renewed(s contract.Session) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.wanted {
		return
	}
	if k.err = k.ring.Set(context.Background(), k.name, s.RefreshToken); k.err != nil {
		k.log.Warn("the session is kept in memory alone", "error", k.err)
	}
}

// forget takes the token away.
func (k *keeping) forget(ctx context.Context) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.wanted {
		k.wanted = false
		if err := k.ring.Delete(ctx, k.name); err != nil {
			k.log.Warn("the session was not taken out of the keyring", "error", err)
		}
	}
}

// state says whether the session is in the keyring, and why not.
func (k *keeping) state() (remembered bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.wanted && k.err == nil, k.err
}
