package x

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"sociomedio/app/backend/channel"
)

// The Account Activity API is the older way of webhooks (x-api §10): posts and messages in the shape of the API before this
// one. It is read into the shapes of this one.

// oldPost is a post of the old API.
type oldPost struct {
	ID               channel.ID                   `json:"id"`
	IDStr            channel.ID                   `json:"id_str"`
	CreatedAt        channel.Text                 `json:"created_at"`
	TimestampMS      channel.Text                 `json:"timestamp_ms"`
	Text             channel.Text                 `json:"text"`
	FullText         channel.Text                 `json:"full_text"`
	DisplayTextRange channel.List[channel.Number] `json:"display_text_range"`
	Entities         oldEntities                  `json:"entities"`
	ExtendedEntities oldEntities                  `json:"extended_entities"`
	Extended         struct {
		FullText         channel.Text                 `json:"full_text"`
		DisplayTextRange channel.List[channel.Number] `json:"display_text_range"`
		Entities         oldEntities                  `json:"entities"`
		ExtendedEntities oldEntities                  `json:"extended_entities"`
	} `json:"extended_tweet"`
	InReplyToStatus channel.ID `json:"in_reply_to_status_id_str"`
	InReplyToUser   channel.ID `json:"in_reply_to_user_id_str"`
	QuotedID        channel.ID `json:"quoted_status_id_str"`
	Quoted          *oldPost   `json:"quoted_status"`
	Retweeted       *oldPost   `json:"retweeted_status"`
	User            user       `json:"user"`
}

type oldEntities struct {
	URLs     channel.List[oldLink]    `json:"urls"`
	Mentions channel.List[oldMention] `json:"user_mentions"`
	Media    channel.List[oldMedium]  `json:"media"`
}

type oldLink struct {
	URL         channel.Text                 `json:"url"`
	ExpandedURL channel.Text                 `json:"expanded_url"`
	Indices     channel.List[channel.Number] `json:"indices"`
}

type oldMention struct {
	ScreenName channel.Text                 `json:"screen_name"`
	ID         channel.ID                   `json:"id"`
	IDStr      channel.ID                   `json:"id_str"`
	Indices    channel.List[channel.Number] `json:"indices"`
}

type oldMedium struct {
	oldLink
	ID       channel.ID   `json:"id"`
	IDStr    channel.ID   `json:"id_str"`
	Type     channel.Text `json:"type"`
	MediaURL channel.Text `json:"media_url_https"`
	AltText  channel.Text `json:"ext_alt_text"`
}

func first(ids ...channel.ID) channel.ID {
	for _, id := range ids {
		if id != "" {
			return id
		}
	}
	return ""
}

func start(indices channel.List[channel.Number]) channel.Number {
	if len(indices) == 0 {
		return -1
	}
	return indices[0]
}

// post turns a post of the old API into one of this API, and puts what belongs to it into in.
func (o *oldPost) post(in *includes) post {
	p := post{
		ID: first(o.IDStr, o.ID), AuthorID: o.User.ID, CreatedAt: o.CreatedAt, Text: o.Text, DisplayTextRange: o.DisplayTextRange,
		InReplyToUserID: o.InReplyToUser,
	}
	ents, media := o.Entities, o.ExtendedEntities.Media
	switch {
	case o.Extended.FullText != "": // with its own entities (edge case 13)
		p.Text, p.DisplayTextRange, ents, media = o.Extended.FullText, o.Extended.DisplayTextRange, o.Extended.Entities, o.Extended.ExtendedEntities.Media
	case o.FullText != "":
		p.Text = o.FullText
	}
	if len(media) == 0 {
		media = ents.Media
	}
	p.Entities = ents.entities(media)
	for _, m := range media {
		one := m.medium()
		p.Attachments.MediaKeys = append(p.Attachments.MediaKeys, one.MediaKey)
		in.Media = append(in.Media, one)
	}
	in.Users = append(in.Users, o.User)
	refer := func(kind string, id channel.ID) {
		if id != "" {
			p.ReferencedTweets = append(p.ReferencedTweets, reference{Type: channel.Text(kind), ID: id})
		}
	}
	refer(typeReply, o.InReplyToStatus)
	quoted := o.QuotedID
	if o.Quoted != nil {
		in.Tweets = append(in.Tweets, o.Quoted.post(in))
		quoted = first(o.Quoted.IDStr, o.Quoted.ID)
	}
	if o.Retweeted != nil {
		in.Tweets = append(in.Tweets, o.Retweeted.post(in))
		refer(typeRepost, first(o.Retweeted.IDStr, o.Retweeted.ID))
	}
	refer(typeQuote, quoted)
	return p
}

func (e oldEntities) entities(media channel.List[oldMedium]) entities {
	var out entities
	for _, m := range media { // before the links: of two that stand in one place the first counts
		out.URLs = append(out.URLs, link{Start: start(m.Indices), URL: m.URL, ExpandedURL: m.ExpandedURL, MediaKey: channel.Text(m.medium().MediaKey)})
	}
	for _, u := range e.URLs {
		out.URLs = append(out.URLs, link{Start: start(u.Indices), URL: u.URL, ExpandedURL: u.ExpandedURL})
	}
	for _, m := range e.Mentions {
		out.Mentions = append(out.Mentions, mention{Start: start(m.Indices), Username: m.ScreenName, ID: first(m.IDStr, m.ID)})
	}
	return out
}

func (m oldMedium) medium() medium {
	id := first(m.IDStr, m.ID)
	prefix := map[channel.Text]channel.ID{"photo": "3_", "video": "7_", "animated_gif": "16_"}[m.Type]
	return medium{MediaKey: prefix + id, Type: m.Type, URL: m.MediaURL, AltText: m.AltText}
}

// oldMessage is a direct message of the old API; the Activity API kept its shape.
type oldMessage struct {
	Type      channel.Text `json:"type"`
	ID        channel.ID   `json:"id"`
	CreatedMS channel.Text `json:"created_timestamp"`
	Create    struct {
		Target struct {
			RecipientID channel.ID `json:"recipient_id"`
		} `json:"target"`
		SenderID channel.ID `json:"sender_id"`
		Data     struct {
			Text       channel.Text `json:"text"`
			Entities   oldEntities  `json:"entities"`
			Attachment struct {
				Type  channel.Text `json:"type"`
				Media oldMedium    `json:"media"`
			} `json:"attachment"`
		} `json:"message_data"`
	} `json:"message_create"`
}

// oldMessages reads direct messages of the old shape. ok is false when one of them can't be read.
func (me identity) oldMessages(list []oldMessage, users map[string]user, in includes) (events []channel.Event, ok bool) {
	for id, u := range users {
		if u.ID == "" {
			u.ID = channel.ID(id)
		}
		in.Users = append(in.Users, u)
	}
	ok = true
	for _, o := range list {
		sender, recipient := o.Create.SenderID, o.Create.Target.RecipientID
		if !isID(string(o.ID)) || sender == "" || recipient == "" {
			ok = false
			continue
		}
		if o.Type != "" && o.Type != "message_create" {
			continue
		}
		own := in
		d := message{
			ID: o.ID, EventType: "MessageCreate", Text: o.Create.Data.Text, SenderID: sender,
			ConversationID: channel.ID(conversation(string(sender), string(recipient))),
		}
		media := channel.List[oldMedium]{}
		if a := o.Create.Data.Attachment; a.Type == "media" {
			one := a.Media.medium()
			d.Attachments.MediaKeys = channel.List[channel.ID]{one.MediaKey}
			own.Media = append(slices.Clone(in.Media), one)
			media = append(media, a.Media)
		}
		d.Entities = o.Create.Data.Entities.entities(media)
		e, is := me.private(d, own)
		if !is {
			continue
		}
		e.At = atMillis(o.CreatedMS)
		if a := o.Create.Data.Attachment; a.Type != "" && a.Type != "media" {
			e.Message.Attachments = append(e.Message.Attachments, otherAttachment(string(a.Type)))
		}
		events = append(events, e)
	}
	return events, ok
}

// atMillis reads a time in Unix milliseconds; zero when it is none.
func atMillis(text channel.Text) time.Time {
	ms, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil || ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// account reads a delivery of the Account Activity API: each of its lists may hold more than one event, and one that can't be
// read doesn't stop the others (edge case 3).
func (c *Channel) account(body []byte, forUser string) []channel.Event {
	me := c.as(forUser)
	var lists map[string]json.RawMessage
	if channel.Decode(body, &lists) != nil {
		return []channel.Event{unknown(body)}
	}
	var users map[string]user
	if raw := lists["users"]; !channel.Absent(raw) && channel.Decode(raw, &users) != nil {
		users = nil
	}
	var events []channel.Event
	for _, name := range sorted(lists) {
		raw := lists[name]
		if name == "user_event" {
			events = append(events, revoked(raw))
			continue
		}
		for _, one := range channel.Elements(raw) {
			events = append(events, me.accountEvent(name, one, users)...)
		}
	}
	return c.addressed(me, events)
}

func sorted(lists map[string]json.RawMessage) []string {
	var names []string
	for name := range lists {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// accountEvent reads one event of a list.
func (me identity) accountEvent(list string, raw json.RawMessage, users map[string]user) []channel.Event {
	switch list {
	case "tweet_create_events":
		var o oldPost
		if channel.Decode(raw, &o) != nil {
			break
		}
		var in includes
		p := o.post(&in)
		if !isID(string(p.ID)) || p.AuthorID == "" {
			break
		}
		e, ok := me.event(p, in, hints{bare: true})
		if !ok {
			return nil
		}
		return []channel.Event{e}
	case "tweet_delete_events":
		var d struct {
			Status struct {
				ID channel.ID `json:"id"`
			} `json:"status"`
			AtMS channel.Text `json:"timestamp_ms"`
		}
		if channel.Decode(raw, &d) != nil || d.Status.ID == "" {
			break
		}
		return []channel.Event{deleted(string(d.Status.ID), atMillis(d.AtMS))}
	case "direct_message_events":
		var o oldMessage
		if channel.Decode(raw, &o) != nil {
			break
		}
		if events, ok := me.oldMessages([]oldMessage{o}, users, includes{}); ok {
			return events
		}
	case "direct_message_mark_read_events", "direct_message_indicate_typing_events", "favorite_events", "follow_events", "unfollow_events",
		"block_events", "unblock_events", "mute_events", "unmute_events":
		return nil
	}
	return []channel.Event{unknown(raw)}
}

// revoked reads what happened to the account's consent.
func revoked(raw json.RawMessage) channel.Event {
	var u struct {
		Revoke json.RawMessage `json:"revoke"`
	}
	if channel.Decode(raw, &u) != nil || channel.Absent(u.Revoke) {
		return unknown(raw)
	}
	return withdrawn(u.Revoke)
}

// withdrawn says that the account's consent is gone, at the time in raw.
func withdrawn(raw json.RawMessage) channel.Event {
	var at struct {
		Time channel.Text `json:"date_time"`
	}
	if channel.Decode(raw, &at) != nil {
		at.Time = ""
	}
	return channel.Event{Type: channel.Revoked, Key: "revoked", At: when(at.Time)}
}
