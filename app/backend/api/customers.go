package api

import (
	"context"

	"sociomedio/app/backend"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// SearchCustomers is Inquiry (5.3.10).
func (s *server) SearchCustomers(ctx context.Context, in SearchCustomersRequestObject) (SearchCustomersResponseObject, error) {
	by := in.Params.By
	if by == "" {
		by = contract.Any
	}
	page, err := s.store.Search(ctx, by, backend.Clean(in.Params.Q), in.Params.Cursor, in.Params.Limit)
	return SearchCustomers200JSONResponse(page), err
}

// GetCustomer gives one customer.
func (s *server) GetCustomer(ctx context.Context, in GetCustomerRequestObject) (GetCustomerResponseObject, error) {
	c, err := s.store.Customer(ctx, in.ID)
	return GetCustomer200JSONResponse(c), err
}

// ListMessages is History Conversation (5.3.3).
func (s *server) ListMessages(ctx context.Context, in ListMessagesRequestObject) (ListMessagesResponseObject, error) {
	page, err := s.store.Messages(ctx, in.ID, in.Params.Cursor, in.Params.Limit)
	return ListMessages200JSONResponse(page), err
}

// ListHandlings is History Penanganan.
func (s *server) ListHandlings(ctx context.Context, in ListHandlingsRequestObject) (ListHandlingsResponseObject, error) {
	page, err := s.store.Handlings(ctx, in.ID, in.Params.Cursor, in.Params.Limit)
	return ListHandlings200JSONResponse(page), err
}

// LinkService links a service number to a customer's profile.
func (s *server) LinkService(ctx context.Context, in LinkServiceRequestObject) (LinkServiceResponseObject, error) {
	c, err := s.store.LinkService(ctx, backend.CallerOf(ctx).Agent.ID, in.ID, backend.Clean(in.Body.Number))
	return LinkService200JSONResponse(c), err
}

// UnlinkService takes that link back.
func (s *server) UnlinkService(ctx context.Context, in UnlinkServiceRequestObject) (UnlinkServiceResponseObject, error) {
	c, err := s.store.UnlinkService(ctx, backend.CallerOf(ctx).Agent.ID, in.ID)
	return UnlinkService200JSONResponse(c), err
}

// FindServices finds service records by a number in any format.
func (s *server) FindServices(ctx context.Context, in FindServicesRequestObject) (FindServicesResponseObject, error) {
	found, err := s.store.Services(ctx, backend.Clean(in.Params.Number))
	if found == nil {
		found = []contract.Service{}
	}
	return FindServices200JSONResponse{Services: found}, err
}

// SearchTickets is Ticket List.
func (s *server) SearchTickets(ctx context.Context, in SearchTicketsRequestObject) (SearchTicketsResponseObject, error) {
	page, err := s.store.Tickets(ctx, backend.Clean(in.Params.Q), in.Params.Customer, in.Params.Cursor, in.Params.Limit)
	return SearchTickets200JSONResponse(page), err
}

// GetMedia gives a picture that was fetched from a network. None is fetched yet, so there is none.
func (s *server) GetMedia(_ context.Context, _ GetMediaRequestObject) (GetMediaResponseObject, error) {
	return nil, data.Fail(data.NotFound, "There is no such picture.", nil)
}
