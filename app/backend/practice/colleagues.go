package practice

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/storage"
	"sociomedio/assets/demo"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// colleagues are the agents who were there before the demo's agent: they know which profile belongs to which service number, and
// left notes. What they do goes over HTTP like everybody's work.
type colleagues struct {
	backend  string
	script   demo.Script
	password string
	names    map[string]string // user names by the names in the script
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

// again is how often the colleagues look for customers whom they have not seen yet.
const again = 700 * time.Millisecond

// work links each customer of the script to the service record, and leaves the notes, once the customer has written. It ends when
// everything is done or with ctx.
func (c *colleagues) work(ctx context.Context) error {
	desks, err := c.signIn(ctx)
	defer func() {
		for _, d := range desks {
			d.Close()
		}
	}()
	if err != nil {
		return err
	}
	left := c.script.Conversations
	for len(left) > 0 {
		known, err := everybody(ctx, desks[senior])
		if err != nil {
			return err
		}
		if left, err = c.round(ctx, desks, left, known); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(again):
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
	return c.note(ctx, desks, one, known.ID)
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

// note leaves the notes of a conversation at the case of its last message, once.
func (c *colleagues) note(ctx context.Context, desks map[string]*remote.Client, one demo.Conversation, customerID string) (bool, error) {
	var notes []demo.Entry
	for _, e := range one.History {
		if e.Note && desks[e.From] != nil {
			notes = append(notes, e)
		}
	}
	if len(notes) == 0 {
		return true, nil
	}
	page, err := desks[senior].Messages(ctx, customerID, "", 50)
	if err != nil || len(page.Messages) == 0 {
		return false, err
	}
	if len(page.Notes) > 0 { // a data folder of an earlier run
		return true, nil
	}
	at := page.Messages[len(page.Messages)-1].CaseID
	if at == "" {
		return false, nil
	}
	for i, e := range notes {
		key := uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "note %s %d", one.Key, i)).String()
		if _, err := desks[e.From].AddNote(ctx, at, key, contract.NewNote{Text: e.Text}); err != nil {
			return false, err
		}
	}
	return true, nil
}
