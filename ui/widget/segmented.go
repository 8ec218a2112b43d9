package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Segment is one choice of a Segmented.
type Segment struct {
	ID    string
	Label string
	Count string // formatted; empty shows none
}

// Segmented is a row of choices 28 high of which one is on: All, Twitter, Facebook with their counts.
type Segmented struct {
	widget.BaseWidget
	// OnChanged is called when another segment is chosen, by whomever but SelectQuietly.
	OnChanged func(id string)

	selected string
	frame    *box
	segments []*segment
	stretch  bool
}

// NewSegmented makes a row of choices with the first one on. With stretch it takes the whole width it is given.
func NewSegmented(stretch bool, segments ...Segment) *Segmented {
	g := &Segmented{frame: newBox(4), stretch: stretch}
	for _, d := range segments {
		g.segments = append(g.segments, newSegment(g, d))
	}
	if len(segments) > 0 {
		g.selected = segments[0].ID
	}
	g.ExtendBaseWidget(g)
	return g
}

// Selected returns the choice that is on.
func (g *Segmented) Selected() string { return g.selected }

// Select turns a choice on.
func (g *Segmented) Select(id string) {
	if id == g.selected {
		return
	}
	g.SelectQuietly(id)
	if g.OnChanged != nil {
		g.OnChanged(id)
	}
}

// SelectQuietly turns a choice on without calling OnChanged.
func (g *Segmented) SelectQuietly(id string) {
	g.selected = id
	for _, b := range g.segments {
		b.Refresh()
	}
}

// SetCount changes the count of a choice.
func (g *Segmented) SetCount(id, count string) {
	for _, b := range g.segments {
		if b.data.ID == id && b.data.Count != count {
			b.data.Count = count
			b.Refresh()
			g.layout(g.Size())
		}
	}
}

func (g *Segmented) step(from *segment, delta int) {
	for i, b := range g.segments {
		if to := i + delta; b == from && to >= 0 && to < len(g.segments) {
			focus(g.segments[to])
			g.Select(g.segments[to].data.ID)
		}
	}
}

func (g *Segmented) width() float32 {
	w := look.Px(1)
	for _, b := range g.segments {
		w += b.width() + look.Px(1)
	}
	return w
}

func (g *Segmented) layout(s fyne.Size) {
	width := g.width()
	extra := max(s.Width-width, 0) / float32(max(len(g.segments), 1))
	if !g.stretch {
		extra = 0
	} else {
		width = s.Width
	}
	h := look.Px(28)
	y := floor((s.Height - h) / 2)
	g.frame.paint(look.Color(look.Sunken), look.Color(look.Separator), 1)
	g.frame.place(fyne.NewPos(0, y), fyne.NewSize(width, h))
	x := look.Px(1)
	for i, b := range g.segments {
		w := floor(b.width() + extra)
		if i == len(g.segments)-1 {
			w = width - look.Px(1) - x
		}
		b.Move(fyne.NewPos(x, y+look.Px(1)))
		b.Resize(fyne.NewSize(w, h-2*look.Px(1)))
		x += w + look.Px(1)
	}
}

// CreateRenderer implements fyne.Widget.
func (g *Segmented) CreateRenderer() fyne.WidgetRenderer {
	g.ExtendBaseWidget(g)
	objects := g.frame.objects()
	for _, b := range g.segments {
		objects = append(objects, b)
	}
	return &drawing{
		objects: objects, layout: g.layout,
		measure: func() fyne.Size { return fyne.NewSize(g.width(), look.Px(28)) },
		refresh: func() {
			for _, b := range g.segments {
				b.Refresh()
			}
			g.layout(g.Size())
			canvas.Refresh(g)
		},
	}
}

// segment is one choice.
type segment struct {
	press
	row         *Segmented
	data        Segment
	ground      *canvas.Rectangle
	rule        *canvas.Rectangle
	ring        *box
	text, count *line
}

func newSegment(row *Segmented, d Segment) *segment {
	b := &segment{
		row: row, data: d, ground: canvas.NewRectangle(color.Transparent), rule: canvas.NewRectangle(color.Transparent),
		ring: newBox(3), text: newLine(look.SizeSecondary), count: newLine(look.SizeSecondary),
	}
	b.tapped = func() { row.Select(b.data.ID) }
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel is the label of the choice.
func (b *segment) AccessibilityLabel() string { return b.data.Label }

// AccessibilityRole is button.
func (b *segment) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// TypedKey implements fyne.Focusable.
func (b *segment) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		b.row.step(b, -1)
	case fyne.KeyRight:
		b.row.step(b, 1)
	default:
		b.press.TypedKey(e)
	}
}

func (b *segment) paint() {
	on := b.row.selected == b.data.ID
	text := look.Foreground2
	b.ground.FillColor = color.Transparent
	switch {
	case on:
		text = look.Primary
		b.ground.FillColor = look.Color(look.Selection)
	case b.held:
		b.ground.FillColor = look.Color(look.Pressed)
	case b.hovered:
		b.ground.FillColor = look.Color(look.Hover)
	}
	last := len(b.row.segments) > 0 && b.row.segments[len(b.row.segments)-1] == b
	b.rule.FillColor = look.Color(look.Separator)
	b.rule.Hidden = last
	b.ring.paint(color.Transparent, color.Transparent, 0)
	if b.focused {
		ground := look.Sunken
		if on {
			ground = look.Selection
		}
		b.ring.paint(look.Color(ground), look.Color(look.Primary), 2)
	}
	b.text.set(b.data.Label, text, on)
	b.count.set(b.data.Count, text, false)
}

func (b *segment) textWidth() float32 {
	return ceil(look.Measure(b.data.Label, look.Size(look.SizeSecondary), true))
}

func (b *segment) width() float32 {
	w := 2*look.Px(8) + b.textWidth()
	if b.data.Count != "" {
		w += look.Px(4) + ceil(b.count.width())
	}
	return w
}

func (b *segment) layout(s fyne.Size) {
	// Rounded like the frame where it touches the frame's corners.
	r := look.Px(3)
	first, last := b.row.segments[0] == b, b.row.segments[len(b.row.segments)-1] == b
	b.ground.TopLeftCornerRadius, b.ground.BottomLeftCornerRadius = 0, 0
	b.ground.TopRightCornerRadius, b.ground.BottomRightCornerRadius = 0, 0
	if first {
		b.ground.TopLeftCornerRadius, b.ground.BottomLeftCornerRadius = r, r
	}
	if last {
		b.ground.TopRightCornerRadius, b.ground.BottomRightCornerRadius = r, r
	}
	b.ground.Resize(s)
	b.ring.place(fyne.Position{}, s)
	b.rule.Move(fyne.NewPos(s.Width, 0))
	b.rule.Resize(fyne.NewSize(look.Px(1), s.Height))
	text, count := ceil(b.text.width()), ceil(b.count.width())
	gap := float32(0)
	if count > 0 {
		gap = look.Px(4)
	}
	x := floor((s.Width - text - gap - count) / 2)
	b.text.place(x, 0, text+1, s.Height)
	b.count.place(x+text+gap, 0, count+1, s.Height)
}

// CreateRenderer implements fyne.Widget.
func (b *segment) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.drawn = true
	b.paint()
	objects := append([]fyne.CanvasObject{b.ground}, b.ring.objects()...)
	return &drawing{
		objects: append(objects, b.rule, b.text.Text, b.count.Text), layout: b.layout,
		measure: func() fyne.Size { return fyne.NewSize(b.width(), look.Px(26)) },
		refresh: func() {
			b.paint()
			b.layout(b.Size())
			canvas.Refresh(b)
		},
	}
}
