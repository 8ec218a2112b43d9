package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// maxPartChips is how many parts a counter shows as chips; more are only counted in words.
const maxPartChips = 4

// PartCount is one part of a thread in the counter: "1/3" and "214".
type PartCount struct{ Number, Count string }

// CounterData is the length of an answer as a network counts it, formatted.
type CounterData struct {
	Ratio  float32     // how full the meter is, 0 to 1; negative shows no meter
	Tone   Tone        // Warn in the last 20, Bad when it cannot be split; Neutral else
	Parts  []PartCount // instead of the meter, when the answer is over the limit
	Active int         // the part under the caret
	Strong string      // bold: "176"
	Rest   string      // behind it: "/ 280", "karakter · 3 bagian"
}

// Counter shows how long the answer is: a meter of 4 and figures, or chips of the parts; 16 high.
type Counter struct {
	widget.BaseWidget
	data         CounterData
	track, fill  *canvas.Rectangle
	chips        [maxPartChips]*partChip
	strong, rest *line
}

// NewCounter makes an empty counter.
func NewCounter() *Counter {
	c := &Counter{
		track: canvas.NewRectangle(color.Transparent), fill: canvas.NewRectangle(color.Transparent),
		strong: newLine(look.SizeSecondary), rest: newLine(look.SizeSecondary), data: CounterData{Ratio: -1},
	}
	for i := range c.chips {
		c.chips[i] = newPartChip()
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows another length.
func (c *Counter) Set(data CounterData) {
	c.data = data
	c.Refresh()
}

func (c *Counter) paint() {
	d := &c.data
	bar, strong, rest := look.Primary, look.Foreground, look.Foreground2
	switch d.Tone {
	case Warn:
		bar, strong, rest = look.WarningFill, look.Warning, look.Warning
	case Bad:
		bar, strong, rest = look.Error, look.Error, look.Error
	case Neutral, Accent, Good:
	}
	chips := len(d.Parts) > 0 && len(d.Parts) <= maxPartChips
	meter := d.Ratio >= 0 && len(d.Parts) == 0
	c.track.FillColor, c.fill.FillColor = look.Color(look.NeutralSoft), look.Color(bar)
	c.track.Hidden, c.fill.Hidden = !meter, !meter || d.Ratio == 0
	c.strong.set(d.Strong, strong, true)
	c.rest.set(d.Rest, rest, d.Tone == Warn)
	for i, p := range c.chips {
		if chips && i < len(d.Parts) {
			p.set(d.Parts[i], i == d.Active)
		} else {
			p.set(PartCount{}, false)
		}
	}
}

func (c *Counter) layout(s fyne.Size) {
	gap := float32(0)
	if c.data.Strong != "" && c.data.Rest != "" {
		gap = look.Px(3)
	}
	rest, strong := ceil(c.rest.width()), ceil(c.strong.width())
	c.rest.place(s.Width-rest, 0, rest+1, s.Height)
	x := s.Width - rest - gap - strong
	c.strong.place(x, 0, strong+1, s.Height)
	h := look.Px(4)
	w := max(x-look.Px(8), 0)
	y := floor((s.Height - h) / 2)
	for _, r := range []*canvas.Rectangle{c.track, c.fill} {
		r.CornerRadius = look.Px(2)
		r.Move(fyne.NewPos(0, y))
	}
	c.track.Resize(fyne.NewSize(w, h))
	c.fill.Resize(fyne.NewSize(max(w*min(c.data.Ratio, 1), min(h, w)), h))
	left := float32(0)
	for _, p := range c.chips {
		left += p.place(left, floor((s.Height-look.Px(16))/2))
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Counter) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.paint()
	objects := []fyne.CanvasObject{c.track, c.fill}
	for _, p := range c.chips {
		objects = append(objects, p.objects()...)
	}
	return &drawing{
		objects: append(objects, c.strong.Text, c.rest.Text), layout: c.layout,
		measure: func() fyne.Size { return fyne.NewSize(look.Px(120), look.Px(16)) },
		refresh: func() {
			c.paint()
			c.layout(c.Size())
			canvas.Refresh(c)
		},
	}
}

// partChip is a chip with a bold number and a count.
type partChip struct {
	ground        *canvas.Rectangle
	number, count *line
}

func newPartChip() *partChip {
	return &partChip{ground: canvas.NewRectangle(color.Transparent), number: newLine(look.SizeCaption), count: newLine(look.SizeCaption)}
}

func (p *partChip) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{p.ground, p.number.Text, p.count.Text}
}

func (p *partChip) set(d PartCount, active bool) {
	ground, text := Neutral.colours()
	if active {
		ground, text = Accent.colours()
	}
	p.ground.FillColor = look.Color(ground)
	p.number.set(d.Number, text, true)
	p.count.set(d.Count, text, false)
	p.ground.Hidden = d.Number == ""
}

// place returns what the chip takes of the row, with the gap behind it.
func (p *partChip) place(x, y float32) float32 {
	if p.ground.Hidden {
		return 0
	}
	h := look.Px(16)
	number, count := ceil(p.number.width()), ceil(p.count.width())
	w := look.Px(6) + number + look.Px(4) + count + look.Px(6)
	p.ground.CornerRadius = h / 2
	p.ground.Move(fyne.NewPos(x, y))
	p.ground.Resize(fyne.NewSize(w, h))
	p.number.place(x+look.Px(6), y, number+1, h)
	p.count.place(x+look.Px(6)+number+look.Px(4), y, count+1, h)
	return w + look.Px(8)
}
