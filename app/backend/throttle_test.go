package backend

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestThrottleLocksEverLonger(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	th := newThrottle(func() time.Time { return now }, throttleRule{free: 3, lock: time.Minute, most: 4 * time.Minute, forget: time.Hour, keys: 10})
	th.fail("budi")
	th.fail("budi")
	require.Zero(t, th.wait("budi"), "two tries are free")
	for _, want := range []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 4 * time.Minute} {
		th.fail("budi")
		require.Equal(t, want, th.wait("budi"))
		require.Zero(t, th.wait("anis"), "others are not locked")
		now = now.Add(want)
		require.Zero(t, th.wait("budi"), "the lock is over")
	}
	now = now.Add(2 * time.Hour)
	require.Equal(t, 1, th.fail("budi"), "forgotten")
	th.clear("budi")
	require.Equal(t, 1, th.fail("budi"), "a right password clears")
}

func TestThrottleIsBounded(t *testing.T) {
	now := time.Now()
	th := newThrottle(func() time.Time { return now }, throttleRule{free: 3, lock: time.Minute, most: time.Hour, forget: time.Hour, keys: 100})
	for i := range 10_000 {
		th.fail(fmt.Sprint("name", i))
	}
	require.LessOrEqual(t, len(th.tries), 100)
}
