// Package facebook speaks for one Facebook page: comments and posts through the Graph API, private messages through the
// Messenger Platform, both as the fact sheet facebook-api describes them ("§" below is a section of it). It holds no state
// between calls but the page's credentials; what it read last travels in the mark of Poll.
package facebook

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// Defaults of Options.
const (
	DefaultBaseURL = "https://graph.facebook.com"
	DefaultVersion = "v26.0" // §1
)

// Options are what connects a page.
type Options struct {
	Page    string // the page's id
	BaseURL string // default DefaultBaseURL
	Version string // of the Graph API, "v26.0"; default DefaultVersion

	PageToken   string
	AppID       string // with AppSecret for Check; may be empty
	AppSecret   string // signs webhooks, and makes appsecret_proof
	VerifyToken string // what the app's webhook settings say; empty: no handshake succeeds

	FirstRead time.Duration // how far back the very first reading goes, 7 days
}

// Channel is a connected page.
type Channel struct {
	channel.Deps
	o     Options
	base  string // with the version
	proof string // appsecret_proof; empty without the app's secret
	chats *rate.Limiter
	aged  sync.Once // the version was answered by another one

	ahead atomic.Int64 // how far Facebook's clock is ahead of ours, as its last answer told; in nanoseconds
	told  atomic.Bool  // its last answer did
}

// Every face a page has.
var (
	_ channel.Channel  = (*Channel)(nil)
	_ channel.Profiler = (*Channel)(nil)
)

var versionForm = regexp.MustCompile(`^v[1-9][0-9]?\.[0-9]$`)

// New connects a page; it makes no call. Errors name the setting that is wrong, never a secret.
func New(o Options, d channel.Deps) (*Channel, error) {
	if o.BaseURL == "" {
		o.BaseURL = DefaultBaseURL
	}
	if o.Version == "" {
		o.Version = DefaultVersion
	}
	if o.FirstRead == 0 {
		o.FirstRead = 7 * 24 * time.Hour
	}
	switch {
	case o.Page == "" || strings.ContainsAny(o.Page, "/?#% "):
		return nil, errors.New("id is not that of a page")
	case !versionForm.MatchString(o.Version):
		return nil, fmt.Errorf("version %q is not like %s", o.Version, DefaultVersion)
	case o.PageToken == "":
		return nil, errors.New("page_token is missing")
	case o.AppSecret == "":
		return nil, errors.New("app_secret is missing: without it no webhook can be trusted")
	}
	if err := safe(o.BaseURL); err != nil {
		return nil, err
	}
	return &Channel{
		Deps: d.Filled(), o: o, base: strings.TrimRight(o.BaseURL, "/") + "/" + o.Version,
		proof: hex.EncodeToString(channel.MAC(o.AppSecret, []byte(o.PageToken))),
		chats: rate.NewLimiter(2, 2), // §8: Conversations API
	}, nil
}

// safe refuses addresses over which the token would travel readable: http is for this machine only.
func safe(base string) error {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return errors.New("base_url is not an http address")
	}
	if u.Scheme == "https" || u.Hostname() == "localhost" {
		return nil
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.IsLoopback() {
		return nil
	}
	return errors.New("base_url must be https")
}

// Network is Facebook.
func (c *Channel) Network() contract.Network { return contract.Facebook }

// ours says whether an id is the page's own.
func (c *Channel) ours(id channel.ID) bool { return string(id) == c.o.Page }

// messageURL is where a post or a comment can be seen in Facebook's own page.
func messageURL(permalink, postID, commentID string) string {
	at := permalink
	if !strings.HasPrefix(at, "https://") {
		if postID == "" {
			return ""
		}
		at = "https://www.facebook.com/" + url.PathEscape(postID)
	}
	if commentID == "" || strings.Contains(at, "comment_id=") {
		return at
	}
	own := commentID[strings.LastIndexByte(commentID, '_')+1:]
	join := "?"
	if strings.Contains(at, "?") {
		join = "&"
	}
	return at + join + "comment_id=" + url.QueryEscape(own)
}
