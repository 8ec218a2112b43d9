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

	"sociomedio/app/backend/serve"
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

	code, out, _ = do(t, "", "channel", "test", "care", "--config", config, "--database", db)
	require.Zero(t, code, out)
	require.Regexp(t, `credentials +ok`, out)
	require.Regexp(t, `reading mentions +ok`, out)
	require.Regexp(t, `webhook +ok +None`, out, "the app's key and secret are not configured")
}

func TestAccountsThatAreNotThere(t *testing.T) {
	config, db := networksOn(t, "client_id = \"a\""), newDatabase(t)
	code, _, errs := do(t, "", "channel", "test", "nobody", "--config", config, "--database", db)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "no such account")
	code, _, errs = do(t, "", "channel", "test", "--database", db)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "no such account")
}

// An account is added with its secrets from standard input or files, is not readable in the database, works from there, is paused and
// goes on.
func TestAnAccountIsAdded(t *testing.T) {
	s := standin.New(standin.Options{})
	web := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		s.Close()
		web.Close()
	})
	db := newDatabase(t)
	x, page := s.XCredentials(), s.FacebookCredentials()
	secrets := "# of the portal\nconsumer_key = " + x.ConsumerKey + "\nconsumer_secret=" + x.ConsumerSecret + "\naccess_token=" + x.AccessToken + "\naccess_secret=" + x.AccessSecret + "\n"
	add := []string{"channel", "add", "twitter", "care", "--id", s.XAccount(), "--base-url", web.URL + "/x", "--database", db}

	code, _, errs := do(t, secrets, add...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "key: at least 32 characters")
	t.Setenv(serve.KeyVariable, "a key that is long enough for this test")
	code, _, errs = do(t, "consumer_key\n", add...)
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "line 1 of the secrets")
	code, _, errs = do(t, "colour=blue\n", add...)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "credential colour is not known")

	code, out, errs := do(t, secrets, add...)
	require.Zero(t, code, errs)
	require.Regexp(t, `credentials +ok`, out)
	require.NotContains(t, out+errs, x.AccessSecret)
	folder := t.TempDir()
	files := []string{"channel", "add", "facebook", "page", "--id", s.PageID(), "--base-url", web.URL + "/facebook", "--database", db}
	for name, value := range map[string]string{"app_id": page.AppID, "app_secret": page.AppSecret, "page_token": page.PageToken, "verify_token": page.VerifyToken} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(value+"\n"), 0o600))
		files = append(files, "--secret", name+"="+filepath.Join(folder, name))
	}
	code, out, errs = do(t, "", files...)
	require.Zero(t, code, errs)
	require.Regexp(t, `page token +ok`, out)
	raw, err := os.ReadFile(strings.TrimPrefix(db, "sqlite:"))
	require.NoError(t, err)
	for _, secret := range []string{x.AccessSecret, x.ConsumerSecret, page.PageToken, page.AppSecret} {
		require.NotContains(t, string(raw), secret)
	}

	_, out, _ = do(t, "", "channel", "list", "--database", db)
	require.Regexp(t, `twitter +care +`+s.XAccount()+` +database +ok +never +0`, out)
	code, out, errs = do(t, "", "channel", "pause", "care", "--database", db)
	require.Zero(t, code, errs)
	require.Contains(t, out, "care is paused")
	_, out, _ = do(t, "", "channel", "list", "--database", db)
	require.Regexp(t, `care +\d+ +database +paused`, out)
	code, _, _ = do(t, "", "channel", "resume", "care", "--database", db)
	require.Zero(t, code)
	_, out, _ = do(t, "", "channel", "list", "--database", db)
	require.Regexp(t, `care +\d+ +database +ok`, out)
	code, _, _ = do(t, "", "channel", "pause", "nobody", "--database", db)
	require.Equal(t, exitFailed, code)

	t.Setenv(serve.KeyVariable, "another key that is long enough as well")
	code, _, errs = do(t, "", "channel", "test", "care", "--database", db)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "encrypted with another key")
}
