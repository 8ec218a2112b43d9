// Package reply is the right column, Form Reply (5.3.4-5.3.8): who is answered and what they wrote (read-only), the path
// through the catalogue and the reply type by dependent selects, Feedback with its counter, and Save. It shows the subject
// it is given and says what the agent asks for; what is typed belongs to the draft of that subject and of no other.
package reply

import (
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Subject is what is answered: the case and the message in it, and what the agent may do with it.
type Subject struct {
	Case      contract.Case
	Target    contract.Message // the message that is answered; it opened the case unless Reply was pressed at another
	Signature string
	Locked    bool   // a colleague holds the case: everything is shown, nothing can be written
	Blocked   string // why the network will not take an answer; empty when it will
}

// Draft is what the agent has filled in.
type Draft struct {
	Path      []string // ids of the chosen nodes, from the first level; shorter while levels are open
	ReplyType string
	Text      string
}

// Tree is the catalogue (KIP) as the selects walk it.
type Tree interface {
	Levels() []string
	Children(parentID string) []contract.CatalogueNode // "" for the first level
}

// Field names a part of the form.
type Field int

// The fields, in their order on the form. Level(0) to Level(3) are the catalogue's.
const (
	FieldPath      Field = iota
	FieldReplyType Field = iota + 3
	FieldText
)

// Level is the field of a level of the catalogue, 0 to 3.
func Level(i int) Field { return FieldPath + Field(i) }

// Options say what happens on each wish. All are called on the UI goroutine.
type Options struct {
	Words      *words.Table
	Zone       func() *time.Location
	Tree       func() Tree
	ReplyTypes func(Subject) []contract.ReplyType
	OnChange   func(Draft) // after every change; the caller stores it after a pause
	OnSave     func(Draft)
	OnDiscard  func()                    // Batal
	OnCursor   func(byteOffset int)      // where in the text the caret is, for the thread preview
	OnKey      func(*fyne.KeyEvent) bool // sees keys of Feedback first: the template list steers with it
	Count      func(Subject, string) widget.CounterData
}

// Form is the right column. UI goroutine only.
type Form struct {
	opts    Options
	subject Subject
	shown   bool
	filling bool // the form is being filled in by the program: no change is told
	facts   facts
	levels  []*widget.Select
	labels  []*widget.Text
	nodes   [][]contract.CatalogueNode
	path    []string
	kinds   []contract.ReplyType
	kind    *widget.Select
	editor  *widget.Editor
	counter *widget.Counter
	save    *widget.Button
	cancel  *widget.Button
	sign    *widget.Text
	state   *widget.Text
	outbox  *widget.Text
	notice  *widget.Alert
	parts   int
	content fyne.CanvasObject
}

const levelCount = 4

// New makes the form, empty and disabled.
func New(opts Options) *Form {
	f := &Form{opts: opts, nodes: make([][]contract.CatalogueNode, levelCount)}
	t := opts.Words
	f.facts = newFacts()
	for i := range levelCount {
		s := widget.NewSelect(t.T(words.PleaseSelect))
		s.OnChanged = func(n int) { f.choose(i, n) }
		f.levels = append(f.levels, s)
		f.labels = append(f.labels, widget.NewText("", widget.Style{Color: look.Foreground2}))
	}
	f.kind = widget.NewSelect(t.T(words.PleaseSelect))
	f.kind.OnChanged = func(int) { f.kindChosen() }
	f.editor = widget.NewEditor("", 100)
	f.editor.OnChanged = func(string) { f.typed() }
	f.editor.OnCursor = func() {
		if opts.OnCursor != nil {
			opts.OnCursor(f.editor.ByteOffset(f.editor.Cursor()))
		}
	}
	f.editor.OnSend = f.Save
	f.editor.OnKey = opts.OnKey
	f.counter = widget.NewCounter()
	f.save = widget.NewButton("Save", widget.PrimaryKind, f.Save)
	f.cancel = widget.NewButton(t.T(words.Discard), widget.QuietNeutral, opts.OnDiscard)
	f.sign = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2})
	f.state = widget.NewText("", widget.Style{Size: look.SizeCaption, Color: look.Foreground2})
	f.outbox = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Warning})
	f.notice = widget.NewAlert(widget.Warn)
	f.notice.Hide()
	f.content = f.build()
	f.Clear()
	return f
}

// Content is the column itself.
func (f *Form) Content() fyne.CanvasObject { return f.content }

// Show fills the form for a subject with its draft. The catalogue's labels are read anew.
func (f *Form) Show(s Subject, d Draft) {
	f.filling = true
	defer func() { f.filling = false }()
	f.subject, f.shown = s, true
	f.facts.show(f.opts.Words, s, f.opts.Zone())
	f.fillKinds(d.ReplyType)
	f.setPath(d.Path)
	f.editor.SetText(d.Text)
	f.editor.SetCursor(len([]rune(d.Text)))
	f.sign.SetText(s.Signature)
	f.clearMarks()
	f.enable(!s.Locked)
	f.notice.SetText(s.Blocked)
	setVisible(f.notice, s.Blocked != "")
	f.recount()
	f.content.Refresh()
}

// Clear empties the form: no case is open.
func (f *Form) Clear() {
	f.filling = true
	defer func() { f.filling = false }()
	f.shown, f.subject = false, Subject{}
	f.facts.clear()
	f.kinds = nil
	f.kind.SetOptions(nil)
	f.setPath(nil)
	f.editor.SetText("")
	f.editor.SetPlaceholder(f.opts.Words.T(words.ChooseCase))
	f.state.SetText("")
	f.sign.SetText("")
	f.clearMarks()
	f.notice.Hide()
	f.enable(false)
	f.recount()
}

// Subject is what the form answers, and whether it answers anything.
func (f *Form) Subject() (Subject, bool) { return f.subject, f.shown }

// Draft is what the form holds now.
func (f *Form) Draft() Draft {
	d := Draft{Path: append([]string(nil), f.path...), Text: f.editor.Text()}
	if i := f.kind.Selected(); i >= 0 && i < len(f.kinds) {
		d.ReplyType = f.kinds[i].ID
	}
	return d
}

// Visibility is what the chosen reply type means: public, private or none; empty while none is chosen.
func (f *Form) Visibility() contract.Visibility {
	if i := f.kind.Selected(); i >= 0 && i < len(f.kinds) {
		return f.kinds[i].Visibility
	}
	return ""
}

// Saved stamps the heading: when the draft was stored.
func (f *Form) Saved(sentence string) { f.state.SetText(sentence) }

// Offline says beside Save that answers go to the outbox; empty when they go out at once.
func (f *Form) Offline(sentence string) { f.outbox.SetText(sentence) }

// Mark shows a sentence under a field and gives it the keyboard.
func (f *Form) Mark(field Field, sentence string) {
	switch {
	case field < FieldReplyType:
		f.levels[field].SetError(sentence)
		f.levels[field].Focus()
	case field == FieldReplyType:
		f.kind.SetError(sentence)
		f.kind.Focus()
	default:
		f.editor.SetError(sentence)
		f.editor.Focus()
	}
	f.content.Refresh()
}

// FocusText gives Feedback the keyboard.
func (f *Form) FocusText() {
	if f.shown {
		f.editor.Focus()
	}
}

// Open opens the select of a field with the keyboard in it (Alt+C, D, S, E, Y).
func (f *Form) Open(field Field) {
	s := f.kind
	if field < FieldReplyType {
		s = f.levels[field]
	}
	if !s.Disabled() {
		s.Focus()
		s.Open()
	}
}

// Editor is Feedback, for the list of templates that is drawn over it.
func (f *Form) Editor() *widget.Editor { return f.editor }

// Save asks for the answer to be kept and sent. Missing fields are marked by the caller through Mark.
func (f *Form) Save() {
	if !f.shown || f.subject.Locked {
		return
	}
	f.clearMarks()
	f.opts.OnSave(f.Draft())
}

func (f *Form) typed() {
	if f.filling {
		return
	}
	f.editor.SetError("")
	f.recount()
	f.changed()
}

func (f *Form) changed() {
	if !f.filling {
		f.opts.OnChange(f.Draft())
	}
}

// recount brings counter and button in line with the text.
func (f *Form) recount() {
	if f.opts.Count == nil {
		return
	}
	data := f.opts.Count(f.subject, f.editor.Text())
	f.counter.Set(data)
	f.labelSave(len(data.Parts))
}

// labelSave says on the button what pressing it will do: how many parts, and privately or only for the record.
func (f *Form) labelSave(parts int) {
	t := f.opts.Words
	label := "Save"
	switch {
	case f.Visibility() == contract.Private:
		label = t.T(words.SavePrivate)
	case f.Visibility() == contract.None && f.shown:
		label = t.T(words.SaveRecord)
	}
	if parts > 1 && f.Visibility() != contract.None {
		label = t.T(words.SaveParts, label, t.Number(parts))
	}
	f.save.SetLabel(label)
}

func (f *Form) clearMarks() {
	for _, s := range f.levels {
		s.SetError("")
	}
	f.kind.SetError("")
	f.editor.SetError("")
}

func (f *Form) enable(on bool) {
	for _, o := range []fyne.Disableable{f.kind, f.editor, f.save, f.cancel} {
		setEnabled(o, on)
	}
	for i, s := range f.levels {
		setEnabled(s, on && len(f.nodes[i]) > 0)
	}
	if on {
		f.editor.SetPlaceholder("")
	}
}

func setEnabled(o fyne.Disableable, on bool) {
	if on {
		o.Enable()
	} else {
		o.Disable()
	}
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
