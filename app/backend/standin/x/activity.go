package x

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"sociomedio/app/backend/standin/stage"
)

// eventTypes are those of the X Activity API that the stand-in makes (x-api §10).
var eventTypes = words(`post.create post.delete post.mention.create post.reply.create post.quote.create post.repost.create
	dm.received dm.sent dm.read chat.received oauth.revoke`)

// Manner is how the events of one injection are delivered.
type Manner struct {
	Silent, Reorder, BadSignature bool
	Repeat                        int
}

// announcePost tells the subscribers of a new post: one post can be a mention, a reply and a quote at once.
func (s *Server) announcePost(o *post) {
	if u := s.users[o.author]; u != nil && u.protected {
		return
	}
	payload := s.activityPost(o)
	if o.author == s.me {
		s.announce("post.create", payload, o.author)
		return
	}
	ours := func(id string) bool { p := s.posts[id]; return p != nil && p.author == s.me }
	e := s.shown(o)
	for _, m := range e.mentions {
		if strings.EqualFold(m.handle, s.options.Handle) && m.start >= e.start {
			s.announce("post.mention.create", payload, o.author)
			break
		}
	}
	for event, id := range map[string]string{"post.reply.create": o.replyTo, "post.quote.create": o.quoted, "post.repost.create": o.reposted} {
		if ours(id) {
			s.announce(event, payload, o.author)
		}
	}
}

// activityPost is a post as events carry it: always in the old spelling, every number twice.
func (s *Server) activityPost(o *post) object { return twice(s.postObject(o)).(object) }

// twice adds to each number its twin as a string.
func twice(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for k, inner := range v {
			out[k] = twice(inner)
			if n, ok := inner.(int); ok {
				out[k+"_str"] = strconv.Itoa(n)
			}
		}
		return out
	case []object:
		out := make([]any, len(v))
		for i := range v {
			out[i] = twice(v[i])
		}
		return out
	}
	return v
}

// announce delivers an event to everybody who subscribed to it. The user's profile goes along; for some events wrapped
// once more, as X does it.
func (s *Server) announce(event string, payload object, author string) {
	includes := object{}
	if u := s.users[author]; u != nil {
		profile := twice(s.userObject(u))
		if event == "post.delete" {
			profile = object{"data": profile}
		}
		includes["users"] = []any{profile}
	}
	uuid, _ := payload["id"].(string)
	if uuid == "" {
		uuid = "-" + strconv.FormatInt(s.clock().UnixNano(), 10)
	}
	for _, h := range s.hooks {
		tag, wanted := s.wanted(h, event)
		if !wanted {
			continue
		}
		data := object{
			"event_uuid": uuid, "filter": object{"user_id": s.me}, "event_type": event, "payload": payload, "includes": includes,
		}
		if tag != "" {
			data["tag"] = tag
		}
		s.ship(h, object{"data": data})
	}
}

func (s *Server) wanted(h *hook, event string) (tag string, wanted bool) {
	if h.whole {
		return "", true
	}
	for _, sub := range s.subscriptions {
		if sub.hook == h.id && sub.event == event && h.valid {
			return sub.tag, true
		}
	}
	return "", false
}

func (s *Server) ship(h *hook, envelope object) {
	body, err := json.Marshal(envelope)
	if err != nil {
		s.options.Log.Error("event can't be written", "error", err)
		return
	}
	s.shipRaw(h, body)
}

// shipRaw signs the bytes as they are and gives them to the courier.
func (s *Server) shipRaw(h *hook, body []byte) {
	if s.manner.Silent {
		return
	}
	secret := h.secret
	if s.manner.BadSignature {
		secret += "x"
	}
	header := http.Header{}
	header.Set("x-twitter-webhooks-signature", Signature(secret, body))
	parcel := stage.Parcel{URL: h.url, Header: header, Body: body, Repeat: s.manner.Repeat, Reorder: s.manner.Reorder}
	if s.echoFirst {
		s.heldParcels = append(s.heldParcels, parcel)
		return
	}
	s.courier.Send(parcel)
}

// announceMessage tells the subscribers of a direct message; its payload has the shape of the old API.
func (s *Server) announceMessage(m *message) {
	data := object{"text": escape(m.text), "entities": object{
		"hashtags": []any{}, "symbols": []any{}, "user_mentions": []any{}, "urls": s.oldURLs(m),
	}}
	if len(m.media) > 0 {
		one := m.media[0]
		data["attachment"] = object{"type": "media", "media": object{
			"id": number(one.id), "id_str": one.id, "media_url_https": s.mediumURL(one), "type": one.kind,
		}}
	}
	created := object{"target": object{"recipient_id": m.recipient}, "sender_id": m.sender, "message_data": data}
	event := "dm.received"
	if m.sender == s.me {
		event = "dm.sent"
		created["source_app_id"] = "3000000"
		if !m.byAPI {
			created["source_app_id"] = "268278"
		}
	}
	users := object{}
	for _, id := range []string{m.sender, m.recipient} {
		if u := s.users[id]; u != nil {
			users[id] = object{"data": twice(s.userObject(u))}
		}
	}
	s.announce(event, object{"direct_message_events": []object{{
		"type": "message_create", "id": m.id, "created_timestamp": strconv.FormatInt(m.at.UnixMilli(), 10), "message_create": created,
	}}, "users": users}, m.sender)
}

func (s *Server) oldURLs(m *message) []object {
	urls := []object{}
	for _, u := range show(m.id, m.text, nil, nil).urls {
		urls = append(urls, object{"url": u.short, "expanded_url": u.long, "display_url": u.display, "indices": []int{u.start, u.end}})
	}
	return urls
}
