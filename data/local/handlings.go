package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"sociomedio/data/contract"
)

// Handlings are at most limit handling records of a customer that were saved before an instant (zero for the newest), newest
// first.
func (s *Store) Handlings(ctx context.Context, customerID string, before time.Time, limit int) ([]contract.Handling, error) {
	query, args := "select doc from handlings where customer_id = ?", []any{customerID}
	if !before.IsZero() {
		query, args = query+" and saved < ?", append(args, millis(before))
	}
	return s.handlings(ctx, query+" order by saved desc, n desc limit ?", append(args, limit)...)
}

// HandlingOf is a case's handling record that was saved last by an agent. Kinds: NotFound.
func (s *Store) HandlingOf(ctx context.Context, caseID, agentID string) (contract.Handling, error) {
	found, err := s.handlings(ctx, "select doc from handlings where case_id = ? order by saved desc, n desc limit 20", caseID)
	if err != nil {
		return contract.Handling{}, err
	}
	for _, h := range found {
		if h.Agent.ID == agentID && !h.Outside {
			return h, nil
		}
	}
	return contract.Handling{}, missing("There is no handling record on this machine.", sql.ErrNoRows)
}

// HandlingWith is the handling record of a case that an answer belongs to. Kinds: NotFound.
func (s *Store) HandlingWith(ctx context.Context, caseID, answerID string) (contract.Handling, error) {
	found, err := s.handlings(ctx, "select doc from handlings where case_id = ? order by saved desc limit 200", caseID)
	if err != nil {
		return contract.Handling{}, err
	}
	for _, h := range found {
		for _, a := range h.Answers {
			if a.ID == answerID {
				return h, nil
			}
		}
	}
	return contract.Handling{}, missing("The answer is not on this machine.", sql.ErrNoRows)
}

func (s *Store) handlings(ctx context.Context, query string, args ...any) ([]contract.Handling, error) {
	var found []contract.Handling
	err := s.cache.read(ctx, "The handling records can't be read.", query, args, func(r *sql.Rows) error {
		var doc sql.RawBytes
		if err := r.Scan(&doc); err != nil {
			return err
		}
		var h contract.Handling
		if err := undoc(doc, &h); err != nil {
			return err
		}
		found = append(found, h)
		return nil
	})
	return found, err
}

// handling stores a record. Answers that were sent are found by their messages; indexed here is what never left the house.
func (w *writing) handling(h contract.Handling) error {
	doc, err := json.Marshal(h)
	if err != nil {
		return err
	}
	var n int64
	err = w.tx.QueryRowContext(w.ctx, "select n from handlings where id = ?", h.ID).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		if n, err = w.freeKey(h.SavedAt); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	_, err = w.exec(`insert into handlings (n, id, customer_id, case_id, saved, round, doc) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (id) do update set saved = excluded.saved, round = excluded.round, doc = excluded.doc`,
		n, h.ID, h.CustomerID, h.CaseID, millis(h.SavedAt), w.round, doc)
	if err != nil {
		return err
	}
	texts := []string{h.Remark}
	for _, a := range h.Answers {
		if a.Visibility == contract.None {
			texts = append(texts, a.Text)
		}
	}
	return w.indexWith(n, texts)
}

func (w *writing) handlingGone(id string, a *Applied) error {
	var n int64
	var customer string
	err := w.tx.QueryRowContext(w.ctx, "select n, customer_id from handlings where id = ?", id).Scan(&n, &customer)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	a.Customers = append(a.Customers, customer)
	if _, err := w.exec("delete from search where rowid = ?", n); err != nil {
		return err
	}
	_, err = w.exec("delete from handlings where n = ?", n)
	return err
}

// PutHandlings takes over a page of handling records.
func (s *Store) PutHandlings(ctx context.Context, customerID, cursor string, page contract.HandlingPage, now time.Time) error {
	return s.change(ctx, "The handling records can't be stored.", func(w *writing) error {
		var a Applied
		if err := w.all(contract.Changes{Handlings: page.Handlings}, now, &a); err != nil {
			return err
		}
		query := "update customers set handlings_earlier = ? where id = ?"
		if cursor == "" {
			// The newest page again says nothing of how far back the earlier ones are here.
			query += " and handlings_earlier is null"
		}
		_, err := w.exec(query, page.Next, customerID)
		return err
	})
}
