package facebook_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/facebook"
	standin "sociomedio/app/backend/standin/facebook"
	"sociomedio/data/contract"
)

const pageID = "1000200030004"

// reference is beside the project: what both sides are measured against.
const reference = "../../../../../shared/reference/channels/data/"

func page(t testing.TB, change ...func(*facebook.Options)) *facebook.Channel {
	t.Helper()
	o := facebook.Options{Page: pageID, PageToken: "token", AppSecret: "app-secret", VerifyToken: "verify-token", BaseURL: "http://127.0.0.1:1"}
	for _, c := range change {
		c(&o)
	}
	c, err := facebook.New(o, channel.Deps{})
	require.NoError(t, err)
	return c
}

// deliver lets Facebook deliver a body that is rightly signed.
func deliver(t testing.TB, c *facebook.Channel, secret string, body []byte) []channel.Event {
	t.Helper()
	d, err := c.Webhook(http.MethodPost, http.Header{"X-Hub-Signature-256": {standin.Signature(secret, body)}}, nil, body)
	require.NoError(t, err)
	require.Nil(t, d.Reply)
	return d.Events
}

// lines reads a file of JSON lines; a file beside the project need not be there.
func lines(t *testing.T, path string) [][]byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && strings.HasPrefix(path, "..") {
		t.Skip("not beside the project: " + path)
	}
	require.NoError(t, err)
	var out [][]byte
	s := bufio.NewScanner(bytes.NewReader(raw))
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		out = append(out, bytes.Clone(s.Bytes()))
	}
	require.NoError(t, s.Err())
	return out
}

// want is an event as testdata writes it.
type want struct {
	Type         channel.EventType
	Kind         contract.MessageKind
	ID, Thread   string
	ReplyTo      string `json:"reply_to"`
	Customer     string
	Name         string
	Text, URL    string
	Metadata     string
	Account      string
	Ours, Opens  bool
	Private      bool
	Hidden       bool
	PrivateReply bool `json:"private_reply"`
	At           int64
	Attachments  []string
}

func wanted(e channel.Event) want {
	m := e.Message
	w := want{
		Type: e.Type, Kind: m.Kind, ID: m.ExternalID, Thread: m.Thread, ReplyTo: m.InReplyTo, Customer: m.Customer.ID, Name: m.Customer.Name, Text: m.Text,
		URL: m.URL, Metadata: m.Metadata, Account: e.Account, Ours: m.Ours, Opens: m.OpensCase, Private: m.Private, Hidden: m.Hidden, PrivateReply: m.CanReplyPriv,
	}
	if strings.HasPrefix(w.ID, "raw:") {
		w.ID = "raw:*"
	}
	if !e.At.IsZero() {
		w.At = e.At.UnixMilli()
	}
	for _, a := range m.Attachments {
		w.Attachments = append(w.Attachments, a.Type+" "+a.URL)
	}
	return w
}

func TestEveryKindOfEvent(t *testing.T) {
	c := page(t)
	for _, line := range lines(t, "testdata/webhooks.jsonl") {
		var one struct {
			Name    string
			Payload json.RawMessage
			Events  []want
		}
		require.NoError(t, json.Unmarshal(line, &one))
		t.Run(one.Name, func(t *testing.T) {
			got := []want{}
			for _, e := range deliver(t, c, "app-secret", one.Payload) {
				got = append(got, wanted(e))
				if e.Type == channel.Unknown {
					require.Contains(t, string(one.Payload), string(e.Raw), "kept as it came")
					require.NotEmpty(t, e.Key)
				}
				if e.Message.Ours {
					require.Equal(t, pageID, e.Message.Author.ID)
				} else {
					require.Equal(t, e.Message.Customer, e.Message.Author)
				}
			}
			require.Equal(t, one.Events, got)
			again := deliver(t, c, "app-secret", one.Payload)
			for i, e := range deliver(t, c, "app-secret", one.Payload) {
				require.Equal(t, again[i].Key, e.Key, "the same event has the same key")
			}
		})
	}
}

func TestOwnSignatures(t *testing.T) {
	raw, err := os.ReadFile("testdata/signatures.json")
	require.NoError(t, err)
	var vectors []struct{ Secret, Body, Signature string }
	require.NoError(t, json.Unmarshal(raw, &vectors))
	for _, v := range vectors {
		body, err := base64.StdEncoding.DecodeString(v.Body)
		require.NoError(t, err)
		signed(t, v.Secret, body, v.Signature)
	}
}

func TestReferenceSignatures(t *testing.T) {
	path := reference + "signature_vectors.json"
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("not beside the project: " + path)
	}
	require.NoError(t, err)
	var vectors []struct {
		Kind, Secret, Message, Expected string
		Body                            string `json:"body_b64"`
		Legacy                          string `json:"legacy_sha1"`
	}
	require.NoError(t, json.Unmarshal(raw, &vectors))
	n := 0
	for _, v := range vectors {
		switch v.Kind {
		case "fb_webhook_signature":
			body, err := base64.StdEncoding.DecodeString(v.Body)
			require.NoError(t, err)
			signed(t, v.Secret, body, v.Expected)
			_, err = page(t, func(o *facebook.Options) { o.AppSecret = v.Secret }).Webhook(http.MethodPost, http.Header{"X-Hub-Signature": {v.Legacy}}, nil, body)
			require.Error(t, err, "SHA-1 alone is not trusted")
			n++
		case "fb_appsecret_proof":
			require.Equal(t, v.Expected, proofOf(t, v.Secret, v.Message))
			n++
		}
	}
	require.Equal(t, 6, n)
}

// signed holds the right signature against every wrong one.
func signed(t *testing.T, secret string, body []byte, signature string) {
	t.Helper()
	c := page(t, func(o *facebook.Options) { o.AppSecret = secret })
	post := func(header http.Header, body []byte) error {
		_, err := c.Webhook(http.MethodPost, header, nil, body)
		return err
	}
	const name = "X-Hub-Signature-256"
	require.NoError(t, post(http.Header{name: {signature}}, body))
	for what, err := range map[string]error{
		"another body":   post(http.Header{name: {signature}}, append([]byte(" "), body...)),
		"no signature":   post(http.Header{}, body),
		"empty":          post(http.Header{name: {""}}, body),
		"cut":            post(http.Header{name: {signature[:len(signature)-1]}}, body),
		"without prefix": post(http.Header{name: {strings.TrimPrefix(signature, "sha256=")}}, body),
		"another digit":  post(http.Header{name: {strings.Map(func(r rune) rune { return map[bool]rune{true: '0', false: r}[r == '7'] }, signature) + "0"}}, body),
	} {
		var no *channel.Error
		require.ErrorAs(t, err, &no, what)
		require.Equal(t, channel.Refused, no.Class, what)
		require.NotContains(t, err.Error(), secret)
	}
}

func TestHandshake(t *testing.T) {
	c := page(t)
	ask := func(mode, token, challenge string) *channel.Reply {
		d, err := c.Webhook(http.MethodGet, nil, map[string][]string{"hub.mode": {mode}, "hub.verify_token": {token}, "hub.challenge": {challenge}}, nil)
		require.NoError(t, err)
		require.Empty(t, d.Events)
		return d.Reply
	}
	for _, challenge := range []string{"1158201444", "bukan-angka<b>", ""} {
		r := ask("subscribe", "verify-token", challenge)
		require.Equal(t, channel.Reply{Status: 200, ContentType: "text/plain; charset=utf-8", Body: []byte(challenge)}, *r)
	}
	for _, r := range []*channel.Reply{
		ask("subscribe", "other", "1"), ask("subscribe", "", "1"), ask("unsubscribe", "verify-token", "1"), ask("", "verify-token", "1"),
		ask("subscribe", "verify-token", strings.Repeat("1", 2000)),
	} {
		require.Equal(t, 403, r.Status)
	}
	c = page(t, func(o *facebook.Options) { o.VerifyToken = "" })
	require.Equal(t, 403, ask("subscribe", "", "1").Status, "without a token of ours nobody has it")
}

// FuzzWebhook: whatever is in a delivery, it is taken in without an error, and everything that makes a message has an id.
func FuzzWebhook(f *testing.F) {
	raw, err := os.ReadFile("testdata/webhooks.jsonl")
	require.NoError(f, err)
	for line := range bytes.Lines(raw) {
		var one struct{ Payload json.RawMessage }
		require.NoError(f, json.Unmarshal(line, &one))
		f.Add([]byte(one.Payload))
	}
	f.Add([]byte("{"))
	f.Add([]byte("\xff\x00"))
	f.Add([]byte(`{"object":"page","entry":[{"id":1e400,"time":"x","messaging":[{"message":{"mid":"\ud800\u0000","text":"\udfff"}}]}]}`))
	c := page(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, e := range deliver(t, c, "app-secret", body) {
			switch e.Type {
			case channel.Unknown:
				require.True(t, strings.HasPrefix(e.Key, "raw:"))
			case channel.Wrote, channel.Edited, channel.Deleted, channel.Hidden, channel.Shown:
				require.NotEmpty(t, e.Message.ExternalID)
				require.Equal(t, channel.Clean(e.Message.Text), e.Message.Text)
				require.False(t, e.Message.Ours && e.Message.OpensCase)
			default:
				require.Fail(t, "type "+string(e.Type))
			}
			require.Less(t, e.At.Year(), 10000)
		}
	})
}
