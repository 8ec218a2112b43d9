package storage

import (
	"context"
	"encoding/json"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// PastHandling is how a customer was answered before this backend was there: a centre that comes from another system brings it along.
type PastHandling struct {
	ID         string // the same again is left as it is
	CustomerID string
	AgentID    string
	Labels     []string // the path through the catalogue in words, from the first level down; what the catalogue has not stays words
	ReplyType  string   // its id
	Answer     string
	At         time.Time
	Took       time.Duration
}

// PastNote is an internal note from before.
type PastNote struct {
	ID, CustomerID, AgentID, Text string
	At                            time.Time
}

// pastPlace is where something from before belongs: the customer's message that it followed.
type pastPlace struct {
	ID, CaseID string
	Network    contract.Network
	Kind       contract.MessageKind
	Private    bool
}

// placeAt is the customer's newest message up to a moment, or where there is none the oldest.
func (t *tx) placeAt(ctx context.Context, customerID string, at moment) (pastPlace, error) {
	const columns = `SELECT id, case_id, network, kind, private FROM messages WHERE customer_id = ? AND case_id <> '' AND NOT ours `
	p, found, err := one[pastPlace](ctx, t.conn, columns+`AND at <= ? ORDER BY at DESC, id DESC LIMIT 1`, customerID, at)
	if err == nil && !found {
		p, found, err = one[pastPlace](ctx, t.conn, columns+`ORDER BY at, id LIMIT 1`, customerID)
	}
	if err == nil && !found {
		err = data.Fail(data.NotFound, "This customer has written nothing yet.", nil)
	}
	return p, err
}

// AddPastHandling stores a handling record with its answer at the time it is from, and says of our own message with that text whose it
// was. data.NotFound: the customer has written nothing.
func (s *Store) AddPastHandling(ctx context.Context, h PastHandling) error {
	k, err := s.Catalogue(ctx)
	if err != nil {
		return err
	}
	path, err := json.Marshal(pathOf(k.Nodes, h.Labels))
	if err != nil {
		return data.Fail(data.Internal, "The path can't be stored.", err)
	}
	labels, err := json.Marshal(h.Labels)
	if err != nil {
		return data.Fail(data.Internal, "The path can't be stored.", err)
	}
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		_, known, err := one[string](ctx, t.conn, `SELECT id FROM handlings WHERE id = ?`, h.ID)
		if err != nil || known {
			return err
		}
		at := momentOf(h.At)
		p, err := t.placeAt(ctx, h.CustomerID, at)
		if err != nil {
			return err
		}
		if err := t.run(ctx, `INSERT INTO handlings (id, case_id, customer_id, agent_id, network, kind, path, labels, opened_at, saved_at, seconds)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, h.ID, p.CaseID, h.CustomerID, h.AgentID, p.Network, p.Kind, string(path), string(labels),
			at.after(-h.Took), at, int64(h.Took/time.Second)); err != nil {
			return err
		}
		visibility := contract.Public
		if p.Private {
			visibility = contract.Private
		}
		answer := t.store.opts.NewID()
		if err := t.run(ctx, `INSERT INTO answers (id, handling_id, case_id, agent_id, seq, target_message_id, reply_type, visibility, text, state,
			saved_at, sent_anyway, customer_version) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, 'sent', ?, FALSE, -1)`,
			answer, h.ID, p.CaseID, h.AgentID, p.ID, h.ReplyType, visibility, clean(h.Answer), at); err != nil {
			return err
		}
		t.touch(contract.GoneKindHandling, h.ID, h.CustomerID)
		return t.sign(ctx, h, answer)
	})
}

// sign writes into our message with the text of a past answer who wrote it.
func (t *tx) sign(ctx context.Context, h PastHandling, answer string) error {
	id, found, err := one[string](ctx, t.conn, `SELECT id FROM messages WHERE customer_id = ? AND ours AND answer_id = '' AND text = ? ORDER BY at LIMIT 1`,
		h.CustomerID, clean(h.Answer))
	if err != nil || !found {
		return err
	}
	err = t.run(ctx, `UPDATE messages SET agent_id = ?, answer_id = ?, outside = FALSE WHERE id = ?`, h.AgentID, answer, id)
	t.touch(contract.GoneKindMessage, id, h.CustomerID)
	return err
}

// pathOf finds the nodes of a path by their words, as far as the catalogue has them.
func pathOf(nodes []contract.CatalogueNode, labels []string) []string {
	path, parent := []string{}, ""
	for _, label := range labels {
		found := ""
		for _, n := range nodes {
			if n.ParentID == parent && n.Label == label {
				found = n.ID
			}
		}
		if found == "" {
			break
		}
		path, parent = append(path, found), found
	}
	return path
}

// AddPastNote stores an internal note at the time it is from. data.NotFound: the customer has written nothing.
func (s *Store) AddPastNote(ctx context.Context, n PastNote) error {
	return s.write(ctx, func(ctx context.Context, t *tx) error {
		_, known, err := one[string](ctx, t.conn, `SELECT id FROM notes WHERE id = ?`, n.ID)
		if err != nil || known {
			return err
		}
		p, err := t.placeAt(ctx, n.CustomerID, momentOf(n.At))
		if err != nil {
			return err
		}
		err = t.run(ctx, `INSERT INTO notes (id, customer_id, case_id, agent_id, text, at) VALUES (?, ?, ?, ?, ?, ?)`,
			n.ID, n.CustomerID, p.CaseID, n.AgentID, clean(n.Text), momentOf(n.At))
		t.touch(contract.GoneKindNote, n.ID, n.CustomerID)
		return err
	})
}

// CustomerOf finds the customer whom a network knows by an id, whichever of our accounts they wrote to; data.NotFound when they have
// written to none.
func (s *Store) CustomerOf(ctx context.Context, network contract.Network, externalID string) (string, error) {
	id, found, err := one[string](ctx, s.reading(), `SELECT c.id FROM customers c JOIN accounts a ON a.id = c.account_id WHERE a.network = ? AND c.external_id = ?
		UNION ALL SELECT i.customer_id FROM identities i JOIN accounts a ON a.id = i.account_id WHERE a.network = ? AND i.external_id = ? LIMIT 1`,
		network, externalID, network, externalID)
	if err == nil && !found {
		err = data.Fail(data.NotFound, "This customer has written nothing yet.", nil)
	}
	return id, err
}
