//go:build windows

package settings

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/windows/registry"
)

// The registry keys: policies of the machine and of the user, and what the installer wrote.
const (
	policyKey  = `Software\Policies\SocioMedio`
	machineKey = `Software\SocioMedio`
)

// Places are where settings lie on this system. userDir is the agent's folder for preferences; empty for the system's.
func Places(userDir string) Sources {
	if userDir == "" {
		if dir, err := os.UserConfigDir(); err == nil {
			userDir = filepath.Join(dir, "SocioMedio")
		}
	}
	s := Sources{
		PolicyMachine: key{registry.LOCAL_MACHINE, "HKLM", policyKey},
		PolicyUser:    key{registry.CURRENT_USER, "HKCU", policyKey},
		Machine:       key{registry.LOCAL_MACHINE, "HKLM", machineKey},
	}
	if userDir != "" {
		s[User] = &TOMLFile{Path: filepath.Join(userDir, "config.toml")}
	}
	return s
}

// key is a registry key with one value per setting, under the table's registry names.
type key struct {
	root registry.Key
	name string
	path string
}

// Place is the key as regedit shows it.
func (k key) Place() string { return k.name + `\` + k.path }

// Read gives the key's settings. Values of other names are not ours to judge: the installer keeps its own there.
func (k key) Read() (map[string]string, error) {
	opened, err := registry.OpenKey(k.root, k.path, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if errors.Is(err, registry.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open key: %w", err)
	}
	defer opened.Close()
	found := map[string]string{}
	for _, spec := range table {
		if text, ok := read(opened, spec.Registry); ok {
			found[spec.Name] = text
		}
	}
	return found, nil
}

func read(k registry.Key, name string) (string, bool) {
	text, kind, err := k.GetStringValue(name)
	if err == nil {
		if kind == registry.EXPAND_SZ {
			if expanded, err := registry.ExpandString(text); err == nil {
				text = expanded
			}
		}
		return text, text != "" // the installer writes empty values for properties that were not given
	}
	n, _, err := k.GetIntegerValue(name)
	if err != nil {
		return "", false
	}
	if spec, ok := byRegistry(name); ok && spec.Switch() {
		return strconv.FormatBool(n != 0), true
	}
	return strconv.FormatUint(n, 10), true
}

func byRegistry(name string) (Spec, bool) {
	for _, s := range table {
		if s.Registry == name {
			return s, true
		}
	}
	return Spec{}, false
}
