package storage

import (
	"context"

	"sociomedio/data/contract"
)

// Take gives up to limit waiting cases to an agent, earliest due first, of one network or of all (""), and says how many
// still wait (5.3.2). No two agents ever get the same case. Cases whose holder's lease ended come free first.
func (s *Store) Take(ctx context.Context, agentID string, limit int, network contract.Network) (contract.Taken, error) {
	return contract.Taken{}, errUnfinished
}

// FreeExpired puts taken cases whose lease ended back into the queue.
func (s *Store) FreeExpired(ctx context.Context) (int, error) { return 0, errUnfinished }

// Case gives a case; data.NotFound if there is none. Whether this agent may see it is the caller's to ask: Watches.
func (s *Store) Case(ctx context.Context, id string) (contract.Case, error) {
	return contract.Case{}, errUnfinished
}

// Watches says whether an agent holds or held a case.
func (s *Store) Watches(ctx context.Context, agentID, caseID string) (bool, error) {
	return false, errUnfinished
}

// CaseFilter narrows Cases. Empty fields narrow nothing.
type CaseFilter struct {
	AgentID string // only cases this agent holds or held
	State   contract.CaseState
	Network contract.Network
}

// Cases gives a page of cases, earliest due first; cursor is the page before's Next.
func (s *Store) Cases(ctx context.Context, f CaseFilter, cursor string, limit int) (contract.CasePage, error) {
	return contract.CasePage{}, errUnfinished
}

// OpenCase notes that an agent looks at a case: it renews the lease and starts the handling time when he holds it, and
// shows him among the viewers when he doesn't.
func (s *Store) OpenCase(ctx context.Context, agentID, caseID string) (contract.Case, error) {
	return contract.Case{}, errUnfinished
}

// ReleaseCase puts a case back into the queue. The agent no longer sees it. data.CaseHeld when he doesn't hold it,
// data.AlreadySending while an answer is on its way.
func (s *Store) ReleaseCase(ctx context.Context, agentID, caseID string) (contract.Case, error) {
	return contract.Case{}, errUnfinished
}

// TakeOverCase makes an agent the only holder of a case; who held it before is in the case's log and still sees it.
// data.CaseClosed when it is over.
func (s *Store) TakeOverCase(ctx context.Context, agentID, caseID string) (contract.Case, error) {
	return contract.Case{}, errUnfinished
}

// MarkOutside closes a case as answered in the network's own page, with a handling record. data.CaseHeld when a colleague
// holds it.
func (s *Store) MarkOutside(ctx context.Context, agentID, caseID string, o contract.Outside) (contract.Case, error) {
	return contract.Case{}, errUnfinished
}

// CaseLogEntry is one line of a case's log. What is one of waiting, taken, released, expired, taken_over, answered, sent_anyway,
// outside, reopened, cancelled, resumed, failed.
type CaseLogEntry struct {
	What    string
	AgentID string // "" when nobody did it
	AtMicro int64  // Unix microseconds
}

// CaseLog gives a case's log, oldest first.
func (s *Store) CaseLog(ctx context.Context, caseID string) ([]CaseLogEntry, error) {
	return nil, errUnfinished
}
