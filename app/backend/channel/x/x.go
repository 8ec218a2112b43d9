// Package x is the channel to X (formerly Twitter): some fifteen calls of the X API v2 with net/http, against any base URL.
// Facts are those of the x-api reference, named by paragraph. It speaks both spellings of the fields that X renamed in August
// 2026 (x-api §0), signs with OAuth 1.0a or carries OAuth 2.0 tokens (§1), obeys the limits that X itself tells (§6), and
// never repeats a call that posts unless X said that it did not act on it.
package x

import (
	"errors"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// DefaultBaseURL is where X is.
const DefaultBaseURL = "https://api.x.com"

// Options of a channel.
type Options struct {
	channel.Deps
	BaseURL     string // default DefaultBaseURL
	UserID      string // the account's id on X
	Handle      string // without @; a label, its id decides
	Credentials Credentials
	Tokens      Tokens             // keeps the OAuth 2.0 tokens; needed with Credentials.ClientID
	Spelling    Spelling           // of parameters; empty: the old one, and the new one as soon as X refuses that
	Reposts     bool               // a repost of a post that names us opens a case (edge case 11)
	Carried     bool               // a name that a reply only carries along opens a case (edge case 19)
	Prices      map[string]float64 // US dollars by what is paid for, in place of those of prices.toml
	FirstRead   time.Duration      // how far back the first reading goes, 7 days
}

// Credentials are those of OAuth 1.0a user context, or those of OAuth 2.0. ConsumerSecret signs webhooks with either.
type Credentials struct {
	ConsumerKey, ConsumerSecret string
	AccessToken, AccessSecret   string

	ClientID, ClientSecret string // ClientSecret is empty for a public client
	RefreshToken           string // the first one; later ones are in Tokens
}

// Channel is one account on X.
type Channel struct {
	channel.Deps
	options  Options
	base     *url.URL
	identity identity
	signer   signer
	limits   *limits
	meter    *meter
	spelling atomic.Pointer[Spelling]
	skew     atomic.Int64 // see ahead; in nanoseconds
}

// New makes a channel. It calls nobody.
func New(o Options) (*Channel, error) {
	if o.BaseURL == "" {
		o.BaseURL = DefaultBaseURL
	}
	if o.FirstRead == 0 {
		o.FirstRead = 7 * 24 * time.Hour
	}
	base, err := url.Parse(strings.TrimSuffix(o.BaseURL, "/"))
	if err != nil || (base.Scheme != "https" && base.Scheme != "http") || base.Host == "" {
		return nil, errors.New("x: base_url is no web address")
	}
	if !isID(o.UserID) {
		return nil, errors.New("x: id is a number of at most 19 digits")
	}
	c := &Channel{
		Deps: o.Deps.Filled(), options: o, base: base, limits: newLimits(),
		identity: identity{id: o.UserID, handle: strings.TrimPrefix(o.Handle, "@"), reposts: o.Reposts, carried: o.Carried},
	}
	switch o.Spelling {
	case "", Old, Renamed:
		c.spelling.Store(&o.Spelling)
	default:
		return nil, errors.New("x: spelling is old or new")
	}
	if c.signer, err = c.newSigner(); err != nil {
		return nil, err
	}
	table, err := prices(o.Prices)
	c.meter = newMeter(table)
	return c, err
}

func (c *Channel) newSigner() (signer, error) {
	k := c.options.Credentials
	switch {
	case k.ClientID != "" && k.AccessToken != "":
		return nil, errors.New("x: credentials are those of OAuth 1.0a or of OAuth 2.0, not both")
	case k.ClientID != "":
		if c.options.Tokens == nil {
			return nil, errors.New("x: OAuth 2.0 tokens need a place to be kept")
		}
		return &bearer{channel: c, keys: k, tokens: c.options.Tokens}, nil
	case k.ConsumerKey == "" || k.ConsumerSecret == "" || k.AccessToken == "" || k.AccessSecret == "":
		return nil, errors.New("x: consumer_key, consumer_secret, access_token and access_secret are needed, or client_id and refresh_token")
	}
	return oauth1{channel: c, keys: k}, nil
}

// Network is X.
func (c *Channel) Network() contract.Network { return contract.Twitter }

// now is our time as X's clock shows it.
func (c *Channel) now() time.Time { return c.Clock().Add(c.ahead()) }

// ahead is how far X's clock is ahead of ours, as its last answer told.
func (c *Channel) ahead() time.Duration { return time.Duration(c.skew.Load()) }

// isID says whether s is an id as X gives them (x-api §3).
func isID(s string) bool {
	if s == "" || len(s) > 19 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
