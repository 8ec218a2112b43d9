package desk_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"sociomedio/app/backend"
	"sociomedio/app/backend/api"
	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestMain(m *testing.M) {
	keyring.MockInit()
	goleak.VerifyTestMain(m)
}

const password = "kopi tubruk 7"

// centre is a real backend on a real database behind real HTTP, with two networks that behave. Between the backend and its
// clients lies a line that can be cut.
type centre struct {
	t        testing.TB
	store    *storage.Store
	back     *backend.Backend
	line     *line
	url      string
	twitter  account
	facebook account
	written  int
}

// account is one of the company's accounts with its network.
type account struct {
	storage.Account
	net *network
}

func newCentre(t testing.TB) *centre {
	t.Helper()
	ctx := context.Background()
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	c := &centre{t: t}
	var err error
	c.store, err = storage.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "backend.db"), storage.Options{NewID: newID})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.store.Close()) })
	c.twitter = c.connect(contract.Twitter, contract.AccountLimits{Public: 280, Private: 10000})
	c.facebook = c.connect(contract.Facebook, contract.AccountLimits{Public: 8000, Private: 2000})
	require.NoError(t, c.store.ImportCatalogue(ctx, []string{"Category", "Product", "Sub Product"}, [][]string{
		{"Komplain", "Internet", "Tidak Bisa Connect"}, {"Komplain", "Internet", "Lambat"}, {"Informasi", "Tagihan"},
	}))
	_, err = c.store.ImportTemplates(ctx, func(yield func(contract.Template, error) bool) {
		_ = yield(contract.Template{Category: "Lambat", Title: "cek", Text: "Halo Kak {nama}, No. {nomor_internet} kami cek."}, nil) &&
			yield(contract.Template{Category: "Tagihan", Title: "rincian", Text: "Tagihan {bulan} Kak {nama}."}, nil)
	})
	require.NoError(t, err)
	c.run()
	c.agent("anis", contract.RoleAgent)
	c.agent("sari", contract.RoleAgent)
	c.agent("spv", contract.RoleSupervisor)
	return c
}

func (c *centre) connect(kind contract.Network, limits contract.AccountLimits) account {
	c.t.Helper()
	a, err := c.store.UpsertAccount(context.Background(), storage.Account{
		Network: kind, ExternalID: "42" + string(kind), Name: "TelkomCare", Handle: "TelkomCare", Limits: limits,
	})
	require.NoError(c.t, err)
	return account{a, &network{kind: kind}}
}

// run puts the backend to work and its face onto the line.
func (c *centre) run() {
	var err error
	rules := backend.DeliveryRules{Looks: []time.Duration{20 * time.Millisecond}, Retry: 20 * time.Millisecond, Most: 100 * time.Millisecond}
	var accounts []backend.Account
	for _, a := range []account{c.twitter, c.facebook} {
		accounts = append(accounts, backend.Account{Account: a.Account, Channel: a.net, PollEvery: time.Hour})
	}
	c.back, err = backend.New(backend.Options{
		Store: c.store, Worker: "test", SlowDown: time.Millisecond, Accounts: accounts, Delivery: rules,
		Hashing: backend.Hashing{Memory: 64, Time: 1, Threads: 1},
	})
	require.NoError(c.t, err)
	face, err := api.New(api.Options{
		Backend: c.back, Store: c.store, Clock: time.Now, NewID: func() string { return uuid.Must(uuid.NewV7()).String() }, Log: slog.New(slog.DiscardHandler),
		Heartbeat: 100 * time.Millisecond,
	})
	require.NoError(c.t, err)
	c.line = newLine(face)
	server := httptest.NewServer(c.line)
	c.url = server.URL
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.back.Run(ctx) }()
	c.t.Cleanup(func() {
		face.Stop()
		c.line.heal()
		server.CloseClientConnections()
		server.Close()
		c.twitter.net.release()
		cancel()
		require.NoError(c.t, <-done)
	})
}

func (c *centre) agent(username string, role contract.Role) storage.Agent {
	c.t.Helper()
	hash, err := backend.HashPassword(context.Background(), username, password, backend.Hashing{Memory: 64, Time: 1, Threads: 1})
	require.NoError(c.t, err)
	a, err := c.store.AddAgent(context.Background(), storage.NewAgent{
		Username: username, Name: strings.ToUpper(username[:1]) + username[1:], Role: role, Signature: "(" + username + ")", PasswordHash: hash,
	})
	require.NoError(c.t, err)
	return a
}

// writes lets a customer write something; kind "" is what is usual in public. It gives the message's id on the network.
func (c *centre) writes(a account, who, text string, kind contract.MessageKind) string {
	c.t.Helper()
	c.written++
	id := fmt.Sprint("m", c.written)
	if kind == "" {
		kind = contract.MessageKindMention
		if a.Network == contract.Facebook {
			kind = contract.MessageKindComment
		}
	}
	private := kind == contract.MessageKindDm || kind == contract.MessageKindMessenger
	thread := "t-" + who
	if !private {
		thread += "-" + id
	}
	p := channel.Person{ID: "id-" + who, Name: who, Handle: strings.ToLower(who), Known: true, Followers: 548}
	if a.Network == contract.Facebook {
		p.Handle = ""
	}
	c.intake(a, channel.Event{
		Type: channel.Wrote, Key: string(kind) + ":" + id, At: time.Now(),
		Message: channel.Message{
			Kind: kind, ExternalID: id, Thread: thread, Author: p, Customer: p, Summons: true, OpensCase: true, Private: private, Text: text,
		},
	})
	return id
}

func (c *centre) intake(a account, events ...channel.Event) {
	c.t.Helper()
	_, err := c.store.Intake(context.Background(), a.ID, "poll", channel.Batch{Events: events})
	require.NoError(c.t, err)
}

// handlings are the records of a case's customer as the backend has them.
func (c *centre) handlings(customerID string) []contract.Handling {
	c.t.Helper()
	page, err := c.store.Handlings(context.Background(), customerID, "", 200)
	require.NoError(c.t, err)
	return page.Handlings
}

// network is a network that behaves: what is posted to it is there.
type network struct {
	kind contract.Network

	mu    sync.Mutex
	posts []post
	wrong []error
	held  chan struct{}
}

type post struct {
	text, inReplyTo string
	pictures        []channel.Picture
}

func (n *network) Network() contract.Network { return n.kind }

func (n *network) Poll(context.Context, string) (channel.Batch, error) { return channel.Batch{}, nil }

func (n *network) Webhook(string, http.Header, map[string][]string, []byte) (channel.Delivery, error) {
	return channel.Delivery{}, errors.New("not used here")
}

func (n *network) Send(_ context.Context, out channel.Outgoing) (channel.Sent, error) {
	n.mu.Lock()
	held := n.held
	n.mu.Unlock()
	if held != nil {
		<-held
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.wrong) > 0 {
		err := n.wrong[0]
		n.wrong = n.wrong[1:]
		if err != nil {
			return channel.Sent{}, err
		}
	}
	n.posts = append(n.posts, post{out.Text, out.InReplyTo, out.Pictures})
	return channel.Sent{ExternalID: fmt.Sprint(n.kind, "-p", len(n.posts)), At: time.Now()}, nil
}

func (n *network) Find(_ context.Context, out channel.Outgoing) (channel.Sent, bool, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, p := range n.posts {
		if p.text == out.Text && p.inReplyTo == out.InReplyTo {
			return channel.Sent{ExternalID: fmt.Sprint(n.kind, "-p", i+1)}, true, nil
		}
	}
	return channel.Sent{}, false, nil
}

func (n *network) Check(context.Context) []channel.Finding { return nil }

func (n *network) goesWrong(errs ...error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.wrong = append(n.wrong, errs...)
}

// hold lets nothing through until release.
func (n *network) hold() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.held = make(chan struct{})
}

func (n *network) release() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.held != nil {
		close(n.held)
		n.held = nil
	}
}

func (n *network) texts() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all []string
	for _, p := range n.posts {
		all = append(all, p.text)
	}
	return all
}

func deleted(id string) channel.Event {
	return channel.Event{Type: channel.Deleted, Key: "deleted:" + id, At: time.Now(), Message: channel.Message{ExternalID: id}}
}

func asError(err error, into **data.Error) bool { return errors.As(err, into) }

// picture answers for the backend where one is asked for.
func picture(w http.ResponseWriter, r *http.Request) bool {
	if !strings.HasPrefix(r.URL.Path, "/v1/media/") {
		return false
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write([]byte("PNG"))
	return true
}

// logged is a log that can be read.
type logged struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logged) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write adds to the log.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// pictures are those that were posted, in order.
func (n *network) pictures() [][]byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	var all [][]byte
	for _, p := range n.posts {
		for _, one := range p.pictures {
			all = append(all, one.Bytes)
		}
	}
	return all
}
