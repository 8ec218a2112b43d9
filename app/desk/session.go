package desk

import (
	"context"

	"sociomedio/data/contract"
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
// there was none.
func (d *Desk) Last() (server, username string) { return d.last() }

// Session is the session as it is now.
func (d *Desk) Session() Session { return d.session() }

// SignIn signs in (5.2.1, 5.2.2), opens this agent's local store and starts syncing. Kinds: WrongPassword, AgentDisabled,
// AgentLocked (RetryAfter), TooMany, Unreachable, BadCertificate, NotABackend, ContractTooOld, ContractTooNew,
// CorruptStore, DiskFull, ReadOnlyDisk, Invalid (Field "server", "username", "password"). What was typed stays with the caller.
func (d *Desk) SignIn(ctx context.Context, c Credentials) (Session, error) { return d.signIn(ctx, c) }

// Resume takes up the remembered session from the OS keyring without asking the network: the inbox can be painted at once.
// false when there is none. When the backend has ended it meanwhile, SessionEnded follows.
func (d *Desk) Resume(ctx context.Context) (bool, error) { return d.resume(ctx) }

// SignOut ends the session on the backend (when it can be reached), in the keyring and here. The local store is emptied but
// for drafts and unsent answers, which wait for this agent's next sign-in. It never fails for want of a network.
func (d *Desk) SignOut(ctx context.Context) error { return d.signOut(ctx) }

// ChangePassword changes the password; the agent's other sessions end. Kinds: WrongPassword (Field "current"), WeakPassword
// (Field "new"), and those of the connection.
func (d *Desk) ChangePassword(ctx context.Context, current, next string) error {
	return d.changePassword(ctx, current, next)
}

// Today is the agent's figures as the backend last said them; renewed on every sync and after every answer.
func (d *Desk) Today() Today { return d.today() }

// Team is the team's figures for a supervisor. Kinds: Forbidden and those of the connection.
func (d *Desk) Team(ctx context.Context) (contract.Team, error) { return d.team(ctx) }
