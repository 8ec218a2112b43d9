package remote

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/go-resty/resty/v2"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// ErrNotSent is in the chain of an error of a call that never left this machine: no connection was made. A writing call
// that failed without it may have had its effect.
var ErrNotSent = errors.New("nothing was sent")

// Changed comes with data.CaseChanged, data.CaseHeld and data.CaseClosed: the case as it is now, and with the first what the
// customer can see that is new.
type Changed struct {
	Case     contract.Case
	Messages []contract.Message
}

// Error names the case alone.
func (c *Changed) Error() string { return "case " + c.Case.ID + " changed" }

// Trace comes with every error of an answered or lost call: the id under which the backend logged it.
type Trace struct {
	RequestID string
	Status    int // 0 when nothing was answered
}

// Error is for the log.
func (t *Trace) Error() string { return fmt.Sprintf("request %s status %d", t.RequestID, t.Status) }

// refusal is the error for an answer that is none of success.
func refusal(status int, h http.Header, body []byte, id string) error {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	var p contract.Problem
	if kind == "application/problem+json" && decode(body, &p) == nil && p.Code != "" {
		return said(status, p, h, id)
	}
	switch status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		// A proxy before the backend speaks: the backend itself is not there.
		return &data.Error{
			Kind: data.Unreachable, Sentence: "The way to the server is there, the server is not.",
			RetryAfter: retryAfter(h), Cause: &Trace{id, status},
		}
	case http.StatusProxyAuthRequired, http.StatusNetworkAuthenticationRequired:
		return data.Fail(data.Unreachable, "The network wants a sign-in of its own.", &Trace{id, status})
	}
	return stranger(status, id)
}

// said is a problem in the backend's own words.
func said(status int, p contract.Problem, h http.Header, id string) error {
	e := &data.Error{Kind: data.Kind(p.Code), Sentence: p.Title, Field: p.Field, RetryAfter: p.RetryAfter, TriesLeft: p.TriesLeft, Lock: p.LockSeconds}
	if e.Kind.Status() == http.StatusInternalServerError && e.Kind != data.Internal {
		// A code of a backend that is a version ahead.
		e.Kind = data.Internal
		if status < http.StatusInternalServerError {
			e.Kind = data.Invalid
		}
	}
	if e.RetryAfter == 0 {
		e.RetryAfter = retryAfter(h)
	}
	if p.RequestID != "" {
		id = p.RequestID
	}
	var cause error = &Trace{id, status}
	if e.Kind == data.CaseChanged || p.Case.ID != "" {
		cause = errors.Join(cause, &Changed{Case: p.Case, Messages: p.Messages})
	}
	e.Cause = cause
	return e
}

// stranger is the error for an answer that no backend gives: a web page, garbage, a redirect.
func stranger(status int, id string) error {
	return data.Fail(data.NotABackend, "What answers at this address is not a Socio Medio backend.", &Trace{id, status})
}

// unheard is the error for a call that got no whole answer. The causes it keeps hold host names at most, never a URL with
// its query.
func (c *Client) unheard(ctx context.Context, err error, id string, used bool) error {
	e := &data.Error{Kind: data.Unreachable, Sentence: "The server can't be reached."}
	reason := plain(err)
	switch {
	case errors.Is(err, resty.ErrResponseBodyTooLarge):
		return stranger(http.StatusOK, id)
	case isCertificate(err):
		e.Kind, e.Sentence = data.BadCertificate, certificate(err)
	case speaksPlain(err):
		return stranger(0, id)
	case errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil && !errors.Is(err, context.Canceled):
		e.Sentence = "The server did not answer in time."
	}
	causes := []error{&Trace{RequestID: id}, reason}
	if !used {
		causes = append(causes, ErrNotSent)
	}
	if ctx.Err() != nil && !errors.Is(reason, ctx.Err()) {
		causes = append(causes, ctx.Err())
	}
	e.Cause = errors.Join(causes...)
	return e
}

// plain takes the URL off an error of net/http: its query holds what was searched for.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func isCertificate(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &invalid)
}

// certificate is the sentence that names the certificate that was refused, and why.
func certificate(err error) string {
	var v *tls.CertificateVerificationError
	var name, issuer, until string
	if errors.As(err, &v) && len(v.UnverifiedCertificates) > 0 {
		leaf := v.UnverifiedCertificates[0]
		name, issuer = distinguished(leaf.Subject.String()), distinguished(leaf.Issuer.String())
		until = leaf.NotAfter.UTC().Format(time.DateOnly)
	}
	why := "it is not trusted"
	var authority x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &host):
		why = "it is made out to another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		why = "it is not valid at this date"
	case errors.As(err, &authority):
		why = "its issuer is not known here"
	}
	if name == "" {
		return "The server's certificate is refused: " + why + "."
	}
	return fmt.Sprintf("The server's certificate %s (issued by %s, valid until %s) is refused: %s.", name, issuer, until, why)
}

// distinguished is a certificate's name cut to what a sentence can hold.
func distinguished(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 120 {
		return string(r[:120]) + "..."
	}
	if name == "" {
		return "without a name"
	}
	return name
}

// speaksPlain says that the other end does not speak TLS, or not HTTP.
func speaksPlain(err error) bool {
	var header tls.RecordHeaderError
	return errors.As(err, &header) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client") ||
		strings.Contains(err.Error(), "malformed HTTP")
}

// brokenLine says that the connection failed, and not the certificate, the caller's patience or what was answered.
func brokenLine(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || isCertificate(err) || speaksPlain(err) ||
		errors.Is(err, resty.ErrResponseBodyTooLarge) {
		return false
	}
	var n net.Error
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &n)
}

// retryAfter reads the header of that name, in seconds; 0 when there is none.
func retryAfter(h http.Header) int {
	v := h.Get("Retry-After")
	if v == "" {
		return 0
	}
	if n, err := strconv.Atoi(v); err == nil {
		return max(0, n)
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, int(time.Until(t).Seconds())+1)
	}
	return 0
}

// proxyAnswer gives a proxy's refusal a sentence of its own.
func proxyAnswer(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	switch {
	case answer.StatusCode == http.StatusProxyAuthRequired:
		return data.Fail(data.Unreachable, "The proxy wants a sign-in of its own.", nil)
	case answer.StatusCode != http.StatusOK:
		return data.Fail(data.Unreachable, fmt.Sprintf("The proxy refuses the way to the server (%d).", answer.StatusCode), nil)
	}
	return nil
}

// line remembers whether a connection was there for a call to leave on.
type line struct{ got atomic.Bool }

func (l *line) used() bool { return l.got.Load() }

func watch(ctx context.Context) (context.Context, *line) {
	l := &line{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { l.got.Store(true) }}), l
}
