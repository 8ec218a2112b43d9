package desk

import (
	"context"

	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// Credentials are what the sign-in page asks for.
type Credentials struct {
	Server   string // base URL; empty for the one in use
	Username string
	Password string
	Remember bool // "Ingat saya": keep the session in the OS keyring
}

// Session is who works at this desk.
type Session struct {
	Server     string
	Agent      contract.Agent
	SignedIn   bool // false before the first sign-in, after sign-out and after SessionEnded
	Remembered bool // the session is in the OS keyring
	// Keyring is why "Ingat saya" could not be kept: nil, or a data.KeyringAbsent; the session then lives in memory.
	Keyring error
}

// Supervises says whether the agent sees the dashboard.
func (s Session) Supervises() bool {
	return s.Agent.Role == contract.RoleSupervisor || s.Agent.Role == contract.RoleAdmin
}

// Today is the agent's figures of the day.
type Today struct {
	Answered      int
	MedianSeconds int
	Known         bool // false until the backend has said it once in this session
}

// Last is the server and user of the last sign-in on this machine, to fill in the sign-in page; empty strings when
// there was none. The server that IT or the agent set stands before that of the last sign-in.
func (d *Desk) Last() (server, username string) {
	last := d.params.Folder.Last()
	if d.params.Server != "" {
		return d.params.Server, last.Username
	}
	return last.Server, last.Username
}

// Session is the session as it is now.
func (d *Desk) Session() Session {
	s, err := d.at()
	if err != nil {
		server, _ := d.Last()
		return Session{Server: server}
	}
	s.mu.Lock()
	session, keep := Session{Server: s.server, Agent: s.agent, SignedIn: s.signedIn}, s.keep
	s.mu.Unlock()
	if keep != nil {
		session.Remembered, session.Keyring = keep.state()
	}
	return session
}

// Today is the agent's figures as the backend last said them; renewed on every sync and after every answer.
func (d *Desk) Today() Today {
	s, err := d.at()
	if err != nil {
		return Today{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.figures
}

// Team is the team's figures for a supervisor. Kinds: Forbidden and those of the connection.
func (d *Desk) Team(ctx context.Context) (contract.Team, error) {
	s, err := d.at()
	if err != nil {
		return contract.Team{}, err
	}
	return ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Team, error) { return r.Team(ctx) })
}
