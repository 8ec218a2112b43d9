package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

func channelCases() []testCase {
	return []testCase{
		{"of many who want to renew tokens one does at a time", tokensHeld},
		{"who renews and vanishes loses the right to it", tokensLeft},
		{"what stands in public is gone through in order", standing},
		{"an answer whose thread isn't told belongs to its parent's", parentsThread},
	}
}

func tokensHeld(t *testing.T, w *world) {
	kept, err := w.Tokens(t.Context(), w.twitter.ID)
	require.NoError(t, err)
	require.Nil(t, kept)
	var all sync.WaitGroup
	var mu sync.Mutex
	holders := 0
	for i, s := range w.processes(t) {
		for j := range 8 {
			all.Go(func() {
				_, held, err := s.HoldTokens(t.Context(), w.twitter.ID, fmt.Sprint(i, j), time.Minute)
				mu.Lock()
				defer mu.Unlock()
				if err == nil && held {
					holders++
				}
			})
		}
	}
	all.Wait()
	require.Equal(t, 1, holders)
}

func tokensLeft(t *testing.T, w *world) {
	_, held, err := w.HoldTokens(t.Context(), w.twitter.ID, "a", time.Minute)
	require.NoError(t, err)
	require.True(t, held)
	w.clock.move(2 * time.Minute)
	sealed, held, err := w.HoldTokens(t.Context(), w.twitter.ID, "b", time.Minute)
	require.NoError(t, err)
	require.True(t, held)
	require.Empty(t, sealed)

	require.NoError(t, w.KeepTokens(t.Context(), w.twitter.ID, "a", []byte("late, and true")), "whoever brings them")
	_, held, err = w.HoldTokens(t.Context(), w.twitter.ID, "c", time.Minute)
	require.NoError(t, err)
	require.False(t, held, "b still has it")
	require.NoError(t, w.KeepTokens(t.Context(), w.twitter.ID, "b", nil))
	sealed, held, err = w.HoldTokens(t.Context(), w.twitter.ID, "c", time.Minute)
	require.NoError(t, err)
	require.True(t, held)
	require.Equal(t, "late, and true", string(sealed))
	kept, err := w.Tokens(t.Context(), w.twitter.ID)
	require.NoError(t, err)
	require.Equal(t, sealed, kept)
}

func standing(t *testing.T, w *world) {
	var want []string
	for i := range 7 {
		w.clock.move(time.Minute)
		e := w.mention(fmt.Sprint("orang", i), "halo")
		w.in(t, w.twitter, e)
		want = append(want, e.Message.ExternalID)
	}
	w.in(t, w.twitter, w.dm("privat", "rahasia"))
	w.in(t, w.twitter, channel.Event{Type: channel.Deleted, Message: channel.Message{ExternalID: want[2]}})
	w.in(t, w.facebook, w.comment("lain", "bukan"))
	want = append(want[:2:2], want[3:]...)

	var got []string
	var last storage.Standing
	for {
		page, err := w.Standing(t.Context(), w.twitter.ID, last, noon.Add(-time.Hour), 2)
		require.NoError(t, err)
		if len(page) == 0 {
			break
		}
		for _, s := range page {
			got = append(got, s.ExternalID)
		}
		last = page[len(page)-1]
	}
	require.Equal(t, want, got)
	later, err := w.Standing(t.Context(), w.twitter.ID, storage.Standing{}, w.clock.Now().Add(-90*time.Second), 10)
	require.NoError(t, err)
	require.Len(t, later, 1, "only what isn't too old")

	require.NoError(t, w.KeepMark(t.Context(), w.twitter.ID, "verify", "here"))
	mark, err := w.Mark(t.Context(), w.twitter.ID, "verify")
	require.NoError(t, err)
	require.Equal(t, "here", mark)
}

func parentsThread(t *testing.T, w *world) {
	first := w.mention("budi", "internet mati")
	first.Message.Thread = "root"
	w.in(t, w.twitter, first)
	ours := w.ours(first, "kami cek")
	w.in(t, w.twitter, ours)
	second := w.mention("budi", "masih mati")
	second.Message.Thread, second.Message.InReplyTo = "", ours.Message.ExternalID
	w.in(t, w.twitter, second)
	page, err := w.Cases(t.Context(), storage.CaseFilter{}, "", 10)
	require.NoError(t, err)
	messages := w.history(t, page.Cases[0].Customer.ID)
	require.Len(t, messages, 3)
	require.Equal(t, messages[0].ConversationID, messages[2].ConversationID)
	require.Equal(t, contract.Twitter, messages[2].Network)
}
