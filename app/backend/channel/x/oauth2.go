package x

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"sociomedio/app/backend/channel"
)

// Pair are OAuth 2.0 tokens: the access token lives two hours, the refresh token works once (x-api §1).
type Pair struct {
	Access  string    `json:"access"`
	Refresh string    `json:"refresh"`
	Expires time.Time `json:"expires"`
	Seed    string    `json:"seed"` // fingerprint of the configured refresh token that they descend from
}

// Tokens keeps an account's tokens safely, for all processes that speak for it.
type Tokens interface {
	// Load gives what is kept; zero when there is nothing.
	Load(ctx context.Context) (Pair, error)
	// Renew lets renew make a new pair of the kept one while nobody else does, in this process or another, and keeps it before
	// it gives it back. When renew gives the kept pair, nothing is stored; its error is given as it is.
	Renew(ctx context.Context, renew func(ctx context.Context, kept Pair) (Pair, error)) (Pair, error)
}

// bearer carries OAuth 2.0 tokens.
type bearer struct {
	channel *Channel
	keys    Credentials
	tokens  Tokens

	mu   sync.Mutex // also serialises renewals of this process
	pair Pair
}

// soon is how long before its end an access token is renewed.
const soon = time.Minute

// patience is how long a renewal may take.
const patience = 20 * time.Second

func (b *bearer) sign(ctx context.Context, r *http.Request, _ url.Values) error {
	access, err := b.access(ctx)
	if err == nil {
		r.Header.Set("Authorization", "Bearer "+access)
	}
	return err
}

// access gives a token that is still good, as far as its time tells.
func (b *bearer) access(ctx context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.good(b.pair) {
		kept, err := b.tokens.Load(ctx)
		if err != nil {
			return "", notKept(err)
		}
		b.pair = kept
	}
	if b.good(b.pair) {
		return b.pair.Access, nil
	}
	return b.pair.Access, b.refresh(ctx, "")
}

// good: an own descendant of the configured token whose time is not over.
func (b *bearer) good(p Pair) bool {
	return p.Access != "" && b.descends(p) && b.channel.now().Before(p.Expires.Add(-soon))
}

func (b *bearer) descends(p Pair) bool {
	return b.keys.RefreshToken == "" || p.Seed == fingerprint(b.keys.RefreshToken)
}

func fingerprint(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:8])
}

// renew answers a 401: the token is dead before its time. Somebody else may have renewed it already.
func (b *bearer) renew(ctx context.Context, r *http.Request, _ channel.Answer) (bool, error) {
	used := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.pair.Access != used && b.good(b.pair) {
		return true, nil
	}
	return true, b.refresh(ctx, used)
}

// refresh gets a pair whose access token isn't the dead one.
func (b *bearer) refresh(ctx context.Context, dead string) error {
	pair, err := b.tokens.Renew(ctx, func(ctx context.Context, kept Pair) (Pair, error) {
		switch {
		case b.good(kept) && kept.Access != dead:
			return kept, nil
		case !b.descends(kept) || kept.Refresh == "":
			kept = Pair{Refresh: b.keys.RefreshToken, Seed: fingerprint(b.keys.RefreshToken)}
		}
		// Who can't wait doesn't end it: a pair that X gave and nobody received would be the account's end.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		next, err := b.channel.exchange(ctx, b.keys, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {kept.Refresh}})
		if err == nil && next.Refresh == "" {
			next.Refresh = kept.Refresh
		}
		next.Seed = kept.Seed
		return next, err
	})
	if err != nil {
		var no *channel.Error
		if errors.As(err, &no) {
			return no
		}
		return notKept(err)
	}
	b.pair = pair
	return nil
}

// notKept: without a place for the new pair none is asked for; nothing was posted.
func notKept(err error) error {
	return &channel.Error{Class: channel.Later, Code: "tokens_not_kept", Cause: err}
}

// exchange changes a refresh token or a code for tokens. Nothing that it fails with was posted.
func (c *Channel) exchange(ctx context.Context, keys Credentials, form url.Values) (Pair, error) {
	if form.Get("refresh_token")+form.Get("code") == "" {
		return Pair{}, &channel.Error{Class: channel.Dead, Code: codeTokenDead, Cause: errors.New("there is no refresh token")}
	}
	if keys.ClientSecret == "" {
		form.Set("client_id", keys.ClientID)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address("/2/oauth2/token", nil), strings.NewReader(form.Encode()))
	if err != nil {
		return Pair{}, &channel.Error{Class: channel.Refused, Code: codeInvalid, Cause: errors.New("the address can't be made")}
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	if keys.ClientSecret != "" {
		req.SetBasicAuth(url.QueryEscape(keys.ClientID), url.QueryEscape(keys.ClientSecret))
	}
	a, err := c.Call(req)
	if err != nil {
		return Pair{}, channel.Reading(err)
	}
	var got struct {
		Access  channel.Text   `json:"access_token"`
		Refresh channel.Text   `json:"refresh_token"`
		Expires channel.Number `json:"expires_in"`
	}
	switch {
	case a.Status == http.StatusBadRequest, a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		return Pair{}, &channel.Error{Class: channel.Dead, Code: codeTokenDead, Cause: errors.New("X doesn't take the refresh token")}
	case a.Status != http.StatusOK || channel.Decode(a.Body, &got) != nil || got.Access == "":
		return Pair{}, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("X gave no tokens")}
	}
	life := time.Duration(got.Expires) * time.Second
	if life <= 0 {
		life = 2 * time.Hour
	}
	return Pair{Access: string(got.Access), Refresh: string(got.Refresh), Expires: a.At.Add(a.Skew()).Add(life)}, nil
}
