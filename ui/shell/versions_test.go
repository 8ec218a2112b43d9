package shell

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
)

// clientContract is where a client says at the sign-in which version of the contract it speaks.
var clientContract = regexp.MustCompile(`"contract":\s*\d+`)

// A client that is one version of the contract behind its backend works; one that is two behind is told to have itself renewed, and
// nothing that was typed is lost.
func TestOldClientIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		behind int
		told   string
	}{
		"one version": {1, ""}, "two versions": {2, "Versi aplikasi ini terlalu lama untuk server. Minta IT memperbarui aplikasi."},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			to, err := url.Parse(o.practice.URL)
			require.NoError(t, err)
			older := []byte(`"contract":` + strconv.Itoa(contract.Version-c.behind))
			backend := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
				r.SetURL(to)
				if r.In.Method != http.MethodPost || r.In.URL.Path != "/v1/session" {
					return
				}
				said, err := io.ReadAll(r.In.Body)
				if err == nil {
					said = clientContract.ReplaceAll(said, older)
				}
				r.Out.Body, r.Out.ContentLength = io.NopCloser(bytes.NewReader(said)), int64(len(said))
			}})
			defer backend.Close()
			o.opts.Practice.Server = backend.URL
			o.showSignIn("")
			if c.told == "" {
				o.signIn()
				return
			}
			o.key(fyne.KeyReturn)
			o.until("what to do", func() bool { return strings.Contains(strings.Join(o.lines(), " "), c.told) })
			require.True(t, o.sees(o.practice.Username), "what was typed stays")
		})
	}
}
