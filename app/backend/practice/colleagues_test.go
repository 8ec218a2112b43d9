package practice_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

const long = time.Minute // for what must happen

// The demo's customers have a past: service data, what was said before, how it was answered, and notes of colleagues.
func TestCustomersHaveAPast(t *testing.T) {
	p, client := run(t, t.TempDir())
	defer func() {
		client.Close()
		require.NoError(t, p.Close())
	}()
	var budi contract.Customer
	require.Eventually(t, func() bool {
		page, err := client.Customers(t.Context(), contract.SearchCustomersParams{By: contract.UserName, Q: "budi_contoh"})
		require.NoError(t, err)
		if len(page.Customers) != 1 {
			return false
		}
		budi = page.Customers[0]
		return budi.Service.Number != ""
	}, long, 100*time.Millisecond)
	require.Equal(t, "122000004217", budi.Service.Number)

	var history contract.HistoryPage
	require.Eventually(t, func() bool {
		history = messages(t, client, budi.ID)
		return len(history.Notes) >= 2
	}, long, 100*time.Millisecond)
	var handlings contract.HandlingPage
	require.Eventually(t, func() bool {
		var err error
		handlings, err = client.Handlings(t.Context(), budi.ID, "", 50)
		require.NoError(t, err)
		return len(handlings.Handlings) == 5
	}, long, 100*time.Millisecond)
	history = messages(t, client, budi.ID)
	day := 24 * time.Hour
	require.Greater(t, time.Since(history.Notes[0].At), 90*day, "a note is as old as the script says")
	require.Less(t, time.Since(history.Notes[len(history.Notes)-1].At), time.Hour)
	signed := 0
	for _, m := range history.Messages {
		if m.Ours && m.Agent.Name == "Dimas" && !m.Outside {
			signed++
		}
	}
	require.Positive(t, signed, "our message of a past answer says who wrote it")
	for _, h := range handlings.Handlings {
		require.Greater(t, time.Since(h.SavedAt), day)
		require.Positive(t, h.Seconds)
		require.Len(t, h.Answers, 1)
	}
	ours, theirs := 0, 0
	for _, m := range history.Messages {
		switch {
		case m.Ours:
			ours++
		default:
			theirs++
		}
	}
	require.Greater(t, ours, 3)
	require.Greater(t, theirs, 3)

	cases, err := client.Cases(t.Context(), contract.ListCasesParams{Network: contract.Twitter})
	require.NoError(t, err)
	for _, c := range cases.Cases {
		require.WithinDuration(t, time.Now(), c.ReceivedAt, 48*time.Hour, "an old message that was answered waits again: case %d", c.Number)
	}
}

func messages(t *testing.T, client *remote.Client, customerID string) contract.HistoryPage {
	t.Helper()
	page, err := client.Messages(t.Context(), customerID, "", 50)
	require.NoError(t, err)
	return page
}
