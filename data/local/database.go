package local

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"sociomedio/data"
)

//go:embed migrations
var migrations embed.FS

// file is one SQLite database: one connection that writes, and a pool that only reads and never waits for it.
type file struct {
	path   string
	writer *sql.DB
	reader *sql.DB
}

// Several may read at once. Each keeps its own pages, which the system has too: reading the order of 100,000 cases once would else leave
// 2 MB with each of them.
const (
	readers     = 4
	readerCache = "-512" // KiB
)

// openFile opens or makes a database and brings its schema up to date. durable means that a commit is on the disk when it
// returns, also through a power loss; otherwise the last commits may be missing after one, never half there.
func openFile(ctx context.Context, path, schema string, durable bool) (*file, error) {
	// SQLite gives its side files the mode of the database, which therefore is made here.
	made, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fileError("The local store can't be opened.", err)
	}
	if err := made.Close(); err != nil {
		return nil, fileError("The local store can't be opened.", err)
	}
	sync := "NORMAL"
	if durable {
		sync = "FULL"
	}
	f := &file{path: path}
	common := url.Values{"_busy_timeout": {"5000"}, "_foreign_keys": {"1"}, "_stmt_cache_size": {"64"}}
	f.writer, err = pool(path, common, url.Values{
		"_txlock": {"immediate"}, "_journal_mode": {"WAL"}, "_synchronous": {sync},
	}, 1)
	if err != nil {
		return nil, fail("The local store can't be opened.", err)
	}
	if err := migrate(ctx, f.writer, schema); err != nil {
		_ = f.writer.Close()
		return nil, err
	}
	f.reader, err = pool(path, common, url.Values{"mode": {"ro"}, "_query_only": {"1"}, "_cache_size": {readerCache}}, readers)
	if err != nil {
		_ = f.writer.Close()
		return nil, fail("The local store can't be opened.", err)
	}
	return f, nil
}

func pool(path string, common, own url.Values, size int) (*sql.DB, error) {
	q := url.Values{}
	for _, part := range []url.Values{common, own} {
		for k, v := range part {
			q[k] = v
		}
	}
	db, err := sql.Open("sqlite3", (&url.URL{Scheme: "file", OmitHost: true, Path: slashed(path), RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxLifetime(0)
	return db, nil
}

// slashed is a path as a URL has it; a drive letter needs a slash before it.
func slashed(path string) string {
	p := strings.ReplaceAll(path, `\`, "/")
	if len(p) > 1 && p[1] == ':' {
		p = "/" + p
	}
	return p
}

// migrate applies the numbered files that are missing, each with its record in one transaction. A store of a newer program
// is refused rather than misread.
func migrate(ctx context.Context, db *sql.DB, schema string) error {
	dir, err := fs.Sub(migrations, "migrations/"+schema)
	if err != nil {
		return data.Fail(data.Internal, "The local store's schema is missing.", err)
	}
	files, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return data.Fail(data.Internal, "The local store's schema is missing.", err)
	}
	have, err := version(ctx, db)
	switch {
	case err != nil:
		return err
	case have > int64(len(files)):
		return data.Fail(data.CorruptStore, "The local store was made by a newer program.", nil)
	case have == int64(len(files)):
		return nil
	}
	p, err := goose.NewProvider(database.DialectSQLite3, db, dir, goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return fail("The local store can't be brought up to date.", err)
	}
	if _, err = p.Up(ctx); err != nil {
		return fail("The local store can't be brought up to date.", err)
	}
	return nil
}

// version is the number of the last file that was applied; 0 for a new database. What is no longer readable as a database of
// ours is damaged.
func version(ctx context.Context, db *sql.DB) (int64, error) {
	var tables, records int
	err := db.QueryRowContext(ctx, "select count(*), coalesce(sum(name = 'goose_db_version'), 0) from sqlite_master").Scan(&tables, &records)
	if err != nil || tables == 0 {
		return 0, damaged(err)
	}
	if records == 0 {
		return 0, data.Fail(data.CorruptStore, "The local store is damaged.", nil)
	}
	var n int64
	err = db.QueryRowContext(ctx, "select coalesce(max(version_id), 0) from goose_db_version").Scan(&n)
	return n, damaged(err)
}

// damaged is fail for a query that any database of ours can answer.
func damaged(err error) error {
	err = fail("The local store can't be read.", err)
	var e sqlite3.Error
	if data.KindOf(err) == data.Internal && errors.As(err, &e) && e.Code == sqlite3.ErrError {
		return data.Fail(data.CorruptStore, "The local store is damaged.", err)
	}
	return err
}

func (f *file) close() error {
	// The reader first: the last connection to close folds the log into the database, which a reader may not.
	return errors.Join(f.reader.Close(), f.writer.Close())
}

// write runs a use case in one transaction.
func (f *file) write(ctx context.Context, what string, do func(*sql.Tx) error) error {
	tx, err := f.writer.BeginTx(ctx, nil)
	if err != nil {
		return fail(what, err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return fail(what, err)
	}
	return fail(what, tx.Commit())
}

// read runs a query and gives each row to scan.
func (f *file) read(ctx context.Context, what, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := f.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return fail(what, err)
	}
	defer rows.Close() //nolint:errcheck // Err says it
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fail(what, err)
		}
	}
	return fail(what, rows.Err())
}

// one runs a query for one row; NotFound when there is none.
func (f *file) one(ctx context.Context, what, query string, args []any, into ...any) error {
	return missing(what, f.reader.QueryRowContext(ctx, query, args...).Scan(into...))
}
