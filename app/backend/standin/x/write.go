package x

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sociomedio/assets/demo"
)

// Message is something that somebody writes on X.
type Message struct {
	From, To    demo.Customer // To: the customer, when the account itself writes privately
	Own         bool          // the account itself writes, in the network's own page
	Private     bool
	Plain       bool // the account's name is not put before a text without it
	Text, ID    string
	InReplyTo   string
	Quoted      string
	Reposted    string
	At, Visible time.Time
	Unlisted    bool // reading does not bring it
	Attachments []demo.Attachment
	Manner
}

// Written says what became of a Message.
type Written struct{ ID, Thread, Author string }

// Person makes a user known, or completes one that is.
func (s *Server) Person(c demo.Customer) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.person(c).id
}

func (s *Server) person(c demo.Customer) *user {
	handle := strings.TrimPrefix(c.Handle, "@")
	u := s.users[c.ID]
	if u == nil && c.ID == "" {
		u = s.userByHandle(handle)
	}
	if u == nil {
		u = &user{id: c.ID, handle: handle, name: c.Name, created: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)}
		if u.id == "" {
			u.id = strconv.Itoa(7700000 + len(s.users))
		}
		if u.handle == "" {
			u.handle = "contoh_" + u.id
		}
		if u.name == "" {
			u.name = u.handle
		}
		s.users[u.id] = u
	}
	u.update(c, handle)
	s.handles[strings.ToLower(u.handle)] = u
	return u
}

func (u *user) update(c demo.Customer, handle string) {
	for to, from := range map[*string]string{&u.handle: handle, &u.name: c.Name, &u.description: c.Description} {
		if from != "" {
			*to = from
		}
	}
	for to, from := range map[*int]int{&u.followers: c.Followers, &u.following: c.Following, &u.statuses: c.Statuses} {
		if from != 0 {
			*to = from
		}
	}
	if !c.Since.IsZero() {
		u.created = c.Since
	}
	u.protected, u.closedDMs = u.protected || c.Protected, u.closedDMs || c.ClosedDMs
}

// Write lets somebody write.
func (s *Server) Write(m Message) (Written, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manner = m.Manner
	defer func() { s.manner = Manner{} }()
	if m.ID != "" && (!idPattern.MatchString(m.ID) || s.posts[m.ID] != nil || s.messageByID(m.ID) != nil) {
		return Written{}, errors.New("x: the id is no number of at most 19 digits, or there already")
	}
	author := s.users[s.me]
	if !m.Own {
		author = s.person(m.From)
	}
	if m.Private {
		return s.writePrivate(m, author)
	}
	return s.writePublic(m, author)
}

func (s *Server) writePrivate(m Message, author *user) (Written, error) {
	other := s.me
	if m.Own {
		other = s.person(m.To).id
	}
	o := &message{id: m.ID, sender: author.id, recipient: other, text: m.Text, at: m.At, visible: m.Visible, unlisted: m.Unlisted}
	if o.at.IsZero() {
		o.at = s.clock()
	}
	if o.id == "" {
		o.id = s.newID(o.at)
	}
	for _, a := range m.Attachments {
		one := s.newMedium(a)
		one.dm = o.id
		o.media = append(o.media, one)
	}
	s.deliver(o)
	return Written{ID: o.id, Thread: conversationOf(author.id, other), Author: author.id}, nil
}

func (s *Server) writePublic(m Message, author *user) (Written, error) {
	o := &post{
		id: m.ID, author: author.id, text: m.Text, at: m.At, visible: m.Visible, unlisted: m.Unlisted,
		replyTo: m.InReplyTo, quoted: m.Quoted, reposted: m.Reposted, replySettings: "everyone",
	}
	if r := s.posts[o.reposted]; r != nil {
		text := []rune("RT @" + s.handleOf(r.author) + ": " + r.text)
		if len(text) > 140 {
			text = append(text[:139], '…')
		}
		o.text = string(text)
	}
	if parent := s.posts[o.replyTo]; !m.Own && !m.Plain && !names(o.text, s.options.Handle) && (parent == nil || parent.author == s.me) && o.quoted+o.reposted == "" {
		o.text = "@" + s.options.Handle + " " + o.text // X puts the name before an answer; a mention is none without it
	}
	for _, a := range m.Attachments {
		o.media = append(o.media, s.newMedium(a))
	}
	s.publish(o)
	return Written{ID: o.id, Thread: o.conversation, Author: o.author}, nil
}

// LastTo is the account's latest post that answers a user; empty when there is none.
func (s *Server) LastTo(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range slices.Backward(s.timeline) {
		if o.author == s.me && o.replyToUser == id && !o.deleted {
			return o.id
		}
	}
	return ""
}

// Edit makes a new version of a post: it has a new id, and the old ones lead to it (x-api §3).
func (s *Server) Edit(id, text string, how Manner) (Written, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.latest(s.posts[id])
	if old == nil || old.deleted {
		return Written{}, fmt.Errorf("x: no post %s to edit", id)
	}
	s.manner = how
	defer func() { s.manner = Manner{} }()
	o := *old
	o.text, o.at, o.replies, o.reposts, o.quotes = text, s.clock(), 0, 0, 0
	o.id = s.newID(o.at)
	chain := append(slices.Clone(old.chain), o.id)
	s.addPost(&o)
	for _, v := range chain {
		s.posts[v].chain = chain
	}
	s.announcePost(&o)
	return Written{ID: o.id, Thread: o.conversation, Author: o.author}, nil
}

// Delete takes down a post with all its versions, or a direct message.
func (s *Server) Delete(id string, how Manner) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manner = how
	defer func() { s.manner = Manner{} }()
	if m := s.messageByID(id); m != nil {
		m.deleted = true
		return nil
	}
	o := s.posts[id]
	if o == nil {
		return fmt.Errorf("x: no post %s to delete", id)
	}
	for _, v := range o.chain {
		s.posts[v].deleted = true
	}
	s.announce("post.delete", object{"id": id, "author_id": o.author}, o.author)
	return nil
}

// Hide hides a reply or shows it again.
func (s *Server) Hide(id string, hidden bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.posts[id]
	if o == nil {
		return fmt.Errorf("x: no post %s to hide", id)
	}
	o.hidden = hidden
	return nil
}

// Change sets what stands between a user and the account.
func (s *Server) Change(c demo.Customer, blocked, closedDMs, protected *bool) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(c)
	for to, from := range map[*bool]*bool{&u.blocked: blocked, &u.closedDMs: closedDMs, &u.protected: protected} {
		if from != nil {
			*to = *from
		}
	}
	return u.id
}

// Revoke ends all tokens, as when the account's owner throws the app out; or lets them live again.
func (s *Server) Revoke(dead bool, how Manner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manner = how
	defer func() { s.manner = Manner{} }()
	s.revoked = dead
	if dead {
		s.announce("oauth.revoke", object{"user_id": s.me, "date_time": stamp(s.clock())}, s.me)
	}
}

// Raw delivers bytes as they are, signed.
func (s *Server) Raw(raw json.RawMessage, how Manner) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.manner = how
	defer func() { s.manner = Manner{} }()
	for _, h := range s.hooks {
		s.shipRaw(h, raw)
	}
}
