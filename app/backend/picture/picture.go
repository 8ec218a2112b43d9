// Package picture fetches pictures from addresses that strangers chose, and makes thumbnails of them. It trusts nothing: not
// the address (only http and https, never into a private network, whatever a name resolves to), not the size, not the type
// that is claimed, not the dimensions (edge case 21; issue 5.11).
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // decoders of what is taken
	"image/jpeg"
	_ "image/png"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// ErrRefused is in the chain of errors that another try would not change: a wrong address, something that is no picture, one
// that is too large, one that is gone.
var ErrRefused = errors.New("picture refused")

// Options are the limits. Zero means the default said with each.
type Options struct {
	Bytes  int64         // 10 MB
	Pixels int           // 50 million
	Time   time.Duration // for all of it, 20 s
	Side   int           // longest side of a thumbnail, 320

	// Own says of a "host:port" whether it may be fetched from although it lies in a private network: those of the connected
	// networks may, which in practice mode are on this machine. Default: none.
	Own func(address string) bool
}

// Picture is a picture as it was fetched, and its thumbnail (a JPEG).
type Picture struct {
	ContentType      string
	Whole, Thumbnail []byte
}

// Fetcher fetches pictures.
type Fetcher struct {
	options Options
	client  *http.Client
}

const redirects = 3

// New makes a Fetcher.
func New(o Options) *Fetcher {
	if o.Bytes == 0 {
		o.Bytes = 10 << 20
	}
	if o.Pixels == 0 {
		o.Pixels = 50_000_000
	}
	if o.Time == 0 {
		o.Time = 20 * time.Second
	}
	if o.Side == 0 {
		o.Side = 320
	}
	if o.Own == nil {
		o.Own = func(string) bool { return false }
	}
	f := &Fetcher{options: o}
	f.client = &http.Client{
		Transport: &http.Transport{
			DialContext: f.dial, DisableKeepAlives: true, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: o.Time,
		},
		CheckRedirect: func(r *http.Request, before []*http.Request) error {
			if len(before) > redirects {
				return fmt.Errorf("%w: too many redirects", ErrRefused)
			}
			return wellFormed(r.URL)
		},
	}
	return f
}

// Fetch fetches a picture. Its errors hold no address: it may carry a signature.
func (f *Fetcher) Fetch(ctx context.Context, address string) (Picture, error) {
	ctx, cancel := context.WithTimeout(ctx, f.options.Time)
	defer cancel()
	u, err := url.Parse(address)
	if err != nil {
		return Picture{}, fmt.Errorf("%w: not an address", ErrRefused)
	}
	if err := wellFormed(u); err != nil {
		return Picture{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Picture{}, fmt.Errorf("%w: not an address", ErrRefused)
	}
	raw, err := f.read(f.client, r)
	if err != nil {
		return Picture{}, err
	}
	return f.Look(raw)
}

// FetchBy fetches a picture by a request that carries credentials. It is not followed to another host.
func (f *Fetcher) FetchBy(r *http.Request) (Picture, error) {
	ctx, cancel := context.WithTimeout(r.Context(), f.options.Time)
	defer cancel()
	if err := wellFormed(r.URL); err != nil {
		return Picture{}, err
	}
	strict := *f.client
	strict.CheckRedirect = func(to *http.Request, before []*http.Request) error {
		if to.URL.Host != r.URL.Host || to.URL.Scheme != r.URL.Scheme {
			return fmt.Errorf("%w: led to another host", ErrRefused)
		}
		return f.client.CheckRedirect(to, before)
	}
	raw, err := f.read(&strict, r.WithContext(ctx))
	if err != nil {
		return Picture{}, err
	}
	return f.Look(raw)
}

func wellFormed(u *url.URL) error {
	if (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil {
		return fmt.Errorf("%w: not a web address", ErrRefused)
	}
	return nil
}

func (f *Fetcher) read(client *http.Client, r *http.Request) ([]byte, error) {
	r.Header.Set("Accept", "image/*")
	answer, err := client.Do(r)
	if err != nil {
		var bare *url.Error
		if errors.As(err, &bare) {
			err = bare.Err
		}
		return nil, fmt.Errorf("fetch: %w", err)
	}
	defer answer.Body.Close()
	switch {
	case answer.StatusCode == http.StatusTooManyRequests || answer.StatusCode >= 500:
		return nil, fmt.Errorf("fetch: status %d", answer.StatusCode)
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%w: status %d", ErrRefused, answer.StatusCode)
	case answer.ContentLength > f.options.Bytes:
		return nil, fmt.Errorf("%w: too many bytes", ErrRefused)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, f.options.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	if int64(len(raw)) > f.options.Bytes {
		return nil, fmt.Errorf("%w: too many bytes", ErrRefused)
	}
	return raw, nil
}

// types are what is taken, by the name of the decoder.
func types() map[string]string {
	return map[string]string{"jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp"}
}

// Look takes bytes for the picture they are, whatever was said of them. It decodes only after the dimensions were read, so that a
// small file can't become a huge picture.
func (f *Fetcher) Look(raw []byte) (Picture, error) {
	config, form, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || types()[form] == "" {
		return Picture{}, fmt.Errorf("%w: not a picture", ErrRefused)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > f.options.Pixels/config.Height {
		return Picture{}, fmt.Errorf("%w: too many pixels", ErrRefused)
	}
	full, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return Picture{}, fmt.Errorf("%w: damaged", ErrRefused)
	}
	small, err := f.thumbnail(full)
	if err != nil {
		return Picture{}, err
	}
	return Picture{ContentType: types()[form], Whole: raw, Thumbnail: small}, nil
}

const quality = 80

func (f *Fetcher) thumbnail(full image.Image) ([]byte, error) {
	w, h := full.Bounds().Dx(), full.Bounds().Dy()
	if longest := max(w, h); longest > f.options.Side {
		w, h = max(1, w*f.options.Side/longest), max(1, h*f.options.Side/longest)
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src) // JPEG has no transparency
	draw.ApproxBiLinear.Scale(small, small.Bounds(), full, full.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("thumbnail: %w", err)
	}
	return out.Bytes(), nil
}

// dial connects to public addresses only. The check is made on the address that is connected to, after the name was resolved,
// so that a name that changes its mind does not help.
func (f *Fetcher) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := &net.Dialer{Timeout: 5 * time.Second}
	if !f.options.Own(address) {
		d.ControlContext = func(_ context.Context, _, resolved string, _ syscall.RawConn) error {
			to, err := netip.ParseAddrPort(resolved)
			if err != nil || !Public(to.Addr()) {
				return fmt.Errorf("%w: not a public address", ErrRefused)
			}
			return nil
		}
	}
	return d.DialContext(ctx, network, address)
}

// Public says whether an address lies in the open internet.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range reserved() {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// reserved are the blocks that the methods of netip.Addr don't know (RFC 6890): carrier NAT, protocol assignments, examples,
// benchmarks, reserved space, NAT64, 6to4, Teredo.
func reserved() []netip.Prefix {
	var all []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
	} {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}
