package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Panel is a ground with a stroke around something: a card on the page, or with a shadow a pop-up above it.
type Panel struct {
	widget.BaseWidget
	content fyne.CanvasObject
	ground  fyne.ThemeColorName
	raised  bool
	shade   *canvas.Rectangle
	frame   *box
}

// NewCard makes a card: its ground, a stroke, radius 6, no shadow.
func NewCard(ground fyne.ThemeColorName, content fyne.CanvasObject) *Panel {
	return newPanel(content, ground, 6, false)
}

// NewRaised makes the ground of a pop-up: raised, stroke, radius 6, shadow.
func NewRaised(content fyne.CanvasObject) *Panel { return newPanel(content, look.Raised, 6, true) }

// NewDialogPanel makes the ground of a dialog or the palette: raised, stroke, radius 8, shadow.
func NewDialogPanel(content fyne.CanvasObject) *Panel { return newPanel(content, look.Raised, 8, true) }

func newPanel(content fyne.CanvasObject, ground fyne.ThemeColorName, radius float32, raised bool) *Panel {
	p := &Panel{content: content, ground: ground, raised: raised, frame: newBox(radius), shade: canvas.NewRectangle(color.Transparent)}
	p.ExtendBaseWidget(p)
	return p
}

// Tapped implements fyne.Tappable: a click on a pop-up does not fall through to what lies under it.
func (p *Panel) Tapped(*fyne.PointEvent) {}

func (p *Panel) paint() {
	p.frame.paint(look.Color(p.ground), look.Color(look.Separator), 1)
	p.shade.Hidden = !p.raised
	p.shade.FillColor = look.Color(p.ground)
	p.shade.CornerRadius = look.Px(p.frame.radius)
	p.shade.Shadow = canvas.Shadow{
		Color: look.Color(look.Shadow), BlurRadius: look.Px(16), Offset: fyne.NewPos(0, look.Px(4)), Variant: canvas.DropShadow,
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Panel) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	p.paint()
	return &drawing{
		objects: append([]fyne.CanvasObject{p.shade}, append(p.frame.objects(), p.content)...),
		layout: func(s fyne.Size) {
			p.shade.Resize(s)
			p.frame.place(fyne.Position{}, s)
			line := look.Px(1)
			p.content.Move(fyne.NewPos(line, line))
			p.content.Resize(fyne.NewSize(s.Width-2*line, s.Height-2*line))
		},
		measure: func() fyne.Size { return p.content.MinSize().AddWidthHeight(2*look.Px(1), 2*look.Px(1)) },
		refresh: func() {
			p.paint()
			p.content.Refresh()
			canvas.Refresh(p)
		},
	}
}

// Overlay lies over a whole window and holds a pop-up; a click beside the pop-up, or Close, takes it away. While it is
// there the keyboard stays inside it.
type Overlay struct {
	widget.BaseWidget
	// OnClosed is called once, after the overlay has gone.
	OnClosed func()

	canvas  fyne.Canvas
	content fyne.CanvasObject
	place   func(window fyne.Size) (fyne.Position, fyne.Size)
	scrim   *canvas.Rectangle
	dim     bool
}

// ShowOverlay puts content above the window. place says where, in Fyne units, whenever the window's size is known or has
// changed; dim lays the scrim under it.
func ShowOverlay(c fyne.Canvas, content fyne.CanvasObject, dim bool, place func(window fyne.Size) (fyne.Position, fyne.Size)) *Overlay {
	o := &Overlay{canvas: c, content: content, dim: dim, place: place, scrim: canvas.NewRectangle(color.Transparent)}
	o.ExtendBaseWidget(o)
	c.Overlays().Add(o)
	return o
}

// Close takes the overlay away; the keyboard is where it was before.
func (o *Overlay) Close() {
	if o.canvas == nil {
		return
	}
	o.canvas.Overlays().Remove(o)
	o.canvas = nil
	if o.OnClosed != nil {
		o.OnClosed()
	}
}

// Tapped implements fyne.Tappable.
func (o *Overlay) Tapped(*fyne.PointEvent) { o.Close() }

// TappedSecondary implements fyne.SecondaryTappable.
func (o *Overlay) TappedSecondary(*fyne.PointEvent) { o.Close() }

// CreateRenderer implements fyne.Widget.
func (o *Overlay) CreateRenderer() fyne.WidgetRenderer {
	o.ExtendBaseWidget(o)
	paint := func() {
		o.scrim.FillColor = color.Transparent
		if o.dim {
			o.scrim.FillColor = look.Color(look.Scrim)
		}
	}
	paint()
	layout := func(s fyne.Size) {
		o.scrim.Resize(s)
		pos, size := o.place(s)
		o.content.Move(pos)
		o.content.Resize(size)
	}
	return &drawing{
		objects: []fyne.CanvasObject{o.scrim, o.content}, layout: layout,
		refresh: func() {
			paint()
			o.content.Refresh()
			layout(o.Size())
			canvas.Refresh(o)
		},
	}
}

// below is a place for an Overlay under an anchor, or above it where there is more room there, as wide as the anchor and at most
// height high.
func below(at fyne.Position, anchor fyne.Size, height float32, window fyne.Size) (fyne.Position, fyne.Size) {
	gap := look.Px(4)
	under := window.Height - at.Y - anchor.Height - 2*gap
	x := max(min(at.X, window.Width-anchor.Width-gap), 0)
	if height <= under || under >= at.Y-2*gap {
		return fyne.NewPos(x, at.Y+anchor.Height+gap), fyne.NewSize(anchor.Width, min(height, under))
	}
	h := min(height, at.Y-2*gap)
	return fyne.NewPos(x, at.Y-gap-h), fyne.NewSize(anchor.Width, h)
}
