// Package remote is the contract called over HTTP: every operation of data/contract as a method, every failure as a
// data.Error. Nothing is kept here but the tokens of the session, and those only ever travel in the Authorization header.
//
// A call that only reads is tried again by itself when the connection broke. A call that writes never is: after a lost
// answer nobody but the caller, who holds the idempotency key, knows whether and how to ask again.
package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Limits of what is waited for and taken in.
const (
	defaultPatience = 20 * time.Second
	defaultSilence  = 45 * time.Second // three of the comment lines that the backend sends every 15 s
	defaultPause    = 300 * time.Millisecond
	maxAnswer       = 32 << 20 // bytes of one JSON answer
	maxMedia        = 20 << 20 // bytes of one picture
	readAgain       = 2        // further tries of a call that only reads
)

// Options is how a backend is reached. The zero value is right for a backend with a certificate that the system trusts.
type Options struct {
	Version        string // of this client, for the backend's records
	AllowPlainHTTP bool   // http to other hosts than this machine; IT's decision
	// Roots are the certificates trusted beside none other; nil means the system's.
	Roots *x509.CertPool
	// Proxy says which proxy a request takes; nil means what the environment says.
	Proxy func(*http.Request) (*url.URL, error)
	// Patience is how long one call may take in all; 0 means 20 s.
	Patience time.Duration
	// Silence is how long the event stream may stay without a byte before it counts as dead; 0 means 45 s.
	Silence time.Duration
	// Pause is waited before a reading call is tried again, and doubled once; 0 means 300 ms.
	Pause time.Duration
	// Renewed is given every new pair of tokens before it is used, so that it can be kept. It is called by one goroutine
	// at a time and must not call the client.
	Renewed func(contract.Session)
	Log     *slog.Logger
}

// Client speaks to one backend. It is made by Open, may be used from any goroutine and is ended by Close.
type Client struct {
	base      *url.URL
	options   Options
	transport *http.Transport
	reading   *resty.Client // tries again
	writing   *resty.Client // never does

	renewal  singleflight.Group
	renewals sync.WaitGroup

	mu     sync.Mutex
	tokens Tokens
	closed bool
}

// Tokens are what a session is known by.
type Tokens struct {
	Access  string
	Refresh string
}

// Open makes a client for the backend at server (https://host[:port][/path]; without a scheme https is meant). Nothing is
// sent yet. Kinds: Invalid with Field "server" for what is no URL, and for plain http to another machine where that is not allowed.
func Open(server string, o Options) (*Client, error) {
	base, err := address(server, o.AllowPlainHTTP)
	if err != nil {
		return nil, err
	}
	if o.Patience <= 0 {
		o.Patience = defaultPatience
	}
	if o.Silence <= 0 {
		o.Silence = defaultSilence
	}
	if o.Pause <= 0 {
		o.Pause = defaultPause
	}
	if o.Proxy == nil {
		o.Proxy = http.ProxyFromEnvironment
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	t := &http.Transport{
		Proxy:                  o.Proxy,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        60 * time.Second,
		MaxIdleConnsPerHost:    4,
		ForceAttemptHTTP2:      true,
		MaxResponseHeaderBytes: 64 << 10,
		OnProxyConnectResponse: proxyAnswer,
	}
	c := &Client{base: base, options: o, transport: t}
	c.reading, c.writing = c.speaker(), c.speaker()
	c.reading.SetRetryCount(readAgain).SetRetryWaitTime(o.Pause).SetRetryMaxWaitTime(2 * o.Pause).AddRetryCondition(worthAgain)
	return c, nil
}

func (c *Client) speaker() *resty.Client {
	r := resty.NewWithClient(&http.Client{Transport: c.transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		// The contract knows no redirects: whoever answers with one (a captive portal, a sign-on page) is no backend,
		// and must not be handed the token.
		return http.ErrUseLastResponse
	}})
	r.SetBaseURL(strings.TrimSuffix(c.base.String(), "/"))
	r.SetHeader("User-Agent", strings.TrimSpace("SocioMedio/"+c.options.Version))
	r.SetHeader("Accept", "application/json, application/problem+json")
	r.SetResponseBodyLimit(maxAnswer).SetJSONEscapeHTML(false).SetDisableWarn(true).SetLogger(quiet{c.options.Log})
	return r
}

// Server is the backend's base URL.
func (c *Client) Server() string { return c.base.String() }

// Use takes up a session that was kept.
func (c *Client) Use(t Tokens) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tokens = t
}

// Close waits for a renewal of tokens under way, which would be lost otherwise, and drops idle connections. Calls under way
// end with their contexts.
func (c *Client) Close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.renewals.Wait()
	c.transport.CloseIdleConnections()
}

func (c *Client) access() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tokens.Access
}

// address reads a server as an agent or IT writes it.
func address(server string, allowPlain bool) (*url.URL, error) {
	wrong := func(sentence string) error {
		return &data.Error{Kind: data.Invalid, Sentence: sentence, Field: "server"}
	}
	server = strings.TrimSpace(server)
	if server == "" {
		return nil, wrong("No server is set.")
	}
	if !strings.Contains(server, "://") {
		server = "https://" + server
	}
	u, err := url.Parse(server)
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return nil, wrong("The server's address can't be read.")
	}
	switch {
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, wrong("The server's address holds more than a host and a path.")
	case u.Scheme == "https":
	case u.Scheme != "http":
		return nil, wrong("The server's address does not begin with https.")
	case !allowPlain && !loopback(u.Hostname()):
		return nil, wrong("Plain http is only allowed to this machine.")
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	return u, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// quiet keeps resty's own words, which quote URLs with what was searched for, out of the log.
type quiet struct{ log *slog.Logger }

func (q quiet) Errorf(string, ...any) {}
func (q quiet) Warnf(string, ...any)  {}
func (q quiet) Debugf(string, ...any) {}

func newRequestID() string {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.NewString()
	}
	return id.String()
}

// within gives one call its time.
func (c *Client) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, c.options.Patience)
}
