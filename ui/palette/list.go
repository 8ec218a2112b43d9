package palette

import (
	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// The heights of the lines, in design units.
const (
	headingHeight = 24
	rowHeight     = 32
	edgeHeight    = 4
)

// list is the lines of the palette. One is chosen; arrows, mouse and Enter work on it while the entry has the keyboard.
type list struct {
	words  *words.Table
	choose func(do func())
	items  []item
	tops   []float32 // of the items, in design units
	chosen int       // index in items, -1 when nothing can be chosen
	lines  []*line
	column *fyne.Container
	scroll *widget.Scroll
	none   *widget.Text
}

func newList(t *words.Table, choose func(do func())) *list {
	l := &list{words: t, choose: choose, column: widget.Column(0), none: widget.NewText(t.T(words.NothingFound), widget.Style{Color: look.Foreground3})}
	l.scroll = widget.NewScroll(widget.Inset(edgeHeight, 0, edgeHeight, 0, l.column))
	return l
}

// set shows other lines; the first that can be chosen is.
func (l *list) set(items []item) {
	l.items, l.chosen = items, -1
	l.tops = l.tops[:0]
	l.column.Objects = nil
	top := float32(edgeHeight)
	for i, it := range items {
		if i == len(l.lines) {
			l.lines = append(l.lines, newLine(func() { l.pick(i) }))
		}
		if l.chosen < 0 && !it.heading {
			l.chosen = i
		}
		l.lines[i].set(it)
		l.column.Add(l.lines[i].whole)
		l.tops = append(l.tops, top)
		top += height(it)
	}
	if len(items) == 0 {
		l.column.Add(widget.Sized(0, rowHeight, widget.Inset(0, 16, 0, 16, l.none)))
	}
	l.mark()
	l.scroll.ScrollTo(0)
	l.scroll.Refresh()
}

func height(it item) float32 {
	if it.heading {
		return headingHeight
	}
	return rowHeight
}

// height is that of all lines, or as much as is shown of them.
func (l *list) height() float32 {
	total, rows := float32(2*edgeHeight), 0
	for _, it := range l.items {
		if !it.heading {
			rows++
		}
		if rows > MostRows {
			break
		}
		total += height(it)
	}
	return look.Px(max(total, rowHeight+2*edgeHeight))
}

// step chooses n lines further; headings are passed over.
func (l *list) step(n int) {
	move, count := 1, n
	if n < 0 {
		move, count = -1, -n
	}
	for at := l.chosen + move; at >= 0 && at < len(l.items) && count > 0; at += move {
		if !l.items[at].heading {
			l.chosen = at
			count--
		}
	}
	l.mark()
	if l.chosen >= 0 {
		from := l.tops[l.chosen]
		if l.chosen == 1 {
			from = 0 // with its heading
		}
		l.scroll.Reveal(look.Px(from), look.Px(l.tops[l.chosen]+rowHeight+edgeHeight))
	}
}

func (l *list) mark() {
	for i := range l.items {
		l.lines[i].choose(i == l.chosen)
	}
}

func (l *list) run() { l.pick(l.chosen) }

func (l *list) pick(i int) {
	if i >= 0 && i < len(l.items) && l.items[i].do != nil {
		l.choose(l.items[i].do)
	}
}

// titleWidth is where the details start, so that they stand below each other.
const titleWidth = 136

// line shows one item.
type line struct {
	whole   *fyne.Container
	heading *widget.Text
	area    *widget.Area
	row     *fyne.Container
	icon    *widget.Icon
	badge   *widget.ChannelBadge
	title   *widget.MatchText
	detail  *widget.MatchText
	chip    *widget.Chip
	keys    *widget.Text
	enter   *widget.KbdHint
	item    item
}

func newLine(tapped func()) *line {
	l := &line{
		heading: widget.NewText("", widget.Style{Size: look.SizeCaption, Color: look.Foreground3}), icon: widget.NewIcon("", look.Foreground2, 16),
		badge: widget.NewChannelBadge(widget.Twitter), title: widget.NewMatchText(widget.Style{}),
		detail: widget.NewMatchText(widget.Style{Size: look.SizeSecondary, Color: look.Foreground2}), chip: widget.NewChip(widget.ChipData{}),
		keys: widget.NewText("", widget.Style{Size: look.SizeCaption, Color: look.Foreground3}), enter: widget.NewKbdHint("Enter"),
	}
	l.row = widget.Row(8)
	l.area = widget.NewArea(widget.Sized(0, rowHeight, widget.Inset(0, 16, 0, 16, l.row)), "", look.Raised, tapped)
	l.whole = widget.Sized(0, rowHeight, l.area)
	return l
}

func (l *line) set(it item) {
	l.item = it
	if it.heading {
		l.heading.SetText(it.title)
		*l.whole = *widget.Sized(0, headingHeight, widget.Inset(6, 16, 0, 16, l.heading))
		return
	}
	*l.whole = *widget.Sized(0, rowHeight, l.area)
	l.area.SetName(it.title)
	l.title.Set(it.title, it.match)
	l.detail.Set(it.detail, it.match)
	l.chip.Set(it.chip)
	l.keys.SetText(it.keys)
	l.fill(false)
}

// fill puts the parts that the item has into the row.
func (l *line) fill(chosen bool) {
	it := l.item
	l.row.Objects = nil
	if it.badge != nil {
		l.badge.Set(*it.badge)
		l.row.Add(l.badge)
	} else {
		colour := look.Foreground2
		if chosen {
			colour = look.Primary
		}
		l.icon.Set(it.icon, colour)
		l.row.Add(l.icon)
	}
	if it.detail == "" {
		l.row.Add(widget.Grow(l.title))
	} else {
		l.row.Add(widget.Sized(titleWidth, 0, l.title))
		l.row.Add(widget.Grow(l.detail))
	}
	if it.chip.Text != "" {
		l.row.Add(l.chip)
	}
	if it.keys != "" {
		l.row.Add(l.keys)
	}
	if chosen {
		l.row.Add(l.enter)
	}
	l.row.Refresh()
}

func (l *line) choose(on bool) {
	if l.item.heading {
		return
	}
	l.area.SetChosen(on)
	l.fill(on)
}
