package onui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/ui/onui"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 5 * time.Second

// The slower answer to the case that was left does not appear in the case that is open now.
func TestOnlyTheNewestAnswerIsShown(t *testing.T) {
	q := onui.NewQueue()
	s := onui.NewSlot(q.Run)
	var shown []string
	show := func(v string, err error) {
		require.NoError(t, err)
		shown = append(shown, v)
	}
	slow := make(chan struct{})
	left := make(chan error, 1)
	onui.Load(t.Context(), s, func(ctx context.Context) (string, error) {
		<-slow
		left <- ctx.Err()
		return "Budi", nil // it answers although nobody waits any more
	}, show)
	onui.Load(t.Context(), s, func(context.Context) (string, error) { return "Yoga", nil }, show)
	require.True(t, q.DrainUntil(patience, func() bool { return len(shown) == 1 }))
	close(slow)
	require.ErrorIs(t, <-left, context.Canceled, "the work that nobody waits for was told")
	onui.Load(t.Context(), s, func(context.Context) (string, error) { return "Wulan", nil }, show)
	require.True(t, q.DrainUntil(patience, func() bool { return len(shown) == 2 }))
	require.Equal(t, []string{"Yoga", "Wulan"}, shown)
}

func TestCancelledNothingIsShown(t *testing.T) {
	q := onui.NewQueue()
	s := onui.NewSlot(q.Run)
	started := make(chan struct{})
	answered := make(chan struct{})
	onui.Load(t.Context(), s, func(ctx context.Context) (int, error) {
		close(started)
		<-ctx.Done()
		defer close(answered)
		return 0, ctx.Err()
	}, func(int, error) { t.Error("shown after Cancel") })
	<-started
	s.Cancel()
	<-answered
	require.True(t, q.DrainUntil(patience, func() bool { return true }))
	onui.Load(t.Context(), s, func(context.Context) (int, error) { return 1, errors.New("no") }, func(v int, err error) {
		require.Equal(t, 1, v)
		require.Error(t, err)
		started = nil
	})
	require.True(t, q.DrainUntil(patience, func() bool { return started == nil }))
}

// A burst of events paints once.
func TestCoalescer(t *testing.T) {
	q := onui.NewQueue()
	painted := 0
	c := onui.NewCoalescer(q.Run, time.Millisecond, func() { painted++ })
	for range 1000 {
		c.Ask()
	}
	require.True(t, q.DrainUntil(patience, func() bool { return painted == 1 }))
	c.Ask()
	require.True(t, q.DrainUntil(patience, func() bool { return painted == 2 }))
	c.Stop()
	c.Ask()
	require.Zero(t, q.Drain())
	require.Equal(t, 2, painted)
}

func TestQueueRunsInOrderAndWhatItPosts(t *testing.T) {
	q := onui.NewQueue()
	var order []int
	q.Run(func() {
		order = append(order, 1)
		q.Run(func() { order = append(order, 3) })
	})
	q.Run(func() { order = append(order, 2) })
	require.Equal(t, 3, q.Drain())
	require.Equal(t, []int{1, 2, 3}, order)
	require.False(t, q.DrainUntil(time.Millisecond, func() bool { return false }))
}
