package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/backend"
	"sociomedio/app/backend/api"
	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const password = "kopi tubruk 7"

// house is a real backend on a real SQLite database behind real HTTP; its networks are silent.
type house struct {
	t       testing.TB
	store   *storage.Store
	back    *backend.Backend
	face    *api.Face
	url     string
	client  *http.Client
	clock   *clock
	logs    *bytes.Buffer
	account storage.Account
	path    []contract.ID // of a leaf
	n       int           // messages so far
}

// clock can be put forward.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.offset)
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset += d
}

// quiet is a network on which nothing happens; its webhooks are signed with "good".
type quiet struct{ network contract.Network }

func (q quiet) Network() contract.Network { return q.network }

func (q quiet) Poll(context.Context, string) (channel.Batch, error) { return channel.Batch{}, nil }

func (q quiet) Webhook(method string, header http.Header, query map[string][]string, body []byte) (channel.Delivery, error) {
	if method == http.MethodGet {
		return channel.Delivery{Reply: &channel.Reply{Status: 200, ContentType: "text/plain", Body: []byte(query["challenge"][0])}}, nil
	}
	if header.Get("X-Signature") != "good" {
		return channel.Delivery{}, &channel.Error{Class: channel.Refused, Code: "signature"}
	}
	return channel.Delivery{Events: []channel.Event{comment(string(body), "Budi")}}, nil
}

func (q quiet) Send(context.Context, channel.Outgoing) (channel.Sent, error) {
	return channel.Sent{}, &channel.Error{Class: channel.Later}
}

func (q quiet) Find(context.Context, channel.Outgoing) (channel.Sent, bool, error) {
	return channel.Sent{}, false, errors.New("not asked")
}

func (q quiet) Check(context.Context) []channel.Finding { return nil }

func comment(id, who string) channel.Event {
	at := time.Now().Add(-time.Minute)
	p := channel.Person{ID: "id-" + who, Name: who}
	return channel.Event{
		Type: channel.Wrote, Key: "comment:" + id, At: at,
		Message: channel.Message{
			Kind: contract.MessageKindComment, ExternalID: id, Thread: "thread-" + id, Author: p, Customer: p, OpensCase: true,
			Text: "Internet saya mati sejak pagi " + id,
		},
	}
}

// newHouse opens a house with an account, a catalogue and the agents anis, sari, spv (supervisor) and adm (admin).
func newHouse(t testing.TB, change func(*api.Options)) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{t: t, clock: &clock{}, logs: &bytes.Buffer{}}
	log := slog.New(slog.NewJSONHandler(&locked{w: h.logs}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	store, err := storage.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "backend.db"), storage.Options{Clock: h.clock.now, NewID: newID, Log: log})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	h.store = store
	h.account, err = store.UpsertAccount(ctx, storage.Account{
		Network: contract.Facebook, ExternalID: "1000", Name: "TelkomCare", Handle: "TelkomCare",
		Limits: contract.AccountLimits{Public: 8000, Private: 2000},
	})
	require.NoError(t, err)
	require.NoError(t, store.ImportCatalogue(ctx, []string{"Category", "Product"}, [][]string{{"Komplain", "Internet"}, {"Informasi", "Tarif"}}))

	h.back, err = backend.New(backend.Options{
		Store: store, Clock: h.clock.now, Log: log, Worker: "test", SlowDown: time.Millisecond,
		Hashing:  backend.Hashing{Memory: 64, Time: 1, Threads: 1},
		Accounts: []backend.Account{{Account: h.account, Channel: quiet{contract.Facebook}}},
	})
	require.NoError(t, err)
	o := api.Options{Backend: h.back, Store: store, Clock: h.clock.now, NewID: newID, Log: log}
	if change != nil {
		change(&o)
	}
	h.face, err = api.New(o)
	require.NoError(t, err)
	server := httptest.NewServer(h.face)
	h.url = server.URL
	t.Cleanup(server.Close)
	t.Cleanup(h.face.Stop)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	h.client = &http.Client{Transport: newReferee(t, transport)}
	h.agent("anis", contract.RoleAgent)
	h.agent("sari", contract.RoleAgent)
	h.agent("spv", contract.RoleSupervisor)
	h.agent("adm", contract.RoleAdmin)
	return h
}

// locked lets many goroutines log into one buffer.
type locked struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func (h *house) agent(username string, role contract.Role) {
	h.t.Helper()
	hash, err := backend.HashPassword(context.Background(), username, password, backend.Hashing{Memory: 64, Time: 1, Threads: 1})
	require.NoError(h.t, err)
	_, err = h.store.AddAgent(context.Background(), storage.NewAgent{
		Username: username, Name: username, Role: role, Signature: "(" + username + ")", PasswordHash: hash,
	})
	require.NoError(h.t, err)
}

// referee lets no answer pass that the contract doesn't know.
type referee struct {
	t      testing.TB
	next   http.RoundTripper
	router routers.Router
}

func newReferee(t testing.TB, next http.RoundTripper) *referee {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(contract.OpenAPI)
	require.NoError(t, err)
	doc.Servers = nil
	router, err := legacy.NewRouter(doc)
	require.NoError(t, err)
	return &referee{t: t, next: next, router: router}
}

func (f *referee) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := f.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	route, params, err := f.router.FindRoute(r)
	if err != nil {
		return answer, nil // not of the contract: a probe, a webhook, a wrong path
	}
	options := &openapi3filter.Options{IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	check := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, Route: route, PathParams: params, Options: options},
		Status:                 answer.StatusCode, Header: answer.Header, Options: options,
	}
	if answer.Header.Get("Content-Type") == "text/event-stream" {
		options.ExcludeResponseBody = true
		return answer, openapi3filter.ValidateResponse(r.Context(), check)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if err := answer.Body.Close(); err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	check.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(r.Context(), check); err != nil {
		return nil, fmt.Errorf("%s %s answered %d outside of the contract: %w", r.Method, r.URL.Path, answer.StatusCode, err)
	}
	return answer, nil
}

// call makes one request; into may be nil. It gives the status and, of a problem, the problem.
func (h *house) call(method, path, token string, body, into any, header ...string) (int, contract.Problem) {
	h.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = bytes.NewReader([]byte(b))
	default:
		raw, err := json.Marshal(body)
		require.NoError(h.t, err)
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, h.url+path, in)
	require.NoError(h.t, err)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := h.client.Do(r)
	require.NoError(h.t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(h.t, err)
	var problem contract.Problem
	if answer.StatusCode == http.StatusInternalServerError {
		h.t.Log(h.logs.String())
	}
	if answer.StatusCode >= 400 {
		require.NoError(h.t, json.Unmarshal(raw, &problem), string(raw))
	} else if into != nil {
		require.NoError(h.t, json.Unmarshal(raw, into), string(raw))
	}
	return answer.StatusCode, problem
}

// said is a problem in short.
func said(p contract.Problem) string { return p.Code + " " + p.Field + ": " + p.Title }

// signIn gives an access token.
func (h *house) signIn(username string) string {
	h.t.Helper()
	return h.session(username).AccessToken
}

func (h *house) session(username string) contract.Session {
	h.t.Helper()
	var s contract.Session
	status, p := h.call(http.MethodPost, "/v1/session", "", signIn(username, password), &s)
	require.Equal(h.t, http.StatusOK, status, said(p))
	return s
}

func signIn(username, password string) contract.SignIn {
	return contract.SignIn{Username: username, Password: password, Client: contract.Client{Version: "test", Contract: contract.Version}}
}

// heldCase lets a customer write and an agent take it.
func (h *house) heldCase(token string) contract.Case {
	h.t.Helper()
	h.n++
	_, err := h.store.Intake(context.Background(), h.account.ID, "poll", channel.Batch{Events: []channel.Event{comment(fmt.Sprint("c", h.n), fmt.Sprint("Budi ", h.n))}})
	require.NoError(h.t, err)
	var taken contract.Taken
	status, p := h.call(http.MethodPost, "/v1/cases/take", token, contract.Take{Limit: 1}, &taken)
	require.Equal(h.t, http.StatusOK, status, said(p))
	require.Equal(h.t, 1, taken.Taken)
	var page contract.CasePage
	status, p = h.call(http.MethodGet, "/v1/cases?state=taken&limit=200", token, nil, &page)
	require.Equal(h.t, http.StatusOK, status, said(p))
	for _, c := range page.Cases {
		if c.Customer.Name == fmt.Sprint("Budi ", h.n) {
			return c
		}
	}
	require.Fail(h.t, "the case that was taken is not in the list")
	return contract.Case{}
}

// answer is a right answer to a case.
func (h *house) answer(c contract.Case) contract.NewAnswer {
	h.t.Helper()
	if h.path == nil {
		k, err := h.store.Catalogue(context.Background())
		require.NoError(h.t, err)
		for _, n := range k.Nodes {
			if n.Level == 2 {
				h.path = []contract.ID{n.ParentID, n.ID}
			}
		}
	}
	return contract.NewAnswer{
		TargetMessageID: c.MessageID, CaseVersion: c.Version, Path: h.path, ReplyType: "normal", Visibility: contract.Public,
		Text: "Mohon maaf kak (anis)", Parts: []string{"Mohon maaf kak (anis)"}, OpenedAt: time.Now().Add(-time.Minute),
	}
}

func key() string { return uuid.Must(uuid.NewV7()).String() }

func (h *house) save(token string, c contract.Case) contract.Handling {
	h.t.Helper()
	var kept contract.Handling
	status, p := h.call(http.MethodPost, "/v1/cases/"+c.ID+"/answers", token, h.answer(c), &kept, "Idempotency-Key", key())
	require.Equal(h.t, http.StatusCreated, status, said(p))
	return kept
}
