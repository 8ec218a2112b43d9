package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"sociomedio/data/contract"
)

// Entry is one line of a conversation: a message or a note.
type Entry struct {
	Key     int64 // rises with the time; EntryQuery.Before takes it
	At      time.Time
	Message *contract.Message
	Note    *contract.Note
}

// Only narrows a conversation.
type Only int

// What a conversation can be narrowed to.
const (
	Everything Only = iota
	OnlyMessages
	OnlyNotes
)

// EntryQuery asks for a page of a conversation.
type EntryQuery struct {
	CustomerID string
	Before     int64     // Key of the earliest of the page after it; 0 for the newest page
	From       time.Time // none older than this; zero for all
	Limit      int
	Only       Only
	Find       string // every word in the text
}

// slots is how many entries of one millisecond have a key of their own; further ones take a key close by.
const slots = 16

// moment is the first key of an instant.
func moment(t time.Time) int64 { return max(0, t.UnixMilli()) * slots }

// KeyOf is a key that no entry of that time or later is below; 0 for the zero time.
func KeyOf(t time.Time) int64 { return moment(t) }

// EntriesAfter is how many entries of a customer come after a key.
func (s *Store) EntriesAfter(ctx context.Context, customerID string, key int64) (int, error) {
	var n int
	err := s.cache.one(ctx, "The conversation can't be read.", "select count(*) from entries where customer_id = ? and n > ?", []any{customerID, key}, &n)
	return n, err
}

// Entries are at most Limit entries, in reading order.
func (s *Store) Entries(ctx context.Context, q EntryQuery) ([]Entry, error) {
	query, args := "select n, at, note, doc from entries where customer_id = ?", []any{q.CustomerID}
	if q.Only != Everything {
		query, args = query+" and note = ?", append(args, q.Only == OnlyNotes)
	}
	if q.Before > 0 {
		query, args = query+" and n < ?", append(args, q.Before)
	}
	if !q.From.IsZero() {
		query, args = query+" and n >= ?", append(args, moment(q.From))
	}
	query += " order by n desc"
	words := strings.Fields(fold(q.Find))
	if len(words) == 0 {
		query, args = query+" limit ?", append(args, q.Limit)
	}
	var found []Entry
	err := s.cache.read(ctx, "The conversation can't be read.", query, args, func(r *sql.Rows) error {
		e, err := scanEntry(r)
		if err == nil && hasAll(e.text(), words) {
			found = append(found, e)
		}
		if err == nil && len(found) == q.Limit {
			return errEnough
		}
		return err
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	slices.Reverse(found)
	return found, nil
}

// errEnough ends a walk that found what it was for.
var errEnough = errors.New("enough")

func scanEntry(r *sql.Rows) (Entry, error) {
	var e Entry
	var at int64
	var note bool
	var doc sql.RawBytes
	if err := r.Scan(&e.Key, &at, &note, &doc); err != nil {
		return Entry{}, err
	}
	e.At = time.UnixMilli(at)
	if note {
		e.Note = new(contract.Note)
		return e, undoc(doc, e.Note)
	}
	e.Message = new(contract.Message)
	return e, undoc(doc, e.Message)
}

func (e Entry) text() string {
	if e.Note != nil {
		return e.Note.Text
	}
	return e.Message.Text
}

func hasAll(text string, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text = fold(text)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// EntryKey is the key of a message or note. Kinds: NotFound.
func (s *Store) EntryKey(ctx context.Context, id string) (int64, error) {
	var n int64
	err := s.cache.one(ctx, "The message is not on this machine.", "select n from entries where id = ?", []any{id}, &n)
	return n, err
}

// Message is one message. Kinds: NotFound.
func (s *Store) Message(ctx context.Context, id string) (contract.Message, error) {
	var m contract.Message
	var doc []byte
	if err := s.cache.one(ctx, "The message is not on this machine.", "select doc from entries where id = ? and note = 0", []any{id}, &doc); err != nil {
		return m, err
	}
	return m, fail("The message can't be read.", undoc(doc, &m))
}

// EntryCounts are the numbers of messages and notes of a customer that are here.
func (s *Store) EntryCounts(ctx context.Context, customerID string) (messages, notes int, err error) {
	err = s.cache.one(ctx, "The conversation can't be read.",
		"select count(*) - coalesce(sum(note), 0), coalesce(sum(note), 0) from entries indexed by entries_kind where customer_id = ?", []any{customerID}, &messages, &notes)
	return messages, notes, err
}

func (w *writing) message(m contract.Message) error {
	doc, err := json.Marshal(m)
	if err != nil {
		return err
	}
	n, err := w.entry(entryRow{id: m.ID, customerID: m.CustomerID, caseID: m.CaseID, at: m.At, doc: doc})
	if err != nil {
		return err
	}
	texts := []string{m.Text, m.Quoted}
	for _, a := range m.Attachments {
		texts = append(texts, a.Title, a.Alt)
	}
	return w.indexWith(n, texts)
}

func (w *writing) note(n contract.Note) error {
	doc, err := json.Marshal(n)
	if err != nil {
		return err
	}
	key, err := w.entry(entryRow{id: n.ID, customerID: n.CustomerID, caseID: n.CaseID, at: n.At, note: true, doc: doc})
	if err != nil {
		return err
	}
	return w.indexWith(key, []string{n.Text})
}

type entryRow struct {
	id, customerID, caseID string
	at                     time.Time
	note                   bool
	doc                    []byte
}

// entry stores a line of a conversation and gives its key. A line whose time changed gets another key.
func (w *writing) entry(e entryRow) (int64, error) {
	var n, at int64
	err := w.tx.QueryRowContext(w.ctx, "select n, at from entries where id = ?", e.id).Scan(&n, &at)
	switch {
	case err == nil && at == e.at.UnixMilli():
		_, err := w.exec("update entries set customer_id = ?, case_id = ?, round = ?, doc = ? where n = ?", e.customerID, e.caseID, w.round, e.doc, n)
		return n, err
	case err == nil:
		if _, err := w.exec("delete from search where rowid = ?", n); err != nil {
			return 0, err
		}
		if _, err := w.exec("delete from entries where n = ?", n); err != nil {
			return 0, err
		}
	case !errors.Is(err, sql.ErrNoRows):
		return 0, err
	}
	n, err = w.freeKey(e.at)
	if err != nil {
		return 0, err
	}
	_, err = w.exec("insert into entries (n, id, note, customer_id, case_id, at, round, doc) values (?, ?, ?, ?, ?, ?, ?, ?)",
		n, e.id, e.note, e.customerID, e.caseID, e.at.UnixMilli(), w.round, e.doc)
	return n, err
}

// freeKey is a key of an instant that nothing has yet; entries and handling records share them.
func (w *writing) freeKey(at time.Time) (int64, error) {
	n := moment(at)
	var taken sql.NullInt64
	for {
		err := w.tx.QueryRowContext(w.ctx, `select max(n) from (select n from entries where n between ?1 and ?1 + ?2
			union all select n from handlings where n between ?1 and ?1 + ?2)`, n, slots-1).Scan(&taken)
		if err != nil {
			return 0, err
		}
		if !taken.Valid {
			return n, nil
		}
		if taken.Int64 < n+slots-1 {
			return taken.Int64 + 1, nil
		}
		n += slots
	}
}

func (w *writing) entryGone(id string, a *Applied) error {
	var n int64
	var customer string
	err := w.tx.QueryRowContext(w.ctx, "select n, customer_id from entries where id = ?", id).Scan(&n, &customer)
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
	_, err = w.exec("delete from entries where n = ?", n)
	return err
}

// PutHistory takes over a page of a conversation that was asked for with cursor (empty for the newest), and keeps account of
// what is here without gaps.
func (s *Store) PutHistory(ctx context.Context, customerID, cursor string, page contract.HistoryPage, now time.Time) error {
	return s.change(ctx, "The conversation can't be stored.", func(w *writing) error {
		var a Applied
		if err := w.all(contract.Changes{Messages: page.Messages, Notes: page.Notes}, now, &a); err != nil {
			return err
		}
		oldest, newest := span(page, now)
		var from, to sql.NullInt64
		err := w.tx.QueryRowContext(w.ctx, "select solid_from, solid_to from customers where id = ?", customerID).Scan(&from, &to)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // only kept for a customer that is here
		}
		if err != nil {
			return err
		}
		switch {
		case cursor != "":
			_, err = w.exec("update customers set solid_from = min(solid_from, ?), earlier = ? where id = ?", oldest, page.Next, customerID)
		case from.Valid && page.Next != "" && oldest <= to.Int64:
			// The page meets what was here: what lies before it stays known.
			_, err = w.exec("update customers set solid_to = max(solid_to, ?) where id = ?", newest, customerID)
		default:
			if page.Next == "" {
				oldest = 0
			}
			_, err = w.exec("update customers set solid_from = ?, solid_to = ?, earlier = ? where id = ?", oldest, newest, page.Next, customerID)
		}
		return err
	})
}

// span is the oldest and the newest time of a page, in milliseconds; now twice for an empty one.
func span(page contract.HistoryPage, now time.Time) (oldest, newest int64) {
	oldest = math.MaxInt64
	take := func(t time.Time) { oldest, newest = min(oldest, millis(t)), max(newest, millis(t)) }
	for _, m := range page.Messages {
		take(m.At)
	}
	for _, n := range page.Notes {
		take(n.At)
	}
	if newest == 0 {
		take(now)
	}
	return oldest, newest
}
