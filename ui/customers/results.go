package customers

import (
	"context"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// answer is one page of what an inquiry found.
type answer[T any] struct {
	rows  []T
	next  string
	total int
}

// results are the rows that an inquiry found, page after page without limit: the next page is asked for when the table is
// scrolled near the end of those that are here.
type results[T any] struct {
	opts    *Options
	id      func(T) string
	ask     func(ctx context.Context, cursor string) (answer[T], error)
	changed func()          // rows came or went
	single  func(id string) // an inquiry has found one row and no other

	found   []T
	index   map[string]int
	next    string
	total   int
	asked   bool // something was asked for since the program began
	busy    bool
	failure string
	slot    *onui.Slot
}

func newResults[T any](opts *Options, id func(T) string) *results[T] {
	return &results[T]{opts: opts, id: id, index: map[string]int{}, slot: onui.NewSlot(opts.Run)}
}

// inquire asks anew; the old rows stay until the new ones are here (DESIGN.md section 7).
func (r *results[T]) inquire(ask func(ctx context.Context, cursor string) (answer[T], error)) {
	r.ask, r.asked = ask, true
	r.load("")
}

func (r *results[T]) load(cursor string) {
	r.busy, r.failure = true, ""
	r.changed()
	ask := r.ask
	onui.Load(context.Background(), r.slot, func(ctx context.Context) (answer[T], error) {
		return ask(ctx, cursor)
	}, func(page answer[T], err error) {
		r.busy = false
		if err != nil {
			r.failure = r.opts.Words.Failure(err)
			r.next = cursor // scrolling on asks again
			r.changed()
			return
		}
		if cursor == "" {
			r.found, r.index = nil, map[string]int{}
		}
		for _, row := range page.rows {
			if _, twice := r.index[r.id(row)]; !twice {
				r.index[r.id(row)] = len(r.found)
				r.found = append(r.found, row)
			}
		}
		r.next, r.total = page.next, page.total
		r.changed()
		if len(r.found) == 1 && r.next == "" {
			r.single(r.id(r.found[0]))
		}
	})
}

// more asks for the next page when the end of the rows is near.
func (r *results[T]) more(l *widget.List) {
	if r.busy || r.next == "" || l.Offset()+3*l.Size().Height < float32(len(r.found))*look.Px(rowHeight) {
		return
	}
	next := r.next
	r.next = ""
	r.load(next)
}

// put replaces a row that changed.
func (r *results[T]) put(row T) {
	if i, ok := r.index[r.id(row)]; ok {
		r.found[i] = row
	}
}

func (r *results[T]) indexOf(id string) int {
	if i, ok := r.index[id]; ok {
		return i
	}
	return -1
}

// tools are the row over a table: Search By, the entry, Inquiry, Refresh, and when the rows were asked for.
type tools struct {
	opts    *Options
	entry   *widget.Entry
	inquiry *widget.Button
	refresh *widget.Button
	updated *widget.Text
	at      string // when the rows in the table were asked for, in words
	row     *fyne.Container
}

func newTools(opts *Options, entry *widget.Entry, before []fyne.CanvasObject, inquire, again func()) *tools {
	t := &tools{opts: opts, entry: entry, updated: widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})}
	t.inquiry = widget.NewButton("Inquiry", widget.PrimaryKind, inquire)
	t.refresh = widget.NewButton("Refresh", widget.Secondary, again).WithIcon(look.IconSync)
	entry.OnSubmitted = func(string) { inquire() }
	parts := append(before, widget.Sized(240, 0, entry), t.inquiry, t.refresh, widget.Grow(widget.Row(0, widget.Space(), t.updated)))
	t.row = widget.Sized(0, 44, widget.Inset(0, 16, 0, 16, widget.Row(8, parts...)))
	return t
}

// enable takes the buttons away while there is no connection.
func (t *tools) enable() {
	on := t.opts.Source.Connection().State != desk.Unreachable
	for _, b := range []*widget.Button{t.inquiry, t.refresh} {
		switch {
		case on && b.Disabled():
			b.Enable()
		case !on && !b.Disabled():
			b.Disable()
		}
	}
}

// say writes at the right that rows are on their way, or when those in the table were asked for.
func (t *tools) say(busy, failed bool) {
	w := t.opts.Words
	switch {
	case busy:
		t.updated.SetText(w.T(words.Inquiring))
	case failed:
		t.updated.SetText(t.at)
	default:
		t.at = w.T(words.UpdatedAt, w.ClockSeconds(t.opts.Clock()))
		t.updated.SetText(t.at)
	}
}

// footer is the line under a table: Total Rows, and why an inquiry failed.
type footer struct {
	opts           *Options
	total, failure *widget.Text
	row            fyne.CanvasObject
}

func newFooter(opts *Options) *footer {
	f := &footer{opts: opts}
	f.total = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2})
	f.failure = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Error, Elide: true})
	f.row = widget.Sized(0, 28, widget.On(look.Chrome, widget.Inset(0, 16, 0, 16, widget.Row(16, f.total, widget.Space(), f.failure))))
	return f
}

func (f *footer) show(total int, failure string) {
	f.total.SetText(f.opts.Words.T(words.TotalRows, f.opts.Words.Number(total)))
	f.failure.SetText(failure)
	f.row.Refresh()
}
