// Package inbox is the left column: the heading with its count, Sync (5.3.2), the filter All / Twitter / Facebook (5.3.1),
// the search in the inbox, the order and the list of cases.
//
// The list shows an order that was read at one instant (desk.Inbox) with the newest state of its rows, so nothing moves
// under the pointer or while the agent steps through it; what came in meanwhile waits above the list until it is let in.
package inbox

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Source is what the column reads from and asks for; *desk.Desk is one.
type Source interface {
	Session() desk.Session
	Connection() desk.Connection
	Inbox(desk.InboxFilter) (desk.Inbox, error)
	InboxRows(in desk.Inbox, from, n int) ([]desk.Row, error)
	IndexOf(in desk.Inbox, caseID string) int
	Counts() (desk.Counts, error)
	MarkUnread(caseID string)
	Recall(key string) string
	Remember(key, value string)
}

// Options say where the column reads from and what happens on each wish. The functions are called on the UI goroutine and
// may be nil.
type Options struct {
	Source   Source
	Run      onui.Runner
	Words    *words.Table
	Clock    func() time.Time
	OnOpen   func(caseID string)
	OnAnswer func() // Enter on a row, or a click on the row that is open
	OnSync   func()
	OnFilter func(contract.Network) // the filter has changed; "" is All
}

// settingSort is where the chosen order is kept for this agent.
const settingSort = "inbox.sort"

// gather is how long changes of rows wait for others before the rows in view are read again.
const gather = 50 * time.Millisecond

// Column is the left column. UI goroutine only.
type Column struct {
	opts    Options
	src     Source
	order   desk.Inbox
	counts  desk.Counts
	painted desk.Counts // the counts on screen
	rows    window
	shown   string // the case that is open
	asked   desk.InboxFilter
	load    loading
	lastKey time.Time // when the agent last stepped through the list
	hovered bool
	kept    bool // a newer order than the one on screen waits
	changed *onui.Coalescer
	failure string
	syncing bool

	title   *widget.Text
	sync    *widget.Button
	filter  *widget.Segmented
	search  *widget.Entry
	sort    *widget.Area
	sorted  *widget.Text
	unread  *widget.Text
	fresh   *widget.Area
	waiting *widget.Text
	list    *widget.List
	nothing *widget.Paragraph
	hint    *widget.Paragraph
	empty   *fyne.Container
	content *fyne.Container
}

// FirstFilter is what a column asks for first: every case, in the order that the agent chose last.
func FirstFilter(kept interface{ Recall(key string) string }) (f desk.InboxFilter) {
	if n, err := strconv.Atoi(kept.Recall(settingSort)); err == nil && n >= int(desk.ByDue) && n <= int(desk.ByOldest) {
		f.Sort = desk.Sort(n)
	}
	return f
}

// New makes the column and begins to read.
func New(opts Options) *Column {
	c := &Column{opts: opts, src: opts.Source}
	c.rows = window{src: opts.Source}
	c.asked = FirstFilter(c.src)
	c.changed = onui.NewCoalescer(opts.Run, gather, c.Refresh)
	c.makeHead()
	c.makeList()
	c.content = c.build()
	c.painted.All = -1
	c.showCounts()
	c.showSync()
	c.reload(asked)
	return c
}

// Content is the column itself.
func (c *Column) Content() fyne.CanvasObject { return c.content }

// Known tells whether the cases have been read once.
func (c *Column) Known() bool { return c.load.known || c.failure != "" }

// Stop ends what the column has begun; nothing is shown after it.
func (c *Column) Stop() {
	c.changed.Stop()
	c.load.stopped = true
}

// Changed brings the column in line with an event of the desk.
func (c *Column) Changed(e desk.Event) {
	switch e.Kind {
	case desk.InboxChanged:
		c.reload(told)
	case desk.CaseChanged, desk.OutboxChanged:
		c.changed.Ask()
	case desk.ConnectionChanged, desk.SessionEnded:
		c.showSync()
	case desk.HistoryChanged, desk.CustomerChanged, desk.CatalogueChanged, desk.TodayChanged:
	}
}

// Refresh reads counts and rows in view again; the order stays.
func (c *Column) Refresh() {
	if n, err := c.src.Counts(); err == nil {
		c.counts = n
	}
	c.showCounts()
	c.redraw()
}

// Tick repaints the times of the rows in view, and lets in what may come in by itself once the agent's hand is off the list. It
// is called every 15 s.
func (c *Column) Tick() {
	if c.kept && !c.busy() {
		c.reload(told)
	}
	c.rows.forgetText()
	c.list.Refresh()
}

func (c *Column) redraw() {
	c.rows.forget()
	c.list.Refresh()
	c.showEmpty()
}

// Select marks a case as the one that is open, without telling anybody.
func (c *Column) Select(caseID string) {
	c.shown = caseID
	c.list.SelectQuietly(caseID)
	c.list.Reveal(caseID)
}

// Step goes n cases down (or up, when n is negative) and opens the case there (J, K).
func (c *Column) Step(n int) {
	c.lastKey = c.opts.Clock()
	rows := c.order.Len()
	if rows == 0 {
		return
	}
	at := c.src.IndexOf(c.order, c.shown)
	if at < 0 {
		at, n = 0, 0
	}
	c.list.SelectIndex(min(max(at+n, 0), rows-1))
}

// Focus gives the list the keyboard.
func (c *Column) Focus() { c.list.Focus() }

// FocusSearch gives the search the keyboard.
func (c *Column) FocusSearch() {
	c.search.Focus()
	c.search.SelectAll()
}

// Find leaves the cases with these words, and shows them in the search.
func (c *Column) Find(text string) { c.search.SetText(text) }

// SetFilter chooses All (""), Twitter or Facebook (5.3.1).
func (c *Column) SetFilter(n contract.Network) { c.filter.Select(string(n)) }

// Syncing says that Sync is under way, and when it has ended lets in what it brought: the agent has asked for it.
func (c *Column) Syncing(on bool) {
	ended := c.syncing && !on
	c.syncing = on
	c.showSync()
	if ended {
		c.reload(synced)
	}
}

// MarkUnread marks the open case as unread (U).
func (c *Column) MarkUnread() {
	if c.shown != "" {
		c.src.MarkUnread(c.shown)
		c.redraw()
	}
}

func (c *Column) showSync() {
	offline := c.src.Connection().State == desk.Unreachable
	label := "Sync"
	if c.syncing {
		label = c.opts.Words.T(words.SyncBusy)
	}
	c.sync.SetLabel(label)
	if c.syncing || offline {
		c.sync.Disable()
		return
	}
	c.sync.Enable()
}

func (c *Column) open(id string) {
	c.shown = id
	if c.opts.OnOpen != nil {
		c.opts.OnOpen(id)
	}
}

func (c *Column) filterBy(network contract.Network) {
	c.asked.Network = network
	c.reload(asked)
	if c.opts.OnFilter != nil {
		c.opts.OnFilter(network)
	}
}

func (c *Column) searchFor(text string) {
	c.asked.Text = text
	c.reload(asked)
}

func (c *Column) sortBy(s desk.Sort) {
	c.asked.Sort = s
	c.src.Remember(settingSort, strconv.Itoa(int(s)))
	c.sorted.SetText(c.opts.Words.T(sortNames[s]))
	c.content.Refresh()
	c.reload(asked)
}

// searchKey leaves the search: Escape empties it first, Down goes into what was found.
func (c *Column) searchKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		if c.search.Text() != "" {
			c.search.SetText("")
			return true
		}
		c.Focus()
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		c.Focus()
	default:
		return false
	}
	return true
}

func (c *Column) showCounts() {
	t, n := c.opts.Words, c.counts
	if n == c.painted {
		return
	}
	c.painted = n
	defer c.content.Refresh()
	c.title.SetText("Inbox (" + t.Number(n.All) + ")")
	c.filter.SetCount("", t.Number(n.All))
	c.filter.SetCount(string(contract.Twitter), t.Number(n.Twitter))
	c.filter.SetCount(string(contract.Facebook), t.Number(n.Facebook))
	c.unread.SetText(t.T(words.Unread, t.Number(n.Unread)))
}

// showEmpty says why there is nothing, in the place of the list.
func (c *Column) showEmpty() {
	t := c.opts.Words
	on := c.order.Len() == 0 && c.load.known || c.failure != ""
	if on != c.empty.Visible() {
		setVisible(c.empty, on)
		defer c.content.Refresh()
	}
	if !on {
		return
	}
	first, second := t.T(words.InboxEmpty), t.T(words.InboxEmptyHint)
	switch {
	case c.failure != "":
		first, second = c.failure, ""
	case c.order.Filter.Text != "":
		first, second = t.T(words.NothingFound), t.T(words.SearchEmptyHint)
	case c.order.Filter.Network != "" && c.counts.All > 0:
		first, second = t.T(words.NetworkEmpty, terms.Source(c.order.Filter.Network)), ""
	}
	c.nothing.SetText(first)
	c.hint.SetText(second)
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on != o.Visible() {
		if on {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

func caption() widget.Style { return widget.Style{Size: look.SizeCaption, Color: look.Foreground2} }
