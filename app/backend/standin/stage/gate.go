package stage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Gate stands in front of a network and lets requests go wrong as Faults say.
type Gate struct {
	mu     sync.Mutex
	faults []*planned
	closed chan struct{}
	once   sync.Once
}

type planned struct {
	Fault
	left   int // negative: for ever
	delay  time.Duration
	status int
}

// NewGate is a gate without faults.
func NewGate() *Gate { return &Gate{closed: make(chan struct{})} }

// Close lets go of every connection that is held.
func (g *Gate) Close() { g.once.Do(func() { close(g.closed) }) }

// Plan adds a fault.
func (g *Gate) Plan(f Fault) error {
	p := &planned{Fault: f, left: f.Count, status: f.Status}
	if p.left == 0 {
		p.left = 1
	}
	var err error
	if f.Delay != "" {
		if p.delay, err = time.ParseDuration(f.Delay); err != nil {
			return fmt.Errorf("fault: delay: %w", err)
		}
	}
	switch f.Kind {
	case TimeoutAfterAccept, Reset, EchoFirst, "":
	case Slow:
		if p.delay == 0 {
			p.delay = 2 * time.Second
		}
	default:
		if code, err := strconv.Atoi(f.Kind); err == nil && p.status == 0 {
			p.status = code
		}
		if p.status < 100 || p.status > 599 {
			return fmt.Errorf("fault: unknown kind %q", f.Kind)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if f.Clear {
		g.faults = nil
	}
	if f.Kind != "" || f.Status != 0 {
		g.faults = append(g.faults, p)
	}
	return nil
}

// Pending is how many requests have still to go wrong; -1 when without end.
func (g *Gate) Pending() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, p := range g.faults {
		if p.left < 0 {
			return -1
		}
		n += p.left
	}
	return n
}

// take finds the first fault that means r and uses it up by one.
func (g *Gate) take(r *http.Request) *planned {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, p := range g.faults {
		if !p.means(r) {
			continue
		}
		if p.left > 0 {
			p.left--
		}
		if p.left == 0 {
			g.faults = slices.Delete(g.faults, i, i+1)
		}
		return p
	}
	return nil
}

// means says whether a fault is for this request. Without a path it is for what posts: not for reading, not for tokens.
func (p *planned) means(r *http.Request) bool {
	if p.Method != "" && !strings.EqualFold(p.Method, r.Method) {
		return false
	}
	full := r.URL.Path
	if p.Path == "" {
		return p.Method != "" || (r.Method == http.MethodPost && !strings.Contains(full, "oauth"))
	}
	_, inner, _ := strings.Cut(strings.TrimPrefix(full, "/"), "/")
	return hasPrefix(full, p.Path) || hasPrefix("/"+inner, p.Path)
}

// hasPrefix compares by segments when the pattern has a *, else by characters.
func hasPrefix(full, pattern string) bool {
	if !strings.Contains(pattern, "*") {
		return strings.HasPrefix(full, pattern)
	}
	want, have := strings.Split(pattern, "/"), strings.Split(full, "/")
	if len(have) < len(want) {
		return false
	}
	for i, w := range want {
		if ok, err := path.Match(w, have[i]); err != nil || !ok {
			return false
		}
	}
	return true
}

type echoKey struct{}

// EchoesFirst says whether a request's echo is to be delivered before it is answered.
func EchoesFirst(ctx context.Context) bool {
	v, _ := ctx.Value(echoKey{}).(bool)
	return v
}

// Wrap puts the gate in front of next. refuse answers a status in the network's own words.
func (g *Gate) Wrap(next http.Handler, refuse func(w http.ResponseWriter, r *http.Request, status int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := g.take(r)
		if p == nil {
			next.ServeHTTP(w, r)
			return
		}
		// The body is read whole before anything else, or a client that still writes would see its own error first.
		body, err := io.ReadAll(io.LimitReader(r.Body, 16<<20))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		g.fail(p, w, r, next, refuse)
	})
}

func (g *Gate) fail(p *planned, w http.ResponseWriter, r *http.Request, next http.Handler, refuse func(http.ResponseWriter, *http.Request, int)) {
	switch {
	case p.status != 0:
		if p.After {
			next.ServeHTTP(&nowhere{}, r)
		}
		p.answer(w, r, refuse)
	case p.Kind == TimeoutAfterAccept:
		next.ServeHTTP(&nowhere{}, r)
		g.hold(r.Context(), p.delay)
		panic(http.ErrAbortHandler)
	case p.Kind == Reset:
		if p.After {
			next.ServeHTTP(&nowhere{}, r)
		}
		reset(w)
	case p.Kind == Slow:
		g.hold(r.Context(), p.delay)
		next.ServeHTTP(w, r)
	case p.Kind == EchoFirst:
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), echoKey{}, true)))
	}
}

func (p *planned) answer(w http.ResponseWriter, r *http.Request, refuse func(http.ResponseWriter, *http.Request, int)) {
	for k, v := range p.Headers {
		w.Header().Set(k, v)
	}
	if p.Body == "" {
		refuse(w, r, p.status)
		return
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(p.status)
	_, _ = io.WriteString(w, p.Body)
}

// hold waits until the client gives up, the gate closes or, when it is not 0, d has passed.
func (g *Gate) hold(ctx context.Context, d time.Duration) {
	var timeout <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		timeout = t.C
	}
	select {
	case <-ctx.Done():
	case <-g.closed:
	case <-timeout:
	}
}

// reset closes the TCP connection so that the client sees "connection reset" and not an orderly end.
func reset(w http.ResponseWriter) {
	h, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// nowhere takes an answer that never reaches anybody.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header {
	if n.header == nil {
		n.header = http.Header{}
	}
	return n.header
}
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n *nowhere) WriteHeader(int)             {}
