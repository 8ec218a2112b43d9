package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
)

// conn is where statements go: a pool or a transaction. Statements are written with ? and sent with bound arguments, so that
// both engines prepare each text once and no stranger's text ever becomes SQL; bun maps the rows to structs.
type conn struct {
	db *bun.DB
	on interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	}
	engine *engine
}

// exec gives the number of rows that were changed.
func (c conn) exec(ctx context.Context, text string, args ...any) (int, error) {
	res, err := c.on.ExecContext(ctx, c.engine.text(text), args...)
	if err != nil {
		return 0, c.engine.fail(ctx, err)
	}
	n, err := res.RowsAffected()
	return int(n), c.engine.fail(ctx, err)
}

// all reads every row; T is a struct whose fields are the columns, or one column's type.
func all[T any](ctx context.Context, c conn, text string, args ...any) ([]T, error) {
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

// atMost ends a SELECT that gives n rows at most. The number is in the text: PostgreSQL plans a statement once, and for ten rows
// otherwise than for all.
func atMost(n int) string { return " LIMIT " + strconv.Itoa(n) }

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// insert adds rows of values in as few statements as possible; then is what follows the values (ON CONFLICT ...).
func (c conn) insert(ctx context.Context, into string, rows [][]any, then string) (int, error) {
	total := 0
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
		n, err := c.exec(ctx, "INSERT INTO "+into+" VALUES "+one+strings.Repeat(","+one, size-1)+" "+then, args...)
		if err != nil {
			return total, err
		}
		total += n
		rows = rows[size:]
	}
	return total, nil
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
