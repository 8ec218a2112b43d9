package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/standin/x"
)

// indented is what the chapters tell to type or to write into a file: lines that stand in by four spaces or, below a point of a list,
// by seven.
var indented = regexp.MustCompile(`(?m)(?:^(?:    |       )\S.*\n(?:^(?:    |       ).*\n)*)`)

// blocks are those of a chapter, without their indentation.
func blocks(t *testing.T, chapter string) []string {
	t.Helper()
	text, err := os.ReadFile(chapter)
	require.NoError(t, err)
	var all []string
	for _, b := range indented.FindAllString(string(text), -1) {
		margin := b[:len(b)-len(strings.TrimLeft(b, " "))]
		all = append(all, strings.ReplaceAll("\n"+b, "\n"+margin, "\n")[1:])
	}
	return all
}

// An operator who types what the chapter on connecting accounts says, line by line, has an account on each network that works. The
// networks' names lead to the stand-ins, by a proxy and an authority of the test's own; the commands are those of the chapter.
func TestTheChapterConnectsAnAccountOnEachNetwork(t *testing.T) {
	stands := standin.New(standin.Options{X: x.Options{AccountID: "1234567890", Handle: "company_care"}})
	t.Cleanup(stands.Close)
	d := newDesktop(t, stands)
	ran := 0
	for _, block := range blocks(t, "../../assets/docs/channels.md") {
		if strings.HasPrefix(block, "[[") {
			var c serve.Config
			meta, err := toml.Decode(block, &c)
			require.NoError(t, err)
			require.Empty(t, meta.Undecoded())
			continue
		}
		out := d.types(block)
		asked := strings.Contains(block, "channel connect") // before it the account has no tokens
		require.True(t, asked || !strings.Contains(out, "NOT RIGHT"), "%s\n%s", block, out)
		switch {
		case strings.HasPrefix(block, "curl"):
			require.NotContains(t, out, `"error`, block)
			if strings.Contains(block, "username") {
				require.Contains(t, out, `"id":"1234567890"`)
			}
		case asked:
			require.Contains(t, out, "care is connected")
		case strings.Contains(block, "add "):
			require.Contains(t, out, " is added", block)
		case strings.Contains(block, "list"):
			require.Regexp(t, `twitter +care +1234567890 +database +ok`, out)
			require.Regexp(t, `facebook +page +1000200030004 +database +ok`, out)
		case strings.Contains(block, "resume"):
			require.Contains(t, out, "care is paused")
			require.Contains(t, out, "care goes on")
		}
		ran++
	}
	require.GreaterOrEqual(t, ran, 10)
	require.Equal(t, blocks(t, "../../assets/docs/channels.md"), blocks(t, "../../assets/docs/id/channels.md"), "both languages tell to type the same")
}

// desktop is an operator's shell in a folder of its own, with what the portals of the networks gave in files.
type desktop struct {
	t     *testing.T
	dir   string
	env   []string
	typed string // all that was typed before and sets something
	owner *http.Client
}

func newDesktop(t *testing.T, stands *standin.Server) *desktop {
	t.Helper()
	d := &desktop{t: t, dir: t.TempDir()}
	self, err := os.Executable()
	require.NoError(t, err)
	d.file("bin/sociomediod", "#!/bin/sh\n"+asProgram+"=1 exec '"+self+"' \"$@\"\n", 0o755)
	cx, cf := stands.XCredentials(), stands.FacebookCredentials()
	for name, value := range map[string]string{
		"x-consumer-key": cx.ConsumerKey, "x-consumer-secret": cx.ConsumerSecret, "x-access-token": cx.AccessToken, "x-access-secret": cx.AccessSecret,
		"x-app-bearer": cx.AppBearer, "x-client-id": cx.ClientID, "x-client-secret": cx.ClientSecret,
		"fb-app-id": cf.AppID, "fb-app-secret": cf.AppSecret, "fb-page-token": cf.PageToken, "fb-verify-token": cf.VerifyToken,
	} {
		d.file(name, value+"\n", 0o600)
	}
	leaf, pool := d.authority("api.x.com", "x.com", "graph.facebook.com")
	networks := httptest.NewUnstartedServer(byName(stands.Handler(), map[string]string{"api.x.com": "/x", "x.com": "/x", "graph.facebook.com": "/facebook"}))
	networks.TLS = &tls.Config{Certificates: []tls.Certificate{leaf}}
	networks.StartTLS()
	t.Cleanup(networks.Close)
	proxy := httptest.NewServer(leadsTo(networks.Listener.Addr().String()))
	t.Cleanup(proxy.Close)
	d.env = append(os.Environ(), "PATH="+filepath.Join(d.dir, "bin")+":"+os.Getenv("PATH"), "HTTPS_PROXY="+proxy.URL, "https_proxy="+proxy.URL, "NO_PROXY=", "no_proxy=",
		"SSL_CERT_FILE="+filepath.Join(d.dir, "authority.pem"), "CURL_CA_BUNDLE="+filepath.Join(d.dir, "authority.pem"),
		"SOCIOMEDIO_DATABASE=sqlite:"+filepath.Join(d.dir, "backend.db"))
	dialer := net.Dialer{}
	d.owner = &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool}, DialContext: dialer.DialContext, Proxy: through(t, proxy.URL)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return d
}

func (d *desktop) file(name, text string, mode os.FileMode) {
	path := filepath.Join(d.dir, name)
	require.NoError(d.t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(d.t, os.WriteFile(path, []byte(text), mode))
}

var agreement = regexp.MustCompile(`https://x\.com/\S+/authorize\?\S+`)

// types runs a block in the shell, and gives what it said. Where an account's owner is asked to agree, he does.
func (d *desktop) types(block string) string {
	d.t.Helper()
	c := exec.CommandContext(d.t.Context(), "bash", "-e", "-c", d.typed+block)
	c.Dir, c.Env, c.SysProcAttr = d.dir, d.env, dieWithParent()
	in, paste := io.Pipe()
	said := &said{owner: d.owner, paste: paste}
	c.Stdout, c.Stderr = said, said
	if strings.Contains(block, "channel connect") {
		c.Stdin = in
	}
	err := c.Run()
	_ = in.Close()
	require.NoError(d.t, err, "%s\n%s", block, said.String())
	for line := range strings.Lines(block) {
		if strings.HasPrefix(line, "export ") {
			d.typed += line
		}
	}
	return said.String()
}

// said is what commands wrote. The owner reads along, opens the address that he is shown, agrees and pastes where it led him.
type said struct {
	owner *http.Client
	paste *io.PipeWriter

	mu     sync.Mutex
	b      bytes.Buffer
	agreed bool
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.b.Write(p)
	if address := agreement.FindString(s.b.String()); address != "" && strings.Contains(s.b.String(), "paste") && !s.agreed {
		s.agreed = true
		go s.agree(address)
	}
	return len(p), nil
}

func (s *said) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

func (s *said) agree(address string) {
	answer, err := s.owner.Get(address)
	if err != nil {
		_ = s.paste.CloseWithError(err)
		return
	}
	_ = answer.Body.Close()
	_, _ = io.WriteString(s.paste, answer.Header.Get("Location")+"\n")
	_ = s.paste.Close()
}

// authority makes a certificate for names, and the authority that it can be checked with, also in the file authority.pem.
func (d *desktop) authority(names ...string) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(d.t, err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: names, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	require.NoError(d.t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	d.file("authority.pem", string(text), 0o600)
	pool := x509.NewCertPool()
	require.True(d.t, pool.AppendCertsFromPEM(text))
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, pool
}

// byName answers for several hosts, each with what lies below a path of h.
func byName(h http.Handler, paths map[string]string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		below := r.Clone(r.Context())
		below.URL.Path = paths[r.Host] + r.URL.Path
		h.ServeHTTP(w, below)
	})
}

// leadsTo is a proxy that connects everybody to one address, whatever name they ask for.
func leadsTo(address string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", address)
		if err != nil || r.Method != http.MethodConnect {
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			_ = there.Close()
			return
		}
		fmt.Fprint(here, "HTTP/1.1 200 OK\r\n\r\n")
		go func() {
			_, _ = io.Copy(there, here)
			_ = there.Close()
		}()
		_, _ = io.Copy(here, there)
		_ = here.Close()
	})
}

func through(t *testing.T, proxy string) func(*http.Request) (*url.URL, error) {
	t.Helper()
	u, err := url.Parse(proxy)
	require.NoError(t, err)
	return http.ProxyURL(u)
}
