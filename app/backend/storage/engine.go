package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	sqlite3 "github.com/mattn/go-sqlite3"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"sociomedio/data"
)

// engine is the database below: its two pools and the few words in which the two kinds differ.
type engine struct {
	write, read *bun.DB
	postgres    *pgx.ConnConfig // nil on SQLite
	file        string          // on SQLite
	lock        string          // ends a SELECT that keeps others from changing its rows
	skip        string          // as lock, leaving out rows that somebody else has
	shards      int             // of queue_sizes

	damaged    atomic.Pointer[data.Error] // what was found once; it stays
	unwritable atomic.Pointer[data.Error] // why the last transaction could not be written; nil when it could
}

// Limits of the pools. Readers of SQLite are bounded by cores, connections of PostgreSQL by what a machine's cores can keep busy (each
// plans every statement for itself, and again whenever statistics change) and by its own max_connections (100), which several backends
// share.
const (
	sqliteReaders = 8
	postgresLeast = 10
	postgresMost  = 20
	postgresEach  = 5 // for each core
	busyWait      = 10 * time.Second
	queueShards   = 16
)

func openEngine(ctx context.Context, dsn string) (*engine, error) {
	kind, rest, _ := strings.Cut(dsn, ":")
	var e *engine
	var err error
	switch {
	case kind == "sqlite" && rest != "" && !strings.Contains(rest, ":memory:"):
		e, err = openSQLite(rest)
	case kind == "postgres" || kind == "postgresql":
		e, err = openPostgres(dsn)
	default:
		return nil, &data.Error{Kind: data.Invalid, Sentence: "The database must be sqlite:FILE or postgres://...", Field: "database"}
	}
	if err != nil {
		return nil, err
	}
	if err := e.write.PingContext(ctx); err != nil {
		err = e.fail(ctx, err)
		if e.postgres != nil || data.KindOf(err) == data.Internal {
			err = data.Fail(data.Internal, "The database does not answer.", err)
		}
		return nil, errors.Join(e.named(err), e.close())
	}
	return e, nil
}

// named adds to an error of the start which file it is about and what an operator can do.
func (e *engine) named(err error) error {
	what := map[data.Kind]string{
		data.CorruptStore: "is damaged: put it aside and restore a backup (sociomediod restore)",
		data.ReadOnlyDisk: "can't be written to", data.DiskFull: "lies on a disk that is full",
	}[data.KindOf(err)]
	if e.file == "" || what == "" {
		return err
	}
	return data.Fail(data.KindOf(err), fmt.Sprintf("The database %s %s.", e.file, what), err)
}

// found tells damage from other failures of a start: what migrates takes a table that can't be read for one that is not there.
func (e *engine) found(ctx context.Context, err error) error {
	if e.file == "" || data.KindOf(err) != data.Internal {
		return err
	}
	if damage := checkSQLite(ctx, e.file); data.KindOf(damage) == data.CorruptStore {
		return damage
	}
	return err
}

func openSQLite(file string) (*engine, error) {
	e := &engine{shards: 1, file: file}
	// SQLite would make the file readable for everybody.
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, syscall.EROFS) || errors.Is(err, os.ErrPermission) {
		return nil, e.named(data.Fail(data.ReadOnlyDisk, "", err))
	}
	if err != nil {
		return nil, data.Fail(data.Internal, "The database file can't be opened.", err)
	}
	if err := f.Close(); err != nil {
		return nil, data.Fail(data.Internal, "The database file can't be opened.", err)
	}
	pool := func(readers int, params url.Values) (*bun.DB, error) {
		params.Set("_busy_timeout", fmt.Sprint(busyWait.Milliseconds()))
		params.Set("_foreign_keys", "on")
		params.Set("_stmt_cache_size", "256")
		params.Set("_cache_size", "-32000") // KiB
		db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: file}).EscapedPath()+"?"+params.Encode())
		if err != nil {
			return nil, data.Fail(data.Internal, "The database can't be opened.", err)
		}
		db.SetMaxOpenConns(readers)
		db.SetMaxIdleConns(readers)
		return bun.NewDB(db, sqlitedialect.New()), nil
	}
	// One writer that takes the lock when it begins: never a deadlock, never SQLITE_BUSY in the middle. FULL, because what was
	// answered to an agent must survive a power loss.
	e.write, err = pool(1, url.Values{"_txlock": {"immediate"}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"}})
	if err != nil {
		return nil, err
	}
	e.read, err = pool(sqliteReaders, url.Values{"_query_only": {"on"}})
	return e, err
}

func openPostgres(dsn string) (*engine, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		// The cause would show the DSN, which has the password.
		return nil, &data.Error{Kind: data.Invalid, Sentence: "The address of the PostgreSQL database can't be read.", Field: "database"}
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "sociomediod"
	}
	// Statements here are short; one that isn't must not hold its locks for ever.
	if cfg.RuntimeParams["idle_in_transaction_session_timeout"] == "" {
		cfg.RuntimeParams["idle_in_transaction_session_timeout"] = "60000"
	}
	// Each statement is planned once for each connection: planning six joins takes longer than running them for one page. Where a value
	// decides the plan (how many rows, which state), it is part of the text.
	// Every statement has its index; a plan that was made while a table was empty must not read all of it when it is full. Compiling
	// plans would take longer than any of them runs.
	for name, value := range map[string]string{"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off"} {
		if cfg.RuntimeParams[name] == "" {
			cfg.RuntimeParams[name] = value
		}
	}
	db := stdlib.OpenDB(*cfg)
	connections := min(max(postgresLeast, postgresEach*runtime.NumCPU()), postgresMost)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	e := &engine{postgres: cfg, lock: " FOR NO KEY UPDATE", skip: " FOR NO KEY UPDATE SKIP LOCKED", shards: queueShards}
	e.write = bun.NewDB(db, pgdialect.New())
	e.read = e.write
	return e, nil
}

func (e *engine) close() error {
	if e.read == nil || e.read == e.write {
		return e.write.Close()
	}
	return errors.Join(e.read.Close(), e.write.Close())
}

func (e *engine) text(s string) string {
	if e.postgres == nil {
		return s
	}
	return numbered(s)
}

// fail makes a data.Error of what the engine said, without the values that PostgreSQL puts into its words. What comes of a
// context stays as it is, so that callers see who gave up.
func (e *engine) fail(ctx context.Context, err error) error {
	var known *data.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	var lite sqlite3.Error
	if errors.As(err, &lite) {
		failed := failSQLite(lite)
		if failed.Kind == data.CorruptStore {
			e.damaged.CompareAndSwap(nil, failed)
		}
		return failed
	}
	if gone(err) {
		return &data.Error{Kind: data.Overloaded, Sentence: "The database can't be reached.", RetryAfter: 2}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return data.Fail(data.Internal, "The database refused.", &sqlState{Code: pg.Code, Constraint: pg.ConstraintName})
	}
	return data.Fail(data.Internal, "The database failed.", err)
}

// gone says that PostgreSQL is not there, or went away in the middle: it is stopped, starts, crashed, or has no connection left. Whether a
// transaction was kept is not known then; what is asked again under its key has an effect once.
func gone(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// 08: connection exceptions, 53300: too many connections, 57P01 to 57P05: shut down, crashed, starting
		return strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "57P") || pg.Code == "53300"
	}
	var connect *pgconn.ConnectError
	var line net.Error
	return errors.As(err, &connect) || errors.As(err, &line) || pgconn.SafeToRetry(err) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

func failSQLite(err sqlite3.Error) *data.Error {
	failed := func(kind data.Kind, sentence string) *data.Error {
		return &data.Error{Kind: kind, Sentence: sentence, Cause: err}
	}
	switch {
	case err.Code == sqlite3.ErrBusy || err.Code == sqlite3.ErrLocked:
		return &data.Error{Kind: data.Overloaded, Sentence: "The database is busy.", RetryAfter: 2, Cause: err}
	case err.Code == sqlite3.ErrFull || err.SystemErrno == syscall.ENOSPC:
		return failed(data.DiskFull, "The disk of the database is full.")
	case err.Code == sqlite3.ErrReadonly || err.SystemErrno == syscall.EROFS:
		return failed(data.ReadOnlyDisk, "The database can't be written to.")
	case err.Code == sqlite3.ErrCorrupt || err.Code == sqlite3.ErrNotADB:
		return failed(data.CorruptStore, "The database is damaged.")
	}
	return failed(data.Internal, "The database refused.")
}

// wrote remembers whether the last transaction could be written.
func (e *engine) wrote(err error) {
	var known *data.Error
	switch {
	case err == nil:
		e.unwritable.Store(nil)
	case errors.As(err, &known) && (known.Kind == data.DiskFull || known.Kind == data.ReadOnlyDisk):
		e.unwritable.Store(known)
	}
}

// works says what keeps the database from being used, as far as it was noticed.
func (e *engine) works() error {
	for _, trouble := range []*data.Error{e.damaged.Load(), e.unwritable.Load()} {
		if trouble != nil {
			return trouble
		}
	}
	return nil
}

// sqlState is what PostgreSQL refused with: its code and which constraint, never a value.
type sqlState struct{ Code, Constraint string }

func (s *sqlState) Error() string { return "SQLSTATE " + s.Code + " " + s.Constraint }

// again says that PostgreSQL took this transaction back for another's sake, so that it is to be done once more.
func again(err error) bool {
	var s *sqlState
	return errors.As(err, &s) && (s.Code == "40001" || s.Code == "40P01")
}

// duplicate says that a row like this is there already.
func duplicate(err error) bool {
	var s *sqlState
	var lite sqlite3.Error
	return errors.As(err, &s) && s.Code == "23505" ||
		errors.As(err, &lite) && (lite.ExtendedCode == sqlite3.ErrConstraintUnique || lite.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}
