package remote_test

import (
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/remote"
)

// said is what a server that is none of ours answers to everything.
type said struct {
	status int
	kind   string
	body   string
}

// stranger is that server, and a client that takes it for its backend.
func stranger(f *testing.F) (*remote.Client, *atomic.Pointer[said]) {
	f.Helper()
	var now atomic.Pointer[said]
	s := serve(f, func(w http.ResponseWriter, _ *http.Request) {
		answer := now.Load()
		w.Header().Set("Content-Type", answer.kind)
		w.WriteHeader(answer.status)
		_, _ = io.WriteString(w, answer.body)
	})
	return open(f, s.URL, remote.Options{Patience: 10 * time.Second, Silence: 10 * time.Second}), &now
}

// Whatever comes over the event stream: it ends with an error of a known kind, an event has a known kind, and what was not said
// correctly is no figure.
func FuzzEvents(f *testing.F) {
	f.Add(": alive\n\nevent: change\nid: c8\ndata: {\"cursor\":\"c8\"}\n\n")
	f.Add("event: queue\ndata: {\"waiting\":12}\n\nevent: queue\ndata: {\"waiting\":1e99}\n\n")
	f.Add("event: session\ndata: {}\n\nevent: change\nid: c9\n\n")
	f.Add("retry: 99999999999999999999\nid: \x00\ndata\ndata: [\r\revent: change\r\n\r\n")
	f.Add("\xef\xbb\xbfevent: change\ndata: {\"cursor\":{}}\n\n\xff\xfe")
	c, now := stranger(f)
	f.Fuzz(func(t *testing.T, body string) {
		now.Store(&said{status: http.StatusOK, kind: "text/event-stream", body: body})
		over := false
		err := c.Events(t.Context(), "c7", func(e remote.Event) {
			require.False(t, over, "an event after the session's end")
			require.Contains(t, []remote.EventKind{remote.Alive, remote.Change, remote.Ended, remote.Queue}, e.Kind)
			over = e.Kind == remote.Ended
		})
		kind := data.Unreachable
		if over {
			kind = data.SessionEnded
		}
		require.Equal(t, kind, data.KindOf(err))
	})
}

// Whatever answers instead of the backend: the call ends with a case or with an error of a kind that has words.
func FuzzAnswers(f *testing.F) {
	f.Add(http.StatusOK, "application/json", `{"id":"`+anID+`","version":3}`)
	f.Add(http.StatusOK, "text/html", "<html>Selamat datang di hotspot</html>")
	f.Add(http.StatusConflict, "application/problem+json", `{"code":"case_changed","case":{"id":[]},"messages":[null]}`)
	f.Add(http.StatusTooManyRequests, "application/problem+json", `{"code":"too_many","retry_after":-9e99}`)
	f.Add(http.StatusForbidden, "application/problem+json; charset=\xff", `{"code":"agent_disabled"`)
	c, now := stranger(f)
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		if status < http.StatusOK || status > 599 || status == http.StatusUnauthorized { // the last one renews the session
			return
		}
		now.Store(&said{status, kind, body})
		got, err := c.TakeOverCase(t.Context(), anID)
		if err != nil {
			require.NotEmpty(t, data.KindOf(err))
			require.Zero(t, got)
		}
	})
}
