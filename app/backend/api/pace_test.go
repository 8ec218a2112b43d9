package api_test

import (
	"net/http"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/api"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// Who asks more than is his share is refused while others need the places, told when to come again, and welcome then. Others, and he
// himself while nobody is kept waiting by it, are not bothered.
func TestAnAgentOverHisPaceIsToldToWait(t *testing.T) {
	// No time of the clock passes by itself: a machine under load would give the greedy one his pace back.
	h := newHouse(t, func(o *api.Options) {
		begun, clock := time.Now(), o.Clock
		o.InFlight, o.AgentPace = 3, 1
		o.Clock = func() time.Time { return begun.Add(clock().Sub(begun).Truncate(time.Minute)) }
	})
	greedy, modest := h.signIn("anis"), h.signIn("sari")
	me := func(token string) (int, contract.Problem) { return h.call(http.MethodGet, "/v1/me", token, nil, nil) }
	for range 30 { // three times what may come at once
		status, _ := me(greedy)
		require.Equal(t, http.StatusOK, status, "there is room")
	}
	first, second := h.hold("/v1/session", ""), h.hold("/v1/session", "")
	defer first()
	defer second()
	status, p := me(greedy)
	require.Equal(t, http.StatusTooManyRequests, status, "both are in")
	require.Equal(t, string(data.TooMany), p.Code)
	require.Equal(t, 1, p.RetryAfter)
	status, p = me(modest)
	require.Equal(t, http.StatusOK, status, said(p))
	h.clock.forward(time.Minute)
	status, p = me(greedy)
	require.Equal(t, http.StatusOK, status, said(p))
}

// As an agent's, so an address's: that of the caller, or behind a proxy that is trusted the one it names.
func TestAnAddressOverItsPaceIsToldToWait(t *testing.T) {
	h := newHouse(t, func(o *api.Options) {
		o.InFlight, o.Pace, o.Proxies = 3, 0.001, []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} // one, and then none for long
	})
	token := h.signIn("anis")
	me := func(from string) (int, contract.Problem) {
		return h.call(http.MethodGet, "/v1/me", token, nil, nil, "X-Forwarded-For", from)
	}
	for range 3 {
		status, _ := me("203.0.113.7")
		require.Equal(t, http.StatusOK, status, "there is room")
	}
	first, second := h.hold("/v1/session", ""), h.hold("/v1/session", "")
	defer first()
	defer second()
	status, p := me("203.0.113.7")
	require.Equal(t, http.StatusTooManyRequests, status, "both are in")
	require.Equal(t, string(data.TooMany), p.Code)
	require.Greater(t, p.RetryAfter, 60)
	status, p = me("198.51.100.7")
	require.Equal(t, http.StatusOK, status, said(p))
	status, p = me("2001:db8::1")
	require.Equal(t, http.StatusOK, status, said(p))
	status, p = me("2001:db8::ffff")
	require.Equal(t, http.StatusTooManyRequests, status, "another address of the same house: %s", said(p))
}
