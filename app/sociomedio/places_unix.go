//go:build !windows

package main

import (
	"os"
	"path/filepath"
)

// defaultDataDir is where the program keeps what it has for the agent when nothing else is said.
func defaultDataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "sociomedio"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share", "sociomedio"), nil
}
