package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"sociomedio/assets/metadata"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

// asProgram in the environment makes the test's own program do what its arguments say instead of testing.
const asProgram = "SOCIOMEDIO_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashing); dir != "" {
		crash(dir)
	}
	if os.Getenv(asProgram) != "" {
		main()
	}
	keyring.MockInit()
	// Two that their libraries start once and never end.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("fyne.io/fyne/v2/internal/async.(*UnboundedChan[...]).processing"),
		goleak.IgnoreTopFunction("gopkg.in/natefinch/lumberjack%2ev2.(*Logger).millRun"))
}

// said runs the program with arguments and gives its exit code and what it wrote.
func said(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, console{out: &o, err: &e})
	return code, o.String(), e.String()
}

func TestVersion(t *testing.T) {
	code, out, _ := said("--version")
	require.Equal(t, exitDone, code)
	require.Equal(t, version()+"\n", out)
	require.Contains(t, out, metadata.Version)
}

func TestWrongUsage(t *testing.T) {
	code, _, errs := said("--lang", "fr")
	require.Equal(t, exitUsage, code)
	require.Contains(t, errs, "--lang")
	code, _, _ = said("nothing")
	require.Equal(t, exitUsage, code)
	link := "sociomedio://case/01928374-5566-7788-99aa-bbccddeeff00"
	for _, args := range [][]string{{"--", link, "--server=https://evil.example"}, {"--", "--server=https://evil.example"}, {"--", link, "diagnose"}} {
		code, _, _ = said(args...)
		require.Equal(t, exitUsage, code, "what comes with a link is no option")
	}
}

// Every setting is printed with the place that decided it, and a password never.
func TestConfigShowsOrigin(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "config.toml"), []byte("theme = \"dark\"\nscale = \"900\"\nproxy_url = \"http://anis:rahasia@proxy.example:8080\"\n"), 0o600))
	code, out, errs := said("--data-dir", dir, "--server", "https://backend.example", "config", "show", "--origin")
	require.Equal(t, exitDone, code)
	line := func(name string) []string {
		for l := range strings.Lines(out) {
			if f := strings.Fields(l); f[0] == name {
				return f
			}
		}
		require.Fail(t, name)
		return nil
	}
	require.Equal(t, []string{"theme", "dark", "user", filepath.Join(dir, "config.toml")}, line("theme"))
	require.Equal(t, []string{"server_url", "https://backend.example", "command-line", "command", "line"}, line("server_url"))
	require.Equal(t, []string{"scale", "100", "default"}, line("scale"))
	require.Contains(t, errs, "name=scale", "a value that can't be is said")
	require.NotContains(t, out+errs, "rahasia")
}

// The report says what works and what does not, its exit code too, and holds no password; the zip has it with the logs.
func TestDiagnose(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	apart := 1
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/readyz":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/v1/openapi.yaml":
			_, _ = fmt.Fprintf(w, "openapi: 3.0.3\ninfo:\n  title: Socio Medio\n  version: %d.0.0\n", contract.Version+apart)
		}
	}))
	defer backend.Close()
	dir := t.TempDir()
	l := openLogs(filepath.Join(dir, "logs"))
	l.Error("something failed", "case", "c1")
	require.NoError(t, l.Close())
	pack := filepath.Join(t.TempDir(), "report.zip")
	code, out, _ := said("--data-dir", dir, "--server", backend.URL, "diagnose", "--zip", pack)
	require.Equal(t, exitFailed, code)
	require.Contains(t, out, "healthz          ok")
	require.Contains(t, out, "readyz           FAILED: status 503")
	require.Contains(t, out, "contract         ok: the backend speaks 2, this program 1")
	require.Contains(t, out, "OpenGL           not looked at: there is no display")
	require.Contains(t, out, `zone = "WIB" (default)`)
	for _, looked := range []string{
		"program", "time", "display", "data folder", "setting", "local data", "backend", "certificates", "proxy", "name", "keyring", "last error",
	} {
		require.Regexp(t, "(?m)^"+looked+"  ", out, "what the report is to hold")
	}
	require.NotContains(t, out, " \n", "no blank at the end of a line")
	require.Contains(t, out, "something failed")
	require.Contains(t, out, "nobody has signed in here")
	z, err := zip.OpenReader(pack)
	require.NoError(t, err)
	defer z.Close()
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	require.ElementsMatch(t, []string{"diagnose.txt", "logs/client.log"}, names)
	apart = 2
	_, out, _ = said("--data-dir", dir, "--server", backend.URL, "diagnose")
	require.Contains(t, out, "contract         FAILED: This program is too old for the server. (contract_too_old)")
}

// A damaged database is named, and what is wrong makes the exit code.
func TestDiagnoseNamesADamagedDatabase(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	const server = "http://127.0.0.1:1"
	dir := t.TempDir()
	folder, err := local.OpenFolder(dir)
	require.NoError(t, err)
	require.NoError(t, folder.SetLast(local.Last{Server: server, Username: "anis"}))
	store, err := folder.Store(t.Context(), server, "anis")
	require.NoError(t, err)
	require.NoError(t, store.Close())
	require.NoError(t, folder.Close())
	_, out, _ := said("--data-dir", dir, "--server", server, "diagnose")
	require.Regexp(t, "(?m)^local data +ok: the databases are whole", out)
	paths, err := filepath.Glob(filepath.Join(dir, "agents", "*", "kept.db"))
	require.NoError(t, err)
	require.Len(t, paths, 1)
	require.NoError(t, os.WriteFile(paths[0], []byte("no database"), 0o600))
	pack := filepath.Join(t.TempDir(), "report.zip")
	code, out, _ := said("--data-dir", dir, "--server", server, "diagnose", "--zip", pack)
	require.Equal(t, exitFailed, code)
	require.Regexp(t, `(?m)^local data +FAILED: kept.db.damaged-1 was damaged and is set aside`, out)
	z, err := zip.OpenReader(pack)
	require.NoError(t, err)
	defer z.Close()
	text, err := z.Open("diagnose.txt")
	require.NoError(t, err)
	defer text.Close()
	packed, err := io.ReadAll(text)
	require.NoError(t, err)
	require.Contains(t, string(packed), "kept.db.damaged-1")
}

// A second start with the same folder raises the first one's window and hands over the link that it was given; one that does not answer
// is said.
func TestSecondStartRaisesTheFirst(t *testing.T) {
	for name, dir := range map[string]string{"short": t.TempDir(), "long": filepath.Join(t.TempDir(), strings.Repeat("long/", 30))} {
		t.Run(name, func(t *testing.T) {
			folder, err := local.OpenFolder(dir)
			require.NoError(t, err)
			defer folder.Close()
			_, err = prepare(t.Context(), console{io.Discard, io.Discard}, start{DataDir: dir}, "")
			require.Equal(t, data.InUse, data.KindOf(err))

			raised := make(chan string, 1)
			bell, err := hangDoorbell(t.Context(), dir, func(link string) { raised <- link })
			require.NoError(t, err)
			const link = "sociomedio://case/01928374-5566-7788-99aa-bbccddeeff00"
			for given, handed := range map[string]string{
				"": "", link: link, "SOCIOMEDIO://case/01928374-5566-7788-99aa-bbccddeeff00/": link, link + "\nsociomedio:": "sociomedio:",
				link + strings.Repeat("0", 1<<16): "sociomedio:",
			} {
				args := []string{"--data-dir", dir, "--"}
				if given != "" {
					args = append(args, given)
				}
				code, out, errs := said(args...)
				require.Equal(t, exitDone, code, errs)
				require.Empty(t, out)
				require.Contains(t, errs, "brought to the front")
				require.Len(t, raised, 1)
				require.Equal(t, handed, <-raised)
			}
			require.NoError(t, bell.Close())
			require.False(t, ring(t.Context(), dir, ""))
		})
	}
}

// Practice says exactly one line, in the form that tests and operators read, and everything ends in order.
func TestPracticeLine(t *testing.T) {
	var out bytes.Buffer
	dir := filepath.Join(t.TempDir(), "data")
	w, err := prepare(t.Context(), console{&out, io.Discard}, start{Demo: true, DataDir: dir}, "")
	require.NoError(t, err)
	require.Regexp(t, `^practice: backend=http://127\.0\.0\.1:\d+ networks=http://127\.0\.0\.1:\d+ user=anis\n$`, out.String())
	require.Equal(t, w.practice.Password, w.signIn().Password)
	require.NoError(t, w.Close())
	http.DefaultClient.CloseIdleConnections()
}

// What ended the program unforeseen is put aside at the next start, and said in the log.
func TestCrashReportIsKept(t *testing.T) {
	dir := t.TempDir()
	l := openLogs(dir)
	require.NoError(t, l.Close())
	require.NoFileExists(t, filepath.Join(dir, "crash.log"), "nothing happened")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "crash.log"), []byte("panic: index out of range\n"), 0o600))
	l = openLogs(dir)
	require.NoError(t, l.Close())
	kept, err := filepath.Glob(filepath.Join(dir, "crash-*.log"))
	require.NoError(t, err)
	require.Len(t, kept, 1)
	logged, err := os.ReadFile(filepath.Join(dir, "client.log"))
	require.NoError(t, err)
	require.Contains(t, string(logged), "ended unforeseen")
}

// The log is cut before it fills the disk: the oldest go.
func TestLogsRotate(t *testing.T) {
	dir := t.TempDir()
	l := openLogs(dir)
	line := strings.Repeat("x", 1<<20)
	for range logMegabytes * (logFiles + 3) {
		l.Info(line)
	}
	require.NoError(t, l.Close())
	require.Eventually(t, func() bool {
		files, err := filepath.Glob(filepath.Join(dir, "client*.log"))
		return err == nil && len(files) == 1+logFiles
	}, 10*time.Second, 10*time.Millisecond)
	info, err := os.Stat(filepath.Join(dir, "client.log"))
	require.NoError(t, err)
	require.LessOrEqual(t, info.Size(), int64(logMegabytes<<20))
}

// What the toolkit writes is a line of the log.
func TestToolkitLines(t *testing.T) {
	var out bytes.Buffer
	_, err := (&lines{slog.New(slog.NewJSONHandler(&out, nil))}).Write([]byte("Fyne error:  x\n\nAt: y\n"))
	require.NoError(t, err)
	decoder := json.NewDecoder(&out)
	for _, want := range []string{"Fyne error:  x", "At: y"} {
		var line struct{ Msg, From string }
		require.NoError(t, decoder.Decode(&line))
		require.Equal(t, want, line.Msg)
		require.Equal(t, "toolkit", line.From)
	}
}

// A UI goroutine that hangs is put on record with what every goroutine does.
func TestHangIsReported(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	w := hangWatch{after: 10 * time.Millisecond, ask: time.Millisecond, run: func(func()) {}, dir: dir, log: slog.New(slog.DiscardHandler)}
	go func() {
		defer close(ended)
		w.watch(ctx)
	}()
	require.Eventually(t, func() bool { i, err := os.Stat(filepath.Join(dir, "hang.log")); return err == nil && i.Size() > 0 }, 10*time.Second, time.Millisecond)
	stop()
	<-ended
	report, err := os.ReadFile(filepath.Join(dir, "hang.log"))
	require.NoError(t, err)
	require.Contains(t, string(report), "goroutine")
}
