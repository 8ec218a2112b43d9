package keys_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"
	"go.uber.org/goleak"

	"sociomedio/data"
	"sociomedio/data/keys"
)

func TestMain(m *testing.M) {
	if os.Getenv("KEYS_TEST_CHILD") != "" {
		os.Exit(child())
	}
	goleak.VerifyTestMain(m)
}

const name = "anis@https://sm.example.test"

func TestKeyring(t *testing.T) {
	keyring.MockInit()
	r := keys.Open("sociomedio-test", 0)
	got, err := r.Get(t.Context(), name)
	require.NoError(t, err)
	require.Empty(t, got)
	require.NoError(t, r.Set(t.Context(), name, "token-1"))
	require.NoError(t, r.Set(t.Context(), name, "token-2"))
	got, err = keys.Open("sociomedio-test", 0).Get(t.Context(), name)
	require.NoError(t, err)
	require.Equal(t, "token-2", got, "another run finds it")
	require.NoError(t, r.Delete(t.Context(), name))
	require.NoError(t, r.Delete(t.Context(), name))
	got, err = r.Get(t.Context(), name)
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestNoKeyring(t *testing.T) {
	keyring.MockInitWithError(errors.New("locked"))
	r := keys.Open("sociomedio-test", 0)
	_, err := r.Get(t.Context(), name)
	require.Equal(t, data.KeyringAbsent, data.KindOf(err))
	err = r.Set(t.Context(), name, "token-1")
	require.Equal(t, data.KeyringAbsent, data.KindOf(err))
	require.NotContains(t, err.Error(), "token-1")
	got, err := r.Get(t.Context(), name)
	require.NoError(t, err)
	require.Equal(t, "token-1", got, "the program works on with what is in memory")
	require.Equal(t, data.KeyringAbsent, data.KindOf(r.Delete(t.Context(), name)))
	got, _ = r.Get(t.Context(), name)
	require.Empty(t, got)
}

// A bus that takes the call and never answers, as one behind an unlock dialog: the call ends in its time, and the session
// lives in memory.
func TestKeyringThatBlocks(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the bus is Linux'")
	}
	path := filepath.Join(t.TempDir(), "bus")
	bus, err := net.Listen("unix", path)
	require.NoError(t, err)
	defer bus.Close()
	self, err := os.Executable()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), "KEYS_TEST_CHILD=set=token-1,same,same", "KEYS_TEST_PATIENCE=300ms", "DBUS_SESSION_BUS_ADDRESS=unix:path="+path)
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Equal(t, "set:keyring_absent same:token-1 same:token-1", strings.TrimSpace(string(out)))

	keyring.MockInit()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = keys.Open("sociomedio-test", 0).Get(gone, "other")
	if err != nil { // the answer may be there before it is looked whether anybody waits
		require.ErrorIs(t, err, context.Canceled)
	}
}

// The real daemon in a session bus of its own: what one process stores another one reads.
func TestSecretService(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the Secret Service is Linux'")
	}
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed; make test installs it", tool)
		}
	}
	home := t.TempDir()
	session := func(password string, steps ...string) string {
		runtimeDir := t.TempDir()
		script := "printf %s " + password + " | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec \"$KEYS_TEST_SELF\""
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "dbus-run-session", "--", "sh", "-c", script)
		self, err := os.Executable()
		require.NoError(t, err)
		cmd.Env = append(os.Environ(), "KEYS_TEST_CHILD="+strings.Join(steps, ","), "KEYS_TEST_SELF="+self, "HOME="+home,
			"XDG_RUNTIME_DIR="+runtimeDir, "XDG_DATA_HOME="+filepath.Join(home, "data"), "DISPLAY=", "WAYLAND_DISPLAY=")
		cmd.WaitDelay = 5 * time.Second
		out, err := cmd.Output()
		require.NoError(t, err, "%s", out)
		return strings.TrimSpace(string(out))
	}
	require.Equal(t, "get: set:ok get:token-1", session("one", "get", "set=token-1", "get"))
	require.Equal(t, "get:token-1 set:ok delete:ok get:", session("one", "get", "set=token-2", "delete", "get"))
	require.Equal(t, "set:ok", session("one", "set=token-3"))
	require.Contains(t, session("another", "get"), string(data.KeyringAbsent), "a keyring that stays locked")
}

// child does its steps against the keyring of its session and prints what came of each.
func child() int {
	if how := os.Getenv("KEYS_TEST_SERVICE"); how != "" {
		if err := serveTroubled(how); err != nil {
			_, _ = io.WriteString(os.Stderr, err.Error())
			return 1
		}
	}
	patience, err := time.ParseDuration(os.Getenv("KEYS_TEST_PATIENCE"))
	if err != nil {
		patience = 10 * time.Second
	}
	r := keys.Open("sociomedio-test", patience)
	var out []string
	for _, step := range strings.Split(os.Getenv("KEYS_TEST_CHILD"), ",") {
		what, value, _ := strings.Cut(step, "=")
		switch what {
		case "get":
			got, err := keys.Open("sociomedio-test", 10*time.Second).Get(context.Background(), name)
			if err != nil {
				got = string(data.KindOf(err))
			}
			out = append(out, "get:"+got)
		case "same":
			got, _ := r.Get(context.Background(), name)
			out = append(out, "same:"+got)
		case "set":
			out = append(out, "set:"+said(r.Set(context.Background(), name, value)))
		case "delete":
			out = append(out, "delete:"+said(r.Delete(context.Background(), name)))
		}
	}
	_, _ = io.WriteString(os.Stdout, strings.Join(out, " ")+"\n")
	return 0
}

func said(err error) string {
	if err != nil {
		return string(data.KindOf(err))
	}
	return "ok"
}
