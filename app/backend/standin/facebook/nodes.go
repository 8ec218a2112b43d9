package facebook

import (
	"strings"
	"time"
)

func (s *Server) pageObject() object {
	return object{
		"id": s.page, "name": s.options.Name, "username": strings.ToLower(s.options.Name), "category": "Telecommunication Company",
		"link": "https://www.facebook.com/" + s.page, "access_token": nil, "fan_count": 120000, "verification_status": "blue_verified",
		"tasks": []string{"MODERATE", "MESSAGING", "CREATE_CONTENT", "MANAGE"},
	}
}

// author is the from of something; nil when Facebook does not say.
func (s *Server) author(page bool, p *person) any {
	switch {
	case page:
		return object{"id": s.page, "name": s.options.Name}
	case p == nil, s.options.NoFrom:
		return nil
	}
	return object{"id": p.id, "name": p.name}
}

func (s *Server) postObject(p *post) object {
	o := object{
		"id": p.id, "message": orNil(p.text), "story": nil, "created_time": stamp(p.at), "updated_time": stamp(p.updated()),
		"from": s.author(p.author == nil, p.author), "permalink_url": s.permalink(p.id), "attachments": nil,
		"is_hidden": p.hidden, "is_published": !p.unpublished, "status_type": "mobile_status_update", "parent_id": nil,
		"message_tags": nil, "full_picture": nil, "shares": nil, "to": nil,
	}
	if len(p.attachments) > 0 {
		o["attachments"] = attachmentObjects(p.attachments)
	}
	o["comments"] = edge(func(f field) (any, *refusal) {
		list, no := s.cutPage(listing{ids: s.commentIDs(p, nil, f.args["filter"]), most: 100, limit: f.args["limit"], one: func(id string) (object, *refusal) {
			return pick(s.commentObject(s.commentByID(id)), "Comment", f.sub, "created_time", "from", "message")
		}})
		if no == nil && f.args["summary"] != "" {
			list["summary"] = object{"order": "chronological", "total_count": len(s.commentIDs(p, nil, "stream")), "can_comment": true}
		}
		return list, no
	})
	return o
}

func (p *post) updated() time.Time {
	last := p.at
	if p.edited.After(last) {
		last = p.edited
	}
	if n := len(p.comments); n > 0 && p.comments[n-1].at.After(last) {
		last = p.comments[n-1].at
	}
	return last
}

func (s *Server) commentObject(c *comment) object {
	answers := s.commentIDs(c.post, c, "toplevel")
	o := object{
		"id": c.id, "message": c.text, "created_time": stamp(c.at), "from": s.author(c.page, c.author), "parent": nil,
		"attachment": nil, "message_tags": nil, "comment_count": len(answers), "like_count": 0, "is_hidden": c.hidden,
		"is_private": false, "can_comment": true, "can_hide": !c.page, "can_remove": true, "can_like": true, "user_likes": false,
		"can_reply_privately":        s.canReplyPrivately(c) == nil,
		"private_reply_conversation": nil, "permalink_url": s.permalink(c.post.id) + "?comment_id=" + c.id,
		"object": object{"id": c.post.id, "created_time": stamp(c.post.at), "message": orNil(c.post.text)}, "admin_creator": nil,
	}
	if c.root != nil {
		o["parent"] = object{"id": c.root.id, "created_time": stamp(c.root.at), "message": c.root.text, "from": s.author(c.root.page, c.root.author)}
	}
	if c.page && c.byAPI {
		o["admin_creator"] = object{"id": s.options.Credentials.AppID, "name": "Socio Medio"}
	}
	if c.privatelyReplied && c.author != nil {
		o["private_reply_conversation"] = object{"id": s.threadOf(c.author).id}
	}
	if len(c.attachments) > 0 {
		o["attachment"] = attachmentObjects(c.attachments)[0]
	}
	o["comments"] = edge(func(f field) (any, *refusal) {
		return s.cutPage(listing{ids: answers, most: 100, limit: f.args["limit"], one: func(id string) (object, *refusal) {
			return pick(s.commentObject(s.commentByID(id)), "Comment", f.sub, "created_time", "from", "message")
		}})
	})
	return o
}

// attachmentObjects are attachments as posts and comments carry them.
func attachmentObjects(list []attachment) []object {
	var out []object
	for _, a := range list {
		kind := a.kind
		if kind == "image" {
			kind = "photo"
		}
		o := object{"type": kind, "url": a.url, "title": a.title, "target": object{"id": a.id, "url": a.url}, "media": nil, "subattachments": nil, "description": nil}
		if kind == "photo" {
			o["media"] = object{"image": object{"src": a.url, "width": 640, "height": 400}}
		}
		out = append(out, o)
	}
	return out
}

func (s *Server) permalink(id string) string {
	_, own, _ := strings.Cut(id, "_")
	return "https://www.facebook.com/" + s.page + "/posts/" + own
}

// orNil is a message, absent when there is none.
func orNil(t string) any {
	if t == "" {
		return nil
	}
	return t
}

func (s *Server) threadObject(t *thread) object {
	last := t.last(s.clock())
	o := object{
		"id": t.id, "link": "/" + s.page + "/inbox/" + t.person.psid, "updated_time": nil, "snippet": nil,
		"message_count": len(t.messages), "unread_count": 0, "can_reply": s.clock().Sub(t.lastIn) <= humanWindow,
		"participants": object{"data": []object{
			{"id": t.person.psid, "name": t.person.name, "email": t.person.psid + "@facebook.com"},
			{"id": s.page, "name": s.options.Name, "email": s.page + "@facebook.com"},
		}},
		"senders": nil, "subject": nil, "former_participants": nil,
	}
	if last != nil {
		o["updated_time"], o["snippet"] = stamp(last.at), last.text
	}
	o["messages"] = edge(func(f field) (any, *refusal) { return s.messageList(t, f) })
	return o
}

// last is the newest message that reading brings.
func (t *thread) last(now time.Time) *message {
	for i := len(t.messages) - 1; i >= 0; i-- {
		if m := t.messages[i]; !m.unlisted && !m.deleted && !m.visible.After(now) {
			return m
		}
	}
	return nil
}

func (s *Server) messageObject(m *message) object {
	customer := object{"id": m.thread.person.psid, "name": m.thread.person.name, "email": m.thread.person.psid + "@facebook.com"}
	us := object{"id": s.page, "name": s.options.Name, "email": s.page + "@facebook.com"}
	from, to := customer, us
	if m.page {
		from, to = us, customer
	}
	o := object{
		"id": m.id, "message": m.text, "created_time": stamp(m.at), "from": from, "to": object{"data": []object{to}},
		"attachments": nil, "sticker": nil, "shares": nil, "reply_to": nil, "is_unsupported": false,
		"tags": object{"data": []object{{"name": "inbox"}, {"name": "messenger"}}},
	}
	if m.replyTo != "" {
		o["reply_to"] = object{"mid": m.replyTo}
	}
	var files []object
	for _, a := range m.attachments {
		if a.kind == "sticker" {
			o["sticker"] = a.url
			continue
		}
		f := object{"id": a.id, "mime_type": "image/png", "name": a.id + ".png", "size": 4096}
		if a.kind == "image" {
			f["image_data"] = object{"width": 640, "height": 400, "url": a.url, "preview_url": a.url}
		} else {
			f["file_url"] = a.url
		}
		files = append(files, f)
	}
	if files != nil {
		o["attachments"] = object{"data": files}
	}
	return o
}
