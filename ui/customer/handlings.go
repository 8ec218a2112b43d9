package customer

import (
	"context"
	"io"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// handlingsPage is how many handling records are read at once.
const handlingsPage = 50

// handlings is History Penanganan: what was done for the customer before, when, by whom, under which path of the catalogue, with
// which reply type, and how long it took. The chosen record shows its whole path and its answers.
type handlings struct {
	opts      *Options
	customer  string
	rows      []contract.Handling
	ended     bool // nothing earlier is here
	elsewhere bool // but at the backend
	table     *widget.Table
	footer    *widget.Text
	export    *widget.LinkText
	detail    *fyne.Container
	whole     *fyne.Container
	fetch     *onui.Slot
	fetching  bool
}

func newHandlings(opts *Options) *handlings {
	h := &handlings{opts: opts, fetch: onui.NewSlot(opts.Run)}
	t := opts.Words
	h.table = widget.NewTable([]widget.TableColumn{
		{Title: t.T(words.ContactDate), Width: 120},
		{Title: "Agent", Width: 64},
		{Title: "Category", Width: 84},
		{Title: t.T(words.HandlingProduct)},
		{Title: "Reply Type", Width: 110},
		{Title: t.T(words.HandlingTime), Width: 108, Trailing: true},
	}, widget.TableSource{
		Length: func() int { return len(h.rows) },
		ID:     func(i int) string { return h.rows[i].ID },
		Fill:   h.fill,
	})
	h.table.List().OnScrolled = h.scrolled
	h.table.List().OnSelected = func(i int, _ string) { h.showDetail(&h.rows[i]) }
	h.footer = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2})
	h.export = widget.NewLinkText(t.T(words.ExportCSV), look.SizeSecondary, "", h.save)
	h.detail = widget.Column(0)
	h.detail.Hide()
	foot := widget.Row(8, h.footer, widget.Space(), h.export)
	h.whole = widget.Column(0, widget.Grow(tableWithFooter(h.table, foot)), h.detail)
	return h
}

func (h *handlings) content() fyne.CanvasObject { return h.whole }

func (h *handlings) show(s *subject, other bool) {
	h.customer = s.id()
	limit := max(len(h.rows), handlingsPage)
	if other {
		h.fetch.Cancel()
		h.fetching = false
		h.rows, limit = nil, handlingsPage
		h.table.List().SelectQuietly("")
		h.table.List().ScrollTo(0)
		h.detail.Hide()
	}
	h.read(limit)
}

// read reads the newest records again.
func (h *handlings) read(limit int) {
	h.rows, h.ended, h.elsewhere = nil, true, false
	if h.customer != "" {
		if page, elsewhere, err := h.opts.Source.Handlings(h.customer, time.Time{}, limit); err == nil {
			h.rows, h.elsewhere, h.ended = page, elsewhere, len(page) < limit
		}
	}
	h.paint()
	if len(h.rows) < handlingsPage {
		h.more()
	}
}

func (h *handlings) scrolled() {
	if nearEnd(h.table.List(), len(h.rows)) {
		h.more()
	}
}

// more brings earlier records: from here, else from the backend.
func (h *handlings) more() {
	if !h.ended && len(h.rows) > 0 {
		page, elsewhere, err := h.opts.Source.Handlings(h.customer, h.rows[len(h.rows)-1].SavedAt, handlingsPage)
		if err == nil {
			h.rows = append(h.rows, page...)
			h.elsewhere, h.ended = elsewhere, len(page) < handlingsPage
			h.paint()
		}
		return
	}
	if !h.elsewhere || h.fetching {
		return
	}
	h.fetching = true
	id, before := h.customer, len(h.rows)
	onui.Load(context.Background(), h.fetch, func(ctx context.Context) (bool, error) {
		return h.opts.Source.FetchHandlings(ctx, id)
	}, func(_ bool, err error) {
		h.fetching = false
		if err != nil {
			return // the footer says that some are missing; scrolling asks again
		}
		if page, elsewhere, err := h.opts.Source.Handlings(id, time.Time{}, before+handlingsPage); err == nil {
			h.rows, h.elsewhere, h.ended = page, elsewhere, len(page) < before+handlingsPage
			h.paint()
		}
	})
}

func (h *handlings) paint() {
	t := h.opts.Words
	key := words.TotalRows
	if h.elsewhere || !h.ended {
		key = words.TotalRowsHere
	}
	h.footer.SetText(t.T(key, t.Number(len(h.rows))))
	setEnabled(h.export, len(h.rows) > 0)
	h.table.Refresh()
	h.whole.Refresh()
}

func (h *handlings) fill(i int, cells []widget.Cell) {
	t, r := h.opts.Words, &h.rows[i]
	cells[0] = widget.Cell{Text: t.ShortDateTime(r.OpenedAt), Color: look.Foreground2}
	cells[1] = widget.Cell{Text: r.Agent.Name}
	if len(r.Labels) > 0 {
		cells[2] = widget.Cell{Text: r.Labels[0]}
	}
	if len(r.Labels) > 1 {
		cells[3] = widget.Cell{Text: strings.Join(r.Labels[1:min(len(r.Labels), 3)], " / ")}
	}
	cells[4] = widget.Cell{Text: h.replyType(r)}
	cells[5] = widget.Cell{Text: t.Span(time.Duration(r.Seconds) * time.Second)}
}

// replyType is the label of the record's first reply type, as the catalogue has it now.
func (h *handlings) replyType(r *contract.Handling) string {
	if r.Outside || len(r.Answers) == 0 {
		return ""
	}
	id := r.Answers[0].ReplyType
	for _, k := range h.opts.Source.Catalogue().ReplyTypes(r.Network, r.Kind, false) {
		if k.ID == id {
			return k.Label
		}
	}
	return id
}

// showDetail shows the whole of a record under the table.
func (h *handlings) showDetail(r *contract.Handling) {
	t := h.opts.Words
	line := func(name, value string) fyne.CanvasObject {
		v := widget.NewValue(value, 24, 0)
		v.OnLink(h.opts.OnLink)
		return widget.Labelled(name, 120, 24, v)
	}
	rows := []fyne.CanvasObject{
		line(t.T(words.HandlingPath), strings.Join(r.Labels, " / ")),
		line("Type", terms.Source(r.Network)+" · "+terms.Kind(r.Kind)),
	}
	for _, a := range r.Answers {
		rows = append(rows, line(t.T(words.HandlingAnswer), a.Text+"\n"+t.ShortDateTime(a.SavedAt)+" · "+h.outcome(r, a)))
	}
	if r.Outside {
		rows = append(rows, line(t.T(words.HandlingAnswer), t.T(words.HandlingOutside)))
	}
	if r.Remark != "" {
		rows = append(rows, line("Remark", r.Remark))
	}
	body := widget.Inset(8, 16, 8, 16, widget.Column(0, rows...))
	h.detail.Objects = []fyne.CanvasObject{widget.NewHLine(), capped(200, body)}
	h.detail.Show()
	h.whole.Refresh()
}

// outcome says what became of an answer.
func (h *handlings) outcome(r *contract.Handling, a contract.Answer) string {
	var d widget.BubbleData
	newAnswers(h.opts).state(&contract.Message{State: a.State, Reason: a.Reason, Network: r.Network}, &d)
	if d.Reason != "" {
		return d.State + " · " + d.Reason
	}
	return d.State
}

// save writes the whole history as CSV where the agent wants it.
func (h *handlings) save() {
	id, zone := h.customer, h.opts.Words.Location()
	h.opts.SaveFile("history-penanganan.csv", func(w io.Writer) error {
		return h.opts.Source.ExportHandlings(context.Background(), id, zone, w)
	})
}
