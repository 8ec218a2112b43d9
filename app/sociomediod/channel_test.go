package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
)

// networksOn is X and Facebook for as long as the test takes, and a configuration that names them.
func networksOn(t *testing.T, credentials string) (config string) {
	t.Helper()
	s := standin.New(standin.Options{})
	web := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		s.Close()
		web.Close()
	})
	config = filepath.Join(t.TempDir(), "backend.toml")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `key = "a key that is long enough for this test"
[[account]]
network = "twitter"
name = "care"
id = %q
base_url = "%s/x"
[account.credentials]
%s
`, s.XAccount(), web.URL, credentials), 0o600))
	return config
}

var opened = regexp.MustCompile(`http://\S+/authorize\?\S+`)

// owner is the account's owner: he reads what the command says, opens the address, agrees, and pastes where it led him.
type owner struct {
	said  bytes.Buffer
	paste *io.PipeWriter
	done  bool
	alter func(address string) string
}

func (o *owner) Write(p []byte) (int, error) {
	o.said.Write(p)
	if address := opened.FindString(o.said.String()); address != "" && !o.done && strings.Contains(o.said.String(), "paste") {
		o.done = true
		go o.agree(address)
	}
	return len(p), nil
}

func (o *owner) agree(address string) {
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Get(address)
	if err != nil {
		_ = o.paste.CloseWithError(err)
		return
	}
	_ = answer.Body.Close()
	_, _ = io.WriteString(o.paste, o.alter(answer.Header.Get("Location"))+"\n")
	_ = o.paste.Close()
}

func connect(t *testing.T, config, db string, alter func(string) string) (int, string) {
	t.Helper()
	in, paste := io.Pipe()
	o := &owner{paste: paste, alter: alter}
	var errs bytes.Buffer
	code := run([]string{"channel", "connect", "care", "--redirect", "http://127.0.0.1:9/back", "--config", config, "--database", db},
		console{in: in, out: o, err: &errs, terminal: -1})
	return code, o.said.String() + errs.String()
}

func TestAnAccountIsConnectedAndTried(t *testing.T) {
	config, db := networksOn(t, "client_id = \"standin-client-id\"\nclient_secret = \"standin-client-secret\""), newDatabase(t)
	code, out, errs := do(t, "", "channel", "test", "--config", config, "--database", db)
	require.Equal(t, exitFailed, code)
	require.Contains(t, out, "connect the account again", errs)

	code, said := connect(t, config, db, func(address string) string { return strings.Replace(address, "state=", "state=x", 1) })
	require.Equal(t, exitFailed, code)
	require.Contains(t, said, "another attempt")
	code, _ = connect(t, config, db, func(string) string { return "http://127.0.0.1:9/back?denied=1" })
	require.Equal(t, exitUsage, code)
	code, said = connect(t, config, db, func(address string) string { return address })
	require.Zero(t, code, said)
	require.Contains(t, said, "care is connected")
	require.NotContains(t, said, "standin-access")

	_, out, _ = do(t, "", "channel", "test", "care", "--config", config, "--database", db)
	require.Regexp(t, `credentials +ok`, out)
	require.Regexp(t, `reading mentions +ok`, out)
	require.Regexp(t, `webhook +NOT RIGHT`, out, "the app's key and secret are not configured")
}

func TestAccountsThatAreNotThere(t *testing.T) {
	config, db := networksOn(t, "client_id = \"a\""), newDatabase(t)
	code, _, errs := do(t, "", "channel", "test", "nobody", "--config", config, "--database", db)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "no such account")
	code, _, _ = do(t, "", "channel", "test", "--database", db)
	require.Equal(t, exitUsage, code)
}
