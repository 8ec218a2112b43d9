package facebook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"sociomedio/app/backend/channel"
)

// signatureHeader carries the signature of a delivery; the older X-Hub-Signature (SHA-1) is not trusted.
const signatureHeader = "X-Hub-Signature-256"

// Webhook takes a handshake or a delivery (§3).
func (c *Channel) Webhook(method string, header http.Header, query map[string][]string, body []byte) (channel.Delivery, error) {
	if method == http.MethodGet {
		return c.handshake(query), nil
	}
	given := header.Get(signatureHeader)
	if given == "" {
		return channel.Delivery{}, &channel.Error{Class: channel.Refused, Code: "signature_missing", Cause: errors.New("facebook: no " + signatureHeader)}
	}
	if !channel.SameMAC(given, "sha256="+hex.EncodeToString(channel.MAC(c.o.AppSecret, body))) {
		return channel.Delivery{}, &channel.Error{Class: channel.Refused, Code: "signature_wrong", Cause: errors.New("facebook: " + signatureHeader + " does not fit the body")}
	}
	return channel.Delivery{Events: c.open(body)}, nil
}

const longestChallenge = 1 << 10

// handshake answers with the bare challenge when the verify token is ours, else 403.
func (c *Channel) handshake(query map[string][]string) channel.Delivery {
	first := func(name string) string {
		if v := query[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	challenge := first("hub.challenge")
	right := c.o.VerifyToken != "" && channel.SameMAC(first("hub.verify_token"), c.o.VerifyToken)
	if !right || first("hub.mode") != "subscribe" || len(challenge) > longestChallenge {
		c.Log.Warn("webhook verification refused", "page", c.o.Page, "verify_token_right", right)
		return reply(http.StatusForbidden, "forbidden")
	}
	return reply(http.StatusOK, challenge)
}

func reply(status int, body string) channel.Delivery {
	return channel.Delivery{Reply: &channel.Reply{Status: status, ContentType: "text/plain; charset=utf-8", Body: []byte(body)}}
}

// envelope is what a delivery is packed in.
type envelope struct {
	Object channel.Text    `json:"object"`
	Entry  json.RawMessage `json:"entry"`
}

type entry struct {
	ID        channel.ID      `json:"id"`
	Time      channel.Number  `json:"time"`
	Changes   json.RawMessage `json:"changes"`
	Messaging json.RawMessage `json:"messaging"`
	Standby   json.RawMessage `json:"standby"`
}

// inbox is one entry on its way to events: what all of its parts have alike.
type inbox struct {
	*Channel
	page channel.ID // whose entry it is
	at   time.Time  // when it was sent
}

// open takes a delivery apart: every part of every entry, and each on its own, so that a bad one spoils no other (edge
// cases 3, 33).
func (c *Channel) open(body []byte) []channel.Event {
	var e envelope
	if channel.Decode(body, &e) != nil || e.Object != "page" {
		return []channel.Event{unread(body, time.Time{})}
	}
	var events []channel.Event
	for _, raw := range channel.Elements(e.Entry) {
		events = append(events, c.entry(raw)...)
	}
	if len(events) == 0 && len(channel.Elements(e.Entry)) == 0 && !empty(e.Entry) {
		events = append(events, unread(body, time.Time{}))
	}
	return events
}

// empty says whether there is nothing in it: absent, null or an empty list.
func empty(raw json.RawMessage) bool {
	return channel.Absent(raw) || bytes.Equal(bytes.Join(bytes.Fields(raw), nil), []byte("[]"))
}

func (c *Channel) entry(raw json.RawMessage) []channel.Event {
	var e entry
	if channel.Decode(raw, &e) != nil {
		return []channel.Event{unread(raw, time.Time{})}
	}
	in := inbox{Channel: c, page: e.ID, at: moment(e.Time)}
	if in.page == "" {
		in.page = channel.ID(c.o.Page)
	}
	var events []channel.Event
	for _, one := range channel.Elements(e.Changes) {
		events = append(events, in.change(one)...)
	}
	for _, one := range channel.Elements(e.Messaging) {
		events = append(events, in.chat(one, false)...)
	}
	for _, one := range channel.Elements(e.Standby) {
		events = append(events, in.chat(one, true)...)
	}
	if empty(e.Changes) && empty(e.Messaging) && empty(e.Standby) {
		events = append(events, unread(raw, in.at)) // changed_fields without values, or something new
	}
	if !c.ours(in.page) {
		for i := range events {
			events[i].Account = string(in.page)
		}
	}
	return events
}

// unread keeps what can't be read, or isn't known, as it came. The same bytes are the same event.
func unread(raw []byte, at time.Time) channel.Event {
	return channel.Event{Type: channel.Unknown, Key: "raw:" + digest(raw), At: at, Raw: raw}
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// moment reads a time of a webhook, which counts seconds or, in Messenger, milliseconds; zero when there is none.
func moment(n channel.Number) time.Time {
	const firstInMillis = 100_000_000_000 // as seconds it would be the year 5138
	switch {
	case n <= 0:
		return time.Time{}
	case n >= firstInMillis*100:
		return time.Time{}
	case n >= firstInMillis:
		return time.UnixMilli(int64(n)).UTC()
	}
	return time.Unix(int64(n), 0).UTC()
}

func either(first, second time.Time) time.Time {
	if first.IsZero() {
		return second
	}
	return first
}

// tell logs something an administrator must know.
func (c *Channel) tell(what string, args ...any) {
	c.Log.ErrorContext(context.Background(), what, append([]any{"page", c.o.Page}, args...)...)
}
