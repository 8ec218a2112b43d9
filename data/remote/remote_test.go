package remote_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const anID = "01928374-5566-7788-99aa-bbccddeeff00"

func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

func open(t testing.TB, server string, o remote.Options) *remote.Client {
	t.Helper()
	if o.Pause == 0 {
		o.Pause = time.Millisecond
	}
	c, err := remote.Open(server, o)
	require.NoError(t, err)
	c.Use(remote.Tokens{Access: "access-1", Refresh: "refresh-1"})
	t.Cleanup(c.Close)
	return c
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func problem(w http.ResponseWriter, kind data.Kind, more func(*contract.Problem)) {
	p := contract.Problem{Type: "urn:x:" + string(kind), Title: "A sentence.", Status: kind.Status(), Code: string(kind), RequestID: "their-id"}
	if more != nil {
		more(&p)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

func session(n string) contract.Session {
	return contract.Session{
		AccessToken: "access-" + n, RefreshToken: "refresh-" + n, ExpiresAt: time.Now(), RefreshExpiresAt: time.Now(),
		Contract: contract.Version, Agent: contract.Agent{ID: anID, Username: "anis", Name: "Anis", Role: contract.RoleAgent},
	}
}

func TestServerAddress(t *testing.T) {
	for server, want := range map[string]string{
		"https://sm.example.test":       "https://sm.example.test",
		" sm.example.test:8443/ ":       "https://sm.example.test:8443",
		"https://sm.example.test/desk/": "https://sm.example.test/desk",
		"http://127.0.0.1:9000":         "http://127.0.0.1:9000",
		"http://[::1]:9000":             "http://[::1]:9000",
		"http://localhost":              "http://localhost",
	} {
		c, err := remote.Open(server, remote.Options{})
		require.NoError(t, err, server)
		require.Equal(t, want, c.Server())
	}
	for _, server := range []string{"", "ftp://x", "https://", "http://10.0.0.5", "https://u:p@x", "https://x/?a=b", "https://x:y:z", "http://localhost.example.test"} {
		_, err := remote.Open(server, remote.Options{})
		require.Equal(t, data.Invalid, data.KindOf(err), server)
		var e *data.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, "server", e.Field)
	}
	_, err := remote.Open("http://10.0.0.5", remote.Options{AllowPlainHTTP: true})
	require.NoError(t, err)
}

// What answers wrongly has one clear kind each.
func TestWhatAnswersIsNamed(t *testing.T) {
	html := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "<html>hello</html>")
		}
	}
	body := func(kind, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, text)
		}
	}
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want data.Kind
	}{
		"html":            {html(200), data.NotABackend},
		"html 404":        {html(404), data.NotABackend},
		"html 500":        {html(500), data.NotABackend},
		"bad gateway":     {html(502), data.Unreachable},
		"unavailable":     {html(503), data.Unreachable},
		"network sign-in": {html(511), data.Unreachable},
		"redirect":        {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, data.NotABackend},
		"garbage":         {body("application/json", "\x00\x01garbage"), data.NotABackend},
		"empty":           {body("application/json", ""), data.NotABackend},
		"an array":        {body("application/json", "[]"), data.NotABackend},
		"null":            {body("application/json", "null"), data.NotABackend},
		"two objects":     {body("application/json", "{}{}"), data.NotABackend},
		"wrong type":      {body("application/json", `{"agent": 5, "taken": "x"}`), data.NotABackend},
		"text":            {body("text/plain", `{}`), data.NotABackend},
		"endless":         {func(w http.ResponseWriter, _ *http.Request) { endless(w) }, data.NotABackend},
		"internal":        {func(w http.ResponseWriter, _ *http.Request) { problem(w, data.Internal, nil) }, data.Internal},
		"forbidden":       {func(w http.ResponseWriter, _ *http.Request) { problem(w, data.Forbidden, nil) }, data.Forbidden},
		"overloaded":      {func(w http.ResponseWriter, _ *http.Request) { problem(w, data.Overloaded, nil) }, data.Overloaded},
		"problem no code": {body("application/problem+json", `{"title":"x"}`), data.NotABackend},
		"newer code, 4xx": {func(w http.ResponseWriter, _ *http.Request) {
			problem(w, "of_tomorrow", func(p *contract.Problem) { p.Status = 422 })
		}, data.Invalid},
		"newer code, 5xx": {func(w http.ResponseWriter, _ *http.Request) {
			problem(w, "of_tomorrow", func(p *contract.Problem) { p.Status = 501 })
		}, data.Internal},
		"broken off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
			panic(http.ErrAbortHandler)
		}, data.Unreachable},
		"closed": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, data.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			client := open(t, serve(t, c.h).URL, remote.Options{})
			_, err := client.Me(t.Context())
			require.Equal(t, c.want, data.KindOf(err), "%v", err)
			_, err = client.Take(t.Context(), contract.Take{Limit: 1})
			require.Equal(t, c.want, data.KindOf(err), "%v", err)
		})
	}
}

func endless(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	block := strings.Repeat(" ", 1<<20)
	for {
		if _, err := io.WriteString(w, block); err != nil {
			return
		}
	}
}

func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	c := open(t, "http://"+address, remote.Options{})
	_, err = c.Take(t.Context(), contract.Take{Limit: 1})
	require.Equal(t, data.Unreachable, data.KindOf(err))
	require.ErrorIs(t, err, remote.ErrNotSent, "no connection was made")
}

func TestSlow(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-release })
	defer close(release)
	c := open(t, s.URL, remote.Options{Patience: 50 * time.Millisecond})
	_, err := c.SaveAnswer(t.Context(), anID, anID, contract.NewAnswer{})
	require.Equal(t, data.Unreachable, data.KindOf(err))
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, remote.ErrNotSent, "the call left: whether it had its effect is not known")
}

func TestCertificateIsNamed(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, contract.Me{}) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	c := open(t, s.URL, remote.Options{})
	_, err := c.Me(t.Context())
	require.Equal(t, data.BadCertificate, data.KindOf(err))
	require.Contains(t, err.Error(), "Acme Co")
	require.Contains(t, err.Error(), "its issuer is not known here")

	roots := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	trusting := open(t, s.URL, remote.Options{Roots: roots})
	_, err = trusting.Me(t.Context())
	require.NoError(t, err, "an extra certificate is trusted")

	other := open(t, strings.Replace(s.URL, "127.0.0.1", "localhost", 1), remote.Options{Roots: roots})
	_, err = other.Me(t.Context())
	require.Equal(t, data.BadCertificate, data.KindOf(err))
	require.Contains(t, err.Error(), "made out to another name")

	plain := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, contract.Me{}) })
	_, err = open(t, strings.Replace(plain.URL, "http:", "https:", 1), remote.Options{}).Me(t.Context())
	require.Equal(t, data.NotABackend, data.KindOf(err), "%v", err)
}

func TestOnlyReadingIsTriedAgain(t *testing.T) {
	var calls atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1) < 3 {
			panic(http.ErrAbortHandler)
		}
		answer(w, 200, contract.Me{AnsweredToday: 7})
	})
	c := open(t, s.URL, remote.Options{})
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, 7, me.AnsweredToday)
	require.EqualValues(t, 3, calls.Load())

	calls.Store(0)
	_, err = c.Take(t.Context(), contract.Take{Limit: 1})
	require.Equal(t, data.Unreachable, data.KindOf(err))
	require.EqualValues(t, 1, calls.Load(), "a writing call is made once")
}

func TestCaseChangedCarriesWhatIsNew(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		problem(w, data.CaseChanged, func(p *contract.Problem) {
			p.Case = contract.Case{ID: anID, Version: 4}
			p.Messages = []contract.Message{{ID: "m1"}, {ID: "m2"}}
		})
	})
	_, err := open(t, s.URL, remote.Options{}).SaveAnswer(t.Context(), anID, anID, contract.NewAnswer{})
	require.Equal(t, data.CaseChanged, data.KindOf(err))
	var changed *remote.Changed
	require.ErrorAs(t, err, &changed)
	require.EqualValues(t, 4, changed.Case.Version)
	require.Len(t, changed.Messages, 2)
	var trace *remote.Trace
	require.ErrorAs(t, err, &trace)
	require.Equal(t, "their-id", trace.RequestID)
}

func TestRetryAfter(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "17")
		problem(w, data.TooMany, nil)
	})
	_, err := open(t, s.URL, remote.Options{}).SignIn(t.Context(), "anis", "x")
	var e *data.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, 17, e.RetryAfter)
}

// Fifty calls find the access token too old; one exchange serves them all, and is kept before it is used.
func TestOneRenewalForManyCalls(t *testing.T) {
	var renewed, refused atomic.Int32
	var kept atomic.Value
	gather := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/session/refresh":
			var body contract.Refresh
			_ = json.NewDecoder(r.Body).Decode(&body)
			if body.RefreshToken != "refresh-1" || renewed.Add(1) > 1 {
				problem(w, data.SessionEnded, nil)
				return
			}
			if r.Header.Get("Authorization") != "" {
				t.Error("the renewal goes without an access token")
			}
			answer(w, 200, session("2"))
		case r.Header.Get("Authorization") == "Bearer access-2":
			if kept.Load() != "access-2" {
				t.Error("used before it was kept")
			}
			answer(w, 200, contract.Me{AnsweredToday: 1})
		default:
			if refused.Add(1) == 50 {
				close(gather)
			}
			<-gather
			problem(w, data.SessionExpired, nil)
		}
	})
	c := open(t, s.URL, remote.Options{Renewed: func(s contract.Session) { kept.Store(s.AccessToken) }})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			me, err := c.Me(t.Context())
			if err != nil || me.AnsweredToday != 1 {
				t.Errorf("got %v %v", me, err)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 1, renewed.Load())
}

func TestSessionEnds(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/v1/session/refresh" {
			problem(w, data.SessionEnded, nil)
			return
		}
		problem(w, data.SessionExpired, nil)
	})
	c := open(t, s.URL, remote.Options{})
	_, err := c.SaveAnswer(t.Context(), anID, anID, contract.NewAnswer{})
	require.Equal(t, data.SessionEnded, data.KindOf(err))
	require.ErrorIs(t, err, remote.ErrNotSent)
	require.Equal(t, data.SessionEnded, data.KindOf(c.Events(t.Context(), "", func(remote.Event) {})))
}

// A caller who gives up during the exchange does not lose the new tokens for the others.
func TestImpatientCallerKeepsTheSession(t *testing.T) {
	asked, goOn := make(chan struct{}), make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/session/refresh":
			close(asked)
			<-goOn
			answer(w, 200, session("2"))
		case r.Header.Get("Authorization") == "Bearer access-2":
			answer(w, 200, contract.Me{AnsweredToday: 1})
		default:
			problem(w, data.SessionExpired, nil)
		}
	})
	c := open(t, s.URL, remote.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error, 1)
	go func() { _, err := c.Me(ctx); gaveUp <- err }()
	<-asked
	cancel()
	require.ErrorIs(t, <-gaveUp, context.Canceled)
	close(goOn)
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, me.AnsweredToday)
}

func TestContractVersions(t *testing.T) {
	for version, want := range map[int]data.Kind{
		contract.Version - 1: "", contract.Version: "", contract.Version + 1: "", contract.Version + 2: data.ContractTooOld, contract.Version - 2: data.ContractTooNew,
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			one := session("1")
			one.Contract = version
			answer(w, 200, one)
		})
		_, err := open(t, s.URL, remote.Options{}).SignIn(t.Context(), "anis", "secret")
		require.Equal(t, want, data.KindOf(err), version)
	}
}

// What an agent searches for and the token never show in an error.
func TestErrorsHoldNoSecrets(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	c := open(t, s.URL, remote.Options{})
	_, err := c.Customers(t.Context(), contract.SearchCustomersParams{Q: "081234567890"})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "081234567890")
	require.NotContains(t, err.Error(), "access-1")
	_, err = c.SignIn(t.Context(), "anis", "very-secret")
	require.NotContains(t, err.Error(), "very-secret")
	require.False(t, errors.Is(err, remote.ErrNotSent))
}
