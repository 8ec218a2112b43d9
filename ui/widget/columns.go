package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// The least widths of the three columns, in design units (DESIGN.md section 4).
const (
	leastLeft   = 280
	leastMiddle = 600
	leastRight  = 372
)

// ColumnWidths returns the widths of the left and the right column by the design's formula, for a window width in design
// units: left = clamp(280, 0.215 W, 344), right = clamp(372, 0.285 W, 464), down to a multiple of 4.
func ColumnWidths(window float32) (left, right float32) {
	four := func(v float32) float32 { return 4 * floor(v/4) }
	return four(min(max(0.215*window, 280), 344)), four(min(max(0.285*window, 372), 464))
}

// Columns holds the three columns of the page with dividers of 1 that can be dragged; a double click on a divider goes
// back to the formula. Dragging never makes a column narrower than its least width.
type Columns struct {
	widget.BaseWidget
	// OnWidths is called when a drag or double click is over, with the chosen widths in design units; 0 is the formula.
	OnWidths func(left, right float32)

	left, middle, right fyne.CanvasObject
	span                fyne.CanvasObject // in the place of left and middle while it is shown
	spanning            bool
	chosenLeft          float32
	chosenRight         float32
	dividers            [2]*Divider
}

// NewColumns makes the three columns; right may be nil.
func NewColumns(left, middle, right fyne.CanvasObject) *Columns {
	c := &Columns{left: left, middle: newCut(middle), right: right}
	c.dividers[0] = NewDivider(false, func(d float32) { c.drag(d, 0) }, c.reset)
	c.dividers[1] = NewDivider(false, func(d float32) { c.drag(0, -d) }, c.reset)
	for _, d := range c.dividers {
		d.OnEnd = c.tell
	}
	c.ExtendBaseWidget(c)
	return c
}

// WithSpan gives the columns a part that takes the place of left and middle while Span is on, and returns the columns: the
// Customers page, beside which Form Reply stays where it is.
func (c *Columns) WithSpan(o fyne.CanvasObject) *Columns {
	c.span = o
	o.Hide()
	return c
}

// Span shows the part of WithSpan in the place of left and middle, or those again.
func (c *Columns) Span(on bool) {
	if c.span == nil || on == c.spanning {
		return
	}
	c.spanning = on
	setVisible(c.span, on)
	for _, o := range []fyne.CanvasObject{c.left, c.middle, c.dividers[0]} {
		setVisible(o, !on)
	}
	c.Refresh()
}

// SetWidths takes the widths the agent chose before, in design units; 0 is the formula.
func (c *Columns) SetWidths(left, right float32) {
	c.chosenLeft, c.chosenRight = left, right
	c.Refresh()
}

// Widths returns the widths of the columns as they are now, in Fyne units.
func (c *Columns) Widths() (left, middle, right float32) { return c.widths(c.Size().Width) }

func (c *Columns) reset() {
	c.SetWidths(0, 0)
	c.tell()
}

func (c *Columns) tell() {
	if c.OnWidths != nil {
		c.OnWidths(c.chosenLeft, c.chosenRight)
	}
}

func (c *Columns) drag(left, right float32) {
	unit := look.Unit()
	l, _, r := c.Widths()
	if left != 0 {
		c.chosenLeft = max((l+left)/unit, leastLeft)
	}
	if right != 0 {
		c.chosenRight = max((r+right)/unit, leastRight)
	}
	l, _, r = c.widths(c.Size().Width)
	if c.chosenLeft != 0 {
		c.chosenLeft = l / unit
	}
	if c.chosenRight != 0 {
		c.chosenRight = r / unit
	}
	c.Refresh()
}

func (c *Columns) widths(total float32) (left, middle, right float32) {
	l, r := ColumnWidths(total / look.Unit())
	if c.chosenLeft > 0 {
		l = c.chosenLeft
	}
	if c.chosenRight > 0 {
		r = c.chosenRight
	}
	left, right = max(look.Px(l), look.Px(leastLeft)), max(look.Px(r), look.Px(leastRight))
	lines := 2 * look.Px(1)
	if c.right == nil {
		right, lines = 0, look.Px(1)
	}
	// The middle keeps its least width; first the left column gives way, then the right one.
	if over := left + right + lines + look.Px(leastMiddle) - total; over > 0 {
		give := min(over, left-look.Px(leastLeft))
		left -= give
		over -= give
		right -= min(over, max(right-look.Px(leastRight), 0))
	}
	return left, max(total-left-right-lines, 0), right
}

func (c *Columns) layout(s fyne.Size) {
	left, middle, right := c.widths(s.Width)
	line := look.Px(1)
	put := func(o fyne.CanvasObject, x, w float32) {
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, s.Height))
	}
	if c.spanning {
		put(c.span, 0, left+line+middle)
	} else {
		put(c.left, 0, left)
		put(c.middle, left+line, middle)
	}
	grip := look.Px(8) // the line is 1, what the mouse can take hold of is wider
	put(c.dividers[0], left-floor((grip-line)/2), grip)
	if c.right != nil {
		put(c.right, left+line+middle+line, right)
		put(c.dividers[1], left+line+middle-floor((grip-line)/2), grip)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Columns) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	objects := []fyne.CanvasObject{c.left, c.middle}
	if c.right != nil {
		objects = append(objects, c.right)
	}
	if c.span != nil {
		objects = append(objects, c.span)
	}
	objects = append(objects, c.dividers[0])
	if c.right != nil {
		objects = append(objects, c.dividers[1])
	}
	return &drawing{
		objects: objects, layout: c.layout,
		// The least width does not grow with the scale: a larger type on the same screen takes it from the middle, and never
		// makes the window wider than its screen.
		measure: func() fyne.Size { return fyne.NewSize(leastLeft+leastMiddle+leastRight+2, look.Px(200)) },
		refresh: func() {
			c.layout(c.Size())
			canvas.Refresh(c)
		},
	}
}

// cut shows of what is in it only what lies inside: with a large type on a small screen the middle column is narrower than its
// tabs, and must not be written over its neighbour.
type cut struct {
	widget.BaseWidget
	content fyne.CanvasObject
}

func newCut(content fyne.CanvasObject) *cut {
	c := &cut{content: content}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer implements fyne.Widget.
func (c *cut) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	return &clipping{drawing{
		objects: []fyne.CanvasObject{c.content}, layout: c.content.Resize, measure: c.content.MinSize, refresh: c.content.Refresh,
	}}
}

// Divider is the line between two parts that can be dragged.
type Divider struct {
	widget.BaseWidget
	// OnEnd is called when a drag is over.
	OnEnd func()

	horizontal bool
	dragged    func(delta float32)
	reset      func()
	line       *canvas.Rectangle
	hovered    bool
}

// NewDivider makes a divider: a vertical line that goes left and right, or with horizontal one that goes up and down.
// dragged gets every step in Fyne units, reset a double click.
func NewDivider(horizontal bool, dragged func(delta float32), reset func()) *Divider {
	d := &Divider{horizontal: horizontal, dragged: dragged, reset: reset, line: canvas.NewRectangle(color.Transparent)}
	d.ExtendBaseWidget(d)
	return d
}

// Dragged implements fyne.Draggable.
func (d *Divider) Dragged(e *fyne.DragEvent) {
	if d.horizontal {
		d.dragged(e.Dragged.DY)
		return
	}
	d.dragged(e.Dragged.DX)
}

// DragEnd implements fyne.Draggable.
func (d *Divider) DragEnd() {
	if d.OnEnd != nil {
		d.OnEnd()
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (d *Divider) DoubleTapped(*fyne.PointEvent) { d.reset() }

// Tapped implements fyne.Tappable; without it Fyne sends no double tap.
func (d *Divider) Tapped(*fyne.PointEvent) {}

// MouseIn implements desktop.Hoverable.
func (d *Divider) MouseIn(*desktop.MouseEvent) { d.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (d *Divider) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (d *Divider) MouseOut() { d.hover(false) }

func (d *Divider) hover(on bool) {
	d.hovered = on
	d.Refresh()
}

// Cursor implements desktop.Cursorable.
func (d *Divider) Cursor() desktop.Cursor {
	if d.horizontal {
		return desktop.VResizeCursor
	}
	return desktop.HResizeCursor
}

// CreateRenderer implements fyne.Widget.
func (d *Divider) CreateRenderer() fyne.WidgetRenderer {
	d.ExtendBaseWidget(d)
	paint := func() {
		d.line.FillColor = look.Color(look.Separator)
		if d.hovered {
			d.line.FillColor = look.Color(look.Primary)
		}
	}
	paint()
	return &drawing{
		objects: []fyne.CanvasObject{d.line},
		layout: func(s fyne.Size) {
			line := look.Px(1)
			if d.horizontal {
				d.line.Move(fyne.NewPos(0, floor((s.Height-line)/2)))
				d.line.Resize(fyne.NewSize(s.Width, line))
				return
			}
			d.line.Move(fyne.NewPos(floor((s.Width-line)/2), 0))
			d.line.Resize(fyne.NewSize(line, s.Height))
		},
		measure: func() fyne.Size {
			if d.horizontal {
				return fyne.NewSize(0, look.Px(8))
			}
			return fyne.NewSize(look.Px(8), 0)
		},
		refresh: func() {
			paint()
			canvas.Refresh(d)
		},
	}
}
