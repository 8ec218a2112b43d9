package x

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sociomedio/app/backend/standin/stage"
)

// Server is X. Its state is in memory; all methods may be called at the same time.
type Server struct {
	options Options
	me      string // id of the account
	ledger  *stage.Ledger
	courier *stage.Courier
	weight  func(string) int
	base    atomic.Pointer[string]
	mux     *http.ServeMux

	mu       sync.Mutex
	users    map[string]*user
	handles  map[string]*user // by handle in lower case, and by those from before
	posts    map[string]*post
	timeline []*post            // by id
	threads  map[string][]*post // by conversation
	said     map[string]string  // what the account said, to the id of the post
	messages []*message         // by id
	media    map[string]*medium
	within   map[int64]int
	limits   *counter

	nonces  map[string]time.Time
	tokens  map[string]grant
	refresh map[string]string // refresh token to scopes
	codes   map[string]ticket
	secrets int
	revoked bool

	hooks         []*hook
	subscriptions []*subscription
	hookCount     int
	manner        Manner // of the injection that is being done
	echoFirst     bool   // what the call being served causes is delivered before it is answered
	heldParcels   []stage.Parcel
}

// New makes a stand-in that keeps what is posted in ledger and delivers events by courier.
func New(o Options, ledger *stage.Ledger, courier *stage.Courier) *Server {
	o = o.complete()
	s := &Server{
		options: o, me: o.AccountID, ledger: ledger, courier: courier, weight: o.Weight,
		users: map[string]*user{}, handles: map[string]*user{}, posts: map[string]*post{}, media: map[string]*medium{}, within: map[int64]int{},
		threads: map[string][]*post{}, said: map[string]string{},
		limits: newCounter(o.Limits, o.LimitFactor), nonces: map[string]time.Time{}, codes: map[string]ticket{},
		refresh: map[string]string{o.Credentials.RefreshToken: scopes},
	}
	s.tokens = map[string]grant{
		o.Credentials.Bearer:    {name: "user " + s.me, scopes: scopes, expires: o.Clock().Add(accessLife)},
		o.Credentials.AppBearer: {name: "app", app: true},
	}
	me := &user{
		id: s.me, handle: o.Handle, name: o.Name, description: "Layanan pelanggan. Akun contoh.",
		followers: 120000, following: 12, created: time.Date(2011, 4, 5, 6, 7, 8, 0, time.UTC),
	}
	s.users[me.id], s.handles[strings.ToLower(me.handle)] = me, me
	s.mux = s.routes()
	return s
}

// complete fills in what was left empty.
func (o Options) complete() Options {
	or := func(v *string, normal string) {
		if *v == "" {
			*v = normal
		}
	}
	d := Defaults()
	or(&o.AccountID, "2910007")
	or(&o.Handle, "TelkomCare")
	or(&o.Name, "TelkomCare")
	or(&o.Spelling, "old")
	c := &o.Credentials
	or(&c.ConsumerKey, d.ConsumerKey)
	or(&c.ConsumerSecret, d.ConsumerSecret)
	or(&c.AccessToken, d.AccessToken)
	or(&c.AccessSecret, d.AccessSecret)
	or(&c.ClientID, d.ClientID)
	or(&c.ClientSecret, d.ClientSecret)
	or(&c.RefreshToken, d.RefreshToken)
	or(&c.Bearer, d.Bearer)
	or(&c.AppBearer, d.AppBearer)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Weight == nil {
		o.Weight = weigh
	}
	if o.MaxWeight == 0 {
		o.MaxWeight = 280
	}
	if o.Skew == 0 {
		o.Skew = 5 * time.Minute
	}
	return o
}

func (s *Server) clock() time.Time { return s.options.Clock() }

// ServeHTTP answers as api.x.com does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.seeBase(r)
	w.Header().Set("Date", s.clock().UTC().Format(http.TimeFormat))
	w.Header().Set("api-version", "2.167")
	s.mux.ServeHTTP(w, r)
}

// prefix is what stands before the paths of X in the address that was called.
func (s *Server) prefix(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	return strings.TrimSuffix(path, r.URL.EscapedPath())
}

// call is one request after sign-in, limits and lock.
type call struct {
	*http.Request
	w     http.ResponseWriter
	grant grant
}

// endpoint says what a path needs.
type endpoint struct {
	name   string // of its limit
	user   bool   // a user's token, not the app's
	app    bool   // the app's token, not a user's
	scopes []string
}

// handle puts sign-in, scopes and limits before f, which runs under the lock. f gives status and body, or a problem.
func (s *Server) handle(e endpoint, f func(c *call) (int, any, *problem)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.echoFirst = stage.EchoesFirst(r.Context())
		status, body, p := s.serve(w, r, e, f)
		parcels := s.heldParcels
		s.heldParcels, s.echoFirst = nil, false
		s.mu.Unlock()
		for _, parcel := range parcels {
			if err := s.courier.Deliver(r.Context(), parcel); err != nil {
				s.courier.Send(parcel)
			}
		}
		if p != nil {
			p.write(w)
			return
		}
		write(w, status, s.respell(body))
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, e endpoint, f func(c *call) (int, any, *problem)) (int, any, *problem) {
	g, p := s.caller(r)
	if p != nil {
		return 0, nil, p
	}
	w.Header().Set("x-access-level", "read-write-directmessages")
	w.Header().Set("x-transaction-id", code(r.Method+r.URL.Path+s.clock().String()))
	inTime := s.limits.spend(w.Header(), e.name, g.name, g.app, s.clock())
	switch {
	case e.user && g.app:
		p = blank(http.StatusForbidden, appTypeDetail)
		p.body["title"], p.body["type"] = "Unsupported Authentication", s.kind("unsupported-authentication")
		return 0, nil, p
	case e.app && !g.app:
		p = blank(http.StatusForbidden, userTypeDetail)
		p.body["title"], p.body["type"] = "Unsupported Authentication", s.kind("unsupported-authentication")
		return 0, nil, p
	case !inTime:
		return 0, nil, blank(http.StatusTooManyRequests, "Too Many Requests")
	}
	for _, scope := range e.scopes {
		if !g.app && !g.may(scope) {
			return 0, nil, blank(http.StatusForbidden, "Forbidden")
		}
	}
	return f(&call{Request: r, w: w, grant: g})
}

// routes are the paths of X that the stand-in knows.
func (s *Server) routes() *http.ServeMux {
	m := http.NewServeMux()
	read := []string{"tweet.read", "users.read"}
	dmRead, dmWrite := []string{"dm.read", "tweet.read", "users.read"}, []string{"dm.write", "tweet.read", "users.read"}
	m.HandleFunc("GET /2/oauth2/authorize", s.authorize)
	m.HandleFunc("GET /i/oauth2/authorize", s.authorize)
	m.HandleFunc("POST /2/oauth2/token", s.token)
	m.HandleFunc("POST /2/oauth2/revoke", s.revoke)
	m.HandleFunc("POST /oauth2/token", s.appToken)

	m.HandleFunc("GET /2/users/me", s.handle(endpoint{name: "me", user: true, scopes: read}, s.getMe))
	m.HandleFunc("GET /2/users/{id}", s.handle(endpoint{name: "users", scopes: read}, s.getUser))
	m.HandleFunc("GET /2/users", s.handle(endpoint{name: "users", scopes: read}, s.getUsers))
	m.HandleFunc("GET /2/users/by/username/{handle}", s.handle(endpoint{name: "users", scopes: read}, s.getUserByHandle))
	m.HandleFunc("GET /2/users/{id}/mentions", s.handle(endpoint{name: "mentions", scopes: read}, s.getMentions))
	m.HandleFunc("GET /2/users/{id}/tweets", s.handle(endpoint{name: "user_tweets", scopes: read}, s.getUserPosts))
	m.HandleFunc("GET /2/tweets/{id}", s.handle(endpoint{name: "tweets", scopes: read}, s.getPost))
	m.HandleFunc("GET /2/tweets", s.handle(endpoint{name: "tweets", scopes: read}, s.getPosts))
	m.HandleFunc("POST /2/tweets", s.handle(endpoint{name: "create_tweet", user: true, scopes: append([]string{"tweet.write"}, read...)}, s.createPost))
	m.HandleFunc("DELETE /2/tweets/{id}", s.handle(endpoint{name: "delete_tweet", user: true, scopes: []string{"tweet.write"}}, s.deletePost))
	m.HandleFunc("PUT /2/tweets/{id}/hidden", s.handle(endpoint{name: "hide", user: true, scopes: []string{"tweet.moderate.write"}}, s.hidePost))

	m.HandleFunc("GET /2/dm_events", s.handle(endpoint{name: "dm_events", user: true, scopes: dmRead}, s.getEvents))
	m.HandleFunc("GET /2/dm_events/{id}", s.handle(endpoint{name: "dm_events", user: true, scopes: dmRead}, s.getEvent))
	m.HandleFunc("GET /2/dm_conversations/with/{id}/dm_events", s.handle(endpoint{name: "dm_with", user: true, scopes: dmRead}, s.getEventsWith))
	m.HandleFunc("GET /2/dm_conversations/{id}/dm_events", s.handle(endpoint{name: "dm_with", user: true, scopes: dmRead}, s.getEventsIn))
	m.HandleFunc("POST /2/dm_conversations/with/{id}/messages", s.handle(endpoint{name: "dm_send", user: true, scopes: dmWrite}, s.sendWith))
	m.HandleFunc("POST /2/dm_conversations/{id}/messages", s.handle(endpoint{name: "dm_send", user: true, scopes: dmWrite}, s.sendIn))
	m.HandleFunc("GET /2/dm_conversations/media/{dm}/{medium}/{resource}", s.privateMedium)

	m.HandleFunc("POST /2/media/upload", s.handle(endpoint{name: "media", user: true, scopes: []string{"media.write"}}, s.upload))
	m.HandleFunc("GET /media/{file}", s.publicMedium)

	m.HandleFunc("POST /2/webhooks", s.createHook)
	m.HandleFunc("PUT /2/webhooks/{id}", s.checkHook)
	m.HandleFunc("GET /2/webhooks", s.handle(endpoint{name: "webhooks", app: true}, s.getHooks))
	m.HandleFunc("DELETE /2/webhooks/{id}", s.handle(endpoint{name: "webhooks", app: true}, s.deleteHook))
	m.HandleFunc("POST /2/activity/subscriptions", s.handle(endpoint{name: "subscriptions"}, s.subscribe))
	m.HandleFunc("GET /2/activity/subscriptions", s.handle(endpoint{name: "subscriptions"}, s.getSubscriptions))
	m.HandleFunc("DELETE /2/activity/subscriptions/{id}", s.handle(endpoint{name: "subscriptions"}, s.unsubscribe))
	m.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		blank(http.StatusNotFound, "Not Found").write(w)
	})
	return m
}

// Drain waits until every event is delivered or given up.
func (s *Server) Drain(ctx context.Context) error { return s.courier.Drain(ctx) }

// Credentials are those that are accepted.
func (s *Server) Credentials() Credentials { return s.options.Credentials }

// Account is the id of the company's account.
func (s *Server) Account() string { return s.me }
