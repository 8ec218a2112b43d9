package shell

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// At the start the inbox is on screen before the columns beside it are made; what happens meanwhile is shown by all of them.
func TestInboxFirst(t *testing.T) {
	o := newOffice(t)
	o.InboxFirst()
	o.signIn()
	o.until("the inbox", o.Started)
	require.True(t, o.sees("Sync"))
	require.False(t, o.sees("No data to display"))
	require.False(t, o.sees("Feedback"))
	_, err := o.desk.Sync(context.Background())
	require.NoError(t, err)
	o.queue.Drain()
	o.Rest()
	o.until("the other columns", func() bool { return o.sees("No data to display") && o.sees("Feedback") })
	o.until("what was taken meanwhile", func() bool { return !o.sees("Inbox kosong.") })
	o.Rest() // again: nothing is made twice
	require.True(t, o.sees("Feedback"))
}
