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
		{"what is read is paid for once a day, whoever reads it", paidOnce},
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

func paidOnce(t *testing.T, w *world) {
	at := w.clock.Now()
	mentions := channel.Charge{Kind: "own_read", At: at, Dollars: 0.001, Things: []string{"post:1", "post:2"}}
	reply := channel.Charge{Kind: "reply", At: at, Dollars: 0.01, Count: 1}
	all := w.processes(t)
	for _, s := range all { // each of them, or one that was started again
		_, err := s.Spend(t.Context(), w.twitter.ID, []channel.Charge{mentions, reply})
		require.NoError(t, err)
	}
	n := len(all)
	spent, err := w.Spend(t.Context(), w.twitter.ID, nil)
	require.NoError(t, err)
	require.Equal(t, []storage.Spent{{Kind: "own_read", Count: 2, Dollars: 0.002}, {Kind: "reply", Count: n, Dollars: float64(n) / 100}}, spent)

	none, err := w.Spend(t.Context(), w.facebook.ID, nil)
	require.NoError(t, err)
	require.Empty(t, none)
	mentions.At = at.Add(24 * time.Hour)
	mentions.Things = append(mentions.Things, "post:3")
	spent, err = w.Spend(t.Context(), w.twitter.ID, []channel.Charge{mentions})
	require.NoError(t, err)
	require.Equal(t, 5, spent[0].Count, "the next day costs again")

	w.clock.move(3 * 24 * time.Hour)
	swept, err := w.SweepReads(t.Context())
	require.NoError(t, err)
	require.Equal(t, 5, swept)
	late := channel.Charge{Kind: "dm", At: at.AddDate(0, 0, 40), Dollars: 0.015, Count: 1}
	spent, err = w.Spend(t.Context(), w.twitter.ID, []channel.Charge{late})
	require.NoError(t, err)
	require.Len(t, spent, 2, "what belongs to another month is not in this one")
}
