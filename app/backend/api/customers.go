package api

import (
	"bytes"
	"context"
	"net/http"

	"sociomedio/app/backend"
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

// SearchMessages finds messages by what they say.
func (s *server) SearchMessages(ctx context.Context, in SearchMessagesRequestObject) (SearchMessagesResponseObject, error) {
	page, err := s.store.SearchMessages(ctx, backend.Clean(in.Params.Q), in.Params.Cursor, in.Params.Limit)
	return SearchMessages200JSONResponse(page), err
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

// pictureAge is how long a client may keep a picture: what an id names never changes.
const pictureAge = "private, max-age=604800, immutable"

// GetMedia gives a picture that was fetched from a network.
func (s *server) GetMedia(ctx context.Context, in GetMediaRequestObject) (GetMediaResponseObject, error) {
	p, err := s.store.Media(ctx, in.ID, in.Params.Size == contract.Full)
	if err != nil {
		return nil, err
	}
	return picture{GetMedia200ImageResponse{Body: bytes.NewReader(p.Bytes), ContentType: p.ContentType, ContentLength: int64(len(p.Bytes))}}, nil
}

type picture struct{ GetMedia200ImageResponse }

// VisitGetMediaResponse lets the client keep the picture.
func (p picture) VisitGetMediaResponse(w http.ResponseWriter) error {
	w.Header().Set("Cache-Control", pictureAge)
	return p.GetMedia200ImageResponse.VisitGetMediaResponse(w)
}
