package edge_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/backend"
	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/storage"
	"sociomedio/assets/demo"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	password = "kopi tubruk 7"
	patience = 20 * time.Second // for anything to happen
)

// setup is what a test may change before everything starts.
type setup struct {
	Networks standin.Options
	Accounts []serve.Account // base URL and credentials are filled in where they are empty
	Cases    serve.Cases
	Key      string // seals kept tokens
	Delivery backend.DeliveryRules
	Dir      string // where the database lies; a folder of the test's own when empty
}

// rig is a whole backend beside the stand-ins, and an agent who is signed in.
type rig struct {
	*standin.Server
	t     testing.TB
	clock *clock
	store *storage.Store // the same database, looked into from outside
	agent *remote.Client
	logs  *logs
	db    *sql.DB // see inside

	url, networks string // of the backend, of the stand-ins
	options       serve.Options
	stop          func() // the backend
}

// clock is the time of all parts; it goes on by itself and can be put forward.
type clock struct {
	mu     sync.Mutex
	offset time.Duration
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return time.Now().Add(c.offset) }

func (c *clock) forward(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.offset += d }

// logs is what the backend logged.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.b.Write(p) }

func (l *logs) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

// start starts stand-ins and backend. They end with the test.
func start(t testing.TB, s setup) *rig {
	t.Helper()
	r := &rig{t: t, clock: &clock{}, logs: &logs{}}
	s.Networks.Clock = r.clock.now
	if s.Networks.RetryWait == nil {
		s.Networks.RetryWait = []time.Duration{0, 5 * time.Millisecond, 20 * time.Millisecond}
	}
	if s.Dir == "" {
		s.Dir = t.TempDir()
	}
	r.Server = standin.New(s.Networks)
	r.networks = r.serveNetworks()
	r.options = serve.Options{
		Database: "sqlite:" + filepath.Join(s.Dir, "backend.db"), Clock: r.clock.now, Delivery: s.Delivery, SlowDown: time.Millisecond, Follow: 20 * time.Millisecond,
		Hashing: backend.Hashing{Memory: 64, Time: 1, Threads: 1}, Log: slog.New(slog.NewTextHandler(r.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Config: serve.Config{Cases: s.Cases, Key: serve.NewSecret(s.Key)},
	}
	if len(r.options.Delivery.Looks) == 0 {
		r.options.Delivery.Looks = []time.Duration{20 * time.Millisecond, 20 * time.Millisecond}
	}
	if r.options.Delivery.Retry == 0 {
		r.options.Delivery.Retry = 20 * time.Millisecond
	}
	for _, a := range s.Accounts {
		r.options.Config.Accounts = append(r.options.Config.Accounts, r.connected(a))
	}
	r.furnish()
	r.run()
	r.signIn()
	t.Cleanup(func() {
		if t.Failed() && testing.Verbose() {
			t.Log(r.logs.String())
		}
	})
	return r
}

// serveNetworks serves the stand-ins until the test ends: after the backend, so that what is on its way still arrives.
func (r *rig) serveNetworks() string {
	l := listen(r.t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Server.Run(ctx, l) }()
	r.t.Cleanup(func() {
		cancel()
		require.NoError(r.t, <-done)
	})
	return "http://" + l.Addr().String()
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return l
}

// furnish adds the agent and a catalogue, as an operator does before the first day.
func (r *rig) furnish() {
	ctx := r.t.Context()
	var err error
	r.store, err = serve.OpenStore(ctx, r.options)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { require.NoError(r.t, r.store.Close()) })
	_, err = serve.AddAgent(ctx, r.store, serve.NewAgent{
		Username: "anis", Name: "Anis", Role: contract.RoleAgent, Signature: "(Anis)", Password: password, Hashing: r.options.Hashing,
	})
	require.NoError(r.t, err)
	require.NoError(r.t, r.store.ImportCatalogue(ctx, []string{"Category"}, [][]string{{"Komplain"}}))
}

// run starts the backend and waits until it is ready.
func (r *rig) run() {
	l := listen(r.t)
	if r.url != "" { // restarted: the webhooks know its address
		require.NoError(r.t, l.Close())
		var err error
		l, err = (&net.ListenConfig{}).Listen(r.t.Context(), "tcp", r.url[len("http://"):])
		require.NoError(r.t, err)
	}
	r.url = "http://" + l.Addr().String()
	o := r.options
	o.Listener = l
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve.Run(ctx, o) }()
	var once sync.Once
	r.stop = func() {
		once.Do(func() {
			cancel()
			require.NoError(r.t, <-done)
		})
	}
	r.t.Cleanup(r.stop)
	r.eventually("the backend is ready", func() bool {
		status, _ := r.get("/readyz")
		return status == http.StatusOK
	})
}

// restart stops the backend in order and starts it again on the same database.
func (r *rig) restart() {
	r.t.Helper()
	r.stop()
	r.run()
}

func (r *rig) signIn() {
	r.t.Helper()
	c, err := remote.Open(r.url, remote.Options{})
	require.NoError(r.t, err)
	r.t.Cleanup(c.Close)
	_, err = c.SignIn(r.t.Context(), "anis", password)
	require.NoError(r.t, err)
	r.agent = c
}

// connected is an account with what the stand-ins gave for it.
func (r *rig) connected(a serve.Account) serve.Account {
	if a.PollEvery == 0 {
		a.PollEvery = serve.Duration(25 * time.Millisecond)
	}
	cx, cf := r.XCredentials(), r.FacebookCredentials()
	given := map[string]string{
		"consumer_key": cx.ConsumerKey, "consumer_secret": cx.ConsumerSecret, "access_token": cx.AccessToken, "access_secret": cx.AccessSecret,
	}
	id, path := r.XAccount(), "/x"
	if a.Network == contract.Facebook {
		id, path = r.PageID(), "/facebook"
		given = map[string]string{"app_id": cf.AppID, "app_secret": cf.AppSecret, "page_token": cf.PageToken, "verify_token": cf.VerifyToken}
	}
	if a.ID == "" {
		a.ID = id
	}
	if a.Name == "" {
		a.Name = "TelkomCare"
	}
	if a.Handle == "" {
		a.Handle = a.Name
	}
	if a.BaseURL == "" {
		a.BaseURL = r.networks + path
	}
	if a.Credentials == nil {
		a.Credentials = map[string]serve.Secret{}
		for name, value := range given {
			a.Credentials[name] = serve.NewSecret(value)
		}
	}
	return a
}

// eventually waits until something is so.
func (r *rig) eventually(what string, is func() bool) {
	r.t.Helper()
	r.eventuallyIn(patience, what, is)
}

// eventuallyIn waits so long until something is so.
func (r *rig) eventuallyIn(within time.Duration, what string, is func() bool) {
	r.t.Helper()
	deadline := time.Now().Add(within)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		if time.Now().After(deadline) {
			require.FailNow(r.t, "it did not happen in time: "+what)
		}
		<-tick.C
	}
}

// get reads one of the backend's own pages: /readyz, /metrics.
func (r *rig) get(path string) (int, string) { return r.call(http.MethodGet, path, nil, nil) }

// call makes a request to the backend as anybody on the internet may.
func (r *rig) call(method, path string, header http.Header, body []byte) (int, string) {
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, bytes.NewReader(body))
	require.NoError(r.t, err)
	for name, values := range header {
		req.Header[name] = values
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	answer, err := client.Do(req)
	if err != nil {
		return 0, ""
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(r.t, err)
	return answer.StatusCode, string(text)
}

// webhook lets a network deliver its events to the backend.
func (r *rig) webhook(network contract.Network) {
	r.t.Helper()
	require.NoError(r.t, r.Webhook(r.t.Context(), standin.Target{Network: string(network), URL: r.url + "/webhooks/" + string(network) + "/TelkomCare"}))
}

// delivered waits until every webhook was delivered or given up.
func (r *rig) delivered() {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	require.NoError(r.t, r.Drain(ctx))
}

// happens lets one thing happen on a network.
func (r *rig) happens(in standin.Injection) standin.Injected {
	r.t.Helper()
	done, err := r.Inject(in)
	require.NoError(r.t, err)
	return done[0]
}

// goesWrong lets the next calls of a network go wrong.
func (r *rig) goesWrong(f standin.Fault) {
	r.t.Helper()
	require.NoError(r.t, r.Fault(f))
}

// from is a person by handle or name.
func from(handle string) standin.Author {
	return standin.Author{Customer: demo.Customer{Handle: handle, Name: handle}}
}

// cases are all there are, oldest due first.
func (r *rig) cases() []contract.Case {
	r.t.Helper()
	page, err := r.store.Cases(r.t.Context(), storage.CaseFilter{}, "", 1000)
	require.NoError(r.t, err)
	return page.Cases
}

// polled waits until an account was read from beginning to end after now, so that what has not come will not come.
func (r *rig) polled(network contract.Network) {
	r.t.Helper()
	began := r.clock.now()
	for range 2 { // the reading under way may have begun before
		r.eventually("the account is read", func() bool {
			at := r.account(network).Health.LastSuccessAt
			return at.After(began)
		})
		began = r.clock.now()
	}
}

// account is an account as the backend knows it.
func (r *rig) account(network contract.Network) storage.Account {
	r.t.Helper()
	accounts, err := r.store.Accounts(r.t.Context())
	require.NoError(r.t, err)
	for _, a := range accounts {
		if a.Network == network {
			return a
		}
	}
	require.FailNow(r.t, "no account on "+string(network))
	return storage.Account{}
}

// caseOf waits for the first case and gives it.
func (r *rig) oneCase() contract.Case {
	r.t.Helper()
	return r.nCases(1)[0]
}

// nCases waits until there are so many cases.
func (r *rig) nCases(n int) []contract.Case {
	r.t.Helper()
	r.eventually(fmt.Sprintf("%d cases", n), func() bool { return len(r.cases()) >= n })
	all := r.cases()
	require.Len(r.t, all, n)
	return all
}

// the is a case as it is now.
func (r *rig) the(id string) contract.Case {
	r.t.Helper()
	c, err := r.store.Case(r.t.Context(), id)
	require.NoError(r.t, err)
	return c
}

// history is all that was said with a customer, oldest first.
func (r *rig) history(customerID string) []contract.Message {
	r.t.Helper()
	page, err := r.store.Messages(r.t.Context(), customerID, "", 200)
	require.NoError(r.t, err)
	return page.Messages
}

// messages waits until there are so many messages with a customer.
func (r *rig) messages(customerID string, n int) []contract.Message {
	r.t.Helper()
	r.eventually(fmt.Sprintf("%d messages", n), func() bool { return len(r.history(customerID)) >= n })
	all := r.history(customerID)
	require.Len(r.t, all, n)
	return all
}

// take lets the agent take what waits.
func (r *rig) take() {
	r.t.Helper()
	_, err := r.agent.Take(r.t.Context(), contract.Take{Limit: 50})
	require.NoError(r.t, err)
}

// answer lets the agent answer a case's newest message in so many parts.
func (r *rig) answer(c contract.Case, parts ...string) contract.Handling {
	r.t.Helper()
	h, err := r.tryAnswer(c, parts...)
	require.NoError(r.t, err)
	return h
}

func (r *rig) tryAnswer(c contract.Case, parts ...string) (contract.Handling, error) {
	r.t.Helper()
	r.take()
	c = r.the(c.ID)
	catalogue, err := r.agent.Catalogue(r.t.Context())
	require.NoError(r.t, err)
	visibility, text := contract.Public, ""
	if c.Private {
		visibility = contract.Private
	}
	for _, p := range parts {
		text += p
	}
	return r.agent.SaveAnswer(r.t.Context(), c.ID, uuid.NewString(), contract.NewAnswer{
		TargetMessageID: c.MessageID, CaseVersion: c.Version, Path: []string{catalogue.Nodes[0].ID}, ReplyType: "normal", Visibility: visibility,
		Text: text, Parts: parts, OpenedAt: r.clock.now().Add(-time.Second),
	})
}

// state waits until all of an answer is in a state.
func (r *rig) state(h contract.Handling, want contract.DeliveryState) contract.Handling {
	r.t.Helper()
	var got contract.Handling
	r.eventually("the answer is "+string(want), func() bool {
		page, err := r.agent.Handlings(r.t.Context(), h.CustomerID, "", 100)
		require.NoError(r.t, err)
		for _, one := range page.Handlings {
			if one.ID == h.ID {
				got = one
			}
		}
		return got.State == want
	})
	return got
}

// leaf is a path of the catalogue.
func (r *rig) leaf() []string {
	r.t.Helper()
	catalogue, err := r.agent.Catalogue(r.t.Context())
	require.NoError(r.t, err)
	return []string{catalogue.Nodes[0].ID}
}

// count counts rows of the database that no call shows: raw events, for example.
func (r *rig) count(query string, args ...any) int {
	r.t.Helper()
	return look[int](r, query, args...)
}

// text is one value of the database that no call shows.
func (r *rig) text(query string, args ...any) string {
	r.t.Helper()
	return look[string](r, query, args...)
}

func look[T any](r *rig, query string, args ...any) (value T) {
	r.t.Helper()
	require.NoError(r.t, r.inside().QueryRowContext(r.t.Context(), query, args...).Scan(&value))
	return value
}

// inside is the database itself, to be read only.
func (r *rig) inside() *sql.DB {
	if r.db == nil {
		var err error
		r.db, err = sql.Open("sqlite3", "file:"+r.options.Database[len("sqlite:"):]+"?mode=ro")
		require.NoError(r.t, err)
		r.t.Cleanup(func() { require.NoError(r.t, r.db.Close()) })
	}
	return r.db
}
