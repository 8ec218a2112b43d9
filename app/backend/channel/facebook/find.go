package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// slack is how much earlier than the first try a post may be dated: Facebook's times are whole seconds, and how far its clock
// is from ours is known to the second only.
const slack = 5 * time.Minute

// earliest is the first moment, by Facebook's clock, at which a part can have come there. The first try was noted by ours, which
// may be wrong and may have been set back since.
func (c *Channel) earliest(out channel.Outgoing) time.Time {
	first := out.FirstTry
	if now := c.Clock(); first.After(now) {
		first = now
	}
	return first.Add(time.Duration(c.ahead.Load()) - slack)
}

// certainly is how much earlier than the first try nothing of a part can be on Facebook when its clock is known: then a conversation's
// newest messages that reach back so far are all there is to look through.
const certainly = 30 * time.Second

// reachesBack says whether something of that time is from before the part.
func (c *Channel) reachesBack(out channel.Outgoing, at time.Time) bool {
	bound := c.earliest(out)
	if c.told.Load() {
		bound = bound.Add(slack - certainly)
	}
	return at.Before(bound)
}

// findPages are read at most, of 100 comments each; they reach back only to the first try.
const findPages = 20

// Find looks whether a part is on Facebook: among the newest comments below what it answers, or the last messages of the
// conversation (§5, §7). Facebook keeps no mark of ours that can be read back, so it is known by author, text and time.
func (c *Channel) Find(ctx context.Context, out channel.Outgoing) (channel.Sent, bool, error) {
	var sent channel.Sent
	var found bool
	var err error
	switch {
	case !out.Private:
		sent, found, err = c.findComment(ctx, out)
	case out.Kind == contract.MessageKindMessenger:
		sent, found, err = c.findMessage(ctx, out)
	default:
		sent, found, err = c.findPrivateReply(ctx, out)
	}
	var no *channel.Error
	if errors.As(err, &no) && no.Class == channel.Refused && no.Code == codeGone {
		return channel.Sent{}, false, nil // what it would stand under is gone, and it with that
	}
	return sent, found, err
}

// mine says whether something of the page is the part that is looked for.
func (c *Channel) mine(out channel.Outgoing, id channel.ID, from named, at time.Time, says, text string) bool {
	return c.ours(from.ID) && !slices.Contains(out.Known, string(id)) && !at.Before(c.earliest(out)) && channel.SameText(says, text)
}

func (c *Channel) findComment(ctx context.Context, out channel.Outgoing) (sent channel.Sent, found bool, err error) {
	at, err := c.place(ctx, out)
	if err != nil {
		return sent, false, err
	}
	p := params{"fields": "id,from,message,created_time,permalink_url", "order": "reverse_chronological", "limit": "100"}
	if !out.FirstTry.IsZero() && c.told.Load() {
		p["since"] = strconv.FormatInt(c.earliest(out).Unix(), 10)
	}
	var used usage
	whole, err := c.each(ctx, "/"+url.PathEscape(at.under)+"/comments", p, findPages, &used, func(raw json.RawMessage) bool {
		var n readComment
		if channel.Decode(raw, &n) != nil {
			return false
		}
		if found = c.mine(out, n.ID, n.From, n.Created.Time, string(n.Message), at.text); found {
			sent = channel.Sent{ExternalID: string(n.ID), URL: messageURL(string(n.Permalink), out.Thread, string(n.ID)), At: n.Created.Time}
		}
		return found
	})
	if err == nil {
		err = unlessWhole(whole)
	}
	return sent, found, err
}

// findMessage looks into the conversation with a person.
func (c *Channel) findMessage(ctx context.Context, out channel.Outgoing) (channel.Sent, bool, error) {
	return c.findIn(ctx, out, params{"user_id": psid(out), "limit": "1"}, 1)
}

// findPrivateReply looks into the conversation that a private reply began; a comment tells which it is.
func (c *Channel) findPrivateReply(ctx context.Context, out channel.Outgoing) (channel.Sent, bool, error) {
	if isMID(out.InReplyTo) {
		return channel.Sent{}, false, nil
	}
	if out.Kind == contract.MessageKindPost {
		return c.findIn(ctx, out, params{"limit": threadsAtOnce}, 2)
	}
	var n struct {
		Conversation *named `json:"private_reply_conversation"`
	}
	if _, err := c.get(ctx, "/"+url.PathEscape(out.InReplyTo), params{"fields": "id,private_reply_conversation"}, &n); err != nil {
		return channel.Sent{}, false, err
	}
	if n.Conversation == nil || n.Conversation.ID == "" {
		return channel.Sent{}, false, nil
	}
	var t thread
	if _, err := c.get(ctx, "/"+url.PathEscape(string(n.Conversation.ID)), params{"fields": "id," + messageFields}, &t); err != nil {
		return channel.Sent{}, false, err
	}
	sent, found, whole := c.findAmong(out, t)
	return sent, found, unlessWhole(found || whole)
}

// findIn looks through the newest conversations of a list.
func (c *Channel) findIn(ctx context.Context, out channel.Outgoing, p params, pages int) (sent channel.Sent, found bool, err error) {
	p["fields"] = "id,updated_time," + messageFields
	var used usage
	seen := true
	whole, err := c.eachThread(ctx, p, pages, &used, func(raw json.RawMessage) bool {
		var t thread
		if channel.Decode(raw, &t) != nil {
			return false
		}
		var all bool
		sent, found, all = c.findAmong(out, t)
		seen = seen && all
		return found || !t.Updated.IsZero() && t.Updated.Before(c.earliest(out)) // none behind it is newer
	})
	if err == nil && !found {
		err = unlessWhole(seen && (whole || pages == 1)) // a person has one conversation
	}
	return sent, found, err
}

// findAmong looks through a conversation's newest messages, which are all that Facebook gives in full; whole says that they
// reach back to before the first try.
func (c *Channel) findAmong(out channel.Outgoing, t thread) (sent channel.Sent, found, whole bool) {
	all := channel.Elements(t.Messages.Data)
	whole = len(all) < messagesAtOnce
	for _, raw := range all {
		var m readMessage
		if channel.Decode(raw, &m) != nil {
			continue
		}
		whole = whole || c.reachesBack(out, m.Created.Time)
		if m.Message == nil && len(out.Pictures) == 0 {
			continue
		}
		text := "" // of a picture
		if m.Message != nil {
			text = string(*m.Message)
		}
		if c.mine(out, m.ID, m.From, m.Created.Time, text, out.Text) {
			return channel.Sent{ExternalID: string(m.ID), At: m.Created.Time}, true, true
		}
	}
	return channel.Sent{}, false, whole
}

// unlessWhole is the error of who has not seen all that could be what he looks for.
func unlessWhole(whole bool) error {
	if whole {
		return nil
	}
	return &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("facebook: more messages than can be looked through")}
}

// eachThread reads conversations.
func (c *Channel) eachThread(ctx context.Context, p params, pages int, used *usage, take func(json.RawMessage) bool) (bool, error) {
	p["platform"] = "messenger"
	return c.each(ctx, "/"+c.o.Page+"/conversations", p, pages, used, take)
}
