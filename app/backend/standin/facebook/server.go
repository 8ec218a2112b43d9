package facebook

import (
	"context"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sociomedio/app/backend/standin/stage"
)

// network is what Facebook is called in the record of posts.
const network = "facebook"

// Server is Facebook. Its state is in memory; all methods may be called at the same time.
type Server struct {
	options Options
	page    string
	ledger  *stage.Ledger
	courier *stage.Courier
	base    atomic.Pointer[string]

	mu      sync.Mutex
	people  map[string]*person // by id and by PSID
	handles map[string]*person // by handle in lower case
	posts   []*post            // oldest first
	nodes   map[string]any
	threads []*thread
	counter int
	calls   []time.Time // of the last hour
	revoked bool
	uploads map[string]upload // by id

	targets    []target
	fields     map[string]bool // subscribed by the page; nil: all
	manner     Manner
	together   int // depth of Together
	pending    []event
	echoFirst  bool // of the call that is being served
	heldParcel []stage.Parcel
}

// New makes a stand-in that keeps what is posted in ledger and delivers events by courier.
func New(o Options, ledger *stage.Ledger, courier *stage.Courier) *Server {
	o = o.complete()
	return &Server{
		options: o, page: o.PageID, ledger: ledger, courier: courier,
		people: map[string]*person{}, handles: map[string]*person{}, nodes: map[string]any{}, uploads: map[string]upload{},
	}
}

func (o Options) complete() Options {
	or := func(v *string, normal string) {
		if *v == "" {
			*v = normal
		}
	}
	d := Defaults()
	or(&o.PageID, "1000200030004")
	or(&o.Name, "TelkomCare")
	or(&o.Version, "v26.0")
	or(&o.Credentials.AppID, d.AppID)
	or(&o.Credentials.AppSecret, d.AppSecret)
	or(&o.Credentials.PageToken, d.PageToken)
	or(&o.Credentials.VerifyToken, d.VerifyToken)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Calls == 0 {
		o.Calls = 200000
	}
	return o
}

func (s *Server) clock() time.Time { return s.options.Clock() }

// Drain waits until every event is delivered or given up.
func (s *Server) Drain(ctx context.Context) error { return s.courier.Drain(ctx) }

// call is one request after its parameters were read, the token checked and the lock taken.
type call struct {
	*http.Request
	path   []string          // without the version
	values map[string]string // of query, form or JSON body; what is no string there is JSON here
	app    bool              // made with the app's own token
}

func (c *call) value(name string) string { return c.values[name] }

var versionPattern = regexp.MustCompile(`^v\d+\.\d+$`)

// oldest is the version that answers calls to those that have ended (facebook-api §1).
const oldest = "v21.0"

// ServeHTTP answers as graph.facebook.com does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.seeBase(r)
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	version := s.options.Version
	if versionPattern.MatchString(path[0]) {
		if version, path = path[0], path[1:]; len(version) < len(oldest) || version < oldest {
			version = oldest
		}
	}
	w.Header().Set("Date", s.clock().UTC().Format(http.TimeFormat))
	w.Header().Set("facebook-api-version", version)
	if len(path) == 2 && path[0] == "_cdn" {
		s.picture(w, r, path[1])
		return
	}
	values, err := parameters(r)
	if err != nil {
		broken(err).write(w, s.trace())
		return
	}
	c := &call{Request: r, path: path, values: values}
	s.mu.Lock()
	status, body, refusal := s.serve(w, c)
	parcels := s.heldParcel
	s.heldParcel, s.echoFirst = nil, false
	trace := s.trace()
	s.mu.Unlock()
	for _, p := range parcels {
		if err := s.courier.Deliver(r.Context(), p); err != nil {
			s.courier.Send(p)
		}
	}
	if refusal != nil {
		refusal.write(w, trace)
		return
	}
	write(w, status, body)
}

func (s *Server) serve(w http.ResponseWriter, c *call) (int, any, *refusal) {
	if no := s.signIn(c); no != nil {
		return 0, nil, no
	}
	if no := s.count(w, c); no != nil {
		return 0, nil, no
	}
	s.echoFirst = s.options.EchoFirst || stage.EchoesFirst(c.Context())
	body, no := s.route(c)
	if no != nil {
		return 0, nil, no
	}
	return http.StatusOK, body, nil
}

// route finds what a path and method mean.
func (s *Server) route(c *call) (any, *refusal) {
	id, edge := c.path[0], ""
	if len(c.path) > 1 {
		edge = c.path[1]
	}
	if id == "me" {
		id = s.page
	}
	key := c.Method + " " + edge
	switch {
	case len(c.path) > 2:
	case id == "debug_token" && key == "GET ":
		return s.debugToken(c)
	case id == s.page:
		return s.pageRoute(c, key)
	case c.app:
		return nil, noObject(id)
	}
	switch n := s.nodes[id].(type) {
	case *post:
		return s.postRoute(c, n, key)
	case *comment:
		return s.commentRoute(c, n, key)
	case *thread:
		return s.threadRoute(c, n, key)
	case *message:
		if key == "GET " {
			return s.readMessage(c, n)
		}
	}
	if p := s.people[id]; p != nil && key == "GET " {
		return s.readProfile(c, p, id)
	}
	return nil, noObject(id)
}

func (s *Server) pageRoute(c *call, key string) (any, *refusal) {
	switch key {
	case "GET ":
		return pick(s.pageObject(), "Page", c.value("fields"), "name")
	case "GET feed":
		return s.readPosts(c, func(*post) bool { return true })
	case "GET published_posts":
		return s.readPosts(c, func(p *post) bool { return p.author == nil })
	case "GET visitor_posts", "GET tagged":
		return s.readPosts(c, func(p *post) bool { return p.author != nil })
	case "GET conversations":
		return s.readConversations(c)
	case "POST messages":
		return s.send(c)
	case "POST photos":
		return s.keepPhoto(c)
	case "POST message_attachments":
		return s.keepAttachment(c)
	case "GET subscribed_apps":
		return s.subscribed(), nil
	case "POST subscribed_apps":
		return s.subscribe(c)
	case "DELETE subscribed_apps":
		s.fields = map[string]bool{}
		return object{"success": true}, nil
	}
	return nil, noObject(s.page)
}

func (s *Server) postRoute(c *call, p *post, key string) (any, *refusal) {
	if p.deleted {
		return nil, noObject(p.id)
	}
	switch key {
	case "GET ":
		return pick(s.postObject(p), "Post", c.value("fields"), "message", "created_time")
	case "GET comments":
		return s.readComments(c, p, nil)
	case "POST comments":
		return s.comment(c, p, nil)
	case "POST likes":
		return object{"success": true}, nil
	}
	return nil, noObject(p.id)
}

func (s *Server) commentRoute(c *call, n *comment, key string) (any, *refusal) {
	if n.deleted {
		return nil, noObject(n.id)
	}
	switch key {
	case "GET ":
		return pick(s.commentObject(n), "Comment", c.value("fields"), "message", "created_time", "from")
	case "GET comments":
		return s.readComments(c, n.post, n)
	case "POST comments":
		return s.comment(c, n.post, n)
	case "POST ":
		return s.changeComment(c, n)
	case "DELETE ":
		return s.removeComment(n)
	case "POST likes":
		return object{"success": true}, nil
	}
	return nil, noObject(n.id)
}

// seeBase remembers how the client reached us, for the addresses of pictures and of next pages.
func (s *Server) seeBase(r *http.Request) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	path, _, _ := strings.Cut(r.RequestURI, "?")
	base := scheme + "://" + r.Host + strings.TrimSuffix(path, r.URL.EscapedPath())
	s.base.Store(&base)
}

func (s *Server) baseURL() string {
	if b := s.base.Load(); b != nil {
		return *b
	}
	return "http://localhost/facebook"
}

// Credentials are those that are accepted.
func (s *Server) Credentials() Credentials { return s.options.Credentials }

// Page is the id of the company's page.
func (s *Server) Page() string { return s.page }
