package x

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"

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

// meter counts what is to be paid for. What was read on a day is remembered for that day; a restart forgets it, so that the meter
// rather says too much than too little.
type meter struct {
	prices map[string]float64

	mu   sync.Mutex
	day  string
	seen map[string]bool
	due  map[string]int // by kind, since Charges was last called
}

// read notes things that were read.
func (m *meter) read(kind string, ids []string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if day := now.UTC().Format(time.DateOnly); day != m.day {
		m.day, m.seen = day, map[string]bool{}
	}
	for _, id := range ids {
		if id != "" && !m.seen[id] {
			m.seen[id] = true
			m.due[kind]++
		}
	}
}

func (m *meter) wrote(kind string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.due[kind]++
}

// Charges gives what was used since it was last called (channel.Meter).
func (c *Channel) Charges() []channel.Charge {
	m := c.meter
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []channel.Charge
	for kind, n := range m.due {
		all = append(all, channel.Charge{Kind: kind, Count: n, Dollars: float64(n) * m.prices[kind]})
	}
	clear(m.due)
	return all
}

// charge notes what a yes of X costs.
func (c *Channel) charge(r request, a channel.Answer) {
	switch r.endpoint {
	case getMentions, getOwn:
		c.meter.read("own_read", idsOf(a.Body), a.At)
	case getPosts:
		c.meter.read("post_read", idsOf(a.Body), a.At)
	case getMessages, getWith:
		c.meter.read("dm_read", idsOf(a.Body), a.At)
	case postMessage:
		c.meter.wrote("dm")
	case postTweet:
		c.meter.wrote(kindOf(r.body))
	}
}

// kindOf is what a post is paid for as. We answer whom X lets us answer: those who named us.
func kindOf(body any) string {
	p, _ := body.(newPost)
	switch {
	case strings.Contains(p.Text, "http://") || strings.Contains(p.Text, "https://"):
		return "post_with_link"
	case p.Reply != nil:
		return "reply"
	}
	return "post"
}

// idsOf are the ids of a list's things.
func idsOf(body []byte) []string {
	var got struct {
		Data json.RawMessage `json:"data"`
	}
	if channel.Decode(body, &got) != nil {
		return nil
	}
	var ids []string
	for _, raw := range channel.Elements(got.Data) {
		var one struct {
			ID channel.ID `json:"id"`
		}
		if channel.Decode(raw, &one) == nil {
			ids = append(ids, string(one.ID))
		}
	}
	return ids
}
