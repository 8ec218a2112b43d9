package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/facebook"
	"sociomedio/app/backend/standin/stage"
	"sociomedio/app/backend/standin/x"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// asProgram in the environment makes this test's binary be sociomediod.
const asProgram = "SOCIOMEDIOD_TEST_PROGRAM"

// process is sociomediod running in a process of its own.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	out  *bufio.Reader
	logs written
	done chan error
}

// written is what a process wrote so far.
type written struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *written) Write(p []byte) (int, error) { w.mu.Lock(); defer w.mu.Unlock(); return w.b.Write(p) }

func (w *written) String() string { w.mu.Lock(); defer w.mu.Unlock(); return w.b.String() }

// start starts a command that serves. It is killed with the test if it still runs.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	return startTo(t, nil, args...)
}

// startTo is start with the log in a file, for those who write much of it.
func startTo(t testing.TB, log *os.File, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(os.Args[0], args...), done: make(chan error, 1)}
	p.cmd.Env = append(os.Environ(), asProgram+"=1")
	p.cmd.SysProcAttr = dieWithParent()
	p.cmd.Stderr = &p.logs
	if log != nil {
		p.cmd.Stderr = log
	}
	out, w, err := os.Pipe()
	require.NoError(t, err)
	p.cmd.Stdout, p.out = w, bufio.NewReader(out)
	require.NoError(t, p.cmd.Start())
	require.NoError(t, w.Close())
	go func() { p.done <- p.cmd.Wait() }()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // it has ended in most tests
		_ = out.Close()
		if t.Failed() {
			t.Log(strings.Join(args, " "), "\n", strings.Join(p.troubles(30), ""))
		}
	})
	return p
}

// troubles are the last n log lines that tell of something wrong.
func (p *process) troubles(n int) []string {
	var lines []string
	for line := range strings.Lines(p.logs.String()) {
		if strings.Contains(line, `"WARN"`) || strings.Contains(line, `"ERROR"`) || !strings.HasPrefix(line, "{") {
			lines = append(lines, line)
		}
	}
	return lines[max(0, len(lines)-n):]
}

// logged waits for a log line with msg and gives its fields.
func (p *process) logged(msg string) map[string]any {
	p.t.Helper()
	var found map[string]any
	require.Eventually(p.t, func() bool {
		for line := range strings.Lines(p.logs.String()) {
			var fields map[string]any
			if json.Unmarshal([]byte(line), &fields) == nil && fields["msg"] == msg {
				found = fields
				return true
			}
		}
		return false
	}, 20*time.Second, 10*time.Millisecond, "log line %q", msg)
	return found
}

// stop tells the process to end, as a service manager does, and gives its exit code.
func (p *process) stop() int {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-p.done:
		p.done <- err
	case <-time.After(20 * time.Second):
		require.FailNow(p.t, "it does not stop")
	}
	return p.cmd.ProcessState.ExitCode()
}

// once runs a command to its end.
func once(t testing.TB, stdin string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &o, &e
	err := c.Run()
	if c.ProcessState == nil {
		require.NoError(t, err)
	}
	return c.ProcessState.ExitCode(), o.String(), e.String()
}

// post makes one call to the stand-ins' control face.
func post(t testing.TB, url string, body, into any) {
	t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(t, err)
	answer, err := http.Post(url, "application/json", bytes.NewReader(raw))
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode, string(text))
	if into != nil {
		require.NoError(t, json.Unmarshal(text, into))
	}
}

func read(t testing.TB, url string, header ...string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(raw)
}

// centre is what an operator has running: the networks, the backend, an agent who is signed in.
type centre struct {
	t        testing.TB
	database string
	config   string
	networks string // URL
	url      string // of the backend
	backend  *process
	agent    *remote.Client
	path     []contract.ID
}

const secretWord = "rahasia-pelanggan" // in every text, so that no log line may hold it

const configuration = `
[[account]]
network = "twitter"
name = "TelkomCare"
handle = "TelkomCare"
id = %q
base_url = "%[2]s/x"
poll_every = "50ms"
credentials = {consumer_key = %[3]q, consumer_secret = %[4]q, access_token = %[5]q, access_secret = %[6]q}

[[account]]
network = "facebook"
name = "TelkomCare"
id = %[7]q
base_url = "%[2]s/facebook"
poll_every = "5m"
credentials = {app_id = %[8]q, app_secret = %[9]q, page_token = %[10]q, verify_token = %[11]q}
`

// newCentre sets up and starts everything by the program's own commands.
func newCentre(t testing.TB) *centre {
	t.Helper()
	c := &centre{t: t, database: newDatabase(t)}
	networks := start(t, "networks", "--listen", "127.0.0.1:0", "--script", "")
	line, err := networks.out.ReadString('\n')
	require.NoError(t, err)
	_, err = fmt.Sscanf(line, "X on %s", &c.networks)
	require.NoError(t, err)
	c.networks = strings.TrimSuffix(c.networks, "/x,")

	code, _, errs := once(t, "kopi tubruk 7\n", "agent", "add", "anis", "--database", c.database)
	require.Zero(t, code, errs)
	code, _, errs = once(t, "", "catalog", "import", csv(t, "Category,Product\nKomplain,Internet\n"), "--database", c.database)
	require.Zero(t, code, errs)
	cx, cf, of := x.Defaults(), facebook.Defaults(), standin.New(standin.Options{})
	c.config = filepath.Join(t.TempDir(), "backend.toml")
	require.NoError(t, os.WriteFile(c.config, fmt.Appendf(nil, configuration, of.XAccount(), c.networks, cx.ConsumerKey, cx.ConsumerSecret, cx.AccessToken,
		cx.AccessSecret, of.PageID(), cf.AppID, cf.AppSecret, cf.PageToken, cf.VerifyToken), 0o600))
	c.serve("127.0.0.1:0")
	c.signIn("kopi tubruk 7")
	catalogue, err := c.agent.Catalogue(t.Context())
	require.NoError(t, err)
	for _, n := range catalogue.Nodes {
		c.path = append(c.path, n.ID)
	}
	return c
}

// serve starts the backend.
func (c *centre) serve(address string) {
	c.t.Helper()
	c.backend = start(c.t, "serve", "--listen", address, "--database", c.database, "--config", c.config)
	c.url = "http://" + c.backend.logged("serving")["address"].(string)
	status, body := read(c.t, c.url+"/readyz")
	require.Equal(c.t, http.StatusOK, status, body)
}

func (c *centre) signIn(password string) {
	c.t.Helper()
	client, err := remote.Open(c.url, remote.Options{Version: "test"})
	require.NoError(c.t, err)
	c.t.Cleanup(client.Close)
	_, err = client.SignIn(c.t.Context(), "anis", password)
	require.NoError(c.t, err)
	c.agent = client
}

// written lets a customer write and gives the case when the agent has taken it.
func (c *centre) written(in standin.Injection) (contract.Case, standin.Injected) {
	c.t.Helper()
	var made standin.Injected
	post(c.t, c.networks+"/_inject", injection(in), &made)
	var got contract.Case
	require.Eventually(c.t, func() bool {
		taken, err := c.agent.Take(c.t.Context(), contract.Take{Limit: 1})
		if err != nil || taken.Taken == 0 {
			return false
		}
		page, err := c.agent.Cases(c.t.Context(), contract.ListCasesParams{State: contract.CaseStateTaken})
		if err != nil || len(page.Cases) == 0 {
			return false
		}
		got = page.Cases[len(page.Cases)-1]
		return true
	}, 20*time.Second, 20*time.Millisecond, "the case comes")
	return got, made
}

// injection is an Injection as JSON: its author is a handle.
func injection(in standin.Injection) map[string]any {
	return map[string]any{"network": in.Network, "kind": in.Kind, "from": in.From.Handle, "text": in.Text}
}

// answered saves an answer and waits until it is on the network.
func (c *centre) answered(k contract.Case, text string) {
	c.t.Helper()
	h, err := c.agent.SaveAnswer(c.t.Context(), k.ID, uuid.NewString(), contract.NewAnswer{
		TargetMessageID: k.MessageID, CaseVersion: k.Version, Path: c.path, ReplyType: "normal", Visibility: contract.Public,
		Text: text, Parts: []string{text}, OpenedAt: time.Now(),
	})
	require.NoError(c.t, err)
	require.Eventually(c.t, func() bool {
		page, err := c.agent.Handlings(c.t.Context(), k.Customer.ID, "", 10)
		return err == nil && page.Handlings[0].ID == h.ID && page.Handlings[0].State == contract.DeliveryStateSent
	}, 40*time.Second, 20*time.Millisecond, "the answer is sent")
}

func (c *centre) posts() []standin.Post {
	c.t.Helper()
	_, body := read(c.t, c.networks+"/_posts")
	var posts []standin.Post
	require.NoError(c.t, json.Unmarshal([]byte(body), &posts))
	return posts
}

func TestTheBackendAsAnOperatorRunsIt(t *testing.T) {
	c := newCentre(t)
	post(t, c.networks+"/_webhook", standin.Target{Network: "facebook", URL: c.url + "/webhooks/facebook/TelkomCare"}, nil)

	onX := standin.Injection{Network: "twitter", Kind: "mention", Text: "@TelkomCare internet mati " + secretWord}
	onX.From.Handle = "budi_contoh"
	k, made := c.written(onX)
	require.Equal(t, contract.Twitter, k.Network)
	post(t, c.networks+"/_fault", standin.Fault{Kind: stage.Reset, Count: 1}, nil)
	c.answered(k, "Kami cek ya Kak "+secretWord)
	onFacebook := standin.Injection{Network: "facebook", Kind: "comment", Text: "lambat sekali " + secretWord}
	onFacebook.From.Handle = "Sari Contoh"
	k, _ = c.written(onFacebook)
	require.Equal(t, contract.Facebook, k.Network)
	post(t, c.networks+"/_fault", standin.Fault{Kind: "500", Count: 1}, nil)
	c.answered(k, "Mohon maaf Kak "+secretWord)
	posts := c.posts()
	require.Len(t, posts, 2, "each once")
	require.Equal(t, made.ID, posts[0].InReplyTo)
	require.Equal(t, "Mohon maaf Kak "+secretWord, posts[1].Text)

	for path, holds := range map[string]string{
		"/healthz": "ok", "/readyz": "ready", "/v1/openapi.yaml": "openapi: 3.0", "/metrics": `sociomedio_http_seconds_count{operation="saveAnswer",status="201"} 2`,
	} {
		status, body := read(t, c.url+path)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, body, holds)
		require.NotContains(t, body, secretWord)
	}
	requireMetricsOfDashboard(t, c.url)
	const id = "client-request-0001"
	status, _ := read(t, c.url+"/v1/customers?by=name&q="+secretWord, "X-Request-Id", id)
	require.Equal(t, http.StatusUnauthorized, status)

	code, _, errs := once(t, "nasi goreng pedas\n", "agent", "passwd", "anis", "--database", c.database)
	require.Zero(t, code, errs)
	_, err := c.agent.Me(t.Context())
	require.Equal(t, data.SessionEnded, data.KindOf(err), "another password ends the sessions")
	c.signIn("nasi goreng pedas")
	code, _, errs = once(t, "", "agent", "disable", "anis", "--database", c.database)
	require.Zero(t, code, errs)
	_, err = c.agent.Me(t.Context())
	require.Equal(t, data.AgentDisabled, data.KindOf(err))

	require.Zero(t, c.backend.stop())
	c.requireCleanLogs(id)
}

// requireMetricsOfDashboard: what the dashboard draws is there once there was something of everything.
func requireMetricsOfDashboard(t *testing.T, url string) {
	t.Helper()
	_, body := read(t, url+"/metrics")
	dashboard, err := os.ReadFile("../../assets/monitoring/grafana.json")
	require.NoError(t, err)
	names := regexp.MustCompile(`\b(sociomedio|go|process)_[a-z_]+`).FindAllString(string(dashboard), -1)
	require.Greater(t, len(names), 20)
	for _, name := range names {
		require.Contains(t, body, "\n"+name, "of the dashboard")
	}
}

// requireCleanLogs: JSON lines with time, level and request ids, and nothing that somebody wrote or that opens a door.
func (c *centre) requireCleanLogs(id string) {
	c.t.Helper()
	requests, found := 0, false
	for line := range strings.Lines(c.backend.logs.String()) {
		var fields map[string]any
		require.NoError(c.t, json.Unmarshal([]byte(line), &fields), line)
		require.NotEmpty(c.t, fields["time"])
		require.NotEmpty(c.t, fields["level"])
		if fields["msg"] == "request" {
			requests++
			require.NotEmpty(c.t, fields["request_id"])
			found = found || fields["request_id"] == id
		}
	}
	require.Greater(c.t, requests, 10)
	require.True(c.t, found, "the caller's own request id")
	cx, cf := x.Defaults(), facebook.Defaults()
	for what, text := range map[string]string{
		"text": secretWord, "answer": "Mohon maaf", "password": "kopi tubruk", "new password": "nasi goreng", "customer": "budi_contoh",
		"X's token": cx.AccessToken, "X's secret": cx.AccessSecret, "page token": cf.PageToken, "app secret": cf.AppSecret, "bearer": "Bearer",
		"verify token": cf.VerifyToken, "proof": "appsecret_proof",
	} {
		require.NotContains(c.t, c.backend.logs.String(), text, what)
	}
}

// TestStopsInOrder: told to stop, it ends event streams, answers what is under way, and exits 0; started again it goes on.
func TestStopsInOrder(t *testing.T) {
	c := newCentre(t)
	in := standin.Injection{Network: "twitter", Kind: "mention", Text: "@TelkomCare halo"}
	in.From.Handle = "budi_contoh"
	k, _ := c.written(in)
	post(t, c.networks+"/_fault", standin.Fault{Kind: stage.Slow, Count: 1, Delay: "1s"}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	session, err := c.agent.SignIn(ctx, "anis", "kopi tubruk 7")
	require.NoError(t, err)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/v1/events", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+session.AccessToken)
	stream, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer stream.Body.Close()
	first, err := bufio.NewReader(stream.Body).ReadString('\n')
	require.NoError(t, err)
	require.NotEmpty(t, first)

	_, err = c.agent.SaveAnswer(ctx, k.ID, uuid.NewString(), contract.NewAnswer{
		TargetMessageID: k.MessageID, CaseVersion: k.Version, Path: c.path, ReplyType: "normal", Visibility: contract.Public, Text: "Halo Kak",
		Parts: []string{"Halo Kak"}, OpenedAt: time.Now(),
	})
	require.NoError(t, err)
	require.Zero(t, c.backend.stop())
	_, err = io.Copy(io.Discard, stream.Body)
	require.NoError(t, err, "the stream ended in order")
	c.serve(strings.TrimPrefix(c.url, "http://"))
	require.Eventually(t, func() bool {
		page, err := c.agent.Handlings(t.Context(), k.Customer.ID, "", 10)
		return err == nil && page.Handlings[0].State == contract.DeliveryStateSent
	}, 30*time.Second, 20*time.Millisecond)
	require.Len(t, c.posts(), 1)
	require.Zero(t, c.backend.stop())
}
