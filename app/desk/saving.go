package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

// Save makes the answer durable on this machine and removes its draft in the same transaction; then the form may clear (5.3.8). It
// goes out when its turn comes. A form that was saved already is not saved twice. Errors: the first of Check, DiskFull,
// ReadOnlyDisk; then nothing was saved and the draft stays.
func (d *Desk) Save(ctx context.Context, f Form) (OutboxItem, error) {
	s, err := d.at()
	if err != nil {
		return OutboxItem{}, err
	}
	if wrong := d.Check(f); len(wrong) > 0 {
		return OutboxItem{}, wrong[0]
	}
	about, err := s.subject(f.CaseID, f.MessageID)
	if err != nil {
		return OutboxItem{}, err
	}
	s.saving.Lock() // two presses of one button
	defer s.saving.Unlock()
	if was, ok := s.out.same(f); ok {
		return was, nil
	}
	p := s.parcel(f, about)
	row, err := p.row()
	if err != nil {
		return OutboxItem{}, err
	}
	err = s.drafts.save(f, func(were []local.DraftKey) error {
		return s.out.add(p, func() error { return s.store.Add(ctx, row, were...) })
	})
	if err != nil {
		d.heal(s, err)
		return OutboxItem{}, err
	}
	return p.Item, nil
}

// parcel makes an item of the outbox of a form.
func (s *seat) parcel(f Form, about subject) *parcel {
	preview := s.preview(f, about)
	if f.After != "" {
		if handling, waiting := s.out.handlingOf(f.After); !waiting {
			if handling != "" {
				f.HandlingID = handling
			}
			f.After = "" // it was taken before this one, or taken back
		}
	}
	p := &parcel{
		Item: OutboxItem{
			ID: s.params.NewID(), Kind: AnswerItem, State: Queued, Case: about.c, Form: f, Text: preview.Text, SavedAt: s.params.Clock(),
		},
		Body: contract.NewAnswer{
			After: f.After, CaseVersion: f.CaseVersion, HandlingID: f.HandlingID, OpenedAt: f.OpenedAt.UTC(), Parts: []string{}, Path: f.Path,
			ReplyType: f.ReplyType, TargetMessageID: f.MessageID, Text: preview.Text, Visibility: f.Visibility,
		},
	}
	for _, picture := range f.Pictures {
		p.Body.Pictures = append(p.Body.Pictures, picture.ID)
	}
	for _, part := range preview.Parts {
		p.Body.Parts = append(p.Body.Parts, part.Text)
		p.Starts = append(p.Starts, part.From)
	}
	p.Item.Parts = p.Body.Parts
	return p
}

// AddNote makes an internal note durable and removes its draft in the same transaction; it goes to the backend like an answer and never to a customer. Kinds: EmptyAnswer,
// TooLong (10,000 characters), NotFound, DiskFull, ReadOnlyDisk.
func (d *Desk) AddNote(ctx context.Context, caseID, text string) (OutboxItem, error) {
	s, err := d.at()
	if err != nil {
		return OutboxItem{}, err
	}
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return OutboxItem{}, &data.Error{Kind: data.EmptyAnswer, Field: FieldText, Sentence: "The note is empty."}
	case utf8.RuneCountInString(text) > mostNote:
		return OutboxItem{}, &data.Error{Kind: data.TooLong, Field: FieldText, Sentence: "The note is too long."}
	}
	row, err := s.caseRow(caseID)
	if err != nil {
		d.heal(s, err)
		return OutboxItem{}, err
	}
	p := &parcel{Item: OutboxItem{ID: s.params.NewID(), Kind: NoteItem, State: Queued, Case: row.Case, Text: text, SavedAt: s.params.Clock()}}
	out, err := p.row()
	if err != nil {
		return OutboxItem{}, err
	}
	err = s.drafts.save(Form{CaseID: caseID, Text: text}, func(were []local.DraftKey) error {
		return s.out.add(p, func() error { return s.store.Add(ctx, out, were...) })
	})
	if err != nil {
		d.heal(s, err)
		return OutboxItem{}, err
	}
	return p.Item, nil
}
