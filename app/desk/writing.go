package desk

import (
	"context"
	"strings"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// subject is what is answered.
type subject struct {
	c       contract.Case
	m       contract.Message // with an empty ID while it is not here yet
	network contract.Network
	kind    contract.MessageKind
	private bool
	limits  contract.AccountLimits // zero while unknown
	handle  string                 // the customer's
}

// subject reads what a form answers. A message of another customer is never the target of a case's answer. Kinds: NotFound.
func (s *seat) subject(caseID, messageID string) (subject, error) {
	ctx := context.Background()
	var about subject
	var err error
	if caseID == "" {
		if about.m, err = s.store.Message(ctx, messageID); err != nil {
			return subject{}, err
		}
		caseID = about.m.CaseID
	}
	row, err := s.caseRow(caseID)
	if err != nil {
		return subject{}, err
	}
	about.c = row.Case
	about.network, about.kind, about.private = about.c.Network, about.c.Kind, about.c.Private
	about.handle = about.c.Customer.Handle
	about.limits = s.catalogue.Load().account(about.c.Account.ID).Limits
	if messageID == "" {
		messageID = about.c.MessageID
	}
	about.m, err = s.store.Message(ctx, messageID)
	switch {
	case data.KindOf(err) == data.NotFound && messageID == about.c.MessageID:
		return about, nil // the case says what has to be known
	case err != nil:
		return subject{}, err
	case about.m.CustomerID != about.c.Customer.ID:
		return subject{}, data.Fail(data.NotFound, "The message is not this customer's.", nil)
	}
	about.kind, about.private = about.m.Kind, about.m.Private
	return about, nil
}

// messageID is the target's id.
func (a subject) messageID() string {
	if a.m.ID != "" {
		return a.m.ID
	}
	return a.c.MessageID
}

// opening is what an answer begins with: the customer's handle where everybody reads it on Twitter, nothing elsewhere.
func (a subject) opening(v contract.Visibility) string {
	if a.network != contract.Twitter || v != contract.Public || a.handle == "" {
		return ""
	}
	return "@" + a.handle + " "
}

// usual is the visibility of an answer before a reply type is chosen: that of the message.
func (a subject) usual() contract.Visibility {
	if a.private {
		return contract.Private
	}
	return contract.Public
}

// Form is the draft for a target message (its newest, whatever its visibility), or a blank form with the customer's handle
// where the network wants it. An empty messageID means the message that opened the case, an empty caseID the message's own
// case. Kinds: NotFound.
func (d *Desk) Form(caseID, messageID string) (Form, error) {
	return reading(d, func(s *seat) (Form, error) {
		about, err := s.subject(caseID, messageID)
		if err != nil {
			return Form{}, err
		}
		if f, ok := s.drafts.newest(about.c.ID, about.messageID()); ok && f.CustomerID == about.c.Customer.ID {
			return f, nil
		}
		return s.blank(about, about.usual()), nil
	})
}

func (s *seat) blank(about subject, v contract.Visibility) Form {
	return Form{
		CaseID: about.c.ID, CustomerID: about.c.Customer.ID, MessageID: about.messageID(), Visibility: v, Text: about.opening(v),
		CaseVersion: about.c.Version, OpenedAt: s.params.Clock(),
	}
}

// Retype is the form under another reply type. Where the visibility changes, the draft of that visibility is taken if there is
// one, else the text goes along, but never from a private form into a public one; handle and cuts follow. Kinds: NotFound, Invalid (Field FieldReplyType: not one of this message's).
func (d *Desk) Retype(f Form, replyType string) (Form, error) {
	return reading(d, func(s *seat) (Form, error) {
		about, err := s.subject(f.CaseID, f.MessageID)
		if err != nil {
			return Form{}, err
		}
		v := about.usual()
		if replyType != "" {
			r, ok := s.catalogue.Load().replyType(about.network, about.kind, replyType)
			if !ok {
				return Form{}, &data.Error{Kind: data.Invalid, Sentence: "There is no such reply type for this message.", Field: FieldReplyType}
			}
			v = r.Visibility
		}
		f.ReplyType = replyType
		if v == f.Visibility {
			return f, nil
		}
		was := f.Visibility
		f.Visibility, f.Cuts = v, nil
		if kept, ok := s.drafts.get(f.key()); ok && kept.CustomerID == f.CustomerID && (kept.body() != "" || len(kept.Pictures) > 0) {
			kept.ReplyType = replyType
			return kept, nil
		}
		if was == contract.Private && v == contract.Public {
			f.Text, f.Pictures = about.opening(v), nil
			return f, nil
		}
		f.Text = about.opening(v) + strings.TrimPrefix(f.Text, about.opening(was))
		return f, nil
	})
}

// FollowUp is the next form after an answer (5.3.9-5.3.13 in one step): target, catalogue path and reply type kept, one
// handling record. after is the outbox item or answer; empty means the case's last answer of this agent. Kinds: NotFound.
func (d *Desk) FollowUp(caseID, after string) (Form, error) {
	return reading(d, func(s *seat) (Form, error) {
		next, err := s.following(caseID, after)
		if err != nil {
			return Form{}, err
		}
		about, err := s.subject(caseID, next.MessageID)
		if err != nil {
			return Form{}, err
		}
		f := s.blank(about, next.Visibility)
		if kept, ok := s.drafts.get(f.key()); ok && kept.CustomerID == f.CustomerID {
			f.Text, f.Pictures, f.Cuts, f.DraftedAt = kept.Text, kept.Pictures, kept.Cuts, kept.DraftedAt
		}
		f.Path, f.ReplyType, f.HandlingID, f.After = next.Path, next.ReplyType, next.HandlingID, next.After
		return f, nil
	})
}

// following is what the next form takes from an answer.
func (s *seat) following(caseID, after string) (Form, error) {
	if item, ok := s.out.answer(caseID, after); ok {
		next := Form{
			MessageID: item.Form.MessageID, Visibility: item.Form.Visibility, Path: item.Form.Path, ReplyType: item.Form.ReplyType,
			HandlingID: item.HandlingID,
		}
		if item.HandlingID == "" {
			next.HandlingID, next.After = item.Form.HandlingID, item.ID
		}
		return next, nil
	}
	ctx := context.Background()
	if after == "" {
		h, err := s.store.HandlingOf(ctx, caseID, s.me().ID)
		if err == nil && len(h.Answers) == 0 {
			err = data.Fail(data.NotFound, "There is no answer to go on from.", nil)
		}
		if err != nil {
			return Form{}, err
		}
		return followed(h, h.Answers[len(h.Answers)-1]), nil
	}
	h, err := s.store.HandlingWith(ctx, caseID, after)
	if err != nil {
		return Form{}, err
	}
	for _, a := range h.Answers {
		if a.ID == after {
			return followed(h, a), nil
		}
	}
	return Form{}, data.Fail(data.NotFound, "There is no answer to go on from.", nil)
}

func followed(h contract.Handling, a contract.Answer) Form {
	return Form{MessageID: a.TargetMessageID, Visibility: a.Visibility, Path: h.Path, ReplyType: a.ReplyType, HandlingID: h.ID}
}
