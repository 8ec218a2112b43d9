package storage

import (
	"context"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// CancelAnswer takes back an answer none of whose parts has left: data.AlreadySending otherwise, data.NotFound when it isn't
// this agent's.
func (s *Store) CancelAnswer(ctx context.Context, agentID, answerID string) (contract.Handling, error) {
	return s.onAnswer(ctx, agentID, answerID, func(ctx context.Context, t *tx, a answerRow) error {
		if a.State == contract.DeliveryStateCancelled {
			return nil
		}
		n, err := t.exec(ctx, `UPDATE parts SET state = 'cancelled', token = '', reason_code = '', reason_until = 0 WHERE answer_id = ? AND state IN ('queued', 'failed')`, a.ID)
		if err != nil {
			return err
		}
		// Counted after the update, which waited for a worker that was just taking one.
		left, _, err := one[int](ctx, t.conn, `SELECT COUNT(*) FROM parts WHERE answer_id = ? AND state <> 'cancelled'`, a.ID)
		if err != nil {
			return err
		}
		if left > 0 || n == 0 {
			return data.Fail(data.AlreadySending, "A part of this answer has left already.", nil)
		}
		if err := t.reckon(ctx, a.ID); err != nil {
			return err
		}
		if err := t.usePrivateReply(ctx, a, false); err != nil {
			return err
		}
		if err := t.log(ctx, a.CaseID, "cancelled", agentID); err != nil {
			return err
		}
		return t.settle(ctx, a.CaseID, agentID)
	})
}

// ResumeAnswer queues again what is missing of a failed answer; what went is never sent again. An answer that is not failed
// stays as it is. data.CaseHeld when a colleague holds the case by now.
func (s *Store) ResumeAnswer(ctx context.Context, agentID, answerID string) (contract.Handling, error) {
	return s.onAnswer(ctx, agentID, answerID, func(ctx context.Context, t *tx, a answerRow) error {
		if a.State != contract.DeliveryStateFailed {
			return nil
		}
		c, err := t.lockCase(ctx, a.CaseID)
		if err != nil {
			return err
		}
		if c.State == contract.CaseStateTaken && c.HolderID != agentID {
			return t.refuse(ctx, data.CaseHeld, colleague, c.ID, nil)
		}
		if c.HolderID != agentID || c.State == contract.CaseStateWaiting {
			if err := t.give(ctx, c, agentID, "taken"); err != nil {
				return err
			}
		}
		state, reason, err := t.firstState(ctx, a.SavedAt)
		if err != nil {
			return err
		}
		tried := moment(0)
		if state == contract.DeliveryStateUnknown {
			tried = a.SavedAt
		}
		err = t.run(ctx, `UPDATE parts SET state = ?, attempts = 0, looks = 0, next_at = ?, token = '', reason_code = ?, reason_until = 0,
			first_try = CASE WHEN first_try = 0 THEN CAST(? AS BIGINT) ELSE first_try END
			WHERE answer_id = ? AND state = 'failed'`, state, t.now, reason, tried, a.ID)
		if err != nil {
			return err
		}
		if err := t.reckon(ctx, a.ID); err != nil {
			return err
		}
		if err := t.usePrivateReply(ctx, a, true); err != nil {
			return err
		}
		if err := t.log(ctx, a.CaseID, "resumed", agentID); err != nil {
			return err
		}
		t.work = true
		return t.settle(ctx, a.CaseID, agentID)
	})
}

// onAnswer locks the case of an agent's answer, does something with the answer and gives its handling record as it is then.
func (s *Store) onAnswer(ctx context.Context, agentID, answerID string, do func(context.Context, *tx, answerRow) error) (contract.Handling, error) {
	var after contract.Handling
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		a, err := t.lockAnswer(ctx, answerID)
		if err != nil {
			return err
		}
		if a.AgentID != agentID {
			return errNoAnswer
		}
		if err := do(ctx, t, a); err != nil {
			return err
		}
		after, err = t.handlingByID(ctx, a.HandlingID)
		return err
	})
	if err != nil {
		return contract.Handling{}, err
	}
	return after, nil
}

var errNoAnswer = data.Fail(data.NotFound, "There is no such answer of this agent.", nil)

// lockAnswer locks the answer's case, which stands for its answers and parts, and reads the answer as it is then.
func (t *tx) lockAnswer(ctx context.Context, id string) (answerRow, error) {
	caseID, found, err := one[string](ctx, t.conn, `SELECT case_id FROM answers WHERE id = ?`, id)
	if err == nil && !found {
		err = errNoAnswer
	}
	if err != nil {
		return answerRow{}, err
	}
	if _, err := t.lockCase(ctx, caseID); err != nil {
		return answerRow{}, err
	}
	a, _, err := one[answerRow](ctx, t.conn, `SELECT `+answerColumns+` FROM answers WHERE id = ?`, id)
	return a, err
}

// usePrivateReply notes whether the one private reply to a public message was used (facebook-api §6).
func (t *tx) usePrivateReply(ctx context.Context, a answerRow, used bool) error {
	if a.Visibility != contract.Private {
		return nil
	}
	return t.run(ctx, `UPDATE messages SET priv_used = ? WHERE id = ? AND NOT private`, used, a.TargetMessageID)
}

type partState struct {
	State       contract.DeliveryState
	ReasonCode  string
	ReasonUntil moment
}

// reckon makes an answer's state from its parts', copies theirs to their messages, and notes all that changed.
func (t *tx) reckon(ctx context.Context, answerID string) error {
	parts, err := all[partState](ctx, t.conn, `SELECT state, reason_code, reason_until FROM parts WHERE answer_id = ? ORDER BY seq`, answerID)
	if err != nil {
		return err
	}
	sum := sumOf(parts)
	a, _, err := one[answerRow](ctx, t.conn, `UPDATE answers SET state = ?, reason_code = ?, reason_until = ? WHERE id = ? RETURNING `+answerColumns,
		sum.State, sum.ReasonCode, sum.ReasonUntil, answerID)
	if err != nil {
		return err
	}
	messages, err := all[touchedMessage](ctx, t.conn, `UPDATE messages SET
			state = (SELECT p.state FROM parts p WHERE p.message_id = messages.id),
			reason_code = (SELECT p.reason_code FROM parts p WHERE p.message_id = messages.id),
			reason_until = (SELECT p.reason_until FROM parts p WHERE p.message_id = messages.id)
		WHERE id IN (SELECT p.message_id FROM parts p WHERE p.answer_id = ?)
			AND (state, reason_code, reason_until) <> (SELECT p.state, p.reason_code, p.reason_until FROM parts p WHERE p.message_id = messages.id)
		RETURNING id, customer_id`, answerID)
	for _, m := range messages {
		t.touch(contract.GoneKindMessage, m.ID, m.CustomerID)
		t.touch(contract.GoneKindHandling, a.HandlingID, m.CustomerID)
	}
	return err
}

type touchedMessage struct{ ID, CustomerID string }

// sumOf is the state of an answer with these parts: what most needs to be looked at, with its reason. Between two parts it is
// sending: some are out, some are not.
func sumOf(parts []partState) partState {
	first := map[contract.DeliveryState]*partState{}
	for i, p := range parts {
		if first[p.State] == nil {
			first[p.State] = &parts[i]
		}
	}
	for _, state := range []contract.DeliveryState{contract.DeliveryStateFailed, contract.DeliveryStateUnknown, contract.DeliveryStateSending} {
		if first[state] != nil {
			return *first[state]
		}
	}
	queued, sent := first[contract.DeliveryStateQueued], first[contract.DeliveryStateSent]
	switch {
	case queued != nil && sent != nil:
		return partState{contract.DeliveryStateSending, queued.ReasonCode, queued.ReasonUntil}
	case queued != nil:
		return *queued
	case sent != nil:
		return partState{State: contract.DeliveryStateSent}
	}
	return partState{State: contract.DeliveryStateCancelled}
}

type pendingRow struct {
	Pending         int                    // answers on their way
	CustomerVersion int64                  // the newest that an answer which is out has seen
	Newest          contract.DeliveryState // of the newest answer that was not taken back
}

// settle puts a case into the state its answers make: answering while one is on its way, answered when the newest that the customer
// did has an answer, otherwise back with its holder, whose lease begins anew.
func (t *tx) settle(ctx context.Context, caseID, agentID string) error {
	c, err := t.lockCase(ctx, caseID)
	if err != nil {
		return err
	}
	if c.State == contract.CaseStateClosed || c.State == contract.CaseStateWaiting {
		return nil
	}
	p, _, err := one[pendingRow](ctx, t.conn, `SELECT
			COUNT(CASE WHEN state IN ('queued', 'sending', 'unknown') THEN 1 END) AS pending,
			COALESCE(MAX(CASE WHEN state IN ('sent', 'recorded') THEN customer_version END), -1) AS customer_version,
			COALESCE((SELECT n.state FROM answers n WHERE n.case_id = ? AND n.state <> 'cancelled' ORDER BY n.saved_at DESC, n.id DESC LIMIT 1), '') AS newest
		FROM answers WHERE case_id = ?`, caseID, caseID)
	if err != nil {
		return err
	}
	state := contract.CaseStateTaken
	switch {
	case p.Pending > 0:
		state = contract.CaseStateAnswering
	case p.Newest != contract.DeliveryStateFailed && p.CustomerVersion >= c.CustomerVersion:
		state = contract.CaseStateAnswered
	}
	t.touchCase(c.ID, c.CustomerID)
	switch {
	case state == c.State:
		return nil
	case state == contract.CaseStateAnswered:
		return t.finish(ctx, c, "answered", agentID)
	case state == contract.CaseStateAnswering:
		err = t.run(ctx, `UPDATE cases SET state = 'answering', lease_until = 0, changed_at = ? WHERE id = ?`, t.now, c.ID)
	default:
		// What the customer wrote after the last answer that went out is what waits now.
		err = t.run(ctx, `UPDATE cases SET state = 'taken', lease_until = ?, changed_at = ?, message_id = COALESCE((SELECT m.id FROM messages m
			WHERE `+ofCase+`m.case_id = cases.id AND NOT m.ours AND m.case_version > ? AND ? >= 0 ORDER BY m.at, m.id LIMIT 1), message_id) WHERE id = ?`,
			t.now.after(t.store.opts.Hold), t.now, p.CustomerVersion, p.CustomerVersion, c.ID)
	}
	return err
}
