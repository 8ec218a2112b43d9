package widget

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Labelled puts a label in a column of labelWidth design units (96 in the form, 120 and 128 in Customer Info) before any
// object. The label stands on the first line of the object; the row is at least height high (24 read-only, 28 else).
func Labelled(label string, labelWidth, height float32, o fyne.CanvasObject) *fyne.Container {
	text := NewText(label, Style{Color: look.Foreground2, Elide: true})
	return &fyne.Container{Layout: &labelledLayout{labelWidth, height}, Objects: []fyne.CanvasObject{text, o}}
}

type labelledLayout struct{ label, height float32 }

func (l *labelledLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[1].MinSize()
	return fyne.NewSize(look.Px(l.label)+m.Width, max(m.Height, look.Px(l.height)))
}

func (l *labelledLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	label, h := look.Px(l.label), look.Px(l.height)
	objects[0].Resize(fyne.NewSize(label-look.Px(8), h))
	o := objects[1]
	width := s.Width - label
	if o.Size().Width != width {
		o.Resize(fyne.NewSize(width, o.Size().Height))
	}
	o.Move(fyne.NewPos(label, 0))
	o.Resize(fyne.NewSize(width, max(o.MinSize().Height, h)))
}

// Value is read-only text of a field: wrapped, "–" when empty, with an icon to copy it when asked for.
type Value struct {
	widget.BaseWidget
	height float32
	text   *Paragraph
	copy   *Button
}

// NewValue makes a value in a row of height design units; maxLines 0 shows all lines.
func NewValue(text string, height float32, maxLines int) *Value {
	v := &Value{height: height, text: NewParagraph(orDash(text), Style{}, maxLines)}
	v.ExtendBaseWidget(v)
	return v
}

// WithCopy puts an icon behind the text that gives it to copied, and returns the value; name says what it does.
func (v *Value) WithCopy(name string, copied func(text string)) *Value {
	v.copy = NewIconButton(look.IconCopy, name, QuietNeutral, func() { copied(v.text.Text()) }).WithSize(Small)
	return v
}

// WithStyle changes how the text is written and returns the value.
func (v *Value) WithStyle(style Style) *Value {
	v.text.SetStyle(style)
	return v
}

// OnLink makes links in the text open.
func (v *Value) OnLink(open func(*url.URL)) { v.text.OnLink = open }

// Text returns what is shown.
func (v *Value) Text() string { return v.text.Text() }

// SetText changes the text.
func (v *Value) SetText(text string) {
	v.text.SetText(orDash(text))
	v.Refresh()
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// CreateRenderer implements fyne.Widget.
func (v *Value) CreateRenderer() fyne.WidgetRenderer {
	v.ExtendBaseWidget(v)
	objects := []fyne.CanvasObject{v.text}
	if v.copy != nil {
		objects = append(objects, v.copy)
	}
	// The glyphs of the first line stand on whole units, where those of the label beside it stand.
	pad := func() float32 {
		own := look.TextHeight(look.Size(look.SizeText))
		return floor((look.Px(v.height)-own)/2) - (look.LineHeight(look.SizeText)-own)/2
	}
	room := func(w float32) float32 {
		if v.copy != nil {
			w -= look.Px(28)
		}
		return max(w, 1)
	}
	layout := func(s fyne.Size) {
		w := room(s.Width)
		v.text.Move(fyne.NewPos(0, pad()))
		v.text.Resize(fyne.NewSize(w, v.text.HeightFor(w)))
		if v.copy != nil {
			setVisible(v.copy, v.text.Text() != "–")
			m := v.copy.MinSize()
			v.copy.Resize(m)
			v.copy.Move(fyne.NewPos(v.text.WidthUpTo(w)+look.Px(2), floor((look.Px(v.height)-m.Height)/2)))
		}
	}
	return &drawing{
		objects: objects, layout: layout,
		measure: func() fyne.Size {
			w := v.Size().Width
			if w <= 0 {
				return fyne.NewSize(look.Px(60), look.Px(v.height))
			}
			return fyne.NewSize(look.Px(60), max(ceil(v.text.HeightFor(room(w))+pad()), look.Px(v.height)))
		},
		refresh: func() {
			v.text.Refresh()
			layout(v.Size())
			canvas.Refresh(v)
		},
	}
}

// MessageCard shows the message that opened a case: 14 on 20, links open, a line with the time under it.
type MessageCard struct {
	widget.BaseWidget
	text   *Paragraph
	meta   *Text
	extra  fyne.CanvasObject
	ground *box
}

// NewMessageCard makes the card; extra, when not nil, stands at the right of the line with the time.
func NewMessageCard(text, meta string, extra fyne.CanvasObject, open func(*url.URL)) *MessageCard {
	c := &MessageCard{
		text: NewParagraph(text, Style{Size: look.SizeMessage}, 0), extra: extra, ground: newBox(6),
		meta: NewText(meta, Style{Size: look.SizeCaption, Color: look.Foreground3, Elide: true}),
	}
	c.text.OnLink = open
	c.ExtendBaseWidget(c)
	return c
}

// Set shows another message; extra may be nil.
func (c *MessageCard) Set(text, meta string, extra fyne.CanvasObject) {
	c.extra = extra
	c.text.SetText(text)
	c.meta.SetText(meta)
	c.Refresh()
}

// SetMeta changes only the line with the time.
func (c *MessageCard) SetMeta(meta string) { c.meta.SetText(meta) }

// CreateRenderer implements fyne.Widget.
func (c *MessageCard) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	d := &drawing{}
	paint := func() {
		c.ground.paint(look.Color(look.Sunken), look.Color(look.Separator), 1)
		d.objects = append(c.ground.objects(), c.text, c.meta)
		if c.extra != nil {
			d.objects = append(d.objects, c.extra)
		}
	}
	paint()
	inner := func(w float32) float32 { return max(w-2*look.Px(13), 1) }
	d.layout = func(s fyne.Size) {
		c.ground.place(fyne.Position{}, s)
		x, y, w := look.Px(13), look.Px(7), inner(s.Width)
		h := c.text.HeightFor(w)
		c.text.Move(fyne.NewPos(x, y))
		c.text.Resize(fyne.NewSize(w, h))
		y += h + look.Px(4)
		if c.extra != nil {
			m := c.extra.MinSize()
			c.extra.Resize(m)
			c.extra.Move(fyne.NewPos(s.Width-x-m.Width, y+floor((look.Px(18)-m.Height)/2)))
			w -= m.Width + look.Px(8)
		}
		c.meta.Move(fyne.NewPos(x, y))
		c.meta.Resize(fyne.NewSize(max(w, 0), look.Px(18)))
	}
	d.measure = func() fyne.Size {
		w := c.Size().Width
		if w <= 0 {
			w = look.Px(BubbleWidth)
		}
		return fyne.NewSize(look.Px(200), 2*look.Px(7)+c.text.HeightFor(inner(w))+look.Px(23))
	}
	d.refresh = func() {
		paint()
		d.layout(c.Size())
		canvas.Refresh(c)
	}
	return d
}

// NewEmptyState says in the middle of its place that there is nothing, why, and what can be done; sentence, icon and
// action may be empty.
func NewEmptyState(icon look.IconName, title, sentence string, action *Button) *fyne.Container {
	var parts []fyne.CanvasObject
	middle := func(o fyne.CanvasObject) { parts = append(parts, Row(0, Space(), o, Space())) }
	if icon != "" {
		middle(NewIcon(icon, look.Foreground3, 32))
	}
	middle(NewText(title, Style{Size: look.SizeSub, Bold: true}))
	if sentence != "" {
		middle(NewText(sentence, Style{Color: look.Foreground2}))
	}
	if action != nil {
		middle(Inset(8, 0, 0, 0, action))
	}
	return Column(0, Space(), Column(8, parts...), Space())
}

// NewLoading says that something is on its way: the static sync icon and a sentence. Show it after 300 ms only.
func NewLoading(sentence string) *fyne.Container {
	return Row(8, NewIcon(look.IconSync, look.Foreground2, 16), NewText(sentence, Style{Color: look.Foreground2}))
}
