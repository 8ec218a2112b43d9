// Package remote is the contract called over HTTP.
package remote

// Options is how the backend is reached.
type Options struct{}
