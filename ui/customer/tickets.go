package customer

import (
	"context"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// TicketColumns are the columns of every list of tickets.
func TicketColumns(t *words.Table) []widget.TableColumn {
	return []widget.TableColumn{
		{Title: t.T(words.TicketNumber), Width: 112},
		{Title: t.T(words.TicketOpened), Width: 112},
		{Title: t.T(words.TicketTitle)},
		{Title: t.T(words.TicketVisit), Width: 112},
		{Title: t.T(words.TicketState), Width: 108},
	}
}

// TicketCells writes a ticket into the cells of its row.
func TicketCells(t *words.Table, k contract.Ticket, cells []widget.Cell) {
	visit := ""
	if !k.AppointmentAt.IsZero() {
		visit = t.ShortDateTime(k.AppointmentAt)
	}
	cells[0] = widget.Cell{Text: k.Number, Bold: terms.TicketIsOpen(k.State)}
	cells[1] = widget.Cell{Text: t.ShortDateTime(k.OpenedAt), Color: look.Foreground2}
	cells[2] = widget.Cell{Text: k.Title}
	cells[3] = widget.Cell{Text: visit, Color: look.Foreground2}
	cells[4] = widget.Cell{Chip: terms.Ticket(t, k.State)}
}

// tickets is Ticket List: the customer's trouble tickets, newest first. The local store has the newest 20; the rest is asked
// for when the list is scrolled there.
type tickets struct {
	opts     *Options
	customer string
	rows     []contract.Ticket
	next     string
	total    int
	table    *widget.Table
	footer   *widget.Text
	whole    *fyne.Container
	slot     *onui.Slot
}

func newTickets(opts *Options) *tickets {
	k := &tickets{opts: opts, slot: onui.NewSlot(opts.Run)}
	k.table = widget.NewTable(TicketColumns(opts.Words), widget.TableSource{
		Length: func() int { return len(k.rows) },
		ID:     func(i int) string { return k.rows[i].Number },
		Fill:   func(i int, cells []widget.Cell) { TicketCells(opts.Words, k.rows[i], cells) },
	})
	k.table.List().OnScrolled = k.scrolled
	k.footer = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2})
	k.whole = tableWithFooter(k.table, k.footer)
	return k
}

func (k *tickets) content() fyne.CanvasObject { return k.whole }

func (k *tickets) show(s *subject, other bool) {
	c := s.customer
	if other {
		k.slot.Cancel()
		k.next = ""
		k.table.List().SelectQuietly("")
		k.table.List().ScrollTo(0)
	}
	k.customer = c.ID
	k.rows, k.total = c.Tickets, len(c.Tickets)
	k.paint()
	if c.ID != "" && k.opts.Source.Connection().State != desk.Unreachable {
		k.ask("")
	}
}

// ask brings a page from the backend; the first one takes the place of what the local store had.
func (k *tickets) ask(cursor string) {
	id := k.customer
	onui.Load(context.Background(), k.slot, func(ctx context.Context) (contract.TicketPage, error) {
		return k.opts.Source.Tickets(ctx, desk.TicketQuery{CustomerID: id, Cursor: cursor})
	}, func(page contract.TicketPage, err error) {
		if err != nil {
			return // what the local store has stays
		}
		if cursor == "" {
			k.rows = nil
		}
		k.rows, k.next, k.total = append(k.rows, page.Tickets...), page.Next, page.Total
		k.paint()
	})
}

func (k *tickets) scrolled() {
	if next := k.next; next != "" && nearEnd(k.table.List(), len(k.rows)) {
		k.next = ""
		k.ask(next)
	}
}

func (k *tickets) paint() {
	k.footer.SetText(k.opts.Words.T(words.TotalRows, k.opts.Words.Number(k.total)))
	k.table.Refresh()
	k.whole.Refresh()
}

// nearEnd tells whether less than two screens are left below a list of n rows of a table.
func nearEnd(l *widget.List, n int) bool {
	return l.Offset()+3*l.Size().Height > float32(n)*look.Px(28)
}

// tableWithFooter puts a line of 28 under the rows of a table, as soon as they end or at the lower edge.
func tableWithFooter(table *widget.Table, footer fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: tableLayout{table}, Objects: []fyne.CanvasObject{table, widget.Inset(0, 16, 0, 16, footer)}}
}

type tableLayout struct{ table *widget.Table }

func (l tableLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(0, look.Px(28))
}

func (l tableLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	h := min(l.table.HeightFor(l.table.Rows()), max(s.Height-look.Px(28), 0))
	o[0].Resize(fyne.NewSize(s.Width, h))
	o[0].Move(fyne.Position{})
	o[1].Resize(fyne.NewSize(s.Width, look.Px(28)))
	o[1].Move(fyne.NewPos(0, h))
}
