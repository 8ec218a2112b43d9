// Package proxy decides which proxy a request to the backend takes in a company's network: the one that IT set, the system's own
// (on Windows what the Internet options say, static or by a PAC script; elsewhere the environment), or none.
//
// A proxy that wants a name and a password gets those of its address (http://user:password@proxy:8080), by Basic authentication.
// NTLM and Kerberos are not spoken: a local helper that does is set as the proxy then. Loopback is never reached by a proxy.
package proxy

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-ieproxy"
	"golang.org/x/net/http/httpproxy"
)

// The two settings that are not the address of a proxy (settings.ProxyURL).
const (
	System = "system"
	None   = "none"
)

// Chooser gives the proxy of a request; nil is the direct way. It is what http.Transport.Proxy wants, and may be called from any
// goroutine.
type Chooser func(*http.Request) (*url.URL, error)

// New makes the chooser for the settings proxy_url and proxy_bypass; bypass lists hosts, domains (.company.example) and networks
// (10.0.0.0/8), separated by commas.
func New(setting, bypass string) Chooser {
	switch setting {
	case None:
		return func(*http.Request) (*url.URL, error) { return nil, nil }
	case System, "":
		return system(bypass)
	}
	fixed := httpproxy.Config{HTTPProxy: setting, HTTPSProxy: setting, NoProxy: bypass}
	choose := fixed.ProxyFunc()
	return func(r *http.Request) (*url.URL, error) { return choose(r.URL) }
}

// renewed is how long what the system says is believed: a laptop moves between networks.
const renewed = time.Minute

// system asks the system anew from time to time.
func system(bypass string) Chooser {
	var mu sync.Mutex
	var choose func(*http.Request) (*url.URL, error)
	var asked time.Time
	direct := past(bypass)
	return func(r *http.Request) (*url.URL, error) {
		if loopback(r.URL.Hostname()) || direct(r.URL) {
			return nil, nil
		}
		mu.Lock()
		if choose == nil || time.Since(asked) > renewed {
			ieproxy.ReloadConf()
			choose, asked = ieproxy.GetProxyFunc(), time.Now()
		}
		now := choose
		mu.Unlock()
		found, err := now(r)
		if found != nil && found.Scheme == "" {
			found.Scheme = "http" // a PAC script names host and port only
		}
		return found, err
	}
}

// past tells which addresses are on the list of those that are reached without a proxy.
func past(bypass string) func(*url.URL) bool {
	if strings.TrimSpace(bypass) == "" {
		return func(*url.URL) bool { return false }
	}
	some := httpproxy.Config{HTTPProxy: "http://proxy.invalid:1", HTTPSProxy: "http://proxy.invalid:1", NoProxy: bypass}
	choose := some.ProxyFunc()
	return func(u *url.URL) bool {
		found, err := choose(u)
		return err == nil && found == nil
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
