package x

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // OAuth 1.0a is HMAC-SHA1
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sociomedio/app/backend/channel"
)

// signer puts the account's right to call onto requests.
type signer interface {
	// sign authorises a request. form are the parameters of a form-encoded body: those of JSON and multipart are not signed.
	// Its errors are *channel.Error of a class that says nothing was posted.
	sign(ctx context.Context, r *http.Request, form url.Values) error
	// renew is called when X answered 401, with the request as it was signed. true means that signing anew may help.
	renew(ctx context.Context, r *http.Request, a channel.Answer) (bool, error)
}

// oauth1 signs with OAuth 1.0a (x-api §1).
type oauth1 struct {
	channel *Channel
	keys    Credentials
}

// sign never fails.
func (o oauth1) sign(_ context.Context, r *http.Request, form url.Values) error {
	fields := map[string]string{
		"oauth_consumer_key": o.keys.ConsumerKey, "oauth_token": o.keys.AccessToken, "oauth_signature_method": "HMAC-SHA1",
		"oauth_timestamp": strconv.FormatInt(o.channel.now().Unix(), 10), "oauth_nonce": rand.Text(), "oauth_version": "1.0",
	}
	fields["oauth_signature"] = signature(r.Method, r.URL, fields, form, o.keys.ConsumerSecret, o.keys.AccessSecret)
	var header []string
	for name, value := range fields {
		header = append(header, percent(name)+`="`+percent(value)+`"`)
	}
	slices.Sort(header)
	r.Header.Set("Authorization", "OAuth "+strings.Join(header, ", "))
	return nil
}

// renew: a wrong clock is the only reason for a 401 that another signature heals; its answer told the right time.
func (o oauth1) renew(_ context.Context, r *http.Request, a channel.Answer) (bool, error) {
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), `oauth_timestamp="`)
	stamp, _, _ := strings.Cut(rest, `"`)
	signed, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return false, nil
	}
	return a.At.Add(a.Skew()).Sub(time.Unix(signed, 0)).Abs() > time.Minute, nil
}

// signature is HMAC-SHA1 over method, address without query, and all parameters in order.
func signature(method string, address *url.URL, fields map[string]string, form url.Values, consumerSecret, tokenSecret string) string {
	var pairs []string
	add := func(name, value string) { pairs = append(pairs, percent(name)+"="+percent(value)) }
	for name, value := range fields {
		if name != "oauth_signature" && name != "realm" {
			add(name, value)
		}
	}
	for _, values := range []url.Values{address.Query(), form} {
		for name, list := range values {
			for _, value := range list {
				add(name, value)
			}
		}
	}
	slices.Sort(pairs) // encoded, so that it is the order of bytes, by name and then by value
	base := strings.ToUpper(method) + "&" + percent(bare(address)) + "&" + percent(strings.Join(pairs, "&"))
	mac := hmac.New(sha1.New, []byte(percent(consumerSecret)+"&"+percent(tokenSecret)))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// bare is an address without query and without a port that goes without saying.
func bare(u *url.URL) string {
	scheme, host := strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	}
	return scheme + "://" + host + u.EscapedPath()
}

// percent encodes as RFC 3986 wants it: all but letters, digits, - . _ ~
func percent(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~' {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
