package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
)

// conn is where statements go: a pool, or a transaction (which on PostgreSQL has a line). Statements are written with ? and sent with bound
// arguments, so that both engines prepare each text once and no stranger's text ever becomes SQL; bun maps the rows to structs.
type conn struct {
	db *bun.DB
	on interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
	line   *line
	engine *engine
}

// exec gives the number of rows that were changed.
func (c conn) exec(ctx context.Context, text string, args ...any) (int, error) {
	if c.line != nil {
		n, err := c.line.exec(ctx, c.engine.text(text), args)
		return n, c.engine.fail(ctx, err)
	}
	res, err := c.on.ExecContext(ctx, c.engine.text(text), args...)
	if err != nil {
		return 0, c.engine.fail(ctx, err)
	}
	n, err := res.RowsAffected()
	return int(n), c.engine.fail(ctx, err)
}

// run does a statement of which nobody needs to know more than that it failed. In a transaction on PostgreSQL it is done with the next
// statement that is waited for, which then fails in its place.
func (c conn) run(ctx context.Context, text string, args ...any) error {
	if c.line != nil {
		return c.engine.fail(ctx, c.line.run(ctx, c.engine.text(text), args))
	}
	_, err := c.exec(ctx, text, args...)
	return err
}

// all reads every row; T is a struct whose fields are the columns, or one column's type.
func all[T any](ctx context.Context, c conn, text string, args ...any) ([]T, error) {
	if c.line != nil {
		list, err := onItsLine[T](ctx, c, c.engine.text(text), args)
		return list, c.engine.fail(ctx, err)
	}
	if c.on == c.engine.read.DB && c.engine.postgres != nil {
		list, err := native[T](ctx, c, c.engine.text(text), args)
		if !errors.Is(err, driver.ErrBadConn) {
			return list, c.engine.fail(ctx, err)
		}
	}
	rows, err := c.on.QueryContext(ctx, c.engine.text(text), args...)
	if err != nil {
		return nil, c.engine.fail(ctx, err)
	}
	var list []T
	if err := c.db.ScanRows(ctx, rows, &list); err != nil { // closes rows
		return nil, c.engine.fail(ctx, err)
	}
	return list, nil
}

// one reads the first row; found is false when there is none.
func one[T any](ctx context.Context, c conn, text string, args ...any) (row T, found bool, err error) {
	list, err := all[T](ctx, c, text, args...)
	if err != nil || len(list) == 0 {
		return row, false, err
	}
	return list[0], true, nil
}

// most is how many values a list or an insert has at most in one statement, below both engines' limits.
const most = 512

// in writes "(?,?...)" for a list of at most most values and gives its arguments. The length is rounded up by repeating the
// last value, so that there are few different texts to prepare. An empty list matches nothing.
func in[T any](list []T) (string, []any) {
	args := make([]any, 0, len(list))
	for _, v := range list {
		args = append(args, v)
	}
	if len(args) == 0 {
		return "(NULL)", nil
	}
	for size := 1; len(args) != size; {
		if size < len(args) {
			size *= 2
			continue
		}
		args = append(args, args[len(args)-1])
	}
	return "(" + marks(len(args)) + ")", args
}

// rowsOf is in as a table of one column, column1.
func rowsOf[T any](list []T) (string, []any) {
	marks, args := in(list)
	return "(VALUES (" + strings.ReplaceAll(marks[1:len(marks)-1], ",", "),(") + "))", args
}

// atMost ends a SELECT that gives n rows at most. The number is in the text: PostgreSQL plans a statement once, and for ten rows
// otherwise than for all.
func atMost(n int) string { return " LIMIT " + strconv.Itoa(n) }

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// insert adds rows of values in as few statements as possible, as run does; then is what follows the values (ON CONFLICT ...).
func (c conn) insert(ctx context.Context, into string, rows [][]any, then string) error {
	for text, args := range inserts(into, rows, then) {
		if err := c.run(ctx, text, args...); err != nil {
			return err
		}
	}
	return nil
}

// insertNew is insert that gives how many rows were not there before.
func (c conn) insertNew(ctx context.Context, into string, rows [][]any, then string) (total int, err error) {
	for text, args := range inserts(into, rows, then) {
		n, err := c.exec(ctx, text, args...)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, nil
}

func inserts(into string, rows [][]any, then string) iter.Seq2[string, []any] {
	return func(yield func(string, []any) bool) {
		for len(rows) > 0 {
			width := len(rows[0])
			// Powers of two, so that there are few different texts to prepare.
			size := 1
			for size*2 <= len(rows) && size*2*width <= 8*most {
				size *= 2
			}
			args := make([]any, 0, size*width)
			for _, row := range rows[:size] {
				args = append(args, row...)
			}
			one := "(" + marks(width) + ")"
			if !yield("INSERT INTO "+into+" VALUES "+one+strings.Repeat(","+one, size-1)+" "+then, args) {
				return
			}
			rows = rows[size:]
		}
	}
}

// numbered rewrites ? to $1, $2 ... for PostgreSQL. No statement of this package has a ? within a literal.
func numbered(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 16)
	n := 0
	for {
		before, rest, found := strings.Cut(text, "?")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
		text = rest
	}
}
