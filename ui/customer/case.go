package customer

import (
	"context"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Case is the middle column. UI goroutine only.
type Case struct {
	opts  Options
	shown string
	view  desk.View
	head  *head
	room  *widget.Scroll // where a large type lets the head scroll
	tabs  *Tabs
	open  *fyne.Container // everything of an open case
	empty *emptyCase
	dock  *fyne.Container
	whole *fyne.Container
}

// NewCase makes the column, without a case.
func NewCase(opts Options) *Case {
	c := &Case{opts: opts}
	c.tabs = NewTabs(opts)
	c.tabs.onTab = func(int) { c.showCard() }
	c.head = newHead(&c.opts)
	c.head.onRelease, c.head.onTake, c.head.onResized = c.release, c.takeOver, func() { c.whole.Refresh() }
	c.empty = newEmptyCase(&c.opts)
	c.dock = widget.Column(0)
	c.dock.Hide()
	c.open, c.room = above(c.head.whole, c.tabs.Content())
	body := &fyne.Container{Layout: fullLayout{}, Objects: []fyne.CanvasObject{c.open, c.empty.whole}}
	c.whole = widget.Column(0, c.head.crumbs, widget.NewHLine(), widget.Grow(body), c.dock)
	c.Clear()
	return c
}

// Content is the column itself.
func (c *Case) Content() fyne.CanvasObject { return c.whole }

// Shown is the case that is shown; empty when none is.
func (c *Case) Shown() string { return c.shown }

// Show opens a case: it is painted from the local store, and the backend is told that the agent looks at it. The tab that was
// open stays open.
func (c *Case) Show(caseID string) {
	v, err := c.opts.Source.Open(caseID)
	if err != nil {
		c.Clear()
		c.opts.OnSay(c.opts.Words.Failure(err))
		return
	}
	if caseID != c.shown {
		c.room.ScrollTo(0)
	}
	c.shown = caseID
	setVisible(c.empty.whole, false)
	setVisible(c.open, true)
	c.paint(v)
	c.tabs.show(v.Customer, caseID, v.Case.MessageID)
	c.whole.Refresh()
}

// Clear shows that there is no case.
func (c *Case) Clear() {
	if c.shown != "" {
		c.opts.Source.CloseCase()
	}
	c.shown, c.view = "", desk.View{}
	c.head.clear()
	c.tabs.Clear()
	setVisible(c.open, false)
	setVisible(c.empty.whole, true)
	c.SetDock(nil)
	c.whole.Refresh()
}

// Changed takes account of an event of the desk.
func (c *Case) Changed(e desk.Event) {
	if c.shown == "" {
		return
	}
	switch e.Kind {
	case desk.CaseChanged:
		if e.CaseID == c.shown {
			c.read()
		}
	case desk.CustomerChanged, desk.HistoryChanged: // the message itself may have come, or been edited or deleted
		if e.CustomerID == c.view.Customer.ID {
			c.read()
		}
	case desk.ConnectionChanged:
		c.head.paint(c.view, c.queued())
	case desk.OutboxChanged:
		c.head.tick(c.queued())
	case desk.InboxChanged, desk.CatalogueChanged, desk.TodayChanged, desk.SessionEnded:
	}
	c.tabs.Changed(e)
}

// Tick brings the time that is left and the age of the message up to date; every 15 s.
func (c *Case) Tick() {
	if c.shown != "" {
		c.head.tick(c.queued())
		c.tabs.Tick()
	}
}

// Waiting says how many cases the inbox has: while none is open the column says what to do with them.
func (c *Case) Waiting(cases int) { c.empty.show(cases) }

// SelectTab opens a customer tab: Info to Handlings, from 0.
func (c *Case) SelectTab(n int) { c.tabs.SelectTab(n) }

// FocusNote opens History Conversation with the keyboard in the field of the internal note.
func (c *Case) FocusNote() {
	if c.shown != "" {
		c.tabs.FocusNote()
	}
}

// SaveNote stores the internal note when the keyboard is in its field, and says whether it was.
func (c *Case) SaveNote() bool { return c.tabs.SaveNote() }

// Leave stores the note that is being written, and waits for it.
func (c *Case) Leave() { c.tabs.Leave() }

// SetReplying marks the message that Form Reply answers; empty means the one that opened the case.
func (c *Case) SetReplying(messageID string) {
	if messageID == "" {
		messageID = c.view.Case.MessageID
	}
	c.tabs.SetReplying(messageID)
}

// SetDock puts something at the lower edge of the column: the preview of a thread. nil takes it away.
func (c *Case) SetDock(o fyne.CanvasObject) {
	c.dock.Objects = nil
	if o != nil {
		c.dock.Objects = []fyne.CanvasObject{widget.NewHLine(), o}
	}
	setVisible(c.dock, o != nil)
	c.whole.Refresh()
}

func (c *Case) read() {
	if v, err := c.opts.Source.View(c.shown); err == nil {
		c.paint(v)
	}
}

func (c *Case) paint(v desk.View) {
	c.view = v
	c.head.paint(v, c.queued())
	c.showCard()
}

// showCard hides the message card where the message is in the history anyway (DESIGN.md section 4).
func (c *Case) showCard() {
	c.head.showCard(c.tabs.Tab() != History)
	c.whole.Refresh()
}

// queued tells whether an answer to the case is on its way, and none of them went wrong: then the customer still waits.
func (c *Case) queued() bool {
	items, _, err := c.opts.Source.Outbox()
	if err != nil {
		return false
	}
	waits := false
	for _, i := range items {
		switch {
		case i.Case.ID != c.shown || i.Kind != desk.AnswerItem || i.State == desk.Sent:
		case i.State == desk.Refused || i.State == desk.Failed:
			return false
		default:
			waits = true
		}
	}
	return waits
}

func (c *Case) release() {
	id := c.shown
	c.head.busy(true)
	c.opts.act(func(ctx context.Context) error { return c.opts.Source.Release(ctx, id) }, func(ok bool) {
		c.head.busy(false)
		if ok {
			c.opts.OnSay(c.opts.Words.T(words.CaseReleased))
		}
	})
}

func (c *Case) takeOver() {
	id := c.shown
	c.head.busy(true)
	c.opts.act(func(ctx context.Context) error { return c.opts.Source.TakeOver(ctx, id) }, func(ok bool) {
		c.head.busy(false)
		if ok {
			c.opts.OnSay(c.opts.Words.T(words.CaseTaken))
		}
	})
}

// emptyRise is how much the middle of the empty column stands over the middle of its place, twice, in design units.
const emptyRise = 86

// emptyCase stands in the column before the first case is opened (5.3.2): it leads to Sync, or where cases wait to the first of them.
type emptyCase struct {
	opts     *Options
	waiting  int
	sentence *widget.Paragraph
	sync     *widget.Button
	first    *widget.Button
	keys     [2]*widget.KbdHint // of Sync and of the first case
	whole    *fyne.Container
}

func newEmptyCase(opts *Options) *emptyCase {
	t := opts.Words
	e := &emptyCase{opts: opts, waiting: -1}
	middle := func(o fyne.CanvasObject) fyne.CanvasObject { return widget.Row(0, widget.Space(), o, widget.Space()) }
	e.sentence = widget.NewParagraph("", widget.Style{Color: look.Foreground2, Align: fyne.TextAlignCenter}, 0)
	e.sync = widget.NewButton("Sync", widget.PrimaryKind, opts.OnSync).WithIcon(look.IconSync)
	e.first = widget.NewButton(t.T(words.OpenFirst), widget.PrimaryKind, opts.OnFirst).WithIcon(look.IconInbox)
	e.keys = [2]*widget.KbdHint{widget.NewKbdHint("F5"), widget.NewKbdHint("J")}
	caption := widget.Style{Size: look.SizeSecondary, Color: look.Foreground2}
	e.whole = widget.Column(0, widget.Space(), widget.Column(8,
		middle(widget.NewIcon(look.IconInbox, look.Foreground3, 32)),
		widget.Column(4, middle(widget.NewText(t.T(words.NoData), widget.Style{Size: look.SizeSub, Bold: true})),
			middle(widget.Sized(360, 0, e.sentence))),
		widget.Inset(8, 0, 0, 0, middle(widget.Row(0, e.sync, e.first))),
		middle(widget.Row(6, widget.NewText(t.T(words.OrPress), caption), e.keys[0], e.keys[1]))), widget.Space(),
		widget.Sized(0, emptyRise, widget.Space()))
	e.show(0)
	return e
}

// show says how many cases wait in the inbox, and what to do.
func (e *emptyCase) show(waiting int) {
	if waiting == e.waiting {
		return
	}
	e.waiting = waiting
	t := e.opts.Words
	e.sentence.SetText(t.T(words.NoDataHint))
	if waiting > 0 {
		e.sentence.SetText(t.T(words.OpenFirstHint, t.Number(waiting)))
	}
	setVisible(e.sync, waiting == 0)
	setVisible(e.keys[0], waiting == 0)
	setVisible(e.first, waiting > 0)
	setVisible(e.keys[1], waiting > 0)
	e.whole.Refresh()
}
