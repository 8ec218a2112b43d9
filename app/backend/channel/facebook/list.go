package facebook

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"sociomedio/app/backend/channel"
)

// list is one page of a list (§4).
type list struct {
	Data   json.RawMessage `json:"data"`
	Paging struct {
		Cursors struct {
			After channel.Text `json:"after"`
		} `json:"cursors"`
		Next channel.Text `json:"next"`
	} `json:"paging"`
}

// next are the parameters of the page behind this one; nil at the end, which is where there is no next: a page may be empty
// and have one (§4). The address itself is not followed: it names a host, and carries the token.
func (l list) next(now url.Values) url.Values {
	if l.Paging.Next == "" {
		return nil
	}
	u, err := url.Parse(string(l.Paging.Next))
	if err != nil {
		return nil
	}
	q := u.Query()
	q.Del("access_token")
	q.Del("appsecret_proof")
	for name, v := range now {
		if !q.Has(name) && name != "after" && name != "before" && name != "until" && name != "__paging_token" {
			q[name] = v
		}
	}
	if !q.Has("after") && l.Paging.Cursors.After != "" && !q.Has("until") && !q.Has("__paging_token") {
		q.Set("after", string(l.Paging.Cursors.After))
	}
	q.Set("appsecret_proof", now.Get("appsecret_proof"))
	if q.Encode() == now.Encode() {
		return nil // it would be the same page for ever
	}
	return q
}

// each reads a list page by page and gives its elements to take, until the end, until take says stop, or for most pages.
// whole says that the end, or what take wanted, was reached.
func (c *Channel) each(ctx context.Context, path string, p params, most int, used *usage, take func(raw json.RawMessage) (stop bool)) (whole bool, err error) {
	q := p.values()
	q.Set("appsecret_proof", c.proof)
	for range most {
		var l list
		u, err := c.read(ctx, path, q, c.o.PageToken, &l)
		*used = used.worse(u)
		if err != nil {
			return false, err
		}
		for _, raw := range channel.Elements(l.Data) {
			if take(raw) {
				return true, nil
			}
		}
		if q = l.next(q); q == nil {
			return true, nil
		}
		if err := channel.Breathe(ctx); err != nil {
			return false, err
		}
	}
	return false, nil
}

// stamp is a time as the Graph API writes it when it is read: 2026-01-02T03:04:05+0000.
type stamp struct{ time.Time }

// UnmarshalJSON never fails; what can't be read is zero.
func (s *stamp) UnmarshalJSON(b []byte) error {
	var text channel.Text
	_ = text.UnmarshalJSON(b) // never fails
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} {
		if t, err := time.Parse(layout, string(text)); err == nil {
			s.Time = t.UTC()
			return nil
		}
	}
	var n channel.Number
	_ = n.UnmarshalJSON(b) // never fails
	s.Time = moment(n)
	return nil
}
