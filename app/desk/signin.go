package desk

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// farewell is how long the end of a session may take on the backend: nobody waits for a network to sign out.
const farewell = 5 * time.Second

// SignIn signs in (5.2.1, 5.2.2), opens this agent's local store and starts syncing. Kinds: WrongPassword, AgentDisabled,
// AgentLocked (RetryAfter), TooMany, Unreachable, BadCertificate, NotABackend, ContractTooOld, ContractTooNew,
// CorruptStore, DiskFull, ReadOnlyDisk, Invalid (Field "server", "username", "password"). What was typed stays with the caller.
func (d *Desk) SignIn(ctx context.Context, c Credentials) (Session, error) {
	d.signing.Lock()
	defer d.signing.Unlock()
	if c.Server == "" {
		c.Server, _ = d.Last()
	}
	keep := &keeping{ring: d.params.Keys, log: d.params.Log}
	client, err := d.client(c.Server, keep)
	if err != nil {
		return Session{}, err
	}
	began, err := open(ctx, client, c)
	if err != nil {
		client.Close()
		return Session{}, err
	}
	s, err := d.seatFor(ctx, client.Server(), began.Agent.Username)
	if err != nil {
		bye(ctx, client)
		return Session{}, err
	}
	keep.begin(ctx, keys.Name(client.Server(), began.Agent.Username), began.RefreshToken, c.Remember)
	s.start(client, keep, began.Agent)
	if err := d.params.Folder.SetLast(local.Last{Server: client.Server(), Username: began.Agent.Username}); err != nil {
		d.params.Log.Warn("who signed in is not remembered", "error", err)
	}
	return d.Session(), nil
}

// open begins a session on the backend.
func open(ctx context.Context, client *remote.Client, c Credentials) (contract.Session, error) {
	username := strings.TrimSpace(c.Username)
	switch {
	case username == "":
		return contract.Session{}, &data.Error{Kind: data.Invalid, Sentence: "The user name is missing.", Field: "username"}
	case c.Password == "":
		return contract.Session{}, &data.Error{Kind: data.Invalid, Sentence: "The password is missing.", Field: "password"}
	}
	return client.SignIn(ctx, username, c.Password)
}

// client makes a client whose new tokens are kept.
func (d *Desk) client(server string, keep *keeping) (*remote.Client, error) {
	o := d.params.Remote
	o.Renewed = keep.renewed
	return remote.Open(server, o)
}

// seatFor is the seat of an agent at a backend: the one in use, when he was at it, else his own in place of it.
func (d *Desk) seatFor(ctx context.Context, server, username string) (*seat, error) {
	d.mu.RLock()
	before, closed := d.seat, d.closed
	d.mu.RUnlock()
	if closed {
		return nil, data.Fail(data.Internal, "The desk is closed.", nil)
	}
	if before != nil && before.server == server && strings.EqualFold(before.username, username) {
		before.leave(ctx)
		return before, nil
	}
	next, err := d.sit(ctx, server, username)
	if err != nil {
		return nil, err
	}
	d.take(next)
	if before != nil {
		before.leave(ctx)
		if err := before.store.Close(); err != nil {
			d.params.Log.Warn("the store of the agent before was not closed", "error", err)
		}
	}
	return next, nil
}

// start puts a session to work.
func (s *seat) start(client *remote.Client, keep *keeping, agent contract.Agent) {
	s.mu.Lock()
	s.client, s.keep, s.signedIn = client, keep, true
	if agent.ID != "" {
		s.agent = agent
	}
	agent = s.agent
	s.mu.Unlock()
	if b, err := json.Marshal(agent); err == nil {
		s.remember(settingAgent, string(b))
	}
	s.out.fresh()
	s.begin()
	s.bus.post(Event{Kind: InboxChanged}, Event{Kind: OutboxChanged}, Event{Kind: CatalogueChanged}, Event{Kind: ConnectionChanged})
}

// Resume takes up the remembered session from the OS keyring without asking the network: the inbox can be painted at once.
// false when there is none, or when IT set another backend since. When the backend has ended it meanwhile, SessionEnded
// follows. Kinds: KeyringAbsent when the keyring could not be asked, and those of the local store.
func (d *Desk) Resume(ctx context.Context) (bool, error) {
	d.signing.Lock()
	defer d.signing.Unlock()
	last := d.params.Folder.Last()
	if last.Server == "" || last.Username == "" {
		return false, nil
	}
	keep := &keeping{ring: d.params.Keys, log: d.params.Log, name: keys.Name(last.Server, last.Username), wanted: true}
	client, err := d.client(last.Server, keep)
	if err != nil || d.moved(last.Server) {
		return false, nil //nolint:nilerr // an address that is not allowed any more is no session
	}
	token, err := d.params.Keys.Get(ctx, keep.name)
	if err != nil || token == "" {
		return false, err
	}
	s, err := d.seatFor(ctx, last.Server, last.Username)
	if err != nil {
		return false, err
	}
	client.Use(remote.Tokens{Refresh: token})
	s.start(client, keep, contract.Agent{})
	return true, nil
}

// moved says that the backend that was set is another than the one of the last sign-in.
func (d *Desk) moved(server string) bool {
	if d.params.Server == "" {
		return false
	}
	set, err := remote.Open(d.params.Server, d.params.Remote)
	return err == nil && set.Server() != server
}

// SignOut ends the session on the backend (when it can be reached), in the keyring and here. The local store is emptied but
// for drafts and unsent answers, which wait for this agent's next sign-in. It never fails for want of a network.
func (d *Desk) SignOut(ctx context.Context) error {
	d.signing.Lock()
	defer d.signing.Unlock()
	s, err := d.at()
	if err != nil {
		return nil //nolint:nilerr // nobody is signed in: that is what was asked for
	}
	s.rest(ctx)
	s.mu.Lock()
	client, keep, signedIn := s.client, s.keep, s.signedIn
	s.signedIn = false
	s.mu.Unlock()
	if signedIn {
		bye(ctx, client)
	}
	s.leave(ctx)
	if keep != nil {
		keep.forget(ctx)
	}
	d.take(nil)
	err = s.store.Forget()
	s.link.signedOut()
	d.bus.post(Event{Kind: InboxChanged}, Event{Kind: OutboxChanged}, Event{Kind: ConnectionChanged})
	return err
}

// bye ends a session on the backend if it can be reached soon.
func bye(ctx context.Context, client *remote.Client) {
	ctx, cancel := context.WithTimeout(ctx, farewell)
	defer cancel()
	_ = client.SignOut(ctx) // a session that is not ended so ends with its lifetime
	client.Close()
}

// ChangePassword changes the password; the agent's other sessions end. Kinds: WrongPassword (Field "current"), WeakPassword
// (Field "new"), AgentLocked, and those of the connection.
func (d *Desk) ChangePassword(ctx context.Context, current, next string) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	if current == "" {
		return &data.Error{Kind: data.WrongPassword, Sentence: "The current password is wrong.", Field: "current"}
	}
	_, err = ask(ctx, s, func(ctx context.Context, r *remote.Client) (struct{}, error) {
		return struct{}{}, r.ChangePassword(ctx, current, next)
	})
	var e *data.Error
	if errors.As(err, &e) && e.Field == "" {
		switch e.Kind {
		case data.WrongPassword:
			e.Field = "current"
		case data.WeakPassword:
			e.Field = "new"
		}
	}
	return err
}
