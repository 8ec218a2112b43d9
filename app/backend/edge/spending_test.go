package edge_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/data/contract"
)

// What X takes is counted by the month and by what it is for, each thing that is read once a day; the budget is said when it is near,
// and a restart forgets nothing.
func TestWhatXTakes(t *testing.T) {
	r := onX(t, func(s *setup) {
		s.Accounts = []serve.Account{{Network: contract.Twitter, Budget: 0.25, Prices: map[string]float64{"own_read": 0.002}}}
	})
	r.mentions("budi_contoh", "@TelkomCare internet mati")
	r.mentions("budi_contoh", "@TelkomCare masih mati")
	cases := r.nCases(2)
	h := r.answer(cases[0], "Kami cek. (Anis)")
	r.state(h, contract.DeliveryStateSent)
	h = r.answer(cases[1], "Lihat https://contoh.id/cek (Anis)")
	r.state(h, contract.DeliveryStateSent)
	r.polled(contract.Twitter)
	says := func(line string) {
		t.Helper()
		r.eventually(line, func() bool { _, all := r.get("/metrics"); return strings.Contains(all, line) })
	}
	says(`sociomedio_spent_things{account="TelkomCare",kind="own_read"} 4`) // two mentions, two answers, however often they are read
	says(`sociomedio_spent_dollars{account="TelkomCare",kind="own_read"} 0.008`)
	says(`sociomedio_spent_dollars{account="TelkomCare",kind="reply"} 0.01`)
	says(`sociomedio_spent_dollars{account="TelkomCare",kind="post_with_link"} 0.2`)
	says(`sociomedio_spent_things{account="TelkomCare",kind="user_read"} 2`) // the customer and we ourselves come along with what is read
	says(`sociomedio_budget_dollars{account="TelkomCare"} 0.25`)
	r.eventually("the budget is said to be near", func() bool { return strings.Contains(r.logs.String(), "budget is nearly used up") })

	require.Len(t, r.Posts(), 2)
	told, err := r.agent.Accounts(t.Context())
	require.NoError(t, err)
	require.InDelta(t, 0.238, told.Accounts[0].Health.SpentDollars, 1e-9)
	require.InDelta(t, 0.25, told.Accounts[0].Health.BudgetDollars, 1e-9)

	r.restart() // what is read again on the same day is paid for already (x-api §2)
	r.polled(contract.Twitter)
	says(`sociomedio_spent_things{account="TelkomCare",kind="own_read"} 4`)
	says(`sociomedio_spent_things{account="TelkomCare",kind="user_read"} 2`)
	says(`sociomedio_spent_dollars{account="TelkomCare",kind="post_with_link"} 0.2`)
	r.clock.forward(32 * 24 * time.Hour)
	r.eventually("a new month begins with nothing", func() bool {
		_, all := r.get("/metrics")
		return !strings.Contains(all, `kind="post_with_link"`)
	})
}
