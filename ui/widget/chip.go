package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Tone is the meaning of a chip or banner; it never stands alone, an icon or a word says the same.
type Tone int

// The tones.
const (
	Neutral Tone = iota
	Accent
	Good
	Warn
	Bad
)

// colours returns the soft ground and the text of a tone.
func (t Tone) colours() (ground, text fyne.ThemeColorName) {
	switch t {
	case Accent:
		return look.Selection, look.Primary
	case Good:
		return look.SuccessSoft, look.Success
	case Warn:
		return look.WarningSoft, look.Warning
	case Bad:
		return look.ErrorSoft, look.Error
	case Neutral:
	}
	return look.NeutralSoft, look.Foreground2
}

// ChipData is what a chip says. An empty Text is no chip at all.
type ChipData struct {
	Text  string
	Icon  look.IconName // optional, before the text
	Tone  Tone          // Bad is written bold
	Large bool          // 20 high instead of 16
}

// chip is a chip drawn straight on the canvas, for rows and for Chip.
type chip struct {
	data    ChipData
	ground  *canvas.Rectangle
	text    *line
	picture *picture
}

func newChip() *chip {
	return &chip{ground: canvas.NewRectangle(color.Transparent), text: newLine(look.SizeCaption), picture: newPicture("", look.Foreground2, 12)}
}

func (c *chip) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.ground, c.picture.Image, c.text.Text}
}

func (c *chip) set(d ChipData, owner fyne.CanvasObject) {
	c.data = d
	if d.Text == "" {
		c.ground.Hide()
		c.text.Hide()
		c.picture.Image.Hide()
		return
	}
	c.ground.Show()
	c.text.Show()
	ground, text := d.Tone.colours()
	c.ground.FillColor = look.Color(ground)
	c.text.size, c.picture.edge = look.SizeCaption, 12
	if d.Large {
		c.text.size, c.picture.edge = look.SizeSecondary, 14
	}
	c.text.set(d.Text, text, d.Tone == Bad)
	c.picture.set(d.Icon, text, owner)
}

func (c *chip) size() fyne.Size {
	if c.data.Text == "" {
		return fyne.Size{}
	}
	left, right, height := float32(4), float32(6), float32(16)
	if c.data.Large {
		left, right, height = 6, 8, 20
	}
	w := look.Px(left) + ceil(c.text.width()) + look.Px(right)
	if c.data.Icon != "" {
		w += c.picture.side() + look.Px(4)
	} else {
		w += look.Px(right) - look.Px(left)
	}
	return fyne.NewSize(w, look.Px(height))
}

// place puts the chip's top left corner at x, y.
func (c *chip) place(x, y float32) {
	s := c.size()
	c.ground.CornerRadius = s.Height / 2
	c.ground.Move(fyne.NewPos(x, y))
	c.ground.Resize(s)
	left := x + look.Px(6)
	if c.data.Icon != "" {
		left = x + look.Px(4)
		if c.data.Large {
			left = x + look.Px(6)
		}
		c.picture.place(left, y, s.Height)
		left += c.picture.side() + look.Px(4)
	}
	c.text.place(left, y, c.text.width()+1, s.Height)
}

// Chip is a small rounded label: the time left to answer, a state, a part of a thread.
type Chip struct {
	widget.BaseWidget
	data ChipData
	chip *chip
}

// NewChip makes a chip.
func NewChip(data ChipData) *Chip {
	c := &Chip{data: data, chip: newChip()}
	c.data.Text = CleanLine(data.Text)
	c.ExtendBaseWidget(c)
	c.chip.set(c.data, c)
	return c
}

// Set changes what the chip says.
func (c *Chip) Set(data ChipData) {
	data.Text = CleanLine(data.Text)
	if data != c.data {
		c.data = data
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	layout := func(s fyne.Size) { c.chip.place(0, floor((s.Height-c.chip.size().Height)/2)) }
	return &drawing{
		objects: c.chip.objects(), layout: layout, measure: c.chip.size,
		refresh: func() {
			c.chip.set(c.data, c)
			layout(c.Size())
			canvas.Refresh(c)
		},
	}
}
