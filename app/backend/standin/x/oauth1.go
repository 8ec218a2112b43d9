package x

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // OAuth 1.0a is HMAC-SHA1
	"encoding/base64"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sign is the OAuth 1.0a signature of a request (x-api §1): parameters are those of query, form body and the oauth ones
// without oauth_signature; address has no query.
func Sign(method, address string, parameters [][2]string, consumerSecret, tokenSecret string) string {
	pairs := make([]string, len(parameters))
	for i, p := range parameters {
		pairs[i] = percent(p[0]) + "=" + percent(p[1])
	}
	slices.Sort(pairs)
	base := strings.ToUpper(method) + "&" + percent(address) + "&" + percent(strings.Join(pairs, "&"))
	mac := hmac.New(sha1.New, []byte(percent(consumerSecret)+"&"+percent(tokenSecret)))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// percent encodes as RFC 3986 wants it: all but letters, digits, - . _ ~
func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte("0123456789ABCDEF"[c>>4])
		b.WriteByte("0123456789ABCDEF"[c&15])
	}
	return b.String()
}

// oauth1 checks a signed request; nil when it is right.
func (s *Server) oauth1(r *http.Request) *problem {
	no := legacy(http.StatusUnauthorized, 32, "Could not authenticate you.")
	fields, ok := authorization(r.Header.Get("Authorization"))
	if !ok || fields["oauth_signature_method"] != "HMAC-SHA1" || (fields["oauth_version"] != "" && fields["oauth_version"] != "1.0") {
		return no
	}
	c := s.options.Credentials
	if fields["oauth_consumer_key"] != c.ConsumerKey || fields["oauth_token"] != c.AccessToken {
		return legacy(http.StatusUnauthorized, 89, "Invalid or expired token.")
	}
	if p := s.fresh(fields["oauth_timestamp"], fields["oauth_nonce"]); p != nil {
		return p
	}
	var parameters [][2]string
	for k, v := range fields {
		if k != "oauth_signature" && k != "realm" {
			parameters = append(parameters, [2]string{k, v})
		}
	}
	address, rest, err := s.addressOf(r)
	if err != nil {
		return no
	}
	parameters = append(parameters, rest...)
	want := Sign(r.Method, address, parameters, c.ConsumerSecret, c.AccessSecret)
	if !hmac.Equal([]byte(want), []byte(fields["oauth_signature"])) {
		return no
	}
	return nil
}

// fresh refuses old requests and those that were sent before.
func (s *Server) fresh(timestamp, nonce string) *problem {
	sec, err := strconv.ParseInt(timestamp, 10, 64)
	now := s.clock()
	if off := now.Sub(time.Unix(sec, 0)).Abs(); err != nil || (s.options.Skew >= 0 && off > s.options.Skew) {
		return legacy(http.StatusUnauthorized, 135, "Timestamp out of bounds.")
	}
	if nonce != "" && !now.Before(s.nonces[timestamp+nonce]) {
		if len(s.nonces) > 20000 {
			clear(s.nonces)
		}
		s.nonces[timestamp+nonce] = now.Add(day)
		return nil
	}
	return legacy(http.StatusUnauthorized, 32, "Could not authenticate you.")
}

// authorization reads the header `OAuth k="v", ...`.
func authorization(header string) (map[string]string, bool) {
	rest, ok := strings.CutPrefix(header, "OAuth ")
	if !ok {
		return nil, false
	}
	fields := map[string]string{}
	for _, part := range strings.Split(rest, ",") {
		k, v, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok {
			return nil, false
		}
		v, err := url.PathUnescape(strings.Trim(v, `"`))
		if err != nil {
			return nil, false
		}
		fields[k] = v
	}
	return fields, true
}

// addressOf is the address that was signed and the parameters beside the oauth ones: the query's, and the body's when it is
// a form. JSON and multipart are not signed.
func (s *Server) addressOf(r *http.Request) (string, [][2]string, error) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	path, _, _ := strings.Cut(r.RequestURI, "?")
	if u, err := url.Parse(r.RequestURI); err == nil && u.IsAbs() {
		path = u.EscapedPath()
	}
	var parameters [][2]string
	add := func(values url.Values) {
		for k, vs := range values {
			for _, v := range vs {
				parameters = append(parameters, [2]string{k, v})
			}
		}
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return "", nil, err
	}
	add(query)
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "application/x-www-form-urlencoded" {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return "", nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return "", nil, err
		}
		add(form)
	}
	return scheme + "://" + strings.ToLower(r.Host) + path, parameters, nil
}
