package inbox

import (
	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// sortNames are the words of the orders.
var sortNames = map[desk.Sort]words.Key{desk.ByDue: words.NearestDue, desk.ByNewest: words.NewestFirst, desk.ByOldest: words.OldestFirst}

func (c *Column) makeHead() {
	t := c.opts.Words
	c.title = widget.NewText("Inbox (0)", widget.Style{Size: look.SizeSub, Bold: true})
	c.sync = widget.NewButton("Sync", widget.Secondary, func() {
		if c.opts.OnSync != nil {
			c.opts.OnSync()
		}
	}).WithIcon(look.IconSync)
	c.filter = widget.NewSegmented(true, widget.Segment{Label: "All"},
		widget.Segment{ID: string(contract.Twitter), Label: "Twitter"}, widget.Segment{ID: string(contract.Facebook), Label: "Facebook"})
	c.filter.OnChanged = func(id string) { c.filterBy(contract.Network(id)) }
	c.search = widget.NewEntry(t.T(words.SearchInbox)).WithIcon(look.IconSearch).WithHint("Ctrl+F").WithClear(t.T(words.Clear))
	c.search.OnChanged = c.searchFor
	c.search.OnKey = c.searchKey
	c.sorted = widget.NewText(t.T(sortNames[c.asked.Sort]), caption())
	row := widget.Row(4, widget.NewIcon(look.IconSort, look.Foreground2, 12), c.sorted, widget.NewIcon(look.IconDown, look.Foreground2, 12))
	c.sort = widget.NewArea(widget.Sized(0, 24, row), t.T(words.SortInbox), look.Surface, c.openSort)
	c.unread = widget.NewText("", caption())
	c.waiting = widget.NewText("", widget.Style{Size: look.SizeSecondary, Color: look.Primary, Bold: true})
	c.fresh = widget.NewArea(widget.On(look.Selection, widget.Sized(0, 28, widget.Row(6, widget.Space(),
		widget.NewIcon(look.IconUp, look.Primary, 12), c.waiting, widget.Space()))), t.T(words.LetIn), look.Selection, func() { c.reload(letIn) })
	c.fresh.Hide()
}

func (c *Column) makeList() {
	c.list = widget.NewList(widget.ListSource{
		Length:  func() int { return c.order.Len() },
		ID:      func(i int) string { return c.rows.id(i) },
		IndexOf: func(id string) int { return c.src.IndexOf(c.order, id) },
		NewRow:  func() fyne.CanvasObject { return widget.NewInboxRow() },
		Update: func(i int, o fyne.CanvasObject) {
			o.(*widget.InboxRow).SetRow(c.rows.text(i, func(r desk.Row) widget.InboxRowData { return row(c.opts.Words, r, c.opts.Clock()) }))
		},
	}, widget.ListStyle{RowHeight: widget.InboxRowHeight, Separators: true, Accent: true, SelectOnMove: true})
	c.list.OnSelected = func(_ int, id string) { c.open(id) }
	c.list.OnOpened = func(int, string) {
		if c.opts.OnAnswer != nil {
			c.opts.OnAnswer()
		}
	}
	c.list.OnKey = func(*fyne.KeyEvent) bool {
		c.lastKey = c.opts.Clock()
		return false
	}
	c.list.OnHover = func(i int) { c.hovered = i >= 0 }
	text := widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Align: fyne.TextAlignCenter}
	c.nothing, c.hint = widget.NewParagraph("", text, 0), widget.NewParagraph("", text, 0)
	c.empty = widget.Inset(32, 12, 0, 12, widget.Column(0, c.nothing, c.hint))
	c.empty.Hide()
}

func (c *Column) build() *fyne.Container {
	head := widget.Sized(0, 43, widget.Inset(0, 12, 0, 12, widget.Row(8, c.title, widget.Space(), c.sync)))
	return widget.Column(0, head, widget.NewHLine(),
		widget.Inset(8, 12, 0, 12, widget.Sized(0, 28, c.filter)),
		widget.Inset(8, 12, 0, 12, c.search),
		widget.Inset(5, 12, 2, 12, widget.Row(4, c.sort, widget.Space(), c.unread)),
		widget.NewHLine(), c.fresh, c.empty, widget.Grow(c.list))
}

// openSort opens the menu of orders.
func (c *Column) openSort() {
	items := make([]string, 0, len(sortNames))
	for s := desk.ByDue; s <= desk.ByOldest; s++ {
		items = append(items, c.opts.Words.T(sortNames[s]))
	}
	widget.ShowMenu(c.sort, 168, items, int(c.asked.Sort), func(i int) { c.sortBy(desk.Sort(i)) })
}
