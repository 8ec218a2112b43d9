package desk

import (
	"context"
	"time"

	"sociomedio/data/contract"
)

// HitKind is what was found.
type HitKind string

// The kinds of hits.
const (
	HitMessage  HitKind = "message"
	HitNote     HitKind = "note"
	HitAnswer   HitKind = "answer"
	HitCustomer HitKind = "customer"
	HitCase     HitKind = "case"
)

// Hit is one thing found on this machine.
type Hit struct {
	Kind       HitKind
	ID         string // of the message, note, answer, customer or case
	CaseID     string // empty when it has none
	CustomerID string
	Network    contract.Network
	At         time.Time
	Title      string // the customer's name
	Excerpt    string // about 120 characters around the first match, one line
	Marks      []Mark // in Excerpt
}

// Mark is a matched stretch: bytes From to To.
type Mark struct{ From, To int }

// SearchQuery asks this machine's index.
type SearchQuery struct {
	Text   string    // words, each taken as a beginning; Indonesian affixes do not matter (tagihan, menagih, ditagih)
	Kinds  []HitKind // empty for all
	Limit  int       // 0 means 50
	Before string    // SearchPage.Next of the page before
}

// SearchPage is a page of hits, newest first.
type SearchPage struct {
	Hits []Hit
	Next string // empty when that was all
}

// Search looks through everything of this agent that is on this machine: messages, notes, answers, customers, numbers. It
// answers within some milliseconds and needs no network; a new keystroke cancels the search before it by its context.
func (d *Desk) Search(ctx context.Context, q SearchQuery) (SearchPage, error) {
	return d.search(ctx, q)
}

// Recall is a setting of this agent on this machine (widths of columns, ...); empty when it was never stored.
func (d *Desk) Recall(key string) string { return d.recall(key) }

// Remember stores such a setting; it returns at once.
func (d *Desk) Remember(key, value string) { d.remember(key, value) }
