//go:build unix

package local

import (
	"errors"
	"os"
	"syscall"

	"sociomedio/data"
)

// lock is the hold on a folder: an open file with a lock of the system, which ends with the process however it ends.
type lock struct{ file *os.File }

func hold(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fileError("The data folder can't be held.", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, data.Fail(data.InUse, "Another running copy works with this data folder.", nil)
		}
		return nil, fileError("The data folder can't be held.", err)
	}
	return &lock{f}, nil
}

func (l *lock) release() error { return l.file.Close() }
