package api

import (
	"context"

	"sociomedio/app/backend"
)

// ListChanges gives what changed for the caller after a cursor.
func (s *server) ListChanges(ctx context.Context, in ListChangesRequestObject) (ListChangesResponseObject, error) {
	c, err := s.store.Changes(ctx, backend.CallerOf(ctx).Agent.ID, in.Params.Cursor, in.Params.Limit)
	return ListChanges200JSONResponse(c), err
}
