package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// wine is a Windows without Windows, made by .ci/package-wine, and the two installers that are tried in it.
type wine struct{ prefix, first, next string }

// Where the installer puts the program, for Windows and for the system around it.
const (
	installed = `C:\Program Files\Socio Medio\sociomedio.exe`
	onDisk    = "drive_c/Program Files/Socio Medio/sociomedio.exe"
	settings  = `HKLM\Software\SocioMedio`
	autostart = `HKLM\Software\Microsoft\Windows\CurrentVersion\Run`
)

// windowsPath is a file's name for a program under Wine.
func windowsPath(path string) (string, error) {
	path, err := filepath.Abs(path)
	return "Z:" + strings.ReplaceAll(path, "/", `\`), err
}

// command is a program of Windows, with the stage's display and home.
func (g *guide) command(ctx context.Context, args ...string) (*exec.Cmd, error) {
	state, err := windowsPath(g.path)
	if err != nil {
		return nil, err
	}
	home := filepath.Join(g.folder, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, "wine", args...)
	c.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "DISPLAY=" + g.display, "LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1",
		"SOCIOMEDIO_UISTATE=" + state, "WINEPREFIX=" + g.wine.prefix, "WINEARCH=win64", "WINEDEBUG=-all",
		"WINEDLLOVERRIDES=bcryptprimitives=n;winemenubuilder.exe=d;mscoree,mshtml=",
	}
	return c, nil
}

// windows runs a program of Windows to its end.
func (g *guide) windows(ctx context.Context, args ...string) error {
	c, err := g.command(ctx, args...)
	if err != nil {
		return err
	}
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", args[0], err, out)
	}
	return nil
}

// msi is the Windows installer, silent: what to do (/i, /x), with which file, with which properties.
func (g *guide) msi(ctx context.Context, what, file string, properties ...string) error {
	path, err := windowsPath(file)
	if err != nil {
		return err
	}
	return g.windows(ctx, append([]string{"msiexec", what, path, "/qn"}, properties...)...)
}

// restartWanted tells whether the Windows installer ended with 3010: done, but for a start of Windows. Of an exit code there are eight
// bits here.
func restartWanted(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.ExitCode() == 3010%256
}

// registry tells whether a value of the registry is this one.
func (g *guide) registry(ctx context.Context, key, name, want string) error {
	c, err := g.command(ctx, "reg", "query", key, "/v", name)
	if err != nil {
		return err
	}
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("%s %s: %w", key, name, err)
	}
	if !strings.Contains(string(out), want) {
		return fmt.Errorf("%s %s is not %s: %s", key, name, want, out)
	}
	return nil
}

// uninstalled tells that nothing of the installation is left.
func (g *guide) uninstalled(ctx context.Context) error {
	var left error
	if _, err := os.Stat(filepath.Join(g.wine.prefix, onDisk)); !errors.Is(err, os.ErrNotExist) {
		left = errors.Join(left, fmt.Errorf("the program is left: %w", err))
	}
	if g.windows(ctx, "reg", "query", settings) == nil {
		left = errors.Join(left, errors.New("settings are left in the registry"))
	}
	if g.windows(ctx, "reg", "query", autostart, "/v", "SocioMedio") == nil {
		left = errors.Join(left, errors.New("the start with the session is left in the registry"))
	}
	links, err := filepath.Glob(filepath.Join(g.wine.prefix, "drive_c/*/*/*/Microsoft/Windows/Start Menu/Programs/Socio Medio.lnk"))
	if len(links) > 0 {
		left = errors.Join(left, fmt.Errorf("left in the start menu: %v", links))
	}
	return errors.Join(left, err)
}

// userData is what the client keeps for the agent; it outlives the program.
func (g *guide) userData() ([]string, error) {
	return filepath.Glob(filepath.Join(g.wine.prefix, "drive_c/users/*/AppData/Local/SocioMedio/*"))
}
