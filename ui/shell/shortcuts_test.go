package shell

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
	"sociomedio/ui/shown"
	"sociomedio/ui/widget"
)

// Every chord of the table is pressed while Feedback has the keyboard, in each of its spellings, and does what the table says. With
// AltGr, which comes as Ctrl and Alt, the same key does nothing: it writes @ or \ on many keyboards.
func TestEveryChordFromFeedback(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.sync()
	o.fill()
	w := o.place
	feedback := o.window.Canvas().Focused()
	require.True(t, widget.Types(feedback))
	focused := func() fyne.Focusable { return o.window.Canvas().Focused() }
	percent := func() int { return fyne.CurrentApp().Settings().Theme().(*look.Theme).Percent() }
	sees := func(text string) func() bool { return func() bool { return o.sees(text) } }
	elsewhere := func(text string) func() bool {
		return func() bool { return widget.Types(focused()) && focused() != feedback && o.sees(text) }
	}
	opens := func(text string) func() bool { return func() bool { return o.layers.busy() && o.sees(text) } }
	lines := 0
	unfolds := func() bool { return len(o.lines()) > lines && focused() != feedback }
	did := map[Action]func() bool{
		ActSync: sees("case diambil"), ActSearch: elsewhere("Cari di inbox"),
		ActAll: func() bool { return o.sees("Laras Ilustrasi") && o.sees("Yoga Sampel") }, ActTwitter: func() bool { return !o.sees("Laras Ilustrasi") },
		ActFacebook: func() bool { return o.sees("Laras Ilustrasi") && !o.sees("Yoga Sampel") },
		ActTab1:     sees("Service Number"), ActTab2: sees("Kontak pertama"), ActTab3: sees("No. Ticket"), ActTab4: sees("Tulis catatan internal"),
		ActTab5: sees("Respons"), ActNote: elsewhere("Tulis catatan internal"), ActCopyLink: sees("Tautan case disalin."),
		ActLevel1: unfolds, ActLevel2: unfolds, ActLevel3: unfolds, ActLevel4: unfolds, ActReplyType: unfolds,
		ActSave: sees("Isi Feedback sebelum Save"), ActPalette: opens("perintah saja"), ActOutbox: opens("Tidak ada yang menunggu"),
		ActInbox: func() bool { return w.page == inboxPage && focused() != feedback }, ActCustomers: func() bool { return w.page == customersPage },
		ActLarger: func() bool { return percent() == 110 }, ActSmaller: func() bool { return percent() == 90 }, ActUsual: func() bool { return percent() == 100 },
		ActPreferences: opens("Ikuti sistem"), ActDiagnose: opens("Diagnos"), ActHelp: opens("Semua pintasan"),
		ActPicture: func() bool { return o.window.Canvas().Overlays().Top() != nil && !o.layers.busy() }, ActBack: func() bool { return focused() != feedback },
	}
	// What nothing can be seen of here: no dashboard for an agent, no answer before, no thread.
	quiet := map[Action]bool{ActDashboard: true, ActFollowUp: true, ActPreview: true}
	for _, b := range Bindings() {
		if b.Reach != Window {
			continue
		}
		for _, c := range b.Chords {
			o.layers.closeAll()
			o.resize(0)
			o.filterNone()
			w.reply.Focus()
			require.True(t, feedback == focused(), c)
			lines = len(o.lines())
			o.chord(ctrl|alt, c.Key)
			require.True(t, feedback == focused(), "AltGr with %s", c.Key)
			require.False(t, o.layers.busy(), "AltGr with %s", c.Key)
			require.Equal(t, 100, percent(), "AltGr with %s", c.Key)
			if c.Mod == 0 {
				o.key(c.Key)
			} else {
				o.chord(c.Mod, c.Key)
			}
			if ok, can := did[b.Action]; can {
				o.until(c.String()+" in Feedback", ok)
			} else {
				require.True(t, quiet[b.Action], "%s is not tried", b.Action)
			}
			switch b.Action {
			case ActPicture: // Fyne's own dialog
				o.window.Canvas().Overlays().Remove(o.window.Canvas().Overlays().Top())
			case ActLevel1, ActLevel2, ActLevel3, ActLevel4, ActReplyType:
				o.key(fyne.KeyEscape)
			}
		}
	}
}

// filterNone shows all of the inbox.
func (o *office) filterNone() {
	o.place.filter("")
	o.until("all cases", func() bool { return o.sees("Yoga Sampel") })
}

// Every page is worked by the keyboard alone: Tab reaches everything on it that can be used, and comes round.
func TestTabReachesEverything(t *testing.T) {
	o := newOffice(t)
	check := func(page string) {
		t.Helper()
		o.queue.Drain()
		left := o.usable()
		require.NotEmpty(t, left, page)
		o.window.Canvas().Unfocus()
		for range 2*len(left) + 20 {
			o.window.Canvas().FocusNext()
			for _, i := range shown.Of(o.window).Items {
				if i.Focused {
					delete(left, i.Rect)
				}
			}
		}
		for at, name := range left {
			t.Errorf("%s: Tab doesn't reach %q at %v", page, name, at)
		}
	}
	check("sign-in")
	o.signIn()
	check("empty inbox")
	o.sync()
	for _, tab := range []Action{ActTab1, ActTab2, ActTab3, ActTab4, ActTab5} {
		o.do(tab)
		check(string(tab))
	}
	o.do(ActCustomers)
	check("customers")
	for _, a := range []Action{ActHelp, ActPreferences, ActPassword, ActOutbox, ActPalette} {
		o.do(a)
		require.True(t, o.layers.busy(), a)
		check(string(a))
		o.layers.closeAll()
	}
}

// usable is what can be used on the uppermost layer, by where it is.
func (o *office) usable() map[shown.Rect]string {
	items, top := shown.Of(o.window).Items, 0
	for _, i := range items {
		top = max(top, i.Layer)
	}
	can := map[shown.Rect]string{}
	for _, i := range items {
		if i.Layer == top && !i.Disabled && (i.Role == shown.Field || i.Role == string(fyne.AccessibleRoleButton) || i.Role == string(fyne.AccessibleRoleLink)) {
			can[i.Rect] = i.Role + " " + i.Text
		}
	}
	return can
}
