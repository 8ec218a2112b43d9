package backend

import (
	"context"
	"time"

	"sociomedio/app/backend/channel"
)

// nearBudget is the share of an account's budget for a month from which on it is said that it will be used up.
const nearBudget = 0.8

// reckon adds what an account used to its month, for the operator to see in /metrics, and says in the log when the month's budget is
// nearly used up, and when it is. What can't be stored now is added the next time.
func (b *Backend) reckon(ctx context.Context, s *source) {
	m, ok := s.Channel.(channel.Meter)
	if !ok {
		return
	}
	s.unpaid = append(s.unpaid, m.Charges()...)
	spent, err := b.store.Spend(ctx, s.ID, s.unpaid)
	if err != nil {
		if ctx.Err() == nil {
			b.log.WarnContext(ctx, "spending not stored", "account", s.Name, "error", err)
		}
		return
	}
	s.unpaid = nil
	total := 0.0
	b.metrics.spent.DeletePartialMatch(map[string]string{"account": s.Name})
	b.metrics.used.DeletePartialMatch(map[string]string{"account": s.Name})
	for _, one := range spent {
		total += one.Dollars
		b.metrics.spent.WithLabelValues(s.Name, one.Kind).Set(one.Dollars)
		b.metrics.used.WithLabelValues(s.Name, one.Kind).Set(float64(one.Count))
	}
	if s.Budget <= 0 {
		return
	}
	b.metrics.budget.WithLabelValues(s.Name).Set(s.Budget)
	stage := 0
	switch {
	case total >= s.Budget:
		stage = 2
	case total >= nearBudget*s.Budget:
		stage = 1
	}
	if stage > s.warned {
		b.log.WarnContext(ctx, "the month's budget is nearly used up", "account", s.Name, "dollars", total, "budget", s.Budget, "used_up", stage == 2)
	}
	s.warned = stage
}

const settleTime = 5 * time.Second

// settle reckons a last time, when the work for an account has ended.
func (b *Backend) settle(ctx context.Context, s *source) {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	b.reckon(late, s)
}

// Spent is what an account used this month, and what it may use; 0 where nothing is counted.
func (b *Backend) Spent(ctx context.Context, accountID string) (dollars, budget float64, err error) {
	if s, ok := b.sources.of(accountID); ok {
		budget = s.Budget
	}
	all, err := b.store.Spend(ctx, accountID, nil)
	for _, one := range all {
		dollars += one.Dollars
	}
	return dollars, budget, err
}
