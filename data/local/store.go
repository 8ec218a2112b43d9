package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"sociomedio/data"
)

// Store is what is kept of one agent. Its methods may be called from any goroutine; those that read never wait for those that
// write.
type Store struct {
	dir   string
	cache *file
	kept  *file

	// SetAside are the damaged databases that were found on opening and what could be saved of them; empty as a rule.
	SetAside []Damage

	words *known // words that are in the vocabulary for certain
}

// Damage is a database that was set aside.
type Damage struct {
	Path   string // where it lies now
	Drafts int    // saved of it
	Outbox int
}

// open opens an agent's two databases, each set aside and made anew when it is damaged.
func open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fileError("The local store can't be made.", err)
	}
	s := &Store{dir: dir, words: &known{}}
	var err error
	if s.kept, err = s.openKept(ctx); err != nil {
		return nil, err
	}
	if s.cache, err = s.openCache(ctx); err != nil {
		return nil, errors.Join(err, s.kept.close())
	}
	return s, nil
}

func (s *Store) openKept(ctx context.Context) (*file, error) {
	path := filepath.Join(s.dir, "kept.db")
	f, err := openFile(ctx, path, "kept", true)
	if err == nil {
		if err = sound(ctx, f); err == nil {
			return f, nil
		}
		_ = f.close()
	}
	if data.KindOf(err) != data.CorruptStore {
		return nil, err
	}
	aside, err := setAside(path)
	if err != nil {
		return nil, err
	}
	if f, err = openFile(ctx, path, "kept", true); err != nil {
		return nil, err
	}
	damage := Damage{Path: aside}
	damage.Drafts, damage.Outbox, err = salvage(ctx, aside, f)
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	s.SetAside = append(s.SetAside, damage)
	return f, nil
}

func (s *Store) openCache(ctx context.Context) (*file, error) {
	path := filepath.Join(s.dir, "cache.db")
	f, err := openFile(ctx, path, "cache", false)
	if err == nil {
		if err = readable(ctx, f); err == nil {
			return f, nil
		}
		_ = f.close()
	}
	if data.KindOf(err) != data.CorruptStore {
		return nil, err
	}
	aside, err := setAside(path)
	if err != nil {
		return nil, err
	}
	if f, err = openFile(ctx, path, "cache", false); err != nil {
		return nil, err
	}
	s.SetAside = append(s.SetAside, Damage{Path: aside})
	return f, nil
}

// sound checks a small database whole.
func sound(ctx context.Context, f *file) error {
	var said string
	if err := f.one(ctx, "The local store can't be checked.", "pragma quick_check(1)", nil, &said); err != nil {
		return err
	}
	if said != "ok" {
		return data.Fail(data.CorruptStore, "The local store is damaged.", nil)
	}
	return nil
}

// readable touches what the first screen is painted from. A whole check of a large cache would take seconds; what is damaged
// further in shows itself when it is read, and then the cache is rebuilt.
func readable(ctx context.Context, f *file) error {
	var n int
	for _, query := range []string{
		"select count(*) from documents",
		"select count(*) from (select doc from cases where listed = 1 order by due, n limit 100)",
		"select count(*) from (select doc from entries order by n desc limit 100)",
		"select count(*) from (select rowid from search where search match 'a*' limit 1)",
	} {
		if err := f.one(ctx, "The local store can't be checked.", query, nil, &n); err != nil {
			return err
		}
	}
	return nil
}

// setAside moves a damaged database out of the way, its log with it.
func setAside(path string) (string, error) {
	aside := ""
	for i := 1; ; i++ {
		aside = fmt.Sprintf("%s.damaged-%d", path, i)
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			break
		}
	}
	for _, tail := range []string{"", "-wal"} {
		if err := os.Rename(path+tail, aside+tail); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", fileError("The damaged store can't be set aside.", err)
		}
	}
	if err := os.Remove(path + "-shm"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fileError("The damaged store can't be set aside.", err)
	}
	return aside, nil
}

// Close closes the store. Nothing is lost without it.
func (s *Store) Close() error {
	return fail("The local store can't be closed.", errors.Join(s.cache.close(), s.kept.close()))
}

// Rebuild replaces a cache that turned out damaged, or whose backend is another, by an empty one, and closes the store: it
// is to be opened again.
func (s *Store) Rebuild() error {
	_ = s.cache.close() // it is damaged: what it says does not matter
	_, err := setAside(s.cache.path)
	return errors.Join(err, s.kept.close())
}

// Forget closes the store and takes from the disk what the backend can give again. Drafts and what is unsent stay.
func (s *Store) Forget() error {
	err := errors.Join(s.cache.close(), s.kept.close())
	left, _ := filepath.Glob(filepath.Join(s.dir, "cache.db*"))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	if err != nil {
		return fileError("The local store can't be emptied.", err)
	}
	return nil
}

// known is a set of words with a bound.
type known struct {
	mu   sync.Mutex
	have map[string]bool
}

const maxKnown = 100_000

// missing are the words that are not in the set yet, which they are from now on.
func (k *known) missing(words []string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.have == nil || len(k.have) > maxKnown {
		k.have = map[string]bool{}
	}
	var out []string
	for _, w := range words {
		if !k.have[w] {
			k.have[w] = true
			out = append(out, w)
		}
	}
	return out
}

// forget empties the set, after a transaction that did not come to its end.
func (k *known) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.have = nil
}

// millis is a time as the databases hold it.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
