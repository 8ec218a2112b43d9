package widget

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// The widest a bubble gets, in design units: the second from a window width of 1600.
const (
	BubbleWidth     = 468
	BubbleWidthWide = 640
)

// BubbleData is one message of a conversation, formatted.
type BubbleData struct {
	Out    bool   // ours, at the right
	Author string // bold
	Meta   string // type or agent, and the time: "Mention · 13:56"
	Mark   string // "Case ini": accent, and the stroke of the bubble
	Text   string
	Find   string // words that are marked in Text: what was searched for
	Reason string // why it failed, under the text

	// State is what became of our message: a word, its icon and its tone. Bad gives the bubble the stroke of errors.
	State     string
	StateIcon look.IconName
	StateTone Tone
}

// Bubble is one message with its buttons beside it.
type Bubble struct {
	widget.BaseWidget
	data    BubbleData
	widest  float32
	actions []*Button

	frame        *box
	author, meta *line
	mark, state  *line
	stateIcon    *picture
	text, reason *Paragraph
}

// NewBubble makes the bubble of a message, widest design units at most; the first action stands next to it.
func NewBubble(data BubbleData, widest float32, actions ...*Button) *Bubble {
	b := &Bubble{
		data: data, widest: widest, actions: actions, frame: newBox(8),
		author: newLine(look.SizeCaption), meta: newLine(look.SizeCaption), mark: newLine(look.SizeCaption),
		state: newLine(look.SizeCaption), stateIcon: newPicture("", look.Foreground3, 12),
		text: NewParagraph(data.Text, Style{}, 0), reason: NewParagraph(data.Reason, Style{Size: look.SizeSecondary, Color: look.Error}, 0),
	}
	b.text.Mark(data.Find)
	b.ExtendBaseWidget(b)
	return b
}

// Set shows another state of the message.
func (b *Bubble) Set(data BubbleData, actions ...*Button) {
	b.data, b.actions = data, actions
	b.text.SetText(data.Text)
	b.text.Mark(data.Find)
	b.reason.SetText(data.Reason)
	b.Refresh()
}

// Text returns the paragraph of the message, for its links and its menu.
func (b *Bubble) Text() *Paragraph { return b.text }

// SetWidest changes how wide the bubble may get, in design units.
func (b *Bubble) SetWidest(widest float32) {
	if widest != b.widest {
		b.widest = widest
		b.Refresh()
	}
}

func (b *Bubble) paint() {
	d := &b.data
	ground, stroke, width := look.BubbleIn, look.Primary, float32(0)
	b.frame.square = bottomLeft
	if d.Out {
		ground = look.BubbleOut
		b.frame.square = bottomRight
	}
	switch {
	case d.StateTone == Bad && d.State != "":
		stroke, width = look.Error, 1
	case d.Mark != "":
		width = 1
	}
	b.frame.paint(look.Color(ground), look.Color(stroke), width)
	b.author.set(d.Author, look.Foreground2, true)
	b.meta.set(d.Meta, look.Foreground3, false)
	b.mark.set(d.Mark, look.Primary, true)
	_, tone := d.StateTone.colours()
	text := tone
	if d.StateTone == Neutral || d.StateTone == Good {
		text = look.Foreground3
	}
	b.state.set(d.State, text, d.StateTone == Bad)
	b.stateIcon.set(d.StateIcon, tone, b)
	setVisible(b.reason, d.Reason != "")
}

// head is the width of the line over the text.
func (b *Bubble) head() float32 {
	w := ceil(b.author.width()) + look.Px(6) + ceil(b.meta.width())
	if b.data.Mark != "" {
		w += look.Px(6) + ceil(b.mark.width())
	}
	if b.data.State != "" {
		w += look.Px(18) + b.stateIcon.side() + look.Px(4) + ceil(b.state.width())
	}
	return w
}

// inner returns the width of the text at a width of the whole widget.
func (b *Bubble) inner(total float32) float32 {
	limit := min(look.Px(b.widest), total-b.beside()) - 2*look.Px(12)
	w := b.text.WidthUpTo(limit)
	if b.data.Reason != "" {
		w = max(w, b.reason.WidthUpTo(limit))
	}
	return min(max(w, b.head()), limit)
}

// beside is what the buttons take.
func (b *Bubble) beside() float32 {
	var w float32
	for _, a := range b.actions {
		w += a.MinSize().Width + look.Px(8)
	}
	return w
}

func (b *Bubble) height(inner float32) float32 {
	h := 2*look.Px(6) + look.Px(16) + b.text.HeightFor(inner)
	if b.data.Reason != "" {
		h += b.reason.HeightFor(inner)
	}
	return h
}

func (b *Bubble) layout(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	inner := b.inner(s.Width)
	size := fyne.NewSize(inner+2*look.Px(12), b.height(inner))
	left := float32(0)
	if b.data.Out {
		left = s.Width - size.Width
	}
	b.frame.place(fyne.NewPos(left, 0), size)
	x, y := left+look.Px(12), look.Px(6)
	b.layoutHead(x, y, inner)
	y += look.Px(16)
	b.text.Move(fyne.NewPos(x, y))
	b.text.Resize(fyne.NewSize(inner, b.text.HeightFor(inner)))
	b.reason.Move(fyne.NewPos(x, y+b.text.HeightFor(inner)))
	b.reason.Resize(fyne.NewSize(inner, b.reason.HeightFor(inner)))
	at := left + size.Width + look.Px(8)
	for _, a := range b.actions {
		m := a.MinSize()
		if b.data.Out {
			left -= look.Px(8) + m.Width
			at = left
		}
		a.Move(fyne.NewPos(at, 0))
		a.Resize(m)
		at += m.Width + look.Px(8)
	}
}

func (b *Bubble) layoutHead(x, y, inner float32) {
	h := look.Px(16)
	end := x + inner
	if b.data.State != "" {
		w := ceil(b.state.width())
		b.state.place(end-w, y, w+1, h)
		end -= w + look.Px(4) + b.stateIcon.side()
		b.stateIcon.place(end, y, h)
		end -= look.Px(18)
	}
	for _, l := range []*line{b.author, b.meta, b.mark} {
		w := min(ceil(l.width()), max(end-x, 0))
		l.place(x, y, w+1, h)
		x += w + look.Px(6)
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Bubble) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.paint()
	d := &drawing{layout: b.layout}
	fill := func() {
		d.objects = append(b.frame.objects(), b.author.Text, b.meta.Text, b.mark.Text, b.stateIcon.Image, b.state.Text, b.text, b.reason)
		for _, a := range b.actions {
			d.objects = append(d.objects, a)
		}
	}
	fill()
	d.measure = func() fyne.Size {
		w := b.Size().Width
		if w <= 0 {
			w = look.Px(b.widest) + b.beside()
		}
		return fyne.NewSize(look.Px(240), b.height(b.inner(w)))
	}
	d.refresh = func() {
		fill()
		b.paint()
		b.text.Refresh()
		b.reason.Refresh()
		b.layout(b.Size())
		canvas.Refresh(b)
	}
	return d
}

// OnLink sets what a click on a link in the message does.
func (b *Bubble) OnLink(open func(*url.URL)) {
	b.text.OnLink = open
	b.text.Refresh()
}
