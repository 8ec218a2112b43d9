package x

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// activity is one event of the X Activity API (x-api §10).
type activity struct {
	Type    channel.Text    `json:"event_type"`
	Payload json.RawMessage `json:"payload"`
	Filter  struct {
		UserID channel.ID `json:"user_id"`
	} `json:"filter"`
	Includes includes `json:"includes"`
}

// activity reads one event. One post may come as mention, reply and quote at once: it is stored once, by its id.
func (c *Channel) activity(raw json.RawMessage) []channel.Event {
	var a activity
	if channel.Decode(raw, &a) != nil || a.Type == "" {
		return []channel.Event{unknown(raw)}
	}
	me := c.as(string(a.Filter.UserID))
	events, ok := me.activity(a)
	if !ok {
		events = []channel.Event{unknown(raw)}
	}
	return c.addressed(me, events)
}

// uninteresting are events that are known and change nothing here.
func uninteresting() []string {
	return []string{
		"dm.read", "dm.indicate_typing", "chat.sent", "like.create", "follow.follow", "follow.unfollow", "mute.mute", "mute.unmute",
		"block.block", "block.unblock", "profile.update.bio", "profile.update.picture", "profile.update.banner", "profile.update.name",
		"profile.update.username", "profile.update.url", "profile.update.location",
	}
}

// activity gives what an event means; ok is false for what isn't known or can't be read.
func (me identity) activity(a activity) (events []channel.Event, ok bool) {
	switch kind := string(a.Type); kind {
	case "post.create", "post.mention.create":
		return me.posted(a, hints{})
	case "post.reply.create":
		return me.posted(a, hints{answersUs: true})
	case "post.quote.create":
		return me.posted(a, hints{quotesUs: true})
	case "post.repost.create":
		if !me.reposts {
			return nil, true
		}
		return me.posted(a, hints{})
	case "post.delete":
		var p struct {
			ID channel.ID `json:"id"`
		}
		if channel.Decode(a.Payload, &p) != nil || p.ID == "" {
			return nil, false
		}
		return []channel.Event{deleted(string(p.ID), time.Time{})}, true
	case "dm.received", "dm.sent":
		return me.talked(a)
	case "chat.received":
		return me.encrypted(a)
	case "oauth.revoke":
		return []channel.Event{withdrawn(a.Payload)}, true
	default:
		return nil, slices.Contains(uninteresting(), kind)
	}
}

// deleted says that something is gone.
func deleted(id string, at time.Time) channel.Event {
	return channel.Event{Type: channel.Deleted, Key: "deleted:" + id, At: at, Message: channel.Message{ExternalID: id}}
}

func (me identity) posted(a activity, h hints) ([]channel.Event, bool) {
	var p post
	if channel.Decode(a.Payload, &p) != nil || !isID(string(p.ID)) || p.AuthorID == "" {
		return nil, false
	}
	h.bare = true
	h.answersUs = h.answersUs && p.AuthorID != channel.ID(me.id)
	e, ok := me.event(p, a.Includes, h)
	if !ok {
		return nil, true
	}
	return []channel.Event{e}, true
}

// talked reads direct messages: in the shape of the old API, or in that of this one.
func (me identity) talked(a activity) ([]channel.Event, bool) {
	var p struct {
		Events channel.List[oldMessage] `json:"direct_message_events"`
		Users  map[string]user          `json:"users"`
	}
	if channel.Decode(a.Payload, &p) != nil {
		return nil, false
	}
	if len(p.Events) == 0 {
		var d message
		if channel.Decode(a.Payload, &d) != nil || !isID(string(d.ID)) || d.SenderID == "" {
			return nil, false
		}
		if e, ok := me.private(d, a.Includes); ok {
			return []channel.Event{e}, true
		}
		return nil, true
	}
	return me.oldMessages(p.Events, p.Users, a.Includes)
}

// encrypted is a message in XChat, which no API lets us read: it is shown as one that can't be read, not as silence
// (edge case 40).
func (me identity) encrypted(a activity) ([]channel.Event, bool) {
	var p struct {
		ID       channel.ID `json:"id"`
		EventID  channel.ID `json:"event_id"`
		SenderID channel.ID `json:"sender_id"`
	}
	if channel.Decode(a.Payload, &p) != nil {
		return nil, false
	}
	id, sender := cmp.Or(string(p.ID), string(p.EventID)), string(p.SenderID)
	if id == "" || sender == "" || sender == me.id {
		return nil, false
	}
	who := a.Includes.user(sender).person(sender)
	return []channel.Event{{
		Type: channel.Unknown, Key: "chat:" + id, Raw: a.Payload,
		Message: channel.Message{
			Kind: contract.MessageKindUnknown, ExternalID: "chat:" + id, Thread: "chat:" + sender, Author: who, Customer: who, Private: true,
			OpensCase: true, URL: "https://x.com/messages",
		},
	}}, true
}
