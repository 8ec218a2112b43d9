package facebook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the older of the two signatures that Facebook sends
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"sociomedio/app/backend/standin/stage"
)

// target is a callback address of the app.
type target struct{ url, secret string }

// Manner is how the events of one injection are delivered.
type Manner struct {
	Silent, Reorder, BadSignature bool
	Repeat                        int
}

// event is one thing that goes into a delivery: a change of the page, or something in Messenger.
type event struct {
	field string // of the subscription
	value object // for changes; nil otherwise
	chat  object // for Messenger
}

// pageFields are those that the page can subscribe to.
const pageFields = " feed mention ratings messages message_echoes message_reads message_deliveries message_edits message_reactions " +
	"messaging_postbacks messaging_optins messaging_referrals messaging_handovers messaging_policy_enforcement standby "

// Signature is what Facebook puts into X-Hub-Signature-256 (facebook-api §3): over the raw bytes, in hex.
func Signature(secret string, body []byte) string {
	return "sha256=" + sign(sha256.New, secret, body)
}

func sign(h func() hash.Hash, secret string, body []byte) string {
	mac := hmac.New(h, []byte(secret))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// Register verifies a callback address and then delivers every event to it; empty values are the app's own.
func (s *Server) Register(ctx context.Context, address, secret, verify string) error {
	if secret == "" {
		secret = s.options.Credentials.AppSecret
	}
	if verify == "" {
		verify = s.options.Credentials.VerifyToken
	}
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("facebook: the callback address is no http address")
	}
	s.mu.Lock()
	challenge := "standin-" + s.trace() // a challenge is not always a number
	s.mu.Unlock()
	q := u.Query()
	q.Set("hub.mode", "subscribe")
	q.Set("hub.challenge", challenge)
	q.Set("hub.verify_token", verify)
	u.RawQuery = q.Encode()
	status, body, err := s.courier.Ask(ctx, u.String())
	if err != nil {
		return fmt.Errorf("facebook: callback verification: %w", err)
	}
	if status != http.StatusOK || string(body) != challenge {
		return fmt.Errorf("facebook: callback verification failed: answered %d, not with the challenge", status)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.targets = slices.DeleteFunc(s.targets, func(t target) bool { return t.url == address })
	s.targets = append(s.targets, target{address, secret})
	return nil
}

// subscribe is the third layer: what the page lets the app know (facebook-api §3).
func (s *Server) subscribe(c *call) (any, *refusal) {
	fields := strings.Split(c.value("subscribed_fields"), ",")
	chosen := map[string]bool{}
	for _, f := range fields {
		if f = strings.TrimSpace(f); f == "" || !strings.Contains(pageFields, " "+f+" ") {
			return nil, parameter("Param subscribed_fields[0] must be one of {%s}", strings.Join(strings.Fields(pageFields), ", "))
		}
		chosen[f] = true
	}
	s.fields = chosen
	return object{"success": true}, nil
}

func (s *Server) subscribed() object {
	var names []string
	for _, f := range strings.Fields(pageFields) {
		if s.fields == nil || s.fields[f] {
			names = append(names, f)
		}
	}
	if len(names) == 0 {
		return object{"data": []object{}}
	}
	return object{"data": []object{{"id": s.options.Credentials.AppID, "name": "Socio Medio", "link": "", "subscribed_fields": names}}}
}

// announce delivers an event, or keeps it for the delivery that Together makes.
func (s *Server) announce(e event) {
	if s.manner.Silent || (s.fields != nil && !s.fields[e.field]) {
		return
	}
	s.pending = append(s.pending, e)
	if s.together == 0 {
		s.ship()
	}
}

// ship packs what is pending into one delivery: all changes in one entry, each message in its own.
func (s *Server) ship() {
	if len(s.pending) == 0 {
		return
	}
	now := s.clock()
	var entries []object
	var changes []object
	for _, e := range s.pending {
		if e.value != nil {
			changes = append(changes, object{"field": e.field, "value": e.value})
			continue
		}
		entries = append(entries, object{"id": s.page, "time": now.UnixMilli(), "messaging": []object{e.chat}})
	}
	if changes != nil {
		entries = append(entries, object{"id": s.page, "time": now.Unix(), "changes": changes})
	}
	s.pending = nil
	body, err := json.Marshal(object{"object": "page", "entry": entries})
	if err != nil {
		s.options.Log.Error("event can't be written", "error", err)
		return
	}
	s.shipRaw(ascii(body))
}

// shipRaw signs the bytes as they are and gives them to the courier, or keeps them until the call that caused them can be
// answered, when its echo is to come first.
func (s *Server) shipRaw(body []byte) {
	for _, t := range s.targets {
		secret := t.secret
		if s.manner.BadSignature {
			secret += "x"
		}
		header := http.Header{}
		header.Set("X-Hub-Signature-256", Signature(secret, body))
		header.Set("X-Hub-Signature", "sha1="+sign(sha1.New, secret, body))
		header.Set("User-Agent", "facebookexternalua")
		p := stage.Parcel{URL: t.url, Header: header, Body: body, Repeat: s.manner.Repeat, Reorder: s.manner.Reorder}
		if s.echoFirst {
			s.heldParcel = append(s.heldParcel, p)
			continue
		}
		s.courier.Send(p)
	}
}

// ascii writes JSON the way Facebook does: everything beyond ASCII as \u escapes, and slashes escaped too. Who hashes what
// they decoded and wrote again gets another signature.
func ascii(b []byte) []byte {
	var out bytes.Buffer
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == '/':
			out.WriteString(`\/`)
		case r < utf8.RuneSelf:
			out.WriteByte(b[0])
		case r > 0xFFFF:
			r -= 0x10000
			fmt.Fprintf(&out, `\u%04x\u%04x`, 0xD800+(r>>10), 0xDC00+(r&0x3FF))
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
		b = b[n:]
	}
	return out.Bytes()
}
