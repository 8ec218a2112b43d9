package storage

import "time"

// moment is a time as it is stored: microseconds since 1970 in UTC, 0 for none. One number means the same on both engines,
// sorts as time does and fits an index.
type moment int64

func momentOf(t time.Time) moment {
	if t.IsZero() {
		return 0
	}
	return moment(t.UnixMicro())
}

// Time is the zero time for 0.
func (m moment) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(m)).UTC()
}

func (m moment) after(d time.Duration) moment { return m + moment(d.Microseconds()) }

// secondsSince is whole seconds, never negative.
func (m moment) secondsSince(earlier moment) int {
	return max(0, int((m-earlier)/1_000_000))
}
