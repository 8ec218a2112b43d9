package local

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"sociomedio/data"
)

// errorDiskFull is ERROR_DISK_FULL of Windows.
const errorDiskFull = syscall.Errno(112)

// fail gives an error of SQLite its kind. what names the operation and holds no content.
func fail(what string, err error) error {
	if err == nil {
		return nil
	}
	var known *data.Error
	if errors.As(err, &known) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return data.Fail(data.Internal, what, err)
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return fileError(what, err)
	}
	// The text of SQLite's error names tables and columns at most, but its code says as much.
	cause := coded{e}
	switch {
	case e.Code == sqlite3.ErrFull || noSpace(e.SystemErrno):
		return data.Fail(data.DiskFull, "The disk is full.", cause)
	case e.Code == sqlite3.ErrReadonly || e.Code == sqlite3.ErrCantOpen || e.Code == sqlite3.ErrPerm || noWriting(e.SystemErrno):
		return data.Fail(data.ReadOnlyDisk, "The data folder can't be written.", cause)
	case e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB:
		return data.Fail(data.CorruptStore, "The local store is damaged.", cause)
	case e.Code == sqlite3.ErrInterrupt:
		return data.Fail(data.Internal, what, errors.Join(context.Canceled, cause))
	}
	return data.Fail(data.Internal, what, cause)
}

// coded shows an error of SQLite by its code alone.
type coded struct{ e sqlite3.Error }

// Error is the code and its fixed text.
func (c coded) Error() string {
	return "sqlite: " + c.e.Code.Error() + " / " + c.e.ExtendedCode.Error()
}

// Unwrap gives SQLite's own error to errors.As.
func (c coded) Unwrap() error { return c.e }

// fileError gives an error of the file system its kind.
func fileError(what string, err error) error {
	var errno syscall.Errno
	errors.As(err, &errno)
	switch {
	case noSpace(errno):
		return data.Fail(data.DiskFull, "The disk is full.", errno)
	case noWriting(errno) || errors.Is(err, fs.ErrPermission):
		return data.Fail(data.ReadOnlyDisk, "The data folder can't be written.", err)
	}
	return data.Fail(data.Internal, what, err)
}

func noSpace(e syscall.Errno) bool {
	return e == syscall.ENOSPC || e == errorDiskFull && errorDiskFull != syscall.EHOSTDOWN
}

func noWriting(e syscall.Errno) bool { return e == syscall.EROFS || e == syscall.EACCES }

// missing gives sql.ErrNoRows the kind NotFound.
func missing(what string, err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return data.Fail(data.NotFound, what, nil)
	}
	return fail(what, err)
}
