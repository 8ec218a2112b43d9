package storage_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/app/backend/storage/storetest"
	"sociomedio/data/contract"
)

// BenchmarkSyncWithoutChanges is what nearly every Sync is: it must cost the same whatever the number of cases (10³ to 10⁶).
func BenchmarkSyncWithoutChanges(b *testing.B) {
	for _, cases := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(cases), func(b *testing.B) {
			ctx := b.Context()
			dsn := cluster.Database(b)
			s, err := storage.Open(ctx, dsn, storage.Options{})
			require.NoError(b, err)
			defer func() { require.NoError(b, s.Close()) }()
			agent, err := s.AddAgent(ctx, storage.NewAgent{Username: "anis", Name: "Anis", Role: contract.RoleAgent})
			require.NoError(b, err)
			require.NoError(b, storetest.Fill(ctx, dsn, storetest.Size{Conversations: cases, Messages: cases}))
			cursor, err := s.Cursor(ctx, agent.ID)
			require.NoError(b, err)
			for b.Loop() {
				c, err := s.Changes(ctx, agent.ID, cursor, 500)
				require.NoError(b, err)
				require.Empty(b, c.Cases)
			}
		})
	}
}
