package desk

import (
	"context"
	"strings"

	"sociomedio/data/local"
)

// noteKey is the key of the note that was begun for a case: a draft of an answer always belongs to a message, that of a note to none.
func noteKey(caseID string) local.DraftKey { return local.DraftKey{CaseID: caseID} }

// NoteDraft is the note that was begun for a case and not saved; empty for none.
func (d *Desk) NoteDraft(caseID string) string {
	s, err := d.at()
	if err != nil {
		return ""
	}
	f, _ := s.drafts.get(noteKey(caseID))
	return f.Text
}

// SaveNoteDraft stores what is being written as a note for a case, like a draft of an answer: on each pause of typing and when the field
// is left. Empty text removes it. Kinds: DiskFull, ReadOnlyDisk.
func (d *Desk) SaveNoteDraft(ctx context.Context, caseID, text string) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	had := s.drafts.of(caseID)
	if strings.TrimSpace(text) == "" {
		_, err = s.drafts.drop(ctx, noteKey(caseID))
	} else {
		err = s.drafts.put(ctx, Form{CaseID: caseID, Text: text, DraftedAt: s.params.Clock()})
	}
	if err != nil {
		d.heal(s, err)
		return err
	}
	if had != s.drafts.of(caseID) {
		s.bus.post(Event{Kind: InboxChanged})
	}
	return nil
}
