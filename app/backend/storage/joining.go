package storage

import (
	"context"

	"sociomedio/data/contract"
)

type conversationRow struct {
	ID, CaseID string
}

// join gives a message its place in the conversation's case: it joins the one that is open, reopens one that was answered not long
// ago, or opens a new one (edge cases 5, 7, 11, 34).
func (in *intake) join(ctx context.Context, a *arrival) error {
	from := a.at
	if a.m.Ours {
		from = 0
	}
	// The update also keeps others out of this conversation until the end.
	co, _, err := one[conversationRow](ctx, in.conn, `UPDATE conversations SET last_from_at = CASE WHEN last_from_at < ? THEN CAST(? AS BIGINT) ELSE last_from_at END
		WHERE id = ? RETURNING id, case_id`, from, from, a.conversation)
	if err != nil {
		return err
	}
	var c caseRow
	if co.CaseID != "" {
		if c, err = in.lockCase(ctx, co.CaseID); err != nil {
			return err
		}
	}
	switch {
	case a.m.Ours && co.CaseID == "":
		return nil
	case a.m.Ours:
		return in.answeredOutside(ctx, a, c)
	case open(c.State):
		return in.joinOpen(ctx, a, c)
	case !a.m.OpensCase:
		return nil
	case co.CaseID != "" && c.State != contract.CaseStateClosed && c.AnsweredAt.after(in.store.opts.Grace) >= in.now:
		return in.reopen(ctx, a, c)
	}
	return in.openNew(ctx, a, c)
}

func open(s contract.CaseState) bool {
	return s == contract.CaseStateWaiting || s == contract.CaseStateTaken || s == contract.CaseStateAnswering
}

// newestAt is when the newest message of the customer in a case was written.
func (t *tx) newestAt(ctx context.Context, c caseRow) (moment, error) {
	at, _, err := one[moment](ctx, t.conn, `SELECT at FROM messages WHERE id = ?`, c.NewestID)
	return at, err
}

// joinOpen adds a customer's message to an open case. One that comes late, from before, makes the case older, not newer.
func (in *intake) joinOpen(ctx context.Context, a *arrival, c caseRow) error {
	a.caseID, a.caseVersion = c.ID, c.Version+1
	newest, err := in.newestAt(ctx, c)
	if err != nil {
		return err
	}
	id, line, ours := c.NewestID, c.Preview, c.PreviewOurs
	if a.at >= newest {
		id, line, ours = a.id, preview(a.m.Text), false
	}
	err = in.run(ctx, `UPDATE cases SET version = ?, customer_version = ?, newest_id = ?, preview = ?, preview_ours = ?, changed_at = ?,
			received_at = CASE WHEN received_at > ? THEN CAST(? AS BIGINT) ELSE received_at END,
			due_at = CASE WHEN due_at > ? THEN CAST(? AS BIGINT) ELSE due_at END WHERE id = ?`,
		a.caseVersion, a.caseVersion, id, line, ours, in.now, a.at, a.at, a.at.after(in.store.opts.Answer), a.at.after(in.store.opts.Answer), c.ID)
	in.touchCase(c.ID, c.CustomerID)
	return err
}

func (in *intake) reopen(ctx context.Context, a *arrival, c caseRow) error {
	a.caseID, a.caseVersion = c.ID, c.Version+1
	err := in.run(ctx, `UPDATE cases SET state = 'waiting', holder_id = '', lease_until = 0, opened_at = 0, answered_at = 0, version = ?, customer_version = ?,
			message_id = ?, newest_id = ?, preview = ?, preview_ours = FALSE, received_at = ?, due_at = ?, changed_at = ? WHERE id = ?`,
		a.caseVersion, a.caseVersion, a.id, a.id, preview(a.m.Text), a.at, a.at.after(in.store.opts.Answer), in.now, c.ID)
	if err != nil {
		return err
	}
	in.result.Cases++
	in.queue(c.Network, 1)
	in.touchCase(c.ID, c.CustomerID)
	return in.log(ctx, c.ID, "reopened", "")
}

func (in *intake) openNew(ctx context.Context, a *arrival, previous caseRow) error {
	// Two accounts of ours that talk to each other make no work (edge case 9).
	_, internal, err := one[string](ctx, in.conn, `SELECT a.id FROM accounts a JOIN customers cu ON cu.network = a.network AND cu.external_id = a.external_id
		WHERE cu.id = ?`, a.customer)
	if err != nil || internal {
		return err
	}
	number, err := in.next(ctx, "case_numbers", 1)
	if err != nil {
		return err
	}
	a.caseID, a.caseVersion = in.store.opts.NewID(), 1
	err = in.run(ctx, `INSERT INTO cases (id, number, version, customer_version, state, network, kind, private, account_id, customer_id, conversation_id,
			message_id, newest_id, received_at, due_at, changed_at, preview, preview_ours, previous_id, created_at)
		VALUES (?, ?, 1, 1, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE, ?, ?)`,
		a.caseID, number, in.account.Network, a.m.Kind, a.m.Private, in.account.ID, a.customer, a.conversation, a.id, a.id,
		a.at, a.at.after(in.store.opts.Answer), in.now, preview(a.m.Text), previous.ID, in.now)
	if err != nil {
		return err
	}
	if err := in.run(ctx, `UPDATE conversations SET case_id = ? WHERE id = ?`, a.caseID, a.conversation); err != nil {
		return err
	}
	in.result.Cases++
	in.queue(in.account.Network, 1)
	return in.log(ctx, a.caseID, "opened", "")
}

// answeredOutside adds what somebody wrote for us in the network's own page: a case that waits is answered by it, one that is taken
// stays with its holder, who sees it and decides; its clock stops (edge case 7). What is older than the case's question
// answers nothing.
func (in *intake) answeredOutside(ctx context.Context, a *arrival, c caseRow) error {
	a.caseID = c.ID
	if a.at < c.ReceivedAt || a.deleted != 0 {
		a.caseVersion = c.Version
		return nil
	}
	a.caseVersion = c.Version + 1
	state, answered := c.State, c.AnsweredAt
	if open(state) {
		answered = a.at
	}
	if state == contract.CaseStateWaiting {
		state = contract.CaseStateOutside
		in.queue(c.Network, -1)
		if err := in.log(ctx, c.ID, "outside", ""); err != nil {
			return err
		}
	}
	err := in.run(ctx, `UPDATE cases SET state = ?, version = ?, answered_at = ?, preview = ?, preview_ours = TRUE, changed_at = ? WHERE id = ?`,
		state, a.caseVersion, answered, preview(a.m.Text), in.now, c.ID)
	in.touchCase(c.ID, c.CustomerID)
	return err
}
