package storage

import (
	"context"
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// What comes with a case to the agent who takes it: the newest of its customer's history. The rest comes by the pages of
// Messages and Handlings.
const (
	takenMessages  = 50
	takenNotes     = 20
	takenHandlings = 20
)

// takenCase is what Take needs to know of a case.
type takenCase struct {
	ID, CustomerID string
	Network        contract.Network
}

// Take gives up to limit waiting cases to an agent, earliest due first, of one network or of all (""), and says how many
// still wait (5.3.2). No two agents ever get the same case. Cases whose holder's lease ended come free first.
func (s *Store) Take(ctx context.Context, agentID string, limit int, network contract.Network) (contract.Taken, error) {
	var taken contract.Taken
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		if _, err := t.free(ctx, "expired", `lease_until <= ?`, t.now); err != nil {
			return err
		}
		where, args := ``, []any{}
		if network != "" {
			where, args = ` AND network = ?`, []any{network}
		}
		args = append(args, agentID, t.now.after(s.opts.Hold), t.now)
		rows, err := all[takenCase](ctx, t.conn, `WITH picked AS MATERIALIZED (
				SELECT id FROM cases WHERE state = 'waiting'`+where+` ORDER BY due_at, number`+atMost(limit)+t.engine.skip+`)
			UPDATE cases SET state = 'taken', holder_id = ?, lease_until = ?, opened_at = 0, changed_at = ?
			WHERE id IN (SELECT id FROM picked) RETURNING id, customer_id, network`, args...)
		if err != nil {
			return err
		}
		taken.Taken = len(rows)
		for _, r := range rows {
			t.queue(r.Network, -1)
		}
		if err := t.hand(ctx, agentID, "taken", rows); err != nil {
			return err
		}
		waiting, err := t.waiting(ctx)
		taken.Waiting = waiting
		for _, by := range t.queued { // not written yet
			taken.Waiting += by
		}
		return err
	})
	if err != nil {
		return contract.Taken{}, err
	}
	return taken, nil
}

// hand makes an agent the watcher of cases he was given, with a line in their log, and tells him what they come with.
func (t *tx) hand(ctx context.Context, agentID, what string, cases []takenCase) error {
	if len(cases) == 0 {
		return nil
	}
	watchers, log := make([][]any, 0, len(cases)), make([][]any, 0, len(cases))
	var customers []string
	for _, c := range cases {
		watchers = append(watchers, []any{c.ID, agentID, c.CustomerID})
		log = append(log, []any{t.store.opts.NewID(), c.ID, what, agentID, t.now})
		if !slices.Contains(customers, c.CustomerID) {
			customers = append(customers, c.CustomerID)
		}
		t.touchCase(c.ID, c.CustomerID)
	}
	if err := t.insert(ctx, `case_log (id, case_id, what, agent_id, at)`, log, ``); err != nil {
		return err
	}
	// From here on nothing is written to these customers but by us: see tx.watchers.
	slices.Sort(customers)
	if err := t.lockCustomers(ctx, customers); err != nil {
		return err
	}
	list, args := in(customers)
	known, err := all[string](ctx, t.conn, `SELECT DISTINCT customer_id FROM watchers WHERE agent_id = ? AND customer_id IN `+list, append([]any{agentID}, args...)...)
	if err != nil {
		return err
	}
	if err := t.insert(ctx, `watchers (case_id, agent_id, customer_id)`, watchers, `ON CONFLICT (case_id, agent_id) DO NOTHING`); err != nil {
		return err
	}
	customers = slices.DeleteFunc(customers, func(c string) bool { return slices.Contains(known, c) })
	for _, c := range customers {
		t.tell(agentID, contract.GoneKindCustomer, c, false)
	}
	return t.tellHistory(ctx, agentID, customers)
}

type historyRow struct {
	Kind contract.GoneKind
	ID   string
}

// tellHistory tells an agent of the newest part of the customers' history: oldest first, so that a client that stops half way has
// no hole before what it has.
func (t *tx) tellHistory(ctx context.Context, agentID string, customers []string) error {
	oneCustomer := `SELECT * FROM (SELECT 'message' AS kind, id FROM messages WHERE customer_id = ? ORDER BY at DESC, id DESC` + atMost(takenMessages) + `) m
		UNION ALL SELECT * FROM (SELECT 'note' AS kind, id FROM notes WHERE customer_id = ? ORDER BY at DESC, id DESC` + atMost(takenNotes) + `) n
		UNION ALL SELECT * FROM (SELECT 'handling' AS kind, id FROM handlings WHERE customer_id = ? ORDER BY saved_at DESC, id DESC` + atMost(takenHandlings) + `) h`
	for chunk := range slices.Chunk(customers, 8) {
		text, args := "", []any{}
		for i, c := range chunk {
			if i > 0 {
				text += " UNION ALL "
			}
			text += oneCustomer
			args = append(args, c, c, c)
		}
		rows, err := all[historyRow](ctx, t.conn, text, args...)
		if err != nil {
			return err
		}
		for _, r := range slices.Backward(rows) {
			t.tell(agentID, r.Kind, r.ID, false)
		}
	}
	return nil
}

// free puts taken cases back into the queue. Who held them still watches them.
func (t *tx) free(ctx context.Context, what, where string, args ...any) (int, error) {
	rows, err := all[takenCase](ctx, t.conn, `UPDATE cases SET state = 'waiting', holder_id = '', lease_until = 0, opened_at = 0, changed_at = ?
		WHERE id IN (SELECT id FROM cases WHERE state = 'taken' AND `+where+t.engine.skip+`) RETURNING id, customer_id, network`,
		append([]any{t.now}, args...)...)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	log := make([][]any, 0, len(rows))
	for _, r := range rows {
		t.queue(r.Network, 1)
		t.touchCase(r.ID, r.CustomerID)
		log = append(log, []any{t.store.opts.NewID(), r.ID, what, "", t.now})
	}
	err = t.insert(ctx, `case_log (id, case_id, what, agent_id, at)`, log, ``)
	return len(rows), err
}

// FreeExpired puts taken cases whose lease ended back into the queue.
func (s *Store) FreeExpired(ctx context.Context) (n int, err error) {
	// Almost always there is none: look before taking the writer.
	_, found, err := one[string](ctx, s.reading(), `SELECT id FROM cases WHERE state = 'taken' AND lease_until <= ? LIMIT 1`, s.now())
	if err != nil || !found {
		return 0, err
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		n, err = t.free(ctx, "expired", `lease_until <= ?`, t.now)
		return err
	})
	return n, err
}

// Case gives a case; data.NotFound if there is none. Whether this agent may see it is the caller's to ask: Watches.
func (s *Store) Case(ctx context.Context, id string) (contract.Case, error) {
	return s.reading().caseByID(ctx, s.now(), id)
}

// Watches says whether an agent holds or held a case.
func (s *Store) Watches(ctx context.Context, agentID, caseID string) (bool, error) {
	_, found, err := one[string](ctx, s.reading(), `SELECT agent_id FROM watchers WHERE case_id = ? AND agent_id = ?`, caseID, agentID)
	return found, err
}

// CaseFilter narrows Cases. Empty fields narrow nothing.
type CaseFilter struct {
	AgentID string // only cases this agent holds or held
	State   contract.CaseState
	Network contract.Network
}

// Cases gives a page of cases, earliest due first; cursor is the page before's Next.
func (s *Store) Cases(ctx context.Context, f CaseFilter, cursor string, limit int) (contract.CasePage, error) {
	where, args := `WHERE TRUE`, []any{}
	if f.AgentID != "" {
		where += ` AND c.id IN (SELECT case_id FROM watchers WHERE agent_id = ?)`
		args = append(args, f.AgentID)
	}
	// State and network are words of the contract: in the text they let PostgreSQL take the index that is made for them.
	if f.State.Valid() {
		where += ` AND c.state = '` + string(f.State) + `'`
	}
	if f.Network.Valid() {
		where += ` AND c.network = '` + string(f.Network) + `'`
	}
	if cursor != "" {
		due, number, err := readCursor(cursor)
		if err != nil {
			return contract.CasePage{}, err
		}
		where += ` AND (c.due_at, c.number) > (?, ?)`
		args = append(args, due, number)
	}
	cases, err := s.reading().casesWhere(ctx, s.now(), where+` ORDER BY c.due_at, c.number`+atMost(limit+1), args...)
	if err != nil {
		return contract.CasePage{}, err
	}
	page := contract.CasePage{Cases: cases}
	if len(cases) > limit {
		page.Cases = cases[:limit]
		last := page.Cases[limit-1]
		page.Next = writeCursor(momentOf(last.DueAt), last.Number)
	}
	return page, nil
}

var errCursor = &data.Error{Kind: data.Invalid, Sentence: "This cursor is not one of ours.", Field: "cursor"}
