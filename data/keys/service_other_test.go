//go:build !linux

package keys_test

import "errors"

// serveTroubled needs a session bus.
func serveTroubled(string) error { return errors.New("there is no session bus here") }
