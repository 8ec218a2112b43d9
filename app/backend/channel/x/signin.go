package x

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
)

// scopes are what the product needs of an account (x-api §1).
const scopes = "tweet.read tweet.write users.read dm.read dm.write media.write offline.access"

// SignIn is how an account's owner lets the app speak for it, once: OAuth 2.0 with PKCE (x-api §1). He opens Address, agrees,
// and is sent to the redirect address with a code and State, which must be the same; the code lives 30 seconds.
type SignIn struct {
	Address, State string

	redirect, verifier string
}

// NewSignIn begins one. baseURL is empty for X itself; redirect must be one that the app's settings name.
func NewSignIn(baseURL, clientID, redirect string) SignIn {
	s := SignIn{State: rand.Text(), redirect: redirect, verifier: rand.Text() + rand.Text()}
	page := "https://x.com"
	if baseURL != "" && baseURL != DefaultBaseURL {
		page = strings.TrimSuffix(baseURL, "/")
	}
	s.Address = page + "/i/oauth2/authorize?" + strings.ReplaceAll(url.Values{
		"response_type": {"code"}, "client_id": {clientID}, "redirect_uri": {redirect}, "scope": {scopes}, "state": {s.State},
		"code_challenge": {challenge(s.verifier)}, "code_challenge_method": {"S256"},
	}.Encode(), "+", "%20")
	return s
}

// challenge is what proves later that who brings the code began it (RFC 7636, S256).
func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Connect changes the code for the account's first tokens and keeps them. Errors are *channel.Error, or what keeping failed
// with.
func (c *Channel) Connect(ctx context.Context, s SignIn, code string, kept Tokens) error {
	_, err := kept.Renew(ctx, func(ctx context.Context, _ Pair) (Pair, error) {
		pair, err := c.exchange(ctx, c.options.Credentials, url.Values{
			"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {s.redirect}, "code_verifier": {s.verifier},
		})
		if first := c.options.Credentials.RefreshToken; first != "" {
			pair.Seed = fingerprint(first) // or the configured one would count as newer
		}
		return pair, err
	})
	return err
}
