package main

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
)

// companyHost is a backend that only the company's proxy can reach.
const companyHost = "sociomedio.company.example"

// companyProxy is a company's way out: a proxy that knows the backend's name, and the script that leads to it.
func companyProxy(backend string) (*httptest.Server, error) {
	to, err := url.Parse(backend)
	if err != nil {
		return nil, err
	}
	on := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Host == companyHost:
			on.ServeHTTP(w, r)
		case r.URL.Path == "/proxy.pac":
			w.Header().Set("Content-Type", "application/x-ns-proxy-autoconfig")
			_, _ = fmt.Fprintf(w, `function FindProxyForURL(url, host) { return host == %q ? "PROXY %s; DIRECT" : "DIRECT"; }`, companyHost, r.Host)
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
	})), nil
}

// throughProxy tries the Internet options of Windows: without any the backend can't be reached, with a fixed proxy and with a script it
// can, and a host on the list of exceptions goes past the proxy.
func (g *guide) throughProxy(ctx context.Context) error {
	company, err := companyProxy(g.practice.URL)
	if err != nil {
		return err
	}
	defer company.Close()
	through := strings.TrimPrefix(company.URL, "http://")
	script := company.URL + "/proxy.pac"
	for _, c := range []struct{ options, script, proxy, health string }{
		{internetOptions(2, through, "*.inner.example;<local>", ""), "", company.URL, "ok"},
		{internetOptions(2, through, "*.company.example", ""), "", "none for this address", "FAILED"},
		{internetOptions(4, "", "", script), script, company.URL, "ok"},
	} {
		if err := g.windows(ctx, "reg", "add", internet+`\Connections`, "/v", "DefaultConnectionSettings", "/t", "REG_BINARY", "/d", c.options, "/f"); err != nil {
			return err
		}
		if c.script != "" { // Windows keeps a script's address in two places
			if err := g.windows(ctx, "reg", "add", internet, "/v", "AutoConfigURL", "/d", c.script, "/f"); err != nil {
				return err
			}
		}
		if err := g.diagnosed(ctx, "proxy", c.proxy); err != nil {
			return err
		}
		if err := g.diagnosed(ctx, "healthz", c.health); err != nil {
			return err
		}
	}
	return errors.Join(
		g.windows(ctx, "reg", "delete", internet, "/v", "AutoConfigURL", "/f"),
		g.windows(ctx, "reg", "add", internet+`\Connections`, "/v", "DefaultConnectionSettings", "/t", "REG_BINARY", "/d", internetOptions(1, "", "", ""), "/f"),
	)
}

// diagnosed tells whether the installed program's diagnosis begins so about one thing.
func (g *guide) diagnosed(ctx context.Context, name, want string) error {
	c, err := g.command(ctx, installed, "--server", "http://"+companyHost, "diagnose")
	if err != nil {
		return err
	}
	out, err := c.Output()
	var failed interface{ ExitCode() int }
	if err != nil && !(errors.As(err, &failed) && failed.ExitCode() == 1) {
		return fmt.Errorf("diagnose: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		if said, ok := strings.CutPrefix(line, name+" "); ok && strings.HasPrefix(strings.TrimSpace(said), want) {
			return nil
		}
	}
	return fmt.Errorf("diagnose does not say of %s: %s\n%s", name, want, out)
}

// internet is where Windows keeps the Internet options of a user.
const internet = `HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings`

// internetOptions are the Internet options as Windows keeps them: how (1 direct, 2 a proxy, 4 a script), the proxy, its exceptions, the
// script. What is not known stays zero.
func internetOptions(how uint32, proxy, exceptions, script string) string {
	const magic, tail = 0x46, 32
	b := binary.LittleEndian.AppendUint32(nil, magic)
	b = binary.LittleEndian.AppendUint32(b, 1)
	b = binary.LittleEndian.AppendUint32(b, how)
	for _, text := range []string{proxy, exceptions, script} {
		b = append(binary.LittleEndian.AppendUint32(b, uint32(len(text))), text...)
	}
	return hex.EncodeToString(append(b, make([]byte, tail)...))
}
