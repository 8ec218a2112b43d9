package customer

import (
	"fyne.io/fyne/v2"
	fynewidget "fyne.io/fyne/v2/widget"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// How Percakapan terakhir shows the end of the conversation: as rows, or as bubbles from a height on (DESIGN.md section 4).
const (
	recentRows    = 4
	recentRow     = 24
	recentBubbles = 8
	recentHeight  = 280
)

// recent is the end of the conversation under Customer Info.
type recent struct {
	fynewidget.BaseWidget
	opts    *Options
	bubbles *bubbles
	entries []desk.Entry
	rows    *fyne.Container
	feed    *widget.Feed
	tall    bool
}

func newRecent(opts *Options) *recent {
	r := &recent{opts: opts, rows: widget.Column(0), feed: widget.NewFeed(8, 16).FromTop()}
	r.bubbles = newBubbles(opts, r.feed)
	r.feed.OnResized = func() {
		if r.tall {
			r.fill() // bubbles may be wider in a wider window
		}
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *recent) show(s *subject) {
	r.entries = nil
	if s.id() != "" {
		page, err := r.opts.Source.History(desk.HistoryQuery{CustomerID: s.id(), Limit: recentBubbles})
		if err == nil {
			r.entries = page.Entries
		}
	}
	r.bubbles.subject = s
	r.fill()
}

// fill paints the form that is in use: what is hidden costs nothing.
func (r *recent) fill() {
	if r.tall {
		r.feed.Set(r.bubbles.items(r.entries))
		r.feed.ScrollToEnd()
		return
	}
	r.rows.Objects = nil
	for i := len(r.entries) - 1; i >= 0 && len(r.rows.Objects) < recentRows; i-- {
		if r.entries[i].Note == nil { // notes have their own colour, which a row has not
			r.rows.Add(r.row(r.entries[i]))
		}
	}
	if len(r.rows.Objects) == 0 {
		none := widget.NewText(r.opts.Words.T(words.NoTalk), widget.Style{Color: look.Foreground3})
		r.rows.Add(widget.Sized(0, recentRow, widget.Inset(0, 16, 0, 16, none)))
	}
	r.rows.Refresh()
}

// row is an entry in one line: when, who, what, and what became of it.
func (r *recent) row(e desk.Entry) fyne.CanvasObject {
	d := r.bubbles.line(e)
	small := func(text string, bold bool, colour fyne.ThemeColorName) *widget.Text {
		return widget.NewText(text, widget.Style{Size: look.SizeSecondary, Bold: bold, Color: colour, Elide: true})
	}
	var end fyne.CanvasObject = widget.Space()
	switch {
	case d.unanswered:
		end = widget.NewDot(look.Primary)
	case d.icon != "":
		end = widget.NewIcon(d.icon, d.colour, 14)
	}
	name := small(d.author, d.theirs, look.Foreground)
	if !d.theirs {
		name = small(d.author, false, look.Foreground2)
	}
	return widget.Sized(0, recentRow, widget.Inset(0, 16, 0, 16, widget.Row(0,
		widget.Sized(84, 0, small(r.opts.Words.DayMonth(e.At), false, look.Foreground2)), widget.Sized(96, 0, widget.Inset(0, 4, 0, 0, name)),
		widget.Grow(small(d.text, false, look.Foreground)), widget.Sized(28, 0, widget.Row(0, widget.Space(), end)))))
}

// CreateRenderer implements fyne.Widget.
func (r *recent) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	return &recentRenderer{r}
}

type recentRenderer struct{ *recent }

func (r *recentRenderer) Destroy() {}

func (r *recentRenderer) Objects() []fyne.CanvasObject {
	if r.tall {
		return []fyne.CanvasObject{r.feed}
	}
	return []fyne.CanvasObject{r.rows}
}

func (r *recentRenderer) MinSize() fyne.Size {
	return fyne.NewSize(look.Px(240), look.Px(recentRow)*float32(max(min(len(r.rows.Objects), recentRows), 1)))
}

func (r *recentRenderer) Layout(s fyne.Size) {
	if tall := s.Height >= look.Px(recentHeight); tall != r.tall {
		r.tall = tall
		r.fill()
	}
	r.rows.Resize(fyne.NewSize(s.Width, r.rows.MinSize().Height))
	r.feed.Resize(s)
}

func (r *recentRenderer) Refresh() {
	if r.tall {
		r.feed.Refresh()
		return
	}
	r.rows.Refresh()
}
