package x

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Lives of what OAuth 2.0 gives out (x-api §1).
const (
	accessLife = 2 * time.Hour
	codeLife   = 30 * time.Second
)

// scopes is everything the stand-in's user has agreed to.
const scopes = "tweet.read tweet.write tweet.moderate.write users.read dm.read dm.write media.write offline.access"

// grant is who calls: by a user's token or the app's.
type grant struct {
	name    string // for the limits
	app     bool
	scopes  string
	expires time.Time // zero: never
}

func (g grant) may(scope string) bool {
	return strings.Contains(" "+g.scopes+" ", " "+scope+" ")
}

// ticket is a code that was given to a browser and can be changed for tokens once.
type ticket struct {
	challenge, method, redirect, scopes string
	expires                             time.Time
}

// caller finds out who calls.
func (s *Server) caller(r *http.Request) (grant, *problem) {
	no := blank(http.StatusUnauthorized, "Unauthorized")
	if s.revoked {
		return grant{}, no
	}
	header := r.Header.Get("Authorization")
	if strings.HasPrefix(header, "OAuth ") {
		if p := s.oauth1(r); p != nil {
			return grant{}, p
		}
		return grant{name: "user " + s.me, scopes: scopes}, nil
	}
	token, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return grant{}, no
	}
	g, ok := s.tokens[token]
	if !ok || (!g.expires.IsZero() && !s.clock().Before(g.expires)) {
		return grant{}, no
	}
	return g, nil
}

// authorize stands for the page on which the account's owner agrees: it agrees at once and sends the browser back.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !back.IsAbs() || q.Get("response_type") != "code" || q.Get("client_id") != s.options.Credentials.ClientID || q.Get("code_challenge") == "" {
		oauthError(w, http.StatusBadRequest, "invalid_request", "Something is missing or wrong in the authorization request.")
		return
	}
	s.mu.Lock()
	code := s.secret("code")
	s.codes[code] = ticket{q.Get("code_challenge"), q.Get("code_challenge_method"), q.Get("redirect_uri"), q.Get("scope"), s.clock().Add(codeLife)}
	s.mu.Unlock()
	values := back.Query()
	values.Set("code", code)
	values.Set("state", q.Get("state"))
	back.RawQuery = values.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// token changes a code or a refresh token for new tokens. A refresh token works once.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", "The body is no form.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.client(r, s.options.Credentials.ClientID, s.options.Credentials.ClientSecret) {
		oauthError(w, http.StatusUnauthorized, "unauthorized_client", "Missing valid authorization header")
		return
	}
	var granted string
	switch r.PostForm.Get("grant_type") {
	case "refresh_token":
		old := r.PostForm.Get("refresh_token")
		agreed, ok := s.refresh[old]
		if !ok || s.revoked {
			oauthError(w, http.StatusBadRequest, "invalid_request", "Value passed for the token was invalid.")
			return
		}
		delete(s.refresh, old)
		granted = agreed
	case "authorization_code":
		t, ok := s.codes[r.PostForm.Get("code")]
		delete(s.codes, r.PostForm.Get("code"))
		if !ok || s.clock().After(t.expires) || t.redirect != r.PostForm.Get("redirect_uri") || !t.proves(r.PostForm.Get("code_verifier")) {
			oauthError(w, http.StatusBadRequest, "invalid_request", "Value passed for the authorization code was invalid.")
			return
		}
		granted = t.scopes
		s.revoked = false
	default:
		oauthError(w, http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported.")
		return
	}
	access := s.secret("access")
	s.tokens[access] = grant{name: "user " + s.me, scopes: granted, expires: s.clock().Add(accessLife)}
	answer := object{"token_type": "bearer", "expires_in": int(accessLife / time.Second), "access_token": access, "scope": granted}
	if strings.Contains(granted, "offline.access") {
		next := s.secret("refresh")
		s.refresh[next] = granted
		answer["refresh_token"] = next
	}
	write(w, http.StatusOK, answer)
}

// appToken is the token of the app alone.
func (s *Server) appToken(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	c := s.options.Credentials
	if r.ParseForm() != nil || id != percent(c.ConsumerKey) || secret != percent(c.ConsumerSecret) || r.PostForm.Get("grant_type") != "client_credentials" {
		p := legacy(http.StatusForbidden, 99, "Unable to verify your credentials")
		p.body["errors"].([]object)[0]["label"] = "authenticity_token_error"
		p.write(w)
		return
	}
	write(w, http.StatusOK, object{"token_type": "bearer", "access_token": c.AppBearer})
}

// revoke ends a token.
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		oauthError(w, http.StatusBadRequest, "invalid_request", "The body is no form.")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, r.PostForm.Get("token"))
	delete(s.refresh, r.PostForm.Get("token"))
	write(w, http.StatusOK, object{"revoked": true})
}

// client checks who asks for tokens: Basic for a client with a secret, client_id in the form for one without.
func (s *Server) client(r *http.Request, id, secret string) bool {
	if user, pass, ok := r.BasicAuth(); ok {
		return user == id && subtle.ConstantTimeCompare([]byte(pass), []byte(secret)) == 1
	}
	return r.PostForm.Get("client_id") == id
}

func (t ticket) proves(verifier string) bool {
	if t.method == "plain" {
		return verifier == t.challenge
	}
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:]) == t.challenge
}

// secret is a token that was not there before. It opens nothing but this stand-in, so it need not be hard to guess.
func (s *Server) secret(kind string) string {
	s.secrets++
	return "standin-" + kind + "-" + code(strconv.Itoa(s.secrets)+s.options.Credentials.ClientSecret)
}

func oauthError(w http.ResponseWriter, status int, kind, description string) {
	write(w, status, object{"error": kind, "error_description": description})
}
