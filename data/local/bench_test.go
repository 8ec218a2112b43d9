package local_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/data/local"
)

var made sync.Map // name -> data folder, filled once in a run

// filled is a data folder with so many cases and messages.
func filled(b *testing.B, cases, messages int) string {
	b.Helper()
	name := fmt.Sprint(cases, "-", messages)
	if dir, ok := made.Load(name); ok {
		return dir.(string)
	}
	root, err := os.MkdirTemp("", "local-bench-")
	require.NoError(b, err)
	folders = append(folders, root)
	dir := filepath.Join(root, "data")
	f, err := local.OpenFolder(dir)
	require.NoError(b, err)
	s, err := f.Store(context.Background(), "https://sm.example.test", "anis")
	require.NoError(b, err)
	r := rand.New(rand.NewPCG(1, 2))
	for from := 0; from < cases; from += 500 {
		c := contract.Changes{Cursor: fmt.Sprint(from)}
		for n := from; n < min(cases, from+500); n++ {
			c.Cases = append(c.Cases, aCase(n, func(c *contract.Case) {
				if n%3 == 0 {
					c.Network = contract.Facebook
				}
			}))
		}
		_, err := s.Apply(context.Background(), c, "", noon)
		require.NoError(b, err)
	}
	for from := 0; from < messages; from += 2000 {
		c := contract.Changes{Cursor: fmt.Sprint(from)}
		for n := from; n < min(messages, from+2000); n++ {
			m := aMessage(n, n%max(1, messages/200), sentence(r))
			m.At = noon.Add(time.Duration(n) * 30 * time.Second)
			c.Messages = append(c.Messages, m)
		}
		_, err := s.Apply(context.Background(), c, "", noon)
		require.NoError(b, err)
	}
	require.NoError(b, s.Close())
	require.NoError(b, f.Close())
	made.Store(name, dir)
	return dir
}

var folders []string

// common words make up most of what customers write; the rest is rare.
var common = strings.Fields(`internet indihome saya lambat sekali sejak tadi malam modem sudah restart tetap sama mohon dibantu tagihan bulan ini naik
	kenapa belum ada teknisi datang wifi mati lampu merah los gangguan di tolong kak min terima kasih pasang baru paket speedtest kapan selesai pembayaran
	menagih ditagih pelanggan telepon rumah usetv channel hilang pindah alamat nomor tiket aduan lama banget`)

func sentence(r *rand.Rand) string {
	var b strings.Builder
	for range 8 + r.IntN(12) {
		if r.IntN(10) == 0 {
			fmt.Fprintf(&b, "kata%d ", r.IntN(50_000))
			continue
		}
		// A few words are in most messages, as in a language.
		b.WriteString(common[min(r.IntN(len(common)), r.IntN(len(common)))])
		b.WriteByte(' ')
	}
	return b.String()
}

func using(b *testing.B, dir string) *local.Store {
	b.Helper()
	f, err := local.OpenFolder(dir)
	require.NoError(b, err)
	s, err := f.Store(context.Background(), "https://sm.example.test", "anis")
	require.NoError(b, err)
	b.Cleanup(func() {
		require.NoError(b, s.Close())
		require.NoError(b, f.Close())
	})
	return s
}

// From a closed store to the rows of the first screen and its counts.
func BenchmarkOpenToFirstPage(b *testing.B) {
	for _, cases := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint("cases=", cases), func(b *testing.B) {
			dir := filled(b, cases, 0)
			for b.Loop() {
				f, err := local.OpenFolder(dir)
				require.NoError(b, err)
				s, err := f.Store(context.Background(), "https://sm.example.test", "anis")
				require.NoError(b, err)
				keys, err := s.Order(context.Background(), local.OrderQuery{})
				require.NoError(b, err)
				rows, err := s.Cases(context.Background(), keys[:20])
				require.NoError(b, err)
				require.Len(b, rows, 20)
				_, err = s.Counts(context.Background(), noon)
				require.NoError(b, err)
				b.StopTimer()
				require.NoError(b, s.Close())
				require.NoError(b, f.Close())
				b.StartTimer()
			}
		})
	}
}

func BenchmarkInbox(b *testing.B) {
	for _, cases := range []int{1_000, 100_000} {
		s := using(b, filled(b, cases, 0))
		run := func(name string, f func() error) {
			b.Run(fmt.Sprint(name, "/cases=", cases), func(b *testing.B) {
				for b.Loop() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		keys, err := s.Order(context.Background(), local.OrderQuery{})
		require.NoError(b, err)
		run("order", func() error { _, err := s.Order(context.Background(), local.OrderQuery{}); return err })
		run("order-network", func() error {
			_, err := s.Order(context.Background(), local.OrderQuery{Network: contract.Facebook})
			return err
		})
		run("order-text", func() error {
			_, err := s.Order(context.Background(), local.OrderQuery{Text: "pelanggan_77"})
			return err
		})
		run("counts", func() error { _, err := s.Counts(context.Background(), noon); return err })
		at := 0
		run("window-of-20", func() error {
			at = (at + 7919) % (len(keys) - 20)
			_, err := s.Cases(context.Background(), keys[at:at+20])
			return err
		})
	}
}

func BenchmarkHistoryPage(b *testing.B) {
	s := using(b, filled(b, 0, 400_000)) // 200 customers with 2,000 messages each
	n := 0
	for b.Loop() {
		n++
		got, err := s.Entries(context.Background(), local.EntryQuery{CustomerID: id(1_000_000 + n%200), Limit: 50})
		require.NoError(b, err)
		require.Len(b, got, 50)
	}
}

// The time to the first 20 hits, for what an agent types, letter by letter.
func BenchmarkSearch(b *testing.B) {
	for _, messages := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint("messages=", messages), func(b *testing.B) {
			s := using(b, filled(b, 0, messages))
			queries := []string{}
			for _, text := range []string{"tagihan", "internet lambat", "menagih", "kata123", "modem restart kapan", "nomor kata4", "aduan banget selesai"} {
				for i := 2; i <= len(text); i++ {
					queries = append(queries, text[:i])
				}
			}
			var took []time.Duration
			slowest := map[string]time.Duration{}
			i := 0
			for b.Loop() {
				q := queries[i%len(queries)]
				i++
				start := time.Now()
				_, err := s.Search(context.Background(), local.SearchQuery{Text: q, Limit: 20})
				d := time.Since(start)
				require.NoError(b, err)
				took = append(took, d)
				slowest[q] = max(slowest[q], d)
			}
			sort.Slice(took, func(i, j int) bool { return took[i] < took[j] })
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "max-ms")
			if testing.Verbose() {
				for q, d := range slowest {
					if d > 10*time.Millisecond {
						b.Logf("%-25s %v", q, d)
					}
				}
			}
		})
	}
}

// One answer of /v1/changes with 200 cases and their messages.
func BenchmarkApply(b *testing.B) {
	p := begin(b)
	n := 0
	for b.Loop() {
		c := contract.Changes{Cursor: fmt.Sprint(n)}
		for range 200 {
			n++
			c.Cases = append(c.Cases, aCase(n, nil))
			c.Messages = append(c.Messages, aMessage(n, n, "internet indihome saya lambat sekali sejak tadi malam"))
		}
		_, err := p.Apply(context.Background(), c, "", noon)
		require.NoError(b, err)
	}
}

// From Save to an answer that a power loss does not take.
func BenchmarkAddToOutbox(b *testing.B) {
	p := begin(b)
	n := 0
	for b.Loop() {
		n++
		require.NoError(b, p.Add(context.Background(), local.Outgoing{ID: id(n), State: "queued", Doc: []byte(strings.Repeat("x", 1500))}))
	}
}
