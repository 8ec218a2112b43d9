package storage

import (
	"context"
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// farAway is after every moment.
const farAway = moment(1<<63 - 1)

// Messages gives a page of a customer's history with the notes between them: the newest page first, each page in reading
// order. cursor is the page before's Next.
func (s *Store) Messages(ctx context.Context, customerID, cursor string, limit int) (contract.HistoryPage, error) {
	before, key := farAway, ""
	if cursor != "" {
		var err error
		if before, key, err = readKeyCursor(cursor); err != nil {
			return contract.HistoryPage{}, err
		}
	}
	c := s.reading()
	rows, err := all[pageRow](ctx, c, messagePage+`WHERE m.customer_id = ? AND (m.at, m.id) < (?, ?) ORDER BY m.at DESC, m.id DESC`+atMost(limit+1),
		customerID, customerID, before, key)
	if err != nil {
		return contract.HistoryPage{}, err
	}
	messages, noted := make([]contract.Message, 0, len(rows)), len(rows) == 0
	for _, r := range rows {
		m, err := r.contract(s.now())
		if err != nil {
			return contract.HistoryPage{}, err
		}
		messages, noted = append(messages, m), r.Noted
	}
	if len(messages) == 0 {
		if err := c.customerExists(ctx, customerID); err != nil {
			return contract.HistoryPage{}, err
		}
	}
	if err := c.addEarlier(ctx, messages); err != nil {
		return contract.HistoryPage{}, err
	}
	page, since := contract.HistoryPage{Messages: messages}, moment(0)
	if len(messages) > limit {
		page.Messages = messages[:limit]
		last := page.Messages[limit-1]
		since = momentOf(last.At)
		page.Next = writeKeyCursor(since, last.ID)
	}
	slices.Reverse(page.Messages)
	// A note belongs to the page of the time it was written in: of pages that meet in one moment, to the newer.
	if !noted { // as of most customers
		page.Notes = []contract.Note{}
		return page, nil
	}
	page.Notes, err = c.notesWhere(ctx, `WHERE n.customer_id = ? AND n.at >= ? AND n.at < ? ORDER BY n.at, n.id`, customerID, since, before)
	return page, err
}

func (c conn) customerExists(ctx context.Context, id string) error {
	_, found, err := one[string](ctx, c, `SELECT id FROM customers WHERE id = ?`, id)
	if err == nil && !found {
		err = errNoCustomer
	}
	return err
}

// Handlings gives a page of a customer's handling records, newest first.
func (s *Store) Handlings(ctx context.Context, customerID, cursor string, limit int) (contract.HandlingPage, error) {
	before, key := farAway, ""
	if cursor != "" {
		var err error
		if before, key, err = readKeyCursor(cursor); err != nil {
			return contract.HandlingPage{}, err
		}
	}
	c := s.reading()
	list, err := c.handlingsWhere(ctx, `WHERE h.customer_id = ? AND (h.saved_at, h.id) < (?, ?) ORDER BY h.saved_at DESC, h.id DESC`+atMost(limit+1),
		customerID, before, key)
	if err == nil && len(list) == 0 {
		err = c.customerExists(ctx, customerID)
	}
	if err != nil {
		return contract.HandlingPage{}, err
	}
	page := contract.HandlingPage{Handlings: list}
	if len(list) > limit {
		page.Handlings = list[:limit]
		last := page.Handlings[limit-1]
		page.Next = writeKeyCursor(momentOf(last.SavedAt), last.ID)
	}
	return page, nil
}

// AddNote stores an internal note. The same key gives the same note, created false; with another text it is
// data.IdempotencyMismatch.
func (s *Store) AddNote(ctx context.Context, agentID, caseID, key, text string) (n contract.Note, created bool, err error) {
	hash, err := hashOf("note", caseID, text)
	if err != nil {
		return contract.Note{}, false, err
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		id := s.opts.NewID()
		known, err := t.once(ctx, agentID, key, hash, id)
		if err != nil {
			return err
		}
		if created = known == ""; created {
			c, found, err := one[takenCase](ctx, t.conn, `SELECT id, customer_id, network FROM cases WHERE id = ?`, caseID)
			if err != nil {
				return err
			}
			if !found {
				return errNoCase
			}
			if err := t.run(ctx, `INSERT INTO notes (id, customer_id, case_id, agent_id, text, at) VALUES (?, ?, ?, ?, ?, ?)`,
				id, c.CustomerID, caseID, agentID, clean(text), t.now); err != nil {
				return err
			}
			t.touch(contract.GoneKindNote, id, c.CustomerID)
			known = id
		}
		list, err := t.notesWhere(ctx, `WHERE n.id = ?`, known)
		if err == nil && len(list) == 0 {
			err = data.Fail(data.NotFound, "There is no such note.", nil)
		}
		if err != nil {
			return err
		}
		n = list[0]
		return nil
	})
	return n, created, err
}
