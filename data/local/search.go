package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"
	"time"

	"sociomedio/data/contract"
)

// Hit is one thing that was found: exactly one of the pointers is set.
type Hit struct {
	Key      int64 // SearchQuery.Before takes it; 0 for a customer
	At       time.Time
	Message  *contract.Message
	Note     *contract.Note
	Handling *contract.Handling
	Customer *contract.Customer
}

// SearchQuery asks the index.
type SearchQuery struct {
	Text      string // words, each taken as a beginning
	Before    int64  // 0 for the newest
	Limit     int
	Customers bool // only customers; otherwise only messages, notes and answers
}

const (
	prefixed  = 3  // letters up to which the index itself knows beginnings
	maxGrown  = 80 // words of the vocabulary that one beginning grows into
	minSearch = 2  // letters from which a beginning is looked for
)

// index writes what the index keeps of a row; words that repeat cost nothing.
func (w *writing) index(table string, n int64, words []string) error {
	if _, err := w.exec("delete from "+table+" where rowid = ?", n); err != nil {
		return err
	}
	if len(words) == 0 {
		return nil
	}
	_, err := w.exec("insert into "+table+" (rowid, words) values (?, ?)", n, strings.Join(words, " "))
	return err
}

// indexWith indexes a message, note or answer and adds its words to the vocabulary.
func (w *writing) indexWith(n int64, texts []string) error {
	words := indexed(texts...)
	if err := w.index("search", n, words); err != nil {
		return err
	}
	var long []string
	for _, word := range words {
		if len(word) > prefixed {
			long = append(long, word)
		}
	}
	fresh := w.words.missing(long)
	if len(fresh) == 0 {
		return nil
	}
	list, err := json.Marshal(fresh)
	if err != nil {
		return err
	}
	_, err = w.exec("insert or ignore into vocabulary (word) select value from json_each(?)", string(list))
	return err
}

// Search finds what has every word of the text, newest first. It needs no more than some milliseconds over a million messages; ctx
// breaks it off.
func (s *Store) Search(ctx context.Context, q SearchQuery) ([]Hit, error) {
	table := "search"
	if q.Customers {
		table = "people"
	}
	match, err := s.match(ctx, q.Text, q.Customers)
	if err != nil || match == "" {
		return nil, err
	}
	query, args := "select rowid from "+table+" where "+table+" match ?", []any{match}
	if q.Before > 0 {
		query, args = query+" and rowid < ?", append(args, q.Before)
	}
	var keys []int64
	err = s.cache.read(ctx, "The search failed.", query+" order by rowid desc limit ?", append(args, q.Limit), func(r *sql.Rows) error {
		var n int64
		err := r.Scan(&n)
		keys = append(keys, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	if q.Customers {
		return s.people(ctx, keys)
	}
	return s.hits(ctx, keys)
}

// match is the text in the language of the index; empty when there is nothing to look for.
func (s *Store) match(ctx context.Context, text string, customers bool) (string, error) {
	var terms []string
	if digits := numbers(text); len(digits) == 1 && strings.Trim(text, "0123456789 +-./()") == "" {
		// The whole text is one number, however it is grouped.
		terms = append(terms, quoted(digits[0])+"*")
	} else {
		for _, w := range wordsOf(text) {
			if len(w) < minSearch {
				continue
			}
			term, err := s.term(ctx, w, customers)
			if err != nil {
				return "", err
			}
			if term == "" {
				return "", nil
			}
			terms = append(terms, term)
		}
	}
	return strings.Join(terms, " AND "), nil
}

// term is one word: what begins with it, or has one of its roots. The index knows beginnings of two and three letters; longer ones
// grow into the words of the vocabulary first, because the index would else gather every hit of each before it answers.
func (s *Store) term(ctx context.Context, w string, customers bool) (string, error) {
	var either []string
	for _, stem := range stems(w) {
		either = append(either, quoted(stem))
	}
	if len([]rune(w)) <= prefixed || customers {
		return "(" + strings.Join(append(either, quoted(w)+"*"), " OR ") + ")", nil
	}
	err := s.cache.read(ctx, "The search failed.", "select word from vocabulary where word >= ? and word < ? order by word limit ?",
		[]any{w, w + "\U0010ffff", maxGrown}, func(r *sql.Rows) error {
			var grown string
			err := r.Scan(&grown)
			either = append(either, quoted(grown))
			return err
		})
	if err != nil || len(either) == 0 {
		return "", err
	}
	return "(" + strings.Join(either, " OR ") + ")", nil
}

func quoted(w string) string { return `"` + strings.ReplaceAll(w, `"`, `""`) + `"` }

func (s *Store) people(ctx context.Context, keys []int64) ([]Hit, error) {
	var hits []Hit
	err := s.byKeys(ctx, "select n, doc from customers where n in (select value from json_each(?)) order by n desc", keys, func(n int64, doc []byte) error {
		h := Hit{Customer: new(contract.Customer)}
		hits = append(hits, h)
		return undoc(doc, h.Customer)
	})
	return hits, err
}

func (s *Store) hits(ctx context.Context, keys []int64) ([]Hit, error) {
	found := make(map[int64]Hit, len(keys))
	list, err := json.Marshal(keys)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	err = s.cache.read(ctx, "The search failed.", "select n, at, note, doc from entries where n in (select value from json_each(?))",
		[]any{string(list)}, func(r *sql.Rows) error {
			e, err := scanEntry(r)
			found[e.Key] = Hit{Key: e.Key, At: e.At, Message: e.Message, Note: e.Note}
			return err
		})
	if err != nil {
		return nil, err
	}
	if len(found) < len(keys) {
		err = s.byKeys(ctx, "select n, doc from handlings where n in (select value from json_each(?))", keys, func(n int64, doc []byte) error {
			h := Hit{Key: n, Handling: new(contract.Handling)}
			err := undoc(doc, h.Handling)
			h.At = h.Handling.SavedAt
			found[n] = h
			return err
		})
	}
	hits := make([]Hit, 0, len(keys))
	for _, n := range keys {
		if h, ok := found[n]; ok {
			hits = append(hits, h)
		}
	}
	return hits, err
}

func (s *Store) byKeys(ctx context.Context, query string, keys []int64, take func(int64, []byte) error) error {
	list, err := json.Marshal(keys)
	if err != nil || len(keys) == 0 {
		return err
	}
	return s.cache.read(ctx, "The search failed.", query, []any{string(list)}, func(r *sql.Rows) error {
		var n int64
		var doc sql.RawBytes
		if err := r.Scan(&n, &doc); err != nil {
			return err
		}
		return take(n, doc)
	})
}

// Mark is a stretch of a text, in bytes.
type Mark struct{ From, To int }

// Marks are the words of a text that a search for q means, in their order.
func Marks(text, q string) []Mark {
	var beginnings, roots []string
	for _, w := range wordsOf(q) {
		if len(w) < minSearch {
			continue
		}
		beginnings = append(beginnings, w)
		roots = append(append(roots, stems(w)...), w)
	}
	digits := numbers(q)
	var marks []Mark
	eachWord(text, func(from, to int) {
		w := fold(text[from:to])
		if begins(w, beginnings) || shares(w, roots) || begins(number(w), digits) {
			marks = append(marks, Mark{from, to})
		}
	})
	return marks
}

func begins(w string, beginnings []string) bool {
	for _, b := range beginnings {
		if w != "" && strings.HasPrefix(w, b) {
			return true
		}
	}
	return false
}

func shares(w string, roots []string) bool {
	if len(roots) == 0 {
		return false
	}
	for _, s := range stems(w) {
		if contains(roots, s) {
			return true
		}
	}
	return contains(roots, w)
}

// eachWord gives the stretches of letters and digits of a text.
func eachWord(text string, give func(from, to int)) {
	from := -1
	for i, r := range text {
		if isWord(r) {
			if from < 0 {
				from = i
			}
			continue
		}
		if from >= 0 {
			give(from, i)
			from = -1
		}
	}
	if from >= 0 {
		give(from, len(text))
	}
}
