package shell

import (
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// nav is the navigation bar (DESIGN.md section 5): mark, pages, search, the figures of the day, who works here.
type nav struct {
	place    *workplace
	entries  map[page]*navEntry
	answered *widget.Text
	median   *widget.Text
	figures  *fyne.Container
	name     *widget.Text
	role     *widget.Text
	agent    *widget.Area // who works here: pressed, it shows what he may choose
	password *widget.Button
	logout   *widget.Button
	bar      *fyne.Container
	content  fyne.CanvasObject
}

func newNav(w *workplace) *nav {
	t := w.words
	n := &nav{place: w, entries: map[page]*navEntry{}}
	small := func(s string) *widget.Text {
		return widget.NewText(s, widget.Style{Size: look.SizeSecondary, Color: look.Foreground2})
	}
	left := widget.Row(0, widget.NewMark(20), widget.Inset(0, 16, 0, 8, widget.NewText(productName, widget.Style{Size: look.SizeSub, Bold: true})))
	n.add(left, inboxPage, "Inbox")
	n.add(left, customersPage, "Customers")
	if w.session().Supervises() {
		n.add(left, dashboardPage, "Dashboard")
	}
	search := widget.NewSearchButton(t.T(words.SearchEverything), keyOf(ActPalette), func() { w.do(ActPalette) })

	n.answered = widget.NewText("", widget.Style{Bold: true})
	n.median = widget.NewText("", widget.Style{Bold: true})
	today := small(t.T(words.Today))
	line := func() fyne.CanvasObject { return widget.Inset(0, 5, 0, 5, widget.Sized(1, 16, widget.NewVLine())) }
	n.figures = widget.Row(6, today, n.answered, small(t.T(words.Answered)), line(), small(t.T(words.Median)), n.median, line())
	n.name = widget.NewText("", widget.Style{Bold: true, Elide: true})
	n.role = widget.NewText("", widget.Style{Color: look.Foreground2})
	n.password = widget.NewButton("Change Password", widget.QuietNeutral, func() { w.do(ActPassword) }).WithIcon(look.IconKey)
	n.logout = widget.NewButton("Logout", widget.QuietNeutral, func() { w.do(ActLogout) }).WithIcon(look.IconLogout)
	n.agent = widget.NewArea(widget.Inset(0, 8, 0, 8, widget.Row(4, n.name, n.role)), t.T(words.Preferences), look.Chrome,
		func() { w.do(ActPreferences) })
	right := widget.Row(0, widget.Grow(n.agent), n.password, n.logout)
	n.bar = &fyne.Container{
		Layout:  &navLayout{today: today, figures: n.figures, name: n.name, supervises: w.session().Supervises()},
		Objects: []fyne.CanvasObject{left, n.figures, right, search},
	}
	n.content = widget.On(look.Chrome, widget.Column(0, widget.Sized(0, 43, widget.Inset(0, 4, 0, 12, n.bar)), widget.NewHLine()))
	return n
}

func (n *nav) add(left *fyne.Container, p page, label string) {
	e := newNavEntry(label, func() { n.place.turnTo(p) })
	n.entries[p] = e
	left.Add(e.content)
}

// choose marks the page that is shown.
func (n *nav) choose(p page) {
	for which, e := range n.entries {
		e.choose(which == p)
	}
}

// refresh shows counts, figures and names as they are now, and the overdue cases in the window's title.
func (n *nav) refresh() {
	t, src := n.place.words, n.place.opts.Source
	if counts, err := src.Counts(); err == nil {
		n.entries[inboxPage].count(t.Number(counts.All))
		n.place.opts.Window.SetTitle(title(counts.Overdue))
		if n.place.whole {
			n.place.customer.Waiting(counts.All)
		}
	}
	today := src.Today()
	n.answered.SetText(t.Number(today.Answered))
	n.median.SetText("–")
	if today.Known && today.Answered > 0 {
		n.median.SetText(t.Span(time.Duration(today.MedianSeconds) * time.Second))
	}
	session := n.place.session()
	n.name.SetText(session.Agent.Username)
	n.role.SetText("(" + roleName(session.Agent.Role) + ")")
	n.bar.Refresh()
}

// busy keeps from leaving twice.
func (n *nav) busy(on bool) {
	if on {
		n.logout.Disable()
		return
	}
	n.logout.Enable()
}

// roleName is the role as the work instruction's screens have it.
func roleName(r contract.Role) string {
	switch r {
	case contract.RoleSupervisor:
		return "Supervisor"
	case contract.RoleAdmin:
		return "Admin"
	case contract.RoleAgent:
	}
	return "Agent"
}

// navLayout puts the pages at the left and the agent at the right; the figures of the day stand before him, first without "Hari
// ini" and then not at all when there is no room (DESIGN.md section 4).
type navLayout struct {
	today      fyne.CanvasObject
	figures    *fyne.Container
	name       *widget.Text
	supervises bool // the dashboard has the figures
}

// How wide the agent's name may be, and the search, in design units.
const (
	nameRoom    = 140
	searchRoom  = 240
	searchLeast = 120
)

// widest is the most that the bar asks of the window, in Fyne units: with a large type something is cut instead.
const widest = 1254

// Layout implements fyne.Layout.
func (l *navLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	left, right, search := objects[0], objects[2], objects[3]
	put := func(o fyne.CanvasObject, x, w float32) {
		o.Resize(fyne.NewSize(w, s.Height))
		o.Move(fyne.NewPos(x, 0))
	}
	lw, rw := left.MinSize().Width, l.rightWidth(right)
	put(left, 0, lw)
	put(right, max(s.Width-rw, lw), rw)
	gap := look.Px(12)
	sw := min(max(s.Width-lw-rw-2*gap, 0), look.Px(searchRoom))
	height := look.Px(28)
	search.Resize(fyne.NewSize(sw, height))
	search.Move(fyne.NewPos(lw+gap, whole((s.Height-height)/2)))
	room := s.Width - lw - gap - sw - rw - look.Px(8)
	visible(l.today, true)
	if l.figures.MinSize().Width > room {
		visible(l.today, false)
	}
	w := l.figures.MinSize().Width
	visible(l.figures, w <= room && !l.supervises)
	put(l.figures, s.Width-rw-w-look.Px(4), w)
}

// rightWidth is what the agent's side needs with his name in full, up to a limit.
func (l *navLayout) rightWidth(right fyne.CanvasObject) float32 {
	natural := look.Measure(l.name.Text(), look.Size(look.SizeText), true) + look.Px(2)
	return right.MinSize().Width + min(natural, look.Px(nameRoom))
}

// MinSize implements fyne.Layout.
func (l *navLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	left, right := objects[0].MinSize(), objects[2].MinSize()
	return fyne.NewSize(min(left.Width+right.Width+look.Px(searchLeast+36), widest), max(left.Height, right.Height))
}

// navEntry is one page in the navigation: 96 wide, bold with a line of 2 under it while it is shown.
type navEntry struct {
	label   *widget.Text
	badge   *widget.CountBadge
	row     *fyne.Container
	line    *widget.Fill
	content *widget.Area
}

func newNavEntry(label string, tapped func()) *navEntry {
	e := &navEntry{label: widget.NewText(label, widget.Style{Color: look.Foreground2}), line: widget.NewFill(look.Primary)}
	e.row = widget.Row(6, widget.Space(), e.label)
	e.row.Add(widget.Space())
	e.line.Hide()
	e.content = widget.NewArea(widget.Sized(96, 43, widget.Column(0, widget.Sized(0, 41, e.row),
		widget.Inset(0, 12, 0, 12, widget.Sized(0, 2, e.line)))), label, look.Chrome, tapped)
	return e
}

// count shows a number behind the label.
func (e *navEntry) count(n string) {
	if e.badge == nil {
		e.badge = widget.NewCountBadge(n)
		e.row.Objects = []fyne.CanvasObject{widget.Space(), e.label, e.badge, widget.Space()}
	}
	e.badge.SetText(n)
	e.row.Refresh()
}

func (e *navEntry) choose(on bool) {
	style := widget.Style{Color: look.Foreground2}
	if on {
		style = widget.Style{Bold: true}
	}
	e.label.SetStyle(style)
	visible(e.line, on)
	e.row.Refresh()
}
