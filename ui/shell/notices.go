package shell

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/settings"
	"sociomedio/ui/onui"
	"sociomedio/ui/terms"
	"sociomedio/ui/words"
)

// nearest is how many cases are looked at for those that come due soon: the inbox is in the order of their times.
const nearest = 50

// notices tell of new cases and of those that come due, while the agent looks elsewhere. They say counts in fixed sentences and
// never a word of a customer: on Windows a notification's text is run through a command line by the toolkit.
type notices struct {
	place    *workplace
	slot     *onui.Slot
	away     bool            // another program has the keyboard
	waiting  int             // new cases that were not told of, because the agent was typing
	told     map[string]bool // cases of which it was said that they come due
	finished bool
}

func newNotices(w *workplace) *notices {
	n := &notices{place: w, slot: onui.NewSlot(w.opts.Run), told: map[string]bool{}}
	life := fyne.CurrentApp().Lifecycle()
	life.SetOnExitedForeground(func() { n.away = true })
	life.SetOnEnteredForeground(func() {
		n.away, n.waiting = false, 0
	})
	return n
}

func (n *notices) end() {
	n.finished = true
	n.slot.Cancel()
	life := fyne.CurrentApp().Lifecycle()
	life.SetOnExitedForeground(nil)
	life.SetOnEnteredForeground(nil)
}

// arrived tells of new cases: by sound at once, unless the agent is typing, and by a notification while he is away.
func (n *notices) arrived(cases int) {
	if cases == 0 || n.finished {
		return
	}
	n.waiting += cases
	if !n.away {
		if !n.place.typing() {
			n.sound()
		}
		n.waiting = 0
		return
	}
	n.notify(notice{words.NoticeArrived, n.waiting})
	n.sound()
}

// watch looks for cases that come due within the time that counts as near, and tells of each once.
func (n *notices) watch() {
	src, now := n.place.opts.Source, n.place.opts.Clock()
	onui.Load(context.Background(), n.slot, func(context.Context) ([]desk.Row, error) {
		in, err := src.Inbox(desk.InboxFilter{})
		if err != nil {
			return nil, err
		}
		return src.InboxRows(in, 0, nearest)
	}, func(rows []desk.Row, err error) {
		if err == nil && !n.finished {
			n.due(rows, now)
		}
	})
}

func (n *notices) due(rows []desk.Row, now time.Time) {
	fresh := 0
	for _, r := range rows {
		left := r.Case.DueAt.Sub(now)
		open := r.Outbox == "" && r.Case.AnsweredAt.IsZero()
		if open && left > 0 && left <= terms.Near && !n.told[r.Case.ID] {
			n.told[r.Case.ID] = true
			fresh++
		}
	}
	if fresh > 0 && n.away {
		n.notify(notice{words.NoticeDue, fresh})
	}
}

// notice is all that a notification can say: a sentence of the table with a count.
type notice struct {
	sentence words.Key
	count    int
}

// notify shows a notification of the desktop. It is the only place that does, and its argument has no room for a customer's words.
func (n *notices) notify(what notice) {
	if n.place.opts.Notify == nil || n.place.opts.Settings.Get(settings.Notifications).Text != "true" {
		return
	}
	t := n.place.words
	text := t.T(what.sentence, t.Number(what.count))
	go n.place.opts.Notify(productName, text)
}

func (n *notices) sound() {
	if n.place.opts.Sound != nil && n.place.opts.Settings.Get(settings.Sound).Text == "true" {
		go n.place.opts.Sound()
	}
}
