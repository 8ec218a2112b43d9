package reply

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// lastFew is how close to the limit the counter warns; nearTenth how close Facebook's limit must be to be shown at all (DESIGN.md
// section 6, Counter).
const (
	lastFew   = 20
	nearTenth = 0.9
)

func (c *Column) makeEditor() {
	c.editor = widget.NewEditor("", 100)
	c.editor.OnChanged = func(string) { c.typed() }
	c.editor.OnCursor = c.cursorMoved
	c.editor.OnSend = c.Save
	c.editor.OnKey = c.editorKey
	c.editor.OnShortcut = c.editorShortcut
	c.counter = widget.NewCounter()
}

// typed follows every change of Feedback.
func (c *Column) typed() {
	if c.filling || !c.shown {
		return
	}
	text := c.editor.Text()
	c.form.Cuts = shift(c.form.Cuts, c.form.Text, text)
	c.form.Text = text
	c.editor.SetError("")
	c.changed()
	c.recount()
	c.templates.typed()
}

func (c *Column) cursorMoved() {
	if c.filling || !c.shown {
		return
	}
	if len(c.preview.Parts) > 1 {
		c.showParts()
	}
	c.templates.moved()
}

// editorKey sees the keys of Feedback first.
func (c *Column) editorKey(e *fyne.KeyEvent) bool {
	if c.templates.key(e) {
		return true
	}
	if e.Name == fyne.KeyEscape && c.opts.OnEscape != nil {
		c.opts.OnEscape()
		return true
	}
	return false
}

// editorShortcut moves the cut behind the part under the caret by a word: Alt+Left, Alt+Right; in the last part the one before it.
func (c *Column) editorShortcut(s fyne.Shortcut) bool {
	k, ok := s.(*desktop.CustomShortcut)
	if !ok || k.Modifier != fyne.KeyModifierAlt || k.KeyName != fyne.KeyLeft && k.KeyName != fyne.KeyRight {
		return false
	}
	i := min(c.active(), len(c.preview.Parts)-2)
	if k.KeyName == fyne.KeyLeft {
		c.moveCut(i, -1)
	} else {
		c.moveCut(i, 1)
	}
	return true
}

// recount brings counter, preview and button in line with the text.
func (c *Column) recount() {
	c.preview = c.src.Preview(c.form)
	c.showParts()
	c.labelSave()
}

// showParts shows the counts, and the part under the caret.
func (c *Column) showParts() {
	active := 0
	if len(c.preview.Parts) > 1 {
		active = c.active()
	}
	c.counter.Set(c.counts(active))
	c.dock.show(active)
}

func (c *Column) counts(active int) widget.CounterData {
	t, p := c.opts.Words, c.preview
	count, limit := t.Number(p.Count), t.Number(p.Limit)
	plain := widget.CounterData{Ratio: -1, Strong: count, Rest: t.T(words.Characters)}
	switch {
	case !c.shown:
		return widget.CounterData{Rest: "0"}
	case c.form.Visibility == contract.None || p.Limit <= 0:
		return plain
	case p.TooLong && slices.ContainsFunc(p.Parts, func(one desk.PartPreview) bool { return one.Count > p.Limit }):
		return widget.CounterData{Ratio: 1, Tone: widget.Bad, Strong: t.T(words.OneWordTooLong, limit)}
	case p.TooLong:
		return widget.CounterData{Ratio: 1, Tone: widget.Bad, Strong: count, Rest: "/ " + limit}
	case len(p.Parts) > 1:
		plain.Rest = t.T(words.CharactersParts, t.Number(len(p.Parts)))
		for i, part := range p.Parts {
			plain.Parts = append(plain.Parts, widget.PartCount{Number: t.Number(i+1) + "/" + t.Number(len(p.Parts)), Count: t.Number(part.Count)})
		}
		plain.Active = active
		return plain
	case c.view.Case.Network == contract.Facebook && float64(p.Count) < nearTenth*float64(p.Limit):
		return plain
	}
	d := widget.CounterData{Ratio: float32(p.Count) / float32(p.Limit), Strong: count, Rest: "/ " + limit}
	if p.Limit-p.Count <= lastFew {
		d.Tone = widget.Warn
	}
	return d
}

// stance is how an answer of one visibility looks: no two share a colour, a word or a button.
type stance struct {
	word    words.Key
	icon    look.IconName
	tone    widget.Tone
	save    words.Key
	button  widget.ButtonKind
	surface widget.EditorGround
}

var stances = map[contract.Visibility]stance{
	contract.Public:  {words.VisiblePublic, look.IconUsers, widget.Accent, words.SavePublic, widget.PrimaryKind, widget.PlainGround},
	contract.Private: {words.VisiblePrivate, look.IconLock, widget.Good, words.SavePrivate, widget.PrivateKind, widget.PrivateGround},
	contract.None:    {words.VisibleNone, look.IconBook, widget.Warn, words.SaveRecord, widget.Secondary, widget.NoteGround},
}

// showVisibility says who will read what is written: everybody, only the customer, or nobody (issue 3, point 4).
func (c *Column) showVisibility() {
	sign := c.src.Session().Agent.Signature
	if c.form.Visibility == contract.None {
		sign = "" // what is only recorded is not signed
	}
	c.foot.sign.SetText(sign)
	s, ok := stances[c.form.Visibility]
	if !ok || !c.shown {
		c.foot.save.SetKind(widget.PrimaryKind)
		c.foot.save.SetIcon("")
		c.foot.visible.Set(widget.ChipData{})
		c.editor.SetGround(widget.PlainGround)
		return
	}
	c.foot.visible.Set(widget.ChipData{Text: c.opts.Words.T(s.word), Icon: s.icon, Tone: s.tone})
	c.editor.SetGround(s.surface)
	c.foot.save.SetKind(s.button)
	icon := s.icon
	if c.form.Visibility == contract.Public {
		icon = ""
	}
	c.foot.save.SetIcon(icon)
}

// labelSave says on the button what pressing it does: for whom, and in how many parts.
func (c *Column) labelSave() {
	t := c.opts.Words
	label := t.T(words.SavePublic)
	if s, ok := stances[c.form.Visibility]; ok && c.shown {
		label = t.T(s.save)
	}
	if n := len(c.preview.Parts); n > 1 && c.form.Visibility != contract.None {
		label = t.T(words.SaveParts, label, t.Number(n))
	}
	if c.foot.save.Label() != label {
		c.foot.save.SetLabel(label)
		c.foot.row.Refresh()
	}
}

// enable lets be written what may be written.
func (c *Column) enable() {
	on := c.open()
	if c.foot.slash != nil {
		setVisible(c.foot.slash, c.shown)
	}
	for i, s := range c.fields.levels {
		setEnabled(s, on && len(c.fields.nodes[i]) > 0)
	}
	setEnabled(c.fields.kind, on && len(c.fields.kinds) > 0)
	for _, o := range []fyne.Disableable{c.editor, c.foot.save, c.foot.discard} {
		setEnabled(o, on)
	}
	switch t := c.opts.Words; {
	case !c.shown:
		c.editor.SetPlaceholder(t.T(words.ChooseCase))
	case c.locked():
		c.editor.SetPlaceholder(t.T(words.LockedBy, c.view.Case.Holder.Name))
	default:
		c.editor.SetPlaceholder("")
	}
}

func setEnabled(o fyne.Disableable, on bool) {
	switch {
	case on && o.Disabled():
		o.Enable()
	case !on && !o.Disabled():
		o.Disable()
	}
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on != o.Visible() {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
}
