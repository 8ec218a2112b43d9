package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// mirror is what a client has that follows an agent's changes.
type mirror struct {
	agent     storage.Agent
	cursor    string
	cases     map[string]contract.Case
	customers map[string]contract.Customer
	messages  map[string]contract.Message
	notes     map[string]contract.Note
	handlings map[string]contract.Handling
}

func newMirror(agent storage.Agent) *mirror {
	return &mirror{
		agent: agent, cases: map[string]contract.Case{}, customers: map[string]contract.Customer{}, messages: map[string]contract.Message{},
		notes: map[string]contract.Note{}, handlings: map[string]contract.Handling{},
	}
}

// follow takes pages until there is nothing more, and says how many things they held.
func (m *mirror) follow(ctx context.Context, s *storage.Store, limit int) (things int, err error) {
	for {
		c, err := s.Changes(ctx, m.agent.ID, m.cursor, limit)
		if err != nil {
			return things, err
		}
		if c.Reset || c.Cursor == "" {
			return things, fmt.Errorf("reset at %s", m.cursor)
		}
		page := len(c.Cases) + len(c.Customers) + len(c.Messages) + len(c.Notes) + len(c.Handlings) + len(c.Gone)
		if page > limit {
			return things, fmt.Errorf("a page of %d with limit %d", page, limit)
		}
		things += page
		m.take(c)
		if m.cursor = c.Cursor; !c.More {
			return things, nil
		}
	}
}

func (m *mirror) take(c contract.Changes) {
	for _, x := range c.Cases {
		m.cases[x.ID] = x
	}
	for _, x := range c.Customers {
		m.customers[x.ID] = x
	}
	for _, x := range c.Messages {
		m.messages[x.ID] = x
	}
	for _, x := range c.Notes {
		m.notes[x.ID] = x
	}
	for _, x := range c.Handlings {
		m.handlings[x.ID] = x
	}
	for _, g := range c.Gone {
		switch g.Kind {
		case contract.GoneKindCase:
			delete(m.cases, g.ID)
		case contract.GoneKindMessage:
			delete(m.messages, g.ID)
		case contract.GoneKindNote:
			delete(m.notes, g.ID)
		case contract.GoneKindHandling:
			delete(m.handlings, g.ID)
		case contract.GoneKindCustomer:
			delete(m.customers, g.ID)
		}
	}
}

// requireTrue compares the mirror with what the store says.
func (m *mirror) requireTrue(t testing.TB, w *world) {
	t.Helper()
	var watched []string
	for cursor := ""; ; {
		page, err := w.Cases(t.Context(), storage.CaseFilter{AgentID: m.agent.ID}, cursor, 100)
		require.NoError(t, err)
		for _, c := range page.Cases {
			watched = append(watched, c.ID)
			require.Equal(t, c, m.cases[c.ID], "case")
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	require.Len(t, m.cases, len(watched))
	for _, c := range m.cases {
		customer, err := w.Customer(t.Context(), c.Customer.ID)
		require.NoError(t, err)
		require.Equal(t, customer, m.customers[c.Customer.ID], "customer")
		history, err := w.Messages(t.Context(), c.Customer.ID, "", 200)
		require.NoError(t, err)
		for _, x := range history.Messages {
			require.Equal(t, x, m.messages[x.ID], "message")
		}
		for _, x := range history.Notes {
			require.Equal(t, x, m.notes[x.ID], "note")
		}
		handlings, err := w.Handlings(t.Context(), c.Customer.ID, "", 200)
		require.NoError(t, err)
		for _, x := range handlings.Handlings {
			require.Equal(t, x, m.handlings[x.ID], "handling record")
		}
	}
}
