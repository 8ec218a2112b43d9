package remote

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// SignIn begins a session (5.2.2) and uses its tokens from then on. A backend more than one contract version away is refused
// with ContractTooOld (this client is behind) or ContractTooNew (the backend is).
func (c *Client) SignIn(ctx context.Context, username, password string) (contract.Session, error) {
	var s contract.Session
	err := c.do(ctx, call{
		method: http.MethodPost, path: "/v1/session", open: true, into: &s,
		body: contract.SignIn{Username: username, Password: password, Client: contract.Client{Version: c.options.Version, Contract: contract.Version}},
	})
	if err != nil {
		return contract.Session{}, err
	}
	if err := agreed(s); err != nil {
		return contract.Session{}, err
	}
	c.Use(Tokens{Access: s.AccessToken, Refresh: s.RefreshToken})
	return s, nil
}

// agreed checks that what was answered is a session this client can work with.
func agreed(s contract.Session) error {
	switch {
	case s.AccessToken == "" || s.RefreshToken == "" || s.Agent.ID == "":
		return data.Fail(data.NotABackend, "What answers at this address is not a Socio Medio backend.", nil)
	case s.Contract > contract.Version+1:
		return data.Fail(data.ContractTooOld, "This program is too old for the server.", nil)
	case s.Contract < contract.Version-1:
		return data.Fail(data.ContractTooNew, "This program is too new for the server.", nil)
	}
	return nil
}

// SignOut ends the session on the backend.
func (c *Client) SignOut(ctx context.Context) error {
	return c.do(ctx, call{method: http.MethodDelete, path: "/v1/session", want: []int{http.StatusNoContent}})
}

// ChangePassword changes the agent's password.
func (c *Client) ChangePassword(ctx context.Context, current, next string) error {
	return c.do(ctx, call{
		method: http.MethodPut, path: "/v1/session/password", body: contract.PasswordChange{Current: current, New: next},
		want: []int{http.StatusNoContent},
	})
}

// Me is the signed-in agent and today's figures.
func (c *Client) Me(ctx context.Context) (contract.Me, error) {
	var m contract.Me
	return m, c.do(ctx, call{method: http.MethodGet, path: "/v1/me", into: &m})
}

// Probe asks whether a backend answers at this address, without a session.
func (c *Client) Probe(ctx context.Context) error {
	err := c.do(ctx, call{method: http.MethodGet, path: "/v1/me", open: true, into: &contract.Me{}})
	if data.KindOf(err) == data.SessionExpired || data.KindOf(err) == data.SessionEnded {
		return nil
	}
	return err
}

// token is the access token; of a session that was kept only the refresh token may be known yet.
func (c *Client) token(ctx context.Context) (string, error) {
	if t := c.access(); t != "" {
		return t, nil
	}
	return c.renew(ctx, "")
}

// renew gets a new pair of tokens once for all calls that found the same one too old, and gives the access token. The
// caller's patience does not end it: a pair that was made and not received would end the session.
func (c *Client) renew(ctx context.Context, old string) (string, error) {
	c.mu.Lock()
	if c.tokens.Access != old {
		defer c.mu.Unlock()
		return c.tokens.Access, nil
	}
	refresh := c.tokens.Refresh
	if refresh == "" || c.closed {
		c.mu.Unlock()
		return "", data.Fail(data.SessionEnded, "Nobody is signed in.", nil)
	}
	c.renewals.Add(1)
	c.mu.Unlock()
	done := c.renewal.DoChan(refresh, func() (any, error) {
		return c.exchange(context.WithoutCancel(ctx), refresh)
	})
	result := make(chan singleflightResult, 1)
	go func() {
		defer c.renewals.Done()
		r := <-done
		token, _ := r.Val.(string)
		result <- singleflightResult{token, r.Err}
	}()
	select {
	case r := <-result:
		return r.token, r.err
	case <-ctx.Done():
		return "", data.Fail(data.Unreachable, "The server did not answer in time.", errors.Join(ctx.Err(), ErrNotSent))
	}
}

type singleflightResult struct {
	token string
	err   error
}

// exchange gives the refresh token for a new pair, has it kept and uses it.
func (c *Client) exchange(ctx context.Context, refresh string) (string, error) {
	c.mu.Lock()
	if c.tokens.Refresh != refresh { // another exchange ended between the caller's look and this one
		defer c.mu.Unlock()
		return c.tokens.Access, nil
	}
	c.mu.Unlock()
	ctx, cancel := c.within(ctx)
	defer cancel()
	var s contract.Session
	err := c.once(ctx, call{
		method: http.MethodPost, path: "/v1/session/refresh", body: contract.Refresh{RefreshToken: refresh}, open: true, into: &s,
	}, "")
	if err == nil {
		err = agreed(s)
	}
	if err != nil {
		// The call itself, that was to follow, was not sent.
		return "", fmt.Errorf("renew session: %w", notSent(err))
	}
	if c.options.Renewed != nil {
		c.options.Renewed(s)
	}
	c.Use(Tokens{Access: s.AccessToken, Refresh: s.RefreshToken})
	return s.AccessToken, nil
}

// notSent marks an error of the renewal: what was to be called after it never left.
func notSent(err error) error {
	var e *data.Error
	if !errors.As(err, &e) || errors.Is(err, ErrNotSent) {
		return err
	}
	marked := *e
	marked.Cause = errors.Join(e.Cause, ErrNotSent)
	return &marked
}
