package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sociomedio/data/settings"
)

// server looks at the way to the backend: address, proxy, name, certificates, and whether it says that it is healthy and ready.
func (r *report) server(ctx context.Context, address string, all *settings.Settings) {
	if address == "" {
		r.line("backend", "no address is set")
		return
	}
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	base, err := url.Parse(strings.TrimSuffix(address, "/"))
	r.check("backend", address, err)
	if err != nil {
		return
	}
	how, err := way(all, nil)
	r.check("certificates", "read", err)
	if err != nil {
		return
	}
	proxied, err := how.Proxy(&http.Request{URL: base})
	switch {
	case err != nil:
		r.check("proxy", "", err)
	case proxied == nil:
		r.line("proxy", "none for this address")
	default:
		r.line("proxy", "%s", proxied.Redacted())
	}
	if proxied == nil {
		r.name(ctx, base)
	}
	client := &http.Client{
		Timeout:       diagnosePatience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{Proxy: how.Proxy, TLSClientConfig: &tls.Config{RootCAs: how.Roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true},
	}
	r.probe(ctx, client, base, "healthz")
	r.probe(ctx, client, base, "readyz")
}

// name resolves the backend's host.
func (r *report) name(ctx context.Context, base *url.URL) {
	ctx, cancel := context.WithTimeout(ctx, diagnosePatience)
	defer cancel()
	found, err := net.DefaultResolver.LookupHost(ctx, base.Hostname())
	r.check("name", strings.Join(found, ", "), err)
}

// probe asks the backend how it is, and shows the certificates with which it answers.
func (r *report) probe(ctx context.Context, client *http.Client, base *url.URL, path string) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, base.String()+"/"+path, nil)
	if err != nil {
		r.check(path, "", err)
		return
	}
	begun := time.Now()
	answer, err := client.Do(ask)
	if err == nil {
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("status %d", answer.StatusCode)
		}
	}
	r.check(path, fmt.Sprintf("in %d ms", time.Since(begun).Milliseconds()), err)
	if answer == nil || answer.TLS == nil || path != "healthz" {
		return
	}
	for _, c := range answer.TLS.PeerCertificates {
		r.line("certificate", "%s, issued by %s, valid until %s", c.Subject, c.Issuer, c.NotAfter.UTC().Format(time.DateOnly))
	}
}
