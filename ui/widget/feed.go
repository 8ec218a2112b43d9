package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// FeedItem is one thing in a Feed. While ID and Version stay the same, the part that Make made is kept; Version is compared
// with ==. Make is called when the item comes into view.
type FeedItem struct {
	ID      string
	Version any
	Make    func() fyne.CanvasObject
	Close   bool // the next item follows without a gap, as after the line of a day
}

// Feed shows things of different heights below each other, of any number: only what is in view exists. It stays at its end
// while its end is in view; else what is in view stays where it is, whatever comes before or after it. It is one stop of the
// keyboard: the arrows, PageUp, PageDown, Home and End scroll.
type Feed struct {
	widget.BaseWidget
	// OnScrolled is called when the offset has changed, by whomever.
	OnScrolled func()
	// OnResized is called when the feed has got another size.
	OnResized func()

	gap, side float32 // design units
	items     []*fed
	offset    float32
	pinned    bool // the end stays in view
	high      bool // what does not fill the view begins at its top
	focused   bool
	ring      [4]*canvas.Rectangle
	bar       *bar
	drawing   *clipping
	placed    fyne.Size
}

// fed is an item with its part and its height; the height is a guess until it was measured for the width of now.
type fed struct {
	FeedItem
	part     fyne.CanvasObject
	height   float32
	measured float32 // the width it was measured for
}

// guess is the height of a part not measured yet, in design units: a bubble of one line and a half.
const guess = 56

// liveParts is how many parts are kept beside those in view.
const liveParts = 200

var _ fyne.Focusable = (*Feed)(nil)

// NewFeed makes an empty feed with a gap between its items and a margin at both sides, in design units.
func NewFeed(gap, side float32) *Feed {
	f := &Feed{gap: gap, side: side, pinned: true}
	f.bar = newBar(false, f.ScrollTo)
	for i := range f.ring {
		f.ring[i] = canvas.NewRectangle(color.Transparent)
	}
	f.ExtendBaseWidget(f)
	return f
}

// FromTop has items that don't fill the view begin at its top instead of ending at its lower edge, and returns the feed.
func (f *Feed) FromTop() *Feed {
	f.high = true
	return f
}

// Set shows these items in place of those of before. Those that were there keep their parts, and what is in view its place.
func (f *Feed) Set(items []FeedItem) {
	anchor, at := f.anchor()
	known := make(map[string]*fed, len(f.items))
	for _, it := range f.items {
		known[it.ID] = it
	}
	next := make([]*fed, len(items))
	for i, item := range items {
		n := &fed{FeedItem: item, height: look.Px(guess)}
		if old, ok := known[item.ID]; ok {
			n.height = old.height
			if old.Version == item.Version {
				n.part, n.measured = old.part, old.measured
			}
		}
		next[i] = n
	}
	f.items = next
	if top, ok := f.top(anchor); ok && !f.pinned {
		f.offset = top - at
	}
	f.place()
}

// anchor is the first item in view and where its top is in the view.
func (f *Feed) anchor() (id string, at float32) {
	y := f.start()
	for _, it := range f.items {
		if y+it.height > f.offset {
			return it.ID, y - f.offset
		}
		y += f.room(it)
	}
	return "", 0
}

// start is where the first item begins: below the top where the items don't fill the view.
func (f *Feed) start() float32 {
	if f.high {
		return 0
	}
	return max(f.Size().Height-f.total(), 0)
}

// top is where an item begins.
func (f *Feed) top(id string) (float32, bool) {
	y := f.start()
	for _, it := range f.items {
		if it.ID == id {
			return y, true
		}
		y += f.room(it)
	}
	return 0, false
}

func (f *Feed) total() float32 {
	var total float32
	for _, it := range f.items {
		total += f.room(it)
	}
	return total
}

// room is what an item takes with the gap behind it.
func (f *Feed) room(it *fed) float32 {
	if it.Close {
		return it.height
	}
	return it.height + look.Px(f.gap)
}

func (f *Feed) last() float32 { return max(f.total()-f.Size().Height, 0) }

// ScrollTo scrolls to an offset in Fyne units, brought inside the feed.
func (f *Feed) ScrollTo(offset float32) {
	offset = min(max(offset, 0), f.last())
	f.pinned = offset >= f.last()-1
	if offset == f.offset {
		return
	}
	f.offset = offset
	f.place()
	if f.OnScrolled != nil {
		f.OnScrolled()
	}
}

// ScrollToEnd shows the end, and stays there while items come.
func (f *Feed) ScrollToEnd() {
	f.pinned = true
	f.place()
}

// Offset returns how far the feed is scrolled, in Fyne units.
func (f *Feed) Offset() float32 { return f.offset }

// AtEnd tells whether the end is in view.
func (f *Feed) AtEnd() bool { return f.pinned }

// NearStart tells whether less than a screen is left before the first item: time to bring what is before it.
func (f *Feed) NearStart() bool { return f.offset < f.Size().Height }

// Has tells whether the feed has an item.
func (f *Feed) Has(id string) bool {
	_, ok := f.top(id)
	return ok
}

// InView tells whether a part of an item can be seen.
func (f *Feed) InView(id string) bool {
	for _, it := range f.items {
		if it.ID == id {
			return it.part != nil && it.part.Visible() && it.measured > 0
		}
	}
	return false
}

// Reveal scrolls so that an item stands in the upper third of the view.
func (f *Feed) Reveal(id string) {
	top, ok := f.top(id)
	if !ok {
		return
	}
	f.pinned = false
	f.offset = min(max(top-floor(f.Size().Height/3), 0), f.last())
	f.place()
	if f.OnScrolled != nil {
		f.OnScrolled()
	}
}

// Focus gives the feed the keyboard.
func (f *Feed) Focus() { focus(f) }

// place measures what is in view and puts it there.
func (f *Feed) place() {
	size := f.Size()
	if f.drawing == nil || size.Height <= 0 {
		return
	}
	f.measure()
	objects := f.drawing.objects[:0]
	objects = append(objects, f.ring[0], f.ring[1], f.ring[2], f.ring[3])
	y, live := f.start()-f.offset, 0
	for _, it := range f.items {
		in := y+it.height > 0 && y < size.Height
		switch {
		case in:
			setVisible(it.part, true)
			it.part.Move(fyne.NewPos(look.Px(f.side), y))
			objects = append(objects, it.part)
		case it.part != nil:
			setVisible(it.part, false)
			if live++; live > liveParts {
				it.part, it.measured = nil, 0
			}
		}
		y += f.room(it)
	}
	f.drawing.objects = append(objects, f.bar)
	f.bar.Resize(fyne.NewSize(look.Px(12), size.Height))
	f.bar.Move(fyne.NewPos(size.Width-look.Px(12), 0))
	f.bar.show(size.Height, f.total(), f.offset)
	canvas.Refresh(f)
}

// measure gives the items in view the heights of the width of now. An item that begins above the view keeps its end in place.
func (f *Feed) measure() {
	width := max(f.Size().Width-2*look.Px(f.side), 1)
	for range len(f.items) + 1 {
		if f.pinned {
			f.offset = f.last()
		}
		f.offset = min(f.offset, f.last())
		if !f.measureNext(width) {
			return
		}
	}
}

// measureNext measures the last item in view that is not measured; false when there is none.
func (f *Feed) measureNext(width float32) bool {
	view := f.Size().Height
	next := f.start() + f.total() - f.offset
	for i := len(f.items) - 1; i >= 0; i-- {
		it := f.items[i]
		top := next - f.room(it)
		end := top + it.height
		if top < view && end > 0 && it.measured != width {
			was := it.height
			it.fit(width)
			if top < 0 && !f.pinned {
				f.offset = max(f.offset+it.height-was, 0)
			}
			return true
		}
		if next = top; next < 0 {
			return false
		}
	}
	return false
}

func (it *fed) fit(width float32) {
	if it.part == nil {
		it.part = it.Make()
	}
	if it.part.Size().Width != width {
		it.part.Resize(fyne.NewSize(width, it.part.Size().Height))
	}
	it.height, it.measured = it.part.MinSize().Height, width
	it.part.Resize(fyne.NewSize(width, it.height))
}

// Scrolled implements fyne.Scrollable.
func (f *Feed) Scrolled(e *fyne.ScrollEvent) { f.ScrollTo(f.offset - e.Scrolled.DY) }

// FocusGained implements fyne.Focusable.
func (f *Feed) FocusGained() { f.setFocus(true) }

// FocusLost implements fyne.Focusable.
func (f *Feed) FocusLost() { f.setFocus(false) }

func (f *Feed) setFocus(on bool) {
	f.focused = on
	f.paintRing()
	canvas.Refresh(f)
}

// TypedRune implements fyne.Focusable: letters are for the window.
func (f *Feed) TypedRune(r rune) { unusedRune(r) }

// TypedKey implements fyne.Focusable: what does not scroll is for the window.
func (f *Feed) TypedKey(e *fyne.KeyEvent) {
	view, line := f.Size().Height, look.Px(48)
	switch e.Name {
	case fyne.KeyUp:
		f.ScrollTo(f.offset - line)
	case fyne.KeyDown:
		f.ScrollTo(f.offset + line)
	case fyne.KeyPageUp:
		f.ScrollTo(f.offset - view + line)
	case fyne.KeyPageDown:
		f.ScrollTo(f.offset + view - line)
	case fyne.KeyHome:
		f.ScrollTo(0)
	case fyne.KeyEnd:
		f.ScrollToEnd()
	default:
		unusedKey(e)
	}
}

func (f *Feed) paintRing() {
	colour := color.Color(color.Transparent)
	if f.focused {
		colour = look.Color(look.Primary)
	}
	s, w := f.Size(), look.Px(2)
	for i, r := range f.ring {
		r.FillColor = colour
		r.Resize(fyne.NewSize(s.Width, w))
		if i > 1 {
			r.Resize(fyne.NewSize(w, s.Height))
		}
	}
	f.ring[0].Move(fyne.Position{})
	f.ring[1].Move(fyne.NewPos(0, s.Height-w))
	f.ring[2].Move(fyne.Position{})
	f.ring[3].Move(fyne.NewPos(s.Width-w, 0))
}

// CreateRenderer implements fyne.Widget.
func (f *Feed) CreateRenderer() fyne.WidgetRenderer {
	f.ExtendBaseWidget(f)
	f.drawing = &clipping{drawing{
		objects: []fyne.CanvasObject{f.bar},
		layout: func(s fyne.Size) {
			other := s != f.placed
			f.placed = s
			f.paintRing()
			f.place()
			if other && f.OnResized != nil {
				f.OnResized()
			}
		},
		measure: func() fyne.Size { return fyne.NewSize(look.Px(240), look.Px(32)) },
		refresh: func() {
			for _, it := range f.items {
				it.measured = 0
				if it.part == nil {
					continue
				}
				if it.part.Visible() {
					it.part.Refresh()
				} else {
					it.part = nil // made anew in the colours of then
				}
			}
			f.paintRing()
			f.place()
			f.bar.Refresh()
		},
	}}
	return f.drawing
}
