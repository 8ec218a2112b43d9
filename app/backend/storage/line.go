package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"sociomedio/data"
)

// line is a transaction on a connection to PostgreSQL. Each way there and back costs more than most statements, so those that nobody waits
// for (run) leave together with the next that somebody does: an order's parts, not a letter for each. They are done in the order in which
// they were given, and each sees what those before it did; what one of them fails with, the statement fails with that it went with.
type line struct {
	pg      *pgx.Conn
	waiting pgx.Batch
	stale   bool // the connection had gone before the last was sent
}

// lineMost is how many statements wait at most.
const lineMost = 32

// onLine runs do in a transaction on a connection of PostgreSQL; driver.ErrBadConn when the connection had gone and nothing was kept.
func onLine(ctx context.Context, own *sql.Conn, do func(*line) error) (err error) {
	broken := own.Raw(func(under any) error {
		l := &line{pg: under.(*stdlib.Conn).Conn()}
		l.waiting.Queue("begin")
		if err = do(l); err == nil {
			err = l.commit(ctx)
		}
		if err != nil {
			l.rollback(ctx)
		}
		if l.stale && ctx.Err() == nil {
			err = driver.ErrBadConn
		}
		if l.pg.IsClosed() {
			return driver.ErrBadConn // the pool makes another
		}
		return nil
	})
	if err == nil && !errors.Is(broken, driver.ErrBadConn) {
		err = broken
	}
	return err
}

// run has a statement done with the next that is waited for.
func (l *line) run(ctx context.Context, text string, args []any) error {
	l.waiting.Queue(text, args...)
	if l.waiting.Len() < lineMost {
		return nil
	}
	return l.send(ctx, nil)
}

// exec gives the number of rows that were changed.
func (l *line) exec(ctx context.Context, text string, args []any) (int, error) {
	var done pgconn.CommandTag
	l.waiting.Queue(text, args...)
	err := l.send(ctx, func(last pgx.BatchResults) (err error) {
		done, err = last.Exec()
		return err
	})
	return int(done.RowsAffected()), err
}

// query hands read the rows of a statement; it closes them.
func (l *line) query(ctx context.Context, text string, args []any, read func(pgx.Rows) error) error {
	l.waiting.Queue(text, args...)
	return l.send(ctx, func(last pgx.BatchResults) error {
		rows, err := last.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		return read(rows)
	})
}

// send has all that waits done; read takes what the last statement gives.
func (l *line) send(ctx context.Context, read func(pgx.BatchResults) error) (err error) {
	batch := l.waiting
	l.waiting = pgx.Batch{}
	results := l.pg.SendBatch(ctx, &batch)
	defer func() {
		// Only the first error tells whether anything was sent: a connection that broke while the answer to a commit was on its way says
		// afterwards that it is closed, as one does that nothing was sent on.
		l.stale = pgconn.SafeToRetry(err)
		if end := results.Close(); err == nil {
			err = end
		}
	}()
	ahead := batch.Len()
	if read != nil {
		ahead--
	}
	for range ahead {
		if _, err := results.Exec(); err != nil {
			return err
		}
	}
	if read == nil {
		return nil
	}
	return read(results)
}

var errNotKept = data.Fail(data.Internal, "The database did not keep it.", nil)

func (l *line) commit(ctx context.Context) error {
	l.waiting.Queue("commit")
	return l.send(ctx, func(last pgx.BatchResults) error {
		done, err := last.Exec()
		if err == nil && done.String() != "COMMIT" {
			err = errNotKept
		}
		return err
	})
}

// patience is how long a transaction that failed may take to be taken back; after that its connection is closed, which does it too.
const patience = 5 * time.Second

func (l *line) rollback(ctx context.Context) {
	if l.pg.IsClosed() || l.pg.PgConn().TxStatus() == 'I' { // never begun
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if _, err := l.pg.Exec(ctx, "rollback"); err != nil {
		_ = l.pg.Close(ctx)
	}
}
