package facebook

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// What Facebook takes at most, in characters (§5, §7). The backend checks with the account's own limits before.
const (
	longestComment = 8000
	longestMessage = 2000
)

// Windows of Messenger (§7).
const (
	answerWindow = 24 * time.Hour
	humanWindow  = 7 * 24 * time.Hour
)

// Send posts a part: a comment, a message in Messenger, or the one private reply to a comment or a post.
func (c *Channel) Send(ctx context.Context, out channel.Outgoing) (channel.Sent, error) {
	switch {
	case !out.Private:
		return c.sendComment(ctx, out)
	case out.Kind == contract.MessageKindMessenger:
		return c.sendMessage(ctx, out)
	}
	return c.sendPrivateReply(ctx, out)
}

func refused(code string) error { return &channel.Error{Class: channel.Refused, Code: code} }

func lost(why string) error {
	return &channel.Error{Class: channel.Lost, Code: channel.CodeUnexpected, Cause: errors.New("facebook: " + why)}
}

// place is where an answer in public goes, and what it says there.
type place struct {
	under string // the post or the root comment
	text  string
}

// place finds the root of what is answered: Facebook has two levels, and an answer to an answer stands below the root, where
// the name says who is meant (§5).
func (c *Channel) place(ctx context.Context, out channel.Outgoing) (place, error) {
	at := place{under: out.InReplyTo, text: out.Text}
	if out.InReplyTo == out.Thread {
		return at, nil
	}
	var n readComment
	_, err := c.get(ctx, "/"+url.PathEscape(out.InReplyTo), params{"fields": "id,from,parent{id}"}, &n)
	var no *channel.Error
	switch {
	case errors.As(err, &no) && no.Class == channel.Refused && no.Code == codePermission:
		return at, nil // it may be answered without being readable
	case err != nil:
		return place{}, err
	case n.Parent.ID == "" || string(n.Parent.ID) == out.Thread:
		return at, nil
	}
	at.under = string(n.Parent.ID)
	if !c.ours(n.From.ID) {
		at.text = addressed(out.Text, out.Recipient.Name)
	}
	return at, nil
}

// addressed names a person at the beginning of a text that doesn't name them.
func addressed(text, name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	if first == "" || strings.Contains(strings.ToLower(text), strings.ToLower(first)) {
		return text
	}
	named := strings.TrimSpace(name) + " " + text
	if utf8.RuneCountInString(named) > longestComment {
		return text
	}
	return named
}

func (c *Channel) sendComment(ctx context.Context, out channel.Outgoing) (channel.Sent, error) {
	if out.InReplyTo == "" {
		return channel.Sent{}, refused(codeGone)
	}
	if utf8.RuneCountInString(out.Text) > longestComment {
		return channel.Sent{}, refused(codeLong)
	}
	at, err := c.place(ctx, out)
	if err != nil {
		return channel.Sent{}, err
	}
	var made struct {
		ID channel.ID `json:"id"`
	}
	body := map[string]any{"message": at.text}
	if len(out.Pictures) > 0 {
		id, err := c.forComment(ctx, out.Pictures[0])
		if err != nil {
			return channel.Sent{}, err
		}
		body["attachment_id"] = id
	}
	if _, err := c.post(ctx, "/"+url.PathEscape(at.under)+"/comments", body, &made); err != nil {
		return channel.Sent{}, err
	}
	if made.ID == "" {
		return channel.Sent{}, lost("a comment without an id")
	}
	return channel.Sent{ExternalID: string(made.ID), URL: messageURL("", out.Thread, string(made.ID))}, nil
}

// sendMessage writes in Messenger as far as its window is open: up to 24 h an answer, up to 7 days as a person's own words
// (answers are written by agents), later not at all (§7; edge case 30).
func (c *Channel) sendMessage(ctx context.Context, out channel.Outgoing) (channel.Sent, error) {
	body := map[string]any{"recipient": map[string]any{"id": psid(out)}, "messaging_type": "RESPONSE"}
	if !out.LastFrom.IsZero() {
		switch since := c.Clock().Sub(out.LastFrom); {
		case since > humanWindow:
			return channel.Sent{}, refused(codeWindow)
		case since > answerWindow:
			body["messaging_type"], body["tag"] = "MESSAGE_TAG", "HUMAN_AGENT"
		}
	}
	return c.deliver(ctx, out, body)
}

// psid is whom a message in Messenger is for. The conversation is named by it; the customer may be known by another id, that
// of his comments.
func psid(out channel.Outgoing) string {
	if out.Thread != "" {
		return out.Thread
	}
	return out.Recipient.ID
}

// sendPrivateReply answers a comment or a visitor's post privately. It goes once: a further part has no way to the person
// before they write (§6).
func (c *Channel) sendPrivateReply(ctx context.Context, out channel.Outgoing) (channel.Sent, error) {
	if isMID(out.InReplyTo) {
		return channel.Sent{}, refused(codePrivateUsed)
	}
	to := "comment_id"
	if out.Kind == contract.MessageKindPost {
		to = "post_id"
	}
	return c.deliver(ctx, out, map[string]any{"recipient": map[string]any{to: out.InReplyTo}})
}

// isMID says whether an id is that of a message in Messenger (§3).
func isMID(id string) bool { return strings.HasPrefix(id, "m_") || strings.HasPrefix(id, "mid.") }

func (c *Channel) deliver(ctx context.Context, out channel.Outgoing, body map[string]any) (channel.Sent, error) {
	if utf8.RuneCountInString(out.Text) > longestMessage {
		return channel.Sent{}, refused(codeLong)
	}
	// The metadata comes back in the echo: by it, we know our own (§7).
	message := map[string]any{"metadata": out.PartID}
	if len(out.Pictures) == 0 {
		message["text"] = out.Text
	} else { // a message is text or an attachment; the backend made them parts of their own
		id, err := c.forMessage(ctx, out.Pictures[0])
		if err != nil {
			return channel.Sent{}, err
		}
		message["attachment"] = map[string]any{"type": "image", "payload": map[string]any{"attachment_id": id}}
	}
	body["message"] = message
	var made struct {
		Recipient channel.ID `json:"recipient_id"`
		Message   channel.ID `json:"message_id"`
	}
	if _, err := c.post(ctx, "/"+c.o.Page+"/messages", body, &made); err != nil {
		return channel.Sent{}, err
	}
	if made.Message == "" {
		return channel.Sent{}, lost("a message without an id")
	}
	return channel.Sent{ExternalID: string(made.Message), Recipient: string(made.Recipient)}, nil
}
