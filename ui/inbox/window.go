package inbox

import (
	"sociomedio/app/desk"
	"sociomedio/ui/widget"
)

// pageRows is how many rows are read at once, pagesKept how many such pages are kept: more than any scroll shows.
const (
	pageRows  = 64
	pagesKept = 32
)

// window holds the rows around what is in view, as read and as formatted. Reading beyond it costs one read of a page.
type window struct {
	src   Source
	in    desk.Inbox
	pages map[int][]desk.Row
	texts map[int]widget.InboxRowData
}

// forget drops all rows: they are read again when they are shown.
func (w *window) forget() {
	clear(w.pages)
	clear(w.texts)
}

// forgetText drops what was formatted: the time has moved on.
func (w *window) forgetText() { clear(w.texts) }

func (w *window) row(i int) (desk.Row, bool) {
	if i < 0 || i >= w.in.Len() {
		return desk.Row{}, false
	}
	n := i / pageRows
	page, ok := w.pages[n]
	if !ok {
		if w.pages == nil || len(w.pages) >= pagesKept {
			w.pages, w.texts = map[int][]desk.Row{}, map[int]widget.InboxRowData{}
		}
		// What can't be read shows as an empty row; the next change reads it again.
		page, _ = w.src.InboxRows(w.in, n*pageRows, pageRows)
		w.pages[n] = page
	}
	if at := i - n*pageRows; at < len(page) {
		return page[at], true
	}
	return desk.Row{}, false
}

func (w *window) id(i int) string {
	r, _ := w.row(i)
	return r.Case.ID
}

func (w *window) text(i int, format func(desk.Row) widget.InboxRowData) widget.InboxRowData {
	r, ok := w.row(i)
	if !ok {
		return widget.InboxRowData{}
	}
	d, ok := w.texts[i]
	if !ok {
		d = format(r)
		w.texts[i] = d
	}
	return d
}
