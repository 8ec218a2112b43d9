package words

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Number writes a whole number with the language's thousands: 1.904, 1,904.
func (t *Table) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	var parts []string
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return sign + strings.Join(append([]string{digits}, parts...), t.T(Thousands))
}

// Rupiah writes an amount: Rp512.000.
func (t *Table) Rupiah(amount int) string { return "Rp" + t.Number(amount) }

// Clock writes a time of day: 14:08.
func (t *Table) Clock(at time.Time) string { return at.In(t.zone).Format("15:04") }

// ClockSeconds writes a time of day with seconds: 14:08:31.
func (t *Table) ClockSeconds(at time.Time) string { return at.In(t.zone).Format("15:04:05") }

// Date writes a day: 24/11/2026.
func (t *Table) Date(at time.Time) string { return at.In(t.zone).Format("02/01/2006") }

// DateTime writes a moment to the second: 24/11/2026 13:56:58.
func (t *Table) DateTime(at time.Time) string { return at.In(t.zone).Format("02/01/2006 15:04:05") }

// ShortDateTime writes a moment for tables: 24/11/26 14:01.
func (t *Table) ShortDateTime(at time.Time) string { return at.In(t.zone).Format("02/01/06 15:04") }

// DayMonth writes a moment within the year: 24/11 13:56.
func (t *Table) DayMonth(at time.Time) string { return at.In(t.zone).Format("02/01 15:04") }

// LongDate writes a day in words: Selasa, 24 November 2026.
func (t *Table) LongDate(at time.Time) string {
	at = at.In(t.zone)
	days, months := strings.Fields(t.T(Days)), strings.Fields(t.T(Months))
	return fmt.Sprintf("%s, %d %s %d", days[at.Weekday()], at.Day(), months[at.Month()-1], at.Year())
}

// DayHeading heads a day of a conversation: the long date, with "Hari ini" before today's, without the comma then.
func (t *Table) DayHeading(at, now time.Time) string {
	if t.SameDay(at, now) {
		return t.T(TodayHeading, strings.Replace(t.LongDate(at), ",", "", 1))
	}
	return t.LongDate(at)
}

// SameDay tells whether two moments fall on one day in the table's zone.
func (t *Table) SameDay(a, b time.Time) bool {
	y1, m1, d1 := a.In(t.zone).Date()
	y2, m2, d2 := b.In(t.zone).Date()
	return y1 == y2 && m1 == m2 && d1 == d2
}

// Short writes a span by its greatest unit, to the nearest minute: 14 mnt, 2 jam, 3 hari; under half a minute "<1 mnt". Negative
// spans count as none.
func (t *Table) Short(d time.Duration) string {
	d = d.Round(time.Minute)
	switch {
	case d < time.Minute:
		return t.T(UnitMinutes, "<1")
	case d < time.Hour:
		return t.T(UnitMinutes, strconv.Itoa(int(d/time.Minute)))
	case d < 48*time.Hour:
		return t.T(UnitHours, strconv.Itoa(int(d/time.Hour)))
	}
	return t.T(UnitDays, t.Number(int(d/(24*time.Hour))))
}

// Span writes a span of work to the second: 45 dtk, 3 mnt 12 dtk, 1 jam 03 mnt.
func (t *Table) Span(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	h, m, s := int(d/time.Hour), int(d/time.Minute)%60, int(d/time.Second)%60
	switch {
	case h > 0:
		return t.T(UnitHours, strconv.Itoa(h)) + " " + t.T(UnitMinutes, fmt.Sprintf("%02d", m))
	case m > 0:
		return t.T(UnitMinutes, strconv.Itoa(m)) + " " + t.T(UnitSeconds, fmt.Sprintf("%02d", s))
	}
	return t.T(UnitSeconds, strconv.Itoa(s))
}
