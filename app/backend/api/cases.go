package api

import (
	"context"
	"io"

	"sociomedio/app/backend"
	"sociomedio/data"
)

// ListCases gives a page of cases.
func (s *server) ListCases(ctx context.Context, in ListCasesRequestObject) (ListCasesResponseObject, error) {
	page, err := s.back.Cases(ctx, backend.CallerOf(ctx), in.Params)
	return ListCases200JSONResponse(page), err
}

// TakeCases takes waiting cases for the caller (5.3.2).
func (s *server) TakeCases(ctx context.Context, in TakeCasesRequestObject) (TakeCasesResponseObject, error) {
	taken, err := s.store.Take(ctx, backend.CallerOf(ctx).Agent.ID, in.Body.Limit, in.Body.Network)
	return TakeCases200JSONResponse(taken), err
}

// GetCase gives one case.
func (s *server) GetCase(ctx context.Context, in GetCaseRequestObject) (GetCaseResponseObject, error) {
	c, err := s.back.Case(ctx, backend.CallerOf(ctx), in.ID)
	return GetCase200JSONResponse(c), err
}

// OpenCase notes that the caller looks at a case.
func (s *server) OpenCase(ctx context.Context, in OpenCaseRequestObject) (OpenCaseResponseObject, error) {
	c, err := s.back.OpenCase(ctx, backend.CallerOf(ctx), in.ID)
	return OpenCase200JSONResponse(c), err
}

// ReleaseCase puts the caller's case back into the queue.
func (s *server) ReleaseCase(ctx context.Context, in ReleaseCaseRequestObject) (ReleaseCaseResponseObject, error) {
	c, err := s.store.ReleaseCase(ctx, backend.CallerOf(ctx).Agent.ID, in.ID)
	return ReleaseCase200JSONResponse(c), err
}

// TakeOverCase makes the caller the holder of a case.
func (s *server) TakeOverCase(ctx context.Context, in TakeOverCaseRequestObject) (TakeOverCaseResponseObject, error) {
	c, err := s.store.TakeOverCase(ctx, backend.CallerOf(ctx).Agent.ID, in.ID)
	return TakeOverCase200JSONResponse(c), err
}

// MarkAnsweredOutside closes a case that was answered in the network's own page.
func (s *server) MarkAnsweredOutside(ctx context.Context, in MarkAnsweredOutsideRequestObject) (MarkAnsweredOutsideResponseObject, error) {
	c, err := s.back.MarkOutside(ctx, backend.CallerOf(ctx), in.ID, *in.Body)
	return MarkAnsweredOutside200JSONResponse(c), err
}

// KeepPicture keeps a picture for an answer. The gate has read it whole, within bounds.
func (s *server) KeepPicture(ctx context.Context, in KeepPictureRequestObject) (KeepPictureResponseObject, error) {
	raw, err := io.ReadAll(in.Body)
	if err != nil {
		return nil, data.Fail(data.Invalid, "The request broke off.", nil)
	}
	return KeepPicture204Response{}, s.back.KeepPicture(ctx, backend.CallerOf(ctx), in.ID, in.Picture, raw)
}

// SaveAnswer keeps an answer (5.3.8).
func (s *server) SaveAnswer(ctx context.Context, in SaveAnswerRequestObject) (SaveAnswerResponseObject, error) {
	h, created, err := s.back.SaveAnswer(ctx, backend.CallerOf(ctx), in.ID, in.Params.IdempotencyKey, *in.Body)
	if created {
		return SaveAnswer201JSONResponse(h), err
	}
	return SaveAnswer200JSONResponse(h), err
}

// AddNote keeps an internal note.
func (s *server) AddNote(ctx context.Context, in AddNoteRequestObject) (AddNoteResponseObject, error) {
	n, created, err := s.back.AddNote(ctx, backend.CallerOf(ctx), in.ID, in.Params.IdempotencyKey, in.Body.Text)
	if created {
		return AddNote201JSONResponse(n), err
	}
	return AddNote200JSONResponse(n), err
}

// CancelAnswer takes back an answer of the caller that hasn't left.
func (s *server) CancelAnswer(ctx context.Context, in CancelAnswerRequestObject) (CancelAnswerResponseObject, error) {
	h, err := s.store.CancelAnswer(ctx, backend.CallerOf(ctx).Agent.ID, in.ID)
	return CancelAnswer200JSONResponse(h), err
}

// ResumeAnswer sends what is missing of a failed answer of the caller.
func (s *server) ResumeAnswer(ctx context.Context, in ResumeAnswerRequestObject) (ResumeAnswerResponseObject, error) {
	h, err := s.store.ResumeAnswer(ctx, backend.CallerOf(ctx).Agent.ID, in.ID)
	return ResumeAnswer200JSONResponse(h), err
}

// GetTeam gives the team's figures.
func (s *server) GetTeam(ctx context.Context, _ GetTeamRequestObject) (GetTeamResponseObject, error) {
	t, err := s.store.Team(ctx)
	return GetTeam200JSONResponse(t), err
}
