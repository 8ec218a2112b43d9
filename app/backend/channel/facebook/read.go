package facebook

import (
	"encoding/json"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// readPost is a post as reading shows it (§4).
type readPost struct {
	ID          channel.ID   `json:"id"`
	Message     channel.Text `json:"message"`
	Created     stamp        `json:"created_time"`
	Updated     stamp        `json:"updated_time"`
	From        named        `json:"from"`
	Permalink   channel.Text `json:"permalink_url"`
	Hidden      channel.Flag `json:"is_hidden"`
	Published   channel.Flag `json:"is_published"`
	Attachments struct {
		Data channel.List[shown] `json:"data"`
	} `json:"attachments"`
}

// latest is when something last happened on it.
func (p readPost) latest() time.Time {
	if p.Updated.After(p.Created.Time) {
		return p.Updated.Time
	}
	return p.Created.Time
}

// post is a new post on the page; false for one that was read before, and for ads and drafts.
func (r *round) post(p readPost) (channel.Event, bool) {
	if p.Created.Before(r.since()) || (p.Published.Given && !p.Published.Yes) {
		return channel.Event{}, false
	}
	m := channel.Message{
		Kind: contract.MessageKindPost, ExternalID: string(p.ID), Thread: string(p.ID), Author: p.From.person(), Text: string(p.Message),
		URL: messageURL(string(p.Permalink), string(p.ID), ""), Hidden: p.Hidden.Yes,
	}
	for _, a := range p.Attachments.Data {
		m.Attachments = append(m.Attachments, a.attachments(0)...)
	}
	return channel.Event{Type: channel.Wrote, Key: "post:" + m.ExternalID, At: p.Created.Time, Message: publicly(m, r.o.Page)}, true
}

// readComment is a comment as reading shows it (§4).
type readComment struct {
	ID         channel.ID   `json:"id"`
	From       named        `json:"from"`
	Message    channel.Text `json:"message"`
	Created    stamp        `json:"created_time"`
	Parent     named        `json:"parent"`
	Attachment *shown       `json:"attachment"`
	Hidden     channel.Flag `json:"is_hidden"`
	Private    channel.Flag `json:"is_private"`
	CanReply   channel.Flag `json:"can_reply_privately"`
	Permalink  channel.Text `json:"permalink_url"`
}

func (r *round) comment(n readComment, post string) channel.Event {
	m := channel.Message{
		Kind: contract.MessageKindComment, ExternalID: string(n.ID), Thread: post, InReplyTo: string(n.Parent.ID), Author: n.From.person(),
		Text: string(n.Message), URL: messageURL(string(n.Permalink), post, string(n.ID)), Hidden: n.Hidden.Yes || n.Private.Yes,
	}
	if m.InReplyTo == "" {
		m.InReplyTo = post
	}
	if n.Attachment != nil {
		m.Attachments = n.Attachment.attachments(0)
	}
	m = publicly(m, r.o.Page)
	if n.CanReply.Given {
		m.CanReplyPriv = n.CanReply.Yes && !m.Ours
	}
	return channel.Event{Type: channel.Wrote, Key: "comment:" + m.ExternalID, At: n.Created.Time, Message: m}
}

// thread is a conversation of Messenger as reading shows it (§4).
type thread struct {
	ID           channel.ID `json:"id"`
	Updated      stamp      `json:"updated_time"`
	Participants struct {
		Data channel.List[named] `json:"data"`
	} `json:"participants"`
	Messages list `json:"messages"`
}

type readMessage struct {
	ID          channel.ID    `json:"id"`
	Message     *channel.Text `json:"message"` // not given for those that are too old to be read
	From        named         `json:"from"`
	Created     stamp         `json:"created_time"`
	Sticker     channel.Text  `json:"sticker"`
	Attachments struct {
		Data channel.List[file] `json:"data"`
	} `json:"attachments"`
	Shares struct {
		Data channel.List[struct {
			Link channel.Text `json:"link"`
			Name channel.Text `json:"name"`
		}] `json:"data"`
	} `json:"shares"`
}

// file is an attachment of a message that was read.
type file struct {
	MIME  channel.Text `json:"mime_type"`
	Name  channel.Text `json:"name"`
	URL   channel.Text `json:"file_url"`
	Image *struct {
		URL channel.Text `json:"url"`
	} `json:"image_data"`
	Video *struct {
		URL channel.Text `json:"url"`
	} `json:"video_data"`
}

func (f file) attachment() contract.Attachment {
	switch {
	case f.Image != nil:
		return contract.Attachment{Type: "photo", URL: webAddress(string(f.Image.URL))}
	case f.Video != nil:
		return contract.Attachment{Type: "video", URL: webAddress(string(f.Video.URL))}
	case len(f.MIME) > 6 && f.MIME[:6] == "audio/":
		return contract.Attachment{Type: "audio", URL: webAddress(string(f.URL)), Title: string(f.Name)}
	}
	return contract.Attachment{Type: "file", URL: webAddress(string(f.URL)), Title: string(f.Name)}
}

const (
	threadsAtOnce  = "25"
	threadPages    = 40
	messagesAtOnce = 20 // only so many have details (§4)
	messageFields  = "messages.limit(20){id,message,from,created_time,attachments,sticker,shares}"
)

// conversations takes in what is new in Messenger. They come by the time of their last message, newest first, and have no
// since (§4): the first that is older than what is read ends it.
func (r *round) conversations() error {
	short := false
	whole, err := r.eachThread(r.ctx, params{"fields": "id,updated_time,participants," + messageFields, "limit": threadsAtOnce}, threadPages,
		&r.used, func(raw json.RawMessage) bool {
			if time.Now().After(r.end) {
				short = true
				return true
			}
			var t thread
			if channel.Decode(raw, &t) != nil || t.ID == "" {
				r.add(unread(raw, time.Time{}))
				return false
			}
			if !t.Updated.IsZero() && t.Updated.Before(r.since()) {
				return true
			}
			r.thread(t)
			return false
		})
	if err == nil && (short || !whole) {
		r.gap = true // more than can be read at all: said so, and gone on
	}
	return err
}

// thread takes in the new messages of a conversation.
func (r *round) thread(t thread) {
	var customer channel.Person
	for _, p := range t.Participants.Data {
		if !r.ours(p.ID) && p.ID != "" {
			customer = p.person()
		}
	}
	older := false
	all := channel.Elements(t.Messages.Data)
	for _, raw := range all {
		var m readMessage
		if channel.Decode(raw, &m) != nil || m.ID == "" {
			r.add(unread(raw, time.Time{}))
			continue
		}
		if m.Created.Before(r.since()) {
			older = true
			continue
		}
		if m.From.ID == "" && m.Message == nil {
			r.gap = r.gap || !r.first
			continue
		}
		r.add(r.message(m, customer))
	}
	// More messages than Facebook shows came since the last reading.
	if !older && t.Messages.Paging.Next != "" && !r.first {
		r.gap = true
	}
}

func (r *round) message(m readMessage, customer channel.Person) channel.Event {
	out := channel.Message{
		Kind: contract.MessageKindMessenger, ExternalID: string(m.ID), Private: true, Customer: customer, Author: m.From.person(),
		Ours: r.ours(m.From.ID),
	}
	if m.Message != nil {
		out.Text = string(*m.Message)
	}
	out.OpensCase = !out.Ours
	if m.Sticker != "" {
		out.Attachments = append(out.Attachments, contract.Attachment{Type: "sticker", URL: webAddress(string(m.Sticker))})
	}
	for _, f := range m.Attachments.Data {
		out.Attachments = append(out.Attachments, f.attachment())
	}
	for _, s := range m.Shares.Data {
		out.Attachments = append(out.Attachments, contract.Attachment{Type: "share", URL: webAddress(string(s.Link)), Title: string(s.Name)})
	}
	return channel.Event{Type: channel.Wrote, Key: "messenger:" + out.ExternalID, At: m.Created.Time, Message: out}
}
