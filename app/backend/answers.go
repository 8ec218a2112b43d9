package backend

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// SaveAnswer checks an answer and keeps it for delivery (5.3.8); see storage.SaveAnswer for what is refused there. Here it
// is refused when a part is blank or longer than its network takes it (5.3.7): counted as the network counts, with the
// account's own limits.
func (b *Backend) SaveAnswer(ctx context.Context, caller Caller, caseID, key string, a contract.NewAnswer) (contract.Handling, bool, error) {
	a.Text = Clean(a.Text)
	for i := range a.Parts {
		a.Parts[i] = Clean(a.Parts[i])
	}
	if err := b.fits(ctx, caller, caseID, a); err != nil {
		return contract.Handling{}, false, err
	}
	return b.store.SaveAnswer(ctx, caller.Agent.ID, caseID, key, a)
}

// fits says whether every part of an answer can be sent as it is.
func (b *Backend) fits(ctx context.Context, caller Caller, caseID string, a contract.NewAnswer) error {
	if a.Visibility == contract.None && len(a.Pictures) == 0 {
		return nil
	}
	if len(a.Parts) == 0 {
		return &data.Error{Kind: data.EmptyAnswer, Sentence: "The answer is empty.", Field: "parts"}
	}
	c, err := b.store.Case(ctx, caseID)
	if err != nil {
		return err
	}
	limits, err := b.limits(ctx, c.Account.ID)
	if err != nil {
		return err
	}
	if PrivateReply(c, a.Visibility) && len(a.Parts) > 1 {
		// The private reply to a comment goes once; more has no way to the customer before he writes (facebook-api §6).
		return &data.Error{
			Kind: data.TooLong, Field: "parts.1",
			Sentence: fmt.Sprintf("A private reply to a comment is one message of at most %d characters.", limits.Private),
		}
	}
	if err := b.picturesFit(ctx, caller, c, a); err != nil {
		return err
	}
	for i, part := range a.Parts {
		field := fmt.Sprintf("parts.%d", i)
		if strings.TrimSpace(part) == "" {
			return &data.Error{Kind: data.EmptyAnswer, Sentence: "A part of the answer is empty.", Field: field}
		}
		if n, limit := size(part, c.Network, a.Visibility, limits); n > limit {
			return &data.Error{Kind: data.TooLong, Sentence: fmt.Sprintf("A part of the answer has %d of at most %d characters.", n, limit), Field: field}
		}
	}
	return nil
}

func (b *Backend) limits(ctx context.Context, accountID string) (contract.AccountLimits, error) {
	accounts, err := b.store.Accounts(ctx)
	if err != nil {
		return contract.AccountLimits{}, err
	}
	for _, a := range accounts {
		if a.ID == accountID {
			return a.Limits, nil
		}
	}
	return contract.AccountLimits{}, data.Fail(data.NotFound, "There is no such account.", nil)
}

// AddNote keeps an internal note; it never reaches a customer.
func (b *Backend) AddNote(ctx context.Context, caller Caller, caseID, key, text string) (contract.Note, bool, error) {
	text = Clean(text)
	if strings.TrimSpace(text) == "" {
		return contract.Note{}, false, &data.Error{Kind: data.Invalid, Sentence: "The note is empty.", Field: "text"}
	}
	return b.store.AddNote(ctx, caller.Agent.ID, caseID, key, text)
}

// MarkOutside closes a case as answered in the network's own page.
func (b *Backend) MarkOutside(ctx context.Context, caller Caller, caseID string, o contract.Outside) (contract.Case, error) {
	o.Remark = Clean(o.Remark)
	return b.store.MarkOutside(ctx, caller.Agent.ID, caseID, o)
}

// Clean is a text as it may be stored: what is no character in it (NUL, broken UTF-8) becomes U+FFFD (edge case 37).
func Clean(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	return strings.ReplaceAll(s, "\x00", "\uFFFD")
}
