package standin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/backend/standin"
	"sociomedio/assets/demo"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type object = map[string]any

// clock is one that stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) Add(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// rig is the stand-ins on a real port, and a client.
type rig struct {
	*standin.Server
	t      *testing.T
	url    string
	clock  *clock
	client *http.Client
}

func start(t *testing.T, o standin.Options) *rig {
	t.Helper()
	c := &clock{now: demo.Anchor()}
	if o.Clock == nil {
		o.Clock = c.Now
	}
	if o.RetryWait == nil {
		o.RetryWait = []time.Duration{0, time.Millisecond, time.Millisecond}
	}
	s := standin.New(o)
	require.NoError(t, s.Start(t.Context()))
	web := httptest.NewServer(s.Handler())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() {
		s.Close()
		web.Close()
	})
	return &rig{Server: s, t: t, url: web.URL, clock: c, client: client}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   object
	raw    []byte
}

// list is the objects under a key.
func (a answer) list(key string) []object {
	var out []object
	items, _ := a.body[key].([]any)
	for _, i := range items {
		out = append(out, i.(object))
	}
	return out
}

func (a answer) ids(key string) []string {
	var out []string
	for _, o := range a.list(key) {
		out = append(out, o["id"].(string))
	}
	return out
}

func (a answer) at(keys ...string) any {
	var v any = a.body
	for _, k := range keys {
		o, ok := v.(object)
		if !ok {
			return nil
		}
		v = o[k]
	}
	return v
}

// call makes a request; a body that is no string is sent as JSON.
func (r *rig) call(method, path string, body any, header ...string) answer {
	r.t.Helper()
	a, err := r.try(method, path, body, header...)
	require.NoError(r.t, err)
	return a
}

func (r *rig) try(method, path string, body any, header ...string) (answer, error) {
	r.t.Helper()
	var in io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case string:
		in, kind = bytes.NewReader([]byte(b)), "application/x-www-form-urlencoded"
	default:
		raw, err := json.Marshal(b)
		require.NoError(r.t, err)
		in = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, in)
	require.NoError(r.t, err)
	req.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := r.client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: res.StatusCode, header: res.Header, raw: raw}
	_ = json.Unmarshal(raw, &a.body) // not every answer is an object
	return a, nil
}

// x calls X as the account, facebook calls Facebook as the page.
func (r *rig) x(method, path string, body any) answer {
	r.t.Helper()
	return r.call(method, "/x"+path, body, "Authorization", "Bearer "+r.XCredentials().Bearer)
}

func (r *rig) facebook(method, path string, body any) answer {
	r.t.Helper()
	return r.call(method, "/facebook/v26.0"+path, body, "Authorization", "Bearer "+r.FacebookCredentials().PageToken)
}

// happens injects one thing and gives its id.
func (r *rig) happens(in standin.Injection) string {
	r.t.Helper()
	done, err := r.Inject(in)
	require.NoError(r.t, err)
	return done[0].ID
}

func from(handle string) standin.Author {
	return standin.Author{Customer: demo.Customer{Handle: handle}}
}

// receiver is an address that takes webhooks as the product would.
type receiver struct {
	t         *testing.T
	web       *httptest.Server
	handshake func(w http.ResponseWriter, r *http.Request)

	mu       sync.Mutex
	got      []delivery
	refusals int // how many deliveries are answered 500
}

type delivery struct {
	header http.Header
	raw    []byte
	body   object
}

func receive(t *testing.T, handshake func(w http.ResponseWriter, r *http.Request)) *receiver {
	t.Helper()
	r := &receiver{t: t, handshake: handshake}
	r.web = httptest.NewServer(r)
	t.Cleanup(r.web.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodGet {
		r.handshake(w, req)
		return
	}
	raw, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refusals > 0 {
		r.refusals--
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	d := delivery{header: req.Header, raw: raw}
	_ = json.Unmarshal(raw, &d.body) // raw injections need not be JSON
	r.got = append(r.got, d)
}

// deliveries waits until everything was delivered and gives all of it.
func (r *receiver) deliveries(s *rig) []delivery {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 10*time.Second)
	defer cancel()
	require.NoError(r.t, s.Drain(ctx))
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]delivery(nil), r.got...)
}

// reference is a file beside the project with the vectors that both sides are measured against.
const reference = "../../../../shared/reference/channels/data/"
