package customers

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
)

// The heights of the upper part, in design units: the tools, the header of the table and its footer; one row.
const (
	fixedHeight = 44 + 28 + 28
	rowHeight   = 28
	leastRows   = 1
	leastLower  = 160
)

// upperShare is the most of the height that the table takes by itself (DESIGN.md section 4).
const upperShare = 0.4

// settingHeight is where the height that the agent dragged is kept.
const settingHeight = "customers.table.height"

// split is the table above and the customer tabs below, with a divider that can be dragged; a double click gives the table the
// height of its rows again.
type split struct {
	fynewidget.BaseWidget
	opts         *Options
	upper, lower fyne.CanvasObject
	divider      *widget.Divider
	rows         func() int
	chosen       float32 // design units; 0 follows the rows
}

func newSplit(opts *Options, upper, lower fyne.CanvasObject, rows func() int) *split {
	s := &split{opts: opts, upper: upper, lower: lower, rows: rows}
	if kept, err := strconv.ParseFloat(opts.Source.Recall(settingHeight), 32); err == nil {
		s.chosen = float32(kept)
	}
	s.divider = widget.NewDivider(true, s.drag, func() {
		s.chosen = 0
		s.keep()
		s.Refresh()
	})
	s.divider.OnEnd = s.keep
	s.ExtendBaseWidget(s)
	return s
}

func (s *split) keep() {
	s.opts.Source.Remember(settingHeight, strconv.FormatFloat(float64(s.chosen), 'f', 0, 32))
}

func (s *split) drag(delta float32) {
	s.chosen = (s.height() + delta) / look.Unit()
	s.chosen = s.height() / look.Unit()
	s.Refresh()
}

// height is that of the upper part, in Fyne units.
func (s *split) height() float32 {
	whole := s.Size().Height
	least, most := look.Px(fixedHeight+rowHeight*leastRows), whole-look.Px(leastLower)
	want := look.Px(fixedHeight) + look.Px(rowHeight)*float32(max(s.rows(), leastRows))
	want = min(want, float32(int(whole*upperShare)))
	if s.chosen > 0 {
		want = look.Px(s.chosen)
	}
	return max(min(want, most), least)
}

// CreateRenderer implements fyne.Widget.
func (s *split) CreateRenderer() fyne.WidgetRenderer {
	s.ExtendBaseWidget(s)
	return &splitRenderer{s}
}

type splitRenderer struct{ *split }

func (r *splitRenderer) Destroy() {}

func (r *splitRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.upper, r.lower, r.divider}
}

func (r *splitRenderer) MinSize() fyne.Size {
	return fyne.NewSize(look.Px(480), look.Px(fixedHeight+rowHeight+leastLower))
}

func (r *splitRenderer) Layout(s fyne.Size) {
	h, line := r.height(), look.Px(1)
	r.upper.Move(fyne.Position{})
	r.upper.Resize(fyne.NewSize(s.Width, h))
	grip := look.Px(8)
	r.divider.Move(fyne.NewPos(0, h-float32(int((grip-line)/2))))
	r.divider.Resize(fyne.NewSize(s.Width, grip))
	r.lower.Move(fyne.NewPos(0, h+line))
	r.lower.Resize(fyne.NewSize(s.Width, max(s.Height-h-line, 0)))
}

func (r *splitRenderer) Refresh() {
	r.Layout(r.Size())
	r.upper.Refresh()
	r.lower.Refresh()
	canvas.Refresh(r.split)
}
