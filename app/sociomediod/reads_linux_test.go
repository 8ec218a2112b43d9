package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage/storetest"
	"sociomedio/data/remote"
)

// BenchmarkReads asks a backend on PostgreSQL, over HTTP on 32 connections, for what agents read all day: 10,000 conversations with
// 100,000 messages. Backend, PostgreSQL and the asking share the machine.
func BenchmarkReads(b *testing.B) {
	h := newLibrary(b, storetest.Size{Conversations: 10_000, Messages: 100_000})
	// Of the first fifth, each has more than 30 messages.
	for _, one := range []struct {
		name, who string
		path      func(n int) string
	}{
		{"inbox", "sari", func(int) string { return "/v1/cases?state=waiting&limit=25" }},
		{"own", "anis", func(int) string { return "/v1/cases?limit=25" }},
		{"messages", "anis", func(n int) string {
			return "/v1/customers/" + storetest.FilledCustomer(1+n%2000) + "/messages?limit=30"
		}},
		{"case", "sari", func(n int) string { return "/v1/cases/" + storetest.FilledCase(1+n%10_000) }},
	} {
		b.Run(one.name, func(b *testing.B) { h.ask(b, one.who, one.path) })
	}
}

// connections are how many ask at a time.
const connections = 32

// library is a backend on PostgreSQL with a centre's past, and people who only read.
type library struct {
	address string
	tokens  map[string]string
}

func newLibrary(b *testing.B, size storetest.Size) *library {
	b.Helper()
	pg, err := storetest.StartCluster(b.Context())
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, pg.Stop()) })
	database := pg.Database(b)
	for name, role := range map[string]string{"anis": "agent", "sari": "supervisor"} {
		code, _, errs := once(b, "kopi tubruk 7\n", "agent", "add", name, "--role", role, "--database", database)
		require.Zero(b, code, errs)
	}
	require.NoError(b, storetest.Fill(b.Context(), database, size))
	h := &library{tokens: map[string]string{}}
	h.address = startQuietly(b, "serve", "--listen", "127.0.0.1:0", "--database", database)
	for _, name := range []string{"anis", "sari"} {
		c, err := remote.Open("http://"+h.address, remote.Options{})
		require.NoError(b, err)
		session, err := c.SignIn(b.Context(), name, "kopi tubruk 7")
		require.NoError(b, err)
		h.tokens[name] = session.AccessToken
		c.Close()
	}
	return h
}

// ask makes b.N calls and reports how many there were in a second and how long the slowest hundredth took.
func (h *library) ask(b *testing.B, who string, path func(n int) string) {
	var next atomic.Int64
	took := make([][]time.Duration, connections)
	var asking sync.WaitGroup
	for i := range connections {
		c, err := net.Dial("tcp", h.address)
		require.NoError(b, err)
		asking.Go(func() {
			defer c.Close()
			in := bufio.NewReaderSize(c, 64<<10)
			for {
				n := int(next.Add(1)) - 1
				if n >= b.N {
					return
				}
				began := time.Now()
				if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: sociomedio\r\nAuthorization: Bearer %s\r\n\r\n", path(n*7919), h.tokens[who]); err != nil {
					b.Error(err)
					return
				}
				if err := answered(in); err != nil {
					b.Error(err)
					return
				}
				took[i] = append(took[i], time.Since(began))
			}
		})
	}
	asking.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	b.ReportMetric(float64(len(all))/b.Elapsed().Seconds(), "answers/s")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
}

// answered reads one answer and throws it away: the asking must cost little beside what is asked.
func answered(in *bufio.Reader) error {
	status, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200")) {
		return fmt.Errorf("%s", status)
	}
	length := -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if rest, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(rest))); err != nil {
				return err
			}
		}
	}
	for length >= 0 {
		_, err := in.Discard(length)
		return err
	}
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return err
		}
		if _, err := in.Discard(int(size) + 2); err != nil || size == 0 {
			return err
		}
	}
}

// startQuietly starts a backend whose log goes to a file, as a service manager has it, and gives its address.
func startQuietly(b *testing.B, args ...string) string {
	b.Helper()
	log, err := os.Create(filepath.Join(b.TempDir(), "log"))
	require.NoError(b, err)
	b.Cleanup(func() { _ = log.Close() })
	p := startTo(b, log, args...)
	address := ""
	require.Eventually(b, func() bool {
		text, err := os.ReadFile(log.Name())
		require.NoError(b, err)
		_, rest, found := strings.Cut(string(text), `"address":"`)
		address, _, _ = strings.Cut(rest, `"`)
		return found
	}, 20*time.Second, 10*time.Millisecond)
	b.Cleanup(func() { require.Zero(b, p.stop()) })
	ctx, cancel := context.WithTimeout(b.Context(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	require.NoError(b, err)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(b, err)
	require.NoError(b, answer.Body.Close())
	return address
}
