package customer

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// lookup finds a service by a number in any format and links it to the profile.
type lookup struct {
	opts     *Options
	customer string
	number   string // of the service that is linked
	entry    *widget.Entry
	button   *widget.Button
	field    *fyne.Container
	found    *fyne.Container // what was found, over the fields
	slot     *onui.Slot
	failed   bool
	wait     hint
	resized  func() // what is over the fields has got another height
}

func newLookup(opts *Options) *lookup {
	t := opts.Words
	l := &lookup{
		opts: opts, entry: widget.NewEntry(""), found: widget.Column(0), slot: onui.NewSlot(opts.Run),
		wait: hint{run: opts.Run},
	}
	l.button = widget.NewIconButton(look.IconSearch, t.T(words.LookUp), widget.Secondary, l.start)
	l.entry.OnSubmitted = func(string) { l.start() }
	l.entry.OnChanged = func(string) { l.right() }
	l.field = widget.RowTop(4, widget.Grow(l.entry), l.button)
	l.found.Hide()
	return l
}

// show puts the number of the customer's service into the entry; what the agent types for the same customer stays.
func (l *lookup) show(c desk.CustomerView, other bool) {
	if other {
		l.slot.Cancel()
		l.stop()
		l.close()
		l.right()
	}
	if other || l.number != c.Service.Number {
		l.entry.SetText(c.Service.Number)
	}
	l.customer, l.number = c.ID, c.Service.Number
	setEnabled(l.button, c.ID != "" && l.opts.Source.Connection().State != desk.Unreachable)
}

func (l *lookup) start() {
	t := l.opts.Words
	number := strings.TrimSpace(l.entry.Text())
	switch {
	case l.button.Disabled():
		l.fail(t.FailureOf(data.Unreachable))
		return
	case number == "":
		l.fail(t.T(words.NumberMissing))
		return
	}
	l.button.Disable()
	l.wait.begin(func() { l.list(widget.NewLoading(t.T(words.LookingUp))) })
	onui.Load(context.Background(), l.slot, func(ctx context.Context) ([]contract.Service, error) {
		return l.opts.Source.Services(ctx, number)
	}, func(found []contract.Service, err error) {
		l.stop()
		switch {
		case err != nil:
			l.fail(t.Failure(err))
		case len(found) == 0:
			l.fail(t.T(words.NumberUnknown))
		default:
			l.results(found)
		}
	})
}

func (l *lookup) stop() {
	l.wait.end()
	l.button.Enable()
}

func (l *lookup) close() {
	if l.found.Visible() {
		l.found.Objects = nil
		l.found.Hide()
		l.resized()
	}
}

// fail marks the number as wrong and says why over the fields: the entry is too narrow for a sentence.
func (l *lookup) fail(sentence string) {
	l.list(widget.Sized(0, 28, widget.Row(6, widget.NewIcon(look.IconAlert, look.Error, 14),
		widget.NewText(sentence, widget.Style{Color: look.Error, Elide: true}))))
	l.entry.SetWrong(true)
	l.failed = true
}

// right takes that away as soon as something else is typed.
func (l *lookup) right() {
	if l.failed {
		l.failed = false
		l.entry.SetWrong(false)
		l.close()
	}
}

// list shows rows in a card over the fields.
func (l *lookup) list(rows ...fyne.CanvasObject) {
	card := widget.NewCard(look.Sunken, widget.Inset(4, 8, 4, 12, widget.Column(0, rows...)))
	l.found.Objects = []fyne.CanvasObject{widget.Inset(0, 0, 8, 0, card)}
	l.failed = false
	l.entry.SetWrong(false)
	l.found.Show()
	l.resized()
}

// results lists the services that were found, each with the button that links it.
func (l *lookup) results(found []contract.Service) {
	t := l.opts.Words
	shut := widget.NewIconButton(look.IconClose, t.T(words.ClosePicture), widget.QuietNeutral, l.close).WithSize(widget.Small)
	rows := []fyne.CanvasObject{widget.Sized(0, 28, widget.Row(8,
		widget.NewText(t.T(words.NumbersFound, t.Number(len(found))), widget.Style{Bold: true}), widget.Space(), shut))}
	for _, s := range found {
		rows = append(rows, l.service(s))
	}
	l.list(rows...)
}

func (l *lookup) service(s contract.Service) fyne.CanvasObject {
	t := l.opts.Words
	about := s.CustomerName
	for _, more := range []string{s.PackageName, s.Address, s.Sto} {
		if more != "" {
			about += " · " + more
		}
	}
	var end fyne.CanvasObject = widget.NewChip(widget.ChipData{Text: t.T(words.LinkedNow), Icon: look.IconCheck, Tone: widget.Good})
	if s.Number != l.number {
		button := widget.NewButton(t.T(words.LinkNumber), widget.Secondary, nil).WithIcon(look.IconLink).WithSize(widget.Small)
		button.OnTapped = func() { l.choose(s.Number, button) }
		end = button
	}
	return widget.Sized(0, 28, widget.Row(8, widget.NewText(s.Number, widget.Style{Bold: true}),
		widget.Grow(widget.NewText(about, widget.Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true})), end))
}

// choose links a service to the customer that is shown.
func (l *lookup) choose(number string, button *widget.Button) {
	id := l.customer
	button.Disable()
	l.opts.act(func(ctx context.Context) error { return l.opts.Source.LinkService(ctx, id, number) }, func(ok bool) {
		button.Enable()
		if ok && l.customer == id {
			l.entry.SetText(number)
			l.close()
		}
	})
}
