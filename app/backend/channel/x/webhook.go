package x

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	"sociomedio/app/backend/channel"
)

// signatureHeader holds sha256= and the base64 of the signature over the raw bytes (x-api §10).
const signatureHeader = "x-twitter-webhooks-signature"

// Webhook answers X's check (CRC) and takes its deliveries.
func (c *Channel) Webhook(method string, header http.Header, query map[string][]string, body []byte) (channel.Delivery, error) {
	secret := c.options.Credentials.ConsumerSecret
	if secret == "" {
		return channel.Delivery{}, &channel.Error{Class: channel.Refused, Code: "no_secret", Cause: errors.New("consumer_secret is not configured")}
	}
	if method == http.MethodGet {
		if len(query["crc_token"]) != 1 {
			return channel.Delivery{}, &channel.Error{Class: channel.Refused, Code: "no_crc_token"}
		}
		answer, err := json.Marshal(map[string]string{"response_token": sign256(secret, []byte(query["crc_token"][0]))})
		if err != nil {
			return channel.Delivery{}, &channel.Error{Class: channel.Refused, Code: "no_crc_token", Cause: err}
		}
		return channel.Delivery{Reply: &channel.Reply{Status: http.StatusOK, ContentType: "application/json", Body: answer}}, nil
	}
	if !channel.SameMAC(header.Get(signatureHeader), sign256(secret, body)) {
		return channel.Delivery{}, &channel.Error{Class: channel.Refused, Code: "bad_signature"}
	}
	return channel.Delivery{Events: c.delivered(body)}, nil
}

func sign256(secret string, message []byte) string {
	return "sha256=" + base64.StdEncoding.EncodeToString(channel.MAC(secret, message))
}

// delivered reads a delivery of either kind (x-api §10). What is neither is kept raw: the network is told that it arrived,
// or it would bring it again for hours (edge case 33).
func (c *Channel) delivered(body []byte) []channel.Event {
	var top struct {
		Data      json.RawMessage `json:"data"`
		ForUserID channel.ID      `json:"for_user_id"`
		UserEvent json.RawMessage `json:"user_event"`
		Replay    json.RawMessage `json:"replay_job_status"`
	}
	switch err := channel.Decode(body, &top); {
	case err != nil:
		return []channel.Event{unknown(body)}
	case !channel.Absent(top.Data):
		if list := channel.Elements(top.Data); list != nil {
			var all []channel.Event
			for _, one := range list {
				all = append(all, c.activity(one)...)
			}
			return all
		}
		return c.activity(top.Data)
	case top.ForUserID != "" || !channel.Absent(top.UserEvent):
		return c.account(body, string(top.ForUserID))
	case !channel.Absent(top.Replay):
		return nil // how far a repetition is: no customer's event
	}
	return []channel.Event{unknown(body)}
}

// as is the identity of the account that a delivery is for, which need not be this channel's: one app may serve several.
func (c *Channel) as(userID string) identity {
	if userID == "" || userID == c.identity.id {
		return c.identity
	}
	other := c.identity
	other.id, other.handle = userID, ""
	return other
}

// addressed marks events that are for another account.
func (c *Channel) addressed(me identity, events []channel.Event) []channel.Event {
	if me.id == c.identity.id {
		return events
	}
	for i := range events {
		events[i].Account = me.id
	}
	return events
}
