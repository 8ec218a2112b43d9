package storage

import (
	"context"
	"time"
)

// Tokens are the hashes of a session's two tokens and how long they live. The tokens themselves are never stored.
type Tokens struct {
	AccessHash, RefreshHash   string
	AccessUntil, RefreshUntil time.Time
}

// NewSession is a session to be begun.
type NewSession struct {
	AgentID       string
	Tokens        Tokens
	ClientVersion string
}

// Session is a signed-in agent's session. It keeps its id through every refresh.
type Session struct {
	ID, AgentID               string
	AccessUntil, RefreshUntil time.Time
	ClientVersion             string
	CreatedAt                 time.Time
}

// CreateSession begins a session.
func (s *Store) CreateSession(ctx context.Context, n NewSession) (Session, error) {
	return Session{}, errUnfinished
}

// SessionByAccess finds the session of an access token's hash with its agent: data.SessionExpired when it is unknown, too
// old or ended, data.AgentDisabled when its agent was switched off.
func (s *Store) SessionByAccess(ctx context.Context, accessHash string) (Session, Agent, error) {
	return Session{}, Agent{}, errUnfinished
}

// RotateSession replaces a session's tokens against its refresh token's hash. An unknown, old or used hash is
// data.SessionEnded; a used one ends the session, because somebody else has the token (issue 5.7). The session that
// ended is named by *Ended in the error's chain.
func (s *Store) RotateSession(ctx context.Context, refreshHash string, next Tokens) (Session, Agent, error) {
	return Session{}, Agent{}, errUnfinished
}

// Ended names a session that a refused call has ended.
type Ended struct{ SessionID string }

// Error names the session only.
func (e *Ended) Error() string { return "session " + e.SessionID + " ended" }

// EndSession ends a session; ending it again is no error.
func (s *Store) EndSession(ctx context.Context, id string) error { return errUnfinished }

// EndOtherSessions ends all of an agent's sessions but keep, and gives the ids of those it ended.
func (s *Store) EndOtherSessions(ctx context.Context, agentID, keep string) ([]string, error) {
	return nil, errUnfinished
}
