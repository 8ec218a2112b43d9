package storage_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"sociomedio/app/backend/storage/storetest"
)

// cluster is the PostgreSQL that all tests of this package share, each with databases of its own.
var cluster *storetest.Cluster

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if cluster, err = storetest.StartCluster(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := cluster.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func sqliteFile(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "store.db") }

func TestSQLite(t *testing.T)   { storetest.Run(t, sqliteFile) }
func TestPostgres(t *testing.T) { storetest.Run(t, cluster.Database) }

func TestPlansHold(t *testing.T) { storetest.PlansHold(t, cluster.Database(t)) }
