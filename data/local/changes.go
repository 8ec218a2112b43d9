package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Applied is what taking over changes did.
type Applied struct {
	Cases     []string // ids of cases that changed, came or went
	Customers []string // ids of customers whose profile, conversation or handling records changed
	Handlings []contract.Handling
	Arrived   int  // cases that are new in the inbox
	Inbox     bool // the inbox's rows, order or counts changed
}

// Position is how far this machine has followed the backend's changes.
type Position struct {
	Cursor string    // to ask with; empty for the beginning
	At     time.Time // when it was last up to date; zero when never
}

// Position reads it.
func (s *Store) Position(ctx context.Context) (Position, error) {
	var p Position
	err := s.cache.read(ctx, "The position can't be read.", "select name, doc from documents where name in ('cursor', 'synced')", nil, func(r *sql.Rows) error {
		var name, doc string
		if err := r.Scan(&name, &doc); err != nil {
			return err
		}
		switch name {
		case "cursor":
			p.Cursor = doc
		case "synced":
			ms, err := strconv.ParseInt(doc, 10, 64)
			if err == nil {
				p.At = time.UnixMilli(ms)
			}
		}
		return nil
	})
	return p, err
}

// Apply takes over one answer of /v1/changes, cursor and all, in one transaction: after a break at any point it is either
// here whole or asked for again. reading is the case that the agent looks at, which new words do not make unread. With Reset nothing
// is taken over: a resync from the beginning starts, at whose end what it did not confirm is taken away; until then the
// screen keeps what it has.
func (s *Store) Apply(ctx context.Context, c contract.Changes, reading string, now time.Time) (Applied, error) {
	var a Applied
	err := s.change(ctx, "The changes can't be stored.", func(w *writing) error {
		a = Applied{}
		if c.Reset {
			return w.beginRound()
		}
		w.reading = reading
		if err := w.all(c, now, &a); err != nil {
			return err
		}
		if err := w.setDocument("cursor", c.Cursor); err != nil {
			return err
		}
		if c.More {
			return nil
		}
		if err := w.endRound(&a); err != nil {
			return err
		}
		return w.setDocument("synced", strconv.FormatInt(millis(now), 10))
	})
	return a, err
}

// Put takes over single things that the backend answered besides changes. Such an answer may come later than a change that
// is newer than it: an older case does not replace a newer one.
func (s *Store) Put(ctx context.Context, c contract.Changes, reading string, now time.Time) (Applied, error) {
	var a Applied
	err := s.change(ctx, "The answer can't be stored.", func(w *writing) error {
		a = Applied{}
		w.reading, w.newer = reading, true
		return w.all(c, now, &a)
	})
	return a, err
}

// change runs a transaction on the cache.
func (s *Store) change(ctx context.Context, what string, do func(*writing) error) error {
	err := s.cache.write(ctx, what, func(tx *sql.Tx) error {
		w := &writing{ctx: ctx, tx: tx, words: s.words}
		if err := tx.QueryRowContext(ctx, "select coalesce((select doc from documents where name = 'round'), '0')").Scan(&w.round); err != nil {
			return err
		}
		return do(w)
	})
	if err != nil {
		s.words.forget()
	}
	return err
}

// writing is one transaction on the cache. It lives no longer than the call that made it.
type writing struct {
	ctx     context.Context
	tx      *sql.Tx
	words   *known
	round   int64
	reading string
	newer   bool // a case is only taken over when it is not older than what is here
}

func (w *writing) exec(query string, args ...any) (int64, error) {
	done, err := w.tx.ExecContext(w.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return done.RowsAffected()
}

func (w *writing) all(c contract.Changes, now time.Time, a *Applied) error {
	for _, customer := range c.Customers {
		if err := w.customer(customer, now); err != nil {
			return err
		}
		a.Customers = append(a.Customers, customer.ID)
	}
	for _, one := range c.Cases {
		if err := w.caseIn(one, a); err != nil {
			return err
		}
	}
	for _, m := range c.Messages {
		if err := w.message(m); err != nil {
			return err
		}
		a.Customers = append(a.Customers, m.CustomerID)
	}
	for _, n := range c.Notes {
		if err := w.note(n); err != nil {
			return err
		}
		a.Customers = append(a.Customers, n.CustomerID)
	}
	for _, h := range c.Handlings {
		if err := w.handling(h); err != nil {
			return err
		}
		a.Customers = append(a.Customers, h.CustomerID)
		a.Handlings = append(a.Handlings, h)
	}
	for _, g := range c.Gone {
		if err := w.gone(g, a); err != nil {
			return err
		}
	}
	return nil
}

// caseIn stores a case. New words of the customer make it unread, a case that was opened before this machine knew it is read.
func (w *writing) caseIn(c contract.Case, a *Applied) error {
	var before CaseRow
	before, err := scanCase(w.tx.QueryRowContext(w.ctx, "select "+caseColumns+" from cases where id = ?", c.ID).Scan)
	known := err == nil
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if known && w.newer && c.ChangedAt.Before(before.Case.ChangedAt) {
		return nil
	}
	listed := Listed(c)
	unread := before.Unread
	switch {
	case c.ID == w.reading:
		unread = false
	case !known || !before.Listed:
		unread = c.OpenedAt.IsZero()
	case c.Version > before.Case.Version && !c.PreviewOurs && c.Preview != before.Case.Preview:
		unread = true
	}
	if listed && !before.Listed {
		a.Arrived++
	}
	a.Inbox = a.Inbox || listed || before.Listed
	a.Cases = append(a.Cases, c.ID)
	if err := w.customerNamed(c); err != nil {
		return err
	}
	doc, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = w.exec(`insert into cases (id, customer_id, listed, network, state, due, received, unread, round, find, doc)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set customer_id = excluded.customer_id,
		listed = excluded.listed, network = excluded.network, state = excluded.state, due = excluded.due,
		received = excluded.received, unread = excluded.unread, round = excluded.round, find = excluded.find, doc = excluded.doc`,
		c.ID, c.Customer.ID, listed, string(c.Network), string(c.State), millis(c.DueAt), millis(c.ReceivedAt), unread && listed,
		w.round, findable(c), doc)
	return err
}

func (w *writing) gone(g contract.Gone, a *Applied) error {
	switch g.Kind {
	case contract.GoneKindCase:
		n, err := w.exec("delete from cases where id = ?", g.ID)
		a.Cases = append(a.Cases, g.ID)
		a.Inbox = a.Inbox || n > 0
		return err
	case contract.GoneKindMessage, contract.GoneKindNote:
		return w.entryGone(g.ID, a)
	case contract.GoneKindHandling:
		return w.handlingGone(g.ID, a)
	case contract.GoneKindCustomer:
		return w.customerGone(g.ID, a)
	}
	return nil
}

// beginRound starts a resync from the beginning.
func (w *writing) beginRound() error {
	if err := w.setDocument("cursor", ""); err != nil {
		return err
	}
	if err := w.setDocument("sweep", "1"); err != nil {
		return err
	}
	return w.setDocument("round", strconv.FormatInt(w.round+1, 10))
}

// endRound takes away what a resync did not confirm. Conversations are asked for anew when they are opened: what lies before
// the changes may be another backend's.
func (w *writing) endRound(a *Applied) error {
	done, err := w.exec("delete from documents where name = 'sweep'")
	if err != nil || done == 0 {
		return err
	}
	a.Inbox = true
	for _, query := range []string{
		"delete from search where rowid in (select n from entries where round <> ?1 union all select n from handlings where round <> ?1)",
		"delete from people where rowid in (select n from customers where round <> ?1)",
		"delete from cases where round <> ?1",
		"delete from entries where round <> ?1",
		"delete from handlings where round <> ?1",
		"delete from customers where round <> ?1 and id not in (select customer_id from cases)",
		"update customers set solid_from = null, solid_to = null, earlier = '', handlings_earlier = null where ?1 = ?1",
	} {
		if _, err := w.exec(query, w.round); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) setDocument(name, doc string) error {
	_, err := w.exec("insert into documents (name, doc) values (?, ?) on conflict (name) do update set doc = excluded.doc", name, doc)
	return err
}

// SetDocument stores something of the backend that comes whole: the catalogue, the templates, the accounts.
func (s *Store) SetDocument(ctx context.Context, name string, v any) error {
	doc, err := json.Marshal(v)
	if err != nil {
		return data.Fail(data.Internal, "The document can't be stored.", nil)
	}
	return s.change(ctx, "The document can't be stored.", func(w *writing) error { return w.setDocument("doc."+name, string(doc)) })
}

// Document reads it. Kinds: NotFound.
func (s *Store) Document(ctx context.Context, name string, into any) error {
	var doc []byte
	if err := s.cache.one(ctx, "The document is not on this machine.", "select doc from documents where name = ?", []any{"doc." + name}, &doc); err != nil {
		return err
	}
	return undoc(doc, into)
}
