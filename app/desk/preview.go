package desk

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sociomedio/app/answer"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Bounds of the contract.
const (
	mostText  = 25000 // characters of an answer
	mostParts = 50
	mostNote  = 10000 // characters of a note
)

// Preview counts and cuts; fast enough for every key press.
func (d *Desk) Preview(f Form) Preview {
	p, err := reading(d, func(s *seat) (Preview, error) {
		about, err := s.subject(f.CaseID, f.MessageID)
		return s.preview(f, about), err
	})
	if err != nil {
		text := strings.TrimSpace(f.Text)
		return Preview{Text: text, Count: utf8.RuneCountInString(text)}
	}
	return p
}

func (s *seat) preview(f Form, about subject) Preview {
	p := Preview{Text: signed(f, s.me().Signature)}
	if f.Visibility == contract.None {
		p.Count, p.Limit = utf8.RuneCountInString(p.Text), mostText
		p.TooLong = p.Count > p.Limit
		return p
	}
	rules := about.rules(f.Visibility)
	p.Count, p.Limit = rules.Count(p.Text), rules.Limit
	if p.Text == "" {
		return p
	}
	for _, part := range answer.Cut(p.Text, rules, f.Cuts) {
		p.Parts = append(p.Parts, PartPreview{Text: part.Text, Count: part.Count, From: part.From, To: part.To})
		p.TooLong = p.TooLong || part.Count > rules.Limit
	}
	p.TooLong = p.TooLong || len(p.Parts) > mostParts || utf8.RuneCountInString(p.Text) > mostText
	if f.Visibility == contract.Private && !about.private {
		p.TooLong = p.TooLong || len(p.Parts) > 1 // a private reply to a public message is one message (facebook-api §6)
	}
	return p
}

// rules are how the answer is counted: the network's own, with the limit of the account where the backend said one.
func (a subject) rules(v contract.Visibility) answer.Rules {
	var r answer.Rules
	limit := a.limits.Public
	if v == contract.Private {
		limit = a.limits.Private
	}
	switch {
	case a.network == contract.Facebook && v == contract.Private:
		r = answer.Messenger
	case a.network == contract.Facebook:
		r = answer.FacebookComment
	case v == contract.Private:
		r = answer.XDirectMessage
	default:
		r = answer.XPost
	}
	if limit > 0 {
		r.Limit = limit
	}
	return r
}

// signed is the whole answer: what was written and the agent's signature at its end. What is only recorded has none.
func signed(f Form, signature string) string {
	text := strings.TrimRight(f.Text, " \t\r\n")
	signature = strings.TrimSpace(signature)
	if text == "" || signature == "" || f.Visibility == contract.None || strings.HasSuffix(text, signature) {
		return text
	}
	return text + " " + signature
}

// Check is everything that keeps a form from being saved, in the order of the fields: NoCategory (FieldPath), Invalid and
// PrivateInPublic (FieldReplyType), EmptyAnswer and TooLong (FieldText), CaseHeld, CaseClosed, NotAnswerable and NotFound
// (FieldTarget). Empty when it can be saved.
func (d *Desk) Check(f Form) []error {
	s, err := d.at()
	if err != nil {
		return []error{err}
	}
	about, err := s.subject(f.CaseID, f.MessageID)
	if err != nil {
		d.heal(s, err)
		return []error{&data.Error{Kind: data.KindOf(err), Sentence: "The message is not on this machine.", Field: FieldTarget, Cause: err}}
	}
	return s.check(f, about)
}

func (s *seat) check(f Form, about subject) []error {
	var wrong []error
	no := func(kind data.Kind, field, sentence string) {
		wrong = append(wrong, &data.Error{Kind: kind, Field: field, Sentence: sentence})
	}
	catalogue := s.catalogue.Load()
	if !catalogue.Whole(f.Path) {
		no(data.NoCategory, FieldPath, "Choose the category down to its last level.")
	}
	reply, known := catalogue.replyType(about.network, about.kind, f.ReplyType)
	switch {
	case about.private && (f.Visibility == contract.Public || known && reply.Visibility == contract.Public):
		no(data.PrivateInPublic, FieldReplyType, "A private message can't be answered in public.")
	case !known || reply.Visibility != f.Visibility:
		no(data.Invalid, FieldReplyType, "Choose a reply type.")
	}
	p := s.preview(f, about)
	switch {
	case f.Visibility != contract.None && f.bodyAfter(about.opening(f.Visibility)) == "":
		no(data.EmptyAnswer, FieldText, "The answer is empty.")
	case p.TooLong:
		no(data.TooLong, FieldText, "The answer is too long.")
	}
	if err := about.fits(f); err != nil {
		wrong = append(wrong, err)
	}
	if err := s.checkTarget(f, about); err != nil {
		wrong = append(wrong, err)
	}
	return wrong
}

// bodyAfter is the text without what a blank form begins with.
func (f Form) bodyAfter(opening string) string {
	text := strings.TrimSpace(f.Text)
	if opening == "" {
		return text
	}
	return strings.TrimSpace(strings.TrimPrefix(text, strings.TrimSpace(opening)))
}

// passing are the reasons that say nothing of the message: an answer waits until the account works again.
var passing = []contract.AnswerableReason{
	contract.AnswerableReasonTokenDead, contract.AnswerableReasonNoCredit, contract.AnswerableReasonPaused,
}

func (s *seat) checkTarget(f Form, about subject) error {
	holder, me := about.c.Holder.ID, s.me().ID
	open := about.c.State == contract.CaseStateTaken || about.c.State == contract.CaseStateAnswering
	switch {
	case open && holder != "" && me != "" && holder != me:
		return &data.Error{Kind: data.CaseHeld, Field: FieldTarget, Sentence: "A colleague holds this case."}
	case about.c.State == contract.CaseStateClosed:
		return &data.Error{Kind: data.CaseClosed, Field: FieldTarget, Sentence: "This case is over."}
	case f.Visibility == contract.None || about.m.Ours:
		return nil
	}
	can := about.c.Answerable
	if about.m.ID != "" && (about.m.Answerable.Ok || about.m.Answerable.Reason != "") {
		can = about.m.Answerable
	}
	if !can.Ok && can.Reason != "" && !slices.Contains(passing, can.Reason) {
		return &data.Error{Kind: data.NotAnswerable, Field: FieldTarget, Sentence: "The network will not take this answer: " + string(can.Reason) + "."}
	}
	return nil
}
