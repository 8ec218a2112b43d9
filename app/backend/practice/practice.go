// Package practice is the backend and the networks of `sociomedio --demo`: the stand-ins and the real backend on loopback, on
// free ports, with the real HTTP between client, backend and networks. It is put together as an operator would: the invented
// catalogue, templates, service records and tickets are imported, an agent is added, two accounts are configured, and then
// serve.Run serves. There is no code here that a real backend doesn't run.
package practice

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"sociomedio/app/backend/imports"
	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/facebook"
	"sociomedio/app/backend/standin/x"
	"sociomedio/app/backend/storage"
	"sociomedio/assets/demo"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Options of practice.
type Options struct {
	DataDir string       // where the backend's database lies, made when it isn't there; empty: a temporary folder that Close removes
	Log     *slog.Logger // nil: silent
	Pace    float64      // how much faster than written the customers write; 0: 1
}

// Practice is a running backend with its networks.
type Practice struct {
	URL      string // of the backend
	Networks string // of the stand-ins: /_posts, /_inject, /_fault
	Username string // of the demo's agent
	Password string // made for this run

	Colleagues string // the password of Sari, Dimas and Lina, made for this run

	stop    context.CancelFunc
	running *errgroup.Group
	remove  string // temporary folder
}

// username is the demo's agent; his answers end with (Anis), as in the work instruction.
const (
	username  = "anis"
	fullName  = "Anis"
	signature = "(Anis)"
)

const (
	pollX        = 2 * time.Second
	pollFacebook = 10 * time.Second
	patience     = 20 * time.Second         // for everything to be there
	firstRead    = 4 * 365 * 24 * time.Hour // what customers and company wrote to each other before today comes in as well
)

// Start starts backend and networks and returns when the backend is ready. They run until Close, or until ctx ends.
func Start(ctx context.Context, o Options) (*Practice, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &Practice{Username: username, Password: rand.Text()}
	dir := o.DataDir
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "sociomedio-demo-"); err != nil {
			return nil, err
		}
		p.remove = dir
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := p.start(ctx, o, dir); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Practice) start(ctx context.Context, o Options, dir string) error {
	script, err := demo.Conversations()
	if err != nil {
		return err
	}
	networks, err := listen(ctx, dir, "networks")
	if err != nil {
		return err
	}
	p.Networks = "http://" + networks.Addr().String()
	back, err := listen(ctx, dir, "backend")
	if err != nil {
		return errors.Join(err, networks.Close())
	}
	p.URL = "http://" + back.Addr().String()
	options := serve.Options{
		Listener: back, Database: "sqlite:" + filepath.Join(dir, "backend.db"), Log: o.Log, Config: p.config(script),
	}
	others, err := p.furnish(ctx, options, script)
	if err != nil {
		return errors.Join(err, networks.Close(), back.Close())
	}

	// The networks outlive the backend: what it has on its way to them when it stops still arrives.
	begun, err := begun(dir)
	if err != nil {
		return errors.Join(err, networks.Close(), back.Close())
	}
	others.begun, p.Colleagues = begun, others.password
	stands := standin.New(standin.Options{Script: &script, Log: o.Log, Pace: o.Pace, Begun: begun})
	running, stop := context.WithCancel(ctx)
	p.stop = stop
	networksRunning, stopNetworks := context.WithCancel(context.WithoutCancel(ctx))
	group, failed := errgroup.WithContext(ctx)
	p.running = group
	group.Go(func() error {
		defer stopNetworks()
		return serve.Run(running, options)
	})
	group.Go(func() error { return stands.Run(networksRunning, networks) })
	if err := p.ready(failed); err != nil {
		return err
	}
	group.Go(func() error {
		if err := others.work(running, options); err != nil && running.Err() == nil {
			o.Log.Warn("the demo's colleagues gave up", "error", err)
		}
		return nil
	})
	hooks := p.URL + "/webhooks/"
	return errors.Join(
		stands.Webhook(ctx, standin.Target{Network: string(contract.Twitter), URL: hooks + "twitter/" + script.X.Name}),
		stands.Webhook(ctx, standin.Target{Network: string(contract.Facebook), URL: hooks + "facebook/" + script.Facebook.Name}),
	)
}

// config connects the two stand-ins as an operator's file would.
func (p *Practice) config(script demo.Script) serve.Config {
	cx, cf := x.Defaults(), facebook.Defaults()
	return serve.Config{Accounts: []serve.Account{
		{
			Network: contract.Twitter, Name: script.X.Name, Handle: script.X.Handle, ID: script.X.ID, BaseURL: p.Networks + "/x",
			PollEvery: serve.Duration(pollX), FirstRead: serve.Duration(firstRead),
			Credentials: map[string]serve.Secret{
				"consumer_key": serve.NewSecret(cx.ConsumerKey), "consumer_secret": serve.NewSecret(cx.ConsumerSecret),
				"access_token": serve.NewSecret(cx.AccessToken), "access_secret": serve.NewSecret(cx.AccessSecret),
			},
		},
		{
			Network: contract.Facebook, Name: script.Facebook.Name, Handle: script.Facebook.Handle, ID: script.Facebook.ID,
			BaseURL: p.Networks + "/facebook", PollEvery: serve.Duration(pollFacebook), FirstRead: serve.Duration(firstRead),
			Credentials: map[string]serve.Secret{
				"app_id": serve.NewSecret(cf.AppID), "app_secret": serve.NewSecret(cf.AppSecret),
				"page_token": serve.NewSecret(cf.PageToken), "verify_token": serve.NewSecret(cf.VerifyToken),
			},
		},
	}}
}

// furnish does what an operator does before the first day: agents, catalogue, templates, service records, tickets.
func (p *Practice) furnish(ctx context.Context, o serve.Options, script demo.Script) (*colleagues, error) {
	store, err := serve.OpenStore(ctx, o)
	if err != nil {
		return nil, err
	}
	others, err := hire(ctx, store, p.URL, script)
	if err == nil {
		err = p.fill(ctx, store)
	}
	return others, errors.Join(err, store.Close())
}

func (p *Practice) fill(ctx context.Context, store *storage.Store) error {
	_, err := store.AgentByUsername(ctx, username)
	switch {
	case err == nil: // a data folder of an earlier run
		err = serve.SetPassword(ctx, store, username, p.Password)
	case data.KindOf(err) == data.NotFound:
		_, err = serve.AddAgent(ctx, store, serve.NewAgent{
			Username: username, Name: fullName, Role: contract.RoleAgent, Signature: signature, Password: p.Password,
		})
	}
	if err != nil {
		return fmt.Errorf("agent of the demo: %w", err)
	}
	if _, err := serve.ImportCatalogue(ctx, store, demo.Catalogue()); err != nil {
		return fmt.Errorf("catalogue of the demo: %w", err)
	}
	if _, err := serve.ImportTemplates(ctx, store, demo.Templates()); err != nil {
		return fmt.Errorf("templates of the demo: %w", err)
	}
	if _, err := serve.ImportServices(ctx, store, demo.Services()); err != nil {
		return fmt.Errorf("services of the demo: %w", err)
	}
	if _, err := store.ImportTickets(ctx, shifted(imports.Tickets(demo.Tickets(), demo.Zone()), time.Now())); err != nil {
		return fmt.Errorf("tickets of the demo: %w", err)
	}
	return nil
}

// shifted dates tickets around today instead of around the day their file was written for.
func shifted(tickets iter.Seq2[contract.Ticket, error], start time.Time) iter.Seq2[contract.Ticket, error] {
	return func(yield func(contract.Ticket, error) bool) {
		for t, err := range tickets {
			t.OpenedAt, t.AppointmentAt, t.ClosedAt = demo.Shift(t.OpenedAt, start), demo.Shift(t.AppointmentAt, start), demo.Shift(t.ClosedAt, start)
			if !yield(t, err) {
				return
			}
		}
	}
}

// ready waits until the backend says it is.
func (p *Practice) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		ask, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/readyz", nil)
		if err != nil {
			return err
		}
		answer, err := client.Do(ask)
		if err == nil {
			err = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("the demo's backend did not get ready"), ctx.Err())
		case <-again.C:
		}
	}
}

// Close stops backend and networks in order, waits for them, and removes a temporary folder.
func (p *Practice) Close() error {
	var err error
	if p.stop != nil {
		p.stop()
		err = p.running.Wait()
	}
	if p.remove != "" {
		err = errors.Join(err, os.RemoveAll(p.remove))
	}
	return err
}
