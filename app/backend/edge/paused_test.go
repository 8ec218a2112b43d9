package edge_test

import (
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

// An account that `channel add` keeps in the database works like a configured one.
func TestAKeptAccount(t *testing.T) {
	r := start(t, setup{Key: "a key that is long enough for this test"})
	a := r.connected(serve.Account{Network: contract.Facebook})
	require.NoError(t, serve.AddAccount(t.Context(), r.options, a))
	r.restart()
	r.webhook(contract.Facebook)
	r.happens(standin.Injection{Network: "facebook", Kind: "comment", From: somebody("Laras Ilustrasi"), Text: "Kapan normal?"})
	c := r.oneCase()
	r.signIn()
	r.state(r.answer(c, "Kami cek. (Anis)"), contract.DeliveryStateSent)
	require.Len(t, r.Posts(), 1)
}
