package storage

import (
	"context"
	"encoding/json"
	"strings"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// SaveAnswer stores the handling record and the outgoing parts of an answer in one transaction (5.3.8). The same key with
// the same body gives what the first call stored, created false; with another body it is data.IdempotencyMismatch.
//
// It refuses: data.CaseHeld (a colleague holds the case), data.CaseChanged (something that the customer can see changed since
// CaseVersion by anybody but this agent, unless SendAnyway), data.CaseClosed, data.NoCategory, data.EmptyAnswer,
// data.PrivateInPublic, data.NotAnswerable, data.Invalid (Field says what). Lengths are the caller's to check.
func (s *Store) SaveAnswer(ctx context.Context, agentID, caseID, key string, a contract.NewAnswer) (h contract.Handling, created bool, err error) {
	hash, err := hashOf("answer", caseID, a)
	if err != nil {
		return contract.Handling{}, false, err
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		v := saving{tx: t, agentID: agentID, answer: a, id: s.opts.NewID(), handlingID: a.HandlingID}
		if v.handlingID == "" {
			v.handlingID = s.opts.NewID()
		}
		handlingID, err := t.once(ctx, agentID, key, hash, v.handlingID)
		if err != nil {
			return err
		}
		if created = handlingID == ""; created {
			if err := v.save(ctx, caseID); err != nil {
				return err
			}
			handlingID = v.handlingID
		}
		h, err = t.handlingByID(ctx, handlingID)
		return err
	})
	if err != nil {
		return contract.Handling{}, false, err
	}
	return h, created, nil
}

// saving is one answer on its way into the store.
type saving struct {
	*tx
	agentID, id, handlingID string
	answer                  contract.NewAnswer
	c                       caseRow
	target                  targetRow
	labels                  []string
	anyway                  bool // something changed and it is sent all the same
}

// targetRow is the message that is answered.
type targetRow struct {
	ID, AccountID, ConversationID, CustomerID, ExternalID string
	Kind                                                  contract.MessageKind
	Ours, Private, Summons, ReplyPriv, PrivUsed           bool
	At, DeletedAt, LastFromAt                             moment
	Protected, ClosedDms                                  bool
	AccountName, AccountHandle                            string
}

const targetSelect = `SELECT m.id, m.account_id, m.conversation_id, m.customer_id, COALESCE(m.external_key, '') AS external_id, m.kind, m.ours, m.private,
	m.summons, m.reply_priv, m.priv_used, m.at, m.deleted_at, co.last_from_at, cu.protected, cu.closed_dms, a.name AS account_name, a.handle AS account_handle
	FROM messages m JOIN conversations co ON co.id = m.conversation_id JOIN customers cu ON cu.id = m.customer_id JOIN accounts a ON a.id = m.account_id `

func (v *saving) save(ctx context.Context, caseID string) (err error) {
	if v.c, err = v.lockCase(ctx, caseID); err != nil {
		return err
	}
	if err := v.check(ctx); err != nil {
		return err
	}
	if err := v.hold(ctx); err != nil {
		return err
	}
	seq, err := v.handling(ctx)
	if err != nil {
		return err
	}
	state, reason, err := v.firstState(ctx, v.target.At)
	if err != nil {
		return err
	}
	if v.answer.Visibility == contract.None {
		state, reason = contract.DeliveryStateRecorded, ""
	}
	err = v.run(ctx, `INSERT INTO answers (`+answerColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
		v.id, v.handlingID, v.c.ID, v.agentID, seq, v.target.ID, v.answer.ReplyType, v.answer.Visibility, clean(v.answer.Text), state,
		reason, v.now, v.anyway, v.c.CustomerVersion)
	if err != nil {
		return err
	}
	if v.anyway {
		if err := v.log(ctx, v.c.ID, "sent_anyway", v.agentID); err != nil {
			return err
		}
	}
	if state == contract.DeliveryStateRecorded {
		if err := v.log(ctx, v.c.ID, "recorded", v.agentID); err != nil {
			return err
		}
		return v.settle(ctx, v.c.ID, v.agentID)
	}
	if err := v.parts(ctx, state, reason); err != nil {
		return err
	}
	return v.log(ctx, v.c.ID, "saved", v.agentID)
}

// hold makes the agent the holder when nobody is: who answers from the history (5.3.12) takes the case with it.
func (v *saving) hold(ctx context.Context) error {
	if v.c.HolderID == v.agentID && v.c.State != contract.CaseStateWaiting {
		return nil
	}
	return v.give(ctx, v.c, v.agentID, "taken")
}

// handling adds the handling record, or finds the one this answer joins, and gives the answer's number in it.
func (v *saving) handling(ctx context.Context) (seq int, err error) {
	if v.answer.HandlingID == "" {
		opened := momentOf(v.answer.OpenedAt)
		if opened == 0 || opened > v.now {
			opened = v.now // the client's clock goes wrong; a handling time is never negative
		}
		return 1, v.addHandling(ctx, v.c, newHandling{
			id: v.handlingID, agentID: v.agentID, path: v.answer.Path, labels: v.labels, opened: opened,
		})
	}
	joined, found, err := one[handlingRow](ctx, v.conn, handlingSelect+`WHERE h.id = ?`, v.handlingID)
	if err != nil {
		return 0, err
	}
	if !found || joined.AgentID != v.agentID || joined.CaseID != v.c.ID {
		return 0, &data.Error{Kind: data.Invalid, Sentence: "This answer can't join that handling record.", Field: "handling_id"}
	}
	v.touch(contract.GoneKindHandling, v.handlingID, v.c.CustomerID)
	last, _, err := one[int](ctx, v.conn, `SELECT COALESCE(MAX(seq), 0) FROM answers WHERE handling_id = ?`, v.handlingID)
	return last + 1, err
}

// piece is what goes out in one post: text, pictures, or both.
type piece struct {
	text     string
	pictures []string
}

// pieces are an answer's parts with its pictures. They go with the first part; in Messenger, where a message is text or a picture,
// each goes behind it on its own (facebook-api §7).
func (v *saving) pieces() []piece {
	var all []piece
	alone := v.c.Network == contract.Facebook && v.answer.Visibility == contract.Private
	for i, text := range v.answer.Parts {
		all = append(all, piece{text: text})
		switch {
		case i > 0:
		case alone:
			for _, id := range v.answer.Pictures {
				all = append(all, piece{pictures: []string{id}})
			}
		default:
			all[0].pictures = v.answer.Pictures
		}
	}
	return all
}

// attachments are a piece's pictures as the history shows them.
func (p piece) attachments() (string, error) {
	if len(p.pictures) == 0 {
		return "", nil
	}
	var list []contract.Attachment
	for _, id := range p.pictures {
		list = append(list, contract.Attachment{Type: "photo", MediaID: id})
	}
	body, err := json.Marshal(list)
	if err != nil {
		return "", data.Fail(data.Internal, "The pictures can't be stored.", err)
	}
	return string(body), nil
}

// parts stores what is to be sent: a message in the history and a part for the workers, each.
func (v *saving) parts(ctx context.Context, state contract.DeliveryState, reason string) error {
	pieces := v.pieces()
	n := len(pieces)
	last, err := v.next(ctx, "part_positions", n)
	if err != nil {
		return err
	}
	version := v.c.Version + 1
	messages, parts := make([][]any, 0, n), make([][]any, 0, n)
	private := v.answer.Visibility == contract.Private
	tried := moment(0)
	if state == contract.DeliveryStateUnknown {
		tried = v.target.At
	}
	for i, piece := range pieces {
		text, id := clean(piece.text), v.store.opts.NewID()
		attachments, err := piece.attachments()
		if err != nil {
			return err
		}
		messages = append(messages, []any{
			id, v.target.AccountID, v.target.ConversationID, v.c.CustomerID, v.c.ID, version, v.c.Network, v.target.Kind, true, private,
			v.target.AccountName, v.target.AccountHandle, v.agentID, text, attachments, v.target.ExternalID, v.now + moment(i), v.id, i + 1, n,
			state, reason, v.now,
		})
		parts = append(parts, []any{
			v.store.opts.NewID(), v.id, v.c.ID, id, v.target.AccountID, v.c.CustomerID, i + 1, last - int64(n-1-i), text,
			state, reason, tried, v.now, strings.Join(piece.pictures, " "),
		})
		v.touch(contract.GoneKindMessage, id, v.c.CustomerID)
	}
	if err := v.insert(ctx, `messages (id, account_id, conversation_id, customer_id, case_id, case_version, network, kind, ours, private,
		author, handle, agent_id, text, attachments, in_reply_to, at, answer_id, part, parts, state, reason_code, created_at)`, messages, ``); err != nil {
		return err
	}
	if err := v.insert(ctx, `parts (id, answer_id, case_id, message_id, account_id, customer_id, seq, position, text, state, reason_code, first_try, next_at,
		pictures)`, parts, ``); err != nil {
		return err
	}
	if private && !v.target.Private {
		if err := v.run(ctx, `UPDATE messages SET priv_used = TRUE WHERE id = ?`, v.target.ID); err != nil {
			return err
		}
	}
	err = v.run(ctx, `UPDATE cases SET state = 'answering', version = ?, lease_until = 0, changed_at = ?, preview = ?, preview_ours = TRUE WHERE id = ?`,
		version, v.now, preview(v.answer.Text), v.c.ID)
	v.touchCase(v.c.ID, v.c.CustomerID)
	v.work = true
	return err
}
