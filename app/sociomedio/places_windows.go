//go:build windows

package main

import (
	"os"
	"path/filepath"
)

// defaultDataDir is where the program keeps what it has for the agent when nothing else is said: the local half of the
// profile, which does not travel between machines.
func defaultDataDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "SocioMedio"), nil
}
