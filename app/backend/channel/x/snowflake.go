package x

import (
	"strconv"
	"time"
)

// epoch is where the time in X's ids begins, in Unix milliseconds; the lower 22 bits of an id number within a millisecond.
const (
	epoch = 1288834974657
	shift = 22
)

// newer compares ids as the numbers they are: by length, then by text.
func newer(a, b string) bool {
	if len(a) != len(b) {
		return len(a) > len(b)
	}
	return a > b
}

// idAt is the smallest id that a post of a time has; empty for times before there were such ids.
func idAt(t time.Time) string {
	ms := t.UnixMilli() - epoch
	if ms <= 0 {
		return ""
	}
	return strconv.FormatInt(ms<<shift, 10)
}

// before is an id as old as what was posted d before another id; empty when that one holds no time.
func before(id string, d time.Duration) string {
	n, err := strconv.ParseInt(id, 10, 64)
	back := d.Milliseconds() << shift
	if err != nil || n <= back {
		return ""
	}
	return strconv.FormatInt(n-back, 10)
}
