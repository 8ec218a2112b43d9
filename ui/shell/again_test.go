package shell

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
	"sociomedio/data/settings"
)

// desktop opens the agent's folder as a start of the program does.
func (o *office) desktop(dir string) (*desk.Desk, *local.Folder) {
	o.t.Helper()
	folder, err := local.OpenFolder(dir)
	require.NoError(o.t, err)
	d, err := desk.New(desk.Params{
		Folder: folder, Keys: keys.Open("Socio Medio again", waiting), Server: o.practice.URL, Pause: 10 * time.Millisecond,
		Remote: remote.Options{Version: "test", Patience: waiting}, Every: 200 * time.Millisecond,
	})
	require.NoError(o.t, err)
	return d, folder
}

// Who is remembered sees the inbox at once, without a sign-in page and without the network; a draft that was being written when the
// window went is there.
func TestRememberedAgentGoesOn(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	before, folder := o.desktop(dir)
	c := desk.Credentials{Server: o.practice.URL, Username: o.practice.Username, Password: o.practice.Password, Remember: true}
	_, err := before.SignIn(t.Context(), c)
	require.NoError(t, err)
	begin := func(source *desk.Desk) *Shell {
		w := test.NewTempWindow(t, nil)
		s, err := New(Options{
			Source: source, Window: w, Run: o.queue.Run, Settings: settings.Load(settings.Sources{}, nil), Version: "test",
		})
		require.NoError(t, err)
		w.Resize(fyne.NewSize(1366, 768))
		s.Start()
		return s
	}
	_, err = before.Sync(t.Context())
	require.NoError(t, err)
	first := begin(before)
	o.until("the inbox", func() bool { return first.place != nil })
	in, err := before.Inbox(desk.InboxFilter{})
	require.NoError(t, err)
	rows, err := before.InboxRows(in, 0, 1)
	require.NoError(t, err)
	first.place.open(rows[0].Case.ID)
	first.place.reply.Focus()
	test.Type(first.opts.Window.Canvas().Focused(), "Sebentar ya Kak")
	first.Leave(context.Background())
	first.Close()
	require.NoError(t, before.Close(t.Context()))
	require.NoError(t, folder.Close())
	o.closeBackend()

	after, folder := o.desktop(dir)
	second := begin(after)
	o.until("the inbox without the network", func() bool { return second.place != nil })
	require.Nil(t, second.signin)
	second.place.open(rows[0].Case.ID)
	o.window = second.opts.Window
	o.until("the draft", func() bool { return o.sees("Sebentar ya Kak") })
	second.Close()
	require.NoError(t, after.Close(t.Context()))
	require.NoError(t, folder.Close())
}
