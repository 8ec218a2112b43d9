package serve

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"regexp"
	"time"

	"github.com/BurntSushi/toml"

	"sociomedio/data/contract"
)

// Config is what `serve --config FILE` reads (TOML). All of it may be left out; without accounts nothing comes in.
type Config struct {
	// TrustedProxies are the networks of the load balancers whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix `toml:"trusted_proxies"`
	// TLS makes the backend speak https itself; without it, a proxy in front does.
	TLS TLS `toml:"tls"`
	// Cases are the rules of the queue.
	Cases Cases `toml:"cases"`
	// Limits are for whoever asks too much of the backend.
	Limits Limits `toml:"limits"`
	// Key encrypts the tokens that a network renews and that are kept in the database (OAuth 2.0 of X): at least 32 characters,
	// as {file = "/path"} or {env = "NAME"}.
	Key Secret `toml:"key"`
	// Accounts are the company's accounts on the networks.
	Accounts []Account `toml:"account"`
}

// TLS names the files of certificate chain and key (PEM).
type TLS struct {
	Cert string `toml:"cert"`
	Key  string `toml:"key"`
}

// Cases are the rules of the queue; zero means the store's default.
type Cases struct {
	AnswerWithin Duration `toml:"answer_within"` // from a customer's message to its case's due time, 15m
	HoldFor      Duration `toml:"hold_for"`      // how long a taken case stays with an agent who does nothing, 30m
	ReopenWithin Duration `toml:"reopen_within"` // how long after its answer a case is reopened, 72h
	Zone         string   `toml:"zone"`          // where a day begins, e.g. Asia/Jakarta; default: the machine's
}

// Limits are what one may ask of the backend; zero means the default. The paces hold while more than half of the places are taken.
type Limits struct {
	Requests    int     `toml:"requests"`     // under way at a time in this process, 256
	AgentPace   float64 `toml:"agent_pace"`   // requests of one agent a second, 50
	AddressPace float64 `toml:"address_pace"` // requests of one address a second, 2,000; see trusted_proxies
}

// Account is one account on a network.
type Account struct {
	Network contract.Network `toml:"network"` // twitter or facebook
	Name    string           `toml:"name"`    // shown to agents, and part of the webhook's path /webhooks/NETWORK/NAME
	Handle  string           `toml:"handle"`  // without @
	ID      string           `toml:"id"`      // the account's id on the network: X user id, Facebook page id
	BaseURL string           `toml:"base_url"`
	Version string           `toml:"version"` // of Facebook's Graph API, e.g. v26.0

	PollEvery   Duration `toml:"poll_every"`   // default: X 60s, Facebook 5m
	FirstRead   Duration `toml:"first_read"`   // how far back the first reading goes; default 7 days
	SilentAfter Duration `toml:"silent_after"` // no successful reading for so long is an alarm, 15m
	VerifyEvery Duration `toml:"verify_every"` // X: how often it is asked what of the last 30 days was deleted or edited, 12h
	Spelling    string   `toml:"spelling"`     // X: old or new names of parameters; empty: what X understands
	Reposts     bool     `toml:"reposts"`      // X: reposts of posts that name us open cases
	Carried     bool     `toml:"carried"`      // X: names that an answer only carries along open cases
	Budget      float64  `toml:"budget"`       // X: US dollars for a month; 80 % of it and all of it are said in the log
	MaxPublic   int      `toml:"max_public"`   // characters of a public answer; default the network's: 280, 8000
	MaxPrivate  int      `toml:"max_private"`  // of a private one: 10000, 2000

	// Prices are what X takes for each thing in US dollars, in place of the built-in ones: post, post_with_link, reply, own_read,
	// post_read, user_read, dm_read, dm.
	Prices map[string]float64 `toml:"prices"`

	// Credentials by name, each "value", {file = "/path"} or {env = "NAME"}. X: consumer_key, consumer_secret, access_token,
	// access_secret; or client_id, client_secret (not for a public client) and the first refresh_token, with consumer_secret for
	// webhooks. Facebook: app_id, app_secret, page_token, verify_token.
	Credentials map[string]Secret `toml:"credentials"`
}

// Duration is written as Go writes it: 90s, 15m, 72h.
type Duration time.Duration

// UnmarshalText reads 15m; negative ones are refused.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err == nil && v < 0 {
		err = errors.New("is negative")
	}
	*d = Duration(v)
	return err
}

const maxConfig = 1 << 20

// ReadConfig reads a configuration file. Its errors name the place, never a secret.
func ReadConfig(path string) (Config, error) {
	var c Config
	f, err := os.Open(path)
	if err != nil {
		return c, err
	}
	defer f.Close()
	meta, err := toml.NewDecoder(io.LimitReader(f, maxConfig)).Decode(&c)
	if err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	if rest := meta.Undecoded(); len(rest) > 0 {
		return c, fmt.Errorf("%s: %s is not known", path, rest[0])
	}
	if err := c.check(); err != nil {
		return c, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

var nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

const longestName = 64

func (c Config) check() error {
	if (c.TLS.Cert == "") != (c.TLS.Key == "") {
		return errors.New("tls needs both cert and key")
	}
	if _, err := c.Cases.location(); err != nil {
		return err
	}
	if l := c.Limits; l.Requests < 0 || l.AgentPace < 0 || l.AddressPace < 0 {
		return errors.New("limits can't be negative")
	}
	seen := map[string]bool{}
	for _, a := range c.Accounts {
		key := string(a.Network) + "/" + a.Name
		switch {
		case !a.Network.Valid():
			return fmt.Errorf("account %q: network is twitter or facebook", a.Name)
		case !nameForm.MatchString(a.Name) || len(a.Name) > longestName:
			return fmt.Errorf("account %q: name is made of letters, digits, dot, dash and underscore", a.Name)
		case a.ID == "":
			return fmt.Errorf("account %s: id is missing", key)
		case seen[key]:
			return fmt.Errorf("account %s is there twice", key)
		}
		seen[key] = true
	}
	return nil
}

func (c Cases) location() (*time.Location, error) {
	if c.Zone == "" {
		return time.Local, nil
	}
	l, err := time.LoadLocation(c.Zone)
	if err != nil {
		return nil, fmt.Errorf("cases.zone: %w", err)
	}
	return l, nil
}

// secret gives one of an account's credentials; empty when it isn't set.
func (a Account) secret(name string) string { return a.Credentials[name].Reveal() }

// knows refuses credentials that nobody reads: a typing mistake would otherwise look like a dead token.
func (a Account) knows(names ...string) error {
	for given := range a.Credentials {
		ok := false
		for _, n := range names {
			ok = ok || n == given
		}
		if !ok {
			return fmt.Errorf("account %s/%s: credential %s is not known", a.Network, a.Name, given)
		}
	}
	return nil
}
