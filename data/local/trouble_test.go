package local

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/contract"
)

func opened(t *testing.T) *Store {
	t.Helper()
	f, err := OpenFolder(filepath.Join(t.TempDir(), "data"))
	require.NoError(t, err)
	s, err := f.Store(context.Background(), "https://sm.example.test", "anis")
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		require.NoError(t, f.Close())
	})
	return s
}

// SQLite itself says that there is no room: its bound on pages stands for the disk's.
func TestDiskFull(t *testing.T) {
	s := opened(t)
	for _, f := range []*file{s.kept, s.cache} {
		var pages int
		require.NoError(t, f.writer.QueryRow("pragma page_count").Scan(&pages))
		_, err := f.writer.Exec("pragma max_page_count = 1")
		require.NoError(t, err)
	}
	big := []byte(strings.Repeat("x", 100_000))
	err := s.Add(t.Context(), Outgoing{ID: "a", State: "queued", Doc: big})
	require.Equal(t, data.DiskFull, data.KindOf(err))
	err = s.PutDraft(t.Context(), Draft{DraftKey: DraftKey{CaseID: "c"}, Doc: big})
	require.Equal(t, data.DiskFull, data.KindOf(err))
	_, err = s.Apply(t.Context(), contract.Changes{Cursor: "c", Messages: []contract.Message{{ID: "m", CustomerID: "c", Text: string(big), At: time.Now()}}}, "", time.Now())
	require.Equal(t, data.DiskFull, data.KindOf(err))

	for _, f := range []*file{s.kept, s.cache} {
		_, err := f.writer.Exec("pragma max_page_count = 100000")
		require.NoError(t, err)
	}
	items, err := s.Outbox(t.Context())
	require.NoError(t, err)
	require.Empty(t, items, "nothing is half there")
	require.NoError(t, s.Add(t.Context(), Outgoing{ID: "a", State: "queued", Doc: big}), "with room it goes on")
}

func TestReadOnlyDisk(t *testing.T) {
	s := opened(t)
	_, err := s.kept.writer.Exec("pragma query_only = 1")
	require.NoError(t, err)
	err = s.Add(t.Context(), Outgoing{ID: "a", State: "queued", Doc: []byte("x")})
	require.Equal(t, data.ReadOnlyDisk, data.KindOf(err))
	_, err = OpenFolder("/proc/sociomedio/data")
	require.Error(t, err)
}

// A commit of what is kept is on the disk when it returns.
func TestKeptIsDurable(t *testing.T) {
	s := opened(t)
	var sync int
	var mode string
	require.NoError(t, s.kept.writer.QueryRow("pragma synchronous").Scan(&sync))
	require.NoError(t, s.kept.writer.QueryRow("pragma journal_mode").Scan(&mode))
	require.Equal(t, 2, sync)
	require.Equal(t, "wal", mode)
	_, err := s.kept.reader.Exec("delete from outbox")
	require.Error(t, err, "the readers' connections can't write")
}

func TestErrorsHoldNoContent(t *testing.T) {
	s := opened(t)
	secret := "rahasia-pelanggan"
	require.NoError(t, s.Add(t.Context(), Outgoing{ID: secret, State: "queued", Doc: []byte(secret)}))
	err := s.Add(t.Context(), Outgoing{ID: secret, State: "queued", Doc: []byte(secret)})
	require.Error(t, err)
	require.NotContains(t, err.Error(), secret)
}
