package x

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// user is a profile. Blocked means that it and the company's account have nothing to say to each other.
type user struct {
	id, handle, name, description  string
	followers, following, statuses int
	created                        time.Time
	protected, closedDMs, blocked  bool
}

// post is what somebody wrote in public. text is as they wrote it; what X makes of it is rendered on reading.
type post struct {
	id, author, text          string
	conversation              string
	at, visible               time.Time
	replyTo, quoted, reposted string // ids of posts
	replyToUser               string
	replySettings             string // everyone, mentionedUsers, following ...
	media                     []*medium
	chain                     []string // ids of all versions, oldest first
	deleted, hidden, unlisted bool
	byAPI, namesUs            bool
	replies, reposts, quotes  int
}

// message is a direct message.
type message struct {
	id, sender, recipient, text string
	at, visible                 time.Time
	media                       []*medium
	deleted, unlisted, byAPI    bool
}

// medium is a picture or video on a post or message.
type medium struct {
	key, id, kind string // kind: photo, video, animated_gif
	url, alt      string
	category      string // tweet or dm, of what was uploaded
	fingerprint   string // of the bytes that were uploaded
	dm            string // id of the direct message it hangs on: then only the account may fetch it
}

// epoch is where the time in X's ids begins.
const epoch = 1288834974657

// newID is an id as X makes them: the time in milliseconds, then a number within it. Ids rise with time.
func (s *Server) newID(at time.Time) string {
	ms := max(at.UnixMilli()-epoch, 1)
	for {
		n := s.within[ms]
		s.within[ms] = n + 1
		id := strconv.FormatUint(uint64(ms)<<22|uint64(n&0x3FFFFF), 10)
		if _, taken := s.posts[id]; !taken && s.messageByID(id) == nil {
			return id
		}
	}
}

// number is an id as a number; ids that are none sort first.
func number(id string) uint64 {
	n, _ := strconv.ParseUint(id, 10, 64)
	return n
}

func (s *Server) addPost(p *post) {
	s.posts[p.id] = p
	i, _ := slices.BinarySearchFunc(s.timeline, p, func(a, b *post) int { return cmp.Compare(number(a.id), number(b.id)) })
	s.timeline = slices.Insert(s.timeline, i, p)
	s.threads[p.conversation] = append(s.threads[p.conversation], p)
	p.namesUs = names(p.text, s.options.Handle)
	if p.author == s.me {
		s.said[clean(p.text)] = p.id
	}
	for id, counter := range map[string]func(*post){
		p.replyTo: func(o *post) { o.replies++ }, p.reposted: func(o *post) { o.reposts++ }, p.quoted: func(o *post) { o.quotes++ },
	} {
		if o := s.posts[id]; o != nil {
			counter(o)
		}
	}
}

func (s *Server) addMessage(m *message) {
	i, _ := slices.BinarySearchFunc(s.messages, m, func(a, b *message) int { return cmp.Compare(number(a.id), number(b.id)) })
	s.messages = slices.Insert(s.messages, i, m)
}

func (s *Server) messageByID(id string) *message {
	i, ok := slices.BinarySearchFunc(s.messages, id, func(m *message, id string) int { return cmp.Compare(number(m.id), number(id)) })
	if !ok {
		return nil
	}
	return s.messages[i]
}

// latest follows the edits of a post to the version that is read today.
func (s *Server) latest(p *post) *post {
	if p == nil || len(p.chain) == 0 {
		return p
	}
	return s.posts[p.chain[len(p.chain)-1]]
}

// readable says whether the account sees a post now; reason is a problem type when it does not.
func (s *Server) readable(p *post) (reason string) {
	if p == nil || p.deleted {
		return "resource-not-found"
	}
	if u := s.users[p.author]; u != nil && (u.protected || u.blocked) && u.id != s.me {
		return "not-authorized-for-resource"
	}
	return ""
}

// names says whether a text has @handle in it.
func names(text, handle string) bool {
	for _, m := range mentionsIn(text) {
		if strings.EqualFold(m.handle, handle) {
			return true
		}
	}
	return false
}

// conversationOf is the id of a private conversation: the smaller id, a dash, the larger one.
func conversationOf(a, b string) string {
	if number(a) > number(b) {
		a, b = b, a
	}
	return a + "-" + b
}

// partner is the one in a direct message who isn't the account.
func (s *Server) partner(m *message) string {
	if m.sender == s.me {
		return m.recipient
	}
	return m.sender
}

func (s *Server) userByHandle(handle string) *user {
	handle = strings.TrimPrefix(handle, "@")
	u := s.handles[strings.ToLower(handle)]
	if u == nil || !strings.EqualFold(u.handle, handle) {
		return nil
	}
	return u
}

// link is a post's page.
func (s *Server) link(p *post) string {
	handle := "i"
	if u := s.users[p.author]; u != nil {
		handle = u.handle
	}
	return fmt.Sprintf("https://x.com/%s/status/%s", handle, p.id)
}
