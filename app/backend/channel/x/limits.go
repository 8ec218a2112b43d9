package x

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"sociomedio/app/backend/channel"
)

// limits keep what X last said of each endpoint (x-api §6). They are only what it told: after a restart X tells again.
type limits struct {
	mu      sync.Mutex
	windows map[string]windows
}

// windows of one endpoint: 15 minutes, and where it has them 24 hours of user and app.
type windows struct{ quarter, userDay, appDay window }

type window struct {
	known bool
	left  int
	reset time.Time // by our clock
}

func newLimits() *limits { return &limits{windows: map[string]windows{}} }

// spent says whether nothing is left at a time.
func (w window) spent(now time.Time) bool { return w.known && w.left <= 0 && now.Before(w.reset) }

// until is when a call may be made again; zero when now.
func (w windows) until(now time.Time) time.Time {
	var at time.Time
	for _, one := range []window{w.quarter, w.userDay, w.appDay} {
		if one.spent(now) && one.reset.After(at) {
			at = one.reset
		}
	}
	return at
}

// allow refuses a call that X would refuse.
func (l *limits) allow(endpoint string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := l.windows[endpoint].until(now); !until.IsZero() {
		return limited(until)
	}
	return nil
}

func limited(until time.Time) *channel.Error {
	return &channel.Error{Class: channel.Later, Code: codeLimited, Until: until}
}

// note takes over what an answer's headers say.
func (l *limits) note(endpoint string, h http.Header, now time.Time, skew time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.windows[endpoint]
	for prefix, one := range map[string]*window{"x-rate-limit": &w.quarter, "x-user-limit-24hour": &w.userDay, "x-app-limit-24hour": &w.appDay} {
		left, err := strconv.Atoi(h.Get(prefix + "-remaining"))
		reset, bad := strconv.ParseInt(h.Get(prefix+"-reset"), 10, 64)
		if err != nil || bad != nil {
			continue
		}
		// A reset is never further away than a day: what says so is no reset.
		at := time.Unix(reset, 0).Add(-skew)
		if at.Before(now.Add(25 * time.Hour)) {
			*one = window{known: true, left: left, reset: at}
		}
	}
	l.windows[endpoint] = w
}

// unknownWait is how long a 429 that names no time is obeyed.
const unknownWait = time.Minute

// refused is when an endpoint may be called again that just answered 429. Where something is left of the 15 minutes, it was
// the day's limit.
func (l *limits) refused(endpoint string, now time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.windows[endpoint]
	if until := w.until(now); !until.IsZero() {
		return until
	}
	if w.quarter.known && w.quarter.left > 0 {
		for _, day := range []window{w.userDay, w.appDay} {
			if day.known && now.Before(day.reset) {
				return day.reset
			}
		}
	}
	if w.quarter.known && now.Before(w.quarter.reset) {
		return w.quarter.reset
	}
	return now.Add(unknownWait)
}

// pace is when an endpoint is to be called next so that what is left lasts until its window ends; zero when nothing is known
// of it or the window is over.
func (l *limits) pace(endpoint string, now time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.windows[endpoint]
	if until := w.until(now); !until.IsZero() {
		return until
	}
	q := w.quarter
	if !q.known || !now.Before(q.reset) {
		return time.Time{}
	}
	return now.Add(q.reset.Sub(now) / time.Duration(q.left))
}
