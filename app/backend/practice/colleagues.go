package practice

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/storage"
	"sociomedio/assets/demo"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// colleagues are the agents who were there before the demo's agent: they know which profile belongs to which service number, and
// handled cases and left notes. What they do today goes over HTTP like everybody's work; what they did before is imported with its dates,
// as `sociomediod history import` does for a centre that comes from another system.
type colleagues struct {
	backend  string
	script   demo.Script
	password string
	begun    time.Time         // what the script's dates are counted from
	names    map[string]string // user names by the names in the script
	ids      map[string]string // by user name, the demo's agent with them
	store    *storage.Store
	since    time.Time // when they began to work
}

// senior is the colleague who links the profiles.
const senior = "Sari"

var colleagueNames = map[string]string{senior: "sari", "Dimas": "dimas", "Lina": "lina"}

// hire adds the colleagues, or gives those of an earlier run the password of this one.
func hire(ctx context.Context, store *storage.Store, backend string, script demo.Script) (*colleagues, error) {
	c := &colleagues{backend: backend, script: script, password: rand.Text(), names: colleagueNames}
	for name, user := range c.names {
		_, err := store.AgentByUsername(ctx, user)
		switch {
		case err == nil:
			err = serve.SetPassword(ctx, store, user, c.password)
		case data.KindOf(err) == data.NotFound:
			_, err = serve.AddAgent(ctx, store, serve.NewAgent{Username: user, Name: name, Role: contract.RoleAgent, Password: c.password})
		}
		if err != nil {
			return nil, fmt.Errorf("colleague %s of the demo: %w", user, err)
		}
	}
	return c, nil
}

// patient is how long the past waits for what was said in it.
const patient = 30 * time.Second

// The colleagues look for customers whom they have not seen yet: soon when somebody new was there, else ever more rarely.
const (
	again    = 700 * time.Millisecond
	rarely   = 15 * time.Second
	slowdown = 1.5
)

// work links each customer of the script to the service record, and leaves what was done before, once the customer has written. It ends when
// everything is done or with ctx.
func (c *colleagues) work(ctx context.Context, o serve.Options) (err error) {
	if c.store, err = serve.OpenStore(ctx, o); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.store.Close()) }()
	c.ids = map[string]string{}
	for _, user := range []string{username, "sari", "dimas", "lina"} {
		a, err := c.store.AgentByUsername(ctx, user)
		if err != nil {
			return err
		}
		c.ids[user] = a.ID
	}
	desks, err := c.signIn(ctx)
	defer func() {
		for _, d := range desks {
			d.Close()
		}
	}()
	if err != nil {
		return err
	}
	c.since = time.Now()
	left, wait := c.script.Conversations, again
	for len(left) > 0 {
		known, err := everybody(ctx, desks[senior])
		if err != nil {
			return err
		}
		before := len(left)
		if left, err = c.round(ctx, desks, left, known); err != nil {
			return err
		}
		if wait = min(time.Duration(float64(wait)*slowdown), rarely); len(left) < before {
			wait = again
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
	return nil
}

func (c *colleagues) signIn(ctx context.Context) (map[string]*remote.Client, error) {
	desks := map[string]*remote.Client{}
	for name, user := range c.names {
		d, err := remote.Open(c.backend, remote.Options{})
		if err != nil {
			return desks, err
		}
		desks[name] = d
		if _, err := d.SignIn(ctx, user, c.password); err != nil {
			return desks, fmt.Errorf("sign-in of %s: %w", user, err)
		}
	}
	return desks, nil
}

// round prepares the conversations of customers who are known, and gives those that are left for later.
func (c *colleagues) round(ctx context.Context, desks map[string]*remote.Client, all []demo.Conversation, known map[string]contract.Customer) ([]demo.Conversation, error) {
	var later []demo.Conversation
	for _, one := range all {
		customer, ok := known[one.Customer.ID]
		if !ok && one.Customer.PSID != "" {
			customer, ok = known[one.Customer.PSID]
		}
		if ok {
			var err error
			if ok, err = c.prepare(ctx, desks, one, customer); err != nil {
				return nil, fmt.Errorf("conversation %s: %w", one.Key, err)
			}
		}
		if !ok {
			later = append(later, one)
		}
	}
	return later, nil
}

// prepare does what is to be done for one conversation; false when it can't all be done yet.
func (c *colleagues) prepare(ctx context.Context, desks map[string]*remote.Client, one demo.Conversation, known contract.Customer) (bool, error) {
	if one.Service != "" && known.Service.Number == "" {
		if _, err := desks[senior].LinkService(ctx, known.ID, contract.ServiceLink{Number: one.Service}); err != nil {
			return false, err
		}
	}
	return c.past(ctx, desks[senior], one, known)
}

// everybody is every customer who has written, by the network's id.
func everybody(ctx context.Context, d *remote.Client) (map[string]contract.Customer, error) {
	known := map[string]contract.Customer{}
	for cursor := ""; ; {
		page, err := d.Customers(ctx, contract.SearchCustomersParams{Cursor: cursor, Limit: 100})
		if err != nil {
			return nil, err
		}
		for _, found := range page.Customers {
			known[found.ExternalID] = found
		}
		if cursor = page.Next; cursor == "" {
			return known, nil
		}
	}
}

// past leaves what the colleagues did before today, dated as written: notes, and how the customer was answered. It waits for a while
// for what was said then to be there; what comes later is not signed.
func (c *colleagues) past(ctx context.Context, desk *remote.Client, one demo.Conversation, known contract.Customer) (bool, error) {
	if len(one.History) == 0 && len(one.Handling) == 0 {
		return true, nil
	}
	page, err := desk.Messages(ctx, known.ID, "", 50)
	if err != nil || len(page.Messages) == 0 {
		return false, err
	}
	said := 0
	for _, e := range one.History {
		if !e.Note {
			said++
		}
	}
	if len(page.Messages) < min(said, 50) && time.Since(c.since) < patient {
		return false, nil
	}
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	rows := [][]string{{"network", "customer", "agent", "at", "path", "answer", "seconds", "note"}}
	at := func(t time.Time) string { return demo.Shift(t, c.begun).UTC().Format(time.RFC3339) }
	for _, e := range one.History {
		if agent := strings.ToLower(e.From); e.Note && c.ids[agent] != "" {
			rows = append(rows, []string{one.Network, known.ExternalID, agent, at(e.At), "", "", "", e.Text})
		}
	}
	for _, h := range one.Handling {
		took := strconv.Itoa(int(time.Duration(h.Took).Seconds()))
		rows = append(rows, []string{one.Network, known.ExternalID, h.Agent, at(h.At), strings.Join(h.Path, " > "), h.Answer, took, ""})
	}
	if err := out.WriteAll(rows); err != nil {
		return false, err
	}
	_, waiting, err := serve.ImportHistory(ctx, c.store, &file, time.UTC)
	return waiting == 0, err
}
