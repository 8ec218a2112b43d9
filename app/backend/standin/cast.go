package standin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"sociomedio/app/backend/standin/facebook"
	"sociomedio/app/backend/standin/x"
	"sociomedio/assets/demo"
)

// cast are the customers of a script: they write when their time has come, and write back when they are answered.
type cast struct {
	server *Server
	script demo.Script
	pace   float64
	back   time.Duration
	wake   chan struct{}

	mu    sync.Mutex
	roles map[string]*role // by network, id and whether it is private
	lines []line           // by time
}

// role is one conversation as it goes on.
type role struct {
	demo.Conversation
	left []demo.Answer
	last Post // the answer that is being answered
}

// line is something that will be written.
type line struct {
	due     time.Time
	role    *role
	message *demo.Message // nil: the role's next answer
}

func newCast(s *Server, o Options) *cast {
	c := &cast{server: s, pace: o.Pace, back: o.WriteBack, wake: make(chan struct{}, 1), roles: map[string]*role{}}
	if o.Script != nil {
		c.script = *o.Script
	}
	return c
}

func roleKey(network, id string, private bool) string {
	return fmt.Sprint(network, " ", id, " ", private)
}

// enter brings everything that lies before the start: the page's posts and what was written Ago; the rest is planned.
func (c *cast) enter() error {
	now, start := c.server.options.Clock(), time.Now()
	if begun := c.server.options.Begun; !begun.IsZero() {
		now, start = begun, begun
	}
	for _, p := range c.script.Posts {
		at := demo.Shift(p.At, now)
		if at.IsZero() {
			at = now.Add(-24 * time.Hour)
		}
		id := p.ID
		if id != "" {
			id = c.server.facebook.Page() + "_" + id
		}
		_, err := c.server.facebook.Write(facebook.Message{Kind: "post", Own: true, ID: id, Text: p.Text, At: at, Manner: facebook.Manner{Silent: true}})
		if err != nil {
			return fmt.Errorf("script: post %s: %w", p.ID, err)
		}
	}
	for _, one := range c.script.Conversations {
		if err := c.earlier(one, now); err != nil {
			return fmt.Errorf("script: history of conversation %s: %w", one.Key, err)
		}
	}
	var before []line
	c.mu.Lock()
	for _, one := range c.script.Conversations {
		r := &role{Conversation: one, left: slices.Clone(one.Answers)}
		c.know(r)
		for i := range one.Messages {
			l := line{due: now.Add(-time.Duration(one.Messages[i].Ago)), role: r, message: &one.Messages[i]}
			if l.message.After > 0 {
				if l.due = start.Add(c.scaled(l.message.After)); l.due.After(time.Now()) {
					c.plan(l)
					continue
				}
			}
			before = append(before, l)
		}
	}
	c.mu.Unlock()
	slices.SortStableFunc(before, func(a, b line) int { return a.due.Compare(b.due) })
	for _, l := range before {
		if err := c.write(l.role, l.message.Text, l.message.Attachments, l.due, Post{}); err != nil {
			return fmt.Errorf("script: conversation %s: %w", l.role.Key, err)
		}
	}
	return nil
}

// earlier writes what customer and company said to each other before today: the customer's messages, and under each the
// company's answers. It makes no noise: it is there for who reads back. A last word that nobody answered is left out; who reads
// back for the first time would take it for one that waits.
func (c *cast) earlier(one demo.Conversation, now time.Time) error {
	last := ""
	said := slices.DeleteFunc(slices.Clone(one.History), func(e demo.Entry) bool { return e.Note || !demo.Shift(e.At, now).Before(now) })
	for i, e := range said {
		at := demo.Shift(e.At, now)
		own := e.From != customerSays
		if !own && (i+1 == len(said) || said[i+1].At.Sub(e.At) > answeredWithin) {
			continue
		}
		id, err := c.past(one, e.Text, at, own, last)
		if err != nil {
			return err
		}
		if !own {
			last = id
		}
	}
	return nil
}

const (
	customerSays   = "customer"     // demo.Entry.From of what the customer wrote
	answeredWithin = 48 * time.Hour // an answer that comes later was one to something else
)

// past writes one message of earlier days and gives its id; an answer stands under parent.
func (c *cast) past(one demo.Conversation, text string, at time.Time, own bool, parent string) (string, error) {
	if one.Network == "twitter" {
		m := x.Message{From: one.Customer, Private: one.Kind == "dm", Text: text, At: at, Manner: x.Manner{Silent: true}}
		if own {
			m.Own, m.From, m.To = true, demo.Customer{}, one.Customer
			if !m.Private {
				m.InReplyTo = parent
			}
		}
		w, err := c.server.x.Write(m)
		return w.ID, err
	}
	m := facebook.Message{Kind: one.Kind, From: one.Customer, Text: text, At: at, Manner: facebook.Manner{Silent: true}}
	if own {
		m.Own, m.From, m.To = true, demo.Customer{}, one.Customer
		if one.Kind == "comment" {
			m.InReplyTo = parent
		}
	} else if one.Kind == "comment" && one.Post != "" {
		m.InReplyTo = c.server.facebook.Page() + "_" + strings.TrimPrefix(one.Post, c.server.facebook.Page()+"_")
	}
	w, err := c.server.facebook.Write(m)
	return w.ID, err
}

// know makes a customer findable by the ids with which they can be answered.
func (c *cast) know(r *role) {
	private := r.Kind == "dm" || r.Kind == "messenger"
	id := r.Customer.ID
	if r.Network == "facebook" && private {
		id = r.Customer.PSID
	}
	c.roles[roleKey(r.Network, id, private)] = r
	if key := roleKey(r.Network, r.Customer.PSID, true); r.Network == "facebook" && !private && c.roles[key] == nil {
		c.roles[key] = r // a private reply to a comment is answered too
	}
}

func (c *cast) scaled(d demo.Duration) time.Duration {
	return time.Duration(float64(d) / c.pace)
}

// plan keeps the lines sorted; the lock is held.
func (c *cast) plan(l line) {
	i, _ := slices.BinarySearchFunc(c.lines, l, func(a, b line) int { return cmp.Or(a.due.Compare(b.due), -1) })
	c.lines = slices.Insert(c.lines, i, l)
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// answered lets the customer of a post write back after a while. An answer in several parts is answered once, after its
// last part. It runs while the network still answers, so it only plans.
func (c *cast) answered(p Post) {
	private := p.Kind == "dm" || p.Kind == "messenger" || p.Kind == "private_reply"
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.roles[roleKey(p.Network, p.ToID, private)]
	if r == nil && p.Network == "twitter" && !private {
		r = c.continued(p)
	}
	if r == nil || len(r.left) == 0 {
		return
	}
	wait := c.back
	if d := r.left[0].Delay; d > 0 {
		wait = c.scaled(d)
	}
	r.last = p
	c.lines = slices.DeleteFunc(c.lines, func(l line) bool { return l.role == r && l.message == nil })
	c.plan(line{due: time.Now().Add(wait), role: r})
}

// continued finds whom a further part of an answer is for: it hangs under the part before it, which is the company's own.
func (c *cast) continued(p Post) *role {
	for _, r := range c.roles {
		if r.last.ID != "" && r.last.ID == p.InReplyTo {
			return r
		}
	}
	return nil
}

// play writes what is due until ctx ends.
func (c *cast) play(ctx context.Context) {
	for {
		l, wait := c.next(time.Now())
		if l != nil {
			c.speak(*l)
			continue
		}
		var due <-chan time.Time
		var timer *time.Timer
		if wait > 0 {
			timer = time.NewTimer(wait)
			due = timer.C
		}
		select {
		case <-ctx.Done():
		case <-c.wake:
		case <-due:
		}
		if timer != nil {
			timer.Stop()
		}
		if ctx.Err() != nil {
			return
		}
	}
}

func (c *cast) next(now time.Time) (*line, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.lines) == 0 {
		return nil, 0
	}
	l := c.lines[0]
	if wait := l.due.Sub(now); wait > 0 {
		return nil, wait
	}
	c.lines = c.lines[1:]
	return &l, 0
}

func (c *cast) speak(l line) {
	var err error
	if l.message != nil {
		at := time.Time{}
		if !c.server.options.Begun.IsZero() {
			at = l.due // the time it has, if it is written again
		}
		err = c.write(l.role, l.message.Text, l.message.Attachments, at, Post{})
	} else {
		c.mu.Lock()
		answer, last := l.role.left[0], l.role.last
		l.role.left = l.role.left[1:]
		c.mu.Unlock()
		err = c.write(l.role, answer.Text, nil, time.Time{}, last)
	}
	if err != nil {
		c.server.options.Log.Warn("a customer of the script could not write", "conversation", l.role.Key, "error", err)
	}
}

// write lets a customer write: at a time, and in answer to a post when there is one.
func (c *cast) write(r *role, text string, files []demo.Attachment, at time.Time, to Post) error {
	if r.Network == "twitter" {
		_, err := c.server.x.Write(x.Message{
			From: r.Customer, Private: r.Kind == "dm", Text: text, At: at, Attachments: files, InReplyTo: publicly(to),
		})
		return err
	}
	m := facebook.Message{Kind: r.Kind, From: r.Customer, Text: text, At: at, Attachments: files}
	switch {
	case to.Kind == "messenger" || to.Kind == "private_reply":
		m.Kind = "messenger"
	case to.ID != "":
		m.Kind, m.InReplyTo = "comment", to.ID
	case r.Kind == "comment" && r.Post != "":
		m.InReplyTo = r.Post
		if !strings.Contains(r.Post, "_") {
			m.InReplyTo = c.server.facebook.Page() + "_" + r.Post
		}
	}
	_, err := c.server.facebook.Write(m)
	return err
}

// publicly is the id of a public post; a private one is not named when it is answered.
func publicly(p Post) string {
	if p.Kind == "dm" {
		return ""
	}
	return p.ID
}
