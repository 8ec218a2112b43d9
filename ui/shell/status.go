package shell

import (
	"strings"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// status is the status bar (DESIGN.md section 5): connection, last Sync, outbox, sources that don't work, and at the right the most
// used keys. A group is pressed as a whole.
type status struct {
	place *workplace

	dot    *widget.Dot
	state  *widget.Text
	since  *widget.Text
	synced *widget.Text
	every  *widget.Text
	queued *widget.Text
	sent   *widget.Text
	failed *widget.Text
	health *widget.Text
	outbox *widget.Area
	list   *outboxList // nil while it is closed
	source fyne.CanvasObject
	bar    *fyne.Container

	content fyne.CanvasObject
}

func newStatus(w *workplace) *status {
	t := w.words
	s := &status{place: w, dot: widget.NewDot(look.Disabled)}
	small := func(c fyne.ThemeColorName) *widget.Text {
		return widget.NewText("", widget.Style{Size: look.SizeCaption, Color: c})
	}
	fixed := func(text string) *widget.Text {
		return widget.NewText(text, widget.Style{Size: look.SizeCaption, Color: look.Foreground2})
	}
	icon := func(name look.IconName) fyne.CanvasObject { return widget.NewIcon(name, look.Foreground2, 12) }
	s.state, s.since, s.synced, s.every = small(look.Foreground2), small(look.Foreground2), small(look.Foreground2), small(look.Foreground3)
	s.queued, s.sent, s.failed, s.health = small(look.Foreground3), small(look.Foreground2), small(look.Foreground3), small(look.Warning)
	connection := s.group(t.T(words.ConnectionDetails), w.showConnection, 12, s.dot, s.state, s.since)
	sync := s.group("Sync", w.sync, 12, icon(look.IconSync), s.synced, s.every)
	s.outbox = widget.NewArea(s.padded(12, icon(look.IconOutbox), fixed("Outbox"), s.queued, fixed("·"), s.sent, fixed("·"), s.failed),
		"Outbox", look.Chrome, w.toggleOutbox)
	s.source = s.group(t.T(words.SourceDetails), w.showSources, 12, widget.NewIcon(look.IconTriangle, look.Warning, 12), s.health)
	s.bar = &fyne.Container{Layout: &statusLayout{}, Objects: []fyne.CanvasObject{
		connection, widget.NewVLine(), sync, widget.NewVLine(), s.outbox, widget.NewVLine(), s.source, s.hints(),
	}}
	s.content = widget.On(look.Chrome, widget.Column(0, widget.NewHLine(), widget.Sized(0, 23, s.bar)))
	return s
}

func (s *status) padded(gap float32, objects ...fyne.CanvasObject) fyne.CanvasObject {
	return widget.Inset(0, gap, 0, gap, widget.Row(6, objects...))
}

func (s *status) group(name string, tapped func(), gap float32, objects ...fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewArea(s.padded(gap, objects...), name, look.Chrome, tapped)
}

// hints are the keys of the table that have one.
func (s *status) hints() fyne.CanvasObject {
	t := s.place.words
	row := widget.Row(4)
	for i, b := range bindings {
		if b.Hint == "" {
			continue
		}
		keys := []string{b.Chords[0].String()}
		if b.Action == ActNext { // down and up are told together
			keys = append(keys, keyOf(ActPrevious))
		}
		for n, k := range keys {
			left := float32(0)
			if n == 0 && i > 0 {
				left = 8
			}
			row.Add(widget.Inset(0, 0, 0, left, widget.NewKbdHint(k)))
		}
		row.Add(widget.NewText(t.T(b.Hint), widget.Style{Size: look.SizeCaption, Color: look.Foreground3}))
	}
	return widget.Inset(0, 12, 0, 12, row)
}

// refresh shows how things stand.
func (s *status) refresh() {
	t, src := s.place.words, s.place.opts.Source
	c := src.Connection()
	s.connection(c)
	s.every.SetText(t.T(words.EveryInterval, t.Span(c.Every)))
	s.synced.SetText(t.T(words.NeverSynced))
	if !c.LastSync.IsZero() {
		s.synced.SetText(t.T(words.LastSynced, t.ClockSeconds(c.LastSync)))
	}
	visible(s.every, c.State != desk.Unreachable)
	if _, counts, err := src.Outbox(); err == nil {
		s.count(s.queued, words.OutboxQueued, counts.Queued, look.Warning)
		s.count(s.failed, words.OutboxFailed, counts.Failed, look.Error)
		s.sent.SetText(t.T(words.OutboxSent, t.Number(counts.Sent)))
	}
	s.showHealth(src.Catalogue().Accounts)
	s.bar.Refresh()
	if s.list != nil {
		s.list.fill()
	}
}

func (s *status) connection(c desk.Connection) {
	t := s.place.words
	style := widget.Style{Size: look.SizeCaption, Color: look.Foreground2}
	s.since.SetText("")
	switch c.State {
	case desk.Connected:
		s.dot.SetColor(look.Success)
		s.state.SetText(t.T(words.Connected))
	case desk.Connecting:
		s.dot.SetColor(look.Warning)
		s.state.SetText(t.T(words.Connecting))
	case desk.Unreachable:
		s.dot.SetColor(look.Error)
		style.Color, style.Bold = look.Error, true
		s.state.SetText(t.T(words.NotConnected))
		s.since.SetText(t.T(words.Since, t.ClockSeconds(c.Since)))
	case desk.SignedOut:
		s.dot.SetColor(look.Disabled)
		s.state.SetText(t.T(words.SignedOut))
	}
	s.state.SetStyle(style)
	visible(s.since, s.since.Text() != "")
}

// count shows a number; none is quiet, some are loud (DESIGN.md section 5).
func (s *status) count(text *widget.Text, key words.Key, n int, loud fyne.ThemeColorName) {
	text.SetText(s.place.words.T(key, s.place.words.Number(n)))
	style := widget.Style{Size: look.SizeCaption, Color: look.Foreground3}
	if n > 0 {
		style.Color, style.Bold = loud, true
	}
	text.SetStyle(style)
}

// showHealth names the sources that don't work; when all do it says nothing.
func (s *status) showHealth(accounts []contract.Account) {
	var bad []string
	for _, a := range accounts {
		if word := healthWord(s.place.words, a); word != "" {
			bad = append(bad, terms.Source(a.Network)+": "+word)
		}
	}
	s.health.SetText(strings.Join(bad, " · "))
	visible(s.source, len(bad) > 0)
}

// nearBudget is the share of a month's budget from which on the status line says so.
const nearBudget = 0.8

// healthWord says what is the matter with a source; empty when nothing is.
func healthWord(t *words.Table, a contract.Account) string {
	switch a.Health.State {
	case contract.AccountHealthStateOk, "":
		if h := a.Health; h.BudgetDollars > 0 && h.SpentDollars >= nearBudget*h.BudgetDollars {
			return t.T(words.NearBudget)
		}
		return ""
	case contract.AccountHealthStateLimited:
		if until := a.Health.LimitedUntil; !until.IsZero() {
			return t.T(words.HealthLimitedUntil, t.Clock(until))
		}
		return t.T(words.HealthLimited)
	case contract.AccountHealthStateSilent:
		return t.T(words.HealthSilent)
	case contract.AccountHealthStateReconnect:
		return t.T(words.HealthToken)
	case contract.AccountHealthStateNoCredit:
		return t.T(words.HealthCredit)
	case contract.AccountHealthStatePaused:
	}
	return t.T(words.HealthPaused)
}

// statusLayout puts the groups at the left and the key hints at the right; they go when there is no room for them.
type statusLayout struct{}

// Layout implements fyne.Layout.
func (*statusLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	x := float32(0)
	last := len(objects) - 1
	for _, o := range objects[:last] {
		if !o.Visible() {
			continue
		}
		w := o.MinSize().Width
		o.Resize(fyne.NewSize(w, s.Height))
		o.Move(fyne.NewPos(x, 0))
		x += w
	}
	hints := objects[last]
	w := hints.MinSize().Width
	visible(hints, x+w <= s.Width)
	hints.Resize(fyne.NewSize(w, s.Height))
	hints.Move(fyne.NewPos(s.Width-w, 0))
}

// MinSize implements fyne.Layout.
func (*statusLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(look.Px(600), look.Px(23))
}

// relayout lays the page out again: the banner came or went.
func (w *workplace) relayout() { w.content.Refresh() }
