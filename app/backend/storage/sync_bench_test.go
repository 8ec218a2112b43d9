package storage_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the benchmark fills with it
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/app/backend/storage/storetest"
	"sociomedio/data/contract"
)

// BenchmarkSyncWithoutChanges is what nearly every Sync is: it must cost the same whatever the number of cases (10³ to 10⁶).
func BenchmarkSyncWithoutChanges(b *testing.B) {
	postgres := func(b *testing.B, cases int) (dsn string) {
		dsn = cluster.Database(b)
		hire(b, dsn)
		require.NoError(b, storetest.Fill(b.Context(), dsn, storetest.Size{Conversations: cases, Messages: cases}))
		return dsn
	}
	for name, filled := range map[string]func(*testing.B, int) string{"PostgreSQL": postgres, "SQLite": fillSQLite} {
		for _, cases := range []int{1_000, 100_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", name, cases), func(b *testing.B) {
				ctx, dsn := b.Context(), filled(b, cases)
				s, err := storage.Open(ctx, dsn, storage.Options{})
				require.NoError(b, err)
				defer func() { require.NoError(b, s.Close()) }()
				agent, err := s.AgentByUsername(ctx, "anis")
				require.NoError(b, err)
				cursor, err := s.Cursor(ctx, agent.ID)
				require.NoError(b, err)
				require.NotContains(b, cursor, "-0", "there were changes once")
				for b.Loop() {
					c, err := s.Changes(ctx, agent.ID, cursor, 500)
					require.NoError(b, err)
					require.Empty(b, c.Cases)
				}
			})
		}
	}
}

func hire(b *testing.B, dsn string) {
	b.Helper()
	s, err := storage.Open(b.Context(), dsn, storage.Options{})
	require.NoError(b, err)
	_, err = s.AddAgent(b.Context(), storage.NewAgent{Username: "anis", Name: "Anis", Role: contract.RoleAgent})
	require.NoError(b, err)
	require.NoError(b, s.Close())
}

// fillSQLite makes a database in which one agent has had so many cases; what a case is about is left out.
func fillSQLite(b *testing.B, cases int) string {
	dsn := sqliteFile(b)
	hire(b, dsn)
	db, err := sql.Open("sqlite3", strings.Replace(dsn, "sqlite:", "file:", 1)+"?_foreign_keys=off")
	require.NoError(b, err)
	defer db.Close()
	const numbers = `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?) `
	for _, statement := range []string{
		`INSERT INTO cases (id, number, version, state, network, kind, private, account_id, customer_id, conversation_id, message_id, newest_id, holder_id,
			received_at, due_at, answered_at, changed_at, customer_version, preview, preview_ours, created_at) ` + numbers + `
			SELECT 'c' || n, n, 1, 'answered', 'twitter', 'mention', FALSE, 'a', 'd' || n, 'e' || n, 'b' || n, 'b' || n, (SELECT id FROM agents), n, n, n, n, 1, '', FALSE, n FROM n`,
		`INSERT INTO watchers (case_id, agent_id, customer_id) ` + numbers + `SELECT 'c' || n, (SELECT id FROM agents), 'd' || n FROM n`,
		`INSERT INTO changes (agent_id, kind, entity_id, seq) ` + numbers + `SELECT (SELECT id FROM agents), 'case', 'c' || n, n FROM n`,
		`UPDATE feeds SET seq = ?`,
	} {
		_, err := db.ExecContext(b.Context(), statement, cases)
		require.NoError(b, err, statement)
	}
	return dsn
}
