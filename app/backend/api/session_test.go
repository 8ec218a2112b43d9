package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestSignInAndOut(t *testing.T) {
	h := newHouse(t, nil)
	s := h.session("ANIS ")
	require.Equal(t, "anis", s.Agent.Username)
	require.Equal(t, contract.RoleAgent, s.Agent.Role)
	require.Equal(t, contract.Version, s.Contract)
	require.Len(t, s.AccessToken, 43, "256 bits")
	require.WithinDuration(t, time.Now().Add(15*time.Minute), s.ExpiresAt, time.Minute)
	require.WithinDuration(t, time.Now().Add(14*24*time.Hour), s.RefreshExpiresAt, time.Minute)

	var me contract.Me
	status, _ := h.call(http.MethodGet, "/v1/me", s.AccessToken, nil, &me)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "(anis)", me.Agent.Signature)

	status, _ = h.call(http.MethodDelete, "/v1/session", s.AccessToken, nil, nil)
	require.Equal(t, http.StatusNoContent, status)
	status, p := h.call(http.MethodGet, "/v1/me", s.AccessToken, nil, nil)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, string(data.SessionExpired), p.Code)
	status, p = h.call(http.MethodPost, "/v1/session/refresh", "", contract.Refresh{RefreshToken: s.RefreshToken}, nil)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, string(data.SessionEnded), p.Code)
}

func TestTheTokenIsOnlyTakenFromItsHeader(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	for _, path := range []string{"/v1/me?token=" + token, "/v1/me?access_token=" + token} {
		status, p := h.call(http.MethodGet, path, "", nil, nil)
		require.Equal(t, http.StatusUnauthorized, status)
		require.Equal(t, string(data.SessionExpired), p.Code)
	}
	for _, value := range []string{token, "Basic " + token, "Bearer", "Bearer  "} {
		status, _ := h.call(http.MethodGet, "/v1/me", "", nil, nil, "Authorization", value)
		require.Equal(t, http.StatusUnauthorized, status, "%.6s", value)
	}
	status, _ := h.call(http.MethodGet, "/v1/me", "", nil, nil, "Cookie", "token="+token)
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestRefreshRotatesAndReuseEndsTheSession(t *testing.T) {
	h := newHouse(t, nil)
	first := h.session("anis")
	var second contract.Session
	status, _ := h.call(http.MethodPost, "/v1/session/refresh", "", contract.Refresh{RefreshToken: first.RefreshToken}, &second)
	require.Equal(t, http.StatusOK, status)
	require.NotEqual(t, first.AccessToken, second.AccessToken)
	status, _ = h.call(http.MethodGet, "/v1/me", second.AccessToken, nil, nil)
	require.Equal(t, http.StatusOK, status)

	status, p := h.call(http.MethodPost, "/v1/session/refresh", "", contract.Refresh{RefreshToken: first.RefreshToken}, nil)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, string(data.SessionEnded), p.Code)
	for _, token := range []string{first.AccessToken, second.AccessToken} {
		status, _ = h.call(http.MethodGet, "/v1/me", token, nil, nil)
		require.Equal(t, http.StatusUnauthorized, status, "the thief and the robbed are both out")
	}
	status, _ = h.call(http.MethodPost, "/v1/session/refresh", "", contract.Refresh{RefreshToken: second.RefreshToken}, nil)
	require.Equal(t, http.StatusUnauthorized, status)
}

func TestAccessTokensAreShortLived(t *testing.T) {
	h := newHouse(t, nil)
	s := h.session("anis")
	h.clock.forward(16 * time.Minute)
	status, p := h.call(http.MethodGet, "/v1/me", s.AccessToken, nil, nil)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, string(data.SessionExpired), p.Code)
	var renewed contract.Session
	status, _ = h.call(http.MethodPost, "/v1/session/refresh", "", contract.Refresh{RefreshToken: s.RefreshToken}, &renewed)
	require.Equal(t, http.StatusOK, status)
	h.clock.forward(15 * 24 * time.Hour)
	status, p = h.call(http.MethodPost, "/v1/session/refresh", "", contract.Refresh{RefreshToken: renewed.RefreshToken}, nil)
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, string(data.SessionEnded), p.Code)
}

func TestUnknownUserAndWrongPasswordAreOneAnswer(t *testing.T) {
	h := newHouse(t, nil)
	answers := map[string]contract.Problem{}
	for _, name := range []string{"anis", "nobody"} {
		status, p := h.call(http.MethodPost, "/v1/session", "", signIn(name, "wrong password 1"), nil)
		require.Equal(t, http.StatusUnauthorized, status)
		p.RequestID = ""
		answers[name] = p
	}
	require.Equal(t, answers["anis"], answers["nobody"])
	require.Equal(t, string(data.WrongPassword), answers["anis"].Code)
	require.Equal(t, 4, answers["nobody"].TriesLeft, "counted for a name that doesn't exist too")
	require.Equal(t, 60, answers["nobody"].LockSeconds)

	for _, name := range []string{"anis", "nobody"} {
		for try := 2; try <= 5; try++ {
			_, p := h.call(http.MethodPost, "/v1/session", "", signIn(name, "wrong password 1"), nil)
			require.Equal(t, string(data.WrongPassword), p.Code, "%s, try %d", name, try)
			require.Equal(t, 5-try, p.TriesLeft, "%s, try %d", name, try)
			require.Equal(t, 60, p.LockSeconds)
		}
		status, p := h.call(http.MethodPost, "/v1/session", "", signIn(name, password), nil)
		require.Equal(t, http.StatusTooManyRequests, status, name)
		require.Equal(t, string(data.AgentLocked), p.Code, name)
		require.InDelta(t, 60, p.RetryAfter, 2)
	}
	h.clock.forward(61 * time.Second)
	require.NotEmpty(t, h.signIn("anis"), "the lock is temporary")
}

func TestALockOutlivesARestart(t *testing.T) {
	h := newHouse(t, nil)
	for range 5 {
		h.call(http.MethodPost, "/v1/session", "", signIn("anis", "wrong password 1"), nil)
	}
	agent, err := h.store.AgentByUsername(t.Context(), "anis")
	require.NoError(t, err)
	require.WithinDuration(t, h.clock.now().Add(time.Minute), agent.LockedUntil, 2*time.Second)
	until, err := h.store.LockedUntil(t.Context(), storage.ByName, "anis")
	require.NoError(t, err)
	require.WithinDuration(t, agent.LockedUntil, until, 2*time.Second)
	require.NoError(t, h.store.SetPassword(t.Context(), agent.ID, agent.PasswordHash, ""))
	require.NotEmpty(t, h.signIn("anis"), "an operator lifts it")
}

func TestAnAddressThatTriesManyNamesIsLocked(t *testing.T) {
	h := newHouse(t, nil)
	for i := range 50 {
		_, p := h.call(http.MethodPost, "/v1/session", "", signIn("name"+strings.Repeat("x", i), "wrong password 1"), nil)
		require.Equal(t, string(data.WrongPassword), p.Code)
	}
	status, p := h.call(http.MethodPost, "/v1/session", "", signIn("anis", password), nil)
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Equal(t, string(data.TooMany), p.Code)
	require.Positive(t, p.RetryAfter)
}

func TestADisabledAgentIsOut(t *testing.T) {
	h := newHouse(t, nil)
	s := h.session("anis")
	require.NoError(t, h.store.DisableAgent(t.Context(), s.Agent.ID))
	status, _ := h.call(http.MethodGet, "/v1/me", s.AccessToken, nil, nil)
	require.Contains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, status)
	status, p := h.call(http.MethodPost, "/v1/session", "", signIn("anis", password), nil)
	require.Equal(t, http.StatusForbidden, status)
	require.Equal(t, string(data.AgentDisabled), p.Code)
	_, p = h.call(http.MethodPost, "/v1/session", "", signIn("anis", "wrong password 1"), nil)
	require.Equal(t, string(data.WrongPassword), p.Code, "only who knows the password learns that the account is off")
}

func TestContractVersions(t *testing.T) {
	h := newHouse(t, nil)
	for version, want := range map[int]int{
		contract.Version - 2: http.StatusUpgradeRequired, contract.Version - 1: http.StatusOK, contract.Version: http.StatusOK,
		contract.Version + 1: http.StatusOK, contract.Version + 2: http.StatusUpgradeRequired,
	} {
		in := signIn("anis", password)
		in.Client.Contract = version
		status, _ := h.call(http.MethodPost, "/v1/session", "", in, nil)
		require.Equal(t, want, status, "contract %d", version)
	}
}

func TestChangePassword(t *testing.T) {
	h := newHouse(t, nil)
	mine, other := h.session("anis"), h.session("anis")
	change := func(current, next string) (int, contract.Problem) {
		return h.call(http.MethodPut, "/v1/session/password", mine.AccessToken, contract.PasswordChange{Current: current, New: next}, nil)
	}
	status, p := change("wrong password 1", "nasi goreng pedas")
	require.Equal(t, http.StatusUnauthorized, status)
	require.Equal(t, string(data.WrongPassword), p.Code)
	require.Equal(t, "current", p.Field)
	for _, weak := range []string{"short", "aaaaaaaaaaaaaa", "password of anis", password} {
		status, p = change(password, weak)
		require.Equal(t, http.StatusUnprocessableEntity, status, weak)
		require.Equal(t, string(data.WeakPassword), p.Code, weak)
		require.Equal(t, "new", p.Field, weak)
	}
	status, p = change(password, "nasi goreng pedas")
	require.Equal(t, http.StatusNoContent, status, said(p))
	status, _ = h.call(http.MethodGet, "/v1/me", mine.AccessToken, nil, nil)
	require.Equal(t, http.StatusOK, status, "this session goes on")
	status, _ = h.call(http.MethodGet, "/v1/me", other.AccessToken, nil, nil)
	require.Equal(t, http.StatusUnauthorized, status, "the others end")
	status, _ = h.call(http.MethodPost, "/v1/session", "", signIn("anis", password), nil)
	require.Equal(t, http.StatusUnauthorized, status)
	status, _ = h.call(http.MethodPost, "/v1/session", "", signIn("anis", "nasi goreng pedas"), nil)
	require.Equal(t, http.StatusOK, status)
}

func TestLogsHoldNoSecretAndNothingOfCustomers(t *testing.T) {
	h := newHouse(t, nil)
	s := h.session("anis")
	c := h.heldCase(s.AccessToken)
	h.save(s.AccessToken, c)
	h.call(http.MethodGet, "/v1/customers?by=any&q=0812345678", s.AccessToken, nil, nil)
	h.call(http.MethodGet, "/v1/services?number=0215550101", s.AccessToken, nil, nil)
	h.call(http.MethodPost, "/v1/session", "", signIn("anis", "wrong password 1"), nil)
	h.call(http.MethodPost, "/v1/cases/"+c.ID+"/notes", s.AccessToken, `{"text": 7, "x": "pelanggan marah"}`, nil, "Idempotency-Key", key())
	logs := h.logs.String()
	require.Contains(t, logs, `"operation":"saveAnswer"`)
	for _, secret := range []string{
		s.AccessToken, s.RefreshToken, password, "wrong password 1", "0812345678", "0215550101", "Mohon maaf", "Internet saya", "pelanggan marah", "Budi",
	} {
		require.NotContains(t, logs, secret)
	}
}
