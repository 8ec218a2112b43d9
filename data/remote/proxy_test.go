package remote_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/proxy"
	"sociomedio/data/remote"
)

// A company's proxy lays lines (CONNECT) to the backend, which is called by https at a name only the proxy knows, for who has the
// password.
type companyProxy struct {
	*httptest.Server
	want, to string // the header that opens it, and where all lines lead
}

func newCompanyProxy(t *testing.T, user *url.Userinfo, to string) *companyProxy {
	t.Helper()
	p := &companyProxy{want: "Basic " + base64.StdEncoding.EncodeToString([]byte(user.String())), to: to}
	p.Server = serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method != http.MethodConnect:
			w.WriteHeader(http.StatusMethodNotAllowed)
		case r.Header.Get("Proxy-Authorization") != p.want:
			w.Header().Set("Proxy-Authenticate", `Basic realm="company"`)
			w.WriteHeader(http.StatusProxyAuthRequired)
		default:
			p.lay(w)
		}
	})
	return p
}

// lay carries bytes both ways until one end hangs up, which both do before the tests are over (goleak).
func (p *companyProxy) lay(w http.ResponseWriter) {
	far, err := net.Dial("tcp", p.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	near, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = far.Close()
		return
	}
	_, _ = io.WriteString(near, "HTTP/1.1 200 Connection established\r\n\r\n")
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			_, _ = io.Copy(way[0], way[1])
			_, _ = way[0].Close(), way[1].Close()
		}()
	}
}

func TestAProxyThatWantsAPasswordLaysALineToTheBackend(t *testing.T) {
	backend := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") != "" {
			w.WriteHeader(http.StatusTeapot) // the password is the proxy's alone
			return
		}
		answer(w, http.StatusOK, contract.Me{Agent: session("1").Agent})
	}))
	backend.Config.ErrorLog = log.New(io.Discard, "", 0)
	backend.StartTLS()
	t.Cleanup(backend.Close)
	roots := x509.NewCertPool()
	roots.AddCert(backend.Certificate()) // made out to example.com
	p := newCompanyProxy(t, url.UserPassword("agent", "s3cret"), backend.Listener.Addr().String())

	var logged bytes.Buffer
	call := func(user *url.Userinfo) error {
		way, err := url.Parse(p.URL)
		require.NoError(t, err)
		way.User = user
		c := open(t, "https://example.com", remote.Options{
			Proxy: proxy.New(way.String(), ""), Roots: roots, Patience: 20 * time.Second,
			Log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
		})
		_, err = c.Me(t.Context())
		return err
	}
	require.NoError(t, call(url.UserPassword("agent", "s3cret")))
	for _, user := range []*url.Userinfo{nil, url.UserPassword("agent", "wr0ng")} {
		err := call(user)
		require.Equal(t, data.Unreachable, data.KindOf(err), "%v", err)
		require.ErrorContains(t, err, "The proxy wants a sign-in of its own.")
		require.ErrorIs(t, err, remote.ErrNotSent, "nothing has reached the backend")
		require.NotContains(t, err.Error()+logged.String(), "wr0ng")
	}
	require.NotContains(t, logged.String(), "s3cret")
}
