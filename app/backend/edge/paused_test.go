package edge_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/data/contract"
)

// An account that a person paused is neither read nor sent through. Webhooks are taken, answers wait, and everything goes on and is
// read when the person says so.
func TestPausedByAPerson(t *testing.T) {
	r := hooked(t)
	r.mentions("budi_contoh", "@TelkomCare internet mati")
	c := r.oneCase()
	require.NoError(t, serve.PauseAccount(t.Context(), r.options, "TelkomCare", true))
	r.writes("sari_contoh", "lewat webhook")
	r.nCases(2)
	r.happens(standin.Injection{Network: "twitter", Kind: "mention", From: from("wulan_contoh"), Text: "@TelkomCare halo", Silent: true})
	h := r.answer(c, "Kami cek. (Anis)")
	r.nCases(2)
	require.Empty(t, r.Posts())
	require.Equal(t, contract.AccountHealthStatePaused, r.account(contract.Twitter).Health.State)

	require.NoError(t, serve.PauseAccount(t.Context(), r.options, "TelkomCare", false))
	r.state(h, contract.DeliveryStateSent)
	r.nCases(3)
	require.Len(t, r.Posts(), 1)
}

// An account that `channel add` keeps in the database works like a configured one, and a backend that is running takes it up: also one
// whose token is another one now, while answers wait for it.
func TestAKeptAccountIsTakenUpWhileTheBackendRuns(t *testing.T) {
	r := start(t, setup{Key: "a key that is long enough for this test"})
	page := r.connected(serve.Account{Network: contract.Facebook})
	right := page.Credentials["page_token"]
	page.Credentials["page_token"] = serve.NewSecret("not the token")
	require.NoError(t, serve.AddAccount(t.Context(), r.options, page))
	r.eventually("the webhook is known", func() bool {
		status, _ := r.call(http.MethodGet, "/webhooks/facebook/TelkomCare?hub.mode=subscribe&hub.challenge=c&hub.verify_token="+r.FacebookCredentials().VerifyToken, nil, nil)
		return status == http.StatusOK
	})
	r.accountIs(contract.Facebook, contract.AccountHealthStateReconnect)
	r.webhook(contract.Facebook)
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Laras Ilustrasi"), Text: "Kapan normal?"})
	h := r.answer(r.oneCase(), "Kami cek. (Anis)")
	require.Equal(t, contract.DeliveryStateQueued, h.State)

	page.Credentials["page_token"] = right
	require.NoError(t, serve.AddAccount(t.Context(), r.options, page))
	r.accountIs(contract.Facebook, contract.AccountHealthStateOk)
	r.state(h, contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)

	require.NoError(t, serve.AddAccount(t.Context(), r.options, r.connected(serve.Account{Network: contract.Twitter})))
	r.mentions("budi_contoh", "@TelkomCare internet mati")
	r.nCases(2)
	require.NoError(t, serve.PauseAccount(t.Context(), r.options, "TelkomCare", true))
	_, figures := r.get("/metrics")
	require.Contains(t, figures, `sociomedio_source_state{account="TelkomCare",network="twitter",state="paused"} 1`)

	// One that can't be opened is said, and keeps nobody else from working.
	with := r.options
	with.Config.Key = serve.NewSecret("another key that is long enough as well")
	other := r.connected(serve.Account{Network: contract.Facebook, Name: "other", ID: "1000200030009"})
	require.NoError(t, serve.AddAccount(t.Context(), with, other))
	r.eventually("it is said", func() bool { return strings.Contains(r.logs.String(), "accounts not taken up") })
	require.NoError(t, serve.PauseAccount(t.Context(), r.options, "TelkomCare", false))
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Wulan Ilustrasi"), Text: "Masih mati?"})
	r.nCases(3)
}
