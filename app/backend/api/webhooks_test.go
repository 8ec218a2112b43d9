package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/api"
)

func (h *house) deliver(method, path, body, signature string) (int, string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, strings.NewReader(body))
	require.NoError(h.t, err)
	r.Header.Set("X-Signature", signature)
	answer, err := h.client.Do(r)
	require.NoError(h.t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(h.t, err)
	return answer.StatusCode, string(raw)
}

func TestWebhooksAreStoredBeforeTheyAreAnswered(t *testing.T) {
	h := newHouse(t, nil)
	status, _ := h.deliver(http.MethodPost, "/webhooks/facebook/TelkomCare", "w1", "good")
	require.Equal(t, http.StatusOK, status)
	waiting, err := h.store.Waiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, waiting)
	status, _ = h.deliver(http.MethodPost, "/webhooks/facebook/1000", "w1", "good")
	require.Equal(t, http.StatusOK, status, "a repeat is answered 200 as well")
	waiting, err = h.store.Waiting(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, waiting, "and stored once")
}

func TestWebhooksWithoutARightSignatureStoreNothing(t *testing.T) {
	h := newHouse(t, nil)
	for _, signature := range []string{"bad", ""} {
		status, body := h.deliver(http.MethodPost, "/webhooks/facebook/TelkomCare", "w1", signature)
		require.Equal(t, http.StatusUnauthorized, status)
		require.NotContains(t, body, "good")
	}
	waiting, err := h.store.Waiting(t.Context())
	require.NoError(t, err)
	require.Zero(t, waiting)
}

func TestWebhookHandshakesLimitsAndUnknownAccounts(t *testing.T) {
	h := newHouse(t, nil)
	status, body := h.deliver(http.MethodGet, "/webhooks/facebook/TelkomCare?challenge=abc", "", "")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "abc", body)
	status, _ = h.deliver(http.MethodPost, "/webhooks/facebook/TelkomCare", strings.Repeat("x", 9<<20), "good")
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	for _, path := range []string{"/webhooks/facebook/Other", "/webhooks/twitter/TelkomCare", "/webhooks/facebook/", "/webhooks/facebook/a/b"} {
		status, _ = h.deliver(http.MethodPost, path, "w1", "good")
		require.Equal(t, http.StatusNotFound, status, path)
	}
}

// Networks that call more than can be stored are told to come again, too.
func TestWebhooksDoNotQueueWithoutEnd(t *testing.T) {
	h := newHouse(t, func(o *api.Options) { o.InFlight = 1 })
	end := h.hold("/webhooks/facebook/TelkomCare", "")
	status, _ := h.deliver(http.MethodPost, "/webhooks/facebook/TelkomCare", "1_1", "good")
	require.Equal(t, http.StatusServiceUnavailable, status)
	end()
	require.Eventually(t, func() bool {
		status, _ := h.deliver(http.MethodPost, "/webhooks/facebook/TelkomCare", "1_1", "good")
		return status == http.StatusOK
	}, 20*time.Second, 10*time.Millisecond)
}
