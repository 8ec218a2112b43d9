// Package keys keeps the session's refresh token in the OS keyring: the Credential Manager on Windows, the Secret Service on
// Linux. A keyring may be absent, locked, full or refuse; it may also ask the user and block for as long as that takes. None of it
// stops the program: every call ends within its time, and what the keyring does not take stays in memory.
package keys

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"sociomedio/data"
)

// Patience is how long a call waits for the keyring when nothing else is said: an unlock dialog may be open.
const Patience = 8 * time.Second

// Ring is the OS keyring with the memory behind it. It may be used from any goroutine.
type Ring struct {
	service  string
	patience time.Duration

	mu     sync.Mutex
	memory map[string]string
	// busy is closed when the call to the keyring under way has come back. Only one is made at a time: a second one would
	// hang behind the first one's dialog, and a write that comes late must not undo a later one.
	busy chan struct{}
}

// Open gives the ring of a service, the name that the user sees in the keyring; patience 0 means Patience. Nothing is asked yet.
func Open(service string, patience time.Duration) *Ring {
	if patience <= 0 {
		patience = Patience
	}
	return &Ring{service: service, patience: patience, memory: map[string]string{}}
}

// Name is the name of a session's entry.
func Name(server, username string) string {
	return strings.ToLower(username) + "@" + strings.TrimSuffix(server, "/")
}

// Get reads a secret; empty when there is none. The error says that the keyring could not be asked (KeyringAbsent); the secret is
// then the one in memory, if any.
func (r *Ring) Get(ctx context.Context, name string) (string, error) {
	r.mu.Lock()
	inMemory, ok := r.memory[name]
	r.mu.Unlock()
	if ok {
		return inMemory, nil
	}
	secret, err := r.ask(ctx, func() (string, error) {
		s, err := keyring.Get(r.service, name)
		if errors.Is(err, keyring.ErrNotFound) {
			return "", nil
		}
		return s, err
	})
	return secret, err
}

// Set stores a secret. The error says that it is in memory alone (KeyringAbsent).
func (r *Ring) Set(ctx context.Context, name, secret string) error {
	r.mu.Lock()
	r.memory[name] = secret
	r.mu.Unlock()
	_, err := r.ask(ctx, func() (string, error) { return "", set(r.service, name, secret) })
	if err == nil {
		r.mu.Lock()
		if r.memory[name] == secret { // the keyring has it
			delete(r.memory, name)
		}
		r.mu.Unlock()
	}
	return err
}

// set stores a secret and looks whether it is there: a keyring whose user has refused says that all went well.
func set(service, name, secret string) error {
	if err := keyring.Set(service, name, secret); err != nil {
		return err
	}
	kept, err := keyring.Get(service, name)
	if err == nil && kept != secret {
		err = errNotKept
	}
	return err
}

var errNotKept = errors.New("what was stored is not there")

// Keep holds a secret in memory alone.
func (r *Ring) Keep(name, secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.memory[name] = secret
}

// Delete removes a secret from the keyring and from memory. The error says that the keyring could not be asked.
func (r *Ring) Delete(ctx context.Context, name string) error {
	r.mu.Lock()
	delete(r.memory, name)
	r.mu.Unlock()
	_, err := r.ask(ctx, func() (string, error) {
		err := keyring.Delete(r.service, name)
		if errors.Is(err, keyring.ErrNotFound) {
			return "", nil
		}
		return "", err
	})
	return err
}

type answered struct {
	secret string
	err    error
}

// ask calls the keyring on a goroutine of its own, which outlives the call when the keyring blocks: the system's interface
// can't be broken off.
func (r *Ring) ask(ctx context.Context, call func() (string, error)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, r.patience)
	defer cancel()
	done, err := r.turn(ctx)
	if err != nil {
		return "", err
	}
	result := make(chan answered, 1)
	go func() {
		defer close(done)
		defer func() { // the library takes answers for what they should be
			if p := recover(); p != nil {
				result <- answered{err: errStrange}
			}
		}()
		secret, err := call()
		result <- answered{secret, err}
	}()
	select {
	case a := <-result:
		if a.err != nil {
			return "", absent("The keyring of this computer does not take the session.", a.err)
		}
		return a.secret, nil
	case <-ctx.Done():
		return "", absent("The keyring of this computer does not answer.", ctx.Err())
	}
}

var errStrange = errors.New("the keyring gave an answer of another form")

// turn waits for the call before this one.
func (r *Ring) turn(ctx context.Context) (chan struct{}, error) {
	mine := make(chan struct{})
	for {
		r.mu.Lock()
		before := r.busy
		if before == nil || ended(before) {
			r.busy = mine
			r.mu.Unlock()
			return mine, nil
		}
		r.mu.Unlock()
		select {
		case <-before:
		case <-ctx.Done():
			return nil, absent("The keyring of this computer does not answer.", ctx.Err())
		}
	}
}

func ended(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// absent is the error for a keyring that is not to be had. The texts of the system's errors hold names of buses and
// collections, no secrets.
func absent(sentence string, err error) error { return data.Fail(data.KeyringAbsent, sentence, err) }
