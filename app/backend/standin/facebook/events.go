package facebook

import "encoding/json"

// announceComment tells what happened to a comment (facebook-api §3, field feed).
func (s *Server) announceComment(c *comment, verb string) {
	parent := c.post.id
	if c.root != nil {
		parent = c.root.id
	}
	v := object{
		"item": "comment", "verb": verb, "comment_id": c.id, "post_id": c.post.id, "parent_id": parent, "created_time": c.at.Unix(),
	}
	from := s.author(c.page, c.author)
	if verb == "hide" || verb == "unhide" {
		from = s.author(true, nil) // who hides is not who wrote
	}
	s.finish(v, from, c.text, verb, c.attachments)
	if verb != "remove" {
		v["post"] = s.postInEvent(c.post)
	}
	if verb == "edited" {
		v["edited_time"] = c.edited.Unix()
	}
	s.announce(event{field: "feed", value: v})
}

// announcePost tells what happened to a post on the page.
func (s *Server) announcePost(p *post, verb string) {
	item := "status"
	if len(p.attachments) > 0 {
		item = "photo"
	} else if p.author != nil {
		item = "post"
	}
	published := 1
	if p.unpublished {
		published = 0
	}
	v := object{"item": item, "verb": verb, "post_id": p.id, "created_time": p.at.Unix(), "published": published}
	s.finish(v, s.author(p.author == nil, p.author), p.text, verb, p.attachments)
	if verb == "edited" {
		v["edited_time"] = p.edited.Unix()
	}
	s.announce(event{field: "feed", value: v})
}

// finish adds what posts and comments have alike. What was removed has ids and from only.
func (s *Server) finish(v object, from any, text, verb string, files []attachment) {
	if from != nil {
		v["from"] = from
	}
	if verb == "remove" {
		return
	}
	if text != "" {
		v["message"] = text
	}
	for _, a := range files {
		switch a.kind {
		case "image":
			v["photo"], v["photo_id"] = a.url, a.id
		case "video":
			v["video"], v["video_id"] = a.url, a.id
		default:
			v["link"] = a.url
		}
	}
}

func (s *Server) postInEvent(p *post) object {
	return object{
		"id": p.id, "type": "status", "status_type": "mobile_status_update", "is_published": !p.unpublished,
		"updated_time": stamp(p.updated()), "permalink_url": s.permalink(p.id), "promotion_status": "inactive",
	}
}

// announceMention tells that the page is named elsewhere; there is no from (facebook-api §3).
func (s *Server) announceMention(p *post) {
	s.announce(event{field: "mention", value: object{
		"item": "post", "verb": "add", "post_id": p.id, "message": p.text, "created_time": p.at.Unix(),
	}})
}

// announceMessage tells of a message in Messenger; one by the page is an echo.
func (s *Server) announceMessage(m *message) {
	body := object{"mid": m.id}
	if m.text != "" {
		body["text"] = m.text
	}
	var files []object
	for _, a := range m.attachments {
		files = append(files, object{"type": a.kind, "payload": payloadOf(a)})
	}
	if files != nil {
		body["attachments"] = files
	}
	if m.replyTo != "" {
		body["reply_to"] = object{"mid": m.replyTo}
	}
	field := "messages"
	if m.page {
		field = "message_echoes"
		body["is_echo"] = true
		body["app_id"] = json.Number(s.options.Credentials.AppID)
		if !m.byAPI {
			body["app_id"] = json.Number("263902037430900") // the page's own inbox
		}
		if m.metadata != "" {
			body["metadata"] = m.metadata
		}
	}
	s.chat(m, field, "message", body)
}

func payloadOf(a attachment) object {
	switch a.kind {
	case "location":
		return object{"coordinates": object{"lat": -6.2, "long": 106.8}, "title": a.title}
	case "sticker":
		return object{"url": a.url, "sticker_id": 369239263222822}
	case "fallback", "share":
		return object{"url": a.url, "title": a.title}
	}
	return object{"url": a.url}
}

// announceEdit tells that a message has other words now.
func (s *Server) announceEdit(m *message) {
	s.chat(m, "message_edits", "message_edit", object{"mid": m.id, "text": m.text, "num_edit": m.edits})
}

// announceDelete tells that a message was taken back.
func (s *Server) announceDelete(m *message) {
	s.chat(m, "messages", "message", object{"mid": m.id, "is_deleted": true})
}

func (s *Server) chat(m *message, field, name string, body object) {
	customer, page := object{"id": m.thread.person.psid}, object{"id": s.page}
	e := object{"sender": customer, "recipient": page, "timestamp": m.at.UnixMilli(), name: body}
	if m.page {
		e["sender"], e["recipient"] = page, customer
	}
	s.announce(event{field: field, chat: e})
}
