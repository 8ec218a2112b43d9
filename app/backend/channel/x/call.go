package x

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"sociomedio/app/backend/channel"
)

// Endpoints, as the limits know them: X counts per endpoint and caller (x-api §6).
const (
	getMe       = "GET /2/users/me"
	getMentions = "GET /2/users/:id/mentions"
	getOwn      = "GET /2/users/:id/tweets"
	getPosts    = "GET /2/tweets"
	getMessages = "GET /2/dm_events"
	getWith     = "GET /2/dm_conversations/with/:id/dm_events"
	postTweet   = "POST /2/tweets"
	postMessage = "POST /2/dm_conversations/:id/messages"
	postMedia   = "POST /2/media/upload"
)

// request is one call of the API.
type request struct {
	endpoint string
	method   string
	path     string // below the base URL
	query    url.Values
	body     any // sent as JSON
	form     *form
}

// read makes a call that posts nothing. What went wrong on the way can be asked again.
func (c *Channel) read(ctx context.Context, endpoint, path string, query url.Values) (channel.Answer, error) {
	a, err := c.call(ctx, request{endpoint: endpoint, method: http.MethodGet, path: path, query: query})
	return a, channel.Reading(err)
}

// call makes one call and gives its answer when that is a yes. A 401 is the only answer after which it is made again: then
// X did not act on it, and a fresh token may help.
func (c *Channel) call(ctx context.Context, r request) (channel.Answer, error) {
	if err := c.limits.allow(r.endpoint, c.Clock()); err != nil {
		return channel.Answer{}, err
	}
	for again := false; ; again = true {
		req, err := c.prepare(ctx, r)
		if err != nil {
			return channel.Answer{}, err
		}
		a, err := c.Call(req)
		if err != nil {
			return channel.Answer{}, err
		}
		c.heed(r.endpoint, a)
		if a.Status == http.StatusUnauthorized && !again {
			better, err := c.signer.renew(ctx, req, a)
			if err != nil {
				return channel.Answer{}, err
			}
			if better {
				continue
			}
		}
		if a.Status < 200 || a.Status > 299 {
			return a, c.refusal(r.endpoint, a)
		}
		if channel.HTML(a.Body) {
			return a, &channel.Error{Class: channel.Lost, Code: channel.CodeUnexpected}
		}
		c.charge(r, a)
		return a, nil
	}
}

// heed learns from an answer: limits and the time.
func (c *Channel) heed(endpoint string, a channel.Answer) {
	skew := a.Skew()
	c.skew.Store(int64(skew))
	c.limits.note(endpoint, a.Header, a.At, skew)
}

func (c *Channel) prepare(ctx context.Context, r request) (*http.Request, error) {
	var body []byte
	kind := "application/json"
	switch {
	case r.form != nil:
		body, kind = r.form.body, r.form.kind
	case r.body != nil:
		var err error
		if body, err = json.Marshal(r.body); err != nil {
			return nil, &channel.Error{Class: channel.Refused, Code: "invalid", Cause: errors.New("the body can't be written")}
		}
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.address(r.path, r.query), bytes.NewReader(body))
	if err != nil {
		return nil, &channel.Error{Class: channel.Refused, Code: "invalid", Cause: errors.New("the address can't be made")}
	}
	req.GetBody = nil // net/http repeats no call that posts
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "SocioMedio")
	if body != nil {
		req.Header.Set("Content-Type", kind)
	} else {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	return req, c.signer.sign(ctx, req, nil)
}

// address is a path below the base URL. The query is written so that no proxy reads a plus as something else than a space.
func (c *Channel) address(path string, query url.Values) string {
	u := strings.TrimSuffix(c.base.String(), "/") + path
	if len(query) > 0 {
		u += "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	return u
}
