package customer

import (
	"strconv"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// The tabs, in their order; SelectTab takes them.
const (
	Info = iota
	Profile
	Tickets
	History
	Handlings
	tabCount
)

var tabNames = [tabCount]string{"Customer Info", "Customer Profile", "Ticket List", "History Conversation", "History Penanganan"}

// subject is whose tabs are shown, and in the light of which case.
type subject struct {
	customer    desk.CustomerView
	caseID      string // empty on the Customers page until Reply
	caseMessage string // the message that opened the case, or that reopened it last
	replying    string // the message that is being answered
}

func (s *subject) id() string { return s.customer.ID }

// page is the content of one tab. Both methods run on the UI goroutine.
type page interface {
	content() fyne.CanvasObject
	// show paints the subject; other says that it is another customer than before, so nothing of that one may stay.
	show(s *subject, other bool)
}

// Tabs are the five customer tabs. Only the tab that is open is painted; the others are when they are opened.
type Tabs struct {
	opts    Options
	subject subject
	row     *widget.Tabs
	pages   [tabCount]page
	stale   [tabCount]bool
	painted [tabCount]string // whose content a tab holds
	body    *fyne.Container
	current int
	onTab   func(n int)

	info    *info
	history *history
	nobody  *fyne.Container // stands in the place of the tab while no customer is chosen
	whole   *fyne.Container
}

// NewTabs makes the tabs, of nobody.
func NewTabs(opts Options) *Tabs {
	t := &Tabs{opts: opts}
	tabs := make([]widget.Tab, tabCount)
	for i, name := range tabNames {
		tabs[i] = widget.Tab{ID: strconv.Itoa(i), Label: name}
	}
	t.row = widget.NewTabs(tabs...)
	t.row.OnChanged = func(id string) {
		n, _ := strconv.Atoi(id)
		t.choose(n)
	}
	o := &t.opts
	t.info = newInfo(o, t.SelectTab)
	t.history = newHistory(o)
	t.pages = [tabCount]page{t.info, newProfile(o), newTickets(o), t.history, newHandlings(o)}
	t.body = &fyne.Container{Layout: fullLayout{}}
	for i, p := range t.pages {
		c := p.content()
		if i != Info {
			c.Hide()
		}
		t.body.Add(c)
	}
	t.nobody = widget.NewEmptyState(look.IconUsers, opts.Words.T(words.NoData), opts.Words.T(words.ChooseCustomer), nil)
	place := &fyne.Container{Layout: fullLayout{}, Objects: []fyne.CanvasObject{t.body, t.nobody}}
	t.whole = widget.Column(0, t.head(), widget.Grow(place))
	t.Clear()
	return t
}

// head is the row of tabs, with the switch of the history's tools where they are folded.
func (t *Tabs) head() fyne.CanvasObject {
	if !t.opts.Folded {
		return t.row
	}
	t.history.fold.Hide()
	return under(widget.Row(0, widget.Grow(t.row), t.history.fold, widget.Sized(12, 0, widget.Space())))
}

// Content is the tabs with what is under them.
func (t *Tabs) Content() fyne.CanvasObject { return t.whole }

// Show shows a customer of the local store; caseID, when not empty, is the case in whose light the history is read.
func (t *Tabs) Show(customerID, caseID string) {
	c, err := t.opts.Source.Customer(customerID)
	if err != nil {
		c.ID, c.Missing = customerID, true
	}
	message := ""
	if caseID != "" {
		if v, err := t.opts.Source.View(caseID); err == nil {
			message = v.Case.MessageID
		}
	}
	t.show(c, caseID, message)
}

// show shows a customer that was read already.
func (t *Tabs) show(c desk.CustomerView, caseID, message string) {
	replying := t.subject.replying
	if t.subject.caseID != caseID || t.subject.id() != c.ID {
		replying = message
	}
	t.subject = subject{customer: c, caseID: caseID, caseMessage: message, replying: replying}
	t.count()
	t.spoil(Info, Profile, Tickets, History, Handlings)
	if on := c.ID != ""; on != t.body.Visible() || on == t.nobody.Visible() {
		setVisible(t.nobody, !on)
		setVisible(t.body, on)
		t.whole.Refresh()
	}
}

// Clear shows nobody.
func (t *Tabs) Clear() { t.show(desk.CustomerView{}, "", "") }

// Shown is the customer that is shown; empty for nobody.
func (t *Tabs) Shown() string { return t.subject.id() }

// SelectTab opens a tab: Info to Handlings, from 0.
func (t *Tabs) SelectTab(n int) {
	if n >= 0 && n < tabCount {
		t.row.Select(strconv.Itoa(n))
	}
}

// Tab is the tab that is open.
func (t *Tabs) Tab() int { return t.current }

// FocusNote opens History Conversation with the keyboard in the field of the internal note.
func (t *Tabs) FocusNote() {
	t.SelectTab(History)
	t.history.focusNote()
}

// SaveNote stores the internal note when the keyboard is in its field, and says whether it was: the key that saves is never one
// for Form Reply there.
func (t *Tabs) SaveNote() bool { return t.history.notes.saveHere() }

// Leave stores the note that is being written, and waits for it.
func (t *Tabs) Leave() { t.history.notes.drafts.flush() }

// SetReplying marks the message that Form Reply answers; empty for none.
func (t *Tabs) SetReplying(messageID string) {
	if t.subject.replying == messageID {
		return
	}
	t.subject.replying = messageID
	t.spoil(Info, History)
}

// Changed takes account of an event of the desk.
func (t *Tabs) Changed(e desk.Event) {
	id := t.subject.id()
	if id == "" {
		return
	}
	switch e.Kind {
	case desk.HistoryChanged:
		if e.CustomerID == id {
			t.spoil(Info, Profile, History, Handlings)
		}
	case desk.CustomerChanged:
		if e.CustomerID != id {
			return
		}
		if c, err := t.opts.Source.Customer(id); err == nil {
			linked := c.Service.Number != t.subject.customer.Service.Number
			t.subject.customer = c
			t.count()
			t.spoil(Info, Profile, Tickets)
			if linked { // messages with a number offer to link it, or no longer
				t.spoil(History)
			}
		}
	case desk.OutboxChanged:
		t.spoil(History)
	case desk.ConnectionChanged:
		t.spoil(Info)
		t.history.connection()
	case desk.CatalogueChanged:
		t.spoil(Handlings)
	case desk.InboxChanged, desk.CaseChanged, desk.TodayChanged, desk.SessionEnded:
	}
}

// Tick brings what depends on the time of day up to date.
func (t *Tabs) Tick() { t.history.tick() }

// count puts the number of open tickets on its tab.
func (t *Tabs) count() {
	n := ""
	if open := t.subject.customer.OpenTickets; open > 0 {
		n = t.opts.Words.Number(open)
	}
	t.row.SetCount(strconv.Itoa(Tickets), n)
}

// spoil says that tabs show what is not so any more; the open one is painted at once.
func (t *Tabs) spoil(tabs ...int) {
	for _, n := range tabs {
		t.stale[n] = true
	}
	t.paint()
}

func (t *Tabs) choose(n int) {
	t.pages[t.current].content().Hide()
	t.current = n
	t.paint()
	t.pages[n].content().Show()
	if t.opts.Folded {
		setVisible(t.history.fold, n == History)
	}
	t.whole.Refresh()
	if t.onTab != nil {
		t.onTab(n)
	}
}

func (t *Tabs) paint() {
	n := t.current
	if !t.stale[n] {
		return
	}
	t.stale[n] = false
	other := t.painted[n] != t.subject.id()
	t.painted[n] = t.subject.id()
	t.pages[n].show(&t.subject, other)
}
