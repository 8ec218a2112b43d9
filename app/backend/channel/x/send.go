package x

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"sociomedio/app/backend/channel"
)

// newPost is the body of POST /2/tweets; X refuses any other key (x-api §5).
type newPost struct {
	Text  string    `json:"text"`
	Reply *newReply `json:"reply,omitempty"`
	Media *newMedia `json:"media,omitempty"`
}

type newMedia struct {
	IDs []string `json:"media_ids"`
}

type newReply struct {
	InReplyTo string `json:"in_reply_to_tweet_id"`
}

type newMessage struct {
	Text        string          `json:"text,omitempty"`
	Attachments []newAttachment `json:"attachments,omitempty"`
}

type newAttachment struct {
	MediaID string `json:"media_id"`
}

// Send posts a reply or a direct message. The text goes out as it is: X itself puts the name of whom it answers.
func (c *Channel) Send(ctx context.Context, out channel.Outgoing) (channel.Sent, error) {
	if out.Private {
		return c.sendPrivate(ctx, out)
	}
	if !isID(out.InReplyTo) {
		return channel.Sent{}, &channel.Error{Class: channel.Refused, Code: codeParentGone, Cause: errors.New("there is no post to answer")}
	}
	ids, err := c.upload(ctx, "tweet_image", out.Pictures)
	if err != nil {
		return channel.Sent{}, err
	}
	body := newPost{Text: out.Text, Reply: &newReply{InReplyTo: out.InReplyTo}}
	if len(ids) > 0 {
		body.Media = &newMedia{IDs: ids}
	}
	a, err := c.call(ctx, request{endpoint: postTweet, method: http.MethodPost, path: "/2/tweets", body: body})
	if err != nil {
		return channel.Sent{}, err
	}
	var got struct {
		Data struct {
			ID channel.ID `json:"id"`
		} `json:"data"`
	}
	if channel.Decode(a.Body, &got) != nil || !isID(string(got.Data.ID)) {
		return channel.Sent{}, &channel.Error{Class: channel.Lost, Code: channel.CodeUnexpected, Cause: errors.New("X said yes without an id")}
	}
	id := string(got.Data.ID)
	return channel.Sent{ExternalID: id, URL: address(c.identity.handle, id), At: a.At}, nil
}

func (c *Channel) sendPrivate(ctx context.Context, out channel.Outgoing) (channel.Sent, error) {
	path := "/2/dm_conversations/with/" + out.Recipient.ID + "/messages"
	if group := out.Thread; isID(group) && group != out.Recipient.ID {
		path = "/2/dm_conversations/" + group + "/messages"
	} else if !isID(out.Recipient.ID) {
		return channel.Sent{}, &channel.Error{Class: channel.Refused, Code: codeGone, Cause: errors.New("there is nobody to write to")}
	}
	ids, err := c.upload(ctx, "dm_image", out.Pictures)
	if err != nil {
		return channel.Sent{}, err
	}
	body := newMessage{Text: out.Text}
	for _, id := range ids {
		body.Attachments = append(body.Attachments, newAttachment{MediaID: id})
	}
	a, err := c.call(ctx, request{endpoint: postMessage, method: http.MethodPost, path: path, body: body})
	if err != nil {
		return channel.Sent{}, err
	}
	var got struct {
		Data struct {
			Conversation channel.ID `json:"dm_conversation_id"`
			Event        channel.ID `json:"dm_event_id"`
		} `json:"data"`
	}
	if channel.Decode(a.Body, &got) != nil || !isID(string(got.Data.Event)) {
		return channel.Sent{}, &channel.Error{Class: channel.Lost, Code: channel.CodeUnexpected, Cause: errors.New("X said yes without an id")}
	}
	return channel.Sent{ExternalID: string(got.Data.Event), Thread: string(got.Data.Conversation), At: a.At}, nil
}

// findMargin is how much earlier than our first try a message may be: X tells the time to the second only.
const findMargin = 5 * time.Second

// Find looks for a part among our newest posts or in the conversation (x-api §5).
func (c *Channel) Find(ctx context.Context, out channel.Outgoing) (channel.Sent, bool, error) {
	if out.Private {
		return c.findPrivate(ctx, out)
	}
	more := url.Values{"max_results": {"100"}}
	if isID(out.InReplyTo) {
		more.Set("since_id", out.InReplyTo)
	}
	var found channel.Sent
	there, err := c.search(ctx, getOwn, "/2/users/"+c.options.UserID+"/tweets", Spelling.asksPosts, more, func(raw []byte, in includes) verdict {
		var p post
		if channel.Decode(raw, &p) != nil {
			return onward
		}
		id, at := string(p.ID), when(p.CreatedAt)
		if p.referred(typeReply) != out.InReplyTo || slices.Contains(out.Known, id) || !channel.SameText(p.readable(in), out.Text) {
			return c.past(at, out)
		}
		found = channel.Sent{ExternalID: id, URL: address(c.identity.handle, id), At: at}
		return here
	})
	return found, there, err
}

func (c *Channel) findPrivate(ctx context.Context, out channel.Outgoing) (channel.Sent, bool, error) {
	path := "/2/dm_conversations/with/" + out.Recipient.ID + "/dm_events"
	if isID(out.Thread) && out.Thread != out.Recipient.ID {
		path = "/2/dm_conversations/" + out.Thread + "/dm_events"
	}
	var found channel.Sent
	there, err := c.search(ctx, getWith, path, Spelling.asksMessages, url.Values{"max_results": {"100"}}, func(raw []byte, in includes) verdict {
		var d message
		if channel.Decode(raw, &d) != nil || string(d.SenderID) != c.options.UserID || slices.Contains(out.Known, string(d.ID)) {
			return onward
		}
		e, ok := c.identity.private(d, in)
		if v := c.past(e.At, out); !ok || v == tooOld || !channel.SameText(e.Message.Text, out.Text) {
			return v
		}
		found = channel.Sent{ExternalID: string(d.ID), Thread: string(d.ConversationID), At: e.At}
		return here
	})
	return found, there, err
}

// verdict is what one element of a list says to who looks for something in it.
type verdict int

const (
	onward verdict = iota // not this one
	here                  // it is this one
	tooOld                // neither this one nor any behind it
)

// past says whether something is from before a part was first tried.
func (c *Channel) past(at time.Time, out channel.Outgoing) verdict {
	first := out.FirstTry
	if now := c.Clock(); first.After(now) {
		first = now // our clock was set back since
	}
	if !at.IsZero() && !first.IsZero() && at.Before(first.Add(c.ahead()-findMargin)) {
		return tooOld
	}
	return onward
}

// findPages is how far Find looks back, in pages of 100: X gives the newest 3200 posts.
const findPages = 32

// search looks through pages, newest first. That something is not there is said only when all was seen that could be it: otherwise
// it is an error, and nobody sends it again.
func (c *Channel) search(ctx context.Context, endpoint, path string, asks func(Spelling) url.Values, more url.Values, is func(raw []byte, in includes) verdict) (bool, error) {
	for range findPages {
		a, err := c.ask(ctx, endpoint, path, asks, more)
		if err != nil {
			return false, err
		}
		var got page
		if channel.Decode(a.Body, &got) != nil {
			return false, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("no JSON")}
		}
		for _, raw := range channel.Elements(got.Data) {
			switch is(raw, got.Includes) {
			case here:
				return true, nil
			case tooOld:
				return false, nil
			}
		}
		if got.Meta.NextToken == "" {
			return false, nil
		}
		more.Set("pagination_token", string(got.Meta.NextToken))
	}
	return false, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("X: more posts than can be looked through")}
}
