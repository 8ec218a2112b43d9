package storage_test

import (
	"fmt"
	"iter"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// manyServices makes n service records one by one; at each ten thousandth, at is called.
func manyServices(n int, at func()) iter.Seq2[contract.Service, error] {
	return func(yield func(contract.Service, error) bool) {
		for i := range n {
			if i%10_000 == 0 {
				at()
			}
			s := contract.Service{
				Number: fmt.Sprintf("1220%08d", i), CustomerName: fmt.Sprintf("Pelanggan %d", i), Pots: fmt.Sprintf("(021) 7%07d", i),
				Internet: fmt.Sprintf("1221%08d", i), PackageName: "IndiHome 20 Mbps", Address: fmt.Sprintf("Jl. Contoh No. %d, Kebayoran Baru", i),
				Sto: "KBY", Regional: "2", Witel: "Jakarta Selatan", Contact: fmt.Sprintf("0812-%08d", i),
			}
			if !yield(s, nil) {
				return
			}
		}
	}
}

// resident is this process's memory in bytes, with what SQLite takes outside of Go's heap.
func resident(t testing.TB) uint64 {
	t.Helper()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("there is no /proc here")
	}
	pages, err := strconv.ParseUint(strings.Fields(string(raw))[1], 10, 64)
	require.NoError(t, err)
	return pages * uint64(os.Getpagesize())
}

// importMany imports n records twice (all new, all known) and gives the times and the most memory it took.
func importMany(t testing.TB, dsn string, n int) (first, again time.Duration, most uint64) {
	t.Helper()
	store, err := storage.Open(t.Context(), dsn, storage.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	runtime.GC()
	look := func() { most = max(most, resident(t)) }
	took := func() time.Duration {
		began := time.Now()
		got, err := store.ImportServices(t.Context(), manyServices(n, look))
		require.NoError(t, err)
		require.Equal(t, n, got)
		look()
		return time.Since(began)
	}
	first, again = took(), took()
	began := time.Now()
	found, err := store.Services(t.Context(), fmt.Sprintf("0812%08d", n-1))
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Less(t, time.Since(began), time.Second, "found by an index")
	return first, again, most
}

// mostMemory is what an import may take, whatever the number of its records.
const mostMemory = 500 << 20

func TestAnImportOfManyRecordsNeedsLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("a hundred thousand records, twice, on both engines")
	}
	for name, dsn := range map[string]string{"SQLite": sqliteFile(t), "PostgreSQL": cluster.Database(t)} {
		t.Run(name, func(t *testing.T) {
			first, again, most := importMany(t, dsn, 100_000)
			t.Logf("100,000 records: new %s, again %s, %d MB resident", first.Round(time.Millisecond), again.Round(time.Millisecond), most>>20)
			require.Less(t, most, uint64(mostMemory))
		})
	}
}

func BenchmarkImportOfAMillionRecords(b *testing.B) {
	for name, database := range map[string]func(testing.TB) string{"SQLite": sqliteFile, "PostgreSQL": cluster.Database} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				first, again, most := importMany(b, database(b), 1_000_000)
				b.ReportMetric(first.Seconds(), "s/new")
				b.ReportMetric(again.Seconds(), "s/again")
				b.ReportMetric(float64(most>>20), "MB-resident")
				require.Less(b, most, uint64(mostMemory))
			}
		})
	}
}
