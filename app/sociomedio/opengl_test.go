//go:build linux

package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Without OpenGL, and without a display at all, the program says what is missing and what helps, in the agent's language, and ends with
// exit code 1; it neither breaks nor stays without a window.
func TestNoOpenGL(t *testing.T) {
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skip("Xvfb is missing")
	}
	itself, err := os.Executable()
	require.NoError(t, err)
	for name, display := range map[string]string{"no GLX": bareDisplay(t), "no display": ":32767"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := exec.CommandContext(t.Context(), itself, "--data-dir", filepath.Join(dir, "data"), "--lang", "id")
			c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "DISPLAY=" + display, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", asProgram + "=1"}
			var said bytes.Buffer
			c.Stdout, c.Stderr = &said, &said
			require.NoError(t, c.Start())
			stuck := time.AfterFunc(2*time.Minute, func() { _ = c.Process.Kill() })
			defer stuck.Stop()
			_ = c.Wait()
			require.Equal(t, exitFailed, c.ProcessState.ExitCode(), said.String())
			require.Contains(t, said.String(), "tidak menyediakan OpenGL 2.1")
			require.Contains(t, said.String(), "LIBGL_ALWAYS_SOFTWARE=1")
			require.NotContains(t, said.String(), "goroutine")
			logged, err := os.ReadFile(filepath.Join(dir, "data", "logs", "client.log"))
			require.NoError(t, err)
			require.Contains(t, string(logged), "no window")
		})
	}
}

// bareDisplay is a display that can't do OpenGL.
func bareDisplay(t *testing.T) string {
	t.Helper()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-extension", "GLX")
	x.ExtraFiles = []*os.File{write}
	require.NoError(t, x.Start())
	t.Cleanup(func() {
		_ = x.Process.Kill()
		_ = x.Wait()
	})
	require.NoError(t, write.Close())
	number, err := io.ReadAll(read)
	require.NoError(t, err)
	require.NoError(t, read.Close())
	return ":" + strings.TrimSpace(string(number))
}
