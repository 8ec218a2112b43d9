package standin_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
)

// verified answers Facebook's question whether the address is ours (facebook-api §3): the bare challenge.
func verified(t *testing.T, token string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		require.Equal(t, "subscribe", q.Get("hub.mode"))
		require.Equal(t, token, q.Get("hub.verify_token"))
		_, err := w.Write([]byte(q.Get("hub.challenge")))
		require.NoError(t, err)
	}
}

// A comment is delivered signed over the bytes that are sent, and again after a refusal, until it is taken.
func TestFacebookDeliversSignedUntilTaken(t *testing.T) {
	r := start(t, standin.Options{})
	ours := receive(t, verified(t, r.FacebookCredentials().VerifyToken))
	ours.refusals = 1
	require.NoError(t, r.Webhook(t.Context(), standin.Target{Network: "facebook", URL: ours.web.URL}))
	id := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: from("rina_contoh"), Text: "wifi mati sejak pagi é"})

	got := ours.deliveries(r)
	require.Len(t, got, 1)
	mac := hmac.New(sha256.New, []byte(r.FacebookCredentials().AppSecret))
	mac.Write(got[0].raw)
	require.Equal(t, "sha256="+hex.EncodeToString(mac.Sum(nil)), got[0].header.Get("X-Hub-Signature-256"))
	require.Contains(t, string(got[0].raw), `\u00e9`, "what is not ASCII is escaped in what is signed")
	value := got[0].body["entry"].([]any)[0].(object)["changes"].([]any)[0].(object)["value"].(object)
	require.Equal(t, id, value["comment_id"])
	require.Equal(t, "add", value["verb"])
}

// An answer to a comment is kept, told in /_posts, and read back under it.
func TestFacebookTakesAnAnswer(t *testing.T) {
	r := start(t, standin.Options{})
	id := r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: from("rina_contoh"), Text: "wifi mati"})
	a := r.facebook("POST", "/"+id+"/comments", object{"message": "Kami cek dulu ya Kak. (Anis)"})
	require.Equal(t, http.StatusOK, a.status, string(a.raw))
	require.NotEmpty(t, a.body["id"])
	posts := r.Posts()
	require.Len(t, posts, 1)
	require.Equal(t, id, posts[0].InReplyTo)
	under := r.facebook("GET", "/"+id+"/comments?fields=id,message", nil)
	require.Equal(t, a.body["id"], under.list("data")[0]["id"])

	refused := r.call("POST", "/facebook/v26.0/"+id+"/comments", object{"message": "x"}, "Authorization", "Bearer stolen")
	require.NotEqual(t, http.StatusOK, refused.status)
	require.Len(t, r.Posts(), 1)
}
