package facebook

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"sociomedio/app/backend/channel"
)

// params are the parameters of a call.
type params map[string]string

func (p params) values() url.Values {
	q := url.Values{}
	for k, v := range p {
		if v != "" {
			q.Set(k, v)
		}
	}
	return q
}

// get reads something with the page's token into out. Its errors mean what they mean for a reading: nothing was posted.
func (c *Channel) get(ctx context.Context, path string, p params, out any) (usage, error) {
	q := p.values()
	q.Set("appsecret_proof", c.proof)
	return c.read(ctx, path, q, c.o.PageToken, out)
}

// read is get with a token of the caller's choice.
func (c *Channel) read(ctx context.Context, path string, q url.Values, token string, out any) (usage, error) {
	if strings.HasSuffix(path, "/conversations") || strings.HasPrefix(path, "/t_") {
		if err := c.chats.Wait(ctx); err != nil {
			return usage{}, &channel.Error{Class: channel.Later, Code: channel.CodeTimeout, Cause: err}
		}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path+"?"+q.Encode(), nil)
	if err != nil {
		return usage{}, &channel.Error{Class: channel.Later, Code: channel.CodeUnexpected}
	}
	u, err := c.do(req, token, out)
	return u, channel.Reading(err)
}

// post posts something with the page's token, once. On an error its class says whether it may have been posted.
func (c *Channel) post(ctx context.Context, path string, body map[string]any, out any) (channel.Answer, error) {
	body["appsecret_proof"] = c.proof
	raw, err := json.Marshal(body)
	if err != nil {
		return channel.Answer{}, &channel.Error{Class: channel.Refused, Code: "refused"}
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(raw))
	if err != nil {
		return channel.Answer{}, &channel.Error{Class: channel.Refused, Code: "refused"}
	}
	req.GetBody = nil // net/http must not send it again by itself
	req.Header.Set("Content-Type", "application/json")
	a, err := c.ask(req, c.o.PageToken)
	if err != nil {
		return a, err
	}
	return a, c.judge(a, out)
}

func (c *Channel) do(req *http.Request, token string, out any) (usage, error) {
	a, err := c.ask(req, token)
	if err != nil {
		return usage{}, err
	}
	return usageOf(a), c.judge(a, out)
}

func (c *Channel) ask(req *http.Request, token string) (channel.Answer, error) {
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/json")
	a, err := c.Call(req)
	if err != nil {
		return a, err
	}
	c.ahead.Store(int64(a.Skew()))
	c.told.Store(a.Header.Get("Date") != "")
	// A version that has ended is answered by another one, and shapes change under us (§1).
	if v := a.Header.Get("facebook-api-version"); v != "" && v != c.o.Version {
		c.aged.Do(func() {
			c.Log.WarnContext(req.Context(), "another version of the Graph API answers", "page", c.o.Page, "asked", c.o.Version, "answered", channel.Clean(v))
		})
	}
	return a, nil
}

// judge takes an answer as what was asked for, or as an error.
func (c *Channel) judge(a channel.Answer, out any) error {
	var outer struct {
		Error     *graphError  `json:"error"`
		ErrorType channel.Text `json:"error_type"` // the older form (§9)
		Code      channel.Number
		Message   channel.Text `json:"error_message"`
	}
	if len(a.Body) == 0 || channel.HTML(a.Body) || channel.Decode(a.Body, &outer) != nil {
		return c.noAnswer(a)
	}
	if outer.Error == nil && outer.ErrorType != "" {
		outer.Error = &graphError{Type: outer.ErrorType, Code: outer.Code, Message: outer.Message}
	}
	if outer.Error != nil {
		return c.meaning(a, *outer.Error)
	}
	if a.Status >= http.StatusBadRequest {
		return c.noAnswer(a)
	}
	if out == nil {
		return nil
	}
	if err := channel.Decode(a.Body, out); err != nil {
		return c.noAnswer(a)
	}
	return nil
}
