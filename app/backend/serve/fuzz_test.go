package serve_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
)

// elsewhere are texts that name files or variables, which are the operator's to name and may be repeated, or begin a text of several
// lines, which would have the secret in another place than its own.
var elsewhere = regexp.MustCompile("(?i)file|env|\\\\u|\"\"\"|'''")

// Whatever stands in the configuration before and behind a secret: it is refused or has what the backend relies on, and no refusal
// repeats the secret.
func FuzzConfig(f *testing.F) {
	const secret = "sangat-rahasia-4711"
	f.Add("trusted_proxies = [\"10.0.0.0/8\"]\n[[account]]\nnetwork = \"facebook\"\nname = \"A\"\nid = \"1\"\n[account.credentials]", "\n[cases]\nzone = \"Asia/Jakarta\"\nhold_for = \"-1s\"")
	f.Add("key = \"", "\n[[account]]\nnetwork = \"twitter\"\nname = \"A\"\nid = \"1\"\n[[account]]\nnetwork = \"twitter\"\nname = \"A\"\nid = \"2\"")
	f.Add("[[account]]\n[account.credentials]", "7\n[tls]\ncert = \"a\"")
	f.Add("[account.prices]", "")
	f.Add("account = [", "]")
	f.Add("a.b.c = [[", "]]")
	f.Fuzz(func(t *testing.T, before, behind string) {
		if elsewhere.MatchString(before + behind) {
			return
		}
		path := filepath.Join(t.TempDir(), "backend.toml")
		require.NoError(t, os.WriteFile(path, []byte(before+"\npage_token = \""+secret+"\""+behind), 0o600))
		c, err := serve.ReadConfig(path)
		if err != nil {
			require.NotContains(t, err.Error(), secret)
			return
		}
		seen := map[string]bool{}
		for _, a := range c.Accounts {
			name := string(a.Network) + "/" + a.Name
			require.True(t, a.Network.Valid())
			require.Regexp(t, `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`, a.Name, "it is part of a path")
			require.NotEmpty(t, a.ID)
			require.False(t, seen[name])
			require.GreaterOrEqual(t, a.PollEvery, serve.Duration(0))
			seen[name] = true
		}
	})
}
