package backend

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
)

func TestThrottleLocksEverLonger(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "store.db")
	open := func() *throttle {
		store, err := storage.Open(t.Context(), dsn, storage.Options{Clock: clock})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })
		return &throttle{store: store, by: storage.ByName, clock: clock, rule: throttleRule{free: 3, lock: time.Minute, most: 4 * time.Minute, forget: time.Hour}}
	}
	th, other := open(), open() // two backends on one database
	fail := func(th *throttle) int {
		n, _, err := th.fail(t.Context(), "budi")
		require.NoError(t, err)
		return n
	}
	wait := func(th *throttle, name string) time.Duration {
		w, err := th.wait(t.Context(), name)
		require.NoError(t, err)
		return w
	}
	fail(th)
	fail(other)
	require.Zero(t, wait(th, "budi"), "two tries are free")
	for _, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 4 * time.Minute} {
		fail(th)
		require.Equal(t, want, wait(th, "budi"))
		require.Equal(t, want, wait(other, "budi"), "wherever he tries")
		require.Zero(t, wait(th, "anis"), "others are not locked")
		now = now.Add(want)
		require.Zero(t, wait(th, "budi"), "the lock is over")
	}
	addresses := *th
	addresses.by = storage.ByAddress
	require.Zero(t, wait(&addresses, "budi"), "a name is no address")
	now = now.Add(2 * time.Hour)
	require.Equal(t, 1, fail(th), "forgotten")
	require.NoError(t, th.clear(t.Context(), "budi"))
	require.Equal(t, 1, fail(other), "a right password clears")
	now = now.Add(48 * time.Hour)
	n, err := th.store.SweepTries(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
}
