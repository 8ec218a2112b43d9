package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// slot is the place of one row in view: its ground, its states, its part from NewRow.
type slot struct {
	widget.BaseWidget
	list  *List
	row   fyne.CanvasObject
	index int

	ground, accent, rule *canvas.Rectangle
	ring                 [4]*canvas.Rectangle // top, bottom, left, right: a frame with nothing inside
	painted              slotState
}

type slotState struct {
	selected, hovered, pointed bool
	ground                     color.Color
}

func newSlot(l *List, row fyne.CanvasObject) *slot {
	s := &slot{list: l, row: row, index: -1}
	for _, r := range []**canvas.Rectangle{&s.ground, &s.accent, &s.rule, &s.ring[0], &s.ring[1], &s.ring[2], &s.ring[3]} {
		*r = canvas.NewRectangle(color.Transparent)
	}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped implements fyne.Tappable.
func (s *slot) Tapped(*fyne.PointEvent) { s.list.clicked(s.index) }

// MouseIn implements desktop.Hoverable.
func (s *slot) MouseIn(*desktop.MouseEvent) { s.list.hover(s.index, true) }

// MouseMoved implements desktop.Hoverable.
func (s *slot) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (s *slot) MouseOut() { s.list.hover(s.index, false) }

// paint shows the states of now; when nothing has changed it costs a comparison.
func (s *slot) paint() {
	if s.index < 0 || s.index >= s.list.source.Length() {
		return
	}
	l := s.list
	now := slotState{
		selected: l.selected != "" && l.source.ID(s.index) == l.selected,
		hovered:  l.hovered == s.index,
		pointed:  l.focused && !l.style.NoRing && l.current == s.index,
		ground:   look.Color(l.style.Ground),
	}
	if now == s.painted {
		return
	}
	s.painted = now
	s.ground.FillColor = color.Transparent
	switch {
	case now.selected:
		s.ground.FillColor = look.Color(look.Selection)
	case now.hovered:
		s.ground.FillColor = look.Color(look.Hover)
	}
	s.accent.FillColor = look.Color(look.Primary)
	s.accent.Hidden = !now.selected || !l.style.Accent
	s.rule.FillColor = look.Color(look.Separator)
	s.rule.Hidden = !l.style.Separators
	for _, r := range s.ring {
		r.FillColor, r.Hidden = look.Color(look.Primary), !now.pointed
	}
	canvas.Refresh(s.ground)
}

// CreateRenderer implements fyne.Widget.
func (s *slot) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return &drawing{
		objects: []fyne.CanvasObject{s.ground, s.rule, s.accent, s.row, s.ring[0], s.ring[1], s.ring[2], s.ring[3]},
		layout: func(z fyne.Size) {
			line := look.Px(1)
			h := z.Height
			if s.list.style.Separators {
				h -= line
			}
			s.ground.Resize(fyne.NewSize(z.Width, h))
			s.rule.Move(fyne.NewPos(0, h))
			s.rule.Resize(fyne.NewSize(z.Width, line))
			s.accent.Resize(fyne.NewSize(look.Px(3), h))
			s.row.Resize(fyne.NewSize(z.Width, h))
			edge := look.Px(2)
			put := func(r *canvas.Rectangle, x, y, w, height float32) {
				r.Move(fyne.NewPos(x, y))
				r.Resize(fyne.NewSize(w, height))
			}
			put(s.ring[0], 0, 0, z.Width, edge)
			put(s.ring[1], 0, h-edge, z.Width, edge)
			put(s.ring[2], 0, 0, edge, h)
			put(s.ring[3], z.Width-edge, 0, edge, h)
		},
		measure: func() fyne.Size { return fyne.NewSize(0, s.list.rowHeight()) },
		refresh: func() {
			s.painted = slotState{}
			s.paint()
			s.row.Refresh()
		},
	}
}
