package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// Edit takes an item back into Form Reply ("Batalkan", "Ubah"): a queued one at once, an accepted one through the backend, a
// refused or failed one always. It is a draft again; what of it the customer has already is left out. A note comes back as
// its text alone. Kinds: AlreadySending (a part has left or is leaving), NotFound, those of the connection.
func (d *Desk) Edit(ctx context.Context, id string) (Form, error) {
	s, err := d.at()
	if err != nil {
		return Form{}, err
	}
	p, err := s.take(ctx, id)
	if err != nil {
		return Form{}, err
	}
	if p.Item.Kind == NoteItem {
		note := Form{CaseID: p.Item.Case.ID, CustomerID: p.Item.Case.Customer.ID, Text: p.Item.Text}
		return note, s.forget(ctx, p, nil)
	}
	f := p.Item.Form
	if handling, _ := s.out.handlingOf(f.After); handling != "" {
		f.HandlingID, f.After = handling, ""
	}
	if text, pictures, ok := s.left(p); ok {
		f.Text, f.Pictures, f.Cuts, f.HandlingID = text, pictures, nil, p.Item.HandlingID
	}
	f.DraftedAt = s.params.Clock()
	return s.drafts.takeBack(f, func(kept *local.Draft) error { return s.forget(ctx, p, kept) })
}

// Discard takes an item back and forgets it. Kinds as Edit.
func (d *Desk) Discard(ctx context.Context, id string) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	p, err := s.take(ctx, id)
	if err != nil {
		return err
	}
	return s.forget(ctx, p, nil)
}

// take makes sure that an item goes nowhere any more. From then on it is refused, until it is forgotten.
func (s *seat) take(ctx context.Context, id string) (*parcel, error) {
	p, err := s.out.find(id)
	if err != nil {
		return nil, err
	}
	already := data.Fail(data.AlreadySending, "It is being sent.", nil)
	switch p.Item.State {
	case Refused:
		return p, nil
	case Queued:
		taken := false
		p, err = s.out.change(ctx, p.Item.ID, func(p *parcel) {
			if taken = p.Item.State == Queued; taken { // not taken up by the delivery meanwhile
				p.Item.State = Refused
			}
		})
		if err == nil && !taken {
			err = already
		}
		return p, err
	case Accepted, Failed:
		return s.cancel(ctx, p)
	}
	return nil, already
}

// cancel takes an answer back at the backend. That it is meant to come back here is durable before, so that it does whatever
// breaks off.
func (s *seat) cancel(ctx context.Context, p *parcel) (*parcel, error) {
	p, err := s.out.change(ctx, p.Item.ID, func(p *parcel) { p.Back = true })
	if err != nil {
		return nil, err
	}
	h, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Handling, error) {
		return r.CancelAnswer(ctx, p.Item.AnswerID)
	})
	kind := data.KindOf(err)
	switch {
	case err == nil:
		if p, err = s.out.change(ctx, p.Item.ID, (*parcel).back); err != nil {
			return nil, err
		}
		return p, s.put(ctx, contract.Changes{Handlings: []contract.Handling{h}})
	case p.Item.State == Failed && (kind == data.AlreadySending || kind == data.NotFound):
		return p, nil // some of it is out, the rest is not going to be
	case kind == data.AlreadySending || errors.Is(err, remote.ErrNotSent):
		s.out.set(ctx, p.Item.ID, func(p *parcel) { p.Back = false })
	}
	return nil, err
}

// forget takes an item out of the outbox and makes it a draft if one is given. What followed it stands for itself from then on.
func (s *seat) forget(ctx context.Context, p *parcel, kept *local.Draft) error {
	follow := func(f *parcel) {
		f.Item.Form.After, f.Item.Form.HandlingID = "", p.Item.Form.HandlingID
		f.Body.After, f.Body.HandlingID = "", p.Item.Form.HandlingID
	}
	if p.Item.AnswerID != "" {
		follow = nil // the answer stays where it is
	}
	return s.out.remove(p, follow, func(others []*parcel) error {
		rows, err := rows(others)
		if err != nil {
			return err
		}
		return s.store.Remove(ctx, p.Item.ID, kept, rows...)
	})
}

// left is what of a failed answer did not go out; false when nothing did. Pictures go with the first part, or in Messenger as parts
// of their own without text.
func (s *seat) left(p *parcel) (text string, pictures []Picture, some bool) {
	if p.Item.AnswerID == "" {
		return "", nil, false
	}
	h, err := s.store.HandlingWith(context.Background(), p.Item.Case.ID, p.Item.AnswerID)
	if err != nil {
		return "", nil, false
	}
	at := slices.IndexFunc(h.Answers, func(a contract.Answer) bool { return a.ID == p.Item.AnswerID })
	if at < 0 {
		return "", nil, false
	}
	texts, cut, alone := 0, false, p.Item.Form.Pictures
	for i, part := range h.Answers[at].Parts {
		unsent := part.State != contract.DeliveryStateSent
		switch {
		case unsent && i == 0:
			return "", nil, false
		case part.Text == "" && len(alone) > 0:
			if unsent {
				pictures = append(pictures, alone[0])
			}
			alone = alone[1:]
		default:
			if unsent && !cut && texts < len(p.Starts) {
				text, cut = strings.TrimSpace(p.Item.Text[p.Starts[texts]:]), true
			}
			texts++
		}
	}
	return strings.TrimSpace(strings.TrimSuffix(text, s.me().Signature)), pictures, cut || len(pictures) > 0
}

// Retry sends again ("Coba lagi"): a refused item with a new try, a failed one with only the parts that are missing. Kinds:
// NotFound, AlreadySending (it is on its way), CaseHeld and those of the connection.
func (d *Desk) Retry(ctx context.Context, id string) error {
	return d.again(ctx, id, func(p *parcel) { p.Body.After = "" })
}

// SendAnyway sends an item that was refused with CaseChanged although the case changed; the backend records it.
func (d *Desk) SendAnyway(ctx context.Context, id string) error {
	return d.again(ctx, id, func(p *parcel) { p.Body.SendAnyway = true })
}

func (d *Desk) again(ctx context.Context, id string, change func(*parcel)) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	p, err := s.out.find(id)
	if err != nil {
		return err
	}
	switch p.Item.State {
	case Failed:
		return s.resume(ctx, p.Item.AnswerID)
	case Refused:
		_, err := s.out.change(ctx, id, func(p *parcel) {
			if p.Item.State == Refused {
				p.Item.State, p.Item.Why, p.Item.Changed, p.tries = Queued, "", nil, 0
				change(p)
			}
		})
		return err
	}
	return data.Fail(data.AlreadySending, "It is on its way.", nil)
}

// RetryAnswer sends what is missing of a failed answer that is known from the history alone ("Coba lagi" in a bubble). Kinds:
// CaseHeld, NotFound and those of the connection.
func (d *Desk) RetryAnswer(ctx context.Context, answerID string) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	return s.resume(ctx, answerID)
}

// resume has the backend send what is missing. What becomes of it comes by the changes.
func (s *seat) resume(ctx context.Context, answerID string) error {
	_, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Handling, error) {
		return r.ResumeAnswer(ctx, answerID)
	})
	if err != nil {
		s.learn(ctx, err)
		return err
	}
	if p, err := s.out.find(answerID); err == nil && p.Item.State == Failed {
		s.out.set(ctx, p.Item.ID, func(p *parcel) { p.Item.State, p.Item.Reason = Accepted, contract.Reason{} })
	}
	s.link.knock()
	return nil
}

// CancelAnswer takes back an answer that is known from the history alone. Kinds: AlreadySending.
func (d *Desk) CancelAnswer(ctx context.Context, answerID string) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	h, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Handling, error) {
		return r.CancelAnswer(ctx, answerID)
	})
	if err != nil {
		return err
	}
	s.link.knock()
	return s.put(ctx, contract.Changes{Handlings: []contract.Handling{h}})
}
