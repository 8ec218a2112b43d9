package desk

import (
	"context"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

const (
	// dwell is how long a case has to be looked at before the backend hears of it: who walks through the list with J and K
	// opens none of what he passes.
	dwell     = 150 * time.Millisecond
	pageOf    = 50 // entries asked for at a time
	mostCases = 10 // cases of a history that are asked for with it
)

// look makes something what the agent looks at, in place of what he looked at before, and brings it up to date.
func (s *seat) look(at *looked, now looked) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at.cancel != nil {
		at.cancel()
	}
	*at = now
	if s.stop == nil || now.customerID == "" {
		return
	}
	ctx, cancel := context.WithCancel(s.tasks)
	at.cancel = cancel
	s.working.Go(func() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(dwell):
		}
		if now.caseID != "" {
			s.present(ctx)
		}
		if err := s.fetchCustomer(ctx, now.customerID); err != nil && !broken(err) {
			s.log.Info("a customer is not up to date", "customer", now.customerID, "error", err)
		}
		if now.caseID == "" {
			s.fetchCases(ctx, now.customerID)
		}
	})
}

// fetchCustomer brings a customer and the newest of what happened.
func (s *seat) fetchCustomer(ctx context.Context, id string) error {
	c, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Customer, error) { return r.Customer(ctx, id) })
	if err != nil {
		return err
	}
	if err := s.put(ctx, contract.Changes{Customers: []contract.Customer{c}}); err != nil {
		return err
	}
	if _, err := s.fetchHistory(ctx, id, ""); err != nil {
		return err
	}
	_, err = s.fetchHandlings(ctx, id, "")
	return err
}

// fetchHistory brings the page of a conversation that a cursor stands for, and says how many entries it had.
func (s *seat) fetchHistory(ctx context.Context, customerID, cursor string) (int, error) {
	page, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.HistoryPage, error) {
		return r.Messages(ctx, customerID, cursor, pageOf)
	})
	if err != nil {
		return 0, err
	}
	if err := s.store.PutHistory(ctx, customerID, cursor, page, s.params.Clock()); err != nil {
		s.heal(err)
		return 0, err
	}
	s.bus.post(Event{Kind: HistoryChanged, CustomerID: customerID})
	return len(page.Messages) + len(page.Notes), nil
}

func (s *seat) fetchHandlings(ctx context.Context, customerID, cursor string) (int, error) {
	page, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.HandlingPage, error) {
		return r.Handlings(ctx, customerID, cursor, pageOf)
	})
	if err != nil {
		return 0, err
	}
	if err := s.store.PutHandlings(ctx, customerID, cursor, page, s.params.Clock()); err != nil {
		s.heal(err)
		return 0, err
	}
	s.bus.post(Event{Kind: HistoryChanged, CustomerID: customerID})
	return len(page.Handlings), nil
}

// fetchCases brings the cases of a customer's newest messages, so that they can be answered from the history (5.3.12).
func (s *seat) fetchCases(ctx context.Context, customerID string) {
	page, err := s.history(HistoryQuery{CustomerID: customerID, Only: OnlyMessages})
	if err != nil {
		return
	}
	asked := map[string]bool{"": true}
	for i := len(page.Entries) - 1; i >= 0 && len(asked) <= mostCases; i-- {
		m := page.Entries[i].Message
		if m == nil || asked[m.CaseID] {
			continue
		}
		asked[m.CaseID] = true
		if _, err := s.store.Case(ctx, m.CaseID); data.KindOf(err) != data.NotFound {
			continue
		}
		c, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Case, error) { return r.Case(ctx, m.CaseID) })
		if err == nil {
			_ = s.know(ctx, c)
		} else if data.KindOf(err) != data.NotFound {
			return
		}
	}
}
