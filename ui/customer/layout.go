package customer

import (
	"net/url"

	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
)

// fullLayout gives every object the whole place; what is hidden asks for nothing.
type fullLayout struct{}

func (fullLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			o.Move(fyne.Position{})
			o.Resize(s)
		}
	}
}

func (fullLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m = m.Max(o.MinSize())
		}
	}
	return m
}

// halves puts two columns of fields side by side, the second a tenth wider (screens.css, grid2); where a large type leaves no room
// for both, one below the other.
type halves struct{ stacked bool }

const (
	halvesGap   = 24
	halvesLeast = 460 // what two columns of labels and values need
)

func (h *halves) Layout(o []fyne.CanvasObject, s fyne.Size) {
	h.stacked = s.Width < look.Px(halvesLeast)
	o[0].Move(fyne.Position{})
	if h.stacked {
		for _, column := range o {
			column.Resize(fyne.NewSize(s.Width, column.Size().Height)) // what is wrapped knows its height only at its width
			column.Resize(fyne.NewSize(s.Width, column.MinSize().Height))
		}
		o[1].Move(fyne.NewPos(0, o[0].Size().Height+look.Px(4)))
		return
	}
	left := float32(int((s.Width - look.Px(halvesGap)) / 2.1))
	o[0].Resize(fyne.NewSize(left, s.Height))
	o[1].Move(fyne.NewPos(left+look.Px(halvesGap), 0))
	o[1].Resize(fyne.NewSize(s.Width-left-look.Px(halvesGap), s.Height))
}

func (h *halves) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if h.stacked {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+look.Px(4)+b.Height)
	}
	return fyne.NewSize(max(a.Width, b.Width), max(a.Height, b.Height))
}

// flow puts an object at the left of a row that is first high, and others at its right end; where a large type leaves no room for
// them, they go on in rows of their own that are next high. The heights are design units.
func flow(first, next, gap float32, o fyne.CanvasObject, ends ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &flowLayout{first: first, next: next, gap: gap}, Objects: append([]fyne.CanvasObject{o}, ends...)}
}

type flowLayout struct {
	first, next, gap float32
	rows             int // under the first one
}

// least is what a row needs for itself and its ends.
func (l *flowLayout) least(o []fyne.CanvasObject) float32 {
	w := o[0].MinSize().Width
	for _, end := range o[1:] {
		if m := end.MinSize().Width; end.Visible() && m > 0 {
			w += look.Px(l.gap) + m
		}
	}
	return w
}

func (l *flowLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	first, next, gap := look.Px(l.first), look.Px(l.next), look.Px(l.gap)
	put := func(o fyne.CanvasObject, x, y, row float32, w float32) {
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(w, h))
		o.Move(fyne.NewPos(x, y+float32(int((row-h)/2))))
	}
	folded := l.least(o) > s.Width
	l.rows = 0
	if !folded {
		x := s.Width
		for i := len(o) - 1; i > 0; i-- {
			if w := o[i].MinSize().Width; o[i].Visible() && w > 0 {
				x -= w
				put(o[i], x, 0, first, w)
				x -= gap
			}
		}
		put(o[0], 0, 0, first, max(x, 0))
		return
	}
	put(o[0], 0, 0, first, s.Width)
	x, y := float32(0), first-next
	for _, end := range o[1:] {
		w := min(end.MinSize().Width, s.Width)
		if !end.Visible() || w == 0 {
			continue
		}
		if l.rows == 0 || x+w > s.Width {
			l.rows++
			x, y = 0, y+next
		}
		put(end, x, y, next, w)
		x += w + gap
	}
}

func (l *flowLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(o[0].MinSize().Width, look.Px(l.first)+float32(l.rows)*look.Px(l.next))
}

// fields makes two columns of rows of fields; the height of a row follows its width, so both are laid out twice.
func fields(left, right []fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &halves{}, Objects: []fyne.CanvasObject{widget.Column(4, left...), widget.Column(4, right...)}}
}

// capped is as high as its content up to a height; then it scrolls.
func capped(height float32, content fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: cappedLayout{height, content}, Objects: []fyne.CanvasObject{widget.NewScroll(content)}}
}

type cappedLayout struct {
	most    float32
	content fyne.CanvasObject
}

func (l cappedLayout) Layout(o []fyne.CanvasObject, s fyne.Size) { fullLayout{}.Layout(o, s) }

func (l cappedLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	// What is wrapped knows its height only at its width.
	if w := o[0].Size().Width; w > 0 && l.content.Size().Width != w {
		l.content.Resize(fyne.NewSize(w, l.content.Size().Height))
	}
	m := l.content.MinSize()
	return fyne.NewSize(m.Width, min(m.Height, look.Px(l.most)))
}

// above puts an object over one that needs a height of its own; where a large type leaves too little for both, the upper one scrolls
// in the room that is given too.
func above(upper, lower fyne.CanvasObject) (both *fyne.Container, room *widget.Scroll) {
	room = widget.NewScroll(upper)
	return &fyne.Container{Layout: aboveLayout{upper}, Objects: []fyne.CanvasObject{room, lower}}, room
}

type aboveLayout struct{ upper fyne.CanvasObject }

// What the two need at least, in design units: the tabs in two rows and some lines under them; a name, and what it says.
const (
	lowerLeast = 240
	upperLeast = 96
)

func (l aboveLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	l.upper.Resize(fyne.NewSize(s.Width, l.upper.Size().Height)) // what is wrapped knows its height only at its width
	h := min(l.upper.MinSize().Height, max(s.Height-look.Px(lowerLeast), look.Px(upperLeast)))
	o[0].Resize(fyne.NewSize(s.Width, h))
	o[0].Move(fyne.Position{})
	o[1].Resize(fyne.NewSize(s.Width, s.Height-h))
	o[1].Move(fyne.NewPos(0, h))
}

func (l aboveLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(max(l.upper.MinSize().Width, o[1].MinSize().Width), look.Px(upperLeast))
}

// under puts the line of a separator over the whole width under a row of tabs, whose own line ends with it.
func under(tabs fyne.CanvasObject) *fyne.Container {
	line := widget.Column(0, widget.Space(), widget.NewHLine())
	return &fyne.Container{Layout: fullLayout{}, Objects: []fyne.CanvasObject{line, tabs}}
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func link(address string) *url.URL { return widget.Link(address) }

func setEnabled(o fyne.Disableable, on bool) {
	if on == !o.Disabled() {
		return
	}
	if on {
		o.Enable()
	} else {
		o.Disable()
	}
}
