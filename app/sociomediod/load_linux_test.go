package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/standin"
)

// TestLoad is a short one, on two of three backends; the long ones are an operator's.
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("works for some seconds")
	}
	s := newSeveral(t)
	require.NoError(t, s.stands.Webhook(t.Context(), standin.Target{Network: "facebook", URL: "http://" + s.addresses[2] + "/webhooks/facebook/TelkomCare"}))
	code, out, errs := once(t, "", "load", "--database", s.database, "--server", "http://"+s.addresses[0], "--server", "http://"+s.addresses[1],
		"--networks", s.networks, "--agents", "10", "--desks", "4", "--messages", "300", "--answers", "600", "--for", "5s")
	require.Zero(t, code, out+errs)
	require.Contains(t, out, "errors 0 lost 0 doubled 0")
	for _, call := range []string{"open", "save", "sync, changes", "sync, nothing new", "take", "desk: open", "desk: draft", "desk: save", "desk: sync"} {
		require.Contains(t, out, call)
	}
	require.Contains(t, out, "answers offered 10.0/s done ")
	require.NotContains(t, out, "done 0.0/s")
	require.Contains(t, out, "agents 10 (4 at desks)")
	for _, address := range s.addresses[:2] {
		require.Regexp(t, "http://"+address+": goroutines [1-9][0-9]* at first, [1-9][0-9]* at most, [1-9]", out)
	}
}
