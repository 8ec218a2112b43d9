package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sociomedio/data"
)

// What backups begin with: SQLite's own files, and the custom format of pg_dump.
const (
	sqliteBegin   = "SQLite format 3\x00"
	postgresBegin = "PGDMP"
)

// Backup copies a database into a new file, all as it was at one moment, while backends go on working with it. It changes nothing
// in the database: it may be of an older version than this program, so that there is a backup to take before an upgrade. The file
// is there whole or not at all, and for its owner alone. SQLite gives a database file again, PostgreSQL what pg_dump writes.
// Errors: Invalid (Field file or database).
func Backup(ctx context.Context, dsn, file string) (err error) {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return &data.Error{Kind: data.Invalid, Sentence: "There is a file of this name already; nothing is overwritten.", Field: "file", Cause: err}
	}
	name, isSQLite := strings.CutPrefix(dsn, "sqlite:")
	if isSQLite {
		if _, err := os.Stat(name); err != nil {
			return &data.Error{Kind: data.Invalid, Sentence: "There is no database to copy.", Field: "database", Cause: err}
		}
	}
	e, err := openEngine(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	part := file + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return data.Fail(data.Internal, "The backup can't be written.", err)
	}
	defer func() { _ = os.Remove(part) }() // gone when all went well
	if isSQLite {
		err = e.copySQLite(ctx, part)
	} else {
		err = dump(ctx, dsn, f)
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return settleFile(part, file)
}

// copySQLite writes a copy and looks whether it is whole.
func (e *engine) copySQLite(ctx context.Context, file string) error {
	if _, err := e.write.DB.ExecContext(ctx, `VACUUM INTO ?`, file); err != nil {
		return fmt.Errorf("copy the database: %w", e.fail(ctx, err))
	}
	return checkSQLite(ctx, file)
}

// checkSQLite looks through a whole file. Error: CorruptStore.
func checkSQLite(ctx context.Context, file string) (err error) {
	e, err := openSQLite(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	said, err := all[string](ctx, conn{db: e.read, on: e.read.DB, engine: e}, `PRAGMA integrity_check(1)`)
	if err == nil && (len(said) != 1 || said[0] != "ok") {
		err = data.Fail(data.CorruptStore, "The file is damaged.", nil)
	}
	return err
}

// Restore makes a database of a backup: a new file on SQLite, an empty database on PostgreSQL. Whatever is there already is left
// alone and is an error. Afterwards the database knows that it went back in time; see restored. Errors: Invalid (Field file or
// database), CorruptStore.
func Restore(ctx context.Context, file, dsn string, opts Options) error {
	begin, err := beginning(file)
	if err != nil {
		return err
	}
	name, isSQLite := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case isSQLite && strings.HasPrefix(begin, sqliteBegin):
		return restoreSQLite(ctx, file, name, opts)
	case !isSQLite && strings.HasPrefix(begin, postgresBegin):
		return restorePostgres(ctx, file, dsn, opts)
	case strings.HasPrefix(begin, sqliteBegin), strings.HasPrefix(begin, postgresBegin):
		return &data.Error{Kind: data.Invalid, Field: "database", Sentence: "The backup is of the other kind of database: restore it to its own kind, then move it with migrate."}
	}
	return &data.Error{Kind: data.Invalid, Field: "file", Sentence: "This is no backup: neither a SQLite database nor a dump in PostgreSQL's custom format."}
}

func beginning(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", &data.Error{Kind: data.Invalid, Sentence: "The backup can't be read.", Field: "file", Cause: err}
	}
	defer f.Close()
	b := make([]byte, len(sqliteBegin))
	n, err := io.ReadFull(f, b)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", data.Fail(data.Internal, "The backup can't be read.", err)
	}
	return string(b[:n]), nil
}

// restoreSQLite makes everything ready beside the place and then puts it there.
func restoreSQLite(ctx context.Context, file, name string, opts Options) error {
	for _, end := range [...]string{"", "-wal", "-shm", "-journal"} { // a log that is left over would be played into the new file
		if _, err := os.Lstat(name + end); !errors.Is(err, fs.ErrNotExist) {
			return &data.Error{Kind: data.Invalid, Field: "database", Sentence: "There is a database already, or its -wal or -shm file: stop the backend and move them away first."}
		}
	}
	part := name + ".restoring"
	defer func() {
		for _, end := range [...]string{"", "-wal", "-shm"} {
			_ = os.Remove(part + end) // gone when all went well
		}
	}()
	if err := copyFile(file, part); err != nil {
		return data.Fail(data.Internal, "The database can't be written.", err)
	}
	if err := checkSQLite(ctx, part); err != nil {
		return err
	}
	s, err := Open(ctx, "sqlite:"+part, opts)
	if err != nil {
		return err
	}
	if err := errors.Join(s.Restored(ctx), s.Close()); err != nil {
		return err
	}
	if _, err := os.Lstat(part + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return data.Fail(data.Internal, "The database could not be closed in order.", err)
	}
	return settleFile(part, name)
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

// settleFile gives a finished file its name for good.
func settleFile(part, file string) error {
	if err := os.Rename(part, file); err != nil {
		return data.Fail(data.Internal, "The file can't be put in its place.", err)
	}
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return data.Fail(data.Internal, "The folder can't be opened.", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}
