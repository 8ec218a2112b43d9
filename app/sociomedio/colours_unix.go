//go:build !windows

package main

import (
	"os"

	"github.com/rymdport/portal/settings/appearance"
)

// followSystem sees to it that "like the system" means light colours where the system does not say which it has: a desktop without
// the settings portal. Fyne would take dark ones. It must be called before Fyne begins.
func followSystem() error {
	if os.Getenv("FYNE_THEME") != "" {
		return nil
	}
	if scheme, err := appearance.GetColorScheme(); err == nil && scheme != appearance.NoPreference {
		return nil
	}
	return os.Setenv("FYNE_THEME", "light")
}
