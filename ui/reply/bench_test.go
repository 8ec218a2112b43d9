package reply_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynewidget "fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// written is an answer of 2,000 characters.
var written = strings.Repeat("Mohon maaf atas kendala internet lambatnya. ", 46)[:2000]

// BenchmarkTyping is one letter at the end of 2,000 characters in Form Reply, with counter, parts and preview following; beside it
// BenchmarkTypingBare is the same in Fyne's own entry of several lines. The difference is at most 4 ms (issue 3).
func BenchmarkTyping(b *testing.B) {
	w := sit(b, pictured(), look.Light, 1073, 700)
	form := classified(w.centre, written)
	w.ShowForm(form)
	w.Focus()
	letters(b, w.window.Canvas().Focused(), func() { w.ShowForm(form) })
}

func BenchmarkTypingBare(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(look.New(look.Light, 100))
	e := fynewidget.NewMultiLineEntry()
	e.Wrapping = fyne.TextWrapWord
	w := test.NewWindow(e)
	b.Cleanup(w.Close)
	w.Resize(fyne.NewSize(356, 254))
	fill := func() {
		e.SetText(written)
		e.CursorColumn = 0
		e.TypedShortcut(&fyne.ShortcutSelectAll{})
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	fill()
	w.Canvas().Focus(e)
	letters(b, e, fill)
}

// letters types, and begins anew before the text has grown.
func letters(b *testing.B, into fyne.Focusable, anew func()) {
	b.ResetTimer()
	for i := range b.N {
		into.TypedRune('a')
		if i%100 == 99 {
			b.StopTimer()
			anew()
			b.StartTimer()
		}
	}
}
