package practice_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
)

// Cases come from both networks, public and private ones, soon after the start.
func TestBothNetworksBringCases(t *testing.T) {
	p, client := run(t, t.TempDir())
	defer func() {
		client.Close()
		require.NoError(t, p.Close())
	}()
	networks, kinds := map[contract.Network]int{}, map[contract.MessageKind]int{}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); len(networks) < 2 || kinds[contract.MessageKindDm] == 0; <-tick.C {
		require.Less(t, time.Since(began), 20*time.Second, "%v %v", networks, kinds)
		_, err := client.Take(t.Context(), contract.Take{Limit: 50})
		require.NoError(t, err)
		page, err := client.Cases(t.Context(), contract.ListCasesParams{Limit: 200})
		require.NoError(t, err)
		for _, one := range page.Cases {
			networks[one.Network]++
			kinds[one.Kind]++
		}
	}
	accounts, err := client.Accounts(t.Context())
	require.NoError(t, err)
	require.Len(t, accounts.Accounts, 2)
	for _, a := range accounts.Accounts {
		require.Equal(t, contract.AccountHealthStateOk, a.Health.State)
	}
}
