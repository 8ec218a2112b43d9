//go:build windows

package local

import (
	"errors"
	"os"
	"syscall"

	"sociomedio/data"
)

// errSharing is ERROR_SHARING_VIOLATION: the file is open elsewhere and not shared.
const errSharing = syscall.Errno(32)

// lock is the hold on a folder: a file that is open and not shared, which ends with the process however it ends.
type lock struct{ file *os.File }

func hold(path string) (*lock, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, fileError("The data folder can't be held.", err)
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errSharing) {
		return nil, data.Fail(data.InUse, "Another running copy works with this data folder.", nil)
	}
	if err != nil {
		return nil, fileError("The data folder can't be held.", err)
	}
	return &lock{os.NewFile(uintptr(h), path)}, nil
}

func (l *lock) release() error { return l.file.Close() }
