package backend

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func heard(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestBellWakesItsKeyOnceForMany(t *testing.T) {
	b := newBell()
	one, leaveOne := b.listen("a")
	two, leaveTwo := b.listen("a")
	other, leaveOther := b.listen("b")
	b.ring("a")
	b.ring("a")
	require.True(t, heard(one))
	require.False(t, heard(one), "two rings are one wake-up")
	require.True(t, heard(two))
	require.False(t, heard(other))
	leaveOne()
	b.ring("a")
	require.False(t, heard(one))
	require.True(t, heard(two))
	leaveTwo()
	leaveOther()
	require.Empty(t, b.listeners)
}

func TestQueueBellIsCalm(t *testing.T) {
	b := newBell()
	listener, leave := b.listen("")
	defer leave()
	woken := make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	const every = 50 * time.Millisecond
	go func() { done <- passOn(ctx, woken, every, func() { b.ring("") }) }()

	// However slow the machine is: so many wake-ups take at least so many pauses, and they do come.
	began, late := time.Now(), time.After(time.Minute)
	const wanted = 4
	for rings := 0; rings < wanted; {
		select {
		case woken <- struct{}{}:
		case <-listener:
			rings++
		case <-late:
			require.Fail(t, "no wake-ups come")
		}
	}
	require.GreaterOrEqual(t, time.Since(began), (wanted-1)*every, "a flood of changes is a few wake-ups")
	cancel()
	require.NoError(t, <-done)
}
