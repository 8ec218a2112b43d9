package api

import (
	"context"

	"sociomedio/app/backend"
	"sociomedio/data/contract"
)

// GetCatalogue gives the KIP (5.3.5) and the reply types (5.3.6).
func (s *server) GetCatalogue(ctx context.Context, _ GetCatalogueRequestObject) (GetCatalogueResponseObject, error) {
	c, err := s.store.Catalogue(ctx)
	return GetCatalogue200JSONResponse(c), err
}

// ListTemplates gives the canned answers.
func (s *server) ListTemplates(ctx context.Context, _ ListTemplatesRequestObject) (ListTemplatesResponseObject, error) {
	t, err := s.store.Templates(ctx)
	return ListTemplates200JSONResponse(t), err
}

// ListAccounts gives the company's accounts; their credentials never leave the store.
func (s *server) ListAccounts(ctx context.Context, _ ListAccountsRequestObject) (ListAccountsResponseObject, error) {
	known, err := s.store.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	list := ListAccounts200JSONResponse{Accounts: []contract.Account{}}
	for _, a := range known {
		if a.Health.SpentDollars, a.Health.BudgetDollars, err = s.back.Spent(ctx, a.ID); err != nil {
			return nil, err
		}
		list.Accounts = append(list.Accounts, contract.Account{
			ID: a.ID, Network: a.Network, Name: a.Name, Handle: a.Handle, Limits: backend.Limits(a.Network, a.Limits), Health: a.Health,
		})
	}
	return list, nil
}
