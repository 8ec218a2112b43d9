package x

import (
	"net/http"
	"strconv"
	"time"
)

// Windows of the limits.
const (
	quarter = 15 * time.Minute
	day     = 24 * time.Hour
)

// limitsOfX are the limits by endpoint name. Those of §3-§5 are X's; the others are from memory.
func limitsOfX() map[string]Limit {
	return map[string]Limit{
		"me":            {User: 75},
		"users":         {User: 900, App: 300},
		"mentions":      {User: 300, App: 450},
		"user_tweets":   {User: 900, App: 1500},
		"tweets":        {User: 900, App: 450},
		"create_tweet":  {User: 100, AppDay: 10000, UserDay: 10000},
		"delete_tweet":  {User: 50},
		"hide":          {User: 50},
		"dm_events":     {User: 15},
		"dm_with":       {User: 15},
		"dm_send":       {User: 15, UserDay: 1440, AppDay: 1440},
		"media":         {User: 500},
		"webhooks":      {App: 450},
		"subscriptions": {User: 450, App: 450},
	}
}

// window is one count of calls.
type window struct {
	left  int
	reset time.Time
}

// counter counts calls by endpoint and caller.
type counter struct {
	factor  int
	limits  map[string]Limit
	windows map[string]*window
}

func newCounter(own map[string]Limit, factor int) *counter {
	c := &counter{factor: max(1, factor), limits: limitsOfX(), windows: map[string]*window{}}
	for name, l := range own {
		c.limits[name] = l
	}
	return c
}

// spend counts one call and writes the headers of X; false means that it is one too many.
func (c *counter) spend(h http.Header, endpoint, caller string, app bool, now time.Time) bool {
	l := c.limits[endpoint]
	short := l.User
	if app {
		short = l.App
	}
	ok := true
	use := func(prefix, key string, most int, length time.Duration) {
		if most == 0 {
			return
		}
		most *= c.factor
		w := c.windows[key]
		if w == nil || !now.Before(w.reset) {
			w = &window{left: most, reset: now.Add(length)}
			c.windows[key] = w
		}
		if w.left == 0 {
			ok = false
		} else {
			w.left--
		}
		h.Set(prefix+"-limit", strconv.Itoa(most))
		h.Set(prefix+"-remaining", strconv.Itoa(w.left))
		h.Set(prefix+"-reset", strconv.FormatInt(w.reset.Unix(), 10))
	}
	if short == 0 {
		short = 1 << 30 / c.factor // every answer has the headers
	}
	use("x-rate-limit", endpoint+" "+caller, short, quarter)
	use("x-user-limit-24hour", endpoint+" day "+caller, l.UserDay, day)
	use("x-app-limit-24hour", endpoint+" day app", l.AppDay, day)
	return ok
}

// exhaust writes the headers of a window that is used up, for a fault.
func (c *counter) exhaust(h http.Header, now time.Time) {
	if h.Get("x-rate-limit-reset") != "" {
		return
	}
	h.Set("x-rate-limit-limit", "100")
	h.Set("x-rate-limit-remaining", "0")
	h.Set("x-rate-limit-reset", strconv.FormatInt(now.Add(2*time.Second).Unix(), 10))
}
