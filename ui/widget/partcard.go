package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// PartCard is one part of a thread in the preview: its number, its count and its text in 12; the part under the caret has
// the accent's stroke.
type PartCard struct {
	widget.BaseWidget
	number, count *line
	text          *Paragraph
	frame         *box
	rule          *canvas.Rectangle
	active        bool
	over          bool
}

// NewPartCard makes an empty card.
func NewPartCard() *PartCard {
	c := &PartCard{
		number: newLine(look.SizeCaption), count: newLine(look.SizeCaption), frame: newBox(6),
		text: NewParagraph("", Style{Size: look.SizeSecondary}, 0), rule: canvas.NewRectangle(look.Color(look.Separator)),
	}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows a part: "1/3", "214 / 280" and its text; over marks one that is longer than the network takes.
func (c *PartCard) Set(number, count, text string, active, over bool) {
	c.number.full, c.count.full = number, count
	c.active, c.over = active, over
	c.text.SetText(text)
	c.Refresh()
}

func (c *PartCard) paint() {
	stroke, text := look.Separator, look.Foreground2
	switch {
	case c.over:
		stroke, text = look.Error, look.Error
	case c.active:
		stroke, text = look.Primary, look.Primary
	}
	c.frame.paint(look.Color(look.Sunken), look.Color(stroke), 1)
	c.rule.FillColor = look.Color(look.Separator)
	c.number.set(c.number.full, text, true)
	c.count.set(c.count.full, text, false)
}

func (c *PartCard) layout(s fyne.Size) {
	line, pad, head := look.Px(1), look.Px(9), look.Px(24)
	c.frame.place(fyne.Position{}, s)
	c.rule.Move(fyne.NewPos(line, head))
	c.rule.Resize(fyne.NewSize(s.Width-2*line, line))
	count := ceil(c.count.width())
	c.number.place(pad, line, max(s.Width-2*pad-count-look.Px(8), 0), head-line)
	c.count.place(s.Width-pad-count, line, count+1, head-line)
	c.text.Move(fyne.NewPos(pad, head+look.Px(5)))
	w := max(s.Width-2*pad, 1)
	c.text.Resize(fyne.NewSize(w, c.text.HeightFor(w)))
}

// CreateRenderer implements fyne.Widget.
func (c *PartCard) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.paint()
	return &drawing{
		objects: append(c.frame.objects(), c.rule, c.number.Text, c.count.Text, c.text),
		layout:  c.layout,
		measure: func() fyne.Size {
			w := max(c.Size().Width, look.Px(200))
			return fyne.NewSize(look.Px(160), look.Px(24+5+5)+c.text.HeightFor(w-2*look.Px(9)))
		},
		refresh: func() {
			c.paint()
			c.text.Refresh()
			c.layout(c.Size())
			canvas.Refresh(c)
		},
	}
}

// Dot is the small circle of the status bar and of unread rows; a word always stands beside it.
type Dot struct {
	widget.BaseWidget
	colour fyne.ThemeColorName
	circle *canvas.Circle
}

// NewDot makes a dot of 8.
func NewDot(colour fyne.ThemeColorName) *Dot {
	d := &Dot{colour: colour, circle: canvas.NewCircle(look.Color(colour))}
	d.ExtendBaseWidget(d)
	return d
}

// SetColor changes the colour.
func (d *Dot) SetColor(c fyne.ThemeColorName) {
	if c != d.colour {
		d.colour = c
		d.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (d *Dot) CreateRenderer() fyne.WidgetRenderer {
	d.ExtendBaseWidget(d)
	return &drawing{
		objects: []fyne.CanvasObject{d.circle},
		layout: func(s fyne.Size) {
			e := look.Px(8)
			d.circle.Resize(fyne.NewSquareSize(e))
			d.circle.Move(fyne.NewPos(0, floor((s.Height-e)/2)))
		},
		measure: func() fyne.Size { return fyne.NewSquareSize(look.Px(8)) },
		refresh: func() {
			d.circle.FillColor = look.Color(d.colour)
			canvas.Refresh(d)
		},
	}
}
