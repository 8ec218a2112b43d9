package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sociomedio/data"
)

// tables are all that hold something, in an order in which each comes after those it refers to. numbers (SQLite) and the
// sequences (PostgreSQL) are moved on their own.
var tables = [...]string{
	"meta", "agents", "feeds", "changes", "sessions", "used_tokens", "accounts", "marks", "tokens", "spending", "paid_reads", "services", "tickets", "ticket_terms",
	"customers", "identities", "customer_terms", "service_links", "conversations", "messages", "externals", "message_versions", "early_events", "raw_events",
	"webhooks", "media", "cases", "queue_sizes", "case_log", "watchers", "viewers", "handlings", "answers", "parts", "notes", "idempotency",
	"catalogue_nodes", "reply_types", "templates", "tries",
}

// Moved is how many rows of a table were read, and how many are there afterwards.
type Moved struct {
	Table    string
	From, To int
}

// Bounds of one step of a move.
const (
	moveRows  = 500
	moveBytes = 4 << 20
)

// MoveTo copies everything into another store, which must be new: all in one transaction there, as it was at one moment here. Cursors,
// sessions and idempotency keys go on being valid. What is written here afterwards is not there: stop the backends before.
// The counts of each table are compared; done is called after each.
func (s *Store) MoveTo(ctx context.Context, to *Store, done func(Moved)) error {
	used, _, err := one[int](ctx, to.reading(), `SELECT (SELECT COUNT(*) FROM agents) + (SELECT COUNT(*) FROM accounts) + (SELECT COUNT(*) FROM services)`)
	if err != nil {
		return err
	}
	if used > 0 {
		return &data.Error{Kind: data.Invalid, Sentence: "The database to move to is not empty.", Field: "to"}
	}
	from, err := s.engine.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.engine.snapshot()})
	if err != nil {
		return s.engine.fail(ctx, err)
	}
	source := conn{db: s.engine.read, on: from.Tx, engine: s.engine}
	err = to.write(ctx, func(ctx context.Context, t *tx) error {
		for _, table := range tables {
			m, err := t.take(ctx, source, table)
			if err == nil && m.From != m.To {
				err = data.Fail(data.Internal, fmt.Sprintf("Of %d rows of %s %d have come.", m.From, table, m.To), nil)
			}
			if err != nil {
				return fmt.Errorf("move %s: %w", table, err)
			}
			done(m)
		}
		if err := t.takeNumbers(ctx, source); err != nil {
			return err
		}
		home, err := to.home(ctx)
		if err != nil {
			return err
		}
		return t.setMeta(ctx, metaHome, home) // moved, not gone back in time
	})
	if end := from.Rollback(); end != nil && !errors.Is(end, sql.ErrTxDone) {
		err = errors.Join(err, s.engine.fail(ctx, end))
	}
	return err
}

// snapshot is the isolation in which all statements of a transaction see one moment.
func (e *engine) snapshot() sql.IsolationLevel {
	if e.postgres != nil {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault // what SQLite always does
}

// take replaces a table's rows by those of another database.
func (t *tx) take(ctx context.Context, source conn, table string) (Moved, error) {
	m := Moved{Table: table}
	if err := t.run(ctx, `DELETE FROM `+table); err != nil { // what migrations put there
		return m, err
	}
	rows, err := source.on.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return m, source.engine.fail(ctx, err)
	}
	m.From, err = t.pour(ctx, rows, table)
	if err = errors.Join(err, rows.Close()); err != nil {
		return m, source.engine.fail(ctx, err)
	}
	m.To, _, err = one[int](ctx, t.conn, `SELECT COUNT(*) FROM `+table)
	return m, err
}

func (t *tx) pour(ctx context.Context, rows *sql.Rows, table string) (n int, err error) {
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	into := table + ` (` + strings.Join(columns, ", ") + `)`
	var waiting [][]any
	size := 0
	flush := func() error {
		_, err := t.insertNew(ctx, into, waiting, ``) // some megabytes, which must not wait for others
		waiting, size = waiting[:0], 0
		return err
	}
	for rows.Next() {
		row, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			places[i] = &row[i]
		}
		if err := rows.Scan(places...); err != nil {
			return n, err
		}
		for _, v := range row {
			switch v := v.(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			}
		}
		n++
		if waiting = append(waiting, row); len(waiting) == moveRows || size > moveBytes {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return n, err
	}
	return n, flush()
}

// takeNumbers lets the rising numbers go on where they are.
func (t *tx) takeNumbers(ctx context.Context, source conn) error {
	for _, name := range [...]string{"case_numbers", "part_positions"} {
		ask := `SELECT last FROM numbers WHERE name = '` + name + `'`
		if source.engine.postgres != nil {
			ask = `SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM ` + name
		}
		last, _, err := one[int64](ctx, source, ask)
		if err != nil {
			return err
		}
		if t.engine.postgres != nil {
			err = t.run(ctx, `SELECT setval('`+name+`', ?, FALSE)`, last+1)
		} else {
			err = t.run(ctx, `UPDATE numbers SET last = ? WHERE name = '`+name+`'`, last)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
