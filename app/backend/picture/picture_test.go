package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/backend/picture"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func pngOf(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	m.Set(1, 1, color.RGBA{R: 200, A: 255})
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, m))
	return out.Bytes()
}

// bomb is a PNG of a few bytes that says that it is w x h pixels.
func bomb(t *testing.T, w, h uint32) []byte {
	t.Helper()
	raw := pngOf(t, 4, 4)
	binary.BigEndian.PutUint32(raw[16:], w)
	binary.BigEndian.PutUint32(raw[20:], h)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

// site serves one body and may be fetched from although it is on this machine.
func site(t *testing.T, serve http.HandlerFunc, o picture.Options) (*picture.Fetcher, string) {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	require.NoError(t, err)
	o.Own = func(address string) bool { return address == u.Host }
	return picture.New(o), server.URL
}

func serving(body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if _, err := w.Write(body); err != nil {
			return
		}
	}
}

func TestFetch(t *testing.T) {
	whole := pngOf(t, 1000, 500)
	f, address := site(t, serving(whole), picture.Options{})
	p, err := f.Fetch(t.Context(), address)
	require.NoError(t, err)
	require.Equal(t, "image/png", p.ContentType)
	require.Equal(t, whole, p.Whole)
	small, err := jpeg.Decode(bytes.NewReader(p.Thumbnail))
	require.NoError(t, err)
	require.Equal(t, image.Rect(0, 0, 320, 160), small.Bounds())
}

func TestWhatIsRefused(t *testing.T) {
	for name, body := range map[string][]byte{
		"HTML":            []byte("<html><script>alert(1)</script>"),
		"SVG":             []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`),
		"empty":           {},
		"damaged":         pngOf(t, 100, 100)[:60],
		"too many pixels": bomb(t, 60_000, 60_000),
		"overflow":        bomb(t, 1<<31-1, 1<<31-1),
		"too many bytes":  bytes.Repeat([]byte("x"), 11<<20),
	} {
		t.Run(name, func(t *testing.T) {
			f, address := site(t, serving(body), picture.Options{})
			_, err := f.Fetch(t.Context(), address)
			require.ErrorIs(t, err, picture.ErrRefused)
		})
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	f := picture.New(picture.Options{})
	for _, address := range []string{
		"", "file:///etc/passwd", "ftp://example.org/x.png", "javascript:alert(1)", "http://user:pw@example.org/", "http://", "://",
		"http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data",
		"http://100.64.0.1/", "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://2130706433/", "http://0x7f.1/",
	} {
		_, err := f.Fetch(t.Context(), address)
		require.Error(t, err, address)
		if !strings.Contains(address, "2130706433") && !strings.Contains(address, "0x7f") { // names, to the resolver
			require.ErrorIs(t, err, picture.ErrRefused, address)
		}
	}
}

func TestARedirectDoesNotLeadIntoAPrivateNetwork(t *testing.T) {
	reached := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(inside.Close)
	f, address := site(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, inside.URL, http.StatusFound) }, picture.Options{})
	_, err := f.Fetch(t.Context(), address)
	require.ErrorIs(t, err, picture.ErrRefused)
	require.False(t, reached)
}

func TestErrorsThatMayPassAreNotFinal(t *testing.T) {
	for _, status := range []int{http.StatusInternalServerError, http.StatusTooManyRequests} {
		f, address := site(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }, picture.Options{})
		_, err := f.Fetch(t.Context(), address+"/?signature=secret")
		require.Error(t, err)
		require.NotErrorIs(t, err, picture.ErrRefused)
		require.NotContains(t, err.Error(), "secret")
	}
	f, address := site(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, picture.Options{})
	_, err := f.Fetch(t.Context(), address)
	require.ErrorIs(t, err, picture.ErrRefused)

	f, address = site(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, picture.Options{Time: 50 * time.Millisecond})
	_, err = f.Fetch(t.Context(), address)
	require.Error(t, err)
	require.NotErrorIs(t, err, picture.ErrRefused)
}

func TestPublic(t *testing.T) {
	for address, public := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "172.16.0.1": false, "172.32.0.1": true, "198.18.0.1": false, "255.255.255.255": false,
		"224.0.0.1": false, "ff02::1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false, "::": false,
	} {
		require.Equal(t, public, picture.Public(netip.MustParseAddr(address)), address)
	}
}

func FuzzPicture(f *testing.F) {
	f.Add([]byte("GIF89a"))
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8 "))
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if _, err := w.Write(body); err != nil {
			return
		}
	}))
	f.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	require.NoError(f, err)
	fetcher := picture.New(picture.Options{Own: func(address string) bool { return address == u.Host }, Pixels: 1_000_000})
	f.Fuzz(func(t *testing.T, raw []byte) {
		body = raw
		p, err := fetcher.Fetch(t.Context(), server.URL)
		if err == nil {
			require.NotEmpty(t, p.Thumbnail)
		}
	})
}
