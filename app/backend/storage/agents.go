package storage

import (
	"context"
	"time"

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

// AddAgent adds an agent. A name that is taken is data.Invalid with Field "username".
func (s *Store) AddAgent(ctx context.Context, a NewAgent) (Agent, error) {
	return Agent{}, errUnfinished
}

// ListAgents gives all agents by user name.
func (s *Store) ListAgents(ctx context.Context) ([]Agent, error) { return nil, errUnfinished }

// AgentByUsername finds an agent whatever the case of the name; data.NotFound if there is none.
func (s *Store) AgentByUsername(ctx context.Context, username string) (Agent, error) {
	return Agent{}, errUnfinished
}

// AgentByID finds an agent; data.NotFound if there is none.
func (s *Store) AgentByID(ctx context.Context, id string) (Agent, error) {
	return Agent{}, errUnfinished
}

// DisableAgent switches an agent off, ends his sessions and puts his taken cases back into the queue.
func (s *Store) DisableAgent(ctx context.Context, id string) error { return errUnfinished }

// SetPassword stores a new hash, unlocks the agent and ends all his sessions but keepSession ("" keeps none).
func (s *Store) SetPassword(ctx context.Context, agentID, hash, keepSession string) error {
	return errUnfinished
}

// LoginFailed counts a wrong password and locks the agent until lockedUntil unless that is zero.
func (s *Store) LoginFailed(ctx context.Context, agentID string, lockedUntil time.Time) (failures int, err error) {
	return 0, errUnfinished
}

// LoginSucceeded forgets the wrong passwords.
func (s *Store) LoginSucceeded(ctx context.Context, agentID string) error { return errUnfinished }
