package storage

import (
	"context"

	"sociomedio/data/contract"
)

// SaveAnswer stores the handling record and the outgoing parts of an answer in one transaction (5.3.8). The same key with
// the same body gives what the first call stored, created false; with another body it is data.IdempotencyMismatch.
//
// It refuses: data.CaseHeld (a colleague holds the case), data.CaseChanged (something that the customer can see changed since
// CaseVersion by anybody but this agent, unless SendAnyway), data.CaseClosed, data.NoCategory, data.EmptyAnswer,
// data.PrivateInPublic, data.NotAnswerable, data.Invalid (Field says what). Lengths are the caller's to check.
func (s *Store) SaveAnswer(ctx context.Context, agentID, caseID, key string, a contract.NewAnswer) (h contract.Handling, created bool, err error) {
	return contract.Handling{}, false, errUnfinished
}

// CancelAnswer takes back an answer none of whose parts has left: data.AlreadySending otherwise, data.NotFound when it isn't
// this agent's.
func (s *Store) CancelAnswer(ctx context.Context, agentID, answerID string) (contract.Handling, error) {
	return contract.Handling{}, errUnfinished
}

// ResumeAnswer queues again what is missing of a failed answer; what went is never sent again.
func (s *Store) ResumeAnswer(ctx context.Context, agentID, answerID string) (contract.Handling, error) {
	return contract.Handling{}, errUnfinished
}
