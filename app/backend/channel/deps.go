package channel

import (
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Deps are the parts every channel is given. Zero fields mean the defaults said with them.
type Deps struct {
	HTTP  *http.Client     // default: time limits of 10 s to connect and 20 s in all
	Clock func() time.Time // default time.Now
	Log   *slog.Logger     // default: discarded
}

// Filled gives the defaults to what is zero. The client is copied and follows no redirects: a call that posts must reach the
// network once, and credentials only the host they were made for.
func (d Deps) Filled() Deps {
	if d.Clock == nil {
		d.Clock = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.HTTP == nil {
		dialer := net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
		d.HTTP = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 32,
			IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: time.Second,
		}}
	}
	client := *d.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	d.HTTP = &client
	return d
}
