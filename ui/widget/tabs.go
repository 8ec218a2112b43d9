package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Tab is one entry of a row of tabs.
type Tab struct {
	ID    string
	Label string
	Count string // formatted; empty shows no badge
	Off   bool   // cannot be chosen
}

// Tabs is a row of tabs 36 high. Each is as wide as its label in bold, so nothing shifts when another is chosen. Every tab
// is a stop of the keyboard; Left and Right choose the neighbour. With a large type in a small window they go on in further rows:
// no tab is ever cut off.
type Tabs struct {
	widget.BaseWidget
	// OnChanged is called when another tab is chosen, by whomever but SelectQuietly.
	OnChanged func(id string)

	selected string
	tabs     []*tab
	rule     *canvas.Rectangle
	drawing  *drawing
	tight    bool
}

// NewTabs makes a row of tabs with the first one chosen.
func NewTabs(tabs ...Tab) *Tabs {
	t := &Tabs{rule: canvas.NewRectangle(look.Color(look.Separator))}
	for _, d := range tabs {
		t.tabs = append(t.tabs, newTab(t, d))
	}
	if len(tabs) > 0 {
		t.selected = tabs[0].ID
	}
	t.ExtendBaseWidget(t)
	return t
}

// Selected returns the chosen tab.
func (t *Tabs) Selected() string { return t.selected }

// Select chooses a tab.
func (t *Tabs) Select(id string) {
	if id == t.selected {
		return
	}
	t.SelectQuietly(id)
	if t.OnChanged != nil {
		t.OnChanged(id)
	}
}

// SelectQuietly chooses a tab without calling OnChanged.
func (t *Tabs) SelectQuietly(id string) {
	t.selected = id
	for _, b := range t.tabs {
		b.Refresh()
	}
}

// SetCount changes the badge of a tab.
func (t *Tabs) SetCount(id, count string) {
	t.change(id, func(d *Tab) { d.Count = count })
}

// SetOff makes a tab impossible to choose, or possible again.
func (t *Tabs) SetOff(id string, off bool) {
	t.change(id, func(d *Tab) { d.Off = off })
}

func (t *Tabs) change(id string, f func(*Tab)) {
	for _, b := range t.tabs {
		if b.data.ID != id {
			continue
		}
		was := b.data
		if f(&b.data); b.data != was {
			b.disabled = b.data.Off
			b.Refresh()
			t.layout(t.Size())
		}
	}
}

// step chooses the next tab that can be chosen, and gives it the keyboard.
func (t *Tabs) step(from *tab, delta int) {
	for i, b := range t.tabs {
		if b != from {
			continue
		}
		for j := i + delta; j >= 0 && j < len(t.tabs); j += delta {
			if !t.tabs[j].disabled {
				focus(t.tabs[j])
				t.Select(t.tabs[j].data.ID)
				return
			}
		}
	}
}

func (t *Tabs) layout(s fyne.Size) {
	line := look.Px(1)
	t.rule.Move(fyne.NewPos(0, s.Height-line))
	t.rule.Resize(fyne.NewSize(s.Width, line))
	// In a narrow window the padding gives way first (DESIGN.md section 4).
	tight := t.width(false) > s.Width
	if tight != t.tight {
		t.tight = tight
		for _, b := range t.tabs {
			b.Refresh()
		}
	}
	x, y := look.Px(8), float32(0)
	for _, b := range t.tabs {
		w := b.width(t.tight)
		if x > look.Px(8) && x+w > s.Width-look.Px(8) {
			x, y = look.Px(8), y+look.Px(36)
		}
		b.Move(fyne.NewPos(x, y))
		b.Resize(fyne.NewSize(min(w, s.Width-x), look.Px(36)))
		x += w
	}
}

// rows is how many rows the tabs take at a width; before it is known, one.
func (t *Tabs) rows(width float32) int {
	n, x := 1, look.Px(8)
	for _, b := range t.tabs {
		w := b.width(true)
		if width > 0 && x > look.Px(8) && x+w > width-look.Px(8) {
			n, x = n+1, look.Px(8)
		}
		x += w
	}
	return n
}

func (t *Tabs) width(tight bool) float32 {
	w := 2 * look.Px(8)
	for _, b := range t.tabs {
		w += b.width(tight)
	}
	return w
}

// CreateRenderer implements fyne.Widget.
func (t *Tabs) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	objects := []fyne.CanvasObject{t.rule}
	for _, b := range t.tabs {
		objects = append(objects, b)
	}
	t.drawing = &drawing{
		objects: objects, layout: t.layout,
		measure: func() fyne.Size {
			least := float32(0)
			for _, b := range t.tabs {
				least = max(least, b.width(true))
			}
			return fyne.NewSize(least+2*look.Px(8), look.Px(36)*float32(t.rows(t.Size().Width)))
		},
		refresh: func() {
			t.rule.FillColor = look.Color(look.Separator)
			for _, b := range t.tabs {
				b.Refresh()
			}
			t.layout(t.Size())
			canvas.Refresh(t)
		},
	}
	return t.drawing
}

// tab is one tab of a row.
type tab struct {
	press
	row    *Tabs
	data   Tab
	ground *canvas.Rectangle
	under  *canvas.Rectangle
	ring   *box
	text   *line
	count  *count
}

func newTab(row *Tabs, d Tab) *tab {
	b := &tab{
		row: row, data: d, ground: canvas.NewRectangle(color.Transparent), under: canvas.NewRectangle(color.Transparent),
		ring: newBox(4), text: newLine(look.SizeText), count: newCount(),
	}
	b.disabled = d.Off
	b.tapped = func() { row.Select(b.data.ID) }
	b.ExtendBaseWidget(b)
	return b
}

// AccessibilityLabel is the label of the tab.
func (b *tab) AccessibilityLabel() string { return b.data.Label }

// AccessibilityRole is button.
func (b *tab) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// TypedKey implements fyne.Focusable.
func (b *tab) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		b.row.step(b, -1)
	case fyne.KeyRight:
		b.row.step(b, 1)
	default:
		b.press.TypedKey(e)
	}
}

func (b *tab) bold() float32 {
	return ceil(look.Measure(b.data.Label, look.Size(look.SizeText), true))
}

func (b *tab) width(tight bool) float32 {
	pad := look.Px(8)
	if tight {
		pad = look.Px(6)
	}
	w := 2*pad + b.bold()
	if c := b.count.size().Width; c > 0 {
		w += look.Px(4) + c
	}
	return w
}

func (b *tab) paint() {
	on := b.row.selected == b.data.ID
	text := look.Foreground2
	b.ground.FillColor = color.Transparent
	switch {
	case b.disabled:
		text = look.Disabled
	case on:
		text = look.Primary
	case b.held:
		b.ground.FillColor = look.Color(look.Pressed)
	case b.hovered:
		text = look.Foreground
		b.ground.FillColor = look.Color(look.Hover)
	}
	b.under.FillColor = look.Color(look.Primary)
	b.under.Hidden = !on
	b.ring.paint(color.Transparent, color.Transparent, 0)
	if b.focused {
		b.ring.paint(look.Color(look.Surface), look.Color(look.Primary), 2)
	}
	b.text.set(b.data.Label, text, on)
	b.count.set(b.data.Count)
}

func (b *tab) layout(s fyne.Size) {
	pad := look.Px(8)
	if b.row.tight {
		pad = look.Px(6)
	}
	h := s.Height - look.Px(1)
	b.ground.Resize(fyne.NewSize(s.Width, h))
	b.ring.place(fyne.NewPos(look.Px(1), look.Px(3)), fyne.NewSize(s.Width-2*look.Px(1), h-2*look.Px(3)))
	b.under.Move(fyne.NewPos(pad, s.Height-look.Px(2)))
	b.under.Resize(fyne.NewSize(s.Width-2*pad, look.Px(2)))
	b.text.place(pad, 0, b.bold()+1, h)
	c := b.count.size()
	b.count.place(s.Width-pad-c.Width, floor((h-c.Height)/2))
}

// CreateRenderer implements fyne.Widget.
func (b *tab) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.drawn = true
	b.paint()
	objects := append([]fyne.CanvasObject{b.ground}, b.ring.objects()...)
	objects = append(objects, b.under, b.text.Text)
	return &drawing{
		objects: append(objects, b.count.objects()...), layout: b.layout,
		measure: func() fyne.Size { return fyne.NewSize(b.width(b.row.tight), look.Px(36)) },
		refresh: func() {
			b.paint()
			b.layout(b.Size())
			canvas.Refresh(b)
		},
	}
}
