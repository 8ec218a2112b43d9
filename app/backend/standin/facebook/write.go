package facebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sociomedio/assets/demo"
)

// Message is something that somebody writes on Facebook.
type Message struct {
	Kind        string        // comment, post, mention (the page is named elsewhere), messenger
	From        demo.Customer // zero: somebody whom Facebook does not name
	To          demo.Customer // messenger, when the page itself writes: the customer
	Own         bool          // the page itself writes, in Facebook's own inbox
	Text, ID    string
	InReplyTo   string // comment: a post or comment; empty: the page's latest post
	Metadata    string
	At, Visible time.Time
	Unlisted    bool // reading does not bring it
	Unpublished bool
	Attachments []demo.Attachment
	Manner
}

// Written says what became of a Message.
type Written struct{ ID, Thread, Author string }

// Person makes somebody known, or completes one who is.
func (s *Server) Person(c demo.Customer) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.someone(c).id
}

// Together lets everything that f causes travel in one delivery. f must call Write and the like, not Together.
func (s *Server) Together(f func() error) error {
	s.mu.Lock()
	s.together++
	s.mu.Unlock()
	err := f()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.together--; s.together == 0 {
		s.ship()
	}
	s.manner = Manner{}
	return err
}

// begin takes the lock and the manner of an injection; the func that it gives ends both.
func (s *Server) begin(how Manner) func() {
	s.mu.Lock()
	s.manner = how
	return func() {
		if s.together == 0 {
			s.manner = Manner{}
		}
		s.mu.Unlock()
	}
}

// Write lets somebody write.
func (s *Server) Write(m Message) (Written, error) {
	defer s.begin(m.Manner)()
	if m.At.IsZero() {
		m.At = s.clock()
	}
	if s.nodes[m.ID] != nil {
		return Written{}, fmt.Errorf("facebook: id %s is there already", m.ID)
	}
	var who *person
	if m.From != (demo.Customer{}) {
		who = s.someone(m.From)
	}
	switch m.Kind {
	case "comment":
		return s.writeComment(m, who)
	case "post":
		return s.writePost(m, who)
	case "mention":
		p := &post{id: fmt.Sprintf("%d_%d", 1099000000000+s.next(), 600000000000000+s.next()), author: who, text: m.Text, at: m.At}
		s.nodes[p.id] = p
		s.announceMention(p)
		return Written{ID: p.id, Thread: p.id, Author: idOf(who)}, nil
	case "messenger":
		return s.writeMessage(m, who)
	}
	return Written{}, fmt.Errorf("facebook: unknown kind %q", m.Kind)
}

func idOf(p *person) string {
	if p == nil {
		return ""
	}
	return p.id
}

func (s *Server) writeComment(m Message, who *person) (Written, error) {
	c := &comment{
		id: m.ID, text: m.Text, author: who, page: m.Own, at: m.At, visible: m.Visible, unlisted: m.Unlisted, attachments: s.attach(m.Attachments),
	}
	switch n := s.nodes[m.InReplyTo].(type) {
	case *post:
		c.post = n
	case *comment:
		c.post, c.root = n.post, rootOf(n)
	default:
		if m.InReplyTo != "" {
			return Written{}, fmt.Errorf("facebook: nothing with id %s to comment on", m.InReplyTo)
		}
		c.post = s.latestPost()
	}
	if c.id == "" {
		c.id = s.newCommentID(c.post)
	}
	s.addComment(c)
	s.announceComment(c, "add")
	return Written{ID: c.id, Thread: c.post.id, Author: idOf(who)}, nil
}

// latestPost is the page's own; there is always one.
func (s *Server) latestPost() *post {
	for i := len(s.posts) - 1; i >= 0; i-- {
		if p := s.posts[i]; p.author == nil && !p.deleted && !p.unpublished {
			return p
		}
	}
	p := &post{id: s.newPostID(), text: "Ada yang bisa kami bantu hari ini?", at: s.clock().Add(-time.Hour)}
	s.addPost(p)
	return p
}

func (s *Server) writePost(m Message, who *person) (Written, error) {
	p := &post{
		id: m.ID, text: m.Text, author: who, at: m.At, visible: m.Visible, unlisted: m.Unlisted, unpublished: m.Unpublished,
		attachments: s.attach(m.Attachments),
	}
	if m.Own {
		p.author = nil
	} else if who == nil {
		p.author = s.someone(demo.Customer{Name: "Pengguna Contoh"})
	}
	if p.id == "" {
		p.id = s.newPostID()
	}
	s.addPost(p)
	s.announcePost(p, "add")
	return Written{ID: p.id, Thread: p.id, Author: idOf(who)}, nil
}

func (s *Server) writeMessage(m Message, who *person) (Written, error) {
	if m.Own {
		who = s.someone(m.To)
	}
	if who == nil {
		return Written{}, errors.New("facebook: a private message needs somebody who writes it")
	}
	t := s.threadOf(who)
	o := &message{
		id: m.ID, text: m.Text, page: m.Own, thread: t, at: m.At, metadata: m.Metadata, visible: m.Visible, unlisted: m.Unlisted,
		replyTo: m.InReplyTo, attachments: s.attach(m.Attachments),
	}
	if o.id == "" {
		o.id = s.newMID()
	}
	s.addMessage(o)
	s.announceMessage(o)
	return Written{ID: o.id, Thread: t.id, Author: who.psid}, nil
}

// Edit changes a text.
func (s *Server) Edit(id, text string, how Manner) error {
	defer s.begin(how)()
	switch n := s.nodes[id].(type) {
	case *comment:
		n.text, n.edited = text, s.clock()
		s.announceComment(n, "edited")
	case *post:
		n.text, n.edited = text, s.clock()
		s.announcePost(n, "edited")
	case *message:
		n.text, n.edits = text, n.edits+1
		s.announceEdit(n)
	default:
		return fmt.Errorf("facebook: nothing with id %s to edit", id)
	}
	return nil
}

// Delete takes something down.
func (s *Server) Delete(id string, how Manner) error {
	defer s.begin(how)()
	switch n := s.nodes[id].(type) {
	case *comment:
		n.deleted = true
		s.announceComment(n, "remove")
	case *post:
		n.deleted = true
		s.announcePost(n, "remove")
	case *message:
		n.deleted = true
		s.announceDelete(n)
	default:
		return fmt.Errorf("facebook: nothing with id %s to delete", id)
	}
	return nil
}

// Hide hides a comment or shows it again, as the page's own people do.
func (s *Server) Hide(id string, hidden bool, how Manner) error {
	defer s.begin(how)()
	c := s.commentByID(id)
	if c == nil {
		return fmt.Errorf("facebook: no comment %s to hide", id)
	}
	c.hidden = hidden
	verb := "hide"
	if !hidden {
		verb = "unhide"
	}
	s.announceComment(c, verb)
	return nil
}

// Block lets somebody be out of reach, or in reach again.
func (s *Server) Block(c demo.Customer, blocked bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.someone(c)
	p.blocked = blocked
	return p.id
}

// Revoke ends the page's token, or lets it live again.
func (s *Server) Revoke(dead bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = dead
}

// Raw delivers bytes as they are, signed.
func (s *Server) Raw(raw json.RawMessage, how Manner) {
	defer s.begin(how)()
	if !how.Silent {
		s.shipRaw(raw)
	}
}
