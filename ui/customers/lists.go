package customers

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// searchBy are the choices of Search By, in their order.
var searchBy = []contract.SearchBy{contract.UserName, contract.Name, contract.Pots, contract.Internet, contract.Contact, contract.Any}

// handleWidth is the width of the column of user names, in design units; a name that fits only when it is not bold stays so.
const handleWidth = 136

// customerTable is Customer List.
type customerTable struct {
	opts    *Options
	by      *widget.Select
	bold    string // the row that is written bold
	entry   *widget.Entry
	tools   *tools
	results *results[contract.Customer]
	table   *widget.Table
	footer  *footer
	hint    *widget.Text
	whole   *fyne.Container
	resized func() // there are more or fewer rows
}

func newCustomerTable(opts *Options, choose func(customerID string), resized func()) *customerTable {
	t := opts.Words
	c := &customerTable{opts: opts, resized: resized, by: widget.NewSelect(t.T(words.PleaseSelect)), entry: widget.NewEntry(""), footer: newFooter(opts)}
	c.by.SetOptions([]string{"User Name", "Name", "No. POTS", "No. Internet", t.T(words.ContactField), t.T(words.AnyField)})
	c.by.SelectQuietly(0)
	label := widget.NewText(t.T(words.SearchBy), widget.Style{Color: look.Foreground2})
	c.tools = newTools(opts, c.entry, []fyne.CanvasObject{label, widget.Sized(136, 0, c.by)}, c.inquire, c.again)
	c.results = newResults(opts, func(k contract.Customer) string { return k.ID })
	c.results.changed = c.paint
	c.table = widget.NewTable([]widget.TableColumn{
		{Title: "User Name", Width: handleWidth},
		{Title: "Name"},
		{Title: "Source", Width: 96},
		{Title: "Followers", Width: 80, Trailing: true},
		{Title: "Following", Width: 80, Trailing: true},
		{Title: "Statuses", Width: 76, Trailing: true},
		{Title: "No. POTS", Width: 112},
		{Title: "No. Internet", Width: 112},
		{Title: t.T(words.ContactField), Width: 112},
	}, widget.TableSource{
		Length:  c.rows,
		ID:      func(i int) string { return c.results.found[i].ID },
		IndexOf: c.results.indexOf,
		Fill:    c.fill,
	})
	c.table.List().OnSelected = func(_ int, id string) {
		c.mark(id)
		choose(id)
	}
	c.results.single = c.table.List().Select // who is looked for is there at once (5.3.11)
	c.table.List().OnScrolled = func() { c.results.more(c.table.List()) }
	c.hint = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Align: fyne.TextAlignCenter})
	c.whole = tablePart(c.tools.row, c.table, c.hint, c.footer)
	c.paint()
	return c
}

// tablePart puts the tools over a table and its footer under it; hint stands where there are no rows.
func tablePart(row fyne.CanvasObject, table *widget.Table, hint *widget.Text, foot *footer) *fyne.Container {
	under := widget.Column(0, widget.Sized(0, 28, widget.Space()), widget.Sized(0, 28, hint))
	body := &fyne.Container{Layout: stack{}, Objects: []fyne.CanvasObject{table, under}}
	return widget.Column(0, row, widget.Grow(body), foot.row)
}

// mark writes the row of the customer that is shown bold.
func (c *customerTable) mark(id string) {
	list := c.table.List()
	list.SelectQuietly(id)
	list.RefreshRow(c.bold)
	list.RefreshRow(id)
	c.bold = id
}

func (c *customerTable) rows() int { return len(c.results.found) }

func (c *customerTable) inquire() {
	query := desk.CustomerQuery{By: contract.Any, Text: strings.TrimSpace(c.entry.Text())}
	if i := c.by.Selected(); i >= 0 && i < len(searchBy) {
		query.By = searchBy[i]
	}
	c.table.List().ScrollTo(0)
	c.results.inquire(func(ctx context.Context, cursor string) (answer[contract.Customer], error) {
		q := query
		q.Cursor = cursor
		page, err := c.opts.Source.Customers(ctx, q)
		return answer[contract.Customer]{page.Customers, page.Next, page.Total}, err
	})
}

// again asks for what was asked for the last time, whatever the entry says now.
func (c *customerTable) again() {
	if !c.results.asked {
		c.inquire()
		return
	}
	c.results.load("")
}

func (c *customerTable) find(text string) {
	c.by.SelectQuietly(len(searchBy) - 1)
	c.entry.SetText(text)
	c.inquire()
}

func (c *customerTable) focus() {
	c.entry.Focus()
	c.entry.SelectAll()
}

func (c *customerTable) enable() { c.tools.enable() }

// changed shows a customer of the table as the local store has him now.
func (c *customerTable) changed(id string) {
	if c.results.indexOf(id) < 0 {
		return
	}
	if v, err := c.opts.Source.Customer(id); err == nil && !v.Missing {
		c.results.put(v.Customer)
		c.table.List().RefreshRow(id)
	}
}

func (c *customerTable) paint() {
	t, r := c.opts.Words, c.results
	c.footer.show(r.total, r.failure)
	if r.asked {
		c.tools.say(r.busy, r.failure != "")
	}
	c.hint.SetText(emptyHint(t, r.asked, r.busy, len(r.found)))
	c.table.Refresh()
	c.resized()
}

func emptyHint(t *words.Table, asked, busy bool, n int) string {
	switch {
	case n > 0 || busy:
		return ""
	case asked:
		return t.T(words.NoRows)
	}
	return t.T(words.TypeToInquire)
}

func (c *customerTable) fill(i int, cells []widget.Cell) {
	t, k := c.opts.Words, &c.results.found[i]
	chosen := c.table.List().Selected() == k.ID
	network := widget.NetworkOf(string(k.Network))
	figure := func(n int64) widget.Cell {
		if k.Network != contract.Twitter {
			return widget.Cell{}
		}
		return widget.Cell{Text: t.Number(int(n))}
	}
	handle := terms.Handle(k.Network, contract.CustomerRef{Handle: k.Handle})
	cells[0] = widget.Cell{Text: handle, Bold: chosen && look.Measure(handle, look.Size(look.SizeText), true) <= look.Px(handleWidth-16)}
	cells[1] = widget.Cell{Text: k.Name}
	cells[2] = widget.Cell{Text: terms.Source(k.Network), Badge: &network}
	cells[3], cells[4], cells[5] = figure(k.Followers), figure(k.Following), figure(k.Statuses)
	cells[6] = widget.Cell{Text: k.Service.Pots}
	cells[7] = widget.Cell{Text: k.Service.Internet}
	cells[8] = widget.Cell{Text: k.Service.Contact}
}

// ticketTable is Ticket List over all customers.
type ticketTable struct {
	opts    *Options
	entry   *widget.Entry
	tools   *tools
	results *results[contract.Ticket]
	table   *widget.Table
	footer  *footer
	hint    *widget.Text
	whole   *fyne.Container
	resized func() // there are more or fewer rows
}

func newTicketTable(opts *Options, choose func(contract.Ticket), resized func()) *ticketTable {
	t := opts.Words
	k := &ticketTable{opts: opts, resized: resized, entry: widget.NewEntry(t.T(words.TicketSearch)), footer: newFooter(opts)}
	label := widget.NewText(t.T(words.SearchBy), widget.Style{Color: look.Foreground2})
	k.tools = newTools(opts, k.entry, []fyne.CanvasObject{label}, k.inquire, k.again)
	k.results = newResults(opts, func(n contract.Ticket) string { return n.Number })
	k.results.changed = k.paint
	k.table = widget.NewTable(customer.TicketColumns(t), widget.TableSource{
		Length:  k.rows,
		ID:      func(i int) string { return k.results.found[i].Number },
		IndexOf: k.results.indexOf,
		Fill:    func(i int, cells []widget.Cell) { customer.TicketCells(t, k.results.found[i], cells) },
	})
	k.table.List().OnSelected = func(i int, _ string) { choose(k.results.found[i]) }
	k.results.single = k.table.List().Select
	k.table.List().OnScrolled = func() { k.results.more(k.table.List()) }
	k.hint = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Align: fyne.TextAlignCenter})
	k.whole = tablePart(k.tools.row, k.table, k.hint, k.footer)
	k.paint()
	return k
}

func (k *ticketTable) rows() int { return len(k.results.found) }

func (k *ticketTable) inquire() {
	text := strings.TrimSpace(k.entry.Text())
	k.table.List().ScrollTo(0)
	k.results.inquire(func(ctx context.Context, cursor string) (answer[contract.Ticket], error) {
		page, err := k.opts.Source.Tickets(ctx, desk.TicketQuery{Text: text, Cursor: cursor})
		return answer[contract.Ticket]{page.Tickets, page.Next, page.Total}, err
	})
}

func (k *ticketTable) again() {
	if !k.results.asked {
		k.inquire()
		return
	}
	k.results.load("")
}

func (k *ticketTable) focus() {
	k.entry.Focus()
	k.entry.SelectAll()
}

func (k *ticketTable) enable() { k.tools.enable() }

func (k *ticketTable) paint() {
	t, r := k.opts.Words, k.results
	k.footer.show(r.total, r.failure)
	if r.asked {
		k.tools.say(r.busy, r.failure != "")
	}
	k.hint.SetText(emptyHint(t, r.asked, r.busy, len(r.found)))
	k.table.Refresh()
	k.resized()
}
