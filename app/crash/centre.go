package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sociomedio/app/backend"
	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/stage"
	"sociomedio/assets/demo"
	"sociomedio/data/contract"
)

// The one agent there is.
const (
	username = "anis"
	password = "kopi tubruk 7"
)

// centre is the networks, the backend's database and its program.
type centre struct {
	stands   *standin.Server
	networks string // URL
	url      string // of the backend, always the same
	database string
	backend  program
	written  int
	stop     func()
}

const configuration = `
[[account]]
network = "twitter"
name = "TelkomCare"
handle = "TelkomCare"
id = %q
base_url = "%[2]s/x"
poll_every = "100ms"
credentials = {consumer_key = %[3]q, consumer_secret = %[4]q, access_token = %[5]q, access_secret = %[6]q}

[[account]]
network = "facebook"
name = "TelkomCare"
id = %[7]q
base_url = "%[2]s/facebook"
poll_every = "500ms"
credentials = {app_id = %[8]q, app_secret = %[9]q, page_token = %[10]q, verify_token = %[11]q}
`

func newCentre(ctx context.Context, o options, dir string) (*centre, error) {
	c := &centre{database: "sqlite:" + filepath.Join(dir, "backend.db")}
	so := standin.Options{RetryWait: []time.Duration{0, 50 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second}}
	so.X.LimitFactor = 100_000 // limits are another test's
	c.stands = standin.New(so)
	networks, err := listen(ctx)
	if err != nil {
		return nil, err
	}
	c.networks = "http://" + networks.Addr().String()
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- c.stands.Run(running, networks) }()
	c.stop = func() { stop(); <-done }

	free, err := listen(ctx)
	if err != nil {
		return nil, err
	}
	address := free.Addr().String()
	if err := errors.Join(free.Close(), c.furnish(ctx), c.configure(dir)); err != nil {
		return nil, err
	}
	c.url = "http://" + address
	c.backend = program{
		log: filepath.Join(dir, "backend.log"), ready: c.ready,
		command: func() *exec.Cmd {
			return exec.Command(o.program, "serve", "--listen", address, "--database", c.database, "--config", filepath.Join(dir, "backend.toml"))
		},
	}
	return c, nil
}

func listen(ctx context.Context) (net.Listener, error) {
	return (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
}

func (c *centre) furnish(ctx context.Context) error {
	store, err := serve.OpenStore(ctx, serve.Options{Database: c.database})
	if err != nil {
		return err
	}
	// Cheap: the agent signs in at every round.
	_, err = serve.AddAgent(ctx, store, serve.NewAgent{
		Username: username, Role: contract.RoleAgent, Password: password, Hashing: backend.Hashing{Memory: 64, Time: 1, Threads: 1},
	})
	return errors.Join(err, store.ImportCatalogue(ctx, []string{"Category"}, [][]string{{"Komplain"}, {"Informasi"}}), store.Close())
}

func (c *centre) configure(dir string) error {
	x, f := c.stands.XCredentials(), c.stands.FacebookCredentials()
	return os.WriteFile(filepath.Join(dir, "backend.toml"), fmt.Appendf(nil, configuration, c.stands.XAccount(), c.networks, x.ConsumerKey, x.ConsumerSecret,
		x.AccessToken, x.AccessSecret, c.stands.PageID(), f.AppID, f.AppSecret, f.PageToken, f.VerifyToken), 0o600)
}

// ready says that the backend answers; its webhook is registered again then, as it may never have been.
func (c *centre) ready() bool {
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Get(c.url + "/readyz")
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func (c *centre) close() {
	c.backend.kill()
	c.stop()
}

// customers is how many people write; each again and again.
const customers = 25

// stir lets customers write and something go wrong.
func (c *centre) stir(r *rand.Rand) error {
	for range 1 + r.IntN(3) {
		c.written++
		who := r.IntN(customers)
		in := standin.Injection{Network: "twitter", Kind: "mention", Text: fmt.Sprintf("@TelkomCare internet mati lagi %d", c.written)}
		switch r.IntN(4) {
		case 0:
			in.Kind, in.Text = "dm", fmt.Sprintf("nomor saya yang ke-%d", c.written)
		case 1:
			in.Network, in.Kind = "facebook", "comment"
		case 2:
			in.Network, in.Kind = "facebook", "messenger"
		}
		in.From = standin.Author{Customer: demo.Customer{Handle: fmt.Sprintf("orang_contoh_%d", who), Name: fmt.Sprintf("Orang Contoh %d", who)}}
		if _, err := c.stands.Inject(in); err != nil {
			return err
		}
	}
	if r.IntN(10) < 7 {
		return c.stands.Fault(faults[r.IntN(len(faults))])
	}
	return nil
}

// faults are how requests go wrong: those that post, and now and then those that read.
var faults = []standin.Fault{
	{Kind: stage.Reset},
	{Kind: stage.Reset, After: true},
	{Kind: stage.Reset, After: true, Count: 2},
	{Kind: stage.TimeoutAfterAccept, Delay: "300ms"},
	{Kind: stage.TimeoutAfterAccept, Delay: "600ms"},
	{Kind: "500"},
	{Kind: "500", After: true},
	{Kind: "503"},
	{Kind: "503", After: true},
	{Kind: "429"},
	{Kind: stage.Slow, Delay: "250ms", Count: 3},
	{Kind: "500", Path: "/x/2", Method: http.MethodGet},
	{Kind: stage.Reset, Path: "/facebook", Method: http.MethodGet, Count: 2},
}
