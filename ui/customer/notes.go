package customer

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// The height of the note field at rest and while it is written in, in design units.
const (
	noteLow  = 28
	noteHigh = 72
)

// notes is where an internal note is written: a field of its own, yellow, under the history. It has no way to a customer: what
// is written here is only ever given to AddNote.
type notes struct {
	opts    *Options
	caseID  string
	drafts  *noteDrafts
	editor  *widget.Editor
	save    *widget.Button
	whole   *fyne.Container
	fills   bool
	resized func() // the field has got another height
}

func newNotes(opts *Options) *notes {
	n := &notes{opts: opts}
	n.drafts = newNoteDrafts(opts.Source, func(err error) { opts.Run(func() { opts.OnSay(opts.Words.Failure(err)) }) })
	t := opts.Words
	n.editor = widget.NewNoteEditor(t.T(words.WriteNote), noteLow)
	n.editor.OnChanged = n.changed
	n.editor.OnFocus = func(bool) { n.size() }
	n.editor.OnSend = n.send
	n.save = widget.NewButton(t.T(words.SaveNote), widget.Secondary, n.send)
	n.whole = widget.Column(0, widget.NewHLine(), widget.Inset(10, 16, 9, 16, widget.Row(8, widget.Grow(n.editor), n.save)))
	return n
}

// show puts the draft of a case into the field; without a case nothing can be written.
func (n *notes) show(caseID string) {
	if caseID != n.caseID {
		n.caseID = caseID
		text := ""
		if caseID != "" {
			text = n.drafts.find(caseID)
		}
		n.put(text)
		n.editor.SetError("")
		n.save.Enable()
	}
	t := n.opts.Words
	key := words.WriteNote
	if caseID == "" {
		key = words.NoteNeedsCase
	}
	n.editor.SetPlaceholder(t.T(key))
	setEnabled(n.editor, caseID != "")
	setEnabled(n.save, caseID != "")
}

func (n *notes) put(text string) {
	n.fills = true
	n.editor.SetText(text)
	n.fills = false
	n.size()
}

func (n *notes) changed(text string) {
	if n.fills || n.caseID == "" {
		return
	}
	if n.editor.Failed() {
		n.editor.SetError("")
		n.resized()
	}
	n.drafts.put(n.caseID, text)
	n.size()
}

// size gives the field room while it is written in.
func (n *notes) size() {
	height := float32(noteLow)
	if n.editor.Focused() || strings.Contains(n.editor.Text(), "\n") {
		height = noteHigh
	}
	if n.editor.SetLowest(height) {
		n.opts.Run(n.resized)
	}
}

// saveHere stores the note when the keyboard is in its field; it says whether it was.
func (n *notes) saveHere() bool {
	if !n.editor.Focused() {
		return false
	}
	n.send()
	return true
}

// send stores the note; what was typed stays until it is stored. It is never broken off by another case being shown.
func (n *notes) send() {
	text, id := n.editor.Text(), n.caseID
	if strings.TrimSpace(text) == "" || id == "" || n.save.Disabled() {
		n.editor.Focus()
		return
	}
	n.save.Disable()
	onui.Load(context.Background(), onui.NewSlot(n.opts.Run), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, n.drafts.save(ctx, id, text)
	}, func(_ struct{}, err error) {
		if n.caseID != id {
			return
		}
		n.save.Enable()
		if err != nil {
			n.editor.SetError(n.opts.Words.Failure(err))
			n.resized()
		} else if n.editor.Text() == text {
			n.put("")
		}
		n.size()
	})
}
