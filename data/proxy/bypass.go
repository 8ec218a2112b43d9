package proxy

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// past tells which addresses are on a list of those that are reached without a proxy. An entry is a host, a domain (.company.example), a
// network (10.0.0.0/8), or as Windows writes them a pattern (10.*, *.company.example) or <local>, which is every host without a dot.
// Entries are separated by commas, semicolons or blanks.
func past(list string) func(*url.URL) bool {
	var patterns, plain []string
	for _, entry := range strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return strings.ContainsRune(",; \t\r\n", r) }) {
		if _, rest, ok := strings.Cut(entry, "://"); ok {
			entry = rest // Windows may name a scheme; the way is the same for both
		}
		if entry == local || strings.Contains(entry, "*") {
			patterns = append(patterns, entry)
			continue
		}
		plain = append(plain, entry)
	}
	listed := func(*url.URL) bool { return false }
	if len(plain) > 0 {
		some := httpproxy.Config{HTTPProxy: "http://proxy.invalid:1", HTTPSProxy: "http://proxy.invalid:1", NoProxy: strings.Join(plain, ",")}
		choose := some.ProxyFunc()
		listed = func(u *url.URL) bool {
			found, err := choose(u)
			return err == nil && found == nil
		}
	}
	return func(u *url.URL) bool {
		host := strings.ToLower(u.Hostname())
		for _, p := range patterns {
			if p == local && !strings.ContainsAny(host, ".:") {
				return true
			}
			if ok, err := path.Match(p, host); ok && err == nil {
				return true
			}
		}
		return listed(u)
	}
}

// local is how Windows writes the hosts without a dot.
const local = "<local>"
