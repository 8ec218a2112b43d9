package facebook

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"sociomedio/app/backend/standin/stage"
)

// Windows and bounds of Messenger (facebook-api §6, §7).
const (
	answerWindow  = 24 * time.Hour
	humanWindow   = 7 * 24 * time.Hour
	privateWindow = 7 * 24 * time.Hour
	messageText   = 2000
	metadataText  = 1000
)

// outgoing is the body of the Send API.
type outgoing struct {
	recipient struct {
		ID        string `json:"id"`
		CommentID string `json:"comment_id"`
		PostID    string `json:"post_id"`
		UserRef   string `json:"user_ref"`
	}
	message *struct {
		Text       string `json:"text"`
		Metadata   string `json:"metadata"`
		Attachment *struct {
			Type    string `json:"type"`
			Payload struct {
				URL          string `json:"url"`
				AttachmentID string `json:"attachment_id"`
			} `json:"payload"`
		} `json:"attachment"`
		QuickReplies []json.RawMessage `json:"quick_replies"`
	}
	replyTo struct {
		MID string `json:"mid"`
	}
	kind, tag, action string
}

func readOutgoing(c *call) (outgoing, *refusal) {
	var o outgoing
	for name, to := range map[string]any{"recipient": &o.recipient, "message": &o.message, "reply_to": &o.replyTo} {
		if v := c.value(name); v != "" {
			if err := json.Unmarshal([]byte(v), to); err != nil {
				return o, parameter("Param %s must be a JSON object", name)
			}
		}
	}
	o.kind, o.tag, o.action = c.value("messaging_type"), c.value("tag"), c.value("sender_action")
	return o, nil
}

// send is POST /{page}/messages.
func (s *Server) send(c *call) (any, *refusal) {
	o, no := readOutgoing(c)
	if no != nil {
		return nil, no
	}
	if o.action != "" {
		return s.act(o)
	}
	if no := o.wrong(); no != nil {
		return nil, no
	}
	if o.recipient.CommentID != "" || o.recipient.PostID != "" {
		return s.privateReply(o)
	}
	p := s.people[o.recipient.ID]
	switch {
	case p == nil || p.psid != o.recipient.ID:
		return nil, oauth(100, 2018001, "(#100) No matching user found")
	case p.blocked:
		return nil, oauth(551, 1545041, "(#551) This person isn't available right now.")
	}
	t := s.threadOf(p)
	if no := s.open(o, t); no != nil {
		return nil, no
	}
	last := ""
	for _, m := range t.messages {
		if !m.page {
			last = m.id
		}
	}
	m, pictures, no := s.deliver(o, t)
	if no != nil {
		return nil, no
	}
	s.record(o, m, "messenger", last, pictures)
	return object{"recipient_id": p.psid, "message_id": m.id}, nil
}

// act is a sender action: it is alone in its call.
func (s *Server) act(o outgoing) (any, *refusal) {
	actions := " typing_on typing_off mark_seen react unreact "
	switch {
	case o.message != nil || !strings.Contains(actions, " "+o.action+" "):
		return nil, parameter("Param sender_action must be one of {TYPING_ON, TYPING_OFF, MARK_SEEN, REACT, UNREACT}, without message")
	case s.people[o.recipient.ID] == nil:
		return nil, oauth(100, 2018001, "(#100) No matching user found")
	}
	return object{"recipient_id": o.recipient.ID}, nil
}

// wrong finds what a message must not be.
func (o outgoing) wrong() *refusal {
	m := o.message
	dead := " CONFIRMED_EVENT_UPDATE ACCOUNT_UPDATE POST_PURCHASE_UPDATE "
	switch {
	case m == nil || (m.Text == "" && m.Attachment == nil):
		return parameter("Param message must be non-empty")
	case m.Text != "" && m.Attachment != nil:
		return parameter("Only one of text and attachment can be given")
	case utf8.RuneCountInString(m.Text) > messageText:
		return parameter("Length of param message[text] must be less than or equal to %d", messageText)
	case utf8.RuneCountInString(m.Metadata) > metadataText:
		return parameter("Length of param message[metadata] must be less than or equal to %d", metadataText)
	case len(m.QuickReplies) > 13:
		return parameter("Param message[quick_replies] must have no more than 13 elements")
	case m.Attachment != nil && !strings.Contains(" image video audio file template ", " "+m.Attachment.Type+" "):
		return oauth(100, 2018047, "(#100) Upload attachment failure. The attachment type is not supported.")
	case !strings.Contains(" RESPONSE UPDATE MESSAGE_TAG UTILITY  ", " "+o.kind+" "):
		return parameter("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}")
	case o.tag != "" && strings.Contains(dead, " "+o.tag+" "):
		return oauth(100, 1893061, "(#100) This message tag is no longer supported.")
	case o.kind == "MESSAGE_TAG" && o.tag != "HUMAN_AGENT":
		return parameter("Param tag must be one of {HUMAN_AGENT}")
	case o.tag != "" && o.kind != "MESSAGE_TAG":
		return parameter("Param tag can be given only with messaging_type MESSAGE_TAG")
	}
	return nil
}

// open says whether a conversation may be written to now (facebook-api §7).
func (s *Server) open(o outgoing, t *thread) *refusal {
	since := s.clock().Sub(t.lastIn)
	switch {
	case t.lastIn.IsZero():
		return windowClosed()
	case o.tag == "HUMAN_AGENT" && s.options.NoHumanAgent:
		return oauth(10, 2018065, "(#10) To use the HUMAN_AGENT message tag, the app must have the Human Agent feature.")
	case o.tag == "HUMAN_AGENT" && since <= humanWindow:
		return nil
	case since <= answerWindow:
		return nil
	}
	return windowClosed()
}

// deliver puts a message of the page into a conversation and sends the echo.
func (s *Server) deliver(o outgoing, t *thread) (*message, []string, *refusal) {
	m := &message{
		id: s.newMID(), page: true, byAPI: true, thread: t, at: s.clock(), text: o.message.Text, metadata: o.message.Metadata, replyTo: o.replyTo.MID,
	}
	var pictures []string
	if a := o.message.Attachment; a != nil && a.Payload.AttachmentID != "" {
		one, fingerprint, no := s.uploaded(a.Payload.AttachmentID, true)
		if no != nil {
			return nil, nil, no
		}
		m.attachments, pictures = []attachment{one}, []string{fingerprint}
	} else if a != nil {
		m.attachments = []attachment{{kind: a.Type, url: a.Payload.URL}}
	}
	s.addMessage(m)
	s.announceMessage(m)
	return m, pictures, nil
}

func (s *Server) record(o outgoing, m *message, kind, answered string, pictures []string) {
	p := m.thread.person
	s.ledger.Add(stage.Post{
		Network: network, Kind: kind, InReplyTo: answered, To: p.label(), ToID: p.psid, Text: m.text, At: m.at, ID: m.id,
		Thread: m.thread.id, Metadata: m.metadata, Tag: o.tag, Pictures: pictures,
	})
}

// canReplyPrivately is nil when the author of a comment can be written to because of it (facebook-api §6).
func (s *Server) canReplyPrivately(c *comment) *refusal {
	switch {
	case c.page || c.author == nil || c.deleted:
		return oauth(10903, 0, "(#10903) This user can't reply to this activity")
	case c.privatelyReplied:
		return oauth(10900, 0, "(#10900) Activity already replied to")
	case s.clock().Sub(c.at) > privateWindow:
		return windowClosed()
	case c.author.blocked:
		return oauth(551, 1545041, "(#551) This person isn't available right now.")
	}
	return nil
}

// privateReply answers a comment or a visitor's post privately: once, within seven days. It opens no window.
func (s *Server) privateReply(o outgoing) (any, *refusal) {
	id := o.recipient.CommentID + o.recipient.PostID
	var to *person
	switch n := s.nodes[id].(type) {
	case *comment:
		if no := s.canReplyPrivately(n); no != nil {
			return nil, no
		}
		n.privatelyReplied, to = true, n.author
	case *post:
		switch {
		case n.author == nil || n.deleted:
			return nil, oauth(10903, 0, "(#10903) This user can't reply to this activity")
		case !n.answered.IsZero():
			return nil, oauth(10900, 0, "(#10900) Activity already replied to")
		case s.clock().Sub(n.at) > privateWindow:
			return nil, windowClosed()
		}
		n.answered, to = s.clock(), n.author
	default:
		return nil, noObject(id)
	}
	m, pictures, no := s.deliver(o, s.threadOf(to))
	if no != nil {
		return nil, no
	}
	s.record(o, m, "private_reply", id, pictures)
	return object{"recipient_id": to.psid, "message_id": m.id}, nil
}
