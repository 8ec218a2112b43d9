package desk_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
)

// What a screen asks for on each key press or on each change of case, on the UI goroutine.

// BenchmarkPreview counts and cuts 2,000 characters.
func BenchmarkPreview(b *testing.B) {
	c := newCentre(b)
	m := newMachine(b, c.url)
	m.signIn("anis")
	f := m.filled(m.holds(c, c.twitter, "Budi", "internet lambat", ""), strings.Repeat(longText+" ", 4)[:1990])
	for b.Loop() {
		require.Greater(b, len(m.Preview(f).Parts), 5)
	}
}

// BenchmarkOpenCase reads a case with the newest page of a history of 500 messages, and its form.
func BenchmarkOpenCase(b *testing.B) {
	c := newCentre(b)
	m := newMachine(b, c.url)
	m.signIn("anis")
	held := m.talks(c, "Budi", 500)
	for more := true; more; {
		var err error
		more, err = m.FetchEarlier(b.Context(), held.Customer.ID)
		require.NoError(b, err)
	}
	for b.Loop() {
		v, err := m.View(held.ID)
		require.NoError(b, err)
		_, err = m.History(desk.HistoryQuery{CustomerID: v.Customer.ID})
		require.NoError(b, err)
		_, err = m.Form(held.ID, "")
		require.NoError(b, err)
	}
}

// BenchmarkSave makes an answer durable, without a connection.
func BenchmarkSave(b *testing.B) {
	c := newCentre(b)
	m := newMachine(b, c.url)
	m.signIn("anis")
	f := m.filled(m.holds(c, c.twitter, "Budi", "internet lambat", ""), "Mohon maaf")
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	for b.Loop() {
		f.OpenedAt = f.OpenedAt.Add(1)
		_, err := m.Save(b.Context(), f)
		require.NoError(b, err)
	}
}
