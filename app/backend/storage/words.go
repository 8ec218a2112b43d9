package storage

import (
	"context"
	"strings"

	"sociomedio/data/contract"
)

// newestLooked is how many of the newest messages are looked through before the index is asked: a word that is in every second
// message is found there at once, and of one that is not the index has few.
const newestLooked = 5000

// SearchMessages finds the messages of all customers that have every word of q, each taken as a beginning, newest first; cursor is the
// page before's Next. What is no word finds nothing.
func (s *Store) SearchMessages(ctx context.Context, q, cursor string, limit int) (contract.MessagePage, error) {
	page := contract.MessagePage{Messages: []contract.Message{}}
	words := termsOf(q)
	if len(words) == 0 {
		return page, nil
	}
	c := s.reading()
	find := c.findSQLite
	if s.engine.postgres != nil {
		find = c.findPostgres
	}
	ids, err := find(ctx, words, cursor, limit+1)
	if err != nil {
		return page, err
	}
	if len(ids) > limit {
		ids = ids[:limit]
		page.Next = ids[limit-1]
	}
	page.Messages, err = fetch(ids, func(contract.GoneKind, []string) {}, contract.GoneKindMessage, func(m contract.Message) string { return m.ID },
		func(list []string) ([]contract.Message, error) {
			marks, args := in(list)
			return c.messagesWhere(ctx, s.now(), `WHERE m.id IN `+marks, args...)
		})
	if page.Messages == nil {
		page.Messages = []contract.Message{}
	}
	return page, err
}

// findPostgres gives ids, which rise as messages come.
func (c conn) findPostgres(ctx context.Context, words []string, before string, n int) ([]string, error) {
	const has = `to_tsvector('simple', text) @@ to_tsquery('simple', ?)`
	query, until, args := strings.Join(words, ":* & ")+":*", `TRUE`, []any{}
	if before != "" {
		until, args = `id < ?`, []any{before}
	}
	args = append(args, query)
	ids, err := all[string](ctx, c, `SELECT id FROM (SELECT id, text FROM messages WHERE `+until+` ORDER BY id DESC`+atMost(newestLooked)+`) newest
		WHERE `+has+` ORDER BY id DESC`+atMost(n), args...)
	if err != nil || len(ids) == n {
		return ids, err
	}
	return all[string](ctx, c, `WITH found AS MATERIALIZED (SELECT id FROM messages WHERE `+until+` AND `+has+`)
		SELECT id FROM found ORDER BY id DESC`+atMost(n), args...)
}

func (c conn) findSQLite(ctx context.Context, words []string, before string, n int) ([]string, error) {
	args, until := []any{`"` + strings.Join(words, `"* "`) + `"*`}, ``
	if before != "" {
		args, until = append(args, before), ` AND w.rowid < (SELECT n FROM message_keys WHERE id = ?)`
	}
	return all[string](ctx, c, `SELECT k.id FROM message_words w JOIN message_keys k ON k.n = w.rowid WHERE w.message_words MATCH ?`+until+`
		ORDER BY w.rowid DESC`+atMost(n), args...)
}
