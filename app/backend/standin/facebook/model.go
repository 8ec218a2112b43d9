package facebook

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"sociomedio/app/backend/standin/stage"
	"sociomedio/assets/demo"
)

// person is somebody: with one id in public and another one in Messenger, where it is good for this page only.
type person struct {
	id, psid, name, handle string
	blocked                bool    // can't be written to
	thread                 *thread // nil until there is one
}

// post stands on the page; author is nil when it is the page's own.
type post struct {
	id, text    string
	author      *person
	at, edited  time.Time
	attachments []attachment
	comments    []*comment // all of them, in the order in which they came
	deleted     bool
	hidden      bool
	unpublished bool
	unlisted    bool
	visible     time.Time
	answered    time.Time // when a private reply went out
}

// comment hangs under a post; root is the comment that it answers, because there are two levels.
type comment struct {
	id, text         string
	author           *person // nil: the page, or somebody who is not shown
	page             bool
	post             *post
	root             *comment
	at, edited       time.Time
	attachments      []attachment
	deleted, hidden  bool
	unlisted, byAPI  bool
	visible          time.Time
	privatelyReplied bool
	answers          []*comment // below it, in the order in which they came
}

// thread is the private conversation of a person with the page.
type thread struct {
	id       string
	person   *person
	messages []*message // oldest first
	lastIn   time.Time  // when the person last wrote: the window
}

// message is one in Messenger.
type message struct {
	id, text, metadata, replyTo string
	page                        bool // written by the page
	byAPI                       bool
	thread                      *thread
	at                          time.Time
	attachments                 []attachment
	deleted, unlisted           bool
	visible                     time.Time
	edits                       int
}

// attachment hangs on any of them.
type attachment struct{ kind, id, url, title string }

// next is a number that was not given out before.
func (s *Server) next() int { s.counter++; return s.counter }

func (s *Server) newPostID() string { return fmt.Sprintf("%s_%d", s.page, 600000000000000+s.next()) }

// newCommentID is the post's own part and one for the comment.
func (s *Server) newCommentID(p *post) string {
	_, own, _ := strings.Cut(p.id, "_")
	return fmt.Sprintf("%s_%d", own, 800000000000000+s.next())
}

func (s *Server) newMID() string {
	sum := sha256.Sum256([]byte("mid" + strconv.Itoa(s.next())))
	return "m_" + base64.RawURLEncoding.EncodeToString(sum[:])
}

// trace is an fbtrace_id.
func (s *Server) trace() string {
	sum := sha256.Sum256([]byte("trace" + strconv.Itoa(s.next())))
	return "A" + base64.RawURLEncoding.EncodeToString(sum[:])[:22]
}

// stamp is a time as the Graph API writes it: no colon in the zone.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-0700") }

// someone finds a person by any of their ids or their handle, or makes one.
func (s *Server) someone(c demo.Customer) *person {
	p := s.people[c.ID]
	if p == nil {
		p = s.people[c.PSID]
	}
	if p == nil && c.Handle != "" && c.ID == "" && c.PSID == "" {
		p = s.handles[strings.ToLower(c.Handle)]
	}
	if p == nil {
		p = &person{id: c.ID, psid: c.PSID, name: c.Name, handle: c.Handle}
		if p.id == "" {
			p.id = strconv.Itoa(10990000000000 + s.next())
		}
		if p.psid == "" {
			p.psid = strconv.Itoa(7990000000000000 + s.next())
		}
		s.people[p.id], s.people[p.psid] = p, p
		if key := strings.ToLower(p.handle); key != "" && s.handles[key] == nil {
			s.handles[key] = p
		}
	}
	if c.Name != "" {
		p.name = c.Name
	}
	if p.name == "" {
		p.name = cmp.Or(p.handle, "Pengguna Contoh")
	}
	return p
}

// label is how a person was injected: by handle, else by name.
func (p *person) label() string {
	if p == nil {
		return ""
	}
	return cmp.Or(p.handle, p.name)
}

func (s *Server) threadOf(p *person) *thread {
	if p.thread == nil {
		p.thread = &thread{id: "t_" + p.psid, person: p}
		s.threads = append(s.threads, p.thread)
		s.nodes[p.thread.id] = p.thread
	}
	return p.thread
}

func (s *Server) postByID(id string) *post {
	p, _ := s.nodes[id].(*post)
	return p
}

func (s *Server) commentByID(id string) *comment {
	c, _ := s.nodes[id].(*comment)
	return c
}

// insert keeps a list in the order of the network's time; what came later stays behind what came at the same time.
func insert[T any](list []T, one T, at func(T) time.Time) []T {
	i := len(list)
	for i > 0 && at(list[i-1]).After(at(one)) {
		i--
	}
	return slices.Insert(list, i, one)
}

func (s *Server) addPost(p *post) {
	s.nodes[p.id] = p
	s.posts = insert(s.posts, p, func(p *post) time.Time { return p.at })
}

func (s *Server) addComment(c *comment) {
	s.nodes[c.id] = c
	at := func(c *comment) time.Time { return c.at }
	c.post.comments = insert(c.post.comments, c, at)
	if c.root != nil {
		c.root.answers = insert(c.root.answers, c, at)
	}
}

func (s *Server) addMessage(m *message) {
	s.nodes[m.id] = m
	m.thread.messages = insert(m.thread.messages, m, func(m *message) time.Time { return m.at })
	if !m.page && m.at.After(m.thread.lastIn) {
		m.thread.lastIn = m.at
	}
}

// pictureLife is how long the address of a picture is good.
const pictureLife = 24 * time.Hour

// attach is an attachment of somebody as Facebook would keep it: with an address that expires.
func (s *Server) attach(list []demo.Attachment) []attachment {
	var out []attachment
	for _, a := range list {
		one := attachment{kind: a.Type, id: strconv.Itoa(500000000000000 + s.next()), url: a.URL, title: a.Alt}
		if one.kind == "" || one.kind == "photo" {
			one.kind = "image"
		}
		if one.url == "" && one.kind != "location" {
			one.url = s.address(one.id)
		}
		out = append(out, one)
	}
	return out
}

// address is where a picture can be fetched for a while.
func (s *Server) address(id string) string {
	return fmt.Sprintf("%s/_cdn/%s.png?oe=%X&oh=%s", s.baseURL(), id, s.clock().Add(pictureLife).Unix(), signature(id))
}

func signature(id string) string {
	sum := sha256.Sum256([]byte("cdn" + id))
	return hex.EncodeToString(sum[:8])
}

// picture serves what attach made, until it expires.
func (s *Server) picture(w http.ResponseWriter, r *http.Request, file string) {
	id := strings.TrimSuffix(file, ".png")
	until, err := strconv.ParseInt(r.URL.Query().Get("oe"), 16, 64)
	if err != nil || r.URL.Query().Get("oh") != signature(id) || s.clock().Unix() > until {
		http.Error(w, "URL signature expired", http.StatusForbidden)
		return
	}
	b := stage.Picture(id)
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}
