package x

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
)

// memory keeps tokens as a store does, for as many channels as share it.
type memory struct {
	mu     sync.Mutex
	pair   Pair
	broken error
}

func (m *memory) Load(context.Context) (Pair, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pair, m.broken
}

func (m *memory) Renew(ctx context.Context, renew func(context.Context, Pair) (Pair, error)) (Pair, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return Pair{}, m.broken
	}
	next, err := renew(ctx, m.pair)
	if err == nil {
		m.pair = next
	}
	return next, err
}

// xTokens is the part of X that gives tokens, each refresh token once, and one call that needs them.
type xTokens struct {
	mu        sync.Mutex
	refresh   string
	access    map[string]bool
	n, down   int
	exchanges int
}

func (x *xTokens) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if r.URL.Path != "/2/oauth2/token" {
		if !x.access[r.Header.Get("Authorization")] {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		_, _ = w.Write([]byte(`{"data":{"id":"1"}}`))
		return
	}
	x.exchanges++
	if x.down > 0 {
		x.down--
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if user, pass, ok := r.BasicAuth(); !ok || user != "klien" || pass != "rahasia" || r.FormValue("refresh_token") != x.refresh {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	x.n++
	x.refresh = "r" + strconv.Itoa(x.n)
	x.access["Bearer a"+strconv.Itoa(x.n)] = true
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "a" + strconv.Itoa(x.n), "refresh_token": x.refresh, "expires_in": 7200})
}

func tokenRig(t *testing.T, first string) (*xTokens, *memory, func(seed string, now func() time.Time) *Channel) {
	t.Helper()
	x := &xTokens{refresh: first, access: map[string]bool{}}
	web := httptest.NewServer(x)
	t.Cleanup(web.Close)
	kept := &memory{}
	return x, kept, func(seed string, now func() time.Time) *Channel {
		c, err := New(Options{
			Deps: channel.Deps{HTTP: web.Client(), Clock: now}, BaseURL: web.URL, UserID: "1", Tokens: kept,
			Credentials: Credentials{ClientID: "klien", ClientSecret: "rahasia", RefreshToken: seed},
		})
		require.NoError(t, err)
		return c
	}
}

func me(c *Channel) error {
	_, err := c.read(context.Background(), getMe, "/2/users/me", nil)
	return err
}

func TestManyCallsRenewOnce(t *testing.T) {
	x, kept, open := tokenRig(t, "seed")
	one, other := open("seed", nil), open("seed", nil) // two processes
	var all sync.WaitGroup
	errs := make(chan error, 40)
	for i := range 40 {
		all.Go(func() {
			c := one
			if i%2 == 0 {
				c = other
			}
			errs <- me(c)
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, 1, x.exchanges)
	require.Equal(t, "r1", kept.pair.Refresh)
}

func TestATokenThatDiedEarlyIsRenewed(t *testing.T) {
	x, kept, open := tokenRig(t, "seed")
	c := open("seed", nil)
	require.NoError(t, me(c))
	x.mu.Lock()
	clear(x.access)
	x.mu.Unlock()
	require.NoError(t, me(c))
	require.Equal(t, "r2", kept.pair.Refresh)
}

func TestATokenIsRenewedBeforeItEnds(t *testing.T) {
	x, _, open := tokenRig(t, "seed")
	now := time.Now()
	c := open("seed", func() time.Time { return now })
	require.NoError(t, me(c))
	now = now.Add(2*time.Hour - 30*time.Second)
	require.NoError(t, me(c))
	require.Equal(t, 2, x.exchanges)
}

func TestARestartGoesOnWithTheKeptPair(t *testing.T) {
	x, _, open := tokenRig(t, "seed")
	require.NoError(t, me(open("seed", nil)))
	require.NoError(t, me(open("seed", nil)))
	require.Equal(t, 1, x.exchanges)
	require.NoError(t, me(open("", nil)), "and when the first one was taken out of the configuration")
}

func TestANewTokenInTheConfigurationCounts(t *testing.T) {
	x, kept, open := tokenRig(t, "seed")
	require.NoError(t, me(open("seed", nil)))
	x.mu.Lock()
	x.refresh = "connected-again"
	clear(x.access)
	x.mu.Unlock()
	require.NoError(t, me(open("connected-again", nil)))
	require.Equal(t, fingerprint("connected-again"), kept.pair.Seed)
}

func TestTokensThatCantBeRenewed(t *testing.T) {
	var no *channel.Error
	x, kept, open := tokenRig(t, "seed")
	c := open("wrong", nil)
	require.ErrorAs(t, me(c), &no)
	require.Equal(t, channel.Dead, no.Class)
	require.Equal(t, codeTokenDead, no.Code)

	c, x.down = open("seed", nil), 1
	require.ErrorAs(t, me(c), &no)
	require.Equal(t, channel.Later, no.Class, "X is down, not the token dead")
	require.NoError(t, me(c))

	kept.broken = context.DeadlineExceeded
	before := x.exchanges
	require.ErrorAs(t, me(open("seed", nil)), &no)
	require.Equal(t, channel.Later, no.Class)
	require.Equal(t, before, x.exchanges, "what can't be kept isn't asked for")
}
