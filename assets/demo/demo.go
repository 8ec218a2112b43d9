// Package demo holds the invented customers of demo, training and tests: who writes to the company's X account and Facebook
// page, what they write back, their service records and tickets, and the catalogue (KIP) and reply templates that go with
// them. All of it is plain JSON and CSV, so that an operator can read and change it; the CSV files are what
// `sociomediod catalog|customers|tickets import` take. Nobody in it is real: TestNobodyIsReal holds names and numbers to invented ones.
package demo

import (
	"bytes"
	_ "embed" // the files of this folder
	"encoding/json"
	"fmt"
	"io"
	"time"
)

//go:embed conversations.json
var conversations []byte

//go:embed catalogue.csv
var catalogue []byte

//go:embed templates.csv
var templates []byte

//go:embed services.csv
var services []byte

//go:embed tickets.csv
var tickets []byte

// Script is who writes on the networks and when. `sociomediod networks --script FILE` reads one.
type Script struct {
	X             Account        `json:"x"`             // the company's account on X
	Facebook      Account        `json:"facebook"`      // the company's page
	Posts         []PagePost     `json:"posts"`         // what stands on the page, for comments
	Conversations []Conversation `json:"conversations"` // in the order of their first message
}

// Account is the company itself on a network.
type Account struct {
	ID     string `json:"id"`
	Handle string `json:"handle"`
	Name   string `json:"name"`
}

// PagePost is a post of the page under which people comment. ID is the part after the page's id.
type PagePost struct {
	ID   string    `json:"id"`
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// Conversation is one customer who writes, and what they write back.
type Conversation struct {
	Key      string    `json:"key"`     // unique, for people and tests
	Network  string    `json:"network"` // twitter or facebook
	Kind     string    `json:"kind"`    // mention, dm; comment, post, messenger
	Post     string    `json:"post,omitempty"`
	Customer Customer  `json:"customer"`
	Messages []Message `json:"messages"`          // what is written before anybody answers
	Answers  []Answer  `json:"answers,omitempty"` // what is written back, one per answer; none: silent

	Service  string     `json:"service,omitempty"`  // service number to link the profile to
	Remark   string     `json:"remark,omitempty"`   // what the team remembers about the customer
	History  []Entry    `json:"history,omitempty"`  // what was said before today, oldest first
	Handling []Handling `json:"handling,omitempty"` // how it was handled, oldest first
}

// Customer is a profile on a network.
type Customer struct {
	ID          string    `json:"id"`             // on X the user id, on Facebook the id in comments
	PSID        string    `json:"psid,omitempty"` // Facebook: the id in Messenger
	Name        string    `json:"name"`
	Handle      string    `json:"handle"` // without @
	Followers   int       `json:"followers,omitempty"`
	Following   int       `json:"following,omitempty"`
	Statuses    int       `json:"statuses,omitempty"`
	Description string    `json:"description,omitempty"`
	Since       time.Time `json:"since,omitzero"`
	Protected   bool      `json:"protected,omitempty"`
	ClosedDMs   bool      `json:"closed_dms,omitempty"`
}

// Message is one that the customer writes unasked. Exactly one of Ago and After is meant: Ago lies before the start of the
// stand-ins (it is there at once, and dated back), After lies behind it.
type Message struct {
	Text        string       `json:"text"`
	Ago         Duration     `json:"ago,omitempty"`
	After       Duration     `json:"after,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Attachment is a picture, video or other thing that hangs on a message. Without a URL the stand-in draws a picture.
type Attachment struct {
	Type string `json:"type"`
	URL  string `json:"url,omitempty"`
	Alt  string `json:"alt,omitempty"`
}

// Answer is what the customer writes when answered. Delay is how long they take; 0 leaves it to the stand-ins.
type Answer struct {
	Text  string   `json:"text"`
	Delay Duration `json:"delay,omitempty"`
}

// Entry is one line of the conversation so far. From is "customer", or the name of the agent who wrote it. A note is internal.
type Entry struct {
	At   time.Time `json:"at"`
	From string    `json:"from"`
	Text string    `json:"text"`
	Note bool      `json:"note,omitempty"`
	Kind string    `json:"kind,omitempty"` // empty: the conversation's
}

// Handling is one handling record so far. Path names the catalogue's levels from the first one down; Answer is the text.
type Handling struct {
	At        time.Time `json:"at"`
	Agent     string    `json:"agent"`
	Path      []string  `json:"path"`
	ReplyType string    `json:"reply_type"`
	Answer    string    `json:"answer"`
	Took      Duration  `json:"took"`
}

// Duration is written as Go writes it: 14m4s.
type Duration time.Duration

// UnmarshalText reads 14m4s.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}

// MarshalText writes 14m4s.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// Conversations is the script that ships.
func Conversations() (Script, error) { return Read(bytes.NewReader(conversations)) }

// Read reads a script. A field that is not known is an error: a typing mistake in a script is found, not passed over.
func Read(r io.Reader) (Script, error) {
	var s Script
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Script{}, fmt.Errorf("read script: %w", err)
	}
	return s, s.check()
}

// Catalogue is the KIP as `catalog import` takes it: one column per level, the header names the levels.
func Catalogue() io.Reader { return bytes.NewReader(catalogue) }

// Templates are the reply templates: category, title, text.
func Templates() io.Reader { return bytes.NewReader(templates) }

// Services are the service records as `customers import` takes them.
func Services() io.Reader { return bytes.NewReader(services) }

// Tickets are the trouble tickets as `tickets import` takes them, dated around Anchor.
func Tickets() io.Reader { return bytes.NewReader(tickets) }
