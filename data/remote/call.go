package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-resty/resty/v2"

	"sociomedio/data"
)

// call is one operation of the contract.
type call struct {
	method string
	path   string // with {id}
	id     string
	part   string // {picture}
	query  url.Values
	key    string // Idempotency-Key
	body   any
	raw    []byte // instead of body, as bytes
	into   any    // what the answer is read into; nil where there is none
	want   []int  // statuses of success; nil means 200
	open   bool   // goes without a token
}

// do makes a call and, when the access token turns out too old, once more with a new one.
func (c *Client) do(ctx context.Context, k call) error {
	ctx, cancel := c.within(ctx)
	defer cancel()
	token := ""
	if !k.open {
		var err error
		if token, err = c.token(ctx); err != nil {
			return err
		}
	}
	err := c.once(ctx, k, token)
	if k.open || data.KindOf(err) != data.SessionExpired {
		return err
	}
	token, err = c.renew(ctx, token)
	if err != nil {
		return err
	}
	return c.once(ctx, k, token)
}

func (c *Client) once(ctx context.Context, k call, token string) error {
	speaker := c.writing
	if k.method == http.MethodGet {
		speaker = c.reading
	}
	ctx, line := watch(ctx)
	id := newRequestID()
	r := speaker.R().SetContext(ctx).SetHeader("X-Request-Id", id).SetQueryParamsFromValues(k.query)
	if k.id != "" {
		r.SetPathParam("id", k.id)
	}
	if k.part != "" {
		r.SetPathParam("picture", k.part)
	}
	if token != "" {
		r.SetHeader("Authorization", "Bearer "+token)
	}
	if k.key != "" {
		r.SetHeader("Idempotency-Key", k.key)
	}
	switch {
	case k.raw != nil:
		r.SetHeader("Content-Type", "application/octet-stream").SetBody(k.raw)
	case k.body != nil:
		r.SetHeader("Content-Type", "application/json").SetBody(k.body)
	}
	answer, err := r.Execute(k.method, k.path)
	if err != nil {
		return c.unheard(ctx, err, id, line.used())
	}
	return read(answer, k, id)
}

// read takes an answer for what it is: success as the contract says it, a problem, or something that no backend says.
func read(a *resty.Response, k call, id string) error {
	want := k.want
	if want == nil {
		want = []int{http.StatusOK}
	}
	if !slices.Contains(want, a.StatusCode()) {
		return refusal(a.StatusCode(), a.Header(), a.Body(), id)
	}
	if k.into == nil {
		return nil
	}
	if kind, _, _ := mime.ParseMediaType(a.Header().Get("Content-Type")); kind != "application/json" {
		return stranger(a.StatusCode(), id)
	}
	if err := decode(a.Body(), k.into); err != nil {
		return stranger(a.StatusCode(), id)
	}
	return nil
}

// decode reads one JSON object and nothing after it. Fields it does not know are left: the backend may be a version ahead.
func decode(body []byte, into any) error {
	if b := bytes.TrimLeft(body, " \t\r\n"); len(b) == 0 || b[0] != '{' {
		return errors.New("no object")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value")
	}
	return nil
}

// worthAgain says whether a reading call is tried again: the connection broke, or the way to the backend did.
func worthAgain(a *resty.Response, err error) bool {
	if err != nil {
		return brokenLine(err)
	}
	switch a.StatusCode() {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return a.Header().Get("Retry-After") == "" // who names a time is taken at his word by the caller
	}
	return false
}
