package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func signInCases() []testCase {
	return []testCase{
		{"agents by name in any case, each name once", agentsByName},
		{"wrong passwords are counted, locked, forgotten", wrongPasswords},
		{"a session lives as long as its tokens", sessionLives},
		{"a refresh token works once; used again it ends the session", refreshReuse},
		{"another password ends the other sessions", passwordEndsSessions},
		{"a disabled agent is out and his cases are free", disabledAgent},
	}
}

func agentsByName(t *testing.T, w *world) {
	found, err := w.AgentByUsername(t.Context(), "  ANIS ")
	require.NoError(t, err)
	require.Equal(t, w.anis, found)
	found, err = w.AgentByID(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Equal(t, "(anis)", found.Signature)

	_, err = w.AddAgent(t.Context(), storage.NewAgent{Username: "Anis", Name: "x", Role: contract.RoleAgent})
	require.Equal(t, data.Invalid, data.KindOf(err))
	_, err = w.AddAgent(t.Context(), storage.NewAgent{Username: "dewi", Name: "x", Role: "king"})
	require.Equal(t, data.Invalid, data.KindOf(err))
	_, err = w.AgentByUsername(t.Context(), "nobody")
	require.Equal(t, data.NotFound, data.KindOf(err))

	list, err := w.ListAgents(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 3)
}

func wrongPasswords(t *testing.T, w *world) {
	for n := 1; n <= 3; n++ {
		failures, err := w.LoginFailed(t.Context(), w.anis.ID, time.Time{})
		require.NoError(t, err)
		require.Equal(t, n, failures)
	}
	until := w.clock.Now().Add(time.Minute)
	_, err := w.LoginFailed(t.Context(), w.anis.ID, until)
	require.NoError(t, err)
	_, err = w.LoginFailed(t.Context(), w.anis.ID, time.Time{})
	require.NoError(t, err)
	a, err := w.AgentByID(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Equal(t, 5, a.FailedLogins)
	require.True(t, until.Equal(a.LockedUntil), "a later failure keeps the lock")
	require.True(t, w.clock.Now().Equal(a.LastFailure))

	require.NoError(t, w.LoginSucceeded(t.Context(), w.anis.ID))
	a, err = w.AgentByID(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Zero(t, a.FailedLogins)
	require.True(t, a.LockedUntil.IsZero())
}

func (w *world) tokens(name string) storage.Tokens {
	return storage.Tokens{
		AccessHash: "access " + name, RefreshHash: "refresh " + name,
		AccessUntil: w.clock.Now().Add(15 * time.Minute), RefreshUntil: w.clock.Now().Add(12 * time.Hour),
	}
}

func (w *world) session(t *testing.T, agent storage.Agent, name string) storage.Session {
	t.Helper()
	s, err := w.CreateSession(t.Context(), storage.NewSession{AgentID: agent.ID, Tokens: w.tokens(name), ClientVersion: "1.0"})
	require.NoError(t, err)
	return s
}

func sessionLives(t *testing.T, w *world) {
	made := w.session(t, w.anis, "one")
	found, agent, err := w.SessionByAccess(t.Context(), "access one")
	require.NoError(t, err)
	require.Equal(t, made.ID, found.ID)
	require.Equal(t, w.anis.ID, agent.ID)
	require.Equal(t, "1.0", found.ClientVersion)

	_, _, err = w.SessionByAccess(t.Context(), "refresh one")
	require.Equal(t, data.SessionExpired, data.KindOf(err))

	w.clock.move(16 * time.Minute)
	_, _, err = w.SessionByAccess(t.Context(), "access one")
	require.Equal(t, data.SessionExpired, data.KindOf(err))
	require.NoError(t, w.SessionAlive(t.Context(), made.ID))

	renewed, _, err := w.RotateSession(t.Context(), "refresh one", w.tokens("two"))
	require.NoError(t, err)
	require.Equal(t, made.ID, renewed.ID)
	_, _, err = w.SessionByAccess(t.Context(), "access two")
	require.NoError(t, err)

	require.NoError(t, w.EndSession(t.Context(), made.ID))
	_, _, err = w.SessionByAccess(t.Context(), "access two")
	require.Equal(t, data.SessionExpired, data.KindOf(err))
	require.Equal(t, data.SessionEnded, data.KindOf(w.SessionAlive(t.Context(), made.ID)))

	w.clock.move(13 * time.Hour)
	_, _, err = w.RotateSession(t.Context(), "refresh two", w.tokens("three"))
	require.Equal(t, data.SessionEnded, data.KindOf(err))
	swept, err := w.SweepSessions(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, swept)
}

func refreshReuse(t *testing.T, w *world) {
	made := w.session(t, w.anis, "one")
	_, _, err := w.RotateSession(t.Context(), "refresh one", w.tokens("two"))
	require.NoError(t, err)

	_, _, err = w.RotateSession(t.Context(), "refresh one", w.tokens("thief"))
	require.Equal(t, data.SessionEnded, data.KindOf(err))
	var ended *storage.Ended
	require.ErrorAs(t, err, &ended)
	require.Equal(t, made.ID, ended.SessionID)

	_, _, err = w.SessionByAccess(t.Context(), "access two")
	require.Equal(t, data.SessionExpired, data.KindOf(err), "the whole session is over")
	_, _, err = w.RotateSession(t.Context(), "refresh two", w.tokens("three"))
	require.Equal(t, data.SessionEnded, data.KindOf(err))
	_, _, err = w.RotateSession(t.Context(), "refresh never", w.tokens("four"))
	require.Equal(t, data.SessionEnded, data.KindOf(err))
}

func passwordEndsSessions(t *testing.T, w *world) {
	here, there := w.session(t, w.anis, "here"), w.session(t, w.anis, "there")
	other := w.session(t, w.budi, "other")
	require.NoError(t, w.SetPassword(t.Context(), w.anis.ID, "new hash", here.ID))
	require.NoError(t, w.SessionAlive(t.Context(), here.ID))
	require.NoError(t, w.SessionAlive(t.Context(), other.ID))
	require.Equal(t, data.SessionEnded, data.KindOf(w.SessionAlive(t.Context(), there.ID)))
	a, err := w.AgentByID(t.Context(), w.anis.ID)
	require.NoError(t, err)
	require.Equal(t, "new hash", a.PasswordHash)

	require.NoError(t, w.RenewHash(t.Context(), w.anis.ID, "same password, other costs"))
	require.NoError(t, w.SessionAlive(t.Context(), here.ID))
	ended, err := w.EndOtherSessions(t.Context(), w.anis.ID, "")
	require.NoError(t, err)
	require.Equal(t, []string{here.ID}, ended)
	require.Equal(t, data.NotFound, data.KindOf(w.SetPassword(t.Context(), "nobody", "x", "")))
}

func disabledAgent(t *testing.T, w *world) {
	w.session(t, w.anis, "one")
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	require.NoError(t, w.DisableAgent(t.Context(), w.anis.ID))
	_, _, err := w.SessionByAccess(t.Context(), "access one")
	require.Equal(t, data.AgentDisabled, data.KindOf(err))
	_, _, err = w.RotateSession(t.Context(), "refresh one", w.tokens("two"))
	require.Error(t, err)
	require.Equal(t, contract.CaseStateWaiting, w.the(t, c.ID).State)
	waiting, err := w.Waiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, waiting)
	require.NoError(t, w.EnableAgent(t.Context(), w.anis.ID))
	w.session(t, w.anis, "three")
	_, _, err = w.SessionByAccess(t.Context(), "access three")
	require.NoError(t, err)
}
