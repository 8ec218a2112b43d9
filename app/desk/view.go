package desk

import (
	"context"
	"io"
	"time"

	"sociomedio/data/contract"
)

// View is everything the middle column needs of a case, from the local store.
type View struct {
	Case     contract.Case
	Message  contract.Message // the one that opened the case; with an empty ID while it is not here yet
	Customer CustomerView
	Mine     bool // this agent holds it: the form is open
	Unread   bool
	Limits   contract.AccountLimits // of the account addressed; zero while unknown
	Last     []Entry                // the newest 8 of the conversation, in reading order
}

// CustomerView is a customer with tickets and service.
type CustomerView struct {
	contract.Customer
	At      time.Time // when the backend said so ("dari simpanan lokal, 13:57"); zero when only the name is known
	Counts  HistoryCounts
	Missing bool // nothing but the name is here yet; CustomerChanged follows
}

// HistoryCounts are the numbers on the filter Semua / Pesan / Catatan, of what is here.
type HistoryCounts struct{ All, Messages, Notes int }

// Entry is one line of a conversation: exactly one of the three.
type Entry struct {
	At       time.Time
	Message  *contract.Message
	Note     *contract.Note
	Outgoing *OutboxItem // an answer or note of this machine that the backend has not taken yet
}

// Only narrows a conversation.
type Only int

// What a conversation can be narrowed to.
const (
	Everything Only = iota
	OnlyMessages
	OnlyNotes
)

// HistoryQuery asks for one page of a conversation.
type HistoryQuery struct {
	CustomerID string
	Before     string // HistoryPage.Earlier of the page after it; empty for the newest
	Around     string // a message id: the page that has it in it ("Lompat ke pesan case"); then Before is empty
	Limit      int    // 0 means 50
	Only       Only
	Find       string // words in the text ("Cari di percakapan")
}

// HistoryPage is a page in reading order.
type HistoryPage struct {
	Entries []Entry
	Earlier string // ask with this in Before; empty when nothing earlier is here
	// Elsewhere says that the backend has earlier ones that are not here: FetchEarlier brings them.
	Elsewhere bool
	Counts    HistoryCounts
}

// View reads a case from the local store. Kinds: NotFound.
func (d *Desk) View(caseID string) (View, error) { return d.view(caseID) }

// Open is View, and tells the backend in the background that the agent looks at the case: it marks it read, renews the
// lease, begins the handling time and brings customer and history up to date. What that changes comes as events.
func (d *Desk) Open(caseID string) (View, error) { return d.open(caseID) }

// CloseCase says that the agent looks at no case any more.
func (d *Desk) CloseCase() { d.closeCase() }

// Customer reads a customer from the local store. Kinds: NotFound.
func (d *Desk) Customer(customerID string) (CustomerView, error) { return d.customer(customerID) }

// OpenCustomer is Customer, and brings customer and history up to date in the background (5.3.11).
func (d *Desk) OpenCustomer(customerID string) (CustomerView, error) {
	return d.openCustomer(customerID)
}

// History reads a page of a conversation from the local store.
func (d *Desk) History(q HistoryQuery) (HistoryPage, error) { return d.history(q) }

// FetchEarlier brings the next page of earlier messages from the backend into the local store; false when there are none.
func (d *Desk) FetchEarlier(ctx context.Context, customerID string) (bool, error) {
	return d.fetchEarlier(ctx, customerID)
}

// Handlings reads History Penanganan from the local store, newest first; at most limit (0 means 50) that were saved before
// the given time (zero for the newest). Elsewhere as in HistoryPage.
func (d *Desk) Handlings(customerID string, before time.Time, limit int) (page []contract.Handling, elsewhere bool, err error) {
	return d.handlings(customerID, before, limit)
}

// FetchHandlings brings the next page of earlier handling records from the backend; false when there are none.
func (d *Desk) FetchHandlings(ctx context.Context, customerID string) (bool, error) {
	return d.fetchHandlings(ctx, customerID)
}

// ExportHandlings writes the customer's whole handling history as CSV (UTF-8 with BOM, as spreadsheets want it; a field that
// a spreadsheet would take for a formula is defused). Times are written in zone.
func (d *Desk) ExportHandlings(ctx context.Context, customerID string, zone *time.Location, w io.Writer) error {
	return d.exportHandlings(ctx, customerID, zone, w)
}

// Media is a picture that the backend fetched from a network. Kinds: NotFound and those of the connection.
func (d *Desk) Media(ctx context.Context, mediaID string, size contract.GetMediaParamsSize) ([]byte, error) {
	return d.media(ctx, mediaID, size)
}
