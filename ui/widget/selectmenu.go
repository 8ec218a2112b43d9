package widget

import (
	"strconv"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// menuRows is how many options an open select shows before it scrolls.
const menuRows = 9

// selectMenu is the open list of a Select.
type selectMenu struct {
	owner   *Select
	filter  string
	shown   []int // indices of the options that fit
	list    *List
	none    *Text
	overlay *Overlay
}

func newSelectMenu(owner *Select, filter string) *selectMenu {
	m := &selectMenu{owner: owner}
	m.list = NewList(ListSource{
		Length: func() int { return len(m.shown) },
		ID:     func(i int) string { return strconv.Itoa(m.shown[i]) },
		NewRow: func() fyne.CanvasObject { return newOptionRow() },
		Update: func(i int, row fyne.CanvasObject) {
			row.(*optionRow).set(owner.options[m.shown[i]], m.shown[i] == owner.selected)
		},
	}, ListStyle{RowHeight: 28, SelectOnMove: true, Ground: look.Raised, NoRing: true})
	m.list.OnKey = m.key
	m.list.OnRune = func(r rune) { m.narrow(m.filter + string(r)) }
	m.list.OnOpened = func(i int, _ string) { m.choose(m.shown[i]) }
	// The arrow keys only point; a click chooses at once.
	m.list.OnClick = func(i int) { m.choose(m.shown[i]) }
	m.none = NewText("–", Style{Color: look.Foreground3, Elide: true})
	m.narrow(filter)
	return m
}

func (m *selectMenu) show(c fyne.Canvas) {
	body := NewRaised(Inset(4, 0, 4, 0, growOver(Inset(5, 12, 5, 12, m.none), m.list)))
	m.overlay = ShowOverlay(c, body, false, func(window fyne.Size) (fyne.Position, fyne.Size) {
		rows := float32(min(max(len(m.shown), 1), menuRows))
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(m.owner)
		frame := fyne.NewSize(m.owner.Size().Width, look.Px(28)) // without the error under it
		return below(at, frame, rows*look.Px(28)+2*look.Px(5), window)
	})
	m.overlay.OnClosed = func() {
		m.owner.menu = nil
		m.owner.Refresh()
	}
	c.Focus(m.list)
}

func (m *selectMenu) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		m.overlay.Close()
	case fyne.KeyBackspace:
		if _, n := utf8.DecodeLastRuneInString(m.filter); n > 0 {
			m.narrow(m.filter[:len(m.filter)-n])
		}
	case fyne.KeySpace:
		return m.filter != "" // then it is a letter, and comes as a rune
	case fyne.KeyReturn, fyne.KeyEnter:
		if len(m.shown) > 0 {
			m.choose(m.shown[m.list.Current()])
		}
	default:
		return false
	}
	return true
}

// narrow shows the options that fit the filter and points at the choice of now, or at the first.
func (m *selectMenu) narrow(filter string) {
	m.filter = filter
	m.shown = m.shown[:0]
	point := ""
	for i, o := range m.owner.options {
		if matches(o, filter) {
			m.shown = append(m.shown, i)
			if i == m.owner.selected {
				point = strconv.Itoa(i)
			}
		}
	}
	if point == "" && len(m.shown) > 0 {
		point = strconv.Itoa(m.shown[0])
	}
	m.list.SelectQuietly(point)
	m.list.Refresh()
	setVisible(m.none, len(m.shown) == 0)
	if m.overlay != nil {
		m.overlay.Refresh()
		m.list.Select(point)
		m.owner.Refresh()
	}
}

func (m *selectMenu) choose(index int) {
	m.overlay.Close()
	m.owner.Select(index)
}

// optionRow is one option: its label and a check at the choice.
type optionRow struct {
	widget.BaseWidget
	label  string
	chosen bool
	text   *line
	tick   *picture
}

func newOptionRow() *optionRow {
	r := &optionRow{text: newLine(look.SizeText), tick: newPicture("", look.Primary, 14)}
	r.ExtendBaseWidget(r)
	return r
}

func (r *optionRow) set(label string, chosen bool) {
	r.label, r.chosen = CleanLine(label), chosen
	r.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (r *optionRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	paint := func() {
		icon := look.IconCheck
		if !r.chosen {
			icon = ""
		}
		r.text.set(r.label, look.Foreground, false)
		r.tick.set(icon, look.Primary, r)
	}
	paint()
	layout := func(s fyne.Size) {
		r.text.place(look.Px(12), 0, s.Width-look.Px(12+12+14+6), s.Height)
		r.tick.place(s.Width-look.Px(12)-look.Px(14), 0, s.Height)
	}
	return &drawing{
		objects: []fyne.CanvasObject{r.text.Text, r.tick.Image}, layout: layout,
		refresh: func() {
			paint()
			layout(r.Size())
			canvas.Refresh(r)
		},
	}
}

// growOver lays objects over each other.
func growOver(objects ...fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: growLayoutOf{}, Objects: objects}
}
