package edge_test

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/data/contract"
)

const sealKey = "kunci-contoh-yang-cukup-panjang-untuk-uji"

// byOAuth2 connects the account with OAuth 2.0.
func byOAuth2(t testing.TB) *rig {
	t.Helper()
	return onX(t, func(s *setup) {
		s.Key = sealKey
		s.Accounts[0].Credentials = map[string]serve.Secret{
			"client_id": serve.NewSecret("standin-client-id"), "client_secret": serve.NewSecret("standin-client-secret"),
			"refresh_token": serve.NewSecret("standin-refresh-token"), "consumer_secret": serve.NewSecret("standin-consumer-secret"),
		}
	})
}

func TestOAuth2TokensAreRenewedAndKeptX(t *testing.T) {
	r := byOAuth2(t)
	r.webhook(contract.Twitter)
	r.mentions("budi_contoh", "internet mati")
	c := r.oneCase()
	r.state(r.answer(c, "Kami cek ya Kak. (Anis)"), contract.DeliveryStateSent)

	// The access token ends, the configured refresh token is used up: the kept pair goes on, after a restart too.
	for range 3 {
		r.clock.forward(2*time.Hour + time.Minute)
		r.restart()
		r.polled(contract.Twitter)
		require.Equal(t, contract.AccountHealthStateOk, r.account(contract.Twitter).Health.State)
	}
	require.Equal(t, 1, r.count(`SELECT COUNT(*) FROM tokens WHERE LENGTH(sealed) > 0`))
	r.stop()
	database, err := os.ReadFile(r.options.Database[len("sqlite:"):])
	require.NoError(t, err)
	for _, secret := range []string{"standin-refresh-", "standin-access-", sealKey} {
		require.NotContains(t, string(database), secret)
		require.NotContains(t, r.logs.String(), secret)
	}
}

func TestOAuth2NeedsAKeyX(t *testing.T) {
	o := serve.Options{Listener: listen(t), Database: "sqlite:" + t.TempDir() + "/backend.db", Config: serve.Config{Accounts: []serve.Account{{
		Network: contract.Twitter, Name: "TelkomCare", ID: "2910007",
		Credentials: map[string]serve.Secret{"client_id": serve.NewSecret("a"), "refresh_token": serve.NewSecret("b")},
	}}}}
	require.ErrorContains(t, serve.Run(t.Context(), o), "key")
}

func TestOneWebhookForTwoAccountsX(t *testing.T) {
	r := onX(t, unread, func(s *setup) {
		s.Accounts = append(s.Accounts, serve.Account{Network: contract.Twitter, Name: "TelkomNews", ID: "2910008", PollEvery: serve.Duration(1 << 50)})
	})
	body := func(account string) string {
		return `{"data":{"filter":{"user_id":"` + account + `"},"event_type":"post.mention.create","payload":{"id":"1860000000000000001","author_id":"5","conversation_id":"1860000000000000001",
			"text":"@TelkomCare @TelkomNews tolong","entities":{"mentions":[{"start":0,"end":11,"username":"TelkomCare","id":"2910007"},{"start":12,"end":23,"username":"TelkomNews","id":"2910008"}]}},
			"includes":{"users":[{"id":"5","username":"budi_contoh","name":"Budi"}]}}}`
	}
	require.Equal(t, http.StatusOK, r.signed(body("2910007")))
	require.Equal(t, http.StatusOK, r.signed(body("2910008")))
	require.Equal(t, http.StatusOK, r.signed(body("2910009")), "an account that isn't connected here")
	names := map[string]bool{}
	for _, c := range r.nCases(2) {
		names[c.Account.Name] = true
	}
	require.Equal(t, map[string]bool{"TelkomCare": true, "TelkomNews": true}, names)
}
