package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"sociomedio/data/contract"
)

// CustomerRow is a customer with what is known here of the rest.
type CustomerRow struct {
	Customer contract.Customer
	At       time.Time // when the backend said so; zero when only the name is known
	// History says what of the conversation is here.
	History Reach
	// Handlings is the backend's cursor to earlier handling records; HandlingsAsked is false when they were never asked for.
	Handlings      string
	HandlingsAsked bool
}

// Reach says what of a conversation is here without gaps.
type Reach struct {
	Asked   bool      // the newest page was asked for at least once
	From    time.Time // the oldest that is here without a gap after it
	To      time.Time
	Earlier string // the backend's cursor to what is before From; empty when that is all
}

// Customer reads a customer. Kinds: NotFound.
func (s *Store) Customer(ctx context.Context, id string) (CustomerRow, error) {
	return scanCustomer(s.cache.reader.QueryRowContext(ctx, customerQuery, id))
}

const customerQuery = "select doc, at, solid_from, solid_to, earlier, handlings_earlier from customers where id = ?"

func scanCustomer(row *sql.Row) (CustomerRow, error) {
	var r CustomerRow
	var doc []byte
	var at int64
	var from, to sql.NullInt64
	var handlings sql.NullString
	if err := row.Scan(&doc, &at, &from, &to, &r.History.Earlier, &handlings); err != nil {
		return CustomerRow{}, missing("The customer is not on this machine.", err)
	}
	if at > 0 {
		r.At = time.UnixMilli(at)
	}
	r.History.Asked = from.Valid
	if from.Valid {
		r.History.From, r.History.To = time.UnixMilli(from.Int64), time.UnixMilli(to.Int64)
	}
	r.Handlings, r.HandlingsAsked = handlings.String, handlings.Valid
	return r, fail("The customer can't be read.", undoc(doc, &r.Customer))
}

// customer stores a customer as the backend gave it.
func (w *writing) customer(c contract.Customer, now time.Time) error {
	doc, err := json.Marshal(c)
	if err != nil {
		return err
	}
	var n int64
	err = w.tx.QueryRowContext(w.ctx, `insert into customers (id, at, round, doc) values (?, ?, ?, ?)
		on conflict (id) do update set at = excluded.at, round = excluded.round, doc = excluded.doc returning n`,
		c.ID, millis(now), w.round, doc).Scan(&n)
	if err != nil {
		return err
	}
	return w.person(n, c)
}

// customerNamed makes sure that a case's customer is here by name at least. It never replaces what the backend said whole.
func (w *writing) customerNamed(c contract.Case) error {
	one := contract.Customer{ID: c.Customer.ID, Name: c.Customer.Name, Handle: c.Customer.Handle, Network: c.Network, AccountID: c.Account.ID, Source: source(c.Network)}
	doc, err := json.Marshal(one)
	if err != nil {
		return err
	}
	var n int64
	err = w.tx.QueryRowContext(w.ctx, "insert into customers (id, at, round, doc) values (?, 0, ?, ?) on conflict (id) do nothing returning n",
		one.ID, w.round, doc).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = w.exec("update customers set round = ? where id = ? and round <> ?", w.round, one.ID, w.round)
		return err
	}
	if err != nil {
		return err
	}
	return w.person(n, one)
}

func source(n contract.Network) string {
	if n == contract.Facebook {
		return "Facebook"
	}
	return "Twitter"
}

// person indexes a customer: names, and every number in the one form of numbers.
func (w *writing) person(n int64, c contract.Customer) error {
	v := c.Service
	words := indexed(c.Name, c.Handle, v.CustomerName, v.Number, v.Pots, v.Internet, v.Contact)
	for _, t := range c.Tickets {
		words = append(words, wordsOf(t.Number)...)
	}
	for _, digits := range []string{v.Number, v.Pots, v.Internet, v.Contact} {
		if plain := onlyDigits(digits); plain != "" {
			words = append(words, plain)
		}
	}
	return w.index("people", n, words)
}

func onlyDigits(s string) string {
	var b []byte
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

func (w *writing) customerGone(id string, a *Applied) error {
	a.Customers = append(a.Customers, id)
	for _, query := range []string{
		"delete from people where rowid in (select n from customers where id = ?)",
		"delete from search where rowid in (select n from entries where customer_id = ?)",
		"delete from search where rowid in (select n from handlings where customer_id = ?)",
		"delete from entries where customer_id = ?",
		"delete from handlings where customer_id = ?",
		"delete from customers where id = ?",
	} {
		if _, err := w.exec(query, id); err != nil {
			return err
		}
	}
	n, err := w.exec("delete from cases where customer_id = ?", id)
	a.Inbox = a.Inbox || n > 0
	return err
}

// Prune takes away what is older than an instant of customers without a case in the inbox: retention, as IT sets it. It
// says how many entries went.
func (s *Store) Prune(ctx context.Context, before time.Time) (int, error) {
	gone := 0
	err := s.change(ctx, "What is too old can't be removed.", func(w *writing) error {
		old := "n < " + strconv.FormatInt(moment(before), 10) + " and customer_id not in (select customer_id from cases where listed = 1)"
		for _, query := range []string{
			"delete from search where rowid in (select n from entries where " + old + " union all select n from handlings where " + old + ")",
			"update customers set solid_from = null, solid_to = null, earlier = '', handlings_earlier = null where id in (select customer_id from entries where " + old + ")",
			"delete from handlings where " + old,
		} {
			if _, err := w.exec(query); err != nil {
				return err
			}
		}
		n, err := w.exec("delete from entries where " + old)
		if err != nil {
			return err
		}
		gone = int(n)
		_, err = w.exec("delete from cases where listed = 0 and received < ?", millis(before))
		return err
	})
	return gone, err
}
