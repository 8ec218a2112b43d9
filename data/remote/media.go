package remote

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Media is a picture that the backend fetched from a network; at most 20 MB.
func (c *Client) Media(ctx context.Context, id string, size contract.GetMediaParamsSize) ([]byte, error) {
	ctx, cancel := c.within(ctx)
	defer cancel()
	token, err := c.token(ctx)
	if err != nil {
		return nil, err
	}
	b, err := c.picture(ctx, id, size, token)
	if data.KindOf(err) != data.SessionExpired {
		return b, err
	}
	if token, err = c.renew(ctx, token); err != nil {
		return nil, err
	}
	return c.picture(ctx, id, size, token)
}

func (c *Client) picture(ctx context.Context, id string, size contract.GetMediaParamsSize, token string) ([]byte, error) {
	ctx, line := watch(ctx)
	request := newRequestID()
	q := url.Values{}
	put(q, "size", string(size))
	r := c.reading.R().SetContext(ctx).SetHeader("X-Request-Id", request).SetHeader("Accept", "image/*, application/problem+json").
		SetHeader("Authorization", "Bearer "+token).SetPathParam("id", id).SetQueryParamsFromValues(q).SetResponseBodyLimit(maxMedia)
	a, err := r.Execute(http.MethodGet, "/v1/media/{id}")
	if err != nil {
		return nil, c.unheard(ctx, err, request, line.used())
	}
	if a.StatusCode() != http.StatusOK {
		return nil, refusal(a.StatusCode(), a.Header(), a.Body(), request)
	}
	if kind, _, _ := mime.ParseMediaType(a.Header().Get("Content-Type")); !strings.HasPrefix(kind, "image/") {
		return nil, stranger(a.StatusCode(), request)
	}
	return a.Body(), nil
}
