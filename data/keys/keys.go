// Package keys keeps the session's refresh token in the OS keyring, or in memory where there is none.
package keys

// Ring is the OS keyring.
type Ring struct{}
