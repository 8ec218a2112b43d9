package shell

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/ui/widget"
)

// From signing in to the answer on the network, by keyboard alone (5.2.1 to 5.3.8): then the next case is open and the keyboard is in
// its Feedback.
func TestWorkday(t *testing.T) {
	o := newOffice(t)
	require.True(t, o.sees("Mode latihan."), "practice is said loudly")
	o.signIn()
	require.True(t, o.sees("No data to display"))
	o.sync()
	first := o.place.caseID
	o.fill()
	o.write("Halo Kak, kami cek dulu ya.")
	o.chord(ctrl, fyne.KeyReturn)
	o.until("the next case", func() bool { return o.place.caseID != first && o.place.caseID != "" })
	require.True(t, widget.Types(o.window.Canvas().Focused()), "the keyboard is in Feedback")
	o.until("the answer on the network", func() bool {
		posts := o.posted()
		return len(posts) == 1 && strings.HasSuffix(posts[0], "Halo Kak, kami cek dulu ya. (Anis)")
	})
	o.until("sent in the status bar", func() bool { return o.sees("1 terkirim") })
}

// Ctrl+Enter in the field of an internal note stores the note; a whole answer that stands ready in Form Reply stays there.
func TestKeyOfANoteNeverSendsTheAnswer(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.sync()
	o.fill()
	o.write("Halo Kak, kami cek dulu ya.")
	o.chord(ctrl|shift, fyne.KeyN)
	o.write("Pelanggan prioritas.")
	o.chord(ctrl, fyne.KeyReturn)
	o.until("the note in the history", func() bool { return o.sees("Pelanggan prioritas.") && o.sees("Tidak terkirim ke pelanggan") })
	o.until("the note at the backend", func() bool { return o.desk.Unsent() == 0 })
	require.True(t, o.sees("Halo Kak, kami cek dulu ya."))
	require.Empty(t, o.posted())
}

// A wrong password is said where it was typed, and what was typed is still there.
func TestWrongPassword(t *testing.T) {
	o := newOffice(t, func(p *Options) { p.Practice = &Practice{p.Practice.Server, p.Practice.Username, "salah sekali"} })
	o.key(fyne.KeyReturn)
	o.until("the sentence", func() bool { return o.sees("Username atau password salah. Tersisa 4") })
	require.Nil(t, o.place)
	require.True(t, o.sees("••••••••••••"))
}

// Without the backend everything that is here is shown; an answer goes to the outbox, and Logout asks because it is not sent.
func TestOffline(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.sync()
	o.closeBackend()
	o.until("the banner", func() bool { return o.sees("Server tidak terjangkau sejak") })
	o.until("the status bar", func() bool { return o.sees("Tidak terhubung") })
	o.fill()
	o.write("Kami cek dulu ya Kak.")
	o.chord(ctrl, fyne.KeyReturn)
	o.until("one in the outbox", func() bool { return o.sees("1 antre") })
	o.chord(ctrl, fyne.KeyO)
	require.True(t, o.sees("1 menunggu koneksi"))
	require.True(t, o.sees("Kami cek dulu ya Kak. (Anis)"))
	o.click("Ubah")
	o.until("the answer in Feedback again", func() bool { return !o.sees("menunggu koneksi") && o.sees("Kami cek dulu ya Kak.") })
	require.Zero(t, o.desk.Unsent())
	o.chord(ctrl, fyne.KeyReturn)
	o.until("in the outbox again", func() bool { return o.desk.Unsent() == 1 })
	o.do(ActLogout)
	require.True(t, o.sees("Masih ada yang belum terkirim"))
	o.key(fyne.KeyReturn)
	o.until("signed out", func() bool { return o.place == nil })
	require.True(t, o.sees("Username"))
}

// Logout without anything unsent does not ask.
func TestLogout(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.do(ActLogout)
	o.until("signed out", func() bool { return o.place == nil && o.signin != nil })
	require.False(t, o.desk.Session().SignedIn)
}

// endingSession is a desk of which the session can be said to have ended.
type endingSession struct {
	*desk.Desk
	over bool
}

func (e *endingSession) Session() desk.Session {
	s := e.Desk.Session()
	s.SignedIn = s.SignedIn && !e.over
	return s
}

// After the session has ended the screen stays, and after the password it goes on: the case, and what was being written.
func TestSessionEnded(t *testing.T) {
	var source *endingSession
	o := newOffice(t, func(p *Options) {
		source = &endingSession{Desk: p.Source.(*desk.Desk)}
		p.Source = source
	})
	o.signIn()
	o.sync()
	open := o.place.caseID
	o.place.reply.Focus()
	o.write("Sebentar ya Kak")
	source.over = true
	o.place.changed(desk.Event{Kind: desk.SessionEnded})
	require.True(t, o.sees("Sesi Anda sudah berakhir."))
	require.True(t, o.layers.busy())
	o.key(fyne.KeyEscape)
	require.False(t, o.layers.busy(), "later")
	o.click("Login")
	source.over = false
	o.key(fyne.KeyReturn)
	o.until("signed in again", func() bool { return !o.layers.busy() })
	require.False(t, o.sees("Sesi Anda sudah berakhir."))
	require.Equal(t, open, o.place.caseID)
	require.True(t, o.sees("Sebentar ya Kak"))
}

// The rules are said before; what is wrong is said under the entry; after the change the new password signs in.
func TestChangePassword(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.do(ActPassword)
	require.True(t, o.sees("10 sampai 200 karakter"))
	enter := func(current, next, repeated string) {
		form := o.layers.opened[len(o.layers.opened)-1]
		require.NotNil(t, form)
		for _, text := range []string{current, next, repeated} {
			o.chord(ctrl, fyne.KeyA)
			o.write(text)
			o.window.Canvas().FocusNext() // the eye
			o.window.Canvas().FocusNext()
		}
	}
	enter("salah sekali", "bukan yang lama 1", "bukan yang lama 2")
	o.click("Ubah password")
	require.True(t, o.sees("Tidak sama dengan password baru."))
	o.layers.closeAll()

	o.do(ActPassword)
	enter("salah sekali", "bukan yang lama 1", "bukan yang lama 1")
	o.click("Ubah password")
	o.until("what is wrong", func() bool { return o.sees("Password sekarang salah.") })
	o.layers.closeAll()

	o.do(ActPassword)
	enter(o.practice.Password, "bukan yang lama 1", "bukan yang lama 1")
	o.click("Ubah password")
	o.until("changed", func() bool { return o.sees("Password diubah.") })
	require.NoError(t, o.desk.SignOut(t.Context()))
	_, err := o.desk.SignIn(t.Context(), desk.Credentials{Server: o.practice.URL, Username: "anis", Password: "bukan yang lama 1"})
	require.NoError(t, err)
	require.NotEqual(t, data.WrongPassword, data.KindOf(err))
}

// The palette fills Form Reply in with a topic that is named, from Category on, and the next field that is open gets the keyboard.
func TestPaletteFillsInATopic(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.do(ActPalette)
	o.write("tagihan")
	require.False(t, o.sees("Product: "), "there is no form to fill in")
	o.layers.closeAll()
	o.sync()
	require.False(t, o.sees("Tagihan"))
	o.do(ActPalette)
	o.write("tagihan")
	o.until("the topic", func() bool { return o.sees("Isi Category: Informasi, Product: ") })
	o.key(fyne.KeyDown) // the first line shows the cases about it
	o.key(fyne.KeyReturn)
	require.False(t, o.layers.busy(), "the palette has closed")
	o.until("the topic in the form", func() bool { return o.sees("Informasi") && o.sees("Tagihan") })
}
