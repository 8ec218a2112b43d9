package facebook

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"sociomedio/app/backend/standin/stage"
)

const (
	commentText   = 8000             // characters (facebook-api §5)
	duplicateTime = 10 * time.Minute // how long the same comment at the same place is a duplicate
)

// comment is the page answering under a post or a comment; an answer to an answer lands under the root (facebook-api §5).
func (s *Server) comment(c *call, p *post, under *comment) (any, *refusal) {
	n := &comment{post: p, page: true, byAPI: true, text: c.value("message"), at: s.clock()}
	var pictures []string
	if id := c.value("attachment_id"); id != "" {
		a, fingerprint, no := s.uploaded(id, false)
		if no != nil {
			return nil, no
		}
		n.attachments, pictures = []attachment{a}, []string{fingerprint}
	}
	if u := c.value("attachment_url") + c.value("attachment_share_url"); u != "" {
		n.attachments = []attachment{{kind: "image", id: strconv.Itoa(500000000000000 + s.next()), url: u}}
	}
	switch {
	case n.text == "" && n.attachments == nil:
		return nil, parameter("One of message, attachment_id, attachment_share_url, attachment_url is required")
	case utf8.RuneCountInString(n.text) > commentText:
		return nil, parameter("Param message must be no longer than %d characters", commentText)
	case under != nil && under.author != nil && under.author.blocked:
		return nil, oauth(200, 0, "(#200) You do not have permission to comment here")
	}
	n.root = rootOf(under)
	if s.commentedBefore(n) {
		return nil, oauth(506, 0, "(#506) Duplicate status message")
	}
	n.id = s.newCommentID(p)
	s.addComment(n)
	answered, whose := p.id, p.author
	if under != nil {
		answered, whose = under.id, under.author
	}
	rec := stage.Post{Network: network, Kind: "comment", InReplyTo: answered, To: whose.label(), Text: n.text, At: n.at, ID: n.id, Thread: p.id, Pictures: pictures}
	if whose != nil {
		rec.ToID = whose.id
	}
	s.ledger.Add(rec)
	s.announceComment(n, "add")
	return object{"id": n.id}, nil
}

func rootOf(c *comment) *comment {
	if c != nil && c.root != nil {
		return c.root
	}
	return c
}

// commentedBefore is the duplicate rule: the same words at the same place, a short while ago.
func (s *Server) commentedBefore(n *comment) bool {
	since := n.at.Add(-duplicateTime)
	for _, o := range slices.Backward(n.post.comments) { // the newest are the last
		if !o.at.After(since) {
			return false
		}
		if o.page && !o.deleted && o.root == n.root && o.text == n.text && o.text != "" {
			return true
		}
	}
	return false
}

// changeComment edits or hides a comment.
func (s *Server) changeComment(c *call, n *comment) (any, *refusal) {
	if hide := c.value("is_hidden"); hide != "" {
		if n.page {
			return nil, oauth(200, 0, "(#200) A page can not hide its own comment")
		}
		n.hidden = hide == "true" || hide == "1"
		verb := "hide"
		if !n.hidden {
			verb = "unhide"
		}
		s.announceComment(n, verb)
		return object{"success": true}, nil
	}
	if c.value("message") == "" {
		return nil, parameter("One of message, is_hidden is required")
	}
	if !n.page {
		return nil, oauth(200, 0, "(#200) A page can edit only its own comments")
	}
	n.text, n.edited = c.value("message"), s.clock()
	s.announceComment(n, "edited")
	return object{"success": true}, nil
}

func (s *Server) removeComment(n *comment) (any, *refusal) {
	n.deleted = true
	s.ledger.Deleted(network, n.id)
	s.announceComment(n, "remove")
	return object{"success": true}, nil
}
