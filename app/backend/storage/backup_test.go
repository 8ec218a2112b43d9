package storage_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
)

// newStore opens a database that is furnished.
func newStore(t *testing.T, dsn string) *furnished {
	t.Helper()
	s, err := storage.Open(t.Context(), dsn, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() }) // some tests close it themselves
	return furnish(t, s)
}

func openAgain(t *testing.T, dsn string) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.Context(), dsn, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// TestBackup: on both engines a backup is taken while the store is written to, and what is made of it is what was there then, with
// what was on its way to be looked for and every cursor unknown.
func TestBackup(t *testing.T) {
	for name, engine := range map[string]struct{ database, empty func(testing.TB) string }{
		"sqlite":   {sqliteFile, sqliteFile},
		"postgres": {cluster.Database, cluster.Empty},
	} {
		t.Run(name, func(t *testing.T) {
			dsn, file := engine.database(t), filepath.Join(t.TempDir(), "backup")
			f := newStore(t, dsn)
			stop := f.writesOn(t)
			require.NoError(t, storage.Backup(t.Context(), dsn, file))
			stop()
			info, err := os.Stat(file)
			require.NoError(t, err)
			require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
			require.Equal(t, data.Invalid, data.KindOf(storage.Backup(t.Context(), dsn, file)), "nothing is overwritten")

			to := engine.empty(t)
			require.NoError(t, storage.Restore(t.Context(), file, to, storage.Options{}))
			require.Equal(t, data.Invalid, data.KindOf(storage.Restore(t.Context(), file, to, storage.Options{})), "nothing is overwritten")
			back := openAgain(t, to)
			f.wentBack(t, back)
			left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
			require.NoError(t, err)
			require.Equal(t, []string{file}, left)
		})
	}
}

// writesOn lets customers write until it is stopped.
func (f *furnished) writesOn(t *testing.T) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan bool)
	var done sync.WaitGroup
	done.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			f.writes(t, "more-"+time.Now().Format(time.RFC3339Nano), "lagi")
			if i == 0 {
				close(begun)
			}
		}
	})
	<-begun
	return func() { cancel(); done.Wait() }
}

// wentBack looks at a store that was made of a backup of this one.
func (f *furnished) wentBack(t *testing.T, back *storage.Store) {
	t.Helper()
	changes, err := back.Changes(t.Context(), f.agent.ID, f.cursor, 100)
	require.NoError(t, err)
	require.True(t, changes.Reset, "the cursor is of another time")
	history, err := back.Messages(t.Context(), f.kase.Customer.ID, "", 10)
	require.NoError(t, err)
	require.Len(t, history.Messages, 3)
	jobs, err := back.ClaimParts(t.Context(), "w", 10, time.Minute)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	require.True(t, jobs[0].Look, "looked for before it is sent again")
	require.Equal(t, "satu", jobs[0].Out.Text)
	g := *f
	g.Store = back
	h, err := g.save(t, "k")
	require.NoError(t, err)
	require.Equal(t, f.handling.ID, h.ID, "a key from before is known")
}

// A database that was restored by other means than ours is noticed when it is opened, once.
func TestRestoredByOtherMeans(t *testing.T) {
	dsn := cluster.Database(t)
	f := newStore(t, dsn)
	require.NoError(t, f.Close())
	back := openAgain(t, cluster.Copy(t, dsn))
	f.wentBack(t, back)
	cursor, err := back.Cursor(t.Context(), f.agent.ID)
	require.NoError(t, err)

	again := openAgain(t, dsn) // this one is where it was
	changes, err := again.Changes(t.Context(), f.agent.ID, f.cursor, 100)
	require.NoError(t, err)
	require.False(t, changes.Reset)
	jobs, err := again.ClaimParts(t.Context(), "w", 10, time.Minute)
	require.NoError(t, err)
	require.False(t, jobs[0].Look)
	changes, err = back.Changes(t.Context(), f.agent.ID, cursor, 100)
	require.NoError(t, err)
	require.False(t, changes.Reset)
}

// What can't be restored is left alone, with the reason.
func TestRestoreRefuses(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	dsn := sqliteFile(t)
	newStore(t, dsn)
	file := filepath.Join(dir, "backup")
	require.NoError(t, storage.Backup(ctx, dsn, file))

	require.Equal(t, data.Invalid, data.KindOf(storage.Backup(ctx, sqliteFile(t), filepath.Join(dir, "b"))), "no database")
	require.NoFileExists(t, filepath.Join(dir, "b"))
	require.Equal(t, data.Invalid, data.KindOf(storage.Restore(ctx, file, cluster.Empty(t), storage.Options{})), "of the other kind")
	full := cluster.Database(t)
	require.Equal(t, data.Invalid, data.KindOf(storage.Restore(ctx, file, full, storage.Options{})))

	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	for name, content := range map[string][]byte{
		"empty": {}, "other": []byte("PK\x03\x04 something else"), "short": whole[:len(whole)-8192],
		"broken": append(append(append([]byte{}, whole[:8192]...), make([]byte, 16384)...), whole[24576:]...),
	} {
		bad, target := filepath.Join(dir, name), filepath.Join(dir, name+".db")
		require.NoError(t, os.WriteFile(bad, content, 0o600))
		err := storage.Restore(ctx, bad, "sqlite:"+target, storage.Options{})
		require.Contains(t, []data.Kind{data.Invalid, data.CorruptStore}, data.KindOf(err), name)
		left, err := filepath.Glob(target + "*")
		require.NoError(t, err)
		require.Empty(t, left, name)
	}
	// A log that is left over from the database before would be played into the restored one.
	target := filepath.Join(dir, "target.db")
	require.NoError(t, os.WriteFile(target+"-wal", []byte("x"), 0o600))
	require.Equal(t, data.Invalid, data.KindOf(storage.Restore(ctx, file, "sqlite:"+target, storage.Options{})))
	var missing *os.PathError
	require.True(t, errors.As(storage.Restore(ctx, filepath.Join(dir, "none"), "sqlite:"+target, storage.Options{}), &missing))
}
