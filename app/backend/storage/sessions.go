package storage

import (
	"context"
	"time"

	"sociomedio/data"
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

// Ended names a session that a refused call has ended.
type Ended struct{ SessionID string }

// Error names the session only.
func (e *Ended) Error() string { return "session " + e.SessionID + " ended" }

// seenEvery is how often a session's sign of life is stored, and onlineFor how long it counts.
const (
	seenEvery = time.Minute
	onlineFor = 3 * time.Minute
)

type sessionRow struct {
	agentRow
	SessionID                 string
	AccessUntil, RefreshUntil moment
	ClientVersion             string
	CreatedAt, SeenAt         moment
	EndedAt                   moment
}

const sessionColumns = `s.id AS session_id, s.access_until, s.refresh_until, s.client_version, s.created_at, s.seen_at, s.ended_at,
	a.id, a.username, a.name, a.role, a.signature, a.password_hash, a.disabled, a.failed_logins, a.last_failure, a.locked_until`

func (r sessionRow) session() Session {
	return Session{
		ID: r.SessionID, AgentID: r.ID, AccessUntil: r.AccessUntil.Time(), RefreshUntil: r.RefreshUntil.Time(),
		ClientVersion: r.ClientVersion, CreatedAt: r.CreatedAt.Time(),
	}
}

var errDisabled = data.Fail(data.AgentDisabled, "This agent is switched off.", nil)

// CreateSession begins a session, and forgets the agent's sessions that nothing can renew any more.
func (s *Store) CreateSession(ctx context.Context, n NewSession) (Session, error) {
	made := Session{
		ID: s.opts.NewID(), AgentID: n.AgentID, AccessUntil: n.Tokens.AccessUntil, RefreshUntil: n.Tokens.RefreshUntil,
		ClientVersion: n.ClientVersion,
	}
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		made.CreatedAt = t.now.Time()
		if err := t.run(ctx, `DELETE FROM sessions WHERE agent_id = ? AND refresh_until < ?`, n.AgentID, t.now); err != nil {
			return err
		}
		return t.run(ctx, `INSERT INTO sessions (id, agent_id, access_hash, refresh_hash, access_until, refresh_until, client_version, created_at, seen_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, made.ID, n.AgentID, n.Tokens.AccessHash, n.Tokens.RefreshHash,
			momentOf(n.Tokens.AccessUntil), momentOf(n.Tokens.RefreshUntil), n.ClientVersion, t.now, t.now)
	})
	return made, err
}

// SessionByAccess finds the session of an access token's hash with its agent: data.SessionExpired when it is unknown, too
// old or ended, data.AgentDisabled when its agent was switched off.
func (s *Store) SessionByAccess(ctx context.Context, accessHash string) (Session, Agent, error) {
	row, known, generation := s.known.find(accessHash)
	found, err := known, error(nil)
	if !known {
		row, found, err = one[sessionRow](ctx, s.reading(), `SELECT `+sessionColumns+`
			FROM sessions s JOIN agents a ON a.id = s.agent_id WHERE s.access_hash = ?`, accessHash)
	}
	now := s.now()
	switch {
	case err != nil:
		return Session{}, Agent{}, err
	case found && row.Disabled:
		return Session{}, Agent{}, errDisabled
	case !found || row.EndedAt != 0 || row.AccessUntil <= now:
		return Session{}, Agent{}, data.Fail(data.SessionExpired, "The session's access token is not valid any more.", nil)
	}
	if row.SeenAt.after(seenEvery) < now {
		if err := s.seen(ctx, row.SessionID); err != nil {
			return Session{}, Agent{}, err
		}
		row.SeenAt, known = now, false
	}
	if !known {
		s.known.keep(accessHash, row, generation)
	}
	return row.session(), row.agent(), nil
}

func (s *Store) seen(ctx context.Context, sessionID string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.run(ctx, `UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at < ?`, t.now, sessionID, t.now)
	})
}

// RotateSession replaces a session's tokens against its refresh token's hash. An unknown, old or used hash is
// data.SessionEnded; a used one ends the session, because somebody else has the token (issue 5.7). The session that
// ended is named by *Ended in the error's chain.
func (s *Store) RotateSession(ctx context.Context, refreshHash string, next Tokens) (Session, Agent, error) {
	var row sessionRow
	var refused error // decided in the transaction, which commits the end of the session all the same
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		refused = nil
		id, found, err := one[string](ctx, t.conn, `UPDATE sessions SET access_hash = ?, refresh_hash = ?, access_until = ?, refresh_until = ?, seen_at = ?
			WHERE refresh_hash = ? AND ended_at = 0 AND refresh_until > ? RETURNING id`, next.AccessHash, next.RefreshHash,
			momentOf(next.AccessUntil), momentOf(next.RefreshUntil), t.now, refreshHash, t.now)
		if err != nil {
			return err
		}
		if !found {
			refused, err = t.refuseRefresh(ctx, refreshHash)
			return err
		}
		if err := t.run(ctx, `INSERT INTO used_tokens (refresh_hash, session_id) VALUES (?, ?)`, refreshHash, id); err != nil {
			return err
		}
		row, _, err = one[sessionRow](ctx, t.conn, `SELECT `+sessionColumns+` FROM sessions s JOIN agents a ON a.id = s.agent_id WHERE s.id = ?`, id)
		if err == nil && row.Disabled {
			return errDisabled
		}
		t.signed[row.ID] = true
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return Session{}, Agent{}, err
	}
	return row.session(), row.agent(), nil
}

func (t *tx) refuseRefresh(ctx context.Context, refreshHash string) (refused, err error) {
	id, used, err := one[string](ctx, t.conn, `SELECT session_id FROM used_tokens WHERE refresh_hash = ?`, refreshHash)
	if err != nil {
		return nil, err
	}
	if !used {
		return data.Fail(data.SessionEnded, "The session is over; sign in again.", nil), nil
	}
	if err := t.endSession(ctx, id); err != nil {
		return nil, err
	}
	return data.Fail(data.SessionEnded, "The session is over; sign in again.", &Ended{SessionID: id}), nil
}

// EndSession ends a session; ending it again is no error.
func (s *Store) EndSession(ctx context.Context, id string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error { return t.endSession(ctx, id) })
}

func (t *tx) endSession(ctx context.Context, id string) error {
	agentID, ended, err := one[string](ctx, t.conn, `UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at = 0 RETURNING agent_id`, t.now, id)
	if ended {
		t.signed[agentID] = true
	}
	return err
}

// EndOtherSessions ends all of an agent's sessions but keep, and gives the ids of those it ended.
func (s *Store) EndOtherSessions(ctx context.Context, agentID, keep string) (ended []string, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) (err error) {
		ended, err = t.endSessions(ctx, agentID, keep)
		return err
	})
	return ended, err
}

func (t *tx) endSessions(ctx context.Context, agentID, keep string) ([]string, error) {
	t.signed[agentID] = true
	return all[string](ctx, t.conn, `UPDATE sessions SET ended_at = ? WHERE agent_id = ? AND id <> ? AND ended_at = 0 RETURNING id`, t.now, agentID, keep)
}
