package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/storage"
	"sociomedio/app/backend/storage/storetest"
	"sociomedio/assets/demo"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// several are three backends on one PostgreSQL, and the networks in this process.
type several struct {
	t        *testing.T
	postgres *storetest.Cluster
	stands   *standin.Server
	networks string // URL
	database string
	config   string
	path     []contract.ID

	mu        sync.Mutex
	addresses []string
	backends  []*process
	saved     []string // texts of answers that a backend has taken
}

func newSeveral(t *testing.T) *several {
	t.Helper()
	pg, err := storetest.StartCluster(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, pg.Stop()) })
	s := &several{t: t, postgres: pg, database: pg.Database(t)}
	s.networks = s.serveNetworks()
	for _, name := range []string{"anis", "budi", "citra"} {
		code, _, errs := once(t, "kopi tubruk 7\n", "agent", "add", name, "--database", s.database)
		require.Zero(t, code, errs)
	}
	code, _, errs := once(t, "", "catalog", "import", csv(t, "Category\nKomplain\n"), "--database", s.database)
	require.Zero(t, code, errs)
	x, f := s.stands.XCredentials(), s.stands.FacebookCredentials()
	s.config = filepath.Join(t.TempDir(), "backend.toml")
	require.NoError(t, os.WriteFile(s.config, fmt.Appendf(nil, configuration, s.stands.XAccount(), s.networks, x.ConsumerKey, x.ConsumerSecret,
		x.AccessToken, x.AccessSecret, s.stands.PageID(), f.AppID, f.AppSecret, f.PageToken, f.VerifyToken), 0o600))
	for range 3 {
		s.addresses, s.backends = append(s.addresses, free(t)), append(s.backends, nil)
	}
	for i := range s.backends {
		s.serve(i)
	}
	return s
}

func (s *several) serveNetworks() string {
	o := standin.Options{}
	o.X.LimitFactor = 10_000
	s.stands = standin.New(o)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	l := listen(s.t)
	go func() { done <- s.stands.Run(ctx, l) }()
	s.t.Cleanup(func() {
		cancel()
		require.NoError(s.t, <-done)
	})
	return "http://" + l.Addr().String()
}

func (s *several) serve(i int) {
	s.t.Helper()
	p := start(s.t, "serve", "--listen", s.addresses[i], "--database", s.database, "--config", s.config)
	p.logged("serving")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backends[i] = p
}

// kill ends one as a power cut does.
func (s *several) kill(i int) {
	s.mu.Lock()
	p := s.backends[i]
	s.mu.Unlock()
	require.NoError(s.t, p.cmd.Process.Kill())
	<-p.done
	p.done <- nil
}

// agent is one whose requests go to any of the backends, as behind a load balancer: with one session.
type agent struct {
	s       *several
	clients []*remote.Client
}

func (s *several) signIn(name string) *agent {
	s.t.Helper()
	a := &agent{s: s}
	var session contract.Session
	for i, address := range s.addresses {
		c, err := remote.Open("http://"+address, remote.Options{Patience: 5 * time.Second})
		require.NoError(s.t, err)
		s.t.Cleanup(c.Close)
		if i == 0 {
			session, err = c.SignIn(s.t.Context(), name, "kopi tubruk 7")
			require.NoError(s.t, err)
		}
		c.Use(remote.Tokens{Access: session.AccessToken})
		a.clients = append(a.clients, c)
	}
	return a
}

// anyOf calls any backend, again at another when one does not answer, as long as an agent has patience.
func anyOf[T any](a *agent, call func(*remote.Client) (T, error)) (T, error) {
	for began := time.Now(); ; {
		got, err := call(a.clients[rand.IntN(len(a.clients))])
		k := data.KindOf(err)
		if k != data.Unreachable && k != data.Overloaded && k != data.NotABackend || time.Since(began) > time.Minute {
			return got, err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// works takes cases and answers them until ctx ends.
func (a *agent) works(ctx context.Context) {
	for ctx.Err() == nil {
		if _, err := anyOf(a, func(c *remote.Client) (contract.Taken, error) {
			return c.Take(a.s.t.Context(), contract.Take{Limit: 3})
		}); err != nil {
			a.s.t.Error("take", err)
			return
		}
		page, err := anyOf(a, func(c *remote.Client) (contract.CasePage, error) {
			return c.Cases(a.s.t.Context(), contract.ListCasesParams{State: contract.CaseStateTaken, Limit: 50})
		})
		if err != nil {
			a.s.t.Error("cases", err)
			return
		}
		for _, k := range page.Cases {
			a.answers(k)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (a *agent) answers(k contract.Case) {
	text, key := "Kami cek "+uuid.NewString(), uuid.NewString()
	visibility := contract.Public
	if k.Private {
		visibility = contract.Private
	}
	answer := contract.NewAnswer{
		TargetMessageID: k.MessageID, CaseVersion: k.Version, Path: a.s.path, ReplyType: "normal", Visibility: visibility,
		Text: text, Parts: []string{text}, OpenedAt: time.Now(),
	}
	_, err := anyOf(a, func(c *remote.Client) (contract.Handling, error) {
		return c.SaveAnswer(a.s.t.Context(), k.ID, key, answer)
	})
	switch data.KindOf(err) {
	case "":
		a.s.mu.Lock()
		a.s.saved = append(a.s.saved, text)
		a.s.mu.Unlock()
	case data.CaseChanged, data.CaseHeld, data.CaseClosed: // said, and nothing was taken
	default:
		a.s.t.Error("save", err)
	}
}

// atWork lets three agents answer and customers write; rest lets them all stop, and waits until they have.
func (s *several) atWork() (rest func()) {
	agents := []*agent{s.signIn("anis"), s.signIn("budi"), s.signIn("citra")}
	s.choosePath(agents[0])
	ctx, stop := context.WithCancel(s.t.Context())
	var working sync.WaitGroup
	for _, a := range agents {
		working.Go(func() { a.works(ctx) })
	}
	working.Go(func() { s.write(ctx) })
	return func() {
		stop()
		working.Wait()
	}
}

// TestThreeBackendsOnOneDatabase: agents on any of them, each account read by one, and one killed again and again. Its work goes on
// elsewhere within seconds; nothing is lost, nothing doubled.
func TestThreeBackendsOnOneDatabase(t *testing.T) {
	if testing.Short() {
		t.Skip("kills backends for half a minute")
	}
	s := newSeveral(t)
	rest := s.atWork()
	defer rest()
	for i := range 4 {
		time.Sleep(2 * time.Second) // under load
		s.kill(i % 3)
		time.Sleep(time.Second)
		s.serve(i % 3)
	}
	rest()
	s.arrived()
	require.Greater(t, len(s.saved), 10, "answers were given, also where the machine has much else to do")
	for i := range s.backends {
		require.Zero(t, s.backends[i].stop())
	}
}

// write lets customers write, on both networks.
func (s *several) write(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		in := standin.Injection{Network: "twitter", Kind: "mention", Text: fmt.Sprint("@TelkomCare internet mati ", n)}
		if n%2 == 0 {
			in.Network, in.Kind = "facebook", "messenger"
		}
		who := fmt.Sprint("orang_contoh_", n%40)
		in.From = standin.Author{Customer: demo.Customer{Handle: who, Name: who}}
		if _, err := s.stands.Inject(in); err != nil {
			s.t.Error(err)
		}
		if n%10 == 0 { // registered again and again: whichever lives is called
			url := "http://" + s.addresses[rand.IntN(3)] + "/webhooks/facebook/TelkomCare"
			_ = s.stands.Webhook(ctx, standin.Target{Network: "facebook", URL: url}) // one that is dead does not answer
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// arrived waits until every answer that was taken is on its network, and looks that it is there once.
func (s *several) arrived() {
	s.t.Helper()
	store, err := storage.Open(s.t.Context(), s.database, storage.Options{})
	require.NoError(s.t, err)
	defer func() { require.NoError(s.t, store.Close()) }()
	require.Eventually(s.t, func() bool {
		at, err := store.NextPartAt(s.t.Context())
		return err == nil && at.IsZero()
	}, 45*time.Second, 50*time.Millisecond, "nothing is on its way any more")
	posted := map[string]int{}
	for _, p := range s.stands.Posts() {
		posted[p.Text]++
	}
	for _, text := range s.saved {
		require.Equal(s.t, 1, posted[text], "lost or doubled: %s", text)
	}
	require.Len(s.t, posted, len(s.saved), "and nothing else")
}
