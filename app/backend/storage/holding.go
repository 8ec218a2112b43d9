package storage

import (
	"context"
	"encoding/json"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// viewFor is how long an agent counts as looking at a case after opening it.
const viewFor = 5 * time.Minute

const colleague = "A colleague holds this case."

// OpenCase notes that an agent looks at a case: it renews the lease and starts the handling time when he holds it, and
// shows him among the viewers when he doesn't.
func (s *Store) OpenCase(ctx context.Context, agentID, caseID string) (contract.Case, error) {
	return s.onCase(ctx, caseID, func(ctx context.Context, t *tx, c caseRow) error {
		if c.HolderID != agentID || c.State != contract.CaseStateTaken {
			return t.view(ctx, c, agentID)
		}
		if c.OpenedAt == 0 {
			t.touchCase(c.ID, c.CustomerID)
		}
		return t.run(ctx, `UPDATE cases SET lease_until = ?, opened_at = CASE WHEN opened_at = 0 THEN CAST(? AS BIGINT) ELSE opened_at END WHERE id = ?`,
			t.now.after(s.opts.Hold), t.now, c.ID)
	})
}

func (t *tx) view(ctx context.Context, c caseRow, agentID string) error {
	_, before, err := one[string](ctx, t.conn, `SELECT agent_id FROM viewers WHERE case_id = ? AND agent_id = ? AND until_at > ?`, c.ID, agentID, t.now)
	if err != nil {
		return err
	}
	if !before {
		t.touchCase(c.ID, c.CustomerID)
	}
	return t.run(ctx, `INSERT INTO viewers (case_id, agent_id, until_at) VALUES (?, ?, ?)
		ON CONFLICT (case_id, agent_id) DO UPDATE SET until_at = excluded.until_at`, c.ID, agentID, t.now.after(viewFor))
}

// ReleaseCase puts a case back into the queue. The agent no longer sees it. data.CaseHeld when he doesn't hold it,
// data.AlreadySending while an answer is on its way, data.CaseClosed when it is over.
func (s *Store) ReleaseCase(ctx context.Context, agentID, caseID string) (contract.Case, error) {
	return s.onCase(ctx, caseID, func(ctx context.Context, t *tx, c caseRow) error {
		switch {
		case c.State == contract.CaseStateAnswering:
			return t.refuse(ctx, data.AlreadySending, "An answer to this case is on its way.", c.ID, nil)
		case c.State == contract.CaseStateTaken && c.HolderID != agentID:
			return t.refuse(ctx, data.CaseHeld, colleague, c.ID, nil)
		case c.State == contract.CaseStateWaiting:
			return t.unwatch(ctx, c, agentID)
		case c.State != contract.CaseStateTaken:
			return t.refuse(ctx, data.CaseClosed, "This case is over.", c.ID, nil)
		}
		if _, err := t.free(ctx, "released", `id = ?`, c.ID); err != nil {
			return err
		}
		return t.unwatch(ctx, c, agentID)
	})
}

func (t *tx) unwatch(ctx context.Context, c caseRow, agentID string) error {
	n, err := t.exec(ctx, `DELETE FROM watchers WHERE case_id = ? AND agent_id = ?`, c.ID, agentID)
	if err == nil && n > 0 {
		t.touchCase(c.ID, c.CustomerID)
		t.tell(agentID, contract.GoneKindCase, c.ID, true)
	}
	return err
}

// TakeOverCase makes an agent the only holder of a case; who held it before is in the case's log and still sees it.
// data.AlreadySending while an answer is on its way, data.CaseClosed when it is over.
func (s *Store) TakeOverCase(ctx context.Context, agentID, caseID string) (contract.Case, error) {
	return s.onCase(ctx, caseID, func(ctx context.Context, t *tx, c caseRow) error {
		switch c.State {
		case contract.CaseStateAnswering:
			if c.HolderID == agentID {
				return nil
			}
			return t.refuse(ctx, data.AlreadySending, "An answer to this case is on its way.", c.ID, nil)
		case contract.CaseStateWaiting, contract.CaseStateTaken:
		default:
			return t.refuse(ctx, data.CaseClosed, "This case is over.", c.ID, nil)
		}
		what := "taken_over"
		if c.State == contract.CaseStateWaiting {
			what = "taken"
		}
		if c.HolderID == agentID {
			return t.run(ctx, `UPDATE cases SET lease_until = ? WHERE id = ?`, t.now.after(s.opts.Hold), c.ID)
		}
		return t.give(ctx, c, agentID, what)
	})
}

// give makes an agent the holder of a case that is waiting, taken or done.
func (t *tx) give(ctx context.Context, c caseRow, agentID, what string) error {
	if c.State == contract.CaseStateWaiting {
		t.queue(c.Network, -1)
	}
	err := t.run(ctx, `UPDATE cases SET state = 'taken', holder_id = ?, lease_until = ?, opened_at = 0, changed_at = ? WHERE id = ?`,
		agentID, t.now.after(t.store.opts.Hold), t.now, c.ID)
	if err != nil {
		return err
	}
	return t.hand(ctx, agentID, what, []takenCase{{ID: c.ID, CustomerID: c.CustomerID, Network: c.Network}})
}

// MarkOutside closes a case as answered in the network's own page, with a handling record. data.CaseHeld when a colleague
// holds it, data.AlreadySending while an answer is on its way, data.CaseClosed when it is over.
func (s *Store) MarkOutside(ctx context.Context, agentID, caseID string, o contract.Outside) (contract.Case, error) {
	return s.onCase(ctx, caseID, func(ctx context.Context, t *tx, c caseRow) error {
		labels, err := t.path(ctx, o.Path)
		if err != nil {
			return err
		}
		switch {
		case c.State == contract.CaseStateAnswering:
			return t.refuse(ctx, data.AlreadySending, "An answer to this case is on its way.", c.ID, nil)
		case c.State == contract.CaseStateTaken && c.HolderID != agentID:
			return t.refuse(ctx, data.CaseHeld, colleague, c.ID, nil)
		case c.State == contract.CaseStateClosed, c.State == contract.CaseStateOutside:
			return t.refuse(ctx, data.CaseClosed, "This case is over.", c.ID, nil)
		}
		if c.State != contract.CaseStateTaken {
			if err := t.give(ctx, c, agentID, "taken"); err != nil {
				return err
			}
		}
		opened := c.OpenedAt
		if opened == 0 {
			opened = t.now
		}
		h := newHandling{id: s.opts.NewID(), agentID: agentID, path: o.Path, labels: labels, opened: opened, outside: true, remark: o.Remark}
		if err := t.addHandling(ctx, c, h); err != nil {
			return err
		}
		return t.finish(ctx, c, "outside", agentID)
	})
}

// finish ends a case in state answered or outside.
func (t *tx) finish(ctx context.Context, c caseRow, state, agentID string) error {
	err := t.run(ctx, `UPDATE cases SET state = ?, answered_at = ?, lease_until = 0, changed_at = ? WHERE id = ?`, state, t.now, t.now, c.ID)
	if err != nil {
		return err
	}
	t.touchCase(c.ID, c.CustomerID)
	return t.log(ctx, c.ID, state, agentID)
}

// newHandling is a handling record to be stored.
type newHandling struct {
	id, agentID  string
	path, labels []string
	opened       moment
	outside      bool
	remark       string
}

func (t *tx) addHandling(ctx context.Context, c caseRow, h newHandling) error {
	path, err := json.Marshal(h.path)
	if err != nil {
		return data.Fail(data.Internal, "The path can't be stored.", err)
	}
	labels, err := json.Marshal(h.labels)
	if err != nil {
		return data.Fail(data.Internal, "The path can't be stored.", err)
	}
	err = t.run(ctx, `INSERT INTO handlings (id, case_id, customer_id, agent_id, network, kind, path, labels, opened_at, saved_at, seconds, outside, remark)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, h.id, c.ID, c.CustomerID, h.agentID, c.Network, c.Kind, string(path), string(labels),
		h.opened, t.now, t.now.secondsSince(h.opened), h.outside, h.remark)
	t.touch(contract.GoneKindHandling, h.id, c.CustomerID)
	return err
}

// onCase locks a case, does something with it and gives it as it is afterwards.
func (s *Store) onCase(ctx context.Context, caseID string, do func(ctx context.Context, t *tx, c caseRow) error) (contract.Case, error) {
	var after contract.Case
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		c, err := t.lockCase(ctx, caseID)
		if err != nil {
			return err
		}
		if err := do(ctx, t, c); err != nil {
			return err
		}
		after, err = t.caseByID(ctx, t.now, caseID)
		return err
	})
	if err != nil {
		return contract.Case{}, err
	}
	return after, nil
}

// CaseLogEntry is one line of a case's log. What is one of opened, reopened, taken, released, expired, taken_over, saved,
// sent_anyway, recorded, answered, outside, cancelled, failed, resumed.
type CaseLogEntry struct {
	What    string
	AgentID string // "" when nobody did it
	At      time.Time
}

type caseLogRow struct {
	What, AgentID string
	At            moment
}

// CaseLog gives a case's log, oldest first.
func (s *Store) CaseLog(ctx context.Context, caseID string) ([]CaseLogEntry, error) {
	rows, err := all[caseLogRow](ctx, s.reading(), `SELECT what, agent_id, at FROM case_log WHERE case_id = ? ORDER BY at, id`, caseID)
	list := make([]CaseLogEntry, 0, len(rows))
	for _, r := range rows {
		list = append(list, CaseLogEntry{What: r.What, AgentID: r.AgentID, At: r.At.Time()})
	}
	return list, err
}

func (t *tx) log(ctx context.Context, caseID, what, agentID string) error {
	return t.run(ctx, `INSERT INTO case_log (id, case_id, what, agent_id, at) VALUES (?, ?, ?, ?, ?)`, t.store.opts.NewID(), caseID, what, agentID, t.now)
}
