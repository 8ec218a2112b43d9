// Package proxy decides which proxy a request to the backend takes in a company's network: the one that IT set, the system's own
// (on Windows what the Internet options or WinHTTP say, static or by a PAC script; elsewhere the environment), or none.
//
// A proxy that wants a name and a password gets those of its address (http://user:password@proxy:8080), by Basic authentication.
// NTLM and Kerberos are not spoken: a local helper that does is set as the proxy then. Loopback is never reached by a proxy.
package proxy

import (
	"net"
	"net/http"
	"net/url"
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

// New makes the chooser for the settings proxy_url and proxy_bypass; bypass lists hosts that are reached without, in every form that
// Windows and the environment know.
func New(setting, bypass string) Chooser {
	var choose Chooser
	switch setting {
	case None:
		return func(*http.Request) (*url.URL, error) { return nil, nil }
	case System, "":
		choose = system()
	default:
		fixed := httpproxy.Config{HTTPProxy: setting, HTTPSProxy: setting}
		always := fixed.ProxyFunc()
		choose = func(r *http.Request) (*url.URL, error) { return always(r.URL) }
	}
	direct := past(bypass)
	return func(r *http.Request) (*url.URL, error) {
		if loopback(r.URL.Hostname()) || direct(r.URL) {
			return nil, nil
		}
		return choose(r)
	}
}

// renewed is how long what the system says is believed: a laptop moves between networks.
const renewed = time.Minute

// system asks the system anew from time to time.
func system() Chooser {
	var mu sync.Mutex
	var choose Chooser
	var asked time.Time
	return func(r *http.Request) (*url.URL, error) {
		mu.Lock()
		if choose == nil || time.Since(asked) > renewed {
			choose, asked = ask(), time.Now()
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

// ask takes what the system says now. Its list of hosts without a proxy counts where no script decides, as in Windows.
func ask() Chooser {
	conf := ieproxy.ReloadConf()
	choose := ieproxy.GetProxyFunc()
	if !conf.Static.Active || conf.Automatic.Active {
		return choose
	}
	direct := past(conf.Static.NoProxy)
	return func(r *http.Request) (*url.URL, error) {
		if direct(r.URL) {
			return nil, nil
		}
		return choose(r)
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
