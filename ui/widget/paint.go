package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sociomedio/ui/look"
)

// drawing is the renderer of every widget here: objects that never change their order, and three functions.
// measure may be nil for widgets that take any size.
type drawing struct {
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	measure func() fyne.Size
	refresh func()
}

func (d *drawing) Destroy()                     {}
func (d *drawing) Objects() []fyne.CanvasObject { return d.objects }

func (d *drawing) Layout(s fyne.Size) {
	if d.layout != nil {
		d.layout(s)
	}
}

func (d *drawing) MinSize() fyne.Size {
	if d.measure == nil {
		return fyne.Size{}
	}
	return d.measure()
}

func (d *drawing) Refresh() {
	if d.refresh != nil {
		d.refresh()
	}
}

// clipping is a drawing whose objects show only inside the widget.
type clipping struct{ drawing }

// IsClip marks the renderer as clipping for Fyne's drivers.
func (*clipping) IsClip() {}

// box is a rounded rectangle with its stroke inside. It is two filled rectangles, because Fyne's painters disagree on where
// a stroke lies: this one is the same line in both. Four plain rectangles lie on the stroke between the corners: the painter of
// the window softens the edges of rounded ones, and a line of one pixel would lose a third of its contrast.
type box struct {
	outer, inner *canvas.Rectangle
	sides        [4]*canvas.Rectangle
	radius       float32
	width        float32
	square       corner
	faint        bool // the stroke is only an ornament, and may be softened: four objects less to draw
}

// corner names the one corner of a bubble that is nearly square.
type corner int

const (
	noCorner corner = iota
	bottomLeft
	bottomRight
)

// newBox makes a box with corners of radius design units.
func newBox(radius float32) *box {
	b := &box{outer: canvas.NewRectangle(color.Transparent), inner: canvas.NewRectangle(color.Transparent), radius: radius}
	for i := range b.sides {
		b.sides[i] = canvas.NewRectangle(color.Transparent)
		b.sides[i].Hide()
	}
	return b
}

// objects returns what the box adds to a renderer, to be put behind everything else.
func (b *box) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{b.outer, b.inner, b.sides[0], b.sides[1], b.sides[2], b.sides[3]}
}

// paint sets the fill and the stroke, width in design units. A zero width is no stroke.
func (b *box) paint(fill, stroke color.Color, width float32) {
	b.width = width
	b.inner.FillColor = fill
	for _, side := range b.sides {
		side.FillColor = stroke
		setVisible(side, width > 0 && !b.faint)
	}
	if width == 0 {
		b.outer.Hide()
		return
	}
	b.outer.FillColor = stroke
	b.outer.Show()
}

// place puts the box on a rectangle. Call it after paint when the stroke's width has changed.
func (b *box) place(pos fyne.Position, size fyne.Size) {
	w := look.Px(b.width)
	b.outer.Move(pos)
	b.outer.Resize(size)
	b.inner.Move(pos.AddXY(w, w))
	b.inner.Resize(fyne.NewSize(max(size.Width-2*w, 0), max(size.Height-2*w, 0)))
	b.round(b.outer, look.Px(b.radius), look.Px(2))
	b.round(b.inner, max(look.Px(b.radius)-w, 0), max(look.Px(2)-w, 0))
	b.placeSides(pos, size, w)
}

// placeSides puts the straight part of the stroke where it is: top, bottom, left, right.
func (b *box) placeSides(pos fyne.Position, size fyne.Size, w float32) {
	corner := look.Px(b.radius)
	across, down := max(size.Width-2*corner, 0), max(size.Height-2*corner, 0)
	for i, side := range []struct{ x, y, width, height float32 }{
		{corner, 0, across, w}, {corner, size.Height - w, across, w}, {0, corner, w, down}, {size.Width - w, corner, w, down},
	} {
		b.sides[i].Move(pos.AddXY(side.x, side.y))
		b.sides[i].Resize(fyne.NewSize(side.width, side.height))
	}
}

func (b *box) round(r *canvas.Rectangle, radius, small float32) {
	r.CornerRadius = radius
	switch b.square {
	case bottomLeft:
		r.CornerRadius = 0
		r.TopLeftCornerRadius, r.TopRightCornerRadius, r.BottomRightCornerRadius = radius, radius, radius
		r.BottomLeftCornerRadius = small
	case bottomRight:
		r.CornerRadius = 0
		r.TopLeftCornerRadius, r.TopRightCornerRadius, r.BottomLeftCornerRadius = radius, radius, radius
		r.BottomRightCornerRadius = small
	case noCorner:
	}
}

// line is one line of text drawn straight on the canvas: what rows are made of.
type line struct {
	*canvas.Text
	full string
	size fyne.ThemeSizeName
}

func newLine(size fyne.ThemeSizeName) *line {
	t := canvas.NewText("", color.Transparent)
	return &line{Text: t, size: size}
}

// set gives the line its text and its looks. Every line goes through CleanLine here, wherever its text is from.
func (l *line) set(text string, c fyne.ThemeColorName, bold bool) {
	text = CleanLine(text)
	l.full = text
	l.Text.Text = text
	l.Text.Color = look.Color(c)
	l.Text.TextSize = look.Size(l.size)
	l.Text.TextStyle = fyne.TextStyle{Bold: bold}
	l.Text.FontSource = look.Face(text, bold)
}

// width returns the natural width of the whole text.
func (l *line) width() float32 {
	return look.Measure(l.full, l.Text.TextSize, l.Text.TextStyle.Bold)
}

// place puts the line at x, y, cut to width, centred in height.
func (l *line) place(x, y, width, height float32) {
	l.Text.Text = look.Elide(l.full, width, l.Text.TextSize, l.Text.TextStyle.Bold)
	l.centre(x, y, width, height)
}

// centre puts the line in the middle of a height, on whole units: half a unit lower would blur it or sink it by one.
func (l *line) centre(x, y, width, height float32) {
	own := look.TextHeight(l.Text.TextSize)
	l.Text.Move(fyne.NewPos(x, y+floor(max(height-own, 0)/2)))
	l.Text.Resize(fyne.NewSize(width, own))
}

// picture is one icon drawn straight on the canvas.
type picture struct {
	*canvas.Image
	name   look.IconName
	colour fyne.ThemeColorName
	edge   float32
}

// newPicture makes an icon of edge design units.
func newPicture(name look.IconName, colour fyne.ThemeColorName, edge float32) *picture {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	p := &picture{Image: img, name: name, colour: colour, edge: edge}
	return p
}

// set draws the icon in the colours of now. An empty name hides it.
func (p *picture) set(name look.IconName, colour fyne.ThemeColorName, owner fyne.CanvasObject) {
	p.name, p.colour = name, colour
	if name == "" {
		p.Image.Hide()
		return
	}
	p.Image.Show()
	res := look.Icon(name, look.Color(colour), look.Px(p.edge)*deviceScale(owner))
	if p.Image.Resource != res {
		p.Image.Resource = res
		p.Image.Refresh()
	}
}

// deviceScale returns how many device pixels a Fyne unit has where an object is shown. Most objects are painted before
// they are on a window; the program has one window, so its scale is theirs.
func deviceScale(owner fyne.CanvasObject) float32 {
	driver := fyne.CurrentApp().Driver()
	if c := driver.CanvasForObject(owner); c != nil {
		return c.Scale()
	}
	if windows := driver.AllWindows(); len(windows) > 0 && windows[0].Canvas().Scale() > 0 {
		return windows[0].Canvas().Scale()
	}
	return 1
}

// side returns the edge of the icon in Fyne units, 0 when hidden.
func (p *picture) side() float32 {
	if p.name == "" {
		return 0
	}
	return look.Px(p.edge)
}

// place puts the icon at x, centred in height from y.
func (p *picture) place(x, y, height float32) {
	e := look.Px(p.edge)
	p.Image.Resize(fyne.NewSquareSize(e))
	p.Image.Move(fyne.NewPos(x, y+floor((height-e)/2)))
}

func floor(v float32) float32 { return float32(int(v)) }
