package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzRequests throws requests at the whole HTTP face: whatever comes, it is answered by the contract's own problems and
// never by an internal error.
func FuzzRequests(f *testing.F) {
	h := newHouse(f, nil)
	token := h.signIn("anis")
	id := h.heldCase(token).ID
	f.Add(http.MethodPost, "/v1/cases/"+id+"/answers", "", `{"target_message_id":"`+id+`","case_version":1,"path":["`+id+`"],"reply_type":"normal","visibility":"public","text":"a","parts":["a"],"opened_at":"2026-11-24T08:00:00Z"}`)
	f.Add(http.MethodPost, "/v1/cases/"+id+"/notes", "", `{"text":"\u0000\ud800"}`)
	f.Add(http.MethodPost, "/v1/session", "", `{"username":"anis","password":"x","client":{"version":"1","contract":1}}`)
	f.Add(http.MethodGet, "/v1/customers", "by=any&q=%00%ff*\"'&cursor=x&limit=5", "")
	f.Add(http.MethodGet, "/v1/tickets", "q=OR+NEAR(a+b)&customer="+id, "")
	f.Add(http.MethodGet, "/v1/changes", "cursor=1-99999999999999999999", "")
	f.Add(http.MethodGet, "/v1/cases", "cursor=zzz&state=taken", "")
	f.Add(http.MethodPut, "/v1/customers/"+id+"/service", "", `{"number":"+62 (0)21"}`)
	f.Add(http.MethodPost, "/webhooks/facebook/TelkomCare", "", "x")
	f.Fuzz(func(t *testing.T, method, path, query, body string) {
		if path == "/v1/events" || !strings.HasPrefix(path, "/") {
			return
		}
		r := &http.Request{
			Method: method, URL: &url.URL{Path: path, RawQuery: query}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}, "Idempotency-Key": {key()}},
			Body:   http.NoBody, Host: "localhost", RemoteAddr: "127.0.0.1:1", RequestURI: path,
		}
		if body != "" {
			r.Body = readCloser{strings.NewReader(body)}
			r.ContentLength = int64(len(body))
		}
		w := httptest.NewRecorder()
		h.face.ServeHTTP(w, r)
		require.NotEqual(t, http.StatusInternalServerError, w.Code, w.Body.String())
		if strings.HasPrefix(path, "/v1/") && w.Code >= 400 {
			require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
		}
	})
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }
