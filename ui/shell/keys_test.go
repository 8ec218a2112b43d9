package shell

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/widget"
)

// design is DESIGN.md section 9.
var design = map[string]Action{
	"J": ActNext, "↓": ActNext, "K": ActPrevious, "↑": ActPrevious, "R": ActAnswer, "Enter": ActAnswer, "Alt+1": ActTab1, "Alt+2": ActTab2,
	"Alt+3": ActTab3, "Alt+4": ActTab4, "Alt+5": ActTab5, "F5": ActSync, "Ctrl+F": ActSearch, "Ctrl+1": ActInbox, "Ctrl+2": ActCustomers,
	"Ctrl+3": ActDashboard, "Ctrl+Shift+A": ActAll, "Ctrl+Shift+T": ActTwitter, "Ctrl+Shift+F": ActFacebook, "U": ActUnread, "Alt+C": ActLevel1,
	"Alt+D": ActLevel2, "Alt+S": ActLevel3, "Alt+E": ActLevel4, "Alt+Y": ActReplyType, "Ctrl+Enter": ActSave, "Ctrl+P": ActPreview,
	"/": ActTemplate, "Ctrl+K": ActPalette, "Ctrl+O": ActOutbox, "Ctrl+Shift+N": ActNote, "Ctrl+Z": ActUndo, "Esc": ActBack, "F1": ActHelp,
	"Ctrl++": ActLarger, "Ctrl+-": ActSmaller,
}

// The table has every key of the design, each once, and none with Ctrl and Alt, which is AltGr and writes @ and \ on many keyboards.
func TestTableOfKeys(t *testing.T) {
	has := map[string]Action{}
	seen := map[Chord]bool{}
	for _, b := range Bindings() {
		for _, c := range b.Chords {
			require.False(t, seen[c], "%s twice", c)
			seen[c] = true
			require.False(t, c.Mod&ctrl != 0 && c.Mod&alt != 0, "%s is AltGr", c)
			require.False(t, c.Mod == shift, "%s is a letter", c)
			if b.Reach == NoEntry {
				require.Zero(t, c.Mod)
			}
			has[c.String()] = b.Action
		}
	}
	for key, action := range design {
		require.Equal(t, action, has[key], key)
	}
	require.Equal(t, []string{"J", "↓"}, bindings[0].Keys())
	require.Equal(t, "Ctrl+Enter", keyOf(ActSave))
}

// Every action of the table does something, but for those that Feedback does by itself; every chord with Ctrl or Alt is in the
// menu, because Fyne asks it even while an entry has the keyboard.
func TestEveryKeyDoesSomething(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	do := o.place.actions()
	inMenu := map[string]bool{}
	for _, item := range o.window.MainMenu().Items[0].Items {
		inMenu[item.Shortcut.ShortcutName()] = true
	}
	for _, b := range Bindings() {
		_, ok := do[b.Action]
		require.Equal(t, b.Reach != Told, ok, b.Action)
		for _, c := range b.Chords {
			name := (&desktop.CustomShortcut{KeyName: c.Key, Modifier: c.Mod}).ShortcutName()
			require.Equal(t, c.Mod != 0 && b.Reach != Told, inMenu[name], c)
		}
	}
	require.Len(t, do, len(bindings)-2)
}

// Letters are commands while no entry has the keyboard, and text while one has; chords work in both.
func TestLettersAndEntries(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.sync()
	first := o.place.caseID
	o.window.Canvas().Unfocus()
	o.write("j")
	o.until("the next case", func() bool { return o.place.caseID != first })
	o.write("k")
	require.Equal(t, first, o.place.caseID)
	o.write("r")
	require.True(t, widget.Types(o.window.Canvas().Focused()))
	o.write("jkru")
	require.Equal(t, first, o.place.caseID)
	require.True(t, o.sees("jkru"))
	o.key(fyne.KeyF1)
	require.True(t, o.sees("Semua pintasan"), "F1 in Feedback")
	o.key(fyne.KeyEscape)
	require.False(t, o.layers.busy())
	o.chord(ctrl, fyne.KeyK)
	require.True(t, o.sees("perintah saja"), "Ctrl+K in Feedback")
	o.chord(ctrl, fyne.KeyO)
	require.Len(t, o.layers.opened, 1, "one pop-up at a time")
	o.key(fyne.KeyEscape)
	o.chord(ctrl, fyne.Key2)
	require.Equal(t, customersPage, o.place.page)
	o.key(fyne.KeyEscape)
	require.Equal(t, inboxPage, o.place.page, "Escape leads back to the list")
}

// The key map is the table.
func TestHelpShowsTheTable(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.key(fyne.KeyF1)
	for _, b := range Bindings() {
		if len(b.Chords) == 0 {
			continue
		}
		require.True(t, o.sees(b.Text(o.words)), b.Action)
		for _, k := range b.Keys() {
			require.True(t, o.sees(k), k)
		}
	}
}
