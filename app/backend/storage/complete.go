package storage

import (
	"context"
	"encoding/json"
	"slices"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

type incompleteRow struct{ ID, CustomerID, Quoted, Attachments string }

// complete adds to a known message what it came without: a webhook tells of a post without its pictures and without what it
// quotes, reading brings them. It is no change of the case: nobody has to read it again before he answers.
func (in *intake) complete(ctx context.Context, id string, m channel.Message) error {
	if !completes(m) {
		return nil
	}
	row, found, err := one[incompleteRow](ctx, in.conn, `SELECT id, customer_id, quoted, attachments FROM messages WHERE id = ? AND deleted_at = 0`+in.engine.lock, id)
	if err != nil || !found {
		return err
	}
	quoted, attachments := row.Quoted, row.Attachments
	if quoted == "" {
		quoted = m.Quoted
	}
	if lacking(row.Attachments) && slices.ContainsFunc(m.Attachments, brings) {
		if attachments, err = in.attachments(ctx, &arrival{m: m}); err != nil {
			return err
		}
	}
	if quoted == row.Quoted && attachments == row.Attachments {
		return nil
	}
	in.touch(contract.GoneKindMessage, row.ID, row.CustomerID)
	return in.run(ctx, `UPDATE messages SET quoted = ?, attachments = ? WHERE id = ?`, quoted, attachments, row.ID)
}

// completes says whether a message brings what one that is known may have come without.
func completes(m channel.Message) bool {
	return !m.Ours && (m.Quoted != "" || slices.ContainsFunc(m.Attachments, brings))
}

func brings(a contract.Attachment) bool { return a.URL != "" }

// lacking says whether there are attachments of which only the type is known.
func lacking(kept string) bool {
	var list []contract.Attachment
	if json.Unmarshal([]byte(kept), &list) != nil {
		return false
	}
	return slices.ContainsFunc(list, func(a contract.Attachment) bool { return a.URL == "" && fetched(a.Type) })
}
