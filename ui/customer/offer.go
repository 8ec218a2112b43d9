package customer

import (
	"context"
	"regexp"
	"strings"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// A number that a customer wrote may be that of his service: from a short telephone number with its area code to the longest there is.
const (
	fewestDigits = 9
	mostDigits   = 16
)

// stretch is a number as people write it: +62 21-555 0142, (021) 5550142, 122.000.004.217.
var stretch = regexp.MustCompile(`[+(]?\d[\d ./()\x{2010}-\x{2013}-]*\d`)

// numberIn is the first number in a text that may be a service's, as it stands there; empty when there is none. Digits that belong
// to a word (a ticket's number) or an address are none.
func numberIn(text string) string {
	for _, at := range stretch.FindAllStringIndex(text, -1) {
		if before := text[:at[0]]; before != "" && !strings.ContainsAny(before[len(before)-1:], " \n\t:(,;.\"'") {
			continue
		}
		number := text[at[0]:at[1]]
		digits := 0
		for _, r := range number {
			if r >= '0' && r <= '9' {
				digits++
			}
		}
		if digits >= fewestDigits && digits <= mostDigits {
			return number
		}
	}
	return ""
}

// offered is the number that a message offers to link: one the customer wrote privately, while nothing is linked to him. Public
// messages offer none: what stands there may be anybody's.
func (b *bubbles) offered(m *contract.Message) string {
	if m.Ours || !m.Private || m.Deleted || b.subject.id() == "" || b.subject.customer.Service.Number != "" {
		return ""
	}
	return numberIn(m.Text)
}

// offer is the button that looks a number up and, when it is one service's, links that.
func (b *bubbles) offer(number string) *widget.Button {
	t, o, id := b.opts.Words, b.opts, b.subject.id()
	button := widget.NewButton(t.T(words.LinkThis, widget.CleanLine(number)), widget.Secondary, nil).WithIcon(look.IconLink).WithSize(widget.Small)
	button.OnTapped = func() {
		button.Disable()
		said := ""
		o.act(func(ctx context.Context) error {
			found, err := o.Source.Services(ctx, number)
			switch {
			case err != nil:
				return err
			case len(found) == 0:
				said = t.T(words.NumberUnknown)
				return nil
			case len(found) > 1:
				said = t.T(words.NumberOfSeveral)
				return nil
			}
			return o.Source.LinkService(ctx, id, found[0].Number)
		}, func(bool) {
			button.Enable()
			if said != "" {
				o.OnSay(said)
			}
		})
	}
	return button
}
