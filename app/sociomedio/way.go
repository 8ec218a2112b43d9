package main

import (
	"crypto/x509"
	"log/slog"
	"os"

	"sociomedio/assets/metadata"
	"sociomedio/data"
	"sociomedio/data/proxy"
	"sociomedio/data/remote"
	"sociomedio/data/settings"
)

// way is how the backend is reached: by which proxy, with which certificates. Kinds: BadCertificate when the file that IT named
// holds none.
func way(s *settings.Settings, log *slog.Logger) (remote.Options, error) {
	roots, err := roots(s.Text(settings.CAFile))
	if err != nil {
		return remote.Options{}, err
	}
	return remote.Options{
		Version: metadata.Version, AllowPlainHTTP: s.Bool(settings.AllowPlainHTTP), Roots: roots,
		Proxy: proxy.New(s.Text(settings.ProxyURL), s.Text(settings.ProxyBypass)), Log: log,
	}, nil
}

// roots are the system's certificates and those of a PEM file; nil, the system's alone, when no file is named.
func roots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // the system's own
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, data.Fail(data.BadCertificate, "The file with further certificates can't be read.", err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, data.Fail(data.BadCertificate, "The file with further certificates holds none.", nil)
	}
	return pool, nil
}
