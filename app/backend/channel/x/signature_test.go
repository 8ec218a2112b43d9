package x

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// vector is a signature with all that goes into it. Those of testdata were computed by another program.
type vector struct {
	Kind, Secret, Message, Body, Expected, Verifier string
	BodyB64                                         string `json:"body_b64"`
	Method, URL                                     string
	Form                                            map[string]string
	ConsumerKey                                     string `json:"consumer_key"`
	ConsumerSecret                                  string `json:"consumer_secret"`
	Token, Nonce, Timestamp                         string
	TokenSecret                                     string `json:"token_secret"`
}

func TestSignatures(t *testing.T) {
	for _, file := range []string{"testdata/signatures.json", "../../../../../shared/reference/channels/data/signature_vectors.json"} {
		t.Run(file, func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if os.IsNotExist(err) {
				t.Skip("not on this machine")
			}
			require.NoError(t, err)
			var vectors []vector
			require.NoError(t, json.Unmarshal(raw, &vectors))
			checked := 0
			for _, v := range vectors {
				switch v.Kind {
				case "x_crc":
					checkCRC(t, v)
				case "x_webhook_signature":
					checkWebhook(t, v)
				case "oauth1_signature":
					checkOAuth1(t, v)
				case "rfc7636_pkce_s256":
					require.Equal(t, v.Expected, challenge(v.Verifier))
				default:
					continue // Facebook's
				}
				checked++
			}
			require.Positive(t, checked)
		})
	}
}

func channelWith(t *testing.T, secret string) *Channel {
	t.Helper()
	c, err := New(Options{UserID: "2910007", Handle: "TelkomCare", Credentials: Credentials{
		ConsumerKey: "k", ConsumerSecret: secret, AccessToken: "t", AccessSecret: "s",
	}})
	require.NoError(t, err)
	return c
}

func checkCRC(t *testing.T, v vector) {
	t.Helper()
	d, err := channelWith(t, v.Secret).Webhook(http.MethodGet, nil, map[string][]string{"crc_token": {v.Message}}, nil)
	require.NoError(t, err)
	require.JSONEq(t, `{"response_token":"`+v.Expected+`"}`, string(d.Reply.Body))
	require.Equal(t, http.StatusOK, d.Reply.Status)
}

func checkWebhook(t *testing.T, v vector) {
	t.Helper()
	body := []byte(v.Body)
	if v.BodyB64 != "" {
		var err error
		body, err = base64.StdEncoding.DecodeString(v.BodyB64)
		require.NoError(t, err)
	}
	c := channelWith(t, v.Secret)
	header := http.Header{}
	header.Set(signatureHeader, v.Expected)
	_, err := c.Webhook(http.MethodPost, header, nil, body)
	require.NoError(t, err)
	_, err = c.Webhook(http.MethodPost, header, nil, append(body, ' '))
	require.Error(t, err, "every byte counts")
	_, err = c.Webhook(http.MethodPost, http.Header{}, nil, body)
	require.Error(t, err)
}

func checkOAuth1(t *testing.T, v vector) {
	t.Helper()
	u, err := url.Parse(v.URL)
	require.NoError(t, err)
	form := url.Values{}
	for name, value := range v.Form {
		form.Set(name, value)
	}
	fields := map[string]string{
		"oauth_consumer_key": v.ConsumerKey, "oauth_token": v.Token, "oauth_signature_method": "HMAC-SHA1",
		"oauth_timestamp": v.Timestamp, "oauth_nonce": v.Nonce, "oauth_version": "1.0",
	}
	require.Equal(t, v.Expected, signature(v.Method, u, fields, form, v.ConsumerSecret, v.TokenSecret))
}

func TestPercentEncoding(t *testing.T) {
	for plain, want := range map[string]string{
		"Ladies + Gentlemen": "Ladies%20%2B%20Gentlemen", "An encoded string!": "An%20encoded%20string%21",
		"Dogs, Cats & Mice": "Dogs%2C%20Cats%20%26%20Mice", "☃": "%E2%98%83", "a-Z_0.9~": "a-Z_0.9~", "": "",
	} {
		require.Equal(t, want, percent(plain))
	}
}

func TestWebhooksAreRefusedWithoutASecret(t *testing.T) {
	c, err := New(Options{UserID: "1", Tokens: &memory{}, Credentials: Credentials{ClientID: "c", RefreshToken: "r"}})
	require.NoError(t, err)
	header := http.Header{}
	header.Set(signatureHeader, sign256("", []byte("{}")))
	_, err = c.Webhook(http.MethodPost, header, nil, []byte("{}"))
	require.Error(t, err)
	_, err = c.Webhook(http.MethodGet, nil, map[string][]string{"crc_token": {"x"}}, nil)
	require.Error(t, err)
}

func TestOptionsThatCantWork(t *testing.T) {
	full := Credentials{ConsumerKey: "k", ConsumerSecret: "s", AccessToken: "t", AccessSecret: "s"}
	for name, o := range map[string]Options{
		"no id":                  {Credentials: full},
		"an id that is a name":   {UserID: "TelkomCare", Credentials: full},
		"no address":             {UserID: "1", BaseURL: "ftp://x", Credentials: full},
		"half of the secrets":    {UserID: "1", Credentials: Credentials{ConsumerKey: "k"}},
		"both kinds":             {UserID: "1", Credentials: Credentials{ClientID: "c", AccessToken: "t"}, Tokens: &memory{}},
		"tokens without a place": {UserID: "1", Credentials: Credentials{ClientID: "c", RefreshToken: "r"}},
		"another spelling":       {UserID: "1", Credentials: full, Spelling: "newest"},
	} {
		_, err := New(o)
		require.Error(t, err, name)
	}
}
