package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// bar is the thin scroll bar over the right or lower edge: 4 at rest, 10 under the mouse. Fyne's own comes with shadows.
type bar struct {
	widget.BaseWidget
	horizontal            bool
	view, content, offset float32
	hovered, dragging     bool
	moved                 func(offset float32)
	rect                  *canvas.Rectangle
}

func newBar(horizontal bool, moved func(float32)) *bar {
	b := &bar{horizontal: horizontal, moved: moved, rect: canvas.NewRectangle(look.Color(scrollBarColor))}
	b.ExtendBaseWidget(b)
	return b
}

// show tells the bar what part of the content is in view.
func (b *bar) show(view, content, offset float32) {
	if b.view == view && b.content == content && b.offset == offset {
		return
	}
	b.view, b.content, b.offset = view, content, offset
	setVisible(b, content > view+0.5)
	b.place(b.Size())
	canvas.Refresh(b.rect) // also what makes Fyne paint the content where it is now
}

func (b *bar) place(s fyne.Size) {
	if b.content <= b.view || b.content == 0 {
		return
	}
	length := max(b.view*b.view/b.content, look.Px(24))
	at := b.offset / (b.content - b.view) * (b.view - length)
	wide := look.Px(4)
	if b.hovered || b.dragging {
		wide = look.Px(10)
	}
	b.rect.CornerRadius = min(wide/2, look.Px(5))
	if b.horizontal {
		b.rect.Resize(fyne.NewSize(length, wide))
		b.rect.Move(fyne.NewPos(at, s.Height-wide-look.Px(2)))
		return
	}
	b.rect.Resize(fyne.NewSize(wide, length))
	b.rect.Move(fyne.NewPos(s.Width-wide-look.Px(2), at))
}

// CreateRenderer implements fyne.Widget.
func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	return &drawing{
		objects: []fyne.CanvasObject{b.rect}, layout: b.place,
		measure: func() fyne.Size { return fyne.NewSquareSize(look.Px(12)) },
		refresh: func() {
			b.rect.FillColor = look.Color(scrollBarColor)
			b.place(b.Size())
			canvas.Refresh(b)
		},
	}
}

// MouseIn implements desktop.Hoverable.
func (b *bar) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (b *bar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *bar) MouseOut() { b.hover(false) }

func (b *bar) hover(on bool) {
	b.hovered = on
	b.Refresh()
}

// Dragged implements fyne.Draggable.
func (b *bar) Dragged(e *fyne.DragEvent) {
	b.dragging = true
	delta := e.Dragged.DY
	if b.horizontal {
		delta = e.Dragged.DX
	}
	length := max(b.view*b.view/b.content, look.Px(24))
	if room := b.view - length; room > 0 {
		b.moved(b.offset + delta*(b.content-b.view)/room)
	}
}

// DragEnd implements fyne.Draggable.
func (b *bar) DragEnd() {
	b.dragging = false
	b.Refresh()
}

// Tapped implements fyne.Tappable: a click beside the bar goes one page.
func (b *bar) Tapped(e *fyne.PointEvent) {
	at, start, end := e.Position.Y, b.rect.Position().Y, b.rect.Position().Y+b.rect.Size().Height
	if b.horizontal {
		at, start, end = e.Position.X, b.rect.Position().X, b.rect.Position().X+b.rect.Size().Width
	}
	switch {
	case at < start:
		b.moved(b.offset - b.view)
	case at > end:
		b.moved(b.offset + b.view)
	}
}

// Scroll shows a part of what is too long for its place, without shadows. The content is as wide as the view, and at
// least as high, so that a Grow inside still has an effect.
type Scroll struct {
	widget.BaseWidget
	// OnScrolled is called when the offset has changed, by whomever.
	OnScrolled func(offset float32)

	horizontal bool
	content    fyne.CanvasObject
	offset     float32
	bar        *bar
	drawing    *clipping
}

// NewScroll makes a vertical scroll around content.
func NewScroll(content fyne.CanvasObject) *Scroll { return newScroll(content, false) }

// NewHScroll makes a horizontal scroll around content.
func NewHScroll(content fyne.CanvasObject) *Scroll { return newScroll(content, true) }

func newScroll(content fyne.CanvasObject, horizontal bool) *Scroll {
	s := &Scroll{content: content, horizontal: horizontal}
	s.bar = newBar(horizontal, s.ScrollTo)
	s.ExtendBaseWidget(s)
	return s
}

// SetContent shows something else, from its start.
func (s *Scroll) SetContent(o fyne.CanvasObject) {
	s.content, s.offset = o, 0
	if s.drawing == nil {
		return
	}
	s.drawing.objects[0] = o
	s.layout(s.Size())
	canvas.Refresh(s)
}

// Offset returns how far the content is scrolled, in Fyne units.
func (s *Scroll) Offset() float32 { return s.offset }

// AtEnd tells whether the end of the content is in view.
func (s *Scroll) AtEnd() bool { return s.offset >= s.last()-1 }

// ScrollTo scrolls to an offset, brought inside the content.
func (s *Scroll) ScrollTo(offset float32) {
	offset = min(max(offset, 0), s.last())
	if offset == s.offset {
		return
	}
	s.offset = offset
	s.move()
	if s.OnScrolled != nil {
		s.OnScrolled(offset)
	}
}

// ScrollToEnd scrolls to the end.
func (s *Scroll) ScrollToEnd() { s.ScrollTo(s.last()) }

// Reveal scrolls as little as needed to have from..to (offsets in the content) in view.
func (s *Scroll) Reveal(from, to float32) {
	switch view := s.length(s.Size()); {
	case from < s.offset:
		s.ScrollTo(from)
	case to > s.offset+view:
		s.ScrollTo(min(to-view, from))
	}
}

// Scrolled implements fyne.Scrollable.
func (s *Scroll) Scrolled(e *fyne.ScrollEvent) {
	delta := e.Scrolled.DY
	if s.horizontal && e.Scrolled.DX != 0 {
		delta = e.Scrolled.DX
	}
	s.ScrollTo(s.offset - delta)
}

func (s *Scroll) length(z fyne.Size) float32 {
	if s.horizontal {
		return z.Width
	}
	return z.Height
}

// last is the greatest offset.
func (s *Scroll) last() float32 {
	return max(s.length(s.content.Size())-s.length(s.Size()), 0)
}

func (s *Scroll) move() {
	if s.horizontal {
		s.content.Move(fyne.NewPos(-s.offset, 0))
	} else {
		s.content.Move(fyne.NewPos(0, -s.offset))
	}
	s.bar.show(s.length(s.Size()), s.length(s.content.Size()), s.offset)
}

func (s *Scroll) layout(z fyne.Size) {
	if s.horizontal {
		s.content.Resize(fyne.NewSize(max(s.content.MinSize().Width, z.Width), z.Height))
		s.bar.Resize(fyne.NewSize(z.Width, look.Px(12)))
		s.bar.Move(fyne.NewPos(0, z.Height-look.Px(12)))
	} else {
		// Twice: wrapped text knows its height only when it has its width.
		for range 2 {
			s.content.Resize(fyne.NewSize(z.Width, max(s.content.MinSize().Height, z.Height)))
		}
		s.bar.Resize(fyne.NewSize(look.Px(12), z.Height))
		s.bar.Move(fyne.NewPos(z.Width-look.Px(12), 0))
	}
	s.offset = min(s.offset, s.last())
	s.move()
}

// CreateRenderer implements fyne.Widget.
func (s *Scroll) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	s.drawing = &clipping{drawing{
		objects: []fyne.CanvasObject{s.content, s.bar}, layout: s.layout,
		measure: func() fyne.Size {
			if s.horizontal {
				return fyne.NewSize(look.Px(32), s.content.MinSize().Height)
			}
			return fyne.NewSize(s.content.MinSize().Width, look.Px(32))
		},
		refresh: func() {
			s.content.Refresh()
			s.layout(s.Size())
			canvas.Refresh(s)
		},
	}}
	return s.drawing
}

const scrollBarColor = theme.ColorNameScrollBar
