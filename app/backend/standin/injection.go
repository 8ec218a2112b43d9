package standin

import (
	"encoding/json"
	"time"

	"sociomedio/assets/demo"
)

// Injection is something that happens on a network. Network is twitter (or x) or facebook. Kinds that write:
//
//	twitter:  mention, reply (to InReplyTo, else to the latest post of ours to From), quote and repost (of Quoted), dm,
//	          post (in public, whoever it names)
//	facebook: comment (under InReplyTo, else under the page's latest post), reply (to a comment), post (on the page),
//	          mention (the page is named elsewhere), messenger
//	both:     outside (our own account writes in the network's own page: to InReplyTo, or privately to To)
//
// Kinds that change ID: edit, delete, hide, unhide. Others: raw (Raw is delivered as it is, signed), revoke and restore (the
// account's token dies, lives), block and unblock (From), close_dms, open_dms, protect and unprotect (From, twitter).
type Injection struct {
	Network string `json:"network"`
	Kind    string `json:"kind"`
	From    Author `json:"from"` // who; empty on Facebook: an event without from
	Text    string `json:"text"`

	ID        string    `json:"id"`          // writing: instead of a made one; changing: what is meant
	InReplyTo string    `json:"in_reply_to"` // what it answers or hangs under
	Quoted    string    `json:"quoted"`      // what it quotes or reposts
	To        Author    `json:"to"`          // outside: the customer of the private conversation
	At        time.Time `json:"at"`          // zero: now

	Attachments []demo.Attachment `json:"attachments"`
	Protected   bool              `json:"protected"` // twitter: only followers see it
	Unpublished bool              `json:"unpublished"`
	Metadata    string            `json:"metadata"`

	Silent       bool            `json:"silent"`        // no webhook: only reading brings it
	WebhookOnly  bool            `json:"webhook_only"`  // reading does not bring it
	Hold         demo.Duration   `json:"hold"`          // reading does not bring it before this time
	Repeat       int             `json:"repeat"`        // how often the webhook is delivered; 0 is once
	Reorder      bool            `json:"reorder"`       // the webhook is delivered after the next one
	BadSignature bool            `json:"bad_signature"` // the webhook is signed with another secret
	Raw          json.RawMessage `json:"raw"`           // raw: an object, or a string whose bytes are sent
}

// Author is a person on a network, known by handle or id or made at the first sight. In JSON a string is a handle.
type Author struct{ demo.Customer }

// UnmarshalJSON takes "budi_contoh" or {"handle": "budi_contoh", "name": "Budi Contoh", ...}.
func (a *Author) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		return json.Unmarshal(b, &a.Handle)
	}
	return json.Unmarshal(b, &a.Customer)
}

// Injected is what an Injection made.
type Injected struct {
	ID     string `json:"id"`
	Thread string `json:"thread"` // root of the public thread, or the private conversation
	From   string `json:"from"`   // id of the author
}
