// Package local is what the client keeps on this machine: a data folder that one running copy holds at a time, and in it
// for each agent two SQLite databases. The cache holds what the backend can give again: cases, conversations, handling records,
// the catalogue, the search index; it is rebuilt when it is damaged and emptied at sign-out. What is kept holds what only this
// machine knows: drafts, the outbox, settings; every change of it is on the disk before its call returns.
//
// Every error is a data.Error; disk trouble has the kinds DiskFull, ReadOnlyDisk and CorruptStore.
package local

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sociomedio/data"
	"sociomedio/data/files"
)

// Folder is the data folder, held by this process until Close.
type Folder struct {
	dir  string
	lock *lock
}

// OpenFolder makes the folder if need be, for its owner alone, and holds it. Kinds: InUse when another running copy holds it,
// ReadOnlyDisk, DiskFull.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fileError("The data folder can't be made.", err)
	}
	// A folder that was there before may be open to others.
	if err := os.Chmod(dir, 0o700); err != nil && !errors.Is(err, fs.ErrPermission) {
		return nil, fileError("The data folder can't be closed to others.", err)
	}
	l, err := hold(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	return &Folder{dir: dir, lock: l}, nil
}

// Dir is the folder's path.
func (f *Folder) Dir() string { return f.dir }

// Close lets the folder go. Its stores are to be closed before.
func (f *Folder) Close() error { return f.lock.release() }

// Last is who signed in last with this folder.
type Last struct {
	Server   string `json:"server"`
	Username string `json:"username"`
}

// Last reads who signed in last; empty when nobody did.
func (f *Folder) Last() Last {
	var l Last
	b, err := os.ReadFile(filepath.Join(f.dir, "last.json"))
	if err != nil || json.Unmarshal(b, &l) != nil {
		return Last{}
	}
	return l
}

// SetLast stores who signed in last.
func (f *Folder) SetLast(l Last) error {
	b, err := json.Marshal(l)
	if err != nil {
		return data.Fail(data.Internal, "The last sign-in can't be stored.", err)
	}
	if err := files.Replace(filepath.Join(f.dir, "last.json"), b); err != nil {
		return fileError("The last sign-in can't be stored.", err)
	}
	return nil
}

// Store opens the store of one agent of one backend. A damaged database is set aside beside it and made anew; what could be
// read of drafts and outbox is taken over.
func (f *Folder) Store(ctx context.Context, server, username string) (*Store, error) {
	return open(ctx, f.agentDir(server, username))
}

// agentDir is where an agent's databases lie. The name says nothing to who looks into the folder.
func (f *Folder) agentDir(server, username string) string {
	sum := sha256.Sum256([]byte(strings.TrimSuffix(server, "/") + "\n" + strings.ToLower(username)))
	return filepath.Join(f.dir, "agents", hex.EncodeToString(sum[:8]))
}
