package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// BannerData is a fact with its consequence: "Server tidak terjangkau." "Balasan disimpan ..."
type BannerData struct {
	Tone Tone
	Icon look.IconName
	Fact string // bold
	Text string // the consequence
	Note string // at the right, before the actions: when it is tried again
}

// Banner is a strip of 36 over the full width: icon, bold fact, consequence, actions at the right.
type Banner struct {
	widget.BaseWidget
	data        BannerData
	actions     []*Button
	ground      *canvas.Rectangle
	rule        *canvas.Rectangle
	picture     *picture
	fact, after *line
	note        *line
}

// NewBanner makes a banner; its buttons are Secondary and Small.
func NewBanner(data BannerData, actions ...*Button) *Banner {
	b := &Banner{
		data: data, actions: actions, ground: canvas.NewRectangle(color.Transparent), rule: canvas.NewRectangle(color.Transparent),
		picture: newPicture("", look.Foreground, 16), fact: newLine(look.SizeText), after: newLine(look.SizeText),
		note: newLine(look.SizeSecondary),
	}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows another fact.
func (b *Banner) Set(data BannerData, actions ...*Button) {
	b.data, b.actions = data, actions
	b.Refresh()
}

func (b *Banner) paint() {
	ground, text := b.data.Tone.colours()
	b.ground.FillColor = look.Color(ground)
	b.rule.FillColor = look.Color(look.Separator)
	b.picture.set(b.data.Icon, text, b)
	b.fact.set(b.data.Fact, look.Foreground, true)
	b.after.set(b.data.Text, look.Foreground, false)
	b.note.set(b.data.Note, look.Foreground2, false)
}

func (b *Banner) layout(s fyne.Size) {
	line := look.Px(1)
	b.ground.Resize(s)
	b.rule.Move(fyne.NewPos(0, s.Height-line))
	b.rule.Resize(fyne.NewSize(s.Width, line))
	h := s.Height - line
	right := s.Width - look.Px(16)
	for i := len(b.actions) - 1; i >= 0; i-- {
		m := b.actions[i].MinSize()
		right -= m.Width
		b.actions[i].Resize(m)
		b.actions[i].Move(fyne.NewPos(right, floor((h-m.Height)/2)))
		right -= look.Px(8)
	}
	if b.data.Note != "" {
		w := ceil(b.note.width())
		right -= w
		b.note.place(right, 0, w+1, h)
		right -= look.Px(8)
	}
	x := look.Px(16)
	if side := b.picture.side(); side > 0 {
		b.picture.place(x, 0, h)
		x += side + look.Px(8)
	}
	w := min(ceil(b.fact.width()), max(right-x, 0))
	b.fact.place(x, 0, w+1, h)
	if w > 0 {
		x += w + look.Px(8)
	}
	b.after.place(x, 0, max(right-x, 0), h)
}

// CreateRenderer implements fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.paint()
	d := &drawing{layout: b.layout, measure: func() fyne.Size { return fyne.NewSize(look.Px(200), look.Px(36)) }}
	fill := func() {
		d.objects = []fyne.CanvasObject{b.ground, b.rule, b.picture.Image, b.fact.Text, b.after.Text, b.note.Text}
		for _, a := range b.actions {
			d.objects = append(d.objects, a)
		}
	}
	fill()
	d.refresh = func() {
		fill()
		b.paint()
		b.layout(b.Size())
		canvas.Refresh(b)
	}
	return d
}

// Alert is a sentence of some lines on a soft ground, with the icon of its tone: what went wrong on the sign-in page, why
// a case cannot be answered.
type Alert struct {
	widget.BaseWidget
	tone   Tone
	ground *canvas.Rectangle
	icon   *Icon
	text   *Paragraph
}

// NewAlert makes an alert without a sentence.
func NewAlert(tone Tone) *Alert {
	_, text := tone.colours()
	a := &Alert{
		tone: tone, ground: canvas.NewRectangle(color.Transparent), icon: NewIcon(tone.icon(), text, 16),
		text: NewParagraph("", Style{}, 0),
	}
	a.ExtendBaseWidget(a)
	return a
}

// icon is what says the same as the tone without colour.
func (t Tone) icon() look.IconName {
	switch t {
	case Good:
		return look.IconCheck
	case Warn:
		return look.IconTriangle
	case Bad:
		return look.IconAlert
	case Neutral, Accent:
	}
	return look.IconUsers
}

// SetText changes the sentence.
func (a *Alert) SetText(sentence string) {
	a.text.SetText(sentence)
	a.Refresh()
}

// Text returns the sentence.
func (a *Alert) Text() string { return a.text.Text() }

// CreateRenderer implements fyne.Widget.
func (a *Alert) CreateRenderer() fyne.WidgetRenderer {
	a.ExtendBaseWidget(a)
	inner := func(w float32) float32 { return w - look.Px(36) - look.Px(12) }
	layout := func(s fyne.Size) {
		a.ground.CornerRadius = look.Px(4)
		a.ground.Resize(s)
		a.icon.Resize(fyne.NewSquareSize(look.Px(16)))
		a.icon.Move(fyne.NewPos(look.Px(12), look.Px(9)))
		a.text.Move(fyne.NewPos(look.Px(36), look.Px(8)))
		a.text.Resize(fyne.NewSize(inner(s.Width), s.Height-2*look.Px(8)))
	}
	paint := func() {
		ground, _ := a.tone.colours()
		a.ground.FillColor = look.Color(ground)
	}
	paint()
	return &drawing{
		objects: []fyne.CanvasObject{a.ground, a.icon, a.text}, layout: layout,
		measure: func() fyne.Size {
			w := a.Size().Width
			if w <= look.Px(48) {
				w = look.Px(318)
			}
			return fyne.NewSize(look.Px(160), a.text.HeightFor(inner(w))+2*look.Px(8))
		},
		refresh: func() {
			paint()
			layout(a.Size())
			canvas.Refresh(a)
		},
	}
}

// NewToast makes a short message that is there for a few seconds: what happened. It has the height of the status bar; the shell
// places it there, where nothing is to be clicked, and takes it away.
func NewToast(tone Tone, icon look.IconName, text string) fyne.CanvasObject {
	ground, colour := tone.colours()
	return On(ground, Column(0, NewHLine(), Sized(0, 23, Inset(0, 12, 0, 12, Row(6, NewIcon(icon, colour, 14),
		Grow(NewText(text, Style{Size: look.SizeSecondary, Elide: true})))))))
}
