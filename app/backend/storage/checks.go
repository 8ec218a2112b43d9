package storage

import (
	"context"
	"strings"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// check says whether the answer may be saved. What is wrong with the answer comes before what is wrong with the case, because
// it is what the agent can mend.
func (v *saving) check(ctx context.Context) (err error) {
	if v.labels, err = v.path(ctx, v.answer.Path); err != nil {
		return err
	}
	if err := v.checkTarget(ctx); err != nil {
		return err
	}
	if err := v.checkType(ctx); err != nil {
		return err
	}
	if err := v.checkParts(); err != nil {
		return err
	}
	if err := v.checkAfter(ctx); err != nil {
		return err
	}
	if err := v.checkHolder(ctx); err != nil {
		return err
	}
	return v.checkVersion(ctx)
}

func (v *saving) checkTarget(ctx context.Context) error {
	row, found, err := one[targetRow](ctx, v.conn, targetSelect+`WHERE m.id = ?`, v.answer.TargetMessageID)
	if err != nil {
		return err
	}
	if !found || row.CustomerID != v.c.CustomerID {
		return &data.Error{Kind: data.Invalid, Sentence: "The message that is answered is not this customer's.", Field: "target_message_id"}
	}
	v.target = row
	return nil
}

// checkType keeps private text out of public: the reply type belongs to the kind of the message that is answered, and what the
// agent saw (Visibility) must be what the type does (edge case 8).
func (v *saving) checkType(ctx context.Context) error {
	if v.target.Private && v.answer.Visibility == contract.Public {
		return &data.Error{Kind: data.PrivateInPublic, Sentence: "A private message can't be answered in public.", Field: "visibility"}
	}
	want, found, err := one[contract.Visibility](ctx, v.conn, `SELECT visibility FROM reply_types WHERE network = ? AND kind = ? AND id = ?`,
		v.c.Network, v.target.Kind, v.answer.ReplyType)
	if err != nil {
		return err
	}
	if !found {
		return &data.Error{Kind: data.Invalid, Sentence: "There is no such reply type for this message.", Field: "reply_type"}
	}
	if want != v.answer.Visibility {
		return &data.Error{Kind: data.Invalid, Sentence: "The reply type has another visibility.", Field: "visibility"}
	}
	return nil
}

func (v *saving) checkParts() error {
	parts := v.answer.Parts
	if v.answer.Visibility == contract.None {
		if len(parts) > 0 {
			return &data.Error{Kind: data.Invalid, Sentence: "A record without sending has no parts.", Field: "parts"}
		}
		return nil
	}
	if len(parts) == 0 {
		return &data.Error{Kind: data.EmptyAnswer, Sentence: "There is nothing to send.", Field: "parts"}
	}
	for _, p := range parts {
		if strings.TrimSpace(p) == "" {
			return &data.Error{Kind: data.EmptyAnswer, Sentence: "A part of the answer is empty.", Field: "parts"}
		}
	}
	if v.target.ExternalID == "" {
		return &data.Error{Kind: data.NotAnswerable, Sentence: "The message that is answered is not on the network.", Field: "target_message_id"}
	}
	if v.target.Ours {
		return nil // going on below our own answer, which was possible
	}
	can := facts{
		kind: v.target.Kind, summons: v.target.Summons, deleted: v.target.DeletedAt != 0, protected: v.target.Protected,
		closedDMs: v.target.ClosedDms, lastFrom: v.target.LastFromAt,
	}.byNetwork(v.now)
	if can.Ok && v.answer.Visibility == contract.Private && !v.target.Private {
		can = privately(v.target.ReplyPriv, v.target.PrivUsed, v.target.At, v.now)
		if can.Ok && len(parts) > 1 {
			return &data.Error{Kind: data.TooLong, Sentence: "A private reply is one message.", Field: "parts"}
		}
	}
	if !can.Ok {
		return &data.Error{Kind: data.NotAnswerable, Sentence: "The network will not take this answer: " + string(can.Reason) + ".", Field: string(can.Reason)}
	}
	return nil
}

// checkAfter keeps the order of a client's outbox: an answer that follows another is not taken before it.
func (v *saving) checkAfter(ctx context.Context) error {
	if v.answer.After == "" {
		return nil
	}
	_, found, err := one[string](ctx, v.conn, `SELECT result_id FROM idempotency WHERE agent_id = ? AND key = ?`, v.agentID, v.answer.After)
	if err == nil && !found {
		err = &data.Error{Kind: data.Invalid, Sentence: "The answer before this one has not been taken yet.", Field: "after"}
	}
	return err
}

func (v *saving) checkHolder(ctx context.Context) error {
	switch v.c.State {
	case contract.CaseStateClosed:
		return v.refuse(ctx, data.CaseClosed, "This case is over.", v.c.ID, nil)
	case contract.CaseStateTaken, contract.CaseStateAnswering:
		if v.c.HolderID != v.agentID {
			return v.refuse(ctx, data.CaseHeld, colleague, v.c.ID, nil)
		}
	}
	return nil
}

// ofCase lets a search for a case's messages use their index, which holds only messages of cases: that a parameter is not empty, no
// engine knows when it makes its plan, and it would read all messages there are.
const ofCase = `m.case_id <> '' AND `

// checkVersion is the stop for answers to what is no longer so (issue 5.3): anything the customer can see that somebody else did
// after the version the agent knew. His own answers are no surprise to him.
func (v *saving) checkVersion(ctx context.Context) error {
	if v.answer.CaseVersion >= v.c.Version {
		return nil
	}
	fresh, err := v.messagesWhere(ctx, v.now, `WHERE `+ofCase+`m.case_id = ? AND m.case_version > ? AND m.agent_id <> ? AND m.state NOT IN ('cancelled', 'failed')
		ORDER BY m.at, m.id`,
		v.c.ID, v.answer.CaseVersion, v.agentID)
	if err != nil || len(fresh) == 0 {
		return err
	}
	if v.answer.SendAnyway {
		v.anyway = true
		return nil
	}
	return v.refuse(ctx, data.CaseChanged, "Something changed that the customer can see.", v.c.ID, fresh)
}
