// Package inbox is the left column: the heading with its count, Sync (5.3.2), the filter All / Twitter / Facebook (5.3.1),
// the search in the inbox and the list of cases. It shows what it is given and says what the agent asks for.
package inbox

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Rows is what the list reads from: fast, local, never waiting. Positions are those of the filter in use.
type Rows interface {
	Len() int
	At(i int) (Item, bool)
	IndexOf(caseID string) int // -1 when it is not among them
}

// Counts are the cases by network and how many are unread.
type Counts struct{ All, Twitter, Facebook, Unread int }

// Options say who looks and what happens on each wish.
type Options struct {
	Words    *words.Table
	Me       func() string // id of the signed-in agent
	Clock    func() time.Time
	OnOpen   func(caseID string)
	OnAnswer func() // Enter or R on a row
	OnSync   func()
	OnFilter func(contract.Network) // "" is All
	OnSearch func(text string)
	OnRead   func(caseID string, read bool)
	OnFresh  func() // the waiting new cases are let into the list
}

// Column is the left column. UI goroutine only.
type Column struct {
	opts    Options
	rows    Rows
	title   *widget.Text
	sync    *widget.Button
	filter  *widget.Segmented
	search  *widget.Entry
	unread  *widget.Text
	fresh   *widget.Button
	list    *widget.List
	drawn   map[string]widget.InboxRowData // rows formatted since the last change or tick, by case
	nothing *widget.Text
	hint    *widget.Text
	empty   *fyne.Container
	content fyne.CanvasObject
	shown   string
}

// New makes the column, empty.
func New(opts Options) *Column {
	c := &Column{opts: opts, rows: none{}, drawn: map[string]widget.InboxRowData{}}
	t := opts.Words
	c.title = widget.NewText("Inbox (0)", widget.Style{Size: look.SizeSub, Bold: true})
	c.sync = widget.NewButton("Sync", widget.Secondary, opts.OnSync).WithIcon(look.IconSync)
	c.filter = widget.NewSegmented(true, widget.Segment{Label: "All"},
		widget.Segment{ID: string(contract.Twitter), Label: "Twitter"}, widget.Segment{ID: string(contract.Facebook), Label: "Facebook"})
	c.filter.OnChanged = func(id string) { opts.OnFilter(contract.Network(id)) }
	c.search = widget.NewEntry(t.T(words.SearchInbox)).WithIcon(look.IconSearch).WithHint("Ctrl+F").WithClear(t.T(words.Clear))
	c.search.OnChanged = opts.OnSearch
	c.search.OnKey = c.searchKey
	c.unread = widget.NewText("", widget.Style{Size: look.SizeCaption, Color: look.Foreground2})
	c.fresh = widget.NewButton("", widget.Quiet, opts.OnFresh).WithSize(widget.Small)
	c.fresh.Hide()
	c.list = widget.NewList(widget.ListSource{
		Length:  func() int { return c.rows.Len() },
		ID:      c.id,
		IndexOf: func(id string) int { return c.rows.IndexOf(id) },
		NewRow:  func() fyne.CanvasObject { return widget.NewInboxRow() },
		Update:  c.update,
	}, widget.ListStyle{RowHeight: widget.InboxRowHeight, Separators: true, Accent: true, SelectOnMove: true})
	c.list.OnSelected = func(_ int, id string) { c.choose(id) }
	c.list.OnOpened = func(int, string) { opts.OnAnswer() }
	c.list.OnRune = c.rune
	c.nothing = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Align: fyne.TextAlignCenter})
	c.hint = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Align: fyne.TextAlignCenter})
	c.empty = widget.Inset(32, 12, 0, 12, widget.Column(0, c.nothing, c.hint))
	c.content = c.build()
	c.Refresh(Counts{})
	return c
}

// Content is the column itself.
func (c *Column) Content() fyne.CanvasObject { return c.content }

// SetRows gives the list other rows to read from.
func (c *Column) SetRows(rows Rows) {
	c.rows = rows
	c.redraw()
}

// Refresh repaints the counts and the rows in view.
func (c *Column) Refresh(n Counts) {
	t := c.opts.Words
	c.title.SetText("Inbox (" + t.Number(n.All) + ")")
	c.filter.SetCount("", t.Number(n.All))
	c.filter.SetCount(string(contract.Twitter), t.Number(n.Twitter))
	c.filter.SetCount(string(contract.Facebook), t.Number(n.Facebook))
	c.unread.SetText(t.T(words.Unread, t.Number(n.Unread)))
	c.redraw()
	c.showEmpty(n)
}

// Tick repaints the times of the rows in view: nothing else has changed.
func (c *Column) Tick() { c.redraw() }

func (c *Column) redraw() {
	clear(c.drawn)
	c.list.Refresh()
}

// Fresh offers n new cases that wait above the list, so that nothing moves under the pointer (DESIGN.md section 8).
func (c *Column) Fresh(n int) {
	setVisible(c.fresh, n > 0)
	if n > 0 {
		c.fresh.SetLabel(c.opts.Words.T(words.NewCases, c.opts.Words.Number(n)))
	}
}

// Select marks a case as the one that is open, without telling anybody.
func (c *Column) Select(caseID string) {
	c.shown = caseID
	c.list.SelectQuietly(caseID)
}

// Step goes n cases down (or up, when n is negative) and opens the case there.
func (c *Column) Step(n int) {
	i := c.rows.IndexOf(c.shown)
	switch {
	case c.rows.Len() == 0:
		return
	case i < 0:
		i = 0
	default:
		i = min(max(i+n, 0), c.rows.Len()-1)
	}
	c.list.SelectIndex(i)
}

// Focus gives the list the keyboard.
func (c *Column) Focus() { c.list.Focus() }

// FocusSearch gives the search the keyboard.
func (c *Column) FocusSearch() { c.search.Focus() }

// SetFilter chooses All (""), Twitter or Facebook, and tells it.
func (c *Column) SetFilter(n contract.Network) {
	c.filter.Select(string(n))
}

// Syncing says that Sync is under way.
func (c *Column) Syncing(on bool) {
	if on {
		c.sync.Disable()
		return
	}
	c.sync.Enable()
}

func (c *Column) choose(id string) {
	c.shown = id
	c.opts.OnOpen(id)
}

func (c *Column) id(i int) string {
	item, ok := c.rows.At(i)
	if !ok {
		return ""
	}
	return item.Case.ID
}

func (c *Column) update(i int, o fyne.CanvasObject) {
	data := widget.InboxRowData{}
	if item, ok := c.rows.At(i); ok {
		if data, ok = c.drawn[item.Case.ID]; !ok {
			data = row(c.opts.Words, item, c.opts.Me(), c.opts.Clock())
			c.drawn[item.Case.ID] = data
		}
	}
	o.(*widget.InboxRow).SetRow(data)
}

// rune takes the single letters of DESIGN.md section 9; they work while the list has the keyboard.
func (c *Column) rune(r rune) {
	switch r {
	case 'j', 'J':
		c.Step(1)
	case 'k', 'K':
		c.Step(-1)
	case 'r', 'R':
		c.opts.OnAnswer()
	case 'u', 'U':
		c.opts.OnRead(c.shown, false)
	}
}

func (c *Column) searchKey(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		if c.search.Text() != "" {
			c.search.SetText("")
		}
		c.Focus()
		return true
	case fyne.KeyDown:
		c.Focus()
		return true
	}
	return false
}

func (c *Column) showEmpty(n Counts) {
	t := c.opts.Words
	on := c.rows.Len() == 0
	setVisible(c.empty, on)
	if !on {
		return
	}
	c.nothing.SetText(t.T(words.InboxEmpty))
	c.hint.SetText(t.T(words.InboxEmptyHint))
	if n.All > 0 {
		c.nothing.SetText(t.T(words.NothingFound))
		c.hint.SetText("")
	}
}

func (c *Column) build() fyne.CanvasObject {
	t := c.opts.Words
	head := widget.Sized(0, 44, widget.Inset(0, 12, 0, 12, widget.Row(8, c.title, widget.Space(), c.sync)))
	sort := widget.Row(4, widget.NewIcon(look.IconSort, look.Foreground2, 12),
		widget.NewText(t.T(words.NearestDue), widget.Style{Size: look.SizeCaption, Color: look.Foreground2}), widget.Space(), c.unread)
	top := widget.Column(0, head, widget.NewHLine(),
		widget.Inset(8, 12, 0, 12, widget.Sized(0, 28, c.filter)),
		widget.Inset(8, 12, 0, 12, c.search),
		widget.Inset(4, 12, 4, 12, widget.Sized(0, 24, sort)), widget.NewHLine(), c.fresh)
	return container.NewBorder(top, nil, nil, nil, container.NewStack(c.list, container.NewVBox(c.empty)))
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func equalFold(a, b string) bool { return strings.EqualFold(a, b) }

// none is no rows at all.
type none struct{}

func (none) Len() int            { return 0 }
func (none) At(int) (Item, bool) { return Item{}, false }
func (none) IndexOf(string) int  { return -1 }
