package backend

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Caller is who makes a request: an agent in a session.
type Caller struct {
	Agent     storage.Agent
	SessionID string
}

type callerKey struct{}

// WithCaller puts the caller of a request into its context.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf is the caller of a request; the zero Caller when nobody is signed in.
func CallerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// PlainUsername is a user name as it is stored and compared: one form of each letter, small, no space around.
func PlainUsername(s string) string {
	return strings.ToLower(strings.TrimSpace(norm.NFC.String(s)))
}

// SignIn opens a session (5.2). Unknown user and wrong password give the same answer after the same time; too many of
// them lock the name and the address for a while. Errors: WrongPassword, AgentLocked, TooMany, AgentDisabled,
// ContractTooOld, ContractTooNew.
func (b *Backend) SignIn(ctx context.Context, in contract.SignIn, from netip.Addr) (contract.Session, error) {
	if err := compatible(in.Client.Contract); err != nil {
		return contract.Session{}, err
	}
	name := PlainUsername(in.Username)
	if err := b.locked(ctx, name, from); err != nil {
		return contract.Session{}, err
	}
	agent, err := b.checkPassword(ctx, name, in.Password)
	switch {
	case data.KindOf(err) == data.WrongPassword:
		return contract.Session{}, b.refuse(ctx, agent, name, from, err)
	case err != nil:
		return contract.Session{}, err
	case agent.Disabled:
		return contract.Session{}, data.Fail(data.AgentDisabled, "This account is switched off.", nil)
	}
	if err := b.names.clear(ctx, name); err != nil {
		return contract.Session{}, err
	}
	if err := b.store.LoginSucceeded(ctx, agent.ID); err != nil {
		return contract.Session{}, err
	}
	return b.openSession(ctx, agent, in.Client.Version)
}

// compatible says whether a client of that contract version may sign in: one apart is fine.
func compatible(client int) error {
	switch {
	case client < contract.Version-1:
		return data.Fail(data.ContractTooOld, "This client is too old for the backend.", nil)
	case client > contract.Version+1:
		return data.Fail(data.ContractTooNew, "The backend is too old for this client.", nil)
	}
	return nil
}

func (b *Backend) locked(ctx context.Context, name string, from netip.Addr) error {
	switch w, err := b.names.wait(ctx, name); {
	case err != nil:
		return err
	case w > 0:
		return lockedFor(data.AgentLocked, w)
	}
	switch w, err := b.addresses.wait(ctx, addressKey(from)); {
	case err != nil:
		return err
	case w > 0:
		return lockedFor(data.TooMany, w)
	}
	return nil
}

func lockedFor(kind data.Kind, w time.Duration) error {
	return &data.Error{Kind: kind, Sentence: "Too many wrong passwords; wait before the next try.", RetryAfter: int(w/time.Second) + 1}
}

// addressKey is what counts as one address: of IPv6 the network that one customer of a provider gets.
func addressKey(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// checkPassword gives the agent of a right password. With WrongPassword the agent comes too if there is one.
func (b *Backend) checkPassword(ctx context.Context, name, password string) (storage.Agent, error) {
	wrong := data.Fail(data.WrongPassword, "User name or password is wrong.", nil)
	agent, err := b.store.AgentByUsername(ctx, name)
	if data.KindOf(err) == data.NotFound {
		if _, _, err := b.hasher.matches(ctx, b.hasher.decoy, password); err != nil {
			return storage.Agent{}, err
		}
		return storage.Agent{}, wrong
	}
	if err != nil {
		return storage.Agent{}, err
	}
	ok, stale, err := b.hasher.matches(ctx, agent.PasswordHash, password)
	if err != nil {
		return storage.Agent{}, fmt.Errorf("agent %s: %w", agent.ID, err)
	}
	if !ok {
		return agent, wrong
	}
	if stale {
		b.rehash(ctx, agent, password)
	}
	return agent, nil
}

// rehash renews a hash made with older costs. It is no reason to refuse a sign-in when it fails.
func (b *Backend) rehash(ctx context.Context, agent storage.Agent, password string) {
	hash, err := b.hasher.hash(ctx, password)
	if err == nil {
		err = b.store.RenewHash(ctx, agent.ID, hash)
	}
	if err != nil {
		b.log.WarnContext(ctx, "password hash not renewed", "agent", agent.ID, "error", err)
	}
}

// refuse notes a wrong password and waits a little longer with each, the same for names that exist and names that don't.
func (b *Backend) refuse(ctx context.Context, agent storage.Agent, name string, from netip.Addr, wrong error) error {
	failed, lock, err := b.names.fail(ctx, name)
	if err != nil {
		return err
	}
	failedHere, _, err := b.addresses.fail(ctx, addressKey(from))
	if err != nil {
		return err
	}
	if agent.ID != "" {
		var until time.Time // shown to operators
		if lock > 0 {
			until = b.clock().Add(lock)
		}
		if _, err := b.store.LoginFailed(ctx, agent.ID, until); err != nil {
			b.log.WarnContext(ctx, "failed sign-in not recorded", "agent", agent.ID, "error", err)
		}
	}
	b.log.InfoContext(ctx, "sign-in refused", "agent", agent.ID, "from", from.String(), "in_a_row", failed)
	pause := time.NewTimer(doubled(b.slowDown, failed-1, 8*b.slowDown))
	defer pause.Stop()
	select {
	case <-pause.C:
		return b.warned(wrong, failed, failedHere)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// warned adds to the answer to a wrong password how many more there may be, of the name or of the address, whichever is locked first.
// It is counted alike for names that exist and names that don't.
func (b *Backend) warned(wrong error, failed, failedHere int) error {
	left, lock := b.names.rule.left(failed)
	if here, lockHere := b.addresses.rule.left(failedHere); here < left {
		left, lock = here, lockHere
	}
	var e *data.Error
	if !errors.As(wrong, &e) {
		return wrong
	}
	told := *e
	told.TriesLeft, told.Lock = left, int(lock/time.Second)
	return &told
}

// tokens are a session's secrets as the client gets them and as they are stored.
type tokens struct {
	access, refresh string
	stored          storage.Tokens
}

const tokenBytes = 32 // 256 bits: nothing to guess, so one round of SHA-256 is enough to store them by

func (b *Backend) newTokens() (tokens, error) {
	secret := make([]byte, 2*tokenBytes)
	if _, err := rand.Read(secret); err != nil {
		return tokens{}, fmt.Errorf("token: %w", err)
	}
	now := b.clock()
	t := tokens{
		access:  base64.RawURLEncoding.EncodeToString(secret[:tokenBytes]),
		refresh: base64.RawURLEncoding.EncodeToString(secret[tokenBytes:]),
	}
	t.stored = storage.Tokens{
		AccessHash: tokenHash(t.access), AccessUntil: now.Add(b.life.Access),
		RefreshHash: tokenHash(t.refresh), RefreshUntil: now.Add(b.life.Refresh),
	}
	return t, nil
}

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (b *Backend) openSession(ctx context.Context, agent storage.Agent, version string) (contract.Session, error) {
	t, err := b.newTokens()
	if err != nil {
		return contract.Session{}, err
	}
	if _, err := b.store.CreateSession(ctx, storage.NewSession{AgentID: agent.ID, Tokens: t.stored, ClientVersion: version}); err != nil {
		return contract.Session{}, err
	}
	return session(t, agent), nil
}

func session(t tokens, agent storage.Agent) contract.Session {
	return contract.Session{
		AccessToken: t.access, ExpiresAt: t.stored.AccessUntil, RefreshToken: t.refresh, RefreshExpiresAt: t.stored.RefreshUntil,
		Agent: agent.Agent, Contract: contract.Version,
	}
}

// Refresh gives new tokens for a refresh token, which works once. A second use means that somebody else has it too: the
// session ends for both. Error: SessionEnded.
func (b *Backend) Refresh(ctx context.Context, refreshToken string) (contract.Session, error) {
	t, err := b.newTokens()
	if err != nil {
		return contract.Session{}, err
	}
	_, agent, err := b.store.RotateSession(ctx, tokenHash(refreshToken), t.stored)
	if err != nil {
		var ended *storage.Ended
		if errors.As(err, &ended) {
			b.log.WarnContext(ctx, "refresh token used twice, session ended", "session", ended.SessionID)
			b.ended.ring(ended.SessionID)
		}
		return contract.Session{}, err
	}
	return session(t, agent), nil
}

// Authenticate finds who holds an access token. Errors: SessionExpired (a refresh may help), SessionEnded.
func (b *Backend) Authenticate(ctx context.Context, accessToken string) (Caller, error) {
	if accessToken == "" {
		return Caller{}, data.Fail(data.SessionExpired, "Sign in first.", nil)
	}
	sess, agent, err := b.store.SessionByAccess(ctx, tokenHash(accessToken))
	if err != nil {
		return Caller{}, err
	}
	return Caller{Agent: agent, SessionID: sess.ID}, nil
}

// Alive says whether a session still is; its error is SessionEnded when it isn't.
func (b *Backend) Alive(ctx context.Context, sessionID string) error {
	return b.store.SessionAlive(ctx, sessionID)
}

// SignOut ends a session at once: its tokens are dead, its event streams end.
func (b *Backend) SignOut(ctx context.Context, sessionID string) error {
	defer b.ended.ring(sessionID)
	return b.store.EndSession(ctx, sessionID)
}

// ChangePassword sets a new password after checking the current one, and ends the agent's other sessions. Errors:
// WrongPassword (field current), WeakPassword (field new), AgentLocked.
func (b *Backend) ChangePassword(ctx context.Context, caller Caller, change contract.PasswordChange, from netip.Addr) error {
	name := PlainUsername(caller.Agent.Username)
	if err := b.locked(ctx, name, from); err != nil {
		return err
	}
	agent, err := b.checkPassword(ctx, name, change.Current)
	if data.KindOf(err) == data.WrongPassword {
		err := b.refuse(ctx, agent, name, from, err)
		var e *data.Error
		if errors.As(err, &e) {
			told := *e
			told.Sentence, told.Field = "The current password is wrong.", "current"
			return &told
		}
		return err
	}
	if err != nil {
		return err
	}
	if change.New == change.Current {
		return &data.Error{Kind: data.WeakPassword, Sentence: "The new password is the old one.", Field: "new"}
	}
	return b.setPassword(ctx, agent, change.New, caller.SessionID)
}

func (b *Backend) setPassword(ctx context.Context, agent storage.Agent, password, keepSession string) error {
	if err := CheckPassword(agent.Username, password); err != nil {
		return err
	}
	hash, err := b.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	// SetPassword ends the other sessions together with the change; they are ended here only to know which streams to close.
	ended, err := b.store.EndOtherSessions(ctx, agent.ID, keepSession)
	if err != nil {
		return err
	}
	if err := b.store.SetPassword(ctx, agent.ID, hash, keepSession); err != nil {
		return err
	}
	for _, id := range ended {
		b.ended.ring(id)
	}
	return nil
}
