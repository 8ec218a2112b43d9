package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/data/contract"
)

func configOf(t *testing.T, text string) (serve.Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backend.toml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return serve.ReadConfig(path)
}

func TestConfig(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "page-token")
	require.NoError(t, os.WriteFile(secret, []byte("from-a-file\n"), 0o600))
	t.Setenv("SOCIOMEDIO_TEST_SECRET", "from-the-environment")
	c, err := configOf(t, fmt.Sprintf(`
trusted_proxies = ["10.0.0.0/8", "::1/128"]

[cases]
answer_within = "10m"
zone = "UTC"

[limits]
agent_pace = 2.5

[[account]]
network = "facebook"
name = "TelkomCare"
handle = "TelkomCare"
id = "1000200030004"
base_url = "https://graph.facebook.com"
poll_every = "5m"
max_private = 1000

[account.credentials]
page_token = {file = %q}
app_secret = {env = "SOCIOMEDIO_TEST_SECRET"}
verify_token = "written-here"
`, secret))
	require.NoError(t, err)
	require.Len(t, c.TrustedProxies, 2)
	require.Equal(t, 10*time.Minute, time.Duration(c.Cases.AnswerWithin))
	require.Equal(t, serve.Limits{AgentPace: 2.5}, c.Limits)
	a := c.Accounts[0]
	require.Equal(t, contract.Facebook, a.Network)
	require.Equal(t, "from-a-file", a.Credentials["page_token"].Reveal())
	require.Equal(t, "from-the-environment", a.Credentials["app_secret"].Reveal())
	require.Equal(t, "written-here", a.Credentials["verify_token"].Reveal())
}

func TestConfigsThatAreRefused(t *testing.T) {
	account := "[[account]]\nnetwork = \"twitter\"\nname = \"a\"\nid = \"1\"\n"
	for name, c := range map[string]struct{ text, says string }{
		"not TOML":           {"=", "expected"},
		"unknown key":        {"colour = 1\n", "colour"},
		"unknown in account": {account + "colour = 1\n", "colour"},
		"network":            {"[[account]]\nnetwork = \"myspace\"\nname = \"a\"\nid = \"1\"\n", "network is twitter or facebook"},
		"name":               {"[[account]]\nnetwork = \"twitter\"\nname = \"a/b\"\nid = \"1\"\n", "name is made of"},
		"no id":              {"[[account]]\nnetwork = \"twitter\"\nname = \"a\"\n", "id is missing"},
		"twice":              {account + account, "twice"},
		"negative":           {"[cases]\nanswer_within = \"-1m\"\n", "negative"},
		"negative limit":     {"[limits]\nrequests = -1\n", "negative"},
		"zone":               {"[cases]\nzone = \"Mars/Phobos\"\n", "zone"},
		"half of TLS":        {"[tls]\ncert = \"x\"\n", "both cert and key"},
		"secret's file":      {account + "credentials = {access_token = {file = \"/nowhere/token\"}}\n", "/nowhere/token"},
		"secret's variable":  {account + "credentials = {access_token = {env = \"SOCIOMEDIO_NOT_SET\"}}\n", "SOCIOMEDIO_NOT_SET"},
		"secret of two":      {account + "credentials = {access_token = {env = \"A\", file = \"B\"}}\n", "a secret is"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := configOf(t, c.text)
			require.ErrorContains(t, err, c.says)
		})
	}
	_, err := serve.ReadConfig(filepath.Join(t.TempDir(), "absent.toml"))
	require.Error(t, err)
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	s := serve.NewSecret("very-secret")
	a := serve.Account{Name: "a", Credentials: map[string]serve.Secret{"token": s}}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "secret", s, "account", a)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "account", a)
	fmt.Fprintf(&out, "%v %+v %#v %s %q %x %v %+v %#v", s, s, s, s, s, s, a, a, a)
	raw, err := json.Marshal(a)
	require.NoError(t, err)
	out.Write(raw)
	require.NotContains(t, out.String(), "very-secret")
	require.NotContains(t, out.String(), fmt.Sprintf("%x", "very-secret"))
	require.Equal(t, "very-secret", s.Reveal())

	_, err = configOf(t, "[[account]]\nnetwork = \"twitter\"\nname = \"a\"\nid = \"1\"\ncredentials = {access_token = \"very-secret\", 7}\n")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "very-secret")
}
