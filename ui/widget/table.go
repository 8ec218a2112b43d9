package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// TableColumn is one column of a Table.
type TableColumn struct {
	Title    string
	Width    float32 // design units, with 16 of padding; 0 shares what is left
	Trailing bool    // figures stand at the right
}

// Cell is what a table shows in one place: text, or a chip. Empty shows "–".
type Cell struct {
	Text  string
	Bold  bool
	Color fyne.ThemeColorName // the foreground when empty
	Chip  ChipData
	Badge *Network // the mark of a network before the text
}

// TableSource is what a Table shows; all functions must be cheap.
type TableSource struct {
	Length  func() int
	ID      func(index int) string
	IndexOf func(id string) int // nil searches through ID
	// Fill writes the cells of a row into cells, which is as long as the columns and holds the cells of another row.
	Fill func(index int, cells []Cell)
}

// Table shows rows of 28 under a header of 28. It is one stop of the keyboard, as its List.
type Table struct {
	widget.BaseWidget
	columns []TableColumn
	list    *List
	header  *tableHeader
}

// NewTable makes a table; the first and the last column stand on the 16 of the content's edge.
func NewTable(columns []TableColumn, source TableSource) *Table {
	t := &Table{columns: columns}
	t.header = newTableHeader(t)
	t.list = NewList(ListSource{
		Length: source.Length, ID: source.ID, IndexOf: source.IndexOf,
		NewRow: func() fyne.CanvasObject { return newTableRow(t) },
		Update: func(i int, o fyne.CanvasObject) {
			row := o.(*tableRow)
			clear(row.cells)
			source.Fill(i, row.cells)
			row.paint()
			row.layout(row.Size())
			canvas.Refresh(row)
		},
	}, ListStyle{RowHeight: 28, Separators: true, Accent: true})
	t.ExtendBaseWidget(t)
	return t
}

// List returns the rows: their selection, their keys and their callbacks.
func (t *Table) List() *List { return t.list }

// SetTitles changes the titles of the columns, for another language.
func (t *Table) SetTitles(titles []string) {
	for i := range t.columns {
		t.columns[i].Title = titles[i]
	}
	t.Refresh()
}

// Rows returns how many rows there are.
func (t *Table) Rows() int { return t.list.source.Length() }

// HeightFor returns the height that shows header and rows whole, in Fyne units.
func (t *Table) HeightFor(rows int) float32 { return look.Px(28) * float32(rows+1) }

// edges returns where the columns begin, with the end of the last as one more, at a width.
func (t *Table) edges(width float32, edges []float32) []float32 {
	edges = edges[:0]
	rest, shared := width-2*look.Px(8), 0
	for _, c := range t.columns {
		rest -= look.Px(c.Width)
		if c.Width == 0 {
			shared++
		}
	}
	x := look.Px(8)
	for _, c := range t.columns {
		edges = append(edges, x)
		w := look.Px(c.Width)
		if c.Width == 0 {
			w = max(floor(rest/float32(shared)), look.Px(48))
			rest -= w
			shared--
		}
		x += w
	}
	return append(edges, x)
}

// CreateRenderer implements fyne.Widget.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	t.ExtendBaseWidget(t)
	return &drawing{
		objects: []fyne.CanvasObject{t.header, t.list},
		layout: func(s fyne.Size) {
			h := look.Px(28)
			t.header.Resize(fyne.NewSize(s.Width, h))
			t.list.Move(fyne.NewPos(0, h))
			t.list.Resize(fyne.NewSize(s.Width, max(s.Height-h, 0)))
		},
		measure: func() fyne.Size { return fyne.NewSize(look.Px(200), look.Px(56)) },
		refresh: func() {
			t.header.Refresh()
			t.list.Refresh()
			canvas.Refresh(t)
		},
	}
}

// tableHeader is the row of titles.
type tableHeader struct {
	widget.BaseWidget
	table  *Table
	ground *canvas.Rectangle
	rule   *canvas.Rectangle
	titles []*line
	at     []float32
}

func newTableHeader(t *Table) *tableHeader {
	h := &tableHeader{table: t, ground: canvas.NewRectangle(look.Color(look.Chrome)), rule: canvas.NewRectangle(look.Color(look.Separator))}
	for range t.columns {
		h.titles = append(h.titles, newLine(look.SizeSecondary))
	}
	h.ExtendBaseWidget(h)
	return h
}

func (h *tableHeader) paint() {
	h.ground.FillColor = look.Color(look.Chrome)
	h.rule.FillColor = look.Color(look.Separator)
	for i, c := range h.table.columns {
		h.titles[i].set(c.Title, look.Foreground2, false)
	}
}

func (h *tableHeader) layout(s fyne.Size) {
	line := look.Px(1)
	h.ground.Resize(s)
	h.rule.Move(fyne.NewPos(0, s.Height-line))
	h.rule.Resize(fyne.NewSize(s.Width, line))
	h.at = h.table.edges(s.Width, h.at)
	for i, l := range h.titles {
		placeCell(l, h.at[i], h.at[i+1], s.Height-line, h.table.columns[i].Trailing)
	}
}

// CreateRenderer implements fyne.Widget.
func (h *tableHeader) CreateRenderer() fyne.WidgetRenderer {
	h.ExtendBaseWidget(h)
	h.paint()
	objects := []fyne.CanvasObject{h.ground, h.rule}
	for _, l := range h.titles {
		objects = append(objects, l.Text)
	}
	return &drawing{objects: objects, layout: h.layout, refresh: func() {
		h.paint()
		h.layout(h.Size())
		canvas.Refresh(h)
	}}
}

// placeCell puts a line between two edges, 8 inside.
func placeCell(l *line, from, to, height float32, trailing bool) {
	pad := look.Px(8)
	width := max(to-from-2*pad, 0)
	x := from + pad
	if trailing {
		x = max(to-pad-ceil(l.width()), x)
	}
	l.place(x, 0, width+1, height)
}

// tableRow shows the cells of one row.
type tableRow struct {
	widget.BaseWidget
	table  *Table
	cells  []Cell
	lines  []*line
	chips  []*chip
	badges []*badge
	at     []float32
}

func newTableRow(t *Table) *tableRow {
	r := &tableRow{table: t, cells: make([]Cell, len(t.columns))}
	for range t.columns {
		r.lines = append(r.lines, newLine(look.SizeText))
		r.chips = append(r.chips, newChip())
		r.badges = append(r.badges, newBadge())
	}
	r.ExtendBaseWidget(r)
	r.paint()
	return r
}

func (r *tableRow) paint() {
	for i, c := range r.cells {
		text := CleanLine(c.Text)
		if text == "" && c.Chip.Text == "" {
			text = "–"
		}
		colour := c.Color
		if colour == "" {
			colour = look.Foreground
		}
		r.lines[i].set(text, colour, c.Bold)
		r.chips[i].set(c.Chip, r)
		b := r.badges[i]
		b.ground.Hidden, b.picture.Image.Hidden = c.Badge == nil, c.Badge == nil
		if c.Badge != nil {
			b.set(*c.Badge, r)
		}
	}
}

func (r *tableRow) layout(s fyne.Size) {
	if s.Width <= 0 {
		return
	}
	r.at = r.table.edges(s.Width, r.at)
	for i := range r.cells {
		from := r.at[i]
		if r.cells[i].Badge != nil {
			r.badges[i].place(from+look.Px(8), floor((s.Height-look.Px(16))/2))
			from += look.Px(22)
		}
		placeCell(r.lines[i], from, r.at[i+1], s.Height, r.table.columns[i].Trailing)
		if r.cells[i].Chip.Text != "" {
			r.chips[i].place(from+look.Px(8), floor((s.Height-r.chips[i].size().Height)/2))
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (r *tableRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	var objects []fyne.CanvasObject
	for i := range r.cells {
		objects = append(objects, r.lines[i].Text)
		objects = append(objects, r.chips[i].objects()...)
		objects = append(objects, r.badges[i].objects()...)
	}
	return &drawing{objects: objects, layout: r.layout, refresh: func() {
		r.paint()
		r.layout(r.Size())
		canvas.Refresh(r)
	}}
}
