package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// flexible is what a Row may make narrower than its natural width, down to MinSize.
type flexible interface{ natural() float32 }

// growLayout marks the child of a Row or Column that takes the space left over.
type growLayout struct{}

func (growLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(s)
	}
}

func (growLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m = m.Max(o.MinSize())
		}
	}
	return m
}

// Grow marks an object to take the space that the others in a Row or Column leave; several share it evenly.
// In a Row it also takes the whole height.
func Grow(o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: growLayout{}, Objects: []fyne.CanvasObject{o}}
}

// Space takes the room left in a Row or Column and shows nothing.
func Space() *fyne.Container { return &fyne.Container{Layout: growLayout{}} }

func grows(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(growLayout)
	return ok
}

// Row puts objects side by side with a gap of design units, each at its own height, centred.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &rowLayout{gap: gap, align: alignCenter}, Objects: objects}
}

// RowTop is Row with the objects at the top.
func RowTop(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &rowLayout{gap: gap, align: alignTop}, Objects: objects}
}

// RowFill is Row with every object as high as the row.
func RowFill(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &rowLayout{gap: gap, align: alignFill}, Objects: objects}
}

type alignment int

const (
	alignCenter alignment = iota
	alignTop
	alignFill
)

type rowLayout struct {
	gap   float32
	align alignment
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		s := o.MinSize()
		m.Width += s.Width
		m.Height = max(m.Height, s.Height)
		n++
	}
	m.Width += look.Px(l.gap) * float32(max(n-1, 0))
	return m
}

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	widths := l.widths(objects, size.Width)
	x := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		h := o.MinSize().Height
		y := floor((size.Height - h) / 2)
		switch {
		case l.align == alignFill || grows(o):
			h, y = size.Height, 0
		case l.align == alignTop:
			y = 0
		}
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(widths[i], h))
		x += widths[i] + look.Px(l.gap)
	}
}

// widths gives each object its least width, then the flexible ones up to their natural width, then the rest to growers.
func (l *rowLayout) widths(objects []fyne.CanvasObject, total float32) []float32 {
	widths := make([]float32, len(objects))
	rest, growers := total+look.Px(l.gap), 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		widths[i] = o.MinSize().Width
		rest -= widths[i] + look.Px(l.gap)
		if grows(o) {
			growers++
		}
	}
	for i, o := range objects {
		if f, ok := o.(flexible); ok && o.Visible() && rest > 0 {
			more := min(max(f.natural()-widths[i], 0), rest)
			widths[i] += more
			rest -= more
		}
	}
	if growers == 0 || rest <= 0 {
		return widths
	}
	each := floor(rest / float32(growers))
	for i, o := range objects {
		if o.Visible() && grows(o) {
			if growers--; growers == 0 {
				each = rest
			}
			widths[i] += each
			rest -= each
		}
	}
	return widths
}

// Column puts objects below each other with a gap of design units, each as wide as the column.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &columnLayout{gap: gap}, Objects: objects}
}

type columnLayout struct{ gap float32 }

func (l *columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		s := o.MinSize()
		m.Width = max(m.Width, s.Width)
		m.Height += s.Height
		n++
	}
	m.Height += look.Px(l.gap) * float32(max(n-1, 0))
	return m
}

func (l *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	rest, growers := size.Height+look.Px(l.gap), 0
	heights := make([]float32, len(objects))
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		// What holds wrapped text knows its height only at its width.
		if o.Size().Width != size.Width {
			o.Resize(fyne.NewSize(size.Width, o.Size().Height))
		}
		heights[i] = o.MinSize().Height
		rest -= heights[i] + look.Px(l.gap)
		if grows(o) {
			growers++
		}
	}
	y := float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		h := heights[i]
		if grows(o) && rest > 0 {
			each := floor(rest / float32(growers))
			growers--
			rest -= each
			h += each
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + look.Px(l.gap)
	}
}

// Inset puts a margin of design units around an object: top, right, bottom, left.
func Inset(top, right, bottom, left float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &insetLayout{top, right, bottom, left}, Objects: []fyne.CanvasObject{o}}
}

type insetLayout struct{ top, right, bottom, left float32 }

func (l *insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return growLayout{}.MinSize(objects).AddWidthHeight(look.Px(l.left)+look.Px(l.right), look.Px(l.top)+look.Px(l.bottom))
}

func (l *insetLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(look.Px(l.left), look.Px(l.top)))
		o.Resize(fyne.NewSize(max(s.Width-look.Px(l.left)-look.Px(l.right), 0), max(s.Height-look.Px(l.top)-look.Px(l.bottom), 0)))
	}
}

// Sized gives an object a least width and height in design units; 0 leaves that side as it is. A side that is given is
// also the most that MinSize asks for.
func Sized(width, height float32, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &sizedLayout{width, height}, Objects: []fyne.CanvasObject{o}}
}

type sizedLayout struct{ width, height float32 }

func (l *sizedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := growLayout{}.MinSize(objects)
	if l.width > 0 {
		m.Width = look.Px(l.width)
	}
	if l.height > 0 {
		m.Height = look.Px(l.height)
	}
	return m
}

func (l *sizedLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	growLayout{}.Layout(objects, s)
}

// Fill is a plain ground or line in a colour of the theme.
type Fill struct {
	widget.BaseWidget
	colour        fyne.ThemeColorName
	width, height float32
	radius        float32 // of the lower corners
	rect          *canvas.Rectangle
}

// NewFill makes a ground that takes the size it is given.
func NewFill(colour fyne.ThemeColorName) *Fill {
	f := &Fill{colour: colour, rect: canvas.NewRectangle(look.Color(colour))}
	f.ExtendBaseWidget(f)
	return f
}

// NewHLine makes a horizontal line of 1.
func NewHLine() *Fill {
	f := NewFill(look.Separator)
	f.height = 1
	return f
}

// NewVLine makes a vertical line of 1.
func NewVLine() *Fill {
	f := NewFill(look.Separator)
	f.width = 1
	return f
}

// Round gives the lower corners a radius in design units, for a ground at the end of a panel, and returns the ground.
func (f *Fill) Round(radius float32) *Fill {
	f.radius = radius
	return f
}

// SetColor changes the colour.
func (f *Fill) SetColor(c fyne.ThemeColorName) {
	if f.colour != c {
		f.colour = c
		f.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Fill) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	return &drawing{
		objects: []fyne.CanvasObject{f.rect},
		layout: func(s fyne.Size) {
			f.rect.BottomLeftCornerRadius, f.rect.BottomRightCornerRadius = look.Px(f.radius), look.Px(f.radius)
			f.rect.Resize(s)
		},
		measure: func() fyne.Size { return fyne.NewSize(look.Px(f.width), look.Px(f.height)) },
		refresh: func() {
			f.rect.FillColor = look.Color(f.colour)
			f.rect.Refresh()
		},
	}
}

// On lays an object on a ground.
func On(colour fyne.ThemeColorName, o fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: growLayoutOf{}, Objects: []fyne.CanvasObject{NewFill(colour), o}}
}

// growLayoutOf is growLayout without its meaning to rows and columns.
type growLayoutOf struct{}

func (growLayoutOf) Layout(o []fyne.CanvasObject, s fyne.Size) { growLayout{}.Layout(o, s) }
func (growLayoutOf) MinSize(o []fyne.CanvasObject) fyne.Size   { return growLayout{}.MinSize(o) }
