package api_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/api"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// event is one event of a stream; a comment has no type and no data.
type event struct{ kind, id, data string }

// listen opens an event stream and gives its events; the channel closes with the stream.
func (h *house) listen(ctx context.Context, token, last string) (<-chan event, *http.Response) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/v1/events", nil)
	require.NoError(h.t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := h.client.Do(r)
	require.NoError(h.t, err)
	events := make(chan event, 1000)
	go func() {
		defer close(events)
		defer answer.Body.Close()
		lines := bufio.NewScanner(answer.Body)
		var e event
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ":")
			value = strings.TrimPrefix(value, " ")
			switch {
			case lines.Text() == "":
				events <- e
				e = event{}
			case name == "event":
				e.kind = value
			case name == "id":
				e.id = value
			case name == "data":
				e.data = value
			}
		}
	}()
	return events, answer
}

// peek opens an event stream and goes again.
func (h *house) peek(path, token string) (int, contract.Problem) {
	h.t.Helper()
	if token == "" {
		return h.call(http.MethodGet, path, token, nil, nil)
	}
	ctx, cancel := context.WithCancel(context.Background())
	events, answer := h.listen(ctx, token, "")
	next(h.t, events, "change")
	cancel()
	drain(h.t, events)
	return answer.StatusCode, contract.Problem{}
}

func next(t testing.TB, events <-chan event, kind string) event {
	t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		select {
		case e, open := <-events:
			require.True(t, open, "the stream ended before an event of kind %q", kind)
			if e.kind == kind {
				return e
			}
		case <-timeout:
			require.Fail(t, "no event of kind "+kind)
		}
	}
}

// drain waits for the end of a stream.
func drain(t testing.TB, events <-chan event) {
	t.Helper()
	timeout := time.After(30 * time.Second)
	for {
		select {
		case _, open := <-events:
			if !open {
				return
			}
		case <-timeout:
			require.Fail(t, "the stream does not end")
		}
	}
}

func TestEventsSayThatSomethingChanged(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events, answer := h.listen(ctx, token, "")
	require.Equal(t, "text/event-stream", answer.Header.Get("Content-Type"))
	first := next(t, events, "change")
	require.Equal(t, `{"cursor":"`+first.id+`"}`, first.data)

	h.heldCase(token)
	var changes contract.Changes
	_, _ = h.call(http.MethodGet, "/v1/changes?limit=500", token, nil, &changes)
	last := next(t, events, "change")
	for last.id != changes.Cursor {
		last = next(t, events, "change")
	}

	cancel()
	drain(t, events)
	// Resumed with the newest cursor there is nothing to say; with an older one there is, at once.
	ctx2, cancel2 := context.WithCancel(t.Context())
	defer cancel2()
	behind, _ := h.listen(ctx2, token, first.id)
	require.Equal(t, changes.Cursor, next(t, behind, "change").id)
	upToDate, _ := h.listen(ctx2, token, changes.Cursor)
	require.Empty(t, next(t, upToDate, "").data, "only the comment that opens the stream")
	h.heldCase(token)
	require.NotEqual(t, changes.Cursor, next(t, upToDate, "change").id)
	cancel2()
	drain(t, behind)
	drain(t, upToDate)
}

// Changes that follow one another are told of together, a few times a second, and the last of them always.
func TestChangesComeInFewEvents(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	events, _ := h.listen(ctx, token, "")
	next(t, events, "change")
	began := time.Now()
	for range 20 {
		h.heldCase(token)
	}
	var changes contract.Changes
	_, _ = h.call(http.MethodGet, "/v1/changes?limit=500", token, nil, &changes)
	told := 1
	for next(t, events, "change").id != changes.Cursor {
		told++
	}
	require.LessOrEqual(t, told, 2+4*int(time.Since(began)/time.Second+1))
	cancel()
	drain(t, events)
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	h := newHouse(t, func(o *api.Options) { o.Heartbeat = 20 * time.Millisecond })
	mine, other, third := h.session("anis"), h.session("anis"), h.session("sari")
	signedOut, _ := h.listen(t.Context(), mine.AccessToken, "")
	next(t, signedOut, "change")
	status, _ := h.call(http.MethodDelete, "/v1/session", mine.AccessToken, nil, nil)
	require.Equal(t, http.StatusNoContent, status)
	require.Equal(t, `{"state":"ended"}`, next(t, signedOut, "session").data)
	drain(t, signedOut)

	ended, _ := h.listen(t.Context(), other.AccessToken, "")
	next(t, ended, "change")
	require.NoError(t, h.store.EndSession(t.Context(), sessionID(t, h, other)), "ended by another process")
	next(t, ended, "session")
	drain(t, ended)

	disabled, _ := h.listen(t.Context(), third.AccessToken, "")
	next(t, disabled, "change")
	require.NoError(t, h.store.DisableAgent(t.Context(), third.Agent.ID))
	next(t, disabled, "session")
	drain(t, disabled)
}

func sessionID(t *testing.T, h *house, s contract.Session) string {
	t.Helper()
	caller, err := h.back.Authenticate(t.Context(), s.AccessToken)
	require.NoError(t, err)
	return caller.SessionID
}

func TestAStreamOutlivesItsAccessToken(t *testing.T) {
	h := newHouse(t, func(o *api.Options) { o.Heartbeat = 20 * time.Millisecond })
	s := h.session("anis")
	ctx, cancel := context.WithCancel(t.Context())
	events, _ := h.listen(ctx, s.AccessToken, "")
	next(t, events, "change")
	h.clock.forward(16 * time.Minute)
	next(t, events, "")
	next(t, events, "")
	cancel()
	drain(t, events)
}

func TestStreamsAreCounted(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var open []<-chan event
	for range 4 {
		events, _ := h.listen(ctx, token, "")
		next(t, events, "change")
		open = append(open, events)
	}
	status, p := h.call(http.MethodGet, "/v1/events", token, nil, nil)
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Equal(t, string(data.TooMany), p.Code)
	cancel()
	for _, events := range open {
		drain(t, events)
	}
	require.Eventually(t, func() bool {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+"/v1/events", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+token)
		answer, err := h.client.Do(r)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		return answer.StatusCode == http.StatusOK
	}, 20*time.Second, 10*time.Millisecond, "a place comes free")
}

// narrow makes connections that hold little of what nobody reads.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	c, err := n.Listener.Accept()
	if err == nil {
		err = c.(*net.TCPConn).SetWriteBuffer(4096)
	}
	return c, err
}

func TestAReaderWhoTakesNothingIsDropped(t *testing.T) {
	h := newHouse(t, func(o *api.Options) { o.Heartbeat, o.WriteLimit = time.Millisecond, 200*time.Millisecond })
	server := httptest.NewUnstartedServer(h.face)
	server.Listener = narrow{server.Listener}
	server.Start()
	defer server.Close()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.(*net.TCPConn).SetReadBuffer(4096))
	token := h.signIn("anis")
	_, err = fmt.Fprintf(c, "GET /v1/events HTTP/1.1\r\nHost: sociomedio\r\nAuthorization: Bearer %s\r\n\r\n", token)
	require.NoError(t, err)
	open := func() string {
		answer, err := h.client.Get(h.url + "/metrics")
		require.NoError(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		_, rest, _ := strings.Cut(string(body), "\nsociomedio_streams ")
		n, _, _ := strings.Cut(rest, "\n")
		return n
	}
	require.Eventually(t, func() bool { return open() == "1" }, 20*time.Second, time.Millisecond)
	require.Eventually(t, func() bool { return open() == "0" }, 30*time.Second, 10*time.Millisecond, "dropped")
	events, _ := h.listen(t.Context(), token, "")
	next(t, events, "change") // and comes back
	h.face.Stop()
	drain(t, events)
}

func TestStopEndsAllStreams(t *testing.T) {
	h := newHouse(t, nil)
	events, _ := h.listen(t.Context(), h.signIn("anis"), "")
	next(t, events, "change")
	h.face.Stop()
	drain(t, events)
}
