package load

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"sociomedio/app/backend"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

const signingIn = 8 // at a time

// staff are the agents of a run.
type staff struct {
	agents []*agent
	desks  []*workplace
	folder string // of the desks' stores
}

// work lets everybody work until ctx ends; all waits for them.
func (s *staff) work(ctx context.Context, all *sync.WaitGroup) {
	for _, a := range s.agents {
		all.Go(func() { a.listen(ctx) })
		all.Go(func() { a.keepUp(ctx) })
		all.Go(func() { a.work(ctx) })
	}
	for _, w := range s.desks {
		all.Go(func() { w.work(ctx) })
	}
}

// close ends what hire began, also when it did not get far.
func (s *staff) close(l *load) {
	for _, a := range s.agents {
		if a != nil {
			a.close()
		}
	}
	for _, w := range s.desks {
		if w == nil {
			continue
		}
		if err := w.close(); err != nil {
			l.Log.Warn("a desk was not closed", "error", err)
		}
	}
	if err := os.RemoveAll(s.folder); err != nil {
		l.Log.Warn("the desks' stores are still there", "error", err)
	}
}

// hire adds the agents with a password of this run and signs them in, the first at desks.
func (l *load) hire(ctx context.Context) (*staff, error) {
	s := &staff{agents: make([]*agent, l.Agents-l.Desks), desks: make([]*workplace, l.Desks)}
	var err error
	if s.folder, err = os.MkdirTemp("", "sociomediod-load-"); err != nil {
		return s, err
	}
	password := rand.Text()
	// Signing in costs a password hash each, on purpose; a thousand of them are not what is measured. Nobody guesses this password.
	cheap := backend.Hashing{Memory: 64, Time: 1, Threads: 1}
	hash, err := backend.HashPassword(ctx, "beban", password, cheap)
	if err != nil {
		return s, err
	}
	desk, err := backend.New(backend.Options{Store: l.Store, Hashing: cheap})
	if err != nil {
		return s, err
	}
	g, signing := errgroup.WithContext(ctx)
	g.SetLimit(signingIn)
	for i := range l.Agents {
		g.Go(func() error {
			ctx := signing
			name := fmt.Sprintf("beban-%04d", i+1)
			if err := l.add(ctx, name, hash); err != nil {
				return err
			}
			if i < l.Desks {
				var err error
				s.desks[i], err = l.sit(ctx, i, s.folder, name, password)
				return err
			}
			session, err := desk.SignIn(ctx, contract.SignIn{
				Username: name, Password: password, Client: contract.Client{Version: "load", Contract: contract.Version},
			}, netip.Addr{})
			if err != nil {
				return err
			}
			s.agents[i-l.Desks], err = l.seat(i, session)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return s, err
	}
	return s, l.choose(ctx, s)
}

// choose is the path of the catalogue that all answers get.
func (l *load) choose(ctx context.Context, s *staff) error {
	if len(s.agents) == 0 {
		return nil // desks have a catalogue of their own
	}
	k, err := s.agents[0].clients[0].Catalogue(ctx)
	if err != nil {
		return err
	}
	if l.path = leaf(k.Nodes); len(l.path) == 0 {
		return data.Fail(data.NoCategory, "The backend has no catalogue: import one first.", nil)
	}
	return nil
}

// add adds an agent; one of an earlier run gets the new password.
func (l *load) add(ctx context.Context, name, hash string) error {
	_, err := l.Store.AddAgent(ctx, storage.NewAgent{Username: name, Name: name, Role: contract.RoleAgent, Signature: "(" + name + ")", PasswordHash: hash})
	var known *data.Error
	if !errors.As(err, &known) || known.Field != "username" {
		return err
	}
	agent, err := l.Store.AgentByUsername(ctx, name)
	if err != nil {
		return err
	}
	return l.Store.SetPassword(ctx, agent.ID, hash, "")
}

// leaf is the first path of a catalogue.
func leaf(nodes []contract.CatalogueNode) []contract.ID {
	var path []contract.ID
	parent := ""
	for {
		next := ""
		for _, n := range nodes {
			if n.ParentID == parent {
				next = n.ID
				break
			}
		}
		if next == "" {
			return path
		}
		path, parent = append(path, next), next
	}
}
