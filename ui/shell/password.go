package shell

import (
	"context"
	"errors"

	"sociomedio/data"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// showChangePassword asks for the current password and twice for a new one; the rules are said before, not after (issue 3.10).
func (w *workplace) showChangePassword() {
	t := w.words
	d := w.dialog("Change Password", t.T(words.PasswordRules))
	f := &passwordForm{place: w, dialog: d, slot: onui.NewSlot(w.opts.Run)}
	entry := func() *widget.Entry { return widget.NewPasswordEntry("", t.T(words.ShowPassword)) }
	f.current, f.next, f.repeated = entry(), entry(), entry()
	f.save = widget.NewButton(t.T(words.ChangeIt), widget.PrimaryKind, f.send)
	for _, e := range []*widget.Entry{f.current, f.next, f.repeated} {
		e.OnChanged = func(string) { f.mark(e, "") }
		e.OnSubmitted = func(string) { f.send() }
	}
	d.field(t.T(words.CurrentPassword), f.current)
	d.field(t.T(words.NewPassword), f.next)
	d.field(t.T(words.RepeatPassword), f.repeated)
	d.buttons(widget.NewButton(t.T(words.Discard), widget.Secondary, d.close), f.save)
	d.onClosed = f.slot.Cancel
	d.show(f.current)
}

// passwordForm is the dialog's inside.
type passwordForm struct {
	place                   *workplace
	dialog                  *dialog
	slot                    *onui.Slot
	current, next, repeated *widget.Entry
	save                    *widget.Button
}

// mark says what is wrong under an entry, or takes that away.
func (f *passwordForm) mark(e *widget.Entry, sentence string) {
	e.SetError(sentence)
	f.dialog.refresh()
	if sentence != "" {
		e.Focus()
	}
}

func (f *passwordForm) send() {
	t := f.place.words
	switch {
	case f.current.Text() == "":
		f.mark(f.current, t.T(words.CurrentMissing))
	case f.next.Text() == "":
		f.mark(f.next, t.T(words.NewMissing))
	case f.next.Text() != f.repeated.Text():
		f.mark(f.repeated, t.T(words.NotRepeated))
	default:
		f.change()
	}
}

func (f *passwordForm) change() {
	t, src := f.place.words, f.place.opts.Source
	f.save.Disable()
	current, next := f.current.Text(), f.next.Text()
	onui.Load(context.Background(), f.slot, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, src.ChangePassword(ctx, current, next)
	}, func(_ struct{}, err error) {
		f.save.Enable()
		var e *data.Error
		switch {
		case err == nil:
			f.dialog.close()
			f.place.layers.toast(widget.Good, look.IconCheck, t.T(words.PasswordChanged))
		case errors.As(err, &e) && e.Kind == data.WrongPassword:
			f.mark(f.current, t.T(words.CurrentWrong))
		case errors.As(err, &e) && e.Kind == data.WeakPassword:
			f.mark(f.next, t.T(words.NewWeak))
		default:
			f.mark(f.repeated, t.Failure(err))
		}
	})
}
