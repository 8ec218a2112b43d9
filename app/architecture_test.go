// Package app_test holds the lines between the parts of the house: who may import whom.
package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "sociomedio/"

// list is a package as `go list` tells it, without the module's name before ours.
type list struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func (l *list) plain() {
	l.ImportPath = strings.TrimPrefix(l.ImportPath, module)
	for _, names := range [][]string{l.Imports, l.Deps} {
		for i := range names {
			names[i] = strings.TrimPrefix(names[i], module)
		}
	}
}

// goList asks the go command; our packages come first, then, with -deps, what they need.
func goList(t *testing.T, args ...string) []list {
	t.Helper()
	var errs bytes.Buffer
	c := exec.CommandContext(t.Context(), "go", append([]string{"list", "-json=ImportPath,Imports,Deps"}, args...)...)
	c.Dir, c.Stderr = "..", &errs
	out, err := c.Output()
	require.NoError(t, err, errs.String())
	var all []list
	for in := json.NewDecoder(bytes.NewReader(out)); ; {
		var l list
		if err := in.Decode(&l); errors.Is(err, io.EOF) {
			require.NotEmpty(t, all)
			return all
		} else {
			require.NoError(t, err)
		}
		l.plain()
		all = append(all, l)
	}
}

// within says whether a package is one of those or lies below one of them.
func within(name string, parents ...string) bool {
	return slices.ContainsFunc(parents, func(p string) bool { return name == p || strings.HasPrefix(name, p+"/") })
}

func ours(name string) bool { return within(name, "app", "ui", "data", "assets") }

// TestImportsRunOneWay: of our own packages each part imports only those named here.
func TestImportsRunOneWay(t *testing.T) {
	// The first line that fits a package holds for it.
	allowed := []struct {
		part string
		may  []string
	}{
		{"app/sociomedio", []string{"ui", "app/desk", "app/answer", "app/backend/practice", "data", "assets"}},
		{"app/sociomediod", []string{"app/sociomediod", "app/backend", "app/desk", "app/answer", "data", "assets"}},
		{"app/desk", []string{"app/desk", "app/answer", "data"}},
		{"app/answer", nil},
		{"app/backend/channel", []string{"app/backend/channel", "app/answer", "data"}},
		{"app/backend/storage", []string{"app/backend/storage", "app/backend/channel", "data"}},
		{"app/backend/imports", []string{"data"}},
		{"app/backend/picture", []string{"data"}},
		{"app/backend/standin", []string{"app/backend/standin", "app/answer", "assets/demo", "data"}},
		{"app/backend/api", []string{"app/backend", "app/backend/storage", "app/backend/channel", "data"}},
		{"app/backend/serve", []string{"app/backend", "data"}},
		{"app/backend/practice", []string{"app/backend", "data", "assets/demo"}},
		{"app/backend/edge", []string{"app/backend", "data", "assets/demo"}},
		{"app/backend", []string{"app/backend/storage", "app/backend/channel", "app/backend/picture", "app/answer", "data"}},
		{"ui", []string{"ui", "app/desk", "app/answer", "data", "data/contract", "data/deeplink", "data/settings", "assets"}},
		{"data/contract", nil},
		{"data", []string{"data"}},
		{"assets", []string{"assets", "data/settings"}}, // its generators write what settings say
		{"app", []string{"app", "ui", "data", "assets"}},
	}
	for _, p := range goList(t, "./...") {
		for _, a := range allowed {
			if !within(p.ImportPath, a.part) {
				continue
			}
			for _, name := range p.Imports {
				if !ours(name) {
					continue
				}
				if a.part == "ui" && within(name, "data") {
					require.Contains(t, a.may, name, "%s", p.ImportPath)
				}
				require.True(t, within(name, a.may...), "%s may not import %s", p.ImportPath, name)
			}
			break
		}
	}
}

// TestUIIsOnlyUI: screens never touch HTTP, SQL, the keyring or the program's own window; the desk does it for them.
func TestUIIsOnlyUI(t *testing.T) {
	forbidden := []string{
		"data/remote", "data/local", "data/keys", "data/files", "data/proxy", "app/backend", "database/sql", "net/http", "os/exec",
		"fyne.io/fyne/v2/app", "fyne.io/fyne/v2/internal", "github.com/go-resty/resty/v2", "github.com/mattn/go-sqlite3",
		"github.com/zalando/go-keyring",
	}
	for _, p := range goList(t, "./ui/...") {
		for _, name := range p.Imports {
			require.False(t, within(name, forbidden...), "%s imports %s", p.ImportPath, name)
		}
	}
}

// window says that a package is a window library or needs one.
func window(name string) bool {
	return within(name, "fyne.io/fyne/v2", "fyne.io/systray", "github.com/go-gl", "github.com/fyne-io")
}

// TestOnlyTheClientHasAWindow: the backend builds without a window library, and so does all that works without a screen.
func TestOnlyTheClientHasAWindow(t *testing.T) {
	for _, p := range goList(t, "./app/sociomediod/...", "./app/desk/...", "./app/backend/...", "./app/answer/...", "./data/...", "./assets/...") {
		for _, name := range p.Deps {
			require.False(t, window(name), "%s needs %s", p.ImportPath, name)
			require.False(t, within(name, "ui"), "%s needs %s", p.ImportPath, name)
		}
	}
}

// TestTheBackendKnowsNoDesk: what an agent does is on the other side of the contract. Only practice has agents of its own, and they
// go over HTTP.
func TestTheBackendKnowsNoDesk(t *testing.T) {
	for _, p := range goList(t, "./app/backend/...") {
		for _, name := range p.Deps {
			if within(p.ImportPath, "app/backend/practice") && within(name, "data/remote") {
				continue
			}
			require.False(t, within(name, "app/desk", "data/remote", "data/local", "data/keys"), "%s needs %s", p.ImportPath, name)
		}
	}
}

// TestUITestsNeedNoDisplay: neither the screens nor their tests reach the driver that opens windows and needs cgo for it.
func TestUITestsNeedNoDisplay(t *testing.T) {
	for _, p := range goList(t, "-deps", "-test", "./ui/...") {
		name, _, _ := strings.Cut(p.ImportPath, " ")
		require.False(t, within(name, "fyne.io/fyne/v2/app", "fyne.io/fyne/v2/internal/driver/glfw", "github.com/go-gl"), "%s", name)
	}
}

// TestContractIsOnlyTypes: the contract holds generated types and nothing that does something.
func TestContractIsOnlyTypes(t *testing.T) {
	for _, p := range goList(t, "./data/contract") {
		for _, name := range p.Imports {
			require.Contains(t, []string{"embed", "time", "encoding/json"}, name, "data/contract imports %s", name)
		}
	}
}
