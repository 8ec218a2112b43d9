package desk

import (
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
