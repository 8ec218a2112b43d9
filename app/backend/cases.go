package backend

import (
	"context"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Who sees a case: supervisors and admins every one; an agent what he holds or held, and what nobody else holds, because he
// answers from a customer's history too (5.3.9 - 5.3.13). A case that a colleague holds is that colleague's.

// Case gives a case. A colleague's is data.NotFound.
func (b *Backend) Case(ctx context.Context, caller Caller, id string) (contract.Case, error) {
	c, err := b.store.Case(ctx, id)
	if err != nil {
		return contract.Case{}, err
	}
	sees, err := b.sees(ctx, caller, c)
	if err == nil && !sees {
		err = data.Fail(data.NotFound, "There is no such case.", nil)
	}
	if err != nil {
		return contract.Case{}, err
	}
	return c, nil
}

// OpenCase notes that the caller looks at a case. A colleague's is data.CaseHeld with the case, so that the agent reads who
// has it and can take it over.
func (b *Backend) OpenCase(ctx context.Context, caller Caller, id string) (contract.Case, error) {
	c, err := b.store.Case(ctx, id)
	if err != nil {
		return contract.Case{}, err
	}
	sees, err := b.sees(ctx, caller, c)
	if err == nil && !sees {
		err = data.Fail(data.CaseHeld, "A colleague holds this case.", &storage.Changed{Case: c})
	}
	if err != nil {
		return contract.Case{}, err
	}
	return b.store.OpenCase(ctx, caller.Agent.ID, id)
}

// Cases gives a page of cases: an agent's own, or for supervisors and admins those of all.
func (b *Backend) Cases(ctx context.Context, caller Caller, p contract.ListCasesParams) (contract.CasePage, error) {
	f := storage.CaseFilter{State: p.State, Network: p.Network}
	if caller.Agent.Role == contract.RoleAgent {
		f.AgentID = caller.Agent.ID
	}
	return b.store.Cases(ctx, f, p.Cursor, p.Limit)
}

func (b *Backend) sees(ctx context.Context, caller Caller, c contract.Case) (bool, error) {
	switch {
	case caller.Agent.Role != contract.RoleAgent:
		return true, nil
	case c.Holder.ID == "", c.Holder.ID == caller.Agent.ID:
		return true, nil
	case c.State != contract.CaseStateTaken && c.State != contract.CaseStateAnswering:
		return true, nil
	}
	return b.store.Watches(ctx, caller.Agent.ID, c.ID)
}
