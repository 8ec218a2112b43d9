package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// ListSource is what a List shows. All functions run on the UI goroutine and must be cheap: no queries, no formatting of
// dates, nothing that waits.
type ListSource struct {
	Length func() int
	// ID names the row at an index; the selection is kept by it when rows come and go.
	ID func(index int) string
	// IndexOf finds a row by its name, -1 when it is gone. Nil searches through ID, which is fine for short lists.
	IndexOf func(id string) int
	// NewRow makes the part that shows a row; the list keeps a screenful of them.
	NewRow func() fyne.CanvasObject
	// Update shows a row in a part made by NewRow.
	Update func(index int, row fyne.CanvasObject)
}

// ListStyle is how the rows of a List look.
type ListStyle struct {
	RowHeight    float32             // design units, with the separator
	Separators   bool                // a line of 1 under each row
	Accent       bool                // a bar of 3 at the left of the selected row
	SelectOnMove bool                // the arrow keys select, they do not only point
	Ground       fyne.ThemeColorName // what the rows lie on; Surface when empty
	NoRing       bool                // no frame around the row the keyboard points at: it is the selected one
}

// List shows rows of one height, of any number: only what is in view exists. It is one stop of the keyboard; the arrows,
// PageUp, PageDown, Home and End move, Space selects, Enter opens.
type List struct {
	widget.BaseWidget
	// OnSelected is called when another row is selected, by whomever but SelectQuietly.
	OnSelected func(index int, id string)
	// OnOpened is called on Enter and on a click on the row already selected.
	OnOpened func(index int, id string)
	// OnKey sees every key first; true keeps it from the list.
	OnKey func(*fyne.KeyEvent) bool
	// OnRune gets the letters typed while the list has the keyboard.
	OnRune func(rune)
	// OnScrolled is called when the offset has changed.
	OnScrolled func()
	// OnHover is called with the index under the mouse, -1 when it has left.
	OnHover func(index int)

	// OnClick is what a click does instead of selecting.
	OnClick func(index int)

	source   ListSource
	style    ListStyle
	selected string
	current  int // the row the keyboard points at
	focused  bool
	hovered  int
	offset   float32
	slots    []*slot
	bar      *bar
	drawing  *clipping
}

var _ fyne.Focusable = (*List)(nil)

// NewList makes a list of what source holds.
func NewList(source ListSource, style ListStyle) *List {
	l := &List{source: source, style: style, hovered: -1}
	if l.style.Ground == "" {
		l.style.Ground = look.Surface
	}
	l.bar = newBar(false, l.ScrollTo)
	l.ExtendBaseWidget(l)
	return l
}

// Selected returns the name of the selected row, empty when none is.
func (l *List) Selected() string { return l.selected }

// Current returns the index that the keyboard points at.
func (l *List) Current() int { return l.current }

// Select selects a row by its name, shows it and calls OnSelected when it was not selected before.
func (l *List) Select(id string) {
	if i := l.index(id); i >= 0 {
		l.selectIndex(i)
	}
}

// SelectQuietly selects by name without scrolling and without a call; an empty name takes the selection away.
func (l *List) SelectQuietly(id string) {
	l.selected = id
	if i := l.index(id); i >= 0 {
		l.current = i
	}
	l.paintStates()
}

// SelectIndex selects the row at an index, brought inside the list.
func (l *List) SelectIndex(i int) {
	if n := l.source.Length(); n > 0 {
		l.selectIndex(min(max(i, 0), n-1))
	}
}

func (l *List) selectIndex(i int) {
	id := l.source.ID(i)
	changed := id != l.selected
	l.current, l.selected = i, id
	l.reveal(i)
	l.paintStates()
	if changed && l.OnSelected != nil {
		l.OnSelected(i, id)
	}
}

func (l *List) index(id string) int {
	if id == "" {
		return -1
	}
	if l.source.IndexOf != nil {
		return l.source.IndexOf(id)
	}
	for i := range l.source.Length() {
		if l.source.ID(i) == id {
			return i
		}
	}
	return -1
}

// Step points the keyboard delta rows further; with SelectOnMove it selects too, and one step while nothing is selected selects the
// row that the keyboard points at.
func (l *List) Step(delta int) {
	n := l.source.Length()
	if n == 0 {
		return
	}
	if l.style.SelectOnMove && l.selected == "" && (delta == 1 || delta == -1) {
		delta = 0
	}
	to := min(max(l.current+delta, 0), n-1)
	if l.style.SelectOnMove {
		l.selectIndex(to)
		return
	}
	l.current = to
	l.reveal(to)
	l.paintStates()
}

// Focus gives the list the keyboard.
func (l *List) Focus() { focus(l) }

// ScrollTo scrolls to an offset in Fyne units, brought inside the list.
func (l *List) ScrollTo(offset float32) {
	offset = min(max(offset, 0), l.last())
	if offset == l.offset {
		return
	}
	l.offset = offset
	l.place()
	if l.OnScrolled != nil {
		l.OnScrolled()
	}
}

// Offset returns how far the list is scrolled, in Fyne units.
func (l *List) Offset() float32 { return l.offset }

func (l *List) rowHeight() float32 { return look.Px(l.style.RowHeight) }

func (l *List) last() float32 {
	return max(float32(l.source.Length())*l.rowHeight()-l.Size().Height, 0)
}

// Reveal scrolls as little as is needed to show the row of that name.
func (l *List) Reveal(id string) {
	if i := l.index(id); i >= 0 && l.Size().Height > 0 {
		l.reveal(i)
	}
}

func (l *List) reveal(i int) {
	top := float32(i) * l.rowHeight()
	switch {
	case top < l.offset:
		l.ScrollTo(top)
	case top+l.rowHeight() > l.offset+l.Size().Height:
		l.ScrollTo(top + l.rowHeight() - l.Size().Height)
	}
}

// RefreshRow shows the row of that name again, when it is in view. It costs one row.
func (l *List) RefreshRow(id string) {
	for _, s := range l.slots {
		if s.index >= 0 && s.Visible() && s.index < l.source.Length() && l.source.ID(s.index) == id {
			l.source.Update(s.index, s.row)
		}
	}
}

// page is how many whole rows are in view.
func (l *List) page() int { return max(int(l.Size().Height/l.rowHeight()), 1) }

// Scrolled implements fyne.Scrollable.
func (l *List) Scrolled(e *fyne.ScrollEvent) { l.ScrollTo(l.offset - e.Scrolled.DY) }

// FocusGained implements fyne.Focusable.
func (l *List) FocusGained() {
	l.focused = true
	l.paintStates()
}

// FocusLost implements fyne.Focusable.
func (l *List) FocusLost() {
	l.focused = false
	l.paintStates()
}

// TypedRune implements fyne.Focusable; a list without OnRune leaves letters to the window.
func (l *List) TypedRune(r rune) {
	if l.OnRune == nil {
		unusedRune(r)
		return
	}
	l.OnRune(r)
}

// TypedKey implements fyne.Focusable.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	if l.OnKey != nil && l.OnKey(e) {
		return
	}
	n := l.source.Length()
	if n == 0 {
		unusedKey(e)
		return
	}
	switch e.Name {
	case fyne.KeyDown:
		l.Step(1)
	case fyne.KeyUp:
		l.Step(-1)
	case fyne.KeyPageDown:
		l.Step(l.page())
	case fyne.KeyPageUp:
		l.Step(-l.page())
	case fyne.KeyHome:
		l.Step(-n)
	case fyne.KeyEnd:
		l.Step(n)
	case fyne.KeySpace:
		l.SelectIndex(l.current)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.open(l.current)
	default:
		unusedKey(e)
	}
}

func (l *List) open(i int) {
	if i < 0 || i >= l.source.Length() {
		return
	}
	l.selectIndex(i)
	if l.OnOpened != nil {
		l.OnOpened(i, l.source.ID(i))
	}
}

func (l *List) clicked(i int) {
	if i < 0 || i >= l.source.Length() {
		return
	}
	if l.OnClick != nil {
		l.OnClick(i)
		return
	}
	focus(l)
	if l.source.ID(i) == l.selected {
		l.open(i)
		return
	}
	l.selectIndex(i)
}

func (l *List) hover(i int, in bool) {
	switch {
	case in:
		l.hovered = i
	case l.hovered == i:
		l.hovered = -1
	}
	l.paintStates()
	if l.OnHover != nil {
		l.OnHover(l.hovered)
	}
}

// place puts the rows in view on their places; a row that was in view before is only moved.
func (l *List) place() {
	size, h, n := l.Size(), l.rowHeight(), l.source.Length()
	if size.Height <= 0 || h <= 0 {
		return
	}
	l.grow(int(size.Height/h) + 2)
	first := int(l.offset / h)
	for i := first; i < first+len(l.slots); i++ {
		s := l.slots[i%len(l.slots)]
		if i >= n {
			s.index = -1
			setVisible(s, false)
			continue
		}
		s.Move(fyne.NewPos(0, float32(i)*h-l.offset))
		s.Resize(fyne.NewSize(size.Width, h))
		if s.index != i {
			s.index = i
			setVisible(s, true)
			l.source.Update(i, s.row)
		}
		s.paint()
	}
	l.bar.Resize(fyne.NewSize(look.Px(12), size.Height))
	l.bar.Move(fyne.NewPos(size.Width-look.Px(12), 0))
	l.bar.show(size.Height, float32(n)*h, l.offset)
}

// grow makes sure of enough slots; more of them shuffles which row lies in which, so all are shown anew.
func (l *List) grow(n int) {
	if n <= len(l.slots) {
		return
	}
	for len(l.slots) < n {
		l.slots = append(l.slots, newSlot(l, l.source.NewRow()))
	}
	objects := make([]fyne.CanvasObject, 0, n+1)
	for _, s := range l.slots {
		s.index = -1
		objects = append(objects, s)
	}
	if l.drawing != nil {
		l.drawing.objects = append(objects, l.bar)
	}
}

func (l *List) paintStates() {
	for _, s := range l.slots {
		s.paint()
	}
}

// refresh shows all rows in view anew, with the selection on the row of its name.
func (l *List) refresh() {
	n := l.source.Length()
	if i := l.index(l.selected); i >= 0 {
		l.current = i
	}
	l.current = min(max(l.current, 0), max(n-1, 0))
	l.offset = min(l.offset, l.last())
	for _, s := range l.slots {
		s.index = -1
	}
	l.place()
	l.bar.Refresh()
	canvas.Refresh(l)
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	l.ExtendBaseWidget(l)
	l.drawing = &clipping{drawing{
		objects: []fyne.CanvasObject{l.bar},
		layout: func(fyne.Size) {
			l.offset = min(l.offset, l.last())
			l.place()
		},
		measure: func() fyne.Size { return fyne.NewSize(look.Px(80), l.rowHeight()) },
		refresh: l.refresh,
	}}
	return l.drawing
}
