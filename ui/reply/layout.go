package reply

import (
	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// labelWidth is where the values of the form start; Feedback is at least leastText high, and with templates under it mostText
// (DESIGN.md section 4).
const (
	labelWidth = 96
	leastText  = 100
	mostText   = 240
	leastBelow = 132 // what the list of templates needs before it appears
)

// facts are the read-only rows: User Name, Remark, Contact Date, Source, Type.
type facts struct {
	user, date, source, kind *widget.Text
	remark                   *widget.Clipped
	badge                    *widget.ChannelBadge
}

func newFacts() facts {
	value := widget.Style{Elide: true}
	return facts{
		user: widget.NewText("–", widget.Style{Bold: true, Elide: true}), date: widget.NewText("–", value),
		source: widget.NewText("–", widget.Style{}), kind: widget.NewText("–", value),
		remark: widget.NewClipped("–", 2), badge: widget.NewChannelBadge(widget.Twitter),
	}
}

func (v facts) clear() {
	for _, t := range []*widget.Text{v.user, v.date, v.source, v.kind} {
		t.SetText("–")
	}
	v.user.SetStyle(widget.Style{Elide: true})
	v.remark.SetText("–")
	v.badge.Hide()
}

func (v facts) show(t *words.Table, c desk.View, m contract.Message) {
	v.user.SetStyle(widget.Style{Bold: true, Elide: true})
	v.user.SetText(terms.Handle(c.Case.Network, c.Case.Customer))
	v.remark.SetText(m.Text)
	v.date.SetText(t.DateTime(m.At))
	v.source.SetText(terms.Source(c.Case.Network))
	v.badge.Set(widget.NetworkOf(string(c.Case.Network)))
	v.badge.Show()
	v.kind.SetText(terms.Kind(m.Kind))
}

// foot is the heading's stamp and the row with Save.
type foot struct {
	state   *widget.Text    // "Draf tersimpan 14:10"
	visible *widget.Chip    // who will read it
	slash   *fyne.Container // that "/" offers templates
	discard *widget.Button
	outbox  *fyne.Container // "Masuk outbox"
	sign    *widget.Text
	save    *widget.Button
	row     *fyne.Container
}

func (f *foot) offline(on bool) {
	setVisible(f.outbox, on)
	f.row.Refresh()
}

func (c *Column) make() {
	t := c.opts.Words
	c.facts = newFacts()
	c.makeFields()
	c.makeEditor()
	f := &c.foot
	f.save = widget.NewButton("Save", widget.PrimaryKind, c.Save)
	f.discard = widget.NewButton(t.T(words.Discard), widget.QuietNeutral, c.discard)
	f.sign = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2})
	f.state = widget.NewText("", widget.Style{Size: look.SizeCaption, Color: look.Foreground2})
	f.visible = widget.NewChip(widget.ChipData{})
	f.outbox = widget.Row(4, widget.NewIcon(look.IconOutbox, look.Warning, 14),
		widget.NewText(t.T(words.IntoOutbox), widget.Style{Size: look.SizeSecondary, Color: look.Warning}))
	f.outbox.Hide()
	c.notice = newNotice(c)
	c.pictures = newPictures(c)
	c.templates = newTemplates(c)
	c.dock = newDock(c)
}

// stamp says in the heading when the draft was stored.
func (c *Column) stamp() {
	t := c.opts.Words
	state := ""
	if c.shown && !c.form.DraftedAt.IsZero() {
		word := words.DraftStored
		if c.offline() {
			word = words.DraftStoredHere
		}
		state = t.T(word, t.Clock(c.form.DraftedAt))
	}
	c.foot.state.SetText(state)
	c.foot.offline(c.offline())
	if c.content != nil {
		c.content.Refresh()
	}
}

func (c *Column) build() fyne.CanvasObject {
	t := c.opts.Words
	head := widget.Sized(0, 43, widget.Inset(0, 16, 0, 16, widget.Row(8,
		widget.NewText("Form Reply", widget.Style{Size: look.SizeSub, Bold: true}), widget.Space(), c.foot.state)))
	source := widget.Row(0, widget.Sized(111, 0, widget.Row(6, c.facts.badge, c.facts.source)),
		widget.Sized(44, 0, widget.NewText("Type", widget.Style{Color: look.Foreground2})), widget.Grow(c.facts.kind))
	context := widget.Column(0,
		fact("User Name", c.facts.user), widget.Sized(0, 44, widget.RowTop(0, labelled("Remark"), widget.Grow(c.facts.remark))),
		fact("Contact Date", c.facts.date), fact("Source", source))
	selects := widget.Column(4)
	for i, s := range c.fields.levels {
		selects.Add(widget.RowTop(0, widget.Sized(labelWidth, 28, c.fields.labels[i]), widget.Grow(s)))
	}
	selects.Add(widget.RowTop(0, widget.Sized(labelWidth, 28, widget.NewText("Reply Type", widget.Style{Color: look.Foreground2})), widget.Grow(c.fields.kind)))
	c.foot.slash = widget.Row(6, widget.NewKbdHint("/"), widget.NewText(t.T(words.TemplateHint), widget.Style{Size: look.SizeCaption, Color: look.Foreground2}))
	title := widget.Sized(0, 24, widget.Row(6, widget.NewText("Feedback", widget.Style{Color: look.Foreground2}), c.foot.visible, widget.Space(), c.pictures.add,
		c.foot.slash))
	under := widget.Inset(6, 0, 6, 0, widget.Sized(0, 18, c.counter))
	text := &fyne.Container{Layout: &textLayout{c.templates}, Objects: []fyne.CanvasObject{c.editor, under, c.templates.box}}
	body := widget.Inset(0, 16, 0, 16, widget.Column(0,
		widget.Inset(8, 0, 8, 0, context), widget.NewHLine(), widget.Inset(8, 0, 4, 0, selects), c.notice.box, title, c.pictures.box, widget.Grow(text)))
	return widget.Column(0, head, widget.NewHLine(), widget.Grow(widget.NewScroll(body)), widget.NewHLine(), c.buildFoot())
}

// buildFoot makes the row with Save. Save comes before Batal in the order of the keyboard.
func (c *Column) buildFoot() fyne.CanvasObject {
	f := &c.foot
	hint := widget.NewKbdHint("Ctrl+Enter")
	right := widget.Row(8, f.outbox, f.sign, atLeast(leastSave, f.save), hint)
	f.row = &fyne.Container{Layout: endsLayout{hint, f.sign}, Objects: []fyne.CanvasObject{right, f.discard}}
	return widget.Sized(0, 47, widget.Inset(0, 16, 0, 8, f.row))
}

func labelled(name string) fyne.CanvasObject {
	return widget.Sized(labelWidth, 24, widget.NewText(name, widget.Style{Color: look.Foreground2}))
}

func fact(name string, value fyne.CanvasObject) fyne.CanvasObject {
	return widget.Sized(0, 24, widget.Row(0, labelled(name), widget.Grow(value)))
}

// leastSave is how wide Save is at the least; with the number of parts it grows.
const leastSave = 72

// atLeast gives an object a least width, in design units.
func atLeast(width float32, o fyne.CanvasObject) fyne.CanvasObject {
	return &fyne.Container{Layout: leastLayout(width), Objects: []fyne.CanvasObject{o}}
}

type leastLayout float32

func (l leastLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	m := o[0].MinSize()
	return fyne.NewSize(max(m.Width, look.Px(float32(l))), m.Height)
}

func (leastLayout) Layout(o []fyne.CanvasObject, s fyne.Size) { o[0].Resize(s) }

// endsLayout puts the first object at the right end and the second at the left. Where both have no room, its own objects go from the
// right end one by one.
type endsLayout []fyne.CanvasObject

func (endsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(b.Width, max(a.Height, b.Height))
}

func (l endsLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, spare := range l {
		setVisible(spare, true)
	}
	for _, spare := range l {
		if o[0].MinSize().Width+o[1].MinSize().Width <= s.Width {
			break
		}
		setVisible(spare, false)
	}
	for i, x := range o {
		m := x.MinSize()
		at := float32(0)
		if i == 0 {
			at = s.Width - m.Width
		}
		x.Move(fyne.NewPos(at, float32(int((s.Height-m.Height)/2))))
		x.Resize(m)
	}
}

// textLayout gives Feedback the room that is left; when there is more than it needs, templates for the topic stand under it.
type textLayout struct{ templates *templates }

func (l *textLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	e := o[0].MinSize()
	return fyne.NewSize(e.Width, max(e.Height, look.Px(leastText))+o[1].MinSize().Height)
}

func (l *textLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	under := o[1].MinSize().Height
	text := s.Height - under
	below := text - max(look.Px(mostText), o[0].MinSize().Height)
	with := l.templates.any() && below >= look.Px(leastBelow)
	setVisible(o[2], with)
	if with {
		text -= below
		o[2].Move(fyne.NewPos(0, text+under))
		o[2].Resize(fyne.NewSize(s.Width, below))
	}
	o[0].Resize(fyne.NewSize(s.Width, text))
	o[1].Move(fyne.NewPos(0, text))
	o[1].Resize(fyne.NewSize(s.Width, under))
}
