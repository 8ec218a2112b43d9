package channel

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// MaxAnswer is how much of an answer is read, in bytes. A page of 100 posts with all that belongs to them is below 1 MiB.
const MaxAnswer = 8 << 20

// Codes of errors that lie on the way to a network, not in what it says.
const (
	CodeUnreachable = "unreachable" // no connection: nothing was posted
	CodeTimeout     = "timeout"
	CodeConnection  = "connection_lost"
	CodeUnexpected  = "unexpected_answer" // HTML, garbage, too much: nobody knows what it means
	CodeNetwork     = "network_error"     // the network says that it is broken
)

// Answer is what a network answered, read whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	At     time.Time // when it was there, by our clock
}

// Skew is how far the network's clock is ahead of ours, as its answer tells to the second; zero when it doesn't.
func (a Answer) Skew() time.Duration {
	date, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return 0
	}
	if skew := date.Sub(a.At); skew > 2*time.Second || skew < -2*time.Second {
		return skew
	}
	return 0
}

// breath is how long a reading rests between two pages. No network lets one read ten pages a second for long (x-api §6, facebook-api §8).
const breath = 100 * time.Millisecond

// Breathe rests between two pages of a reading: mostly it brings what webhooks have brought, and must not keep agents waiting for the
// processor meanwhile. Its error is that of ctx.
func Breathe(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return &Error{Class: NotSent, Code: CodeTimeout, Cause: ctx.Err()}
	case <-time.After(breath):
		return nil
	}
}

// Call makes one request and reads its answer. It never repeats one. Its error is an *Error of class NotSent, when it is
// certain that the network could not act on the request, or of class Lost. Addresses are left out of errors: they may hold
// what must not be logged.
func (d Deps) Call(req *http.Request) (Answer, error) {
	if err := req.Context().Err(); err != nil {
		return Answer{}, &Error{Class: NotSent, Code: CodeTimeout, Cause: err}
	}
	var way progress
	resp, err := d.HTTP.Do(req.WithContext(httptrace.WithClientTrace(req.Context(), way.trace())))
	if err != nil {
		return Answer{}, way.lost(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, MaxAnswer+1))
	if err != nil {
		return Answer{}, way.lost(err)
	}
	if len(body) > MaxAnswer {
		return Answer{}, &Error{Class: Lost, Code: CodeUnexpected, Cause: fmt.Errorf("answer %d is larger than %d bytes", resp.StatusCode, MaxAnswer)}
	}
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: body, At: d.Clock()}, nil
}

// progress is how far a request has come.
type progress struct{ asked, connected, wrote atomic.Bool }

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:      func(string) { p.asked.Store(true) },
		GotConn:      func(httptrace.GotConnInfo) { p.connected.Store(true) },
		WroteHeaders: func() { p.wrote.Store(true) },
	}
}

// lost says what a failed call means for what it should have posted: NotSent only on evidence that the request did not leave.
func (p *progress) lost(err error) *Error {
	var withURL *url.Error
	if errors.As(err, &withURL) {
		err = withURL.Err
	}
	e := &Error{Class: Lost, Code: CodeConnection, Cause: err}
	var timeout net.Error
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || (errors.As(err, &timeout) && timeout.Timeout()) {
		e.Code = CodeTimeout
	}
	if !p.wrote.Load() && (neverConnected(err) || (p.asked.Load() && !p.connected.Load())) {
		e.Class = NotSent
		if e.Code != CodeTimeout {
			e.Code = CodeUnreachable
		}
	}
	return e
}

// neverConnected recognises the errors of name look-up, of connecting and of TLS.
func neverConnected(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	var certificate *tls.CertificateVerificationError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	return errors.As(err, &dns) || (errors.As(err, &op) && op.Op == "dial") || errors.As(err, &certificate) ||
		errors.As(err, &host) || errors.As(err, &record)
}

// Reading turns an error of a call that only reads into what it means there: nothing was posted, it can be asked again.
func Reading(err error) error {
	var e *Error
	if errors.As(err, &e) && (e.Class == Lost || e.Class == NotSent) {
		return &Error{Class: Later, Code: e.Code, Until: e.Until, Cause: e.Cause}
	}
	return err
}

// HTML says whether an answer is a page for people instead of data: from a proxy, a captive portal, the network's edge.
func HTML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}
