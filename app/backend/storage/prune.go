package storage

import (
	"context"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// ShortestRetention is the least age of what Prune takes away: the networks give what is younger again, and it would come back.
const ShortestRetention = 60 * 24 * time.Hour

// Pruned counts what Prune took away.
type Pruned struct{ Cases, Messages, Notes, Handlings, Customers, Pictures int }

func (p *Pruned) add(q Pruned) {
	p.Cases += q.Cases
	p.Messages += q.Messages
	p.Notes += q.Notes
	p.Handlings += q.Handlings
	p.Customers += q.Customers
	p.Pictures += q.Pictures
}

// pruneCases is how many cases one transaction takes away, so that nobody waits for it for long.
const pruneCases = 100

// mostGone is how many things that are gone an agent's feed remembers; a client that is further behind begins anew.
const mostGone = 1000

// Prune takes away what ended before a time: cases that are answered or closed with all that belongs to them, customers of whom
// nothing is left, pictures, and what repeats could still ask for. Cases that are open stay, however old. Agents' clients are told.
// It can be broken off at any time and begun again. data.Invalid when before is too near (ShortestRetention).
func (s *Store) Prune(ctx context.Context, before time.Time) (Pruned, error) {
	if s.opts.Clock().Sub(before) < ShortestRetention {
		return Pruned{}, &data.Error{Kind: data.Invalid, Sentence: "What is younger than 60 days can't be taken away: the networks would give it again.", Field: "older_than"}
	}
	limit := momentOf(before)
	var all Pruned
	for {
		var once Pruned
		err := s.write(ctx, func(ctx context.Context, t *tx) (err error) {
			once, err = t.pruneCases(ctx, limit)
			return err
		})
		if err != nil {
			return all, err
		}
		if all.add(once); once.Cases == 0 {
			break
		}
	}
	var rest Pruned
	err := s.write(ctx, func(ctx context.Context, t *tx) (err error) {
		rest, err = t.pruneRest(ctx, limit)
		return err
	})
	all.add(rest)
	return all, err
}

// goneCase is a case to be taken away; of its conversation too when nothing else is in it.
type goneCase struct{ ID, CustomerID string }

func (t *tx) pruneCases(ctx context.Context, before moment) (Pruned, error) {
	var p Pruned
	cases, err := all[goneCase](ctx, t.conn, `SELECT id, customer_id FROM cases WHERE state IN ('answered', 'outside', 'closed') AND changed_at < ?
		ORDER BY changed_at LIMIT ?`+t.engine.skip, before, pruneCases)
	if err != nil || len(cases) == 0 {
		return p, err
	}
	ids, customers := make([]string, 0, len(cases)), make([]string, 0, len(cases))
	for _, c := range cases {
		ids, customers = append(ids, c.ID), append(customers, c.CustomerID)
	}
	list, args := in(ids)
	watchers, err := t.watchersOf(ctx, customers)
	if err != nil {
		return p, err
	}
	gone := func(kind contract.GoneKind, things []touchedMessage) int {
		for _, m := range things {
			for _, agentID := range watchers[m.CustomerID] {
				t.tell(agentID, kind, m.ID, true)
			}
		}
		return len(things)
	}
	for _, one := range []struct {
		kind  contract.GoneKind
		count *int
		text  string
	}{
		{contract.GoneKindNote, &p.Notes, `DELETE FROM notes WHERE case_id IN ` + list + ` RETURNING id, customer_id`},
		{"", nil, `DELETE FROM parts WHERE case_id IN ` + list + ` RETURNING id, customer_id`},
		{"", nil, `DELETE FROM answers WHERE case_id IN ` + list + ` RETURNING id, '' AS customer_id`},
		{contract.GoneKindHandling, &p.Handlings, `DELETE FROM handlings WHERE case_id IN ` + list + ` RETURNING id, customer_id`},
		{"", nil, `DELETE FROM externals WHERE message_id IN (SELECT m.id FROM messages m WHERE ` + ofCase + `m.case_id IN ` + list + `) RETURNING message_id AS id, '' AS customer_id`},
		{contract.GoneKindMessage, &p.Messages, `DELETE FROM messages AS m WHERE ` + ofCase + `m.case_id IN ` + list + ` RETURNING id, customer_id`},
		{"", nil, `DELETE FROM case_log WHERE case_id IN ` + list + ` RETURNING id, '' AS customer_id`},
		{"", nil, `DELETE FROM viewers WHERE case_id IN ` + list + ` RETURNING case_id AS id, '' AS customer_id`},
		{"", nil, `DELETE FROM watchers WHERE case_id IN ` + list + ` RETURNING case_id AS id, '' AS customer_id`},
		{contract.GoneKindCase, &p.Cases, `DELETE FROM cases WHERE id IN ` + list + ` RETURNING id, customer_id`},
	} {
		things, err := all[touchedMessage](ctx, t.conn, one.text, args...)
		if err != nil {
			return p, err
		}
		if one.count != nil {
			*one.count = gone(one.kind, things)
		}
	}
	err = t.run(ctx, `UPDATE conversations SET case_id = '' WHERE case_id IN `+list, args...)
	return p, err
}

// watchersOf are the agents who see customers, as it is before anything is taken away.
func (t *tx) watchersOf(ctx context.Context, customers []string) (map[string][]string, error) {
	list, args := in(customers)
	rows, err := all[watcher](ctx, t.conn, `SELECT DISTINCT '' AS case_id, agent_id, customer_id FROM watchers WHERE customer_id IN `+list, args...)
	found := map[string][]string{}
	for _, r := range rows {
		found[r.CustomerID] = append(found[r.CustomerID], r.AgentID)
	}
	return found, err
}

// pruneRest takes away what hangs on no case.
func (t *tx) pruneRest(ctx context.Context, before moment) (p Pruned, err error) {
	for _, one := range []struct {
		count *int
		text  string
		args  []any
	}{
		{nil, `DELETE FROM externals WHERE message_id IN (SELECT id FROM messages WHERE case_id = '' AND at < ? AND created_at < ?)`, []any{before, before}},
		{&p.Messages, `DELETE FROM messages WHERE case_id = '' AND at < ? AND created_at < ?`, []any{before, before}},
		{nil, `DELETE FROM conversations WHERE case_id = '' AND created_at < ? AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = conversations.id)
			AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.conversation_id = conversations.id)`, []any{before}},
		{nil, `DELETE FROM service_links WHERE customer_id IN (SELECT id FROM customers cu WHERE ` + forgotten + `)`, []any{before}},
		{nil, `DELETE FROM identities WHERE customer_id IN (SELECT id FROM customers cu WHERE ` + forgotten + `)`, []any{before}},
		{nil, `DELETE FROM customer_terms WHERE customer_id IN (SELECT id FROM customers cu WHERE ` + forgotten + `)`, []any{before}},
		{nil, `DELETE FROM changes WHERE kind = 'customer' AND entity_id IN (SELECT id FROM customers cu WHERE ` + forgotten + `)`, []any{before}},
		{&p.Customers, `DELETE FROM customers WHERE id IN (SELECT id FROM customers cu WHERE ` + forgotten + `)`, []any{before}},
		{&p.Pictures, `DELETE FROM media WHERE created_at < ? AND id NOT IN (SELECT avatar_id FROM customers)`, []any{before}},
		{nil, `DELETE FROM raw_events WHERE created_at < ?`, []any{before}},
		{nil, `DELETE FROM early_events WHERE at < ?`, []any{before}},
		{nil, `DELETE FROM idempotency WHERE at < ?`, []any{before}},
		{nil, `UPDATE feeds SET floor = seq WHERE agent_id IN (SELECT agent_id FROM changes WHERE gone GROUP BY agent_id HAVING COUNT(*) > ?)`, []any{mostGone}},
		{nil, `DELETE FROM changes WHERE gone AND EXISTS (SELECT 1 FROM feeds f WHERE f.agent_id = changes.agent_id AND changes.seq <= f.floor)`, nil},
	} {
		n, err := t.exec(ctx, one.text, one.args...)
		if err != nil {
			return p, err
		}
		if one.count != nil {
			*one.count = n
		}
	}
	return p, nil
}

// forgotten are customers cu of whom nothing is left; its argument is the time before which they came.
const forgotten = `cu.created_at < ? AND NOT EXISTS (SELECT 1 FROM conversations co WHERE co.customer_id = cu.id)
	AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.customer_id = cu.id) AND NOT EXISTS (SELECT 1 FROM cases k WHERE k.customer_id = cu.id)
	AND NOT EXISTS (SELECT 1 FROM watchers w WHERE w.customer_id = cu.id)`
