package x

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/BurntSushi/toml"

	"sociomedio/app/answer"
	"sociomedio/app/backend/channel"
)

//go:embed prices.toml
var priceTable string

// prices are what X takes, in US dollars, by what is paid for; those given take the place of X's own. A name that is not in the table
// is a mistake.
func prices(given map[string]float64) (map[string]float64, error) {
	all := map[string]float64{}
	if _, err := toml.Decode(priceTable, &all); err != nil {
		return nil, fmt.Errorf("x: price table: %w", err)
	}
	for name, dollars := range given {
		if _, ok := all[name]; !ok || dollars < 0 {
			return nil, fmt.Errorf("x: price %s is not known, or negative", name)
		}
	}
	maps.Copy(all, given)
	return all, nil
}

// meter counts what is to be paid for. What was read on a day is not named twice; that another process, or this one before it was
// started again, has read it on the same day is known where the charges are added up.
type meter struct {
	prices map[string]float64

	mu   sync.Mutex
	day  string
	seen map[string]bool
	due  map[purpose]*channel.Charge // since Charges was last called
}

// purpose is what is paid for, on a day.
type purpose struct{ day, kind string }

func newMeter(prices map[string]float64) *meter {
	return &meter{prices: prices, seen: map[string]bool{}, due: map[purpose]*channel.Charge{}}
}

// read notes a thing that was read, as X counts it: a post, a user or a message.
func (m *meter) read(kind, thing string, id channel.ID, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if day := now.UTC().Format(time.DateOnly); day != m.day {
		m.day, m.seen = day, map[string]bool{}
	}
	if name := thing + ":" + string(id); id != "" && !m.seen[name] {
		m.seen[name] = true
		c := m.charge(kind, now)
		c.Things = append(c.Things, name)
	}
}

func (m *meter) wrote(kind string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.charge(kind, now).Count++
}

func (m *meter) charge(kind string, now time.Time) *channel.Charge {
	p := purpose{day: now.UTC().Format(time.DateOnly), kind: kind}
	if m.due[p] == nil {
		m.due[p] = &channel.Charge{Kind: kind, At: now, Dollars: m.prices[kind]}
	}
	return m.due[p]
}

// Charges gives what was used since it was last called (channel.Meter).
func (c *Channel) Charges() []channel.Charge {
	m := c.meter
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]channel.Charge, 0, len(m.due))
	for _, one := range m.due {
		all = append(all, *one)
	}
	clear(m.due)
	return all
}

// charge notes what a yes of X costs. Beside what was asked for X counts the posts and people that come along with it.
func (c *Channel) charge(r request, a channel.Answer) {
	switch r.endpoint {
	case getMe, getMentions, getOwn, getPosts, getMessages, getWith:
		c.chargeRead(r.endpoint, a)
	case postMessage:
		c.meter.wrote("dm", a.At)
	case postTweet:
		c.meter.wrote(kindOf(r.body), a.At)
	}
}

func (c *Channel) chargeRead(endpoint string, a channel.Answer) {
	var got page
	if channel.Decode(a.Body, &got) != nil {
		return
	}
	for _, raw := range append(channel.Elements(got.Data), got.Data) { // a list, or one alone
		var one post
		if channel.Decode(raw, &one) != nil {
			continue
		}
		switch endpoint {
		case getMe:
			c.meter.read("user_read", "user", one.ID, a.At)
		case getMessages, getWith:
			c.meter.read("dm_read", "dm", one.ID, a.At)
		case getMentions, getOwn:
			c.meter.read("own_read", "post", one.ID, a.At)
		default:
			c.meter.read(c.readAs(one), "post", one.ID, a.At)
		}
	}
	for _, p := range slices.Concat(got.Includes.Tweets, got.Includes.Posts) {
		c.meter.read(c.readAs(p), "post", p.ID, a.At)
	}
	for _, u := range got.Includes.Users {
		c.meter.read("user_read", "user", u.ID, a.At)
	}
}

// readAs is what a post is paid for as that is not in a list of our own.
func (c *Channel) readAs(p post) string {
	if string(p.AuthorID) == c.options.UserID {
		return "own_read"
	}
	return "post_read"
}

// kindOf is what a post is paid for as. We answer whom X lets us answer: those who named us.
func kindOf(body any) string {
	p, _ := body.(newPost)
	switch {
	case answer.HasLink(p.Text):
		return "post_with_link"
	case p.Reply != nil:
		return "reply"
	}
	return "post"
}
