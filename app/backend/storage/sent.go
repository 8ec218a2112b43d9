package storage

import (
	"context"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// PartSent stores where a part landed. It is true whoever says it, so a lost claim is no error. The last part of an answer makes
// the answer sent and its case answered, unless the customer wrote meanwhile: then the case goes back to its holder.
func (s *Store) PartSent(ctx context.Context, c Claim, sent channel.Sent) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		p, err := t.lockPart(ctx, c.PartID)
		if err != nil {
			return err
		}
		return t.landed(ctx, p, sent)
	})
}

// landed stores that a part is on the network, told by the worker or seen in what came in, whoever is first.
func (t *tx) landed(ctx context.Context, p partOf, sent channel.Sent) error {
	if p.State == contract.DeliveryStateSent && (p.ExternalID != "" || sent.ExternalID == "") {
		return nil
	}
	if sent.Recipient != "" {
		if err := t.identify(ctx, p.AccountID, p.CustomerID, sent.Recipient); err != nil {
			return err
		}
	}
	at := momentOf(sent.At)
	if at == 0 {
		at = t.now
	}
	if sent.ExternalID != "" {
		mine, err := t.absorb(ctx, p, sent.ExternalID)
		if err != nil {
			return err
		}
		if mine {
			err := t.run(ctx, `UPDATE messages SET external_key = ?, at = ?, url = COALESCE(NULLIF(?, ''), url) WHERE id = ?`,
				sent.ExternalID, at, sent.URL, p.MessageID)
			if err != nil {
				return err
			}
		}
	}
	// When a part that had failed turns up after all, those behind it were stopped for nothing, but only the agent says whether
	// they still go.
	err := t.setPart(ctx, p, `state = 'sent', token = '', lease_until = 0, external_id = ?, sent_at = ?, reason_code = '', reason_until = 0`, sent.ExternalID, at)
	if err != nil {
		return err
	}
	t.touch(contract.GoneKindMessage, p.MessageID, p.CustomerID)
	t.work = true // the next part of this customer may go
	agentID, _, err := one[string](ctx, t.conn, `SELECT agent_id FROM answers WHERE id = ?`, p.AnswerID)
	if err != nil {
		return err
	}
	return t.settle(ctx, p.CaseID, agentID)
}

// absorb makes an external id ours. If the network had told of the post before we knew that it was ours, it was stored as one
// written outside: that message goes, so that there is one (edge case 6). mine is false when the id belongs to something else
// than such a message, which the network should never say.
func (t *tx) absorb(ctx context.Context, p partOf, externalID string) (mine bool, err error) {
	n, err := t.exec(ctx, `INSERT INTO externals (account_id, external_id, message_id) VALUES (?, ?, ?) ON CONFLICT (account_id, external_id) DO NOTHING`,
		p.AccountID, externalID, p.MessageID)
	if err != nil || n == 1 {
		return true, err
	}
	other, _, err := one[string](ctx, t.conn, `SELECT message_id FROM externals WHERE account_id = ? AND external_id = ?`, p.AccountID, externalID)
	if err != nil || other == p.MessageID {
		return true, err
	}
	gone, err := all[touchedMessage](ctx, t.conn, `DELETE FROM messages WHERE id = ? AND ours AND outside RETURNING id, customer_id`, other)
	if err != nil || len(gone) == 0 {
		t.store.opts.Log.ErrorContext(ctx, "the network gave a part the id of another message", "part", p.ID, "message", other)
		return false, err
	}
	t.touch(contract.GoneKindMessage, other, gone[0].CustomerID)
	err = t.run(ctx, `UPDATE externals SET message_id = ? WHERE account_id = ? AND message_id = ?`, p.MessageID, p.AccountID, other)
	return true, err
}
