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

// toolRows puts a filter at the left and a button and a search at the right of a row of 43; where they don't fit beside each other
// the search takes a row of its own.
func toolRows(filter, jump, search fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: &toolLayout{}, Objects: []fyne.CanvasObject{filter, jump, search}}
}

type toolLayout struct{ folded bool }

const toolRow, toolGap = 43, 8

func (l *toolLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	row, gap := look.Px(toolRow), look.Px(toolGap)
	filter, jump, search := o[0].MinSize(), o[1].MinSize(), o[2].MinSize()
	first := filter.Width
	if o[1].Visible() {
		first += gap + jump.Width
	}
	l.folded = first+gap+search.Width > s.Width
	place := func(o fyne.CanvasObject, x, y float32, size fyne.Size) {
		o.Resize(size)
		o.Move(fyne.NewPos(x, y+float32(int((row-size.Height)/2))))
	}
	right := s.Width
	if l.folded {
		place(o[2], 0, row-look.Px(toolGap), fyne.NewSize(s.Width, search.Height))
	} else {
		right -= search.Width + gap
		place(o[2], s.Width-search.Width, 0, search)
	}
	place(o[0], 0, 0, filter.Min(fyne.NewSize(s.Width, row)))
	place(o[1], right-jump.Width, 0, jump)
}

func (l *toolLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	height := look.Px(toolRow)
	if l.folded {
		height += look.Px(toolRow - toolGap)
	}
	return fyne.NewSize(o[0].MinSize().Width, height)
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
