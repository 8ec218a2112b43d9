//go:build !windows

package settings

import (
	"os"
	"path/filepath"
)

// Places are where settings lie on this system. userDir is the agent's folder for preferences; empty for the system's.
func Places(userDir string) Sources {
	if userDir == "" {
		if dir, err := os.UserConfigDir(); err == nil {
			userDir = filepath.Join(dir, "sociomedio")
		}
	}
	s := Sources{
		PolicyMachine: JSONFolder{"/etc/sociomedio/policies"},
		Machine:       &TOMLFile{Path: "/etc/sociomedio/config.toml"},
	}
	if userDir != "" {
		s[User] = &TOMLFile{Path: filepath.Join(userDir, "config.toml")}
	}
	return s
}
