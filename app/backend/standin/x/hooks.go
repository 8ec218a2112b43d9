package x

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// hook is an address that gets events. whole ones were registered by the control face and get all of them; others get what
// they subscribed to. Unlike X this stand-in takes addresses with a port and without TLS: it is for one machine.
type hook struct {
	id, url, secret string
	valid, whole    bool
	created         time.Time
}

// subscription is one type of event for one address.
type subscription struct{ id, event, user, hook, tag string }

// Signature is what X puts into x-twitter-webhooks-signature, and the answer to a CRC: HMAC-SHA256 over the raw bytes with
// the consumer secret (x-api §10).
func Signature(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "sha256=" + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// Register asks for the CRC and then delivers every event to address; an empty secret is the account's own.
func (s *Server) Register(ctx context.Context, address, secret string) error {
	if secret == "" {
		secret = s.options.Credentials.ConsumerSecret
	}
	h := &hook{url: address, secret: secret, whole: true}
	if err := s.challenge(ctx, h); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addHook(h)
	return nil
}

func (s *Server) addHook(h *hook) {
	s.hooks = slices.DeleteFunc(s.hooks, func(o *hook) bool { return o.url == h.url })
	s.hookCount++
	h.id, h.valid, h.created = strconv.Itoa(1700000000+s.hookCount), true, s.clock()
	s.hooks = append(s.hooks, h)
}

// challenge asks a hook for the CRC.
func (s *Server) challenge(ctx context.Context, h *hook) error {
	u, err := url.Parse(h.url)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || len(h.url) > 200 {
		return errors.New("UrlValidationFailed: no http address of at most 200 characters")
	}
	// A token with characters that have to be escaped: it must be unescaped before it is signed.
	token := base64.StdEncoding.EncodeToString([]byte(code(h.url+s.clock().String()) + "?>"))
	q := u.Query()
	q.Set("crc_token", token)
	u.RawQuery = q.Encode()
	status, body, err := s.courier.Ask(ctx, u.String())
	if err != nil {
		return fmt.Errorf("CrcValidationFailed: %w", err)
	}
	var answer struct {
		Token string `json:"response_token"`
	}
	if status != http.StatusOK || json.Unmarshal(body, &answer) != nil || answer.Token != Signature(h.secret, []byte(token)) {
		return fmt.Errorf("CrcValidationFailed: answered %d, not with the right response_token", status)
	}
	return nil
}

func (s *Server) hookObject(h *hook) object {
	return object{"id": h.id, "url": h.url, "valid": h.valid, "created_at": stamp(h.created)}
}

// admin lets only the app's own token through; it is its own path because handshakes must not run under the lock.
func (s *Server) admin(r *http.Request, w http.ResponseWriter) bool {
	s.mu.Lock()
	g, p := s.caller(r)
	if p == nil {
		s.limits.spend(w.Header(), "webhooks", g.name, g.app, s.clock())
	}
	s.mu.Unlock()
	if p == nil && !g.app {
		p = blank(http.StatusForbidden, userTypeDetail)
	}
	if p != nil {
		p.write(w)
	}
	return p == nil
}

func (s *Server) createHook(w http.ResponseWriter, r *http.Request) {
	if !s.admin(r, w) {
		return
	}
	var in struct {
		URL string `json:"url"`
	}
	if p := s.read(&call{Request: r, w: w}, &in); p != nil {
		p.write(w)
		return
	}
	h := &hook{url: in.URL, secret: s.options.Credentials.ConsumerSecret}
	if err := s.challenge(r.Context(), h); err != nil {
		s.refuseHook(w, err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addHook(h)
	write(w, http.StatusOK, object{"data": s.hookObject(h)})
}

func (s *Server) refuseHook(w http.ResponseWriter, err error) {
	title, _, _ := strings.Cut(err.Error(), ":")
	s.invalidBody(title).write(w)
}

func (s *Server) checkHook(w http.ResponseWriter, r *http.Request) {
	if !s.admin(r, w) {
		return
	}
	s.mu.Lock()
	i := slices.IndexFunc(s.hooks, func(h *hook) bool { return h.id == r.PathValue("id") })
	var h *hook
	if i >= 0 {
		h = s.hooks[i]
	}
	s.mu.Unlock()
	if h == nil {
		s.refuseHook(w, errors.New("WebhookIdInvalid"))
		return
	}
	err := s.challenge(r.Context(), h)
	s.mu.Lock()
	h.valid = err == nil
	s.mu.Unlock()
	if err != nil {
		s.refuseHook(w, err)
		return
	}
	write(w, http.StatusOK, object{"data": object{"valid": true}})
}

func (s *Server) getHooks(*call) (int, any, *problem) {
	data := []object{}
	for _, h := range s.hooks {
		data = append(data, s.hookObject(h))
	}
	return http.StatusOK, object{"data": data, "meta": object{"result_count": len(data)}}, nil
}

func (s *Server) deleteHook(c *call) (int, any, *problem) {
	n := len(s.hooks)
	s.hooks = slices.DeleteFunc(s.hooks, func(h *hook) bool { return h.id == c.PathValue("id") })
	if len(s.hooks) == n {
		return 0, nil, s.invalidBody("WebhookIdInvalid")
	}
	return http.StatusOK, object{"data": object{"deleted": true}}, nil
}

func (s *Server) subscribe(c *call) (int, any, *problem) {
	var in struct {
		Event  string `json:"event_type"`
		Filter struct {
			User      string `json:"user_id"`
			Keyword   string `json:"keyword"`
			Direction string `json:"direction"`
		} `json:"filter"`
		Tag  string `json:"tag"`
		Hook string `json:"webhook_id"`
	}
	if p := s.read(c, &in); p != nil {
		return 0, nil, p
	}
	private := strings.HasPrefix(in.Event, "dm.") || strings.HasPrefix(in.Event, "post.mention")
	switch {
	case !slices.Contains(eventTypes, in.Event):
		return 0, nil, s.invalidBody("[$.event_type: does not have a value in the enumeration]")
	case in.Filter.User != s.me:
		return 0, nil, s.invalidBody("[$.filter.user_id: is not the authenticated user]")
	case private && c.grant.app:
		return 0, nil, blank(http.StatusForbidden, appTypeDetail)
	case len(in.Tag) > 200 || !slices.ContainsFunc(s.hooks, func(h *hook) bool { return h.id == in.Hook }):
		return 0, nil, s.invalidBody("WebhookIdInvalid")
	}
	s.hookCount++
	sub := &subscription{strconv.Itoa(1800000000 + s.hookCount), in.Event, in.Filter.User, in.Hook, in.Tag}
	s.subscriptions = append(s.subscriptions, sub)
	return http.StatusOK, object{"data": object{"subscription": sub.object()}}, nil
}

func (sub *subscription) object() object {
	return object{
		"subscription_id": sub.id, "event_type": sub.event, "filter": object{"user_id": sub.user},
		"tag": sub.tag, "webhook_id": sub.hook,
	}
}

func (s *Server) getSubscriptions(*call) (int, any, *problem) {
	data := []object{}
	for _, sub := range s.subscriptions {
		data = append(data, sub.object())
	}
	return http.StatusOK, object{"data": data, "meta": object{"result_count": len(data)}}, nil
}

func (s *Server) unsubscribe(c *call) (int, any, *problem) {
	n := len(s.subscriptions)
	s.subscriptions = slices.DeleteFunc(s.subscriptions, func(sub *subscription) bool { return sub.id == c.PathValue("id") })
	return http.StatusOK, object{"data": object{"deleted": len(s.subscriptions) < n}}, nil
}
