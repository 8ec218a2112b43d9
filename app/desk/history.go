package desk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

// History reads a page of a conversation from the local store. What only this machine has stands at the end of the newest
// page. Kinds: NotFound (Around is not on this machine), Invalid (Before is no page's).
func (d *Desk) History(q HistoryQuery) (HistoryPage, error) {
	return reading(d, func(s *seat) (HistoryPage, error) { return s.history(q) })
}

// mostAround is how many entries a page around a message has at most.
const mostAround = 5000

func (s *seat) history(q HistoryQuery) (HistoryPage, error) {
	ctx := context.Background()
	if q.Limit <= 0 {
		q.Limit = pageOf
	}
	row, err := s.store.Customer(ctx, q.CustomerID)
	if err != nil && data.KindOf(err) != data.NotFound {
		return HistoryPage{}, err
	}
	reach := row.History
	find := local.EntryQuery{CustomerID: q.CustomerID, Limit: q.Limit, Only: local.Only(q.Only), Find: q.Find}
	if reach.Asked && q.Find == "" {
		find.From = reach.From // before it there may be gaps
	}
	if err := s.place(ctx, q, &find); err != nil {
		return HistoryPage{}, err
	}
	find.Limit++ // one more says whether there are earlier ones
	entries, err := s.store.Entries(ctx, find)
	if err != nil {
		return HistoryPage{}, err
	}
	page := HistoryPage{Elsewhere: !reach.Asked || reach.Earlier != ""}
	if len(entries) == find.Limit {
		entries = entries[1:]
		page.Earlier = strconv.FormatInt(entries[0].Key, 10)
	}
	for _, e := range entries {
		page.Entries = append(page.Entries, Entry{At: e.At, Message: e.Message, Note: e.Note})
	}
	if q.Before == "" {
		page.Entries = append(page.Entries, s.waiting(q, page.Entries)...)
	}
	page.Counts, err = s.historyCounts(q.CustomerID)
	return page, err
}

// place says where in the conversation the page lies.
func (s *seat) place(ctx context.Context, q HistoryQuery, find *local.EntryQuery) error {
	var err error
	switch {
	case q.Around != "":
		key, err := s.store.EntryKey(ctx, q.Around)
		if err != nil {
			return err
		}
		newer, err := s.store.EntriesAfter(ctx, q.CustomerID, key)
		if err != nil {
			return err
		}
		if key < local.KeyOf(find.From) {
			find.From = time.Time{}
		}
		if newer >= mostAround {
			find.Before = key + 1 // too far from the newest to go on from there: the page that ends with it
			return nil
		}
		find.Limit = newer + 1 + find.Limit/2
	case q.Before != "":
		if find.Before, err = strconv.ParseInt(q.Before, 10, 64); err != nil || find.Before <= 0 {
			return data.Fail(data.Invalid, "This is no place in a conversation.", nil)
		}
	}
	return nil
}

// waiting is what of the outbox belongs to a conversation and is not in it yet.
func (s *seat) waiting(q HistoryQuery, shown []Entry) []Entry {
	words := strings.Fields(strings.ToLower(q.Find))
	var found []Entry
	for _, item := range s.out.of(q.CustomerID) {
		switch {
		case q.Only == OnlyMessages && item.Kind == NoteItem, q.Only == OnlyNotes && item.Kind == AnswerItem:
		case !hasAll(strings.ToLower(item.Text), words):
		case item.AnswerID != "" && (item.Form.Visibility == contract.None || answered(shown, item.AnswerID)):
		default:
			found = append(found, Entry{At: item.SavedAt, Outgoing: &item})
		}
	}
	return found
}

// answered says whether the messages of an answer are among the entries.
func answered(entries []Entry, answerID string) bool {
	for _, e := range entries {
		if e.Message != nil && e.Message.AnswerID == answerID {
			return true
		}
	}
	return false
}

func (s *seat) historyCounts(customerID string) (HistoryCounts, error) {
	messages, notes, err := s.store.EntryCounts(context.Background(), customerID)
	for _, item := range s.out.of(customerID) {
		switch {
		case item.Kind == NoteItem:
			notes++
		case item.AnswerID == "":
			messages++
		}
	}
	return HistoryCounts{All: messages + notes, Messages: messages, Notes: notes}, err
}

// FetchEarlier brings the next page of earlier messages from the backend into the local store; false when there are none.
// Kinds: NotFound and those of the connection.
func (d *Desk) FetchEarlier(ctx context.Context, customerID string) (bool, error) {
	s, err := d.at()
	if err != nil {
		return false, err
	}
	row, err := s.stored(ctx, customerID)
	if err != nil {
		return false, err
	}
	if row.History.Asked && row.History.Earlier == "" {
		return false, nil
	}
	n, err := s.fetchHistory(ctx, customerID, row.History.Earlier)
	return n > 0, err
}

// stored is a customer of the store, brought there when need be.
func (s *seat) stored(ctx context.Context, customerID string) (local.CustomerRow, error) {
	row, err := s.store.Customer(ctx, customerID)
	if data.KindOf(err) == data.NotFound {
		if err := s.fetchCustomer(ctx, customerID); err != nil {
			return row, err
		}
		row, err = s.store.Customer(ctx, customerID)
	}
	if err != nil {
		s.heal(err)
	}
	return row, err
}
