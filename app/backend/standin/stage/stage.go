// Package stage is what both stand-ins stand on: the record of what was posted to them, the faults they are told to show,
// and the delivery of webhooks.
package stage

import "time"

// Post is one thing that was posted to a network through its API by the product.
type Post struct {
	Network   string    `json:"network"` // twitter or facebook
	Kind      string    `json:"kind"`    // reply, post, quote, dm; comment, messenger, private_reply
	InReplyTo string    `json:"in_reply_to"`
	To        string    `json:"to"` // handle or name of the one who is answered, as they were injected
	ToID      string    `json:"to_id"`
	Text      string    `json:"text"`
	At        time.Time `json:"at"`
	ID        string    `json:"id"`
	Thread    string    `json:"thread,omitempty"`   // root of the public thread, or the private conversation
	Metadata  string    `json:"metadata,omitempty"` // Messenger's, as it was sent
	Tag       string    `json:"tag,omitempty"`      // Messenger's, as it was sent
	Pictures  []string  `json:"pictures,omitempty"` // that went with it, each as the SHA-256 of its bytes
	Deleted   bool      `json:"deleted,omitempty"`
}

// Kinds of Fault.
const (
	TimeoutAfterAccept = "timeout_after_accept" // stores what was posted and never answers
	Reset              = "reset"                // closes the connection: before anything happens, or After it
	Slow               = "slow"                 // answers after Delay
	EchoFirst          = "echo_first"           // the webhook with the echo is delivered before the answer
)

// Fault is how the next requests go wrong. A Kind of three digits is answered with that status; without Body in the
// network's own words for it.
type Fault struct {
	Kind   string `json:"kind"`   // timeout_after_accept, reset, slow, echo_first, 429, 500, 402 ...
	Count  int    `json:"count"`  // how many requests; 0 is one, negative is every one until Clear
	Path   string `json:"path"`   // prefix of the path, with or without /x or /facebook; * stands for one segment. Empty: requests that post
	Method string `json:"method"` // empty: any when Path is given

	Delay   string            `json:"delay"`  // slow: 2s; timeout_after_accept: the longest it holds the connection
	After   bool              `json:"after"`  // reset and statuses: after the request did its work
	Status  int               `json:"status"` // instead of Kind's digits
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
	Clear   bool              `json:"clear"` // forget all faults before this one; alone it only forgets
}
