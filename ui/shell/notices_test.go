package shell

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/data/settings"
	"sociomedio/ui/words"
)

// A notification of the desktop can only say a sentence of the table with a count. On Windows the toolkit runs its text through a
// command line: a word of a customer in it would be a command.
func TestNoticesHaveNoRoomForWords(t *testing.T) {
	form := reflect.TypeOf(notice{})
	require.Equal(t, 2, form.NumField())
	require.Equal(t, reflect.TypeOf(words.NoticeDue), form.Field(0).Type)
	require.Equal(t, reflect.Int, form.Field(1).Type.Kind())
}

func TestNotices(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	told := func() []string {
		o.mu.Lock()
		defer o.mu.Unlock()
		return slices.Clone(o.notified)
	}
	n := o.place.notices
	n.arrived(3)
	n.away = true
	n.arrived(2)
	require.Eventually(t, func() bool { return len(told()) == 1 }, waiting, time.Millisecond)
	require.Equal(t, []string{"Socio Medio: 2 case baru di inbox."}, told(), "only while the agent looks elsewhere")

	now := o.opts.Clock()
	row := func(id string, left time.Duration) desk.Row {
		return desk.Row{Case: contract.Case{ID: id, DueAt: now.Add(left), Customer: contract.CustomerRef{Name: "$(calc)"}}}
	}
	rows := []desk.Row{row("late", -time.Minute), row("near", time.Minute), row("far", time.Hour)}
	n.due(rows, now)
	n.due(rows, now)
	require.Eventually(t, func() bool { return len(told()) == 2 }, waiting, time.Millisecond)
	require.Equal(t, "Socio Medio: 1 case mendekati batas waktu SLA.", told()[1], "each case once")

	require.NoError(t, o.opts.Settings.Set(settings.Notifications, "false"))
	n.arrived(1)
	require.Len(t, told(), 2)
}

// The window's title carries the cases past their due time.
func TestTitle(t *testing.T) {
	require.Equal(t, "Socio Medio", title(0))
	require.Equal(t, "(2) Socio Medio", title(2))
	o := newOffice(t)
	o.signIn()
	o.sync()
	o.until("the overdue case in the title", func() bool { return o.window.Title() == "(2) Socio Medio" || o.window.Title() == "(1) Socio Medio" })
}
