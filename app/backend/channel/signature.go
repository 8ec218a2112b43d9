package channel

import (
	"crypto/hmac"
	"crypto/sha256"
)

// MAC is HMAC-SHA256 of message with secret: what both networks sign their webhooks with, over the raw bytes.
func MAC(secret string, message []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(message)
	return mac.Sum(nil)
}

// SameMAC compares two signatures in constant time.
func SameMAC(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
