package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/api"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestWhatBreaksTheContractSaysWhere(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	c := h.heldCase(token)
	good, err := json.Marshal(h.answer(c))
	require.NoError(t, err)
	with := func(change func(map[string]any)) string {
		var m map[string]any
		require.NoError(t, json.Unmarshal(good, &m))
		change(m)
		raw, err := json.Marshal(m)
		require.NoError(t, err)
		return string(raw)
	}
	answers := "/v1/cases/" + c.ID + "/answers"
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		code               data.Kind
		field              string
	}{
		"not JSON":           {http.MethodPost, answers, "{", 400, data.Invalid, ""},
		"other JSON":         {http.MethodPost, answers, "[]", 400, data.Invalid, ""},
		"no body":            {http.MethodPost, answers, "", 400, data.Invalid, ""},
		"field missing":      {http.MethodPost, answers, with(func(m map[string]any) { delete(m, "case_version") }), 400, data.Invalid, "case_version"},
		"wrong type":         {http.MethodPost, answers, with(func(m map[string]any) { m["case_version"] = "7" }), 400, data.Invalid, "case_version"},
		"wrong enum":         {http.MethodPost, answers, with(func(m map[string]any) { m["visibility"] = "loud" }), 400, data.Invalid, "visibility"},
		"wrong id":           {http.MethodPost, answers, with(func(m map[string]any) { m["target_message_id"] = "7" }), 400, data.Invalid, "target_message_id"},
		"wrong time":         {http.MethodPost, answers, with(func(m map[string]any) { m["opened_at"] = "today" }), 400, data.Invalid, "opened_at"},
		"no category":        {http.MethodPost, answers, with(func(m map[string]any) { m["path"] = []string{} }), 422, data.NoCategory, "path"},
		"half a category":    {http.MethodPost, answers, with(func(m map[string]any) { m["path"] = m["path"].([]any)[:1] }), 422, data.NoCategory, "path"},
		"unknown category":   {http.MethodPost, answers, with(func(m map[string]any) { m["path"] = []string{key(), key()} }), 422, data.NoCategory, "path"},
		"empty part":         {http.MethodPost, answers, with(func(m map[string]any) { m["parts"] = []string{""} }), 422, data.EmptyAnswer, "parts.0"},
		"blank part":         {http.MethodPost, answers, with(func(m map[string]any) { m["parts"] = []string{"a", " \n"} }), 422, data.EmptyAnswer, "parts.1"},
		"no parts":           {http.MethodPost, answers, with(func(m map[string]any) { m["parts"] = []string{} }), 422, data.EmptyAnswer, "parts"},
		"part over limit":    {http.MethodPost, answers, with(func(m map[string]any) { m["parts"] = []string{strings.Repeat("a", 8001)} }), 422, data.TooLong, "parts.0"},
		"text over limit":    {http.MethodPost, answers, with(func(m map[string]any) { m["text"] = strings.Repeat("a", 25001) }), 422, data.TooLong, "text"},
		"unknown reply type": {http.MethodPost, answers, with(func(m map[string]any) { m["reply_type"] = "pigeon" }), 400, data.Invalid, "reply_type"},
		"bad path id":        {http.MethodGet, "/v1/cases/7", "", 400, data.Invalid, "id"},
		"bad limit":          {http.MethodGet, "/v1/cases?limit=0", "", 400, data.Invalid, "limit"},
		"limit is no number": {http.MethodGet, "/v1/cases?limit=many", "", 400, data.Invalid, "limit"},
		"bad state":          {http.MethodGet, "/v1/cases?state=lost", "", 400, data.Invalid, "state"},
		"needed parameter":   {http.MethodGet, "/v1/services", "", 400, data.Invalid, "number"},
		"take nothing":       {http.MethodPost, "/v1/cases/take", `{"limit":0}`, 400, data.Invalid, "limit"},
		"unknown path":       {http.MethodGet, "/v1/nothing", "", 404, data.NotFound, ""},
		"outside":            {http.MethodGet, "/", "", 404, data.NotFound, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var body any
			if c.body != "" {
				body = c.body
			}
			status, p := h.call(c.method, c.path, token, body, nil, "Idempotency-Key", key())
			require.Equal(t, c.status, status, said(p))
			require.Equal(t, string(c.code), p.Code)
			require.Equal(t, c.field, p.Field)
			require.Equal(t, c.status, p.Status)
			require.NotEmpty(t, p.Title)
			require.NotEmpty(t, p.RequestID)
		})
	}
	status, p := h.call(http.MethodPost, answers, token, string(good), nil)
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, "Idempotency-Key", p.Field)
}

func TestWrongMethodsAndTypes(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, h.url+"/v1/cases/"+key(), nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+token)
	answer, err := h.client.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	require.Equal(t, http.StatusMethodNotAllowed, answer.StatusCode)
	require.Equal(t, "GET", answer.Header.Get("Allow"))
	require.Equal(t, "application/problem+json", answer.Header.Get("Content-Type"))

	status, p := h.call(http.MethodPost, "/v1/cases/take", token, `{"limit":1}`, nil, "Content-Type", "text/plain")
	require.Equal(t, http.StatusBadRequest, status)
	require.Equal(t, string(data.Invalid), p.Code)
}

func TestALargeBodyIsRefused(t *testing.T) {
	h := newHouse(t, func(o *api.Options) { o.BodyLimit = 1000 })
	status, p := h.call(http.MethodPost, "/v1/session", "", signIn("anis", strings.Repeat("x", 2000)), nil)
	require.Equal(t, http.StatusRequestEntityTooLarge, status)
	require.Equal(t, string(data.TooLarge), p.Code)
}

func TestRequestIDs(t *testing.T) {
	h := newHouse(t, nil)
	for given, kept := range map[string]bool{"0193-abcd-EF": true, "": false, "x\" onload=": false, strings.Repeat("a", 65): false} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/v1/me", nil)
		require.NoError(t, err)
		if given != "" {
			r.Header.Set("X-Request-Id", given)
		}
		answer, err := h.client.Do(r)
		require.NoError(t, err)
		var p contract.Problem
		require.NoError(t, json.NewDecoder(answer.Body).Decode(&p))
		require.NoError(t, answer.Body.Close())
		require.Equal(t, p.RequestID, answer.Header.Get("X-Request-Id"))
		require.Equal(t, kept, p.RequestID == given, "%q", given)
	}
}

// hold posts a request whose body does not come to its end before the result is called: it holds a place meanwhile. The one
// before it may still be leaving, then it is posted again.
func (h *house) hold(path, token string) (end func()) {
	h.t.Helper()
	require.Eventually(h.t, func() (in bool) {
		end, in = h.tryHold(path, token)
		return in
	}, 20*time.Second, 10*time.Millisecond, "a place")
	return end
}

// tryHold is in when the handler asks for the body ("100 Continue"): it does that from its place.
func (h *house) tryHold(path, token string) (end func(), in bool) {
	body, writer := io.Pipe()
	held, done := make(chan struct{}), make(chan error, 1)
	ctx := httptrace.WithClientTrace(h.t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(held) }})
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url+path, body)
		if err != nil {
			done <- err
			return
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Expect", "100-continue")
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		answer, err := h.client.Do(r)
		if err == nil {
			err = answer.Body.Close()
		}
		done <- err
	}()
	select {
	case <-held:
	case <-done:
		return nil, false
	}
	return func() {
		h.t.Helper()
		require.NoError(h.t, writer.Close())
		require.NoError(h.t, <-done)
	}, true
}

func TestAFullHouseSaysComeAgain(t *testing.T) {
	h := newHouse(t, func(o *api.Options) { o.InFlight = 1 })
	end := h.hold("/v1/session", "")
	status, p := h.call(http.MethodPost, "/v1/session", "", signIn("anis", password), nil)
	require.Equal(t, http.StatusServiceUnavailable, status, said(p))
	require.Equal(t, string(data.Overloaded), p.Code)
	require.Positive(t, p.RetryAfter)
	end()
	require.Eventually(t, func() bool {
		status, _ := h.call(http.MethodPost, "/v1/session", "", signIn("anis", password), nil)
		return status == http.StatusOK
	}, 20*time.Second, 10*time.Millisecond)
}

func TestOneAgentDoesNotTakeAllPlaces(t *testing.T) {
	h := newHouse(t, func(o *api.Options) { o.Each = 1 })
	greedy, modest := h.signIn("anis"), h.signIn("sari")
	end := h.hold("/v1/cases/take", greedy)
	status, p := h.call(http.MethodGet, "/v1/me", greedy, nil, nil)
	require.Equal(t, http.StatusTooManyRequests, status)
	require.Equal(t, string(data.TooMany), p.Code)
	require.Positive(t, p.RetryAfter)
	status, _ = h.call(http.MethodGet, "/v1/me", modest, nil, nil)
	require.Equal(t, http.StatusOK, status)
	end()
	require.Eventually(t, func() bool {
		status, _ := h.call(http.MethodGet, "/v1/me", greedy, nil, nil)
		return status == http.StatusOK
	}, 20*time.Second, 10*time.Millisecond)
}

func TestProbes(t *testing.T) {
	h := newHouse(t, nil)
	h.signIn("anis")
	fetch := func(path string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+path, nil)
		require.NoError(t, err)
		answer, err := h.client.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		raw, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(raw)
	}
	status, _ := fetch("/healthz")
	require.Equal(t, http.StatusOK, status)
	status, _ = fetch("/readyz")
	require.Equal(t, http.StatusOK, status)
	status, metrics := fetch("/metrics")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, metrics, `sociomedio_http_seconds_count{operation="signIn",status="200"} 1`)
	status, doc := fetch("/v1/openapi.yaml")
	require.Equal(t, http.StatusOK, status)
	require.True(t, bytes.Equal(contract.OpenAPI, []byte(doc)))
	h.face.Stop()
	status, _ = fetch("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
}

func TestSavingTwiceKeepsOnce(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	c := h.heldCase(token)
	k, body := key(), h.answer(c)
	var first, second contract.Handling
	status, p := h.call(http.MethodPost, "/v1/cases/"+c.ID+"/answers", token, body, &first, "Idempotency-Key", k)
	require.Equal(t, http.StatusCreated, status, said(p))
	status, p = h.call(http.MethodPost, "/v1/cases/"+c.ID+"/answers", token, body, &second, "Idempotency-Key", k)
	require.Equal(t, http.StatusOK, status, said(p))
	require.Equal(t, first.ID, second.ID)
	body.Parts = []string{"Lain"}
	status, p = h.call(http.MethodPost, "/v1/cases/"+c.ID+"/answers", token, body, nil, "Idempotency-Key", k)
	require.Equal(t, http.StatusConflict, status)
	require.Equal(t, string(data.IdempotencyMismatch), p.Code)
}

func TestCharactersThatAreNoneAreReplaced(t *testing.T) {
	h := newHouse(t, nil)
	token := h.signIn("anis")
	c := h.heldCase(token)
	a := h.answer(c)
	a.Text, a.Parts = "a\x00b", []string{"a\x00b 👩‍👩‍👧 \u202ex"}
	var kept contract.Handling
	status, p := h.call(http.MethodPost, "/v1/cases/"+c.ID+"/answers", token, a, &kept, "Idempotency-Key", key())
	require.Equal(t, http.StatusCreated, status, said(p))
	require.Equal(t, "a\uFFFDb 👩‍👩‍👧 \u202ex", kept.Answers[0].Parts[0].Text)
	status, p = h.call(http.MethodGet, "/v1/customers?q=%00%ff", token, nil, nil)
	require.Equal(t, http.StatusOK, status, said(p))
}
