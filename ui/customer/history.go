package customer

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// How many entries are read at once, and how many of the newest are read again when something changed.
const (
	historyPage  = 50
	historyFresh = 200
)

// The filter Semua / Pesan / Catatan.
const (
	filterAll      = "all"
	filterMessages = "messages"
	filterNotes    = "notes"
)

var filters = map[string]desk.Only{filterAll: desk.Everything, filterMessages: desk.OnlyMessages, filterNotes: desk.OnlyNotes}

// history is History Conversation (5.3.3): both sides and the notes, newest at the bottom, earlier pages when the agent
// scrolls up, first from the local store and then from the backend.
type history struct {
	opts    *Options
	subject *subject
	bubbles *bubbles
	feed    *widget.Feed
	filter  *widget.Segmented
	search  *widget.Entry
	jump    *widget.Button
	tools   *fyne.Container
	fold    *widget.Button
	notes   *notes
	whole   *fyne.Container

	entries   []desk.Entry // loaded, in reading order
	earlier   string       // asks for what is before them here
	elsewhere bool         // the backend has what is before them
	around    bool         // they end with the case's message, too far back to go on to the newest
	fetching  bool
	failed    bool
	fetch     *onui.Slot
	day       time.Time // for which "Hari ini" was written
}

func newHistory(opts *Options) *history {
	h := &history{opts: opts, subject: &subject{}, feed: widget.NewFeed(8, 16), fetch: onui.NewSlot(opts.Run)}
	t := opts.Words
	h.bubbles = newBubbles(opts, h.feed)
	h.bubbles.again = h.paint
	h.feed.OnScrolled = h.scrolled
	h.feed.OnResized = func() {
		h.paint()
		h.mark()
	}
	h.filter = widget.NewSegmented(false, widget.Segment{ID: filterAll, Label: t.T(words.FilterAll)},
		widget.Segment{ID: filterMessages, Label: t.T(words.FilterMessages)}, widget.Segment{ID: filterNotes, Label: t.T(words.FilterNotes)})
	h.filter.OnChanged = func(string) { h.reload() }
	h.search = widget.NewEntry(t.T(words.SearchTalk)).WithIcon(look.IconSearch).WithClear(t.T(words.Clear))
	h.search.OnChanged = func(string) { h.reload() }
	h.search.OnKey = h.searchKey
	h.jump = widget.NewButton(t.T(words.JumpToCase), widget.Quiet, h.toCase).WithSize(widget.Small)
	h.jump.Hide()
	h.notes = newNotes(opts)
	h.fold = widget.NewIconButton(look.IconFilter, t.T(words.Tools), widget.QuietNeutral, h.unfold)
	h.tools = widget.Column(0, widget.Inset(0, 16, 0, 16, flow(43, 36, 8, widget.Row(0, h.filter, widget.Space()), h.jump, widget.Sized(208, 28, h.search))), widget.NewHLine())
	h.whole = widget.Column(0, h.tools, widget.Grow(h.feed), h.notes.whole)
	h.notes.resized = h.whole.Refresh
	if opts.Folded {
		h.tools.Hide()
		h.notes.whole.Hide()
	}
	return h
}

func (h *history) content() fyne.CanvasObject { return h.whole }

func (h *history) show(s *subject, other bool) {
	h.subject, h.bubbles.subject = s, s
	if other {
		h.fetch.Cancel()
		h.fetching, h.failed, h.around = false, false, false
		h.entries = nil
		clear(h.bubbles.whole)
		h.filter.SelectQuietly(filterAll)
		h.search.OnChanged = nil
		h.search.SetText("")
		h.search.OnChanged = func(string) { h.reload() }
		h.feed.Set(nil)
	}
	h.refresh()
	if other {
		h.feed.ScrollToEnd()
	}
	h.notes.show(h.noteCase())
	h.mark()
}

// query asks for what the filter and the search let through.
func (h *history) query() desk.HistoryQuery {
	return desk.HistoryQuery{CustomerID: h.subject.id(), Only: filters[h.filter.Selected()], Find: h.search.Text(), Limit: historyPage}
}

// reload reads from the newest on, for another filter or search.
func (h *history) reload() {
	h.entries, h.around, h.failed = nil, false, false
	h.feed.Set(nil)
	h.refresh()
	h.feed.ScrollToEnd()
	h.mark()
}

// refresh reads the newest entries again; earlier ones that are loaded stay before them.
func (h *history) refresh() {
	if h.subject.id() == "" {
		h.entries, h.earlier, h.elsewhere = nil, "", false
		h.paint()
		return
	}
	q := h.query()
	if h.around {
		q.Around = h.subject.caseMessage
	} else {
		q.Limit = min(max(len(h.entries), historyPage), historyFresh)
	}
	page, err := h.opts.Source.History(q)
	if err != nil {
		return // what is shown stays
	}
	h.join(page)
	h.count(page.Counts)
	h.paint()
}

// join puts a page in the place of the loaded entries it holds; without one in common it replaces all.
func (h *history) join(page desk.HistoryPage) {
	if len(page.Entries) > 0 && !h.around {
		first := entryID(page.Entries[0])
		for i, e := range h.entries {
			if i > 0 && entryID(e) == first {
				h.entries = append(h.entries[:i:i], page.Entries...)
				return
			}
		}
	}
	h.entries, h.earlier, h.elsewhere = page.Entries, page.Earlier, page.Elsewhere
}

func entryID(e desk.Entry) string {
	switch {
	case e.Message != nil:
		return e.Message.ID
	case e.Note != nil:
		return "note:" + e.Note.ID
	case e.Outgoing != nil:
		return "out:" + e.Outgoing.ID
	}
	return ""
}

func (h *history) count(c desk.HistoryCounts) {
	n := h.opts.Words.Number
	h.filter.SetCount(filterAll, n(c.All))
	h.filter.SetCount(filterMessages, n(c.Messages))
	h.filter.SetCount(filterNotes, n(c.Notes))
}

// paint puts the loaded entries into the feed, with what stands before and behind them.
func (h *history) paint() {
	h.day = h.opts.Clock()
	items := make([]widget.FeedItem, 0, len(h.entries)+2)
	if h.subject.id() != "" {
		items = append(items, h.before())
	}
	h.bubbles.find = h.search.Text()
	items = append(items, h.bubbles.items(h.entries)...)
	if h.around {
		newest := widget.NewButton(h.opts.Words.T(words.ToNewest), widget.Secondary, h.reload).WithIcon(look.IconDown).WithSize(widget.Small)
		items = append(items, widget.FeedItem{ID: "newest", Version: true, Make: func() fyne.CanvasObject {
			return widget.Row(0, widget.Space(), newest, widget.Space())
		}})
	}
	h.feed.Set(items)
}

// before says what is before the first entry: it is on its way, it could not be brought, or nothing.
func (h *history) before() widget.FeedItem {
	t := h.opts.Words
	middle := func(o ...fyne.CanvasObject) fyne.CanvasObject {
		row := append([]fyne.CanvasObject{widget.Space()}, o...)
		return widget.Sized(0, 28, widget.Row(8, append(row, widget.Space())...))
	}
	caption := func(k words.Key) fyne.CanvasObject {
		return widget.NewText(t.T(k), widget.Style{Size: look.SizeCaption, Color: look.Foreground3})
	}
	item := func(state string, make func() fyne.CanvasObject) widget.FeedItem {
		return widget.FeedItem{ID: "before", Version: state, Make: make}
	}
	button := func(k words.Key) fyne.CanvasObject {
		return widget.NewButton(t.T(k), widget.Quiet, func() {
			h.failed = false
			h.fetchEarlier()
		}).WithSize(widget.Small)
	}
	switch {
	case h.earlier == "" && !h.elsewhere && len(h.entries) == 0:
		key := words.NoTalk
		if h.search.Text() != "" || h.filter.Selected() != filterAll {
			key = words.NothingFound
		}
		return item("none"+string(key), func() fyne.CanvasObject { return middle(caption(key)) })
	case h.earlier == "" && !h.elsewhere:
		return item("start", func() fyne.CanvasObject { return middle(caption(words.StartOfTalk)) })
	case h.failed:
		return item("failed", func() fyne.CanvasObject { return middle(caption(words.EarlierFailed), button(words.Again)) })
	case h.earlier == "" && !h.fetching && h.narrowed():
		return item("search", func() fyne.CanvasObject { return middle(button(words.SearchEarlier)) })
	case h.earlier == "" && !h.fetching: // scrolling brings it too
		return item("more", func() fyne.CanvasObject { return middle(button(words.LoadEarlier)) })
	}
	return item("loading", func() fyne.CanvasObject { return middle(caption(words.LoadingEarlier)) })
}

// narrowed tells whether only some entries are let through; then the backend is asked for more on a click only, since a page
// of it may hold none of them.
func (h *history) narrowed() bool {
	return h.search.Text() != "" || h.filter.Selected() == filterNotes
}

func (h *history) scrolled() {
	h.mark()
	if h.feed.NearStart() {
		h.more()
	}
}

// more brings what is before the loaded entries: from here, else from the backend.
func (h *history) more() {
	switch {
	case h.earlier != "":
		q := h.query()
		q.Before = h.earlier
		page, err := h.opts.Source.History(q)
		if err != nil {
			return
		}
		h.entries = append(page.Entries[:len(page.Entries):len(page.Entries)], h.entries...)
		h.earlier, h.elsewhere = page.Earlier, page.Elsewhere
		h.paint()
	case h.elsewhere && !h.failed && !h.narrowed():
		h.fetchEarlier()
	}
}

// fetchEarlier asks the backend for the page before, and reads it from here when it has come.
func (h *history) fetchEarlier() {
	if h.fetching {
		return
	}
	h.fetching = true
	h.paint()
	id := h.subject.id()
	onui.Load(context.Background(), h.fetch, func(ctx context.Context) (bool, error) {
		return h.opts.Source.FetchEarlier(ctx, id)
	}, func(_ bool, err error) {
		h.fetching, h.failed = false, err != nil
		before := len(h.entries)
		if err == nil {
			q := h.query()
			q.Limit = before + historyPage
			if page, err := h.opts.Source.History(q); err == nil && !h.around {
				h.entries, h.earlier, h.elsewhere = page.Entries, page.Earlier, page.Elsewhere
				h.count(page.Counts)
			}
		}
		h.paint()
		if len(h.entries) > before && h.feed.NearStart() {
			h.more()
		}
	})
}

// toCase scrolls to the message that opened the case, wherever it is.
func (h *history) toCase() {
	id := h.subject.caseMessage
	if !h.feed.Has(id) {
		h.filter.SelectQuietly(filterAll)
		q := h.query()
		q.Around = id
		page, err := h.opts.Source.History(q)
		if err != nil {
			h.opts.OnSay(h.opts.Words.Failure(err))
			return
		}
		h.entries, h.earlier, h.elsewhere = page.Entries, page.Earlier, page.Elsewhere
		h.around = !h.reachNewest()
		h.paint()
	}
	h.feed.Reveal(id)
	h.mark()
}

// reachNewest tells whether the loaded entries go on to the end of the conversation.
func (h *history) reachNewest() bool {
	newest, err := h.opts.Source.History(desk.HistoryQuery{CustomerID: h.subject.id(), Limit: 1})
	n, m := len(newest.Entries), len(h.entries)
	return err == nil && n > 0 && m > 0 && entryID(newest.Entries[n-1]) == entryID(h.entries[m-1])
}

// mark offers the way to the case's message while it is out of view.
func (h *history) mark() {
	id := h.subject.caseMessage
	on := id != "" && len(h.entries) > 0 && h.search.Text() == "" && !h.feed.InView(id)
	if on != h.jump.Visible() {
		setVisible(h.jump, on)
		h.tools.Refresh()
	}
}

// connection tries again what could not be brought while there was no connection.
func (h *history) connection() {
	if h.failed && h.opts.Source.Connection().State == desk.Connected {
		h.failed = false
		h.paint()
	}
}

// tick writes "Hari ini" anew after midnight.
func (h *history) tick() {
	if !h.day.IsZero() && !h.opts.Words.SameDay(h.day, h.opts.Clock()) {
		h.paint()
	}
}

// noteCase is the case that a note would belong to: the open one, else the newest of the conversation.
func (h *history) noteCase() string {
	if h.subject.caseID != "" {
		return h.subject.caseID
	}
	for i := len(h.entries) - 1; i >= 0; i-- {
		if m := h.entries[i].Message; m != nil && m.CaseID != "" {
			return m.CaseID
		}
	}
	return ""
}

// unfold shows filter, search and note field where they are folded, or hides them again.
func (h *history) unfold() {
	on := !h.tools.Visible()
	setVisible(h.tools, on)
	setVisible(h.notes.whole, on)
	h.whole.Refresh()
}

func (h *history) focusNote() {
	if !h.notes.whole.Visible() {
		h.unfold()
	}
	h.notes.editor.Focus()
}

func (h *history) searchKey(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyEscape {
		return false
	}
	h.search.SetText("")
	h.feed.Focus()
	return true
}
