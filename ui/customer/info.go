package customer

import (
	"context"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// info is Customer Info: the service behind the profile, found and linked by its number; the open tickets; the end of the
// conversation.
type info struct {
	opts    *Options
	subject *subject
	open    func(tab int)

	lookup  *lookup
	name    *widget.Value
	pots    *widget.Value
	net     *widget.Value
	pack    *widget.Value
	address *widget.Value
	sto     *widget.Value
	region  *widget.Value
	witel   *widget.Value
	linked  *linked
	local   *widget.Text
	offline *fyne.Container
	grid    *fyne.Container
	known   *fyne.Container // everything that needs the customer to be here
	loading *widget.Text
	busy    *fyne.Container
	wait    hint

	tickets *fyne.Container
	recent  *recent
	scroll  *widget.Scroll
}

func newInfo(opts *Options, open func(tab int)) *info {
	i := &info{opts: opts, open: open, wait: hint{run: opts.Run}}
	t := opts.Words
	value := func() *widget.Value { return widget.NewValue("", 28, 0) }
	i.name, i.pack, i.address, i.sto, i.region, i.witel = value(), value(), value(), value(), value(), value()
	i.pots = value().WithCopy(t.T(words.CopyValue, "No. POTS"), i.copied("No. POTS"))
	i.net = value().WithCopy(t.T(words.CopyValue, "No. Internet"), i.copied("No. Internet"))
	i.lookup = newLookup(opts)
	i.linked = newLinked(opts)
	row := func(name string, width float32, o fyne.CanvasObject) fyne.CanvasObject {
		return widget.Labelled(name, width, 28, o)
	}
	i.grid = fields([]fyne.CanvasObject{
		row("Service Number", 120, i.lookup.field), row("Customer Name", 120, i.name), row("No. POTS", 120, i.pots),
		row("No. Internet", 120, i.net), row("Package Name", 120, i.pack),
	}, []fyne.CanvasObject{
		row("Customer Address", 128, i.address), row("STO", 128, i.sto), row("Regional", 128, i.region), row("Witel", 128, i.witel),
		i.linked.row,
	})
	i.local = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})
	i.offline = widget.Column(0, widget.On(look.Sunken, widget.Sized(0, 27, widget.Inset(0, 16, 0, 16,
		widget.Row(8, widget.NewIcon(look.IconClock, look.Foreground2, 14), widget.Grow(i.local))))), widget.NewHLine())
	i.offline.Hide()
	i.loading = widget.NewText("", widget.Style{Color: look.Foreground2, Elide: true})
	i.busy = widget.Sized(0, 52, widget.Inset(0, 16, 0, 16, widget.Row(8, widget.NewIcon(look.IconSync, look.Foreground2, 16), i.loading)))
	i.busy.Hide()
	i.tickets = widget.Column(0)
	i.recent = newRecent(opts)
	i.scroll = widget.NewScroll(i.build())
	i.lookup.resized = i.scroll.Refresh
	return i
}

func (i *info) build() fyne.CanvasObject {
	t := i.opts.Words
	title := func(text, to string, tab int) fyne.CanvasObject {
		return widget.Inset(0, 16, 0, 16, widget.Sized(0, 28, widget.Row(8, widget.NewText(text, widget.Style{Bold: true}), widget.Space(),
			widget.NewLinkText(to, look.SizeSecondary, "", func() { i.open(tab) }))))
	}
	i.known = widget.Column(0, i.offline, widget.Inset(12, 16, 12, 16, widget.Column(4, i.lookup.found, i.grid)), widget.NewHLine(),
		widget.Inset(4, 0, 0, 0, title(t.T(words.OpenTickets), tabNames[Tickets], Tickets)), i.tickets,
		widget.Inset(8, 0, 0, 0, title(t.T(words.LastTalk), tabNames[History], History)), widget.Grow(i.recent))
	return widget.Column(0, i.busy, widget.Grow(i.known))
}

func (i *info) content() fyne.CanvasObject { return i.scroll }

func (i *info) show(s *subject, other bool) {
	i.subject = s
	c := s.customer
	i.showService(c)
	i.lookup.show(c, other)
	i.linked.show(c)
	i.showTickets(c.Tickets)
	i.recent.show(s)
	i.showLoading(c)
	if other {
		i.scroll.ScrollTo(0)
	}
	i.scroll.Refresh()
}

func (i *info) showService(c desk.CustomerView) {
	s := c.Service
	i.name.SetText(s.CustomerName)
	i.pots.SetText(s.Pots)
	i.net.SetText(s.Internet)
	i.pack.SetText(s.PackageName)
	i.address.SetText(s.Address)
	i.sto.SetText(s.Sto)
	i.region.SetText(s.Regional)
	i.witel.SetText(s.Witel)
	state := i.opts.Source.Connection().State
	offline := state == desk.Unreachable && !c.At.IsZero()
	setVisible(i.offline, offline)
	if offline {
		i.local.SetText(i.opts.Words.T(words.FromLocal, i.opts.Words.Clock(c.At)))
	}
}

// showLoading says that nothing but the name is here yet: after a while, and at once when it can't be brought now.
func (i *info) showLoading(c desk.CustomerView) {
	t := i.opts.Words
	missing := c.Missing && c.ID != ""
	setVisible(i.known, !missing)
	switch {
	case !missing:
		i.wait.end()
		i.busy.Hide()
	case i.opts.Source.Connection().State == desk.Unreachable:
		i.wait.end()
		i.loading.SetText(t.T(words.NotHereYet))
		i.busy.Show()
	case !i.busy.Visible():
		i.wait.begin(func() {
			i.loading.SetText(t.T(words.LoadingCustomer))
			i.busy.Show()
			i.scroll.Refresh()
		})
	}
}

// showTickets lists the tickets for which something is still to be done.
func (i *info) showTickets(tickets []contract.Ticket) {
	i.tickets.Objects = nil
	for _, k := range tickets {
		if terms.TicketIsOpen(k.State) {
			i.tickets.Add(i.ticket(k))
		}
	}
	if len(i.tickets.Objects) == 0 {
		none := widget.NewText(i.opts.Words.T(words.NoOpenTickets), widget.Style{Color: look.Foreground3})
		i.tickets.Add(widget.Sized(0, 28, widget.Inset(0, 16, 0, 16, none)))
	}
}

func (i *info) ticket(k contract.Ticket) fyne.CanvasObject {
	t := i.opts.Words
	visit := ""
	if !k.AppointmentAt.IsZero() {
		visit = t.T(words.TechnicianAt, t.DayMonth(k.AppointmentAt))
	}
	return widget.Sized(0, 28, widget.Inset(0, 16, 0, 16, widget.Row(12,
		widget.NewIcon(look.IconTicket, look.Foreground2, 16), widget.NewText(k.Number, widget.Style{Bold: true}),
		widget.Grow(widget.NewText(k.Title, widget.Style{Elide: true})),
		widget.NewText(visit, widget.Style{Size: look.SizeSecondary, Color: look.Foreground2}), widget.NewChip(terms.Ticket(t, k.State)))))
}

func (i *info) copied(name string) func(string) {
	return func(text string) {
		fyne.CurrentApp().Clipboard().SetContent(text)
		i.opts.OnSay(i.opts.Words.T(words.Copied, name))
	}
}

// linked is the line that says who linked the service to the profile, with the way back.
type linked struct {
	opts     *Options
	customer string
	who      *widget.Value
	unlink   *widget.Button
	row      *fyne.Container
}

func newLinked(opts *Options) *linked {
	t := opts.Words
	l := &linked{opts: opts, who: widget.NewValue("", 28, 2)}
	l.unlink = widget.NewButton(t.T(words.Unlink), widget.QuietNeutral, l.take).WithSize(widget.Small)
	l.row = widget.Labelled(t.T(words.LinkLabel), 128, 28, widget.RowTop(8, widget.Grow(l.who), widget.Inset(2, 0, 0, 0, l.unlink)))
	l.row.Hide()
	return l
}

func (l *linked) show(c desk.CustomerView) {
	l.customer = c.ID
	setVisible(l.row, c.Service.Number != "" && !c.LinkedAt.IsZero())
	l.who.SetText(l.opts.Words.T(words.LinkedBy, c.LinkedBy.Name, l.opts.Words.Date(c.LinkedAt)))
	setEnabled(l.unlink, l.opts.Source.Connection().State != desk.Unreachable)
}

func (l *linked) take() {
	id := l.customer
	l.unlink.Disable()
	l.opts.act(func(ctx context.Context) error { return l.opts.Source.UnlinkService(ctx, id) }, func(bool) { l.unlink.Enable() })
}
