package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/backend/serve"
	"sociomedio/data/contract"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main() // a process of its own, see start
	}
	goleak.VerifyTestMain(m)
}

// do runs the command as main does and gives what it wrote.
func do(t *testing.T, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(args, console{in: strings.NewReader(stdin), out: &o, err: &e, terminal: -1})
	return code, o.String(), e.String()
}

func newDatabase(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "backend.db")
}

func csv(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.csv")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestVersionAndUsage(t *testing.T) {
	code, out, _ := do(t, "", "--version")
	require.Zero(t, code)
	require.Contains(t, out, "sociomediod")
	code, out, _ = do(t, "", "--help")
	require.Zero(t, code)
	for _, command := range []string{"serve", "agent add", "agent list", "agent disable", "agent passwd", "catalog import", "templates import", "customers import", "tickets import", "prune", "migrate", "backup", "restore", "load", "networks"} {
		require.Contains(t, out, command)
	}
	for _, args := range [][]string{{}, {"dance"}, {"agent"}, {"agent", "add", "x"}, {"agent", "add", "x", "--role", "king", "--database", "sqlite:x"}, {"serve"}} {
		code, _, errs := do(t, "", args...)
		require.Equal(t, exitUsage, code, args)
		require.Contains(t, errs, "sociomediod:", args)
	}
}

func TestAgents(t *testing.T) {
	db := newDatabase(t)
	code, out, errs := do(t, "kopi tubruk 7\n", "agent", "add", "Anis", "--role", "supervisor", "--full-name", "Anis S.", "--database", db)
	require.Zero(t, code, errs)
	require.Equal(t, "added anis (supervisor)\n", out)

	code, _, errs = do(t, "kopi tubruk 7\n", "agent", "add", "ANIS", "--database", db)
	require.Equal(t, exitFailed, code)
	require.NotContains(t, errs, "kopi")
	code, _, _ = do(t, "", "agent", "add", "sari", "--database", db)
	require.Equal(t, exitUsage, code, "no password")
	code, _, errs = do(t, "short\n", "agent", "add", "sari", "--database", db)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "10")
	code, _, _ = do(t, "kopi tubruk 7\n", "agent", "add", "a b", "--database", db)
	require.Equal(t, exitFailed, code)

	code, out, _ = do(t, "", "agent", "list", "--database", db)
	require.Zero(t, code)
	require.Contains(t, out, "anis")
	require.Contains(t, out, "(Anis S.)")
	require.NotContains(t, out, "argon2")

	code, _, _ = do(t, "nasi goreng pedas\n", "agent", "passwd", "anis", "--database", db)
	require.Zero(t, code)
	code, _, _ = do(t, "nasi goreng pedas\n", "agent", "passwd", "nobody", "--database", db)
	require.Equal(t, exitFailed, code)
	code, _, _ = do(t, "", "agent", "disable", "anis", "--database", db)
	require.Zero(t, code)
	_, out, _ = do(t, "", "agent", "list", "--database", db)
	require.Contains(t, out, "disabled")
}

func TestImports(t *testing.T) {
	db := newDatabase(t)
	for _, c := range []struct {
		args []string
		file string
		says string
	}{
		{[]string{"catalog", "import"}, "Category,Product\nKomplain,Internet\nInformasi,Tarif\n", "imported 2 paths\n"},
		{[]string{"templates", "import"}, "category,title,text\nSalam,Pagi,Selamat pagi {nama}\n", "imported 1 templates\n"},
		{[]string{"customers", "import"}, "number,customer_name\n122000001,Budi\n122000002,Cici\n", "imported 2 service records\n"},
		{[]string{"customers", "import"}, "number,customer_name\n122000001,Budi Baru\n", "imported 1 service records\n"},
		{[]string{"tickets", "import"}, "number,service_number,title,state,opened_at\nIN1,122000001,Mati,open,2026-11-24 08:00\n", "imported 1 tickets\n"},
	} {
		code, out, errs := do(t, "", append(c.args, csv(t, c.file), "--database", db)...)
		require.Zero(t, code, errs)
		require.Equal(t, c.says, out)
	}

	code, out, errs := do(t, "", "customers", "import", csv(t, "number,customer_name\n122000003,Dodi\n122000003,Dodi\n,Eka\n"), "--database", db)
	require.Equal(t, exitRefused, code)
	require.Empty(t, out)
	require.Equal(t, "line 3: the same key as in line 2\nline 4, column number: is empty\nsociomediod: nothing was imported\n", errs)

	store, err := serve.OpenStore(context.Background(), serve.Options{Database: db})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	found, err := store.Services(t.Context(), "122000003")
	require.NoError(t, err)
	require.Empty(t, found, "nothing of a refused file is taken")
	found, err = store.Services(t.Context(), "122000001")
	require.NoError(t, err)
	require.Equal(t, "Budi Baru", found[0].CustomerName, "importing again updates")
	tickets, err := store.Tickets(t.Context(), "IN1", "", "", 10)
	require.NoError(t, err)
	require.Equal(t, time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC), tickets.Tickets[0].OpenedAt)

	code, _, _ = do(t, "", "tickets", "import", csv(t, "x\n"), "--zone", "Jakarta", "--database", db)
	require.Equal(t, exitUsage, code)
	code, _, _ = do(t, "", "catalog", "import", "/nowhere.csv", "--database", db)
	require.Equal(t, exitUsage, code)
}

func TestMigrate(t *testing.T) {
	from, to := newDatabase(t), newDatabase(t)
	code, _, errs := do(t, "kopi tubruk 7\n", "agent", "add", "anis", "--database", from)
	require.Zero(t, code, errs)
	code, _, errs = do(t, "", "customers", "import", csv(t, "number,customer_name\n122000001,Budi\n122000002,Cici\n"), "--database", from)
	require.Zero(t, code, errs)
	code, out, errs := do(t, "", "migrate", "--from", from, "--to", to)
	require.Zero(t, code, errs)
	require.Regexp(t, `services +2 +2`, out)
	require.Contains(t, out, "every count is the same")
	_, out, _ = do(t, "", "agent", "list", "--database", to)
	require.Contains(t, out, "anis")
	code, _, errs = do(t, "", "migrate", "--from", from, "--to", to)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "not empty")
}

func TestPrune(t *testing.T) {
	db := newDatabase(t)
	code, out, errs := do(t, "", "prune", "--days", "365", "--database", db)
	require.Zero(t, code, errs)
	require.Equal(t, "taken away: 0 cases, 0 messages, 0 notes, 0 handling records, 0 customers, 0 pictures\n", out)
	code, _, errs = do(t, "", "prune", "--days", "7", "--database", db)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "60 days")
}

// free is an address that nobody listens on.
func free(t testing.TB) string {
	t.Helper()
	l := listen(t)
	defer l.Close()
	return l.Addr().String()
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return l
}

// running runs a command that serves until it is told to stop by a signal, as a service manager does.
func running(t *testing.T, url string, args ...string) (stop func() (int, string)) {
	t.Helper()
	var out, errs bytes.Buffer
	done := make(chan int, 1)
	go func() { done <- run(args, console{in: strings.NewReader(""), out: &out, err: &errs, terminal: -1}) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	require.Eventually(t, func() bool {
		answer, err := client.Get(url)
		if err != nil {
			return false
		}
		_, err = io.Copy(io.Discard, answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode == http.StatusOK
	}, 20*time.Second, 20*time.Millisecond, "it serves")
	return func() (int, string) {
		require.NoError(t, syscall.Kill(syscall.Getpid(), syscall.SIGTERM))
		code := <-done
		return code, errs.String()
	}
}

func TestServe(t *testing.T) {
	db, addr := newDatabase(t), free(t)
	code, _, errs := do(t, "kopi tubruk 7\n", "agent", "add", "anis", "--database", db)
	require.Zero(t, code, errs)
	stop := running(t, "http://"+addr+"/readyz", "serve", "--listen", addr, "--database", db)

	raw, err := json.Marshal(contract.SignIn{Username: "anis", Password: "kopi tubruk 7", Client: contract.Client{Version: "t", Contract: contract.Version}})
	require.NoError(t, err)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Post("http://"+addr+"/v1/session", "application/json", bytes.NewReader(raw))
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)

	code, log := stop()
	require.Zero(t, code, log)
	for line := range strings.Lines(log) {
		require.True(t, json.Valid([]byte(line)), "logs are JSON: %s", line)
	}
	require.Contains(t, log, `"msg":"serving"`)
	require.NotContains(t, log, "kopi tubruk")
}

func TestServeSaysWhatIsWrong(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	code, _, errs := do(t, "", "serve", "--listen", l.Addr().String(), "--database", newDatabase(t))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "address already in use")

	config := filepath.Join(t.TempDir(), "backend.toml")
	require.NoError(t, os.WriteFile(config, []byte("[[account]]\nnetwork = \"twitter\"\nname = \"a\"\nid = \"1\"\ncredentials = {acess_token = \"very-secret\"}\n"), 0o600))
	code, _, errs = do(t, "", "serve", "--listen", "127.0.0.1:0", "--database", newDatabase(t), "--config", config)
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "acess_token")
	require.NotContains(t, errs, "very-secret")

	code, _, errs = do(t, "", "serve", "--listen", "127.0.0.1:0", "--database", "oracle:x")
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "sociomediod:")
}

func TestNetworks(t *testing.T) {
	addr := free(t)
	stop := running(t, "http://"+addr+"/_posts", "networks", "--listen", addr, "--script", "demo")
	code, log := stop()
	require.Zero(t, code, log)
	code, _, errs := do(t, "", "networks", "--script", csv(t, "{"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "script")
}
