package proxy_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data/proxy"
)

func chosen(t *testing.T, c proxy.Chooser, address string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	require.NoError(t, err)
	u, err := c(r)
	require.NoError(t, err)
	if u == nil {
		return ""
	}
	return u.String()
}

func TestFixedProxyWithBypass(t *testing.T) {
	c := proxy.New("http://proxy.example:8080", "intranet.example,.inner.example,10.0.0.0/8")
	require.Equal(t, "http://proxy.example:8080", chosen(t, c, "https://backend.example/v1"))
	require.Equal(t, "http://proxy.example:8080", chosen(t, c, "http://backend.example/v1"))
	for _, direct := range []string{
		"https://intranet.example/", "https://a.inner.example/", "https://10.1.2.3/", "http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/",
	} {
		require.Empty(t, chosen(t, c, direct), direct)
	}
}

func TestNone(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://environment.example:3128")
	require.Empty(t, chosen(t, proxy.New(proxy.None, ""), "https://backend.example/"))
}

func TestSystemTakesTheEnvironment(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://environment.example:3128")
	c := proxy.New(proxy.System, ".inner.example")
	require.Equal(t, "http://environment.example:3128", chosen(t, c, "https://backend.example/"))
	require.Empty(t, chosen(t, c, "https://a.inner.example/"))
	require.Empty(t, chosen(t, c, "https://127.0.0.1/"))
}

// A proxy that wants a password gets the one of its address.
func TestBasicAuthentication(t *testing.T) {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("agent:s3cret word"))
	p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != want {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		_, _ = w.Write([]byte("through the proxy to " + r.URL.Host))
	}))
	defer p.Close()
	ask := func(user *url.Userinfo) *http.Response {
		u, err := url.Parse(p.URL)
		require.NoError(t, err)
		u.User = user
		client := http.Client{Transport: &http.Transport{Proxy: proxy.New(u.String(), ""), DisableKeepAlives: true}}
		answer, err := client.Get("http://backend.example/")
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, answer.Body.Close()) })
		return answer
	}
	require.Equal(t, http.StatusProxyAuthRequired, ask(nil).StatusCode)
	require.Equal(t, http.StatusOK, ask(url.UserPassword("agent", "s3cret word")).StatusCode)
}

// Windows writes its list of hosts without a proxy in its own way.
func TestBypassAsWindowsWritesIt(t *testing.T) {
	c := proxy.New("http://proxy.example:8080", "*.inner.example; 10.*;https://Direct.example <local>")
	for _, direct := range []string{"https://a.inner.example/", "http://10.20.30.40/", "https://direct.example/v1", "https://intranet/"} {
		require.Empty(t, chosen(t, c, direct), direct)
	}
	for _, through := range []string{"https://inner.example/", "http://110.2.3.4/", "https://backend.example/", "http://[2001:db8::1]/"} {
		require.Equal(t, "http://proxy.example:8080", chosen(t, c, through), through)
	}
}
