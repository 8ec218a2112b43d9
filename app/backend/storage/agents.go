package storage

import (
	"context"
	"strings"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// NewAgent is an agent to be added. Username is unique whatever its case.
type NewAgent struct {
	Username, Name, Signature string
	Role                      contract.Role
	PasswordHash              string
}

// Agent is an agent with what sign-in needs to know.
type Agent struct {
	contract.Agent
	PasswordHash string
	Disabled     bool
	FailedLogins int       // wrong passwords in a row
	LastFailure  time.Time // of the newest of them
	LockedUntil  time.Time // zero: not locked
}

type agentRow struct {
	ID, Username, Name, Role, Signature string
	PasswordHash                        string
	Disabled                            bool
	FailedLogins                        int
	LastFailure, LockedUntil            moment
}

const agentColumns = `id, username, name, role, signature, password_hash, disabled, failed_logins, last_failure, locked_until`

func (r agentRow) agent() Agent {
	return Agent{
		Agent:        contract.Agent{ID: r.ID, Username: r.Username, Name: r.Name, Role: contract.Role(r.Role), Signature: r.Signature},
		PasswordHash: r.PasswordHash, Disabled: r.Disabled, FailedLogins: r.FailedLogins,
		LastFailure: r.LastFailure.Time(), LockedUntil: r.LockedUntil.Time(),
	}
}

var errNoAgent = data.Fail(data.NotFound, "There is no such agent.", nil)

// AddAgent adds an agent. A name that is taken is data.Invalid with Field "username".
func (s *Store) AddAgent(ctx context.Context, a NewAgent) (Agent, error) {
	row := agentRow{ID: s.opts.NewID(), Username: a.Username, Name: a.Name, Role: string(a.Role), Signature: a.Signature, PasswordHash: a.PasswordHash}
	if !a.Role.Valid() {
		return Agent{}, &data.Error{Kind: data.Invalid, Sentence: "There is no such role.", Field: "role"}
	}
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, `INSERT INTO agents (id, username, username_key, name, role, signature, password_hash, created_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, row.ID, row.Username, fold(row.Username), row.Name, row.Role, row.Signature, row.PasswordHash, t.now)
		if duplicate(err) {
			return &data.Error{Kind: data.Invalid, Sentence: "There is an agent with this user name already.", Field: "username"}
		}
		if err != nil {
			return err
		}
		return t.run(ctx, `INSERT INTO feeds (agent_id) VALUES (?)`, row.ID)
	})
	return row.agent(), err
}

func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// ListAgents gives all agents by user name.
func (s *Store) ListAgents(ctx context.Context) ([]Agent, error) {
	rows, err := all[agentRow](ctx, s.reading(), `SELECT `+agentColumns+` FROM agents ORDER BY username_key`)
	list := make([]Agent, 0, len(rows))
	for _, r := range rows {
		list = append(list, r.agent())
	}
	return list, err
}

// AgentByUsername finds an agent whatever the case of the name; data.NotFound if there is none.
func (s *Store) AgentByUsername(ctx context.Context, username string) (Agent, error) {
	return s.agent(ctx, `username_key = ?`, fold(username))
}

// AgentByID finds an agent; data.NotFound if there is none.
func (s *Store) AgentByID(ctx context.Context, id string) (Agent, error) {
	return s.agent(ctx, `id = ?`, id)
}

func (s *Store) agent(ctx context.Context, where, arg string) (Agent, error) {
	row, found, err := one[agentRow](ctx, s.reading(), `SELECT `+agentColumns+` FROM agents WHERE `+where, arg)
	if err == nil && !found {
		err = errNoAgent
	}
	return row.agent(), err
}

// DisableAgent switches an agent off, ends his sessions and puts his taken cases back into the queue.
func (s *Store) DisableAgent(ctx context.Context, id string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		if err := t.changeAgent(ctx, `disabled = TRUE`, id); err != nil {
			return err
		}
		if _, err := t.endSessions(ctx, id, ""); err != nil {
			return err
		}
		_, err := t.free(ctx, "released", `holder_id = ?`, id)
		return err
	})
}

// EnableAgent switches an agent on again.
func (s *Store) EnableAgent(ctx context.Context, id string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.changeAgent(ctx, `disabled = FALSE`, id)
	})
}

// SetPassword stores a new hash, unlocks the agent and ends all his sessions but keepSession ("" keeps none).
func (s *Store) SetPassword(ctx context.Context, agentID, hash, keepSession string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		if err := t.changeAgent(ctx, `password_hash = ?, failed_logins = 0, last_failure = 0, locked_until = 0`, agentID, hash); err != nil {
			return err
		}
		name, _, err := one[string](ctx, t.conn, `SELECT username_key FROM agents WHERE id = ?`, agentID)
		if err != nil {
			return err
		}
		if err := t.forgetTries(ctx, ByName, name); err != nil {
			return err
		}
		_, err = t.endSessions(ctx, agentID, keepSession)
		return err
	})
}

// RenewHash stores another hash of the same password.
func (s *Store) RenewHash(ctx context.Context, agentID, hash string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.changeAgent(ctx, `password_hash = ?`, agentID, hash)
	})
}

// LoginFailed counts a wrong password and locks the agent until lockedUntil unless that is zero.
func (s *Store) LoginFailed(ctx context.Context, agentID string, lockedUntil time.Time) (failures int, err error) {
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		n, found, err := one[int](ctx, t.conn, `UPDATE agents SET failed_logins = failed_logins + 1, last_failure = ?,
			locked_until = CASE WHEN CAST(? AS BIGINT) = 0 THEN locked_until ELSE CAST(? AS BIGINT) END WHERE id = ? RETURNING failed_logins`,
			t.now, momentOf(lockedUntil), momentOf(lockedUntil), agentID)
		if err == nil && !found {
			err = errNoAgent
		}
		failures = n
		return err
	})
	return failures, err
}

// LoginSucceeded forgets the wrong passwords.
func (s *Store) LoginSucceeded(ctx context.Context, agentID string) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.run(ctx, `UPDATE agents SET failed_logins = 0, last_failure = 0, locked_until = 0
			WHERE id = ? AND (failed_logins > 0 OR locked_until > 0)`, agentID)
	})
}

func (t *tx) changeAgent(ctx context.Context, set, id string, args ...any) error {
	t.signed[id] = true
	n, err := t.exec(ctx, `UPDATE agents SET `+set+` WHERE id = ?`, append(args, id)...)
	if err == nil && n == 0 {
		err = errNoAgent
	}
	return err
}
