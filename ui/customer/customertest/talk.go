package customertest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// History implements customer.Source.
func (b *Book) History(q desk.HistoryQuery) (desk.HistoryPage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.Talk[q.CustomerID]
	page := desk.HistoryPage{Elsewhere: len(b.Remote[q.CustomerID]) > 0}
	var found []desk.Entry
	for _, e := range all {
		page.Counts.All++
		if isNote(e) {
			page.Counts.Notes++
		}
		if passes(e, q) {
			found = append(found, e)
		}
	}
	for _, e := range b.waiting(desk.HistoryQuery{CustomerID: q.CustomerID}) {
		page.Counts.All++
		if isNote(e) {
			page.Counts.Notes++
		}
	}
	page.Counts.Messages = page.Counts.All - page.Counts.Notes
	limit := q.Limit
	if limit <= 0 {
		limit = 50
	}
	end := len(found)
	if q.Before != "" {
		end, _ = strconv.Atoi(q.Before)
		end = len(found) - end
	}
	start := max(end-limit, 0)
	if q.Around != "" {
		at := slices.IndexFunc(found, func(e desk.Entry) bool { return e.Message != nil && e.Message.ID == q.Around })
		if at < 0 {
			return page, missing()
		}
		start = max(at-limit/2, 0)
	}
	page.Entries = slices.Clone(found[start:end])
	if start > 0 {
		page.Earlier = strconv.Itoa(len(found) - start)
	}
	if q.Before == "" {
		page.Entries = append(page.Entries, b.waiting(q)...)
	}
	return page, nil
}

func (b *Book) waiting(q desk.HistoryQuery) []desk.Entry {
	var found []desk.Entry
	for _, item := range b.Sent {
		e := desk.Entry{At: item.SavedAt, Outgoing: &item}
		if item.Case.Customer.ID == q.CustomerID && item.AnswerID == "" && passes(e, q) {
			found = append(found, e)
		}
	}
	return found
}

func isNote(e desk.Entry) bool {
	return e.Note != nil || e.Outgoing != nil && e.Outgoing.Kind == desk.NoteItem
}

func passes(e desk.Entry, q desk.HistoryQuery) bool {
	text := ""
	switch {
	case e.Message != nil:
		text = e.Message.Text
	case e.Note != nil:
		text = e.Note.Text
	case e.Outgoing != nil:
		text = e.Outgoing.Text
	}
	if q.Only == desk.OnlyMessages && isNote(e) || q.Only == desk.OnlyNotes && !isNote(e) {
		return false
	}
	for _, w := range strings.Fields(strings.ToLower(q.Find)) {
		if !strings.Contains(strings.ToLower(text), w) {
			return false
		}
	}
	return true
}

// FetchEarlier implements customer.Source: 50 of those that only the backend has come here.
func (b *Book) FetchEarlier(ctx context.Context, id string) (bool, error) {
	if err := b.wait(ctx); err != nil {
		return false, err
	}
	b.mu.Lock()
	rest := b.Remote[id]
	from := max(len(rest)-50, 0)
	came := rest[from:]
	b.Remote[id] = rest[:from]
	b.Talk[id] = append(slices.Clone(came), b.Talk[id]...)
	tell := b.Tell
	b.mu.Unlock()
	if tell != nil && len(came) > 0 {
		tell(desk.Event{Kind: desk.HistoryChanged, CustomerID: id})
	}
	return len(came) > 0, nil
}

// NoteDraft implements customer.Source.
func (b *Book) NoteDraft(caseID string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.begun[caseID]
}

// SaveNoteDraft implements customer.Source.
func (b *Book) SaveNoteDraft(_ context.Context, caseID, text string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.begun == nil {
		b.begun = map[string]string{}
	}
	b.begun[caseID] = text
	return nil
}

// AddNote implements customer.Source.
func (b *Book) AddNote(ctx context.Context, caseID, text string) (desk.OutboxItem, error) {
	if err := b.wait(ctx); err != nil && b.hold != nil {
		return desk.OutboxItem{}, err
	}
	var item desk.OutboxItem
	err := b.change("note "+caseID+" "+text, func() error {
		if strings.Contains(text, "disk penuh") {
			return data.Fail(data.DiskFull, "no room", nil)
		}
		c := b.Cases[caseID]
		item = desk.OutboxItem{ID: fmt.Sprint("note", len(b.Sent)), Kind: desk.NoteItem, State: desk.Queued, Case: c, Text: text, SavedAt: b.Now}
		b.Sent = append(b.Sent, item)
		delete(b.begun, caseID)
		return nil
	}, desk.Event{Kind: desk.OutboxChanged})
	return item, err
}

// Outbox implements customer.Source.
func (b *Book) Outbox() ([]desk.OutboxItem, desk.OutboxCounts, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.Sent), desk.OutboxCounts{}, nil
}

func (b *Book) item(ctx context.Context, call, id string, do func(i int) error) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	return b.change(call+" "+id, func() error {
		i := slices.IndexFunc(b.Sent, func(s desk.OutboxItem) bool { return s.ID == id })
		if i < 0 {
			return missing()
		}
		return do(i)
	}, desk.Event{Kind: desk.OutboxChanged})
}

func (b *Book) drop(i int) { b.Sent = slices.Delete(b.Sent, i, i+1) }

// Edit implements customer.Source.
func (b *Book) Edit(ctx context.Context, id string) (desk.Form, error) {
	var form desk.Form
	err := b.item(ctx, "edit", id, func(i int) error {
		if b.Sent[i].State == desk.Sending {
			return data.Fail(data.AlreadySending, "too late", nil)
		}
		form = b.Sent[i].Form
		b.drop(i)
		return nil
	})
	return form, err
}

// Discard implements customer.Source.
func (b *Book) Discard(ctx context.Context, id string) error {
	return b.item(ctx, "discard", id, func(i int) error { b.drop(i); return nil })
}

// Retry implements customer.Source.
func (b *Book) Retry(ctx context.Context, id string) error {
	return b.item(ctx, "retry", id, func(i int) error { b.Sent[i].State = desk.Queued; return nil })
}

// SendAnyway implements customer.Source.
func (b *Book) SendAnyway(ctx context.Context, id string) error {
	return b.item(ctx, "send anyway", id, func(i int) error { b.Sent[i].State = desk.Queued; return nil })
}

// RetryAnswer implements customer.Source.
func (b *Book) RetryAnswer(ctx context.Context, answerID string) error {
	return b.answer(ctx, "retry answer", answerID, contract.DeliveryStateQueued)
}

// CancelAnswer implements customer.Source.
func (b *Book) CancelAnswer(ctx context.Context, answerID string) error {
	return b.answer(ctx, "cancel answer", answerID, contract.DeliveryStateCancelled)
}

func (b *Book) answer(ctx context.Context, call, answerID string, to contract.DeliveryState) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	customer := ""
	err := b.change(call+" "+answerID, func() error {
		for id, all := range b.Talk {
			for i, e := range all {
				if e.Message != nil && e.Message.AnswerID == answerID {
					m := *e.Message
					m.State, m.Reason = to, contract.Reason{}
					all[i].Message, customer = &m, id
				}
			}
		}
		if customer == "" {
			return missing()
		}
		return nil
	})
	if err == nil && b.Tell != nil {
		b.Tell(desk.Event{Kind: desk.HistoryChanged, CustomerID: customer})
	}
	return err
}
