package reply

import (
	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// cardHeight is the height of the cards of the preview, dockGap the room between two, in design units.
const (
	cardHeight    = 194
	dockGap       = 12
	cardsInView   = 3
	leastCard     = 160
	mostPartsWide = 60 // cards are made for at most so many parts; the counter says how many there are
)

// dock is the preview of a long answer (5.3.7): a card for each part as it goes out, with its count, and between two cards a
// handle that moves the cut. It stands at the bottom of the middle column while there is more than one part.
type dock struct {
	column  *Column
	folded  bool
	shown   bool
	active  int
	cards   []*widget.PartCard
	handles []*widget.CutHandle
	texts   []cardText

	title   *widget.Text
	free    *widget.Button
	fold    *widget.Button
	head    *fyne.Container
	row     *fyne.Container
	scroll  *widget.Scroll
	body    *fyne.Container
	content *fyne.Container
}

// cardText is what a card shows, to tell whether it has to be painted again.
type cardText struct {
	number, count, text string
	active, over        bool
}

func newDock(c *Column) *dock {
	t := c.opts.Words
	d := &dock{column: c}
	d.title = widget.NewText("", widget.Style{Color: look.Foreground2, Elide: true})
	d.free = widget.NewButton(t.T(words.CutFreely), widget.Quiet, c.cutFreely).WithSize(widget.Small)
	d.fold = widget.NewIconButton(look.IconDown, t.T(words.FoldPreview), widget.QuietNeutral, c.TogglePreview).WithSize(widget.Small)
	d.row = &fyne.Container{Layout: cardsLayout{func() float32 { return d.scroll.Size().Width }}}
	d.scroll = widget.NewHScroll(d.row)
	d.body = widget.Inset(0, 16, dockGap, 16, widget.Sized(0, cardHeight, d.scroll))
	d.head = widget.Row(8,
		widget.NewText(t.T(words.ThreadPreview), widget.Style{Bold: true}), widget.Grow(widget.Column(0, widget.Space(), d.title, widget.Space())),
		d.free, widget.NewKbdHint("Ctrl+P"), d.fold)
	d.free.Hide()
	d.content = widget.Column(0, widget.NewHLine(), widget.Sized(0, 36, widget.Inset(0, 8, 0, 16, d.head)), d.body)
	d.content.Hide()
	return d
}

// show brings the preview in line with the parts of now.
func (d *dock) show(active int) {
	c := d.column
	parts := c.preview.Parts
	if len(parts) < 2 || !c.shown {
		d.set(false)
		return
	}
	t := c.opts.Words
	d.title.SetText(t.T(words.PartsInOrder, t.Number(len(parts))))
	if cut := len(c.form.Cuts) > 0; cut != d.free.Visible() {
		setVisible(d.free, cut)
		d.head.Refresh()
	}
	d.resize(min(len(parts), mostPartsWide))
	for i := range d.cards {
		p := parts[i]
		now := cardText{
			number: t.Number(i+1) + "/" + t.Number(len(parts)), count: t.Number(p.Count) + " / " + t.Number(c.preview.Limit),
			text: p.Text, active: i == active, over: p.Count > c.preview.Limit,
		}
		if d.texts[i] != now {
			d.texts[i] = now
			d.cards[i].Set(now.number, now.count, now.text, now.active, now.over)
		}
	}
	d.set(true)
	if active != d.active {
		d.active = active
		d.reveal(active)
	}
}

// resize makes one card for each part, with a handle between two.
func (d *dock) resize(n int) {
	if n == len(d.cards) {
		return
	}
	for len(d.cards) < n {
		i := len(d.cards)
		d.cards = append(d.cards, widget.NewPartCard())
		d.handles = append(d.handles, widget.NewCutHandle(d.column.opts.Words.T(words.MoveCut), func(words int) { d.column.moveCut(i, words) }))
	}
	d.cards, d.handles = d.cards[:n], d.handles[:n]
	d.texts = append(make([]cardText, 0, n), d.texts[:min(len(d.texts), n)]...)
	d.texts = append(d.texts, make([]cardText, n-len(d.texts))...)
	d.row.Objects = nil
	for i, card := range d.cards {
		if i > 0 {
			d.row.Objects = append(d.row.Objects, d.handles[i-1])
		}
		d.row.Objects = append(d.row.Objects, card)
	}
	d.scroll.Refresh()
}

// reveal scrolls sideways to a part.
func (d *dock) reveal(i int) {
	if i < len(d.cards) {
		at := d.cards[i].Position().X
		d.scroll.Reveal(at, at+d.cards[i].Size().Width)
	}
}

// set shows the preview or takes it away, and has the column around it laid out again.
func (d *dock) set(on bool) {
	if on == d.shown && d.body.Visible() == !d.folded {
		return
	}
	d.shown = on
	setVisible(d.content, on)
	setVisible(d.body, !d.folded)
	icon := look.IconDown
	if d.folded {
		icon = look.IconUp
	}
	d.fold.SetIcon(icon)
	d.content.Refresh()
	if f := d.column.opts.OnDock; f != nil {
		f()
	}
}

// TogglePreview folds the preview of the parts down to its title, or opens it again (Ctrl+P).
func (c *Column) TogglePreview() {
	c.dock.folded = !c.dock.folded
	c.dock.set(c.dock.shown)
}

// cardsLayout puts cards side by side, three in view, with the handles in the gaps.
type cardsLayout struct{ view func() float32 }

func (l cardsLayout) card() float32 {
	return max(float32(int((l.view()-(cardsInView-1)*look.Px(dockGap))/cardsInView)), look.Px(leastCard)) // whole, for sharp strokes
}

func (l cardsLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	n := float32((len(objects) + 1) / 2)
	return fyne.NewSize(n*l.card()+max(n-1, 0)*look.Px(dockGap), look.Px(cardHeight))
}

func (l cardsLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	x := float32(0)
	for i, o := range objects {
		w := l.card()
		if i%2 == 1 {
			w = look.Px(dockGap)
		}
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, s.Height))
		x += w
	}
}
