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

// delivered reads a delivery.
func (c *Channel) delivered(body []byte) []channel.Event { return []channel.Event{unknown(body)} }
