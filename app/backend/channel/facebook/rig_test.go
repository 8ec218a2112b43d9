package facebook_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/facebook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// graph is a Graph API that answers what it is told to.
type graph struct {
	t      *testing.T
	answer func(w http.ResponseWriter, r asked)
	ahead  time.Duration // of its clock before ours, which stands at noon

	mu    sync.Mutex
	calls []asked
}

// asked is one call.
type asked struct {
	method, path string
	query        url.Values
	header       http.Header
	body         map[string]any
}

func (g *graph) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := asked{method: r.Method, path: r.URL.Path, query: r.URL.Query(), header: r.Header}
	raw, err := io.ReadAll(r.Body)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &a.body)
	}
	if err != nil {
		w.WriteHeader(http.StatusTeapot)
		return
	}
	g.mu.Lock()
	g.calls = append(g.calls, a)
	g.mu.Unlock()
	w.Header().Set("Date", noon.Add(g.ahead).Format(http.TimeFormat))
	g.answer(w, a)
}

func (g *graph) made() []asked {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]asked(nil), g.calls...)
}

// ask gives a page whose Graph API answers so.
func ask(t *testing.T, answer func(w http.ResponseWriter, r asked)) (*facebook.Channel, *graph) {
	t.Helper()
	g := &graph{t: t, answer: answer}
	web := httptest.NewServer(g)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	t.Cleanup(web.Close)
	c, err := facebook.New(facebook.Options{
		Page: pageID, PageToken: "page-token", AppID: "77", AppSecret: "app-secret", VerifyToken: "v", BaseURL: web.URL,
	}, channel.Deps{HTTP: client, Clock: func() time.Time { return noon }})
	require.NoError(t, err)
	return c, g
}

// says answers every call alike.
func says(status int, body string, header ...string) func(http.ResponseWriter, asked) {
	return func(w http.ResponseWriter, _ asked) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// proofOf is the appsecret_proof that a page sends.
func proofOf(t *testing.T, secret, token string) string {
	t.Helper()
	got := ""
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.URL.Query().Get("appsecret_proof")
		_, _ = io.WriteString(w, `{"id":"1"}`)
	}))
	defer web.Close()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	c, err := facebook.New(facebook.Options{Page: pageID, PageToken: token, AppSecret: secret, BaseURL: web.URL}, channel.Deps{HTTP: client})
	require.NoError(t, err)
	_, err = c.Profile(context.Background(), "1")
	require.NoError(t, err)
	return got
}
