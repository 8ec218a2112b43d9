package widget

import (
	"fyne.io/fyne/v2"
)

// gap is a space that Fyne has put behind its caret: where a line is full up to its last word, the space after that word lies between
// two lines, and the caret can't stand behind it. What is typed next would come before the space.
type gap struct {
	text string // with the space, as long as nothing else was done
	at   int    // where the caret stands, before the space
}

// typed puts a rune at the caret, behind the space that lies in the gap.
func (f *field) typed(r rune) {
	if f.inGap() {
		f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
		f.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: &clip{" " + string(r)}})
		f.noteGap(r, f.gap.at+1)
		return
	}
	if f.SelectedText() != "" || !f.MultiLine {
		f.Entry.TypedRune(r)
		f.gap = gap{}
		return
	}
	at := f.CursorTextOffset()
	f.Entry.TypedRune(r)
	f.noteGap(r, at)
}

// noteGap notes whether the caret stands before what was typed at a place.
func (f *field) noteGap(r rune, at int) {
	f.gap = gap{}
	if r == ' ' && f.CursorTextOffset() == at {
		f.gap = gap{f.Text, at}
	}
}

// inGap tells whether what is typed now belongs behind a space in a gap.
func (f *field) inGap() bool {
	return f.gap.text != "" && f.gap.text == f.Text && f.SelectedText() == "" && f.CursorTextOffset() == f.gap.at
}

// leaveGap does what a key does to the space in a gap; false when there is none or the key has nothing to do with it.
func (f *field) leaveGap(key fyne.KeyName) bool {
	if !f.inGap() {
		return false
	}
	switch key {
	case fyne.KeyBackspace:
		f.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	case fyne.KeyReturn, fyne.KeyEnter:
		f.typed('\n')
	default:
		return false
	}
	f.gap = gap{}
	return true
}
