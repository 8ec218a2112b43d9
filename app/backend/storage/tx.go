package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// tx is one use case: its statements, and what it changed, which is written to the feeds just before it commits.
type tx struct {
	conn
	store *Store
	now   moment

	touched []touched
	known   map[entity]bool
	told    map[string][]entry // by agent: what only this agent is told
	queued  map[contract.Network]int
	work    bool            // parts were queued
	signed  map[string]bool // agents whose sessions changed
}

// entity names one thing in a feed.
type entity struct {
	kind contract.GoneKind
	id   string
}

type touched struct {
	entity
	customerID string
	caseID     string // only for watchers of this case; "" for all who watch a case of the customer
}

type entry struct {
	entity
	gone bool
}

// retries is how often a transaction is begun again that PostgreSQL took back because of a deadlock, or whose connection had gone before
// PostgreSQL was asked to keep it.
const retries = 10

// write runs do in a transaction and commits it together with its changes; do may run more than once and must not keep
// anything from a run that failed. Subscribers are woken after the commit.
func (s *Store) write(ctx context.Context, do func(ctx context.Context, t *tx) error) error {
	for attempt := 1; ; attempt++ {
		err := s.writeOnOne(ctx, do)
		if attempt == retries || !errors.Is(err, driver.ErrBadConn) {
			return s.engine.fail(ctx, err)
		}
	}
}

func (s *Store) writeOnOne(ctx context.Context, do func(ctx context.Context, t *tx) error) (err error) {
	own, err := s.engine.write.DB.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if end := own.Close(); end != nil && !errors.Is(end, sql.ErrConnDone) { // a broken one is gone already
			err = errors.Join(err, end)
		}
	}()
	return s.writeOn(ctx, own, do)
}

func (s *Store) writeOn(ctx context.Context, own *sql.Conn, do func(ctx context.Context, t *tx) error) error {
	for attempt := 1; ; attempt++ {
		keys, err := s.writeOnce(ctx, own, do)
		s.engine.wrote(err)
		if err == nil {
			s.ring(keys)
			if s.engine.postgres != nil && len(keys) > 0 {
				s.news.add(keys)
			}
		}
		if attempt == retries && again(err) {
			return &data.Error{Kind: data.Overloaded, Sentence: "The database is busy.", RetryAfter: 2, Cause: err}
		}
		if !again(err) {
			return err
		}
	}
}

// writeOnce gives the keys to ring; driver.ErrBadConn says that another connection is needed, and nothing was kept.
func (s *Store) writeOnce(ctx context.Context, own *sql.Conn, do func(ctx context.Context, t *tx) error) (keys []string, err error) {
	within := func(c conn) (err error) {
		t := &tx{
			conn: c, store: s, now: momentOf(s.opts.Clock()),
			known: map[entity]bool{}, told: map[string][]entry{}, queued: map[contract.Network]int{}, signed: map[string]bool{},
		}
		if err = do(ctx, t); err == nil {
			keys, err = t.flush(ctx)
		}
		return err
	}
	c := conn{db: s.engine.write, engine: s.engine}
	if s.engine.postgres == nil {
		err = inTx(ctx, own, func(begun *sql.Tx) error {
			c.on = begun
			return within(c)
		})
	} else {
		err = onLine(ctx, own, func(l *line) error {
			c.line = l
			return within(c)
		})
	}
	if errors.Is(err, driver.ErrBadConn) {
		return nil, err
	}
	return keys, s.engine.fail(ctx, err)
}

// inTx runs do in a transaction of SQLite.
func inTx(ctx context.Context, own *sql.Conn, do func(*sql.Tx) error) (err error) {
	begun, err := own.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if end := begun.Rollback(); end != nil && !errors.Is(end, sql.ErrTxDone) && ctx.Err() == nil {
			err = errors.Join(err, end)
		}
	}()
	if err := do(begun); err != nil {
		return err
	}
	return begun.Commit()
}

// touch notes a change of something in a customer's history: all who watch a case of the customer are told.
func (t *tx) touch(kind contract.GoneKind, id, customerID string) {
	t.note(touched{entity: entity{kind, id}, customerID: customerID})
}

// touchCase notes a change of a case: those who watch it are told.
func (t *tx) touchCase(caseID, customerID string) {
	t.note(touched{entity: entity{contract.GoneKindCase, caseID}, customerID: customerID, caseID: caseID})
}

func (t *tx) note(c touched) {
	if !t.known[c.entity] {
		t.known[c.entity] = true
		t.touched = append(t.touched, c)
	}
}

// tell notes something for one agent only.
func (t *tx) tell(agentID string, kind contract.GoneKind, id string, gone bool) {
	t.told[agentID] = append(t.told[agentID], entry{entity{kind, id}, gone})
}

// queue notes that cases of a network joined (or left) the queue.
func (t *tx) queue(network contract.Network, by int) { t.queued[network] += by }

// flush writes the feeds and the queue's size and gives the keys to ring.
func (t *tx) flush(ctx context.Context) ([]string, error) {
	feeds, err := t.feeds(ctx)
	if err != nil {
		return nil, err
	}
	keys := slices.Sorted(maps.Keys(feeds)) // always in this order, so that two transactions never wait for each other
	for _, agentID := range keys {
		if err := t.feed(ctx, agentID, feeds[agentID]); err != nil {
			return nil, err
		}
	}
	changed, err := t.resizeQueue(ctx)
	if err != nil {
		return nil, err
	}
	if changed {
		keys = append(keys, queueBell)
	}
	if t.work {
		keys = append(keys, workBell)
	}
	if len(t.signed) == 0 || t.engine.postgres == nil {
		return keys, nil
	}
	var signed []string
	for agentID := range t.signed {
		signed = append(signed, sessionBell+agentID)
	}
	return append(keys, signed...), t.notify(ctx, t.store.name, signed)
}

// feeds says what each agent is to be told.
func (t *tx) feeds(ctx context.Context) (map[string][]entry, error) {
	feeds := t.told
	if len(t.touched) == 0 {
		return feeds, nil
	}
	watchers, err := t.watchers(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range t.touched {
		for _, w := range watchers[c.customerID] {
			if c.caseID != "" && c.caseID != w.CaseID {
				continue
			}
			// Two cases of one customer: the agent is told once.
			list := feeds[w.AgentID]
			if !slices.ContainsFunc(list, func(e entry) bool { return e.entity == c.entity }) {
				feeds[w.AgentID] = append(list, entry{entity: c.entity})
			}
		}
	}
	return feeds, nil
}

type watcher struct{ CaseID, AgentID, CustomerID string }

// watchers finds who watches the touched customers. On PostgreSQL it keeps the customers' rows locked: who begins to watch at the
// same moment (see lockCustomers) either is found here or finds what was written here.
func (t *tx) watchers(ctx context.Context) (map[string][]watcher, error) {
	unique := map[string]bool{}
	for _, c := range t.touched {
		unique[c.customerID] = true
	}
	customers := slices.Sorted(maps.Keys(unique))
	if err := t.lockCustomers(ctx, customers); err != nil {
		return nil, err
	}
	found := map[string][]watcher{}
	for chunk := range slices.Chunk(customers, most) {
		list, args := in(chunk)
		rows, err := all[watcher](ctx, t.conn, `SELECT case_id, agent_id, customer_id FROM watchers WHERE customer_id IN `+list, args...)
		if err != nil {
			return nil, err
		}
		for _, w := range rows {
			found[w.CustomerID] = append(found[w.CustomerID], w)
		}
	}
	return found, nil
}

func (t *tx) lockCustomers(ctx context.Context, customers []string) error {
	if t.engine.lock == "" {
		return nil // SQLite has one writer
	}
	for chunk := range slices.Chunk(customers, most) {
		list, args := in(chunk)
		if err := t.run(ctx, `SELECT id FROM customers WHERE id IN `+list+` ORDER BY id`+t.engine.lock, args...); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) feed(ctx context.Context, agentID string, entries []entry) error {
	last, found, err := one[int64](ctx, t.conn, `UPDATE feeds SET seq = seq + ? WHERE agent_id = ? RETURNING seq`, len(entries), agentID)
	if err != nil {
		return err
	}
	if !found {
		return data.Fail(data.NotFound, "There is no such agent.", nil)
	}
	rows, place := make([][]any, 0, len(entries)), map[entity]int{}
	for i, e := range entries {
		row := []any{agentID, e.kind, e.id, last - int64(len(entries)-1-i), e.gone}
		if at, twice := place[e.entity]; twice {
			rows[at] = row // the later word holds: gone, then back, is back
			continue
		}
		place[e.entity] = len(rows)
		rows = append(rows, row)
	}
	return t.insert(ctx, `changes (agent_id, kind, entity_id, seq, gone)`, rows,
		`ON CONFLICT (agent_id, kind, entity_id) DO UPDATE SET seq = excluded.seq, gone = excluded.gone`)
}

func (t *tx) resizeQueue(ctx context.Context) (changed bool, err error) {
	for _, network := range slices.Sorted(maps.Keys(t.queued)) {
		by := t.queued[network]
		if by == 0 {
			continue
		}
		changed = true
		shard := 0
		if t.engine.shards > 1 {
			shard = rand.IntN(t.engine.shards)
		}
		err := t.run(ctx, `INSERT INTO queue_sizes (shard, network, size) VALUES (?, ?, ?)
			ON CONFLICT (shard, network) DO UPDATE SET size = queue_sizes.size + excluded.size`, shard, network, by)
		if err != nil {
			return false, err
		}
	}
	return changed, nil
}
