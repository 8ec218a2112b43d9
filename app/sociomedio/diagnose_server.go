package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
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
	r.contract(ctx, client, base)
}

// contract asks which version of the contract the backend speaks; it must be at most one from ours.
func (r *report) contract(ctx context.Context, client *http.Client, base *url.URL) {
	theirs, err := contractOf(ctx, client, base)
	switch {
	case err != nil:
	case theirs > contract.Version+1:
		err = data.Fail(data.ContractTooOld, "This program is too old for the server.", nil)
	case theirs < contract.Version-1:
		err = data.Fail(data.ContractTooNew, "This program is too new for the server.", nil)
	}
	r.check("contract", fmt.Sprintf("the backend speaks %d, this program %d", theirs, contract.Version), err)
}

var majorVersion = regexp.MustCompile(`(?m)^  version: (\d+)\.`)

func contractOf(ctx context.Context, client *http.Client, base *url.URL) (int, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, base.String()+"/v1/openapi.yaml", nil)
	if err != nil {
		return 0, err
	}
	answer, err := client.Do(ask)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	const head = 4 << 10
	said, err := io.ReadAll(io.LimitReader(answer.Body, head))
	if err != nil {
		return 0, err
	}
	found := majorVersion.FindSubmatch(said)
	if found == nil || answer.StatusCode != http.StatusOK {
		return 0, data.Fail(data.NotABackend, "What answers there is no backend of Socio Medio.", nil)
	}
	return strconv.Atoi(string(found[1]))
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
