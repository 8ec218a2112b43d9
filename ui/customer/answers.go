package customer

import (
	"context"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// actions are what can be done with an answer on its way, by the outbox item or, where this machine has none, by the answer.
type actions struct {
	item, answer string
	cancel       bool // Batalkan: back into Form Reply
	retry        bool // Coba lagi
	edit         bool // Ubah: back into Form Reply
	anyway       bool // Kirim saja, although the case changed
	discard      bool // Hapus
}

func (a actions) none() bool { return a == actions{} }

// answers says how far our answers have come, and takes them back or sends them again.
type answers struct {
	opts  *Options
	items map[string]desk.OutboxItem // by the backend's id of the answer
}

func newAnswers(opts *Options) *answers { return &answers{opts: opts} }

// read reads the outbox: once for all bubbles of a page.
func (a *answers) read() {
	a.items = map[string]desk.OutboxItem{}
	items, _, err := a.opts.Source.Outbox()
	if err != nil {
		return
	}
	for _, i := range items {
		if i.AnswerID != "" {
			a.items[i.AnswerID] = i
		}
	}
}

// state puts the delivery state of one of our messages into its bubble and returns what can be done.
func (a *answers) state(m *contract.Message, d *widget.BubbleData) actions {
	item, known := a.items[m.AnswerID]
	acts := actions{answer: m.AnswerID}
	if known {
		acts.item = item.ID
	}
	t := a.opts.Words
	switch m.State {
	case contract.DeliveryStateQueued:
		set(d, t.T(words.QueuedState), look.IconClock, widget.Warn)
		if item.Position > 0 {
			d.State = t.T(words.QueuedAt, t.Number(item.Position))
		}
		acts.cancel = m.AnswerID != ""
	case contract.DeliveryStateSending:
		set(d, t.T(words.SendingNow), look.IconSync, widget.Neutral)
	case contract.DeliveryStateUnknown:
		set(d, t.T(words.Checking), look.IconSync, widget.Warn)
	case contract.DeliveryStateFailed:
		set(d, t.T(words.FailedState), look.IconAlert, widget.Bad)
		d.Reason = terms.Refusal(t, m.Network, m.Reason)
		acts.retry, acts.edit = m.AnswerID != "", known
	case contract.DeliveryStateCancelled:
		set(d, t.T(words.CancelledState), look.IconClose, widget.Neutral)
	case contract.DeliveryStateRecorded:
		set(d, t.T(words.RecordedState), look.IconLock, widget.Neutral)
	case contract.DeliveryStateSent:
		set(d, t.T(words.Sent), look.IconCheck, widget.Good)
	}
	if !acts.cancel && !acts.retry {
		return actions{}
	}
	return acts
}

// itemState is state for an answer that only this machine has.
func (a *answers) itemState(i *desk.OutboxItem, d *widget.BubbleData) actions {
	t := a.opts.Words
	acts := actions{item: i.ID}
	switch i.State {
	case desk.Queued, desk.Accepted:
		set(d, t.T(words.QueuedState), look.IconClock, widget.Warn)
		if i.Position > 0 {
			d.State = t.T(words.QueuedAt, t.Number(i.Position))
		}
		acts.cancel = true
	case desk.Sending:
		set(d, t.T(words.SendingNow), look.IconSync, widget.Neutral)
	case desk.Unknown:
		set(d, t.T(words.Checking), look.IconSync, widget.Warn)
	case desk.Refused:
		set(d, t.T(words.RefusedState), look.IconAlert, widget.Bad)
		d.Reason = t.FailureOf(i.Why)
		acts.edit, acts.discard = true, true
		acts.anyway = i.Why == data.CaseChanged
		acts.retry = !acts.anyway
	case desk.Failed:
		set(d, t.T(words.FailedState), look.IconAlert, widget.Bad)
		d.Reason = terms.Refusal(t, i.Case.Network, i.Reason)
		acts.retry, acts.edit = true, true
	case desk.Sent:
		set(d, t.T(words.Sent), look.IconCheck, widget.Good)
	}
	return acts
}

func set(d *widget.BubbleData, state string, icon look.IconName, tone widget.Tone) {
	d.State, d.StateIcon, d.StateTone = state, icon, tone
}

// buttons are the buttons of what can be done; the first stands next to the bubble.
func (a *answers) buttons(acts actions) []*widget.Button {
	t, s := a.opts.Words, a.opts.Source
	var made []*widget.Button
	add := func(on bool, key words.Key, kind widget.ButtonKind, icon look.IconName, do func(context.Context) error) {
		if !on {
			return
		}
		b := widget.NewButton(t.T(key), kind, nil).WithSize(widget.Small)
		if icon != "" {
			b.WithIcon(icon)
		}
		b.OnTapped = func() {
			b.Disable()
			a.opts.act(do, func(bool) { b.Enable() })
		}
		made = append(made, b)
	}
	add(acts.retry, words.Again, widget.Danger, look.IconSync, func(ctx context.Context) error {
		if acts.item != "" {
			return s.Retry(ctx, acts.item)
		}
		return s.RetryAnswer(ctx, acts.answer)
	})
	add(acts.anyway, words.SendAnyway, widget.Danger, look.IconSend, func(ctx context.Context) error { return s.SendAnyway(ctx, acts.item) })
	add(acts.cancel, words.Cancel, widget.QuietNeutral, "", a.takeBack(acts))
	add(acts.edit, words.Change, widget.QuietNeutral, "", a.takeBack(acts))
	add(acts.discard, words.DiscardAnswer, widget.QuietNeutral, "", func(ctx context.Context) error { return s.Discard(ctx, acts.item) })
	return made
}

// takeBack takes an answer back: into Form Reply where this machine has it, else it is only cancelled.
func (a *answers) takeBack(acts actions) func(context.Context) error {
	return func(ctx context.Context) error {
		if acts.item == "" {
			return a.opts.Source.CancelAnswer(ctx, acts.answer)
		}
		form, err := a.opts.Source.Edit(ctx, acts.item)
		if err == nil {
			a.opts.Run(func() { a.opts.OnEdit(form) })
		}
		return err
	}
}
