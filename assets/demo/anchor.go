package demo

import "time"

// Zone is the one that the files are dated in: WIB, UTC+7.
func Zone() *time.Location { return time.FixedZone("WIB", 7*60*60) }

// Anchor is the moment around which the files are dated. Ago counts back from it.
func Anchor() time.Time { return time.Date(2026, time.November, 24, 14, 11, 2, 0, Zone()) }

// Shift moves a time of the files to where it lies when the demo starts at start. What happened on the day of the anchor
// keeps its distance to now, so that nothing lies in the future; earlier days keep their time of day, because a technician
// does not come at 03:12.
func Shift(at, start time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	anchor := Anchor()
	at = at.In(anchor.Location())
	if at.Year() == anchor.Year() && at.YearDay() == anchor.YearDay() {
		return at.Add(start.Sub(anchor)).In(start.Location())
	}
	return at.AddDate(0, 0, days(anchor, start.In(anchor.Location()))).In(start.Location())
}

// days counts the midnights between two moments in their own zone.
func days(from, to time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}
