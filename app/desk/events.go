package desk

// EventKind says what changed; the subscriber reads the new state by the method that gives it.
type EventKind int

// The events.
const (
	// InboxChanged: rows, their order or the counts changed. Arrived says how many cases came in anew.
	InboxChanged EventKind = iota
	// CaseChanged: the case CaseID changed (its state, holder, message, viewers): read View again.
	CaseChanged
	// HistoryChanged: messages, notes, handling records or tickets of CustomerID changed.
	HistoryChanged
	// CustomerChanged: profile, service or tickets of CustomerID changed.
	CustomerChanged
	// OutboxChanged: an item was added, moved on, was refused or left the outbox.
	OutboxChanged
	// ConnectionChanged: Connection gives another answer.
	ConnectionChanged
	// CatalogueChanged: catalogue, reply types, templates or accounts were renewed.
	CatalogueChanged
	// TodayChanged: the figures of Today were renewed.
	TodayChanged
	// SessionEnded: the backend does not know this session any more. The store stays open and readable and the outbox
	// waits; SignIn with the same user goes on where the agent was.
	SessionEnded
)

// Event is one change. Events of one kind and one id that come close together are given once.
type Event struct {
	Kind       EventKind
	CaseID     string // with CaseChanged
	CustomerID string // with HistoryChanged and CustomerChanged
	Arrived    int    // with InboxChanged: cases that are new in the inbox since the last event
}
