package api

import (
	"context"

	"sociomedio/app/backend"
)

// SignIn opens a session (5.2.1, 5.2.2).
func (s *server) SignIn(ctx context.Context, in SignInRequestObject) (SignInResponseObject, error) {
	session, err := s.back.SignIn(ctx, *in.Body, traceOf(ctx).from)
	return SignIn200JSONResponse(session), err
}

// RefreshSession renews the tokens of a session.
func (s *server) RefreshSession(ctx context.Context, in RefreshSessionRequestObject) (RefreshSessionResponseObject, error) {
	session, err := s.back.Refresh(ctx, in.Body.RefreshToken)
	return RefreshSession200JSONResponse(session), err
}

// SignOut ends the caller's session.
func (s *server) SignOut(ctx context.Context, _ SignOutRequestObject) (SignOutResponseObject, error) {
	return SignOut204Response{}, s.back.SignOut(ctx, backend.CallerOf(ctx).SessionID)
}

// ChangePassword sets the caller's password.
func (s *server) ChangePassword(ctx context.Context, in ChangePasswordRequestObject) (ChangePasswordResponseObject, error) {
	return ChangePassword204Response{}, s.back.ChangePassword(ctx, backend.CallerOf(ctx), *in.Body, traceOf(ctx).from)
}

// GetMe gives the caller and his figures of today.
func (s *server) GetMe(ctx context.Context, _ GetMeRequestObject) (GetMeResponseObject, error) {
	agent := backend.CallerOf(ctx).Agent
	answered, median, err := s.store.Today(ctx, agent.ID)
	return GetMe200JSONResponse{Agent: agent.Agent, AnsweredToday: answered, MedianSeconds: median}, err
}
