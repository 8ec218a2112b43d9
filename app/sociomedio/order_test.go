package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
)

// someDesk is a desk whose orders can be told apart: the number of overdue cases is how often it was read.
type someDesk struct {
	reads   int
	listens []func(desk.Event)
}

func (d *someDesk) Recall(string) string { return "1" }

func (d *someDesk) Inbox(f desk.InboxFilter) (desk.Inbox, error) {
	d.reads++
	return desk.Inbox{Filter: f, Counts: desk.Counts{Overdue: d.reads}}, nil
}

func (d *someDesk) Counts() (desk.Counts, error) {
	in, err := d.Inbox(desk.InboxFilter{})
	return in.Counts, err
}

func (d *someDesk) Subscribe(f func(desk.Event)) func() {
	at := len(d.listens)
	d.listens = append(d.listens, f)
	return func() { d.listens[at] = nil }
}

func (d *someDesk) tell(kind desk.EventKind) {
	for _, f := range d.listens {
		if f != nil {
			f(desk.Event{Kind: kind})
		}
	}
}

// TestTheOrderReadAheadIsGivenOnceAndWhileItHolds: an order that a case was answered under since is never shown as if it were now's.
func TestTheOrderReadAheadIsGivenOnceAndWhileItHolds(t *testing.T) {
	kept := desk.InboxFilter{Sort: desk.ByNewest} // what Recall tells
	for name, one := range map[string]struct {
		there bool
		since desk.EventKind
		asked desk.InboxFilter
		want  int // the how-manieth reading is given
	}{
		"nothing happened":   {true, desk.ConnectionChanged, kept, 1},
		"a case has come":    {true, desk.InboxChanged, kept, 2},
		"a case is answered": {true, desk.CaseChanged, kept, 2},
		"another is asked":   {true, desk.ConnectionChanged, desk.InboxFilter{}, 2},
		"nobody is there":    {false, desk.ConnectionChanged, kept, 1},
	} {
		t.Run(name, func(t *testing.T) {
			d := &someDesk{}
			o := newOrder(d)
			o.readAhead(one.there)
			d.tell(one.since)
			in, err := o.first(one.asked)
			require.NoError(t, err)
			require.Equal(t, one.asked, in.Filter)
			require.Equal(t, one.want, in.Counts.Overdue)
			in, err = o.first(one.asked)
			require.NoError(t, err)
			require.Equal(t, one.want+1, in.Counts.Overdue, "the second time it is read")
		})
	}
}

// TestNothingIsMissedBetweenTheOrderAndTheWindow: what happens before the window listens, it is told when it does.
func TestNothingIsMissedBetweenTheOrderAndTheWindow(t *testing.T) {
	d := &someDesk{}
	o := newOrder(d)
	o.readAhead(true)
	_, err := o.first(desk.InboxFilter{Sort: desk.ByNewest})
	require.NoError(t, err)
	d.tell(desk.InboxChanged)
	var heard []desk.EventKind
	stop := o.subscribe(func(e desk.Event) { heard = append(heard, e.Kind) })
	require.Equal(t, []desk.EventKind{desk.InboxChanged}, heard)
	d.tell(desk.ConnectionChanged)
	require.Equal(t, []desk.EventKind{desk.InboxChanged, desk.ConnectionChanged}, heard, "and from then on each once")
	stop()
	d.tell(desk.InboxChanged)
	require.Len(t, heard, 2)
}

// TestTheCountsReadAheadHoldWhileNothingChanges: the window asks for them more than once as it opens.
func TestTheCountsReadAheadHoldWhileNothingChanges(t *testing.T) {
	d := &someDesk{}
	o := newOrder(d)
	counted := func() int {
		c, err := o.counts()
		require.NoError(t, err)
		return c.Overdue
	}
	require.Equal(t, 1, counted(), "nothing is read ahead yet")
	o.readAhead(true)
	require.Equal(t, 2, counted())
	require.Equal(t, 2, counted())
	o.at = o.at.Add(-countsHold)
	require.Equal(t, 3, counted(), "cases become overdue by themselves")
	o.at = o.at.Add(countsHold)
	d.tell(desk.CaseChanged)
	require.Equal(t, 4, counted())
}
