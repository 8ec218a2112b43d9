package shell

import (
	"context"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// The size of the outbox list, in design units, and how many of its items are drawn.
const (
	outboxWidth  = 400
	outboxHeight = 460
	outboxRow    = 55
	outboxMost   = 100
)

// outboxList is what is on its way or waits for the agent, above the status bar (offline.png).
type outboxList struct {
	place   *workplace
	slot    *onui.Slot
	title   *widget.Text
	rows    *fyne.Container
	overlay *widget.Overlay
	panel   *widget.Panel
}

// toggleOutbox opens the list or closes it.
func (w *workplace) toggleOutbox() {
	if w.status.list != nil {
		w.status.list.overlay.Close()
		return
	}
	t := w.words
	l := &outboxList{place: w, slot: onui.NewSlot(w.opts.Run), rows: widget.Column(0)}
	l.title = widget.NewText("", widget.Style{Color: look.Foreground2})
	head := widget.Sized(0, 40, widget.Inset(0, 8, 0, 16, widget.Row(8, widget.NewText("Outbox", widget.Style{Bold: true}), l.title,
		widget.Space(), widget.NewIconButton(look.IconClose, t.T(words.Close), widget.QuietNeutral, func() { l.overlay.Close() }))))
	foot := widget.Sized(0, 32, widget.Inset(0, 16, 0, 16, widget.NewText(t.T(words.OutboxKept),
		widget.Style{Size: look.SizeSecondary, Color: look.Foreground3, Elide: true})))
	l.panel = widget.NewRaised(widget.Column(0, head, widget.NewHLine(), widget.Grow(widget.NewScroll(l.rows)), foot))
	w.status.list = l
	l.fill()
	l.overlay = w.layers.open(l.panel, false, l.place.outboxPlace(l), func() {
		l.slot.Cancel()
		w.status.list = nil
	})
}

// outboxPlace stands the list on the status bar, over its group.
func (w *workplace) outboxPlace(l *outboxList) func(fyne.Size) (fyne.Position, fyne.Size) {
	return func(window fyne.Size) (fyne.Position, fyne.Size) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(w.status.outbox)
		rows := min(l.rows.MinSize().Height, look.Px(outboxHeight))
		size := fyne.NewSize(look.Px(outboxWidth), rows+look.Px(40+1+32+2))
		x := min(at.X+look.Px(6), window.Width-size.Width-look.Px(8))
		return fyne.NewPos(max(x, 0), window.Height-look.Px(24+8)-size.Height), size
	}
}

// fill shows the items as they are now.
func (l *outboxList) fill() {
	w, t := l.place, l.place.words
	items, counts, err := w.opts.Source.Outbox()
	l.rows.Objects = nil
	switch {
	case err != nil:
		l.title.SetText("")
		l.say(t.Failure(err))
	case len(items) == 0:
		l.title.SetText("")
		l.say(t.T(words.OutboxEmpty))
	case w.opts.Source.Connection().State == desk.Unreachable:
		l.title.SetText(t.T(words.OutboxWaiting, t.Number(counts.Queued)))
	default:
		l.title.SetText(t.T(words.OutboxQueued, t.Number(counts.Queued)))
	}
	for i, item := range items {
		if i == outboxMost {
			l.say(t.T(words.OutboxMore, t.Number(len(items)-outboxMost)))
			break
		}
		if i > 0 {
			l.rows.Add(widget.NewHLine())
		}
		l.rows.Add(l.row(item))
	}
	l.rows.Refresh()
	if l.overlay != nil {
		l.overlay.Refresh()
	}
}

func (l *outboxList) say(sentence string) {
	l.rows.Add(widget.Sized(0, outboxRow, widget.Inset(0, 16, 0, 16, widget.NewText(sentence, widget.Style{Color: look.Foreground2, Elide: true}))))
}

// row is one answer or note: who it is for and how far it has come, and its text with what can be done.
func (l *outboxList) row(item desk.OutboxItem) fyne.CanvasObject {
	c := item.Case
	who := widget.NewText(terms.Handle(c.Network, c.Customer), widget.Style{Bold: true, Elide: true})
	first := widget.Row(8, widget.NewChannelBadge(widget.NetworkOf(string(c.Network))), widget.Grow(who), widget.NewChip(l.chip(item)))
	text := widget.NewText(item.Text, widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})
	second := widget.Row(4, widget.Grow(text))
	for _, b := range l.actions(item) {
		second.Add(b.WithSize(widget.Small))
	}
	column := widget.Column(0, widget.Sized(0, 24, first), widget.Inset(0, 0, 0, 24, widget.Sized(0, 24, second)))
	why := l.why(item)
	if why != "" {
		column.Add(widget.Inset(0, 0, 0, 24, widget.NewParagraph(why, widget.Style{Size: look.SizeSecondary, Color: look.Error}, 2)))
	}
	return widget.Inset(4, 8, 3, 16, column)
}

func (l *outboxList) chip(item desk.OutboxItem) widget.ChipData {
	t := l.place.words
	switch item.State {
	case desk.Queued:
		return widget.ChipData{Icon: look.IconClock, Tone: widget.Warn, Text: t.T(words.QueuedSince, t.Clock(item.SavedAt))}
	case desk.Sending, desk.Accepted:
		return widget.ChipData{Icon: look.IconSync, Tone: widget.Neutral, Text: t.T(words.SendingNow)}
	case desk.Unknown:
		return widget.ChipData{Icon: look.IconSync, Tone: widget.Warn, Text: t.T(words.Checking)}
	case desk.Refused:
		return widget.ChipData{Icon: look.IconAlert, Tone: widget.Bad, Text: t.T(words.RefusedState)}
	case desk.Failed:
		return widget.ChipData{Icon: look.IconAlert, Tone: widget.Bad, Text: t.T(words.FailedState)}
	case desk.Sent:
	}
	return widget.ChipData{Icon: look.IconCheck, Tone: widget.Good, Text: t.T(words.Sent)}
}

// why says what stands against an item; empty when nothing does.
func (l *outboxList) why(item desk.OutboxItem) string {
	switch item.State {
	case desk.Refused:
		return l.place.words.FailureOf(item.Why)
	case desk.Failed:
		return terms.Refusal(l.place.words, item.Case.Network, item.Reason)
	case desk.Queued, desk.Sending, desk.Unknown, desk.Accepted, desk.Sent:
	}
	return ""
}

// actions are the next steps: what can be taken back is changed, what failed is sent again.
func (l *outboxList) actions(item desk.OutboxItem) []*widget.Button {
	t, src := l.place.words, l.place.opts.Source
	again := widget.NewButton(t.T(words.Again), widget.Danger, func() { l.ask(func(ctx context.Context) error { return src.Retry(ctx, item.ID) }) })
	change := widget.NewButton(t.T(words.Change), widget.QuietNeutral, func() { l.change(item) })
	discard := widget.NewButton(t.T(words.DiscardAnswer), widget.QuietNeutral, func() { l.ask(func(ctx context.Context) error { return src.Discard(ctx, item.ID) }) })
	note := item.Kind == desk.NoteItem
	switch item.State {
	case desk.Queued, desk.Accepted:
		if note {
			return []*widget.Button{discard}
		}
		return []*widget.Button{change}
	case desk.Refused:
		if note {
			return []*widget.Button{again, discard}
		}
		return []*widget.Button{change, discard}
	case desk.Failed:
		return []*widget.Button{again, change}
	case desk.Sending, desk.Unknown, desk.Sent:
	}
	return nil
}

// change takes an answer back into Form Reply and shows its case there.
func (l *outboxList) change(item desk.OutboxItem) {
	w := l.place
	onui.Load(context.Background(), l.slot, func(ctx context.Context) (desk.Form, error) {
		return w.opts.Source.Edit(ctx, item.ID)
	}, func(f desk.Form, err error) {
		if err != nil {
			w.fail(err)
			l.fill()
			return
		}
		l.overlay.Close()
		w.turnTo(inboxPage)
		w.open(f.CaseID)
		w.edit(f)
	})
}

func (l *outboxList) ask(do func(context.Context) error) {
	onui.Load(context.Background(), l.slot, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) },
		func(_ struct{}, err error) {
			if err != nil {
				l.place.fail(err)
			}
			l.fill()
			l.place.status.refresh()
		})
}
