package x

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"sociomedio/app/backend/standin/stage"
)

// Bounds of direct messages (x-api §4).
const (
	dmAge  = 30 * day
	dmText = 10000
)

func (s *Server) getEvents(c *call) (int, any, *problem) {
	return s.eventPage(c, func(m *message) bool { return m.sender == s.me || m.recipient == s.me })
}

func (s *Server) getEventsWith(c *call) (int, any, *problem) {
	other := c.PathValue("id")
	return s.eventPage(c, func(m *message) bool { return s.partner(m) == other })
}

func (s *Server) getEventsIn(c *call) (int, any, *problem) {
	id := c.PathValue("id")
	return s.eventPage(c, func(m *message) bool { return conversationOf(m.sender, m.recipient) == id })
}

func (s *Server) getEvent(c *call) (int, any, *problem) {
	q, p := s.parse(c.Request, bounds{events: true})
	if p != nil {
		return 0, nil, p
	}
	m := s.messageByID(c.PathValue("id"))
	if m == nil || !s.inReach(m) {
		return http.StatusOK, object{"errors": []object{s.missing("resource-not-found", "dm_event", "event_id", c.PathValue("id"))}}, nil
	}
	body := object{}
	s.fillEvents(body, q, []*message{m})
	body["data"] = body["data"].([]object)[0]
	return http.StatusOK, body, nil
}

// inReach says whether a direct message can be read now.
func (s *Server) inReach(m *message) bool {
	now := s.clock()
	return !m.deleted && !m.unlisted && !m.visible.After(now) && m.at.After(now.Add(-dmAge))
}

// eventPage is a page of direct messages, newest first. There is no since_id and no time (x-api §4).
func (s *Server) eventPage(c *call, in func(*message) bool) (int, any, *problem) {
	q, p := s.parse(c.Request, bounds{least: 1, most: 100, normal: 100, list: true, events: true})
	if p != nil {
		return 0, nil, p
	}
	before, _, ok := readToken(q.token)
	if !ok {
		return 0, nil, s.invalid("pagination_token", q.token, "The `pagination_token` query parameter value ["+q.token+"] is not valid")
	}
	size := q.max
	if s.options.ShortPages && size > 1 {
		size--
	}
	var page []*message
	more := false
	for _, m := range slices.Backward(s.messages) {
		if (before != 0 && number(m.id) >= before) || !s.inReach(m) || !in(m) {
			continue
		}
		if q.types != nil && !q.types["MessageCreate"] {
			continue
		}
		if len(page) == size {
			more = true
			break
		}
		page = append(page, m)
	}
	meta := object{"result_count": len(page)}
	body := object{"meta": meta}
	if more {
		meta["next_token"] = makeToken('n', page[len(page)-1].id)
	}
	if len(page) > 0 {
		s.fillEvents(body, q, page)
	}
	return http.StatusOK, body, nil
}

func (s *Server) fillEvents(body object, q query, page []*message) {
	asked := map[string]bool{}
	for f := range q.eventFields {
		asked[f] = true
	}
	if q.expands("sender_id") {
		asked["sender_id"] = true
	}
	if q.expands("attachments.media_keys") {
		asked["attachments"] = true
	}
	in := &includes{s: s, q: q, seen: map[string]bool{}}
	data := make([]object, len(page))
	for i, m := range page {
		o := s.eventObject(m)
		if asked["entities"] && s.options.Spelling != "new" {
			for _, k := range []string{"urls", "mentions", "hashtags", "cashtags"} {
				asked[k] = true // the old spelling has them at the top
			}
		}
		data[i] = choose(o, []string{"id", "event_type", "text"}, asked)
		if q.expands("sender_id") {
			in.user(m.sender, "sender_id")
		}
		if q.expands("attachments.media_keys") {
			for _, one := range m.media {
				in.medium(one)
			}
		}
	}
	body["data"] = data
	out := object{"users": in.users, "media": in.media}
	if out = present(out); len(out) > 0 {
		body["includes"] = out
	}
}

// eventObject is a direct message with every field; the spelling decides where its entities stand (x-api §0).
func (s *Server) eventObject(m *message) object {
	e := show(m.id, m.text, nil, nil)
	o := object{
		"id": m.id, "event_type": "MessageCreate", "text": e.text, "sender_id": m.sender, "created_at": stamp(m.at),
		"dm_conversation_id": conversationOf(m.sender, m.recipient),
	}
	ents := s.entities(e)
	if s.options.Spelling == "new" {
		if len(ents) > 0 {
			o["entities"] = ents
		}
	} else {
		for k, v := range ents {
			o[k] = v
		}
	}
	if keys := keysOf(m.media); keys != nil {
		o["attachments"] = object{"media_keys": keys}
	}
	return o
}

// newMessage is the body of a direct message; any other key is an error.
type newMessage struct {
	Text        *string `json:"text"`
	Attachments []struct {
		MediaID string `json:"media_id"`
	} `json:"attachments"`
}

func (s *Server) sendWith(c *call) (int, any, *problem) { return s.send(c, c.PathValue("id")) }

func (s *Server) sendIn(c *call) (int, any, *problem) {
	a, b, ok := strings.Cut(c.PathValue("id"), "-")
	switch {
	case ok && a == s.me:
		return s.send(c, b)
	case ok && b == s.me:
		return s.send(c, a)
	}
	return 0, nil, blank(http.StatusForbidden, "You do not have permission to access this conversation.")
}

func (s *Server) send(c *call, to string) (int, any, *problem) {
	var in newMessage
	if p := s.read(c, &in); p != nil {
		return 0, nil, p
	}
	m := &message{sender: s.me, recipient: to, at: s.clock(), byAPI: true}
	if in.Text != nil {
		m.text = *in.Text
	}
	for _, a := range in.Attachments {
		one := s.attached([]string{a.MediaID}, "dm")
		if one == nil {
			return 0, nil, s.invalidBody("Your media IDs are invalid.")
		}
		m.media = append(m.media, one...)
	}
	u := s.users[to]
	switch {
	case m.text == "" && len(m.media) == 0, len(m.media) > 1:
		return 0, nil, s.invalidBody("One of `text` or `attachments` is required, and at most one attachment.")
	case utf8.RuneCountInString(m.text) > dmText:
		return 0, nil, legacy(http.StatusForbidden, 354, "The text of your direct message is over the max character limit.")
	case u == nil:
		return 0, nil, blank(http.StatusNotFound, "User not found.")
	case u.closedDMs, u.blocked:
		return 0, nil, legacy(http.StatusForbidden, 349, "You cannot send messages to this user.")
	}
	s.deliver(m)
	thread := conversationOf(s.me, to)
	s.ledger.Add(stage.Post{
		Network: network, Kind: "dm", InReplyTo: s.lastFrom(to), To: u.handle, ToID: to, Text: m.text, At: m.at, ID: m.id, Thread: thread,
		Pictures: fingerprints(m.media),
	})
	return http.StatusCreated, object{"data": object{"dm_conversation_id": thread, "dm_event_id": m.id}}, nil
}

// lastFrom is the id of the last message of a user to the account.
func (s *Server) lastFrom(id string) string {
	for _, m := range slices.Backward(s.messages) {
		if m.sender == id && m.recipient == s.me {
			return m.id
		}
	}
	return ""
}

// deliver gives a direct message its id and tells the subscribers.
func (s *Server) deliver(m *message) {
	if m.at.IsZero() {
		m.at = s.clock()
	}
	if m.id == "" {
		m.id = s.newID(m.at)
	}
	s.addMessage(m)
	s.announceMessage(m)
}
