package desk

import (
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// OutboxState is how far an answer or note has come.
type OutboxState string

// The states. Queued to Refused happen on this machine, Accepted to Failed at the backend.
const (
	Queued   OutboxState = "queued"   // durable here, waits for its turn or for a connection; can be taken back
	Sending  OutboxState = "sending"  // the backend is being asked
	Unknown  OutboxState = "unknown"  // the backend was asked and did not say; the same key asks again, so nothing doubles
	Refused  OutboxState = "refused"  // the backend said no: Why; the next step is Edit, SendAnyway or Discard
	Accepted OutboxState = "accepted" // the backend has it and brings it to the network; can be taken back until a part left
	Sent     OutboxState = "sent"     // on the network, or recorded without sending
	Failed   OutboxState = "failed"   // the network said no: Reason; the next step is Retry or Edit
)

// OutboxKind is what an item is.
type OutboxKind string

// The kinds.
const (
	AnswerItem OutboxKind = "answer"
	NoteItem   OutboxKind = "note"
)

// OutboxItem is one answer or note on its way.
type OutboxItem struct {
	ID       string // the idempotency key
	Kind     OutboxKind
	State    OutboxState
	Case     contract.Case // as it was when the item was saved
	Form     Form          // with AnswerItem
	Text     string        // the whole answer with signature, or the note
	Parts    []string
	SavedAt  time.Time
	Position int // among the customer's waiting items, from 1; 0 when it does not wait

	Why     data.Kind          // with Refused
	Changed []contract.Message // with Refused and Why CaseChanged: what is new for the agent to see
	Reason  contract.Reason    // with Failed: what the network said
	NextTry time.Time          // with Unknown, and with Queued while the backend asks for patience

	HandlingID string // once accepted
	AnswerID   string // once accepted
}

// OutboxCounts are the numbers in the status bar.
type OutboxCounts struct {
	Queued int // on the way: queued, sending, unknown, accepted
	Sent   int // since the sign-in
	Failed int // refused or failed, waiting for the agent
}

// Outbox is what is on its way or waits for the agent, oldest first, and the counts.
func (d *Desk) Outbox() ([]OutboxItem, OutboxCounts, error) {
	s, err := d.at()
	if err != nil {
		return nil, OutboxCounts{}, err
	}
	items, counts := s.out.list()
	return items, counts, nil
}

// Unsent is the number of items that only this machine has: SignOut asks when it is not zero.
func (d *Desk) Unsent() int {
	s, err := d.at()
	if err != nil {
		return 0
	}
	return s.out.unsent()
}
