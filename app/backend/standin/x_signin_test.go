package standin_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/facebook"
	"sociomedio/app/backend/standin/x"
)

// signed is an OAuth 1.0a header for a request; change can spoil it before it is signed.
func (r *rig) signed(method, path, form string, change func(map[string]string)) string {
	c := r.XCredentials()
	fields := map[string]string{
		"oauth_consumer_key": c.ConsumerKey, "oauth_token": c.AccessToken, "oauth_signature_method": "HMAC-SHA1", "oauth_version": "1.0",
		"oauth_timestamp": strconv.FormatInt(r.clock.Now().Unix(), 10), "oauth_nonce": method + path + r.clock.Now().String(),
	}
	if change != nil {
		change(fields)
	}
	var parameters [][2]string
	for k, v := range fields {
		parameters = append(parameters, [2]string{k, v})
	}
	bare, query, _ := strings.Cut(path, "?")
	for _, part := range []string{query, form} {
		values, err := url.ParseQuery(part)
		require.NoError(r.t, err)
		for k, vs := range values {
			for _, v := range vs {
				parameters = append(parameters, [2]string{k, v})
			}
		}
	}
	fields["oauth_signature"] = x.Sign(method, r.url+bare, parameters, c.ConsumerSecret, c.AccessSecret)
	var parts []string
	for k, v := range fields {
		parts = append(parts, k+`="`+url.QueryEscape(v)+`"`)
	}
	return "OAuth " + strings.ReplaceAll(strings.Join(parts, ", "), "+", "%20")
}

func TestXChecksOAuth1Signatures(t *testing.T) {
	r := start(t, standin.Options{})
	path := "/x" + mentions + "?tweet.fields=created_at,author_id&max_results=10"
	good := r.signed("GET", path, "", nil)
	require.Equal(t, 200, r.call("GET", path, nil, "Authorization", good).status)
	require.Equal(t, 401, r.call("GET", path, nil, "Authorization", good).status, "a nonce is good once")
	r.clock.Add(time.Second)
	require.Equal(t, 401, r.call("GET", path+"&since_id=1", nil, "Authorization", r.signed("GET", path, "", nil)).status, "the query is signed")
	for name, change := range map[string]func(map[string]string){
		"other key":   func(f map[string]string) { f["oauth_consumer_key"] = "x" },
		"other token": func(f map[string]string) { f["oauth_token"] = "x" },
		"old":         func(f map[string]string) { f["oauth_timestamp"] = "1" },
		"no nonce":    func(f map[string]string) { f["oauth_nonce"] = "" },
		"plain":       func(f map[string]string) { f["oauth_signature_method"] = "PLAINTEXT" },
	} {
		r.clock.Add(time.Second)
		require.Equal(t, 401, r.call("GET", path, nil, "Authorization", r.signed("GET", path, "", change)).status, name)
	}
	r.clock.Add(time.Second)
	q := r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("a_contoh"), Text: "a"})
	posted := r.call("POST", "/x/2/tweets", replyTo(q, "b"), "Authorization", r.signed("POST", "/x/2/tweets", "", nil))
	require.Equal(t, 201, posted.status, "a JSON body is not signed")
	require.Equal(t, 401, r.call("GET", path, nil).status, "nobody")
}

func TestXVectors(t *testing.T) {
	raw, err := os.ReadFile(reference + "signature_vectors.json")
	if err != nil {
		t.Log("the vectors beside the project are not here: only those in the code are checked")
		raw = []byte(`[{"kind":"x_crc","secret":"test-consumer-secret-0001","message":"crc-token-abc123","expected":"sha256=kLFRDkPkjQh0Xb9/+u7HXoz3k3TtaJoYpi6BB2kmors="}]`)
	}
	var vectors []struct {
		Kind, Secret, Message, Expected, Method, URL, Nonce, Timestamp, Token string
		Body                                                                  string `json:"body_b64"`
		ConsumerKey                                                           string `json:"consumer_key"`
		ConsumerSecret                                                        string `json:"consumer_secret"`
		TokenSecret                                                           string `json:"token_secret"`
		Form                                                                  map[string]string
	}
	require.NoError(t, json.Unmarshal(raw, &vectors))
	require.NotEmpty(t, vectors)
	for _, v := range vectors {
		body, err := base64.StdEncoding.DecodeString(v.Body)
		require.NoError(t, err)
		switch v.Kind {
		case "x_crc":
			require.Equal(t, v.Expected, x.Signature(v.Secret, []byte(v.Message)))
		case "x_webhook_signature":
			require.Equal(t, v.Expected, x.Signature(v.Secret, body))
		case "fb_webhook_signature":
			require.Equal(t, v.Expected, facebook.Signature(v.Secret, body))
		case "fb_appsecret_proof":
			require.Equal(t, v.Expected, facebook.Proof(v.Secret, v.Message))
		case "oauth1_signature":
			address, query, _ := strings.Cut(v.URL, "?")
			k, val, _ := strings.Cut(query, "=")
			parameters := [][2]string{
				{k, val},
				{"oauth_consumer_key", v.ConsumerKey},
				{"oauth_nonce", v.Nonce},
				{"oauth_signature_method", "HMAC-SHA1"},
				{"oauth_timestamp", v.Timestamp},
				{"oauth_token", v.Token},
				{"oauth_version", "1.0"},
			}
			for k, v := range v.Form {
				parameters = append(parameters, [2]string{k, v})
			}
			require.Equal(t, v.Expected, x.Sign(v.Method, address, parameters, v.ConsumerSecret, v.TokenSecret))
		}
	}
}

func TestXRefreshTokensWorkOnce(t *testing.T) {
	r := start(t, standin.Options{})
	c := r.XCredentials()
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(c.ClientID+":"+c.ClientSecret))
	refresh := func(token string) answer {
		return r.call("POST", "/x/2/oauth2/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}.Encode(), "Authorization", basic)
	}
	a := refresh(c.RefreshToken)
	require.Equal(t, 200, a.status, string(a.raw))
	require.Equal(t, "bearer", a.body["token_type"])
	require.Equal(t, 7200.0, a.body["expires_in"])
	require.Equal(t, 400, refresh(c.RefreshToken).status, "the old one stopped working")
	access := "Bearer " + a.body["access_token"].(string)
	require.Equal(t, "TelkomCare", r.call("GET", "/x/2/users/me", nil, "Authorization", access).at("data", "username"))
	r.clock.Add(2 * time.Hour)
	require.Equal(t, 401, r.call("GET", "/x/2/users/me", nil, "Authorization", access).status)
	require.Equal(t, 200, refresh(a.body["refresh_token"].(string)).status)
	require.Equal(t, 401, r.call("POST", "/x/2/oauth2/token", "grant_type=refresh_token", "Authorization", "Basic eDp5").status)
}

func TestXAuthorizationCodeWithPKCE(t *testing.T) {
	r := start(t, standin.Options{})
	c := r.XCredentials()
	verifier := "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	sum := sha256.Sum256([]byte(verifier))
	ask := url.Values{
		"response_type": {"code"}, "client_id": {c.ClientID}, "redirect_uri": {"http://127.0.0.1:9/back"}, "scope": {"tweet.read users.read"}, "state": {"s"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])}, "code_challenge_method": {"S256"},
	}
	agree := func() string {
		back, err := url.Parse(r.call("GET", "/x/i/oauth2/authorize?"+ask.Encode(), nil).header.Get("Location"))
		require.NoError(t, err)
		require.Equal(t, "s", back.Query().Get("state"))
		return back.Query().Get("code")
	}
	change := func(code, verifier string) answer {
		return r.call("POST", "/x/2/oauth2/token", url.Values{
			"grant_type": {"authorization_code"}, "code": {code}, "code_verifier": {verifier}, "client_id": {c.ClientID}, "redirect_uri": {"http://127.0.0.1:9/back"},
		}.Encode())
	}
	require.Equal(t, 400, change(agree(), "wrong").status)
	late := agree()
	r.clock.Add(31 * time.Second)
	require.Equal(t, 400, change(late, verifier).status, "a code lives 30 seconds")
	a := change(agree(), verifier)
	require.Equal(t, 200, a.status)
	require.NotContains(t, a.body, "refresh_token", "not without offline.access")
	access := "Bearer " + a.body["access_token"].(string)
	require.Equal(t, 200, r.call("GET", "/x"+mentions, nil, "Authorization", access).status)
	require.Equal(t, 403, r.call("POST", "/x/2/tweets", object{"text": "a"}, "Authorization", access).status, "no scope for posting")
	require.Equal(t, 403, r.call("GET", "/x/2/dm_events", nil, "Authorization", access).status)
	require.Equal(t, 400, r.call("GET", "/x/i/oauth2/authorize?client_id=x", nil).status)
}

func TestXAppTokenReadsButDoesNotPost(t *testing.T) {
	r := start(t, standin.Options{})
	c := r.XCredentials()
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(c.ConsumerKey+":"+c.ConsumerSecret))
	a := r.call("POST", "/x/oauth2/token", "grant_type=client_credentials", "Authorization", basic)
	app := "Bearer " + a.body["access_token"].(string)
	require.Equal(t, 200, r.call("GET", "/x"+mentions, nil, "Authorization", app).status)
	no := r.call("GET", "/x/2/dm_events", nil, "Authorization", app)
	require.Equal(t, http.StatusForbidden, no.status)
	require.Equal(t, "https://api.twitter.com/2/problems/unsupported-authentication", no.body["type"])
	require.Equal(t, 403, r.call("POST", "/x/oauth2/token", "grant_type=client_credentials", "Authorization", "Basic eDp5").status)
}

func TestXRevokedTokensAreDeadUntilRestored(t *testing.T) {
	r := start(t, standin.Options{})
	r.happens(standin.Injection{Network: "twitter", Kind: "revoke"})
	a := r.x("GET", mentions, nil)
	require.Equal(t, object{"title": "Unauthorized", "type": "about:blank", "status": 401.0, "detail": "Unauthorized"}, a.body)
	r.happens(standin.Injection{Network: "twitter", Kind: "restore"})
	require.Equal(t, 200, r.x("GET", mentions, nil).status)
}
