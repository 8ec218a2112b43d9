package edge_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/data/contract"
)

// figureNow is what /metrics says of the account on X; -1 when nothing.
func (r *rig) figureNow(name, label string) float64 {
	r.t.Helper()
	_, all := r.get("/metrics")
	for line := range strings.Lines(all) {
		what, value, _ := strings.Cut(strings.TrimSpace(line), "} ")
		if strings.HasPrefix(what, "sociomedio_source_"+name+"{") && strings.Contains(what, label) {
			n, err := strconv.ParseFloat(value, 64)
			require.NoError(r.t, err)
			return n
		}
	}
	return -1
}

// figure waits until /metrics says so of the account.
func (r *rig) figure(name, label string, want float64) {
	r.t.Helper()
	r.eventually(name+" "+label, func() bool { return r.figureNow(name, label) == want })
}

// An account that can't be read any more is said to be silent: in its state, which the agents' status line shows, in /metrics and in
// the log. What webhooks go on bringing doesn't hide it, and all is well again when it can be read.
func TestEdge36ASilentSourceIsSaidX(t *testing.T) {
	r := hooked(t, func(s *setup) { s.Accounts[0].SilentAfter = serve.Duration(10 * time.Minute) })
	r.mentions("budi_contoh", "@TelkomCare internet mati")
	r.nCases(1)
	r.polled(contract.Twitter)
	r.goesWrong(standin.Fault{Kind: "503", Method: "GET", Count: -1})
	r.clock.forward(11 * time.Minute)
	r.mentions("sari_contoh", "@TelkomCare tagihan salah")
	r.nCases(2) // by webhook
	r.accountIs(contract.Twitter, contract.AccountHealthStateSilent)

	told, err := r.agent.Accounts(t.Context())
	require.NoError(t, err)
	h := told.Accounts[0].Health
	require.Equal(t, contract.AccountHealthStateSilent, h.State)
	require.Equal(t, "network_error", h.Reason)
	require.Greater(t, r.clock.now().Sub(h.LastSuccessAt), 10*time.Minute)
	require.True(t, h.LastItemAt.After(h.LastSuccessAt), "something came all the same")
	require.True(t, h.NextPollAt.After(h.LastSuccessAt))
	r.figure("state", `state="silent"`, 1)
	require.True(t, strings.Contains(r.logs.String(), "is=silent"))

	require.NoError(t, r.Fault(standin.Fault{Clear: true}))
	r.accountIs(contract.Twitter, contract.AccountHealthStateOk)
	r.figure("state", `state="silent"`, 0)
}

// An account that could never be read, because its address or the network is wrong, isn't called well.
func TestEdge36NeverReadX(t *testing.T) {
	r := onX(t, func(s *setup) {
		s.Accounts[0].SilentAfter, s.Accounts[0].BaseURL = serve.Duration(10*time.Minute), "http://127.0.0.1:1/x"
	})
	r.clock.forward(11 * time.Minute)
	r.accountIs(contract.Twitter, contract.AccountHealthStateSilent)
	r.figure("last_success_timestamp_seconds", "", 0)
}

// /metrics says of each account when it was read, will be, what last came, until when it is limited and what is missing.
func TestHealthOfEachSourceInMetrics(t *testing.T) {
	r := onX(t)
	r.mentions("budi_contoh", "@TelkomCare internet mati")
	c := r.nCases(1)[0]
	r.polled(contract.Twitter)
	h := r.account(contract.Twitter).Health
	at := func(name string) float64 { return r.figureNow(name, "") }
	require.GreaterOrEqual(t, at("last_success_timestamp_seconds"), float64(h.LastSuccessAt.Unix()))
	require.GreaterOrEqual(t, at("next_poll_timestamp_seconds"), float64(h.NextPollAt.Unix()))
	require.InDelta(t, float64(h.LastItemAt.Unix()), at("last_item_timestamp_seconds"), 1)
	r.figure("limited_until_timestamp_seconds", "", 0)
	r.figure("gaps", "", 0)

	r.goesWrong(standin.Fault{Kind: "429", Method: "POST", Path: "/2/tweets"})
	r.answer(c, "Kami cek. (Anis)")
	r.accountIs(contract.Twitter, contract.AccountHealthStateLimited)
	until := r.account(contract.Twitter).Health.LimitedUntil
	r.eventually("the limit is shown, or over", func() bool {
		shown := at("limited_until_timestamp_seconds")
		return shown == float64(until.Unix()) || !until.After(r.clock.now()) && shown == 0
	})
}
