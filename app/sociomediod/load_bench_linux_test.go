package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/facebook"
	"sociomedio/app/backend/standin/x"
	"sociomedio/app/backend/storage"
	"sociomedio/app/backend/storage/storetest"
	"sociomedio/app/sociomediod/load"
)

// BenchmarkCentre lets a whole centre work for SOCIOMEDIO_LOAD (1m unless set; 5m is what an operator should see once) and reports what
// agents waited for, what went wrong, what it cost, and what of that must hold and didn't. The whole report is in build/bench.
// Networks, backends, PostgreSQL and load share the machine.
//
// Twenty of the agents work at desks with stores of their own.
//
//	1000        a thousand agents with event streams on one backend, 50 answers and 200 messages a second
//	1000x3kill  the same on three, one of which is killed every 20 s
//	100sqlite   a hundred agents on one backend with SQLite
func BenchmarkCentre(b *testing.B) {
	b.Run("1000", func(b *testing.B) {
		newFloor(b, postgres, 1).work(b, shift{agents: 1000, desks: 20, messages: 12_000, answers: 3000, quick: true})
	})
	b.Run("1000x3kill", func(b *testing.B) {
		newFloor(b, postgres, 3).work(b, shift{agents: 1000, desks: 20, messages: 12_000, answers: 3000, kill: true})
	})
	b.Run("100sqlite", func(b *testing.B) {
		newFloor(b, newDatabase, 1).work(b, shift{agents: 100, desks: 20, messages: 1200, answers: 300})
	})
}

func postgres(b testing.TB) string {
	// As the chapter on scale says.
	pg, err := storetest.StartCluster(b.Context(), "shared_buffers=1GB", "max_wal_size=4GB", "autovacuum_vacuum_cost_delay=10ms")
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, pg.Stop()) })
	return pg.Database(b)
}

// floor is everything that a centre runs, each a process of its own.
type floor struct {
	database, config, networks string
	stands                     *process
	addresses                  []string
	backends                   []*process
}

func newFloor(b *testing.B, database func(testing.TB) string, backends int) *floor {
	b.Helper()
	f := &floor{database: database(b), backends: make([]*process, backends)}
	f.stands = start(b, "networks", "--listen", "127.0.0.1:0", "--limits", "10000", "--hands", "16")
	line, err := f.stands.out.ReadString('\n')
	require.NoError(b, err)
	_, rest, _ := strings.Cut(line, "X on ")
	f.networks, _, _ = strings.Cut(rest, "/x,")
	code, _, errs := once(b, "", "catalog", "import", csv(b, "Category\nKomplain\n"), "--database", f.database)
	require.Zero(b, code, errs)
	cx, cf, of := x.Defaults(), facebook.Defaults(), standin.New(standin.Options{})
	f.config = filepath.Join(b.TempDir(), "backend.toml")
	text := strings.Replace(configuration, `"50ms"`, `"10s"`, 1) // what comes, comes by webhook; reading is the safety net
	require.NoError(b, os.WriteFile(f.config, fmt.Appendf(nil, text, of.XAccount(), f.networks, cx.ConsumerKey, cx.ConsumerSecret, cx.AccessToken,
		cx.AccessSecret, of.PageID(), cf.AppID, cf.AppSecret, cf.PageToken, cf.VerifyToken), 0o600))
	for i := range backends {
		f.addresses = append(f.addresses, free(b))
		f.serve(b, i)
	}
	f.register(b)
	return f
}

// balancer hands each call to the next backend, and to another when that one is away, as the load balancer of a centre does.
type balancer struct {
	addresses []string
	turn      atomic.Uint32
}

func (n *balancer) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	var body []byte
	if r.Body != nil { // a handshake has none
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	for range n.addresses {
		try := r.Clone(r.Context())
		try.URL.Scheme, try.URL.Host = "http", n.addresses[int(n.turn.Add(1))%len(n.addresses)]
		try.Body = io.NopCloser(bytes.NewReader(body))
		if answer, err = http.DefaultTransport.RoundTrip(try); err == nil {
			return answer, nil
		}
	}
	return nil, err
}

func (f *floor) serve(b *testing.B, i int) {
	b.Helper()
	log, err := os.OpenFile(filepath.Join(filepath.Dir(f.config), "log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	require.NoError(b, err)
	b.Cleanup(func() { _ = log.Close() })
	f.backends[i] = startTo(b, log, "serve", "--listen", f.addresses[i], "--database", f.database, "--config", f.config)
	f.ready(b, i)
}

func (f *floor) ready(b *testing.B, i int) {
	b.Helper()
	require.Eventually(b, func() bool {
		answer, err := http.Get("http://" + f.addresses[i] + "/readyz")
		return err == nil && answer.Body.Close() == nil && answer.StatusCode == http.StatusOK
	}, 30*time.Second, 20*time.Millisecond)
}

// register has the networks call the backends through a load balancer.
func (f *floor) register(b *testing.B) {
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) {}, Transport: &balancer{addresses: f.addresses}})
	b.Cleanup(front.Close)
	for _, network := range []string{"twitter", "facebook"} {
		post(b, f.networks+"/_webhook", standin.Target{Network: network, URL: front.URL + "/webhooks/" + network + "/TelkomCare"}, nil)
	}
}

// loadGrowth lets the load, which is not what is measured, have memory rather than the cores that backends and PostgreSQL share with it.
const loadGrowth = 400

// shift is what a centre's people do; messages and answers per minute.
type shift struct {
	agents, desks, messages, answers int
	kill                             bool // a backend every 20 s
	quick                            bool // nobody may wait long, either
}

func (f *floor) work(b *testing.B, s shift) {
	b.Helper()
	defer debug.SetGCPercent(debug.SetGCPercent(loadGrowth))
	lasts := time.Minute
	if said := os.Getenv("SOCIOMEDIO_LOAD"); said != "" {
		var err error
		lasts, err = time.ParseDuration(said)
		require.NoError(b, err)
	}
	store, err := storage.Open(b.Context(), f.database, storage.Options{})
	require.NoError(b, err)
	defer func() { require.NoError(b, store.Close()) }()
	var servers []string
	for _, address := range f.addresses {
		servers = append(servers, "http://"+address)
	}
	var working atomic.Bool
	var before, after [3]float64
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; s.kill; i++ {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Second):
			}
			if working.Load() {
				f.kill(b, i%len(f.backends))
			}
		}
	}()
	report, err := load.Run(b.Context(), load.Options{
		Store: store, Servers: servers, Networks: f.networks, Agents: s.agents, Desks: s.desks, Messages: s.messages, Answers: s.answers, For: lasts,
		Settle: time.Minute, Log: slog.New(slog.DiscardHandler),
		Begun: func() {
			before = f.spent()
			working.Store(true)
		},
		Said: func(string) {
			if working.Swap(false) { // they go home
				after = f.spent()
			}
		},
	})
	close(stop)
	<-stopped
	require.NoError(b, err)
	f.report(b, s, report)
	for i, who := range []string{"backends", "load", "networks"} {
		b.ReportMetric((after[i]-before[i])/report.Took.Seconds(), who+"-cores")
	}
}

// kill ends a backend as a power cut does and starts it again after a second.
func (f *floor) kill(b *testing.B, i int) {
	p := f.backends[i]
	_ = p.cmd.Process.Kill()
	<-p.done
	p.done <- nil
	time.Sleep(time.Second)
	f.serve(b, i)
}

// figure is one of a report, and between what it must be; most below 0 is not asked for.
type figure struct {
	name             string
	got, least, most float64
}

func (f *floor) report(b *testing.B, s shift, r load.Report) {
	b.Helper()
	asked := func(most float64) float64 {
		if s.quick {
			return most
		}
		return -1
	}
	messages := float64(s.messages) / 60
	const all = .98 // of what is offered: the rest was under way at the end
	figures := []figure{
		{"answers/s", r.Answers, asked(r.Offered * all), -1},
		{"messages/s", r.Messages, asked(messages * all), -1},
		{"errors", float64(r.Wrong()), 0, 0},
		{"not-received", float64(r.Written - r.Received), 0, 0},
		{"lost", float64(r.Lost), 0, 0},
		{"doubled", float64(r.Doubled), 0, 0},
	}
	limits := map[string]float64{"sync, nothing new": 50, "open": 100, "save": 150}
	for _, t := range r.Times {
		limit := -1.0
		if ms, found := limits[t.Name]; found {
			limit = asked(ms)
		}
		name := strings.NewReplacer(", ", "-", " ", "-").Replace(t.Name) + "-p99-ms"
		figures = append(figures, figure{name, float64(t.P99.Microseconds()) / 1000, 0, limit})
	}
	most := 0.0
	for _, p := range f.backends {
		most = max(most, float64(peak(p.cmd.Process.Pid))/(1<<20))
	}
	figures = append(figures, figure{"backend-MiB", most, 0, asked(300)})
	verdict := verdict(figures)
	b.Log(verdict) // little: the testing package keeps only ten lines
	folder := filepath.Join("..", "..", "build", "bench")
	require.NoError(b, os.MkdirAll(folder, 0o755))
	require.NoError(b, os.WriteFile(filepath.Join(folder, strings.ReplaceAll(b.Name(), "/", "-")+".txt"), []byte(r.String()+verdict+"\n"), 0o600))
	for _, one := range figures {
		b.ReportMetric(one.got, one.name)
	}
}

// verdict says what of the figures holds and what doesn't.
func verdict(figures []figure) string {
	var held, not []string
	for _, one := range figures {
		said := fmt.Sprintf("%s %.4g", one.name, one.got)
		switch {
		case one.got < one.least:
			not = append(not, fmt.Sprintf("%s (at least %.4g)", said, one.least))
		case one.most >= 0 && one.got > one.most:
			not = append(not, fmt.Sprintf("%s (at most %.4g)", said, one.most))
		case one.most >= 0 || one.least > 0:
			held = append(held, said)
		}
	}
	if len(not) == 0 {
		return "HOLDS: " + strings.Join(held, ", ")
	}
	return "DOES NOT HOLD: " + strings.Join(not, ", ") + "\nholds: " + strings.Join(held, ", ")
}

// spent is how many seconds of CPU the backends, this process and the networks have had.
func (f *floor) spent() (s [3]float64) {
	for i := range f.backends {
		s[0] += cpu(f.backends[i].cmd.Process.Pid)
	}
	s[1], s[2] = cpu(os.Getpid()), cpu(f.stands.cmd.Process.Pid)
	return s
}

func cpu(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / 100
}

// peak is the most memory that a process ever had, in bytes.
func peak(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kib, _ := strconv.ParseInt(strings.Fields(rest + " 0")[0], 10, 64)
	return kib << 10
}
