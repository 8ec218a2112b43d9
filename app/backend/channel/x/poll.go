package x

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"time"

	"sociomedio/app/backend/channel"
)

const (
	pageSize = 100
	overlap  = 10 * time.Minute // mentions come late (x-api §3)
	// X gives at most the newest 800 mentions (x-api §3), or some fewer when it leaves out deleted ones.
	mostMentions = 750
	// X gives direct messages of 30 days (x-api §4).
	messageDays = 30 * 24 * time.Hour
	// forbiddenWait is how long a source that the app may not read is left alone.
	forbiddenWait = time.Hour
)

// mark is where the next reading begins, for each of the three lists.
type mark struct {
	Mentions place `json:"mentions"`
	Own      place `json:"own"`
	Messages place `json:"messages"`
}

// place is how far a list has been read. Lists are newest first: a reading that was broken off goes on from its token to
// the older ones, and only at its end does its newest id count as known.
type place struct {
	Newest string    `json:"newest,omitempty"`
	At     time.Time `json:"at,omitzero"`     // when it was last read to its end
	Pause  time.Time `json:"pause,omitzero"`  // not before this
	Top    string    `json:"top,omitempty"`   // of the reading under way: its newest id,
	Since  string    `json:"since,omitempty"` // its end,
	Token  string    `json:"token,omitempty"` // where it goes on,
	Count  int       `json:"count,omitempty"` // and how much it has brought
	Met    bool      `json:"met,omitempty"`   // it has met something known
}

// list is one of the three lists.
type list struct {
	endpoint, path string
	asks           func(Spelling) url.Values
	since          bool // it knows since_id
	event          func(raw json.RawMessage, in includes) (channel.Event, bool)
	place          *place
}

// Poll reads mentions, our own posts (somebody may have answered in X's own app, edge case 7) and direct messages. What one
// of them brought is given even when another could not be read.
func (c *Channel) Poll(ctx context.Context, text string) (channel.Batch, error) {
	var m mark
	if text != "" && json.Unmarshal([]byte(text), &m) != nil {
		return channel.Batch{}, &channel.Error{Class: channel.Later, Code: "bad_mark", Cause: errors.New("the mark can't be read")}
	}
	var b channel.Batch
	for _, l := range c.lists(&m) {
		if c.Clock().Before(l.place.Pause) {
			continue
		}
		gap, err := c.readList(ctx, l, &b)
		b.Gap = b.Gap || gap
		if err = c.putOff(ctx, l, err); err != nil && b.Rest == nil {
			b.Rest = err
		}
		var no *channel.Error
		if errors.As(err, &no) && no.Class == channel.Dead {
			b.Rest = err // the account, whatever else went wrong
			break
		}
	}
	if b.Rest != nil && len(b.Events) == 0 {
		return channel.Batch{}, b.Rest
	}
	next, err := json.Marshal(m)
	if err != nil {
		return channel.Batch{}, &channel.Error{Class: channel.Later, Code: "bad_mark", Cause: err}
	}
	b.Mark, b.NextAt = string(next), m.Mentions.Pause
	return b, nil
}

func (c *Channel) lists(m *mark) []list {
	me := c.options.UserID
	posts := func(raw json.RawMessage, in includes) (channel.Event, bool) {
		var p post
		if channel.Decode(raw, &p) != nil || !isID(string(p.ID)) || p.AuthorID == "" {
			return unknown(raw), true
		}
		return c.identity.event(p, in, hints{})
	}
	messages := func(raw json.RawMessage, in includes) (channel.Event, bool) {
		var d message
		if channel.Decode(raw, &d) != nil || !isID(string(d.ID)) || d.EventType == "MessageCreate" && d.SenderID == "" {
			return unknown(raw), true
		}
		return c.identity.private(d, in)
	}
	return []list{
		{endpoint: getMentions, path: "/2/users/" + me + "/mentions", asks: Spelling.asksPosts, since: true, event: posts, place: &m.Mentions},
		{endpoint: getOwn, path: "/2/users/" + me + "/tweets", asks: Spelling.asksPosts, since: true, event: posts, place: &m.Own},
		{endpoint: getMessages, path: "/2/dm_events", asks: Spelling.asksMessages, event: messages, place: &m.Messages},
	}
}

// unknown is something that can't be read; it is kept as it came.
func unknown(raw json.RawMessage) channel.Event {
	return channel.Event{Type: channel.Unknown, Raw: raw}
}

// putOff says when a list is read next, from what X says of its limits. A limit is no error: it is obeyed. What the app
// isn't allowed to read is looked at again later and doesn't stop the rest.
func (c *Channel) putOff(ctx context.Context, l list, err error) error {
	now := c.Clock()
	l.place.Pause = c.limits.pace(l.endpoint, now)
	var no *channel.Error
	switch {
	case err == nil || !errors.As(err, &no):
		return err
	case no.Code == codeLimited:
		l.place.Pause = no.Until
		return nil
	case no.Code == codePermission && l.endpoint != getMentions:
		l.place.Pause = now.Add(forbiddenWait)
		c.Log.WarnContext(ctx, "X doesn't let the app read this", "endpoint", l.endpoint)
		return nil
	}
	return err
}

// readList reads a list from its newest entry to what is known, or on from where the last reading was broken off.
func (c *Channel) readList(ctx context.Context, l list, b *channel.Batch) (gap bool, err error) {
	p := l.place
	if p.Token == "" {
		p.Top, p.Count, p.Met = "", 0, false
		if p.Since = before(p.Newest, overlap); p.Newest == "" {
			p.Since = idAt(c.now().Add(-c.options.FirstRead))
		}
	}
	for {
		done, err := c.readPage(ctx, l, b)
		if err != nil {
			var no *channel.Error
			if errors.As(err, &no) && no.Code == codeInvalid && p.Token != "" {
				p.Token = "" // tokens don't live for ever: from the top again
			}
			return false, err
		}
		if done {
			break
		}
		if err := channel.Breathe(ctx); err != nil {
			return false, err
		}
	}
	now := c.Clock()
	switch {
	case p.Newest == "":
	case l.endpoint == getMentions:
		gap = !p.Met && p.Count >= mostMentions
	case l.endpoint == getMessages:
		gap = now.Sub(p.At) > messageDays
	}
	if newer(p.Top, p.Newest) {
		p.Newest = p.Top
	}
	p.Top, p.Since, p.Token, p.Count, p.Met, p.At = "", "", "", 0, false, now
	return gap, nil
}

// readPage reads one page; done says that there is nothing more to be read.
func (c *Channel) readPage(ctx context.Context, l list, b *channel.Batch) (done bool, err error) {
	p := l.place
	more := url.Values{"max_results": {strconv.Itoa(pageSize)}}
	if l.since && p.Since != "" {
		more.Set("since_id", p.Since)
	}
	if p.Token != "" {
		more.Set("pagination_token", p.Token)
	}
	a, err := c.ask(ctx, l.endpoint, l.path, l.asks, more)
	if err != nil {
		return false, err
	}
	var got page
	if err := channel.Decode(a.Body, &got); err != nil {
		return false, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected, Cause: errors.New("no JSON")}
	}
	if n := len(got.Errors); n > 0 {
		c.Log.InfoContext(ctx, "X left something out", "endpoint", l.endpoint, "items", n, "type", segment(got.Errors[0].Type))
	}
	for _, raw := range channel.Elements(got.Data) {
		var head struct {
			ID channel.ID `json:"id"`
		}
		if channel.Decode(raw, &head) == nil && isID(string(head.ID)) {
			id := string(head.ID)
			if newer(id, p.Top) {
				p.Top = id
			}
			p.Met = p.Met || p.Newest != "" && !newer(id, p.Newest)
			if p.Since != "" && !newer(id, p.Since) {
				return true, nil // direct messages have no since_id
			}
		}
		p.Count++
		if e, ok := l.event(raw, got.Includes); ok {
			b.Events = append(b.Events, e)
		}
	}
	next := string(got.Meta.NextToken)
	if next == p.Token {
		next = "" // a token that leads to itself leads nowhere
	}
	p.Token = next
	return next == "", nil
}
