package shell

import (
	"context"

	"fyne.io/fyne/v2"

	"sociomedio/data/deeplink"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Follow shows what a link leads to (data/deeplink): at once, or where nobody is signed in after the sign-in. A text that is no link is
// said; an empty one is nothing.
func (s *Shell) Follow(text string) {
	if text == "" {
		return
	}
	link, err := deeplink.Parse(text)
	switch {
	case err != nil:
		s.opts.Log.Info("a link leads nowhere", "length", len(text))
		s.layers.toast(widget.Bad, look.IconAlert, s.words.T(words.LinkWrong))
	case s.place == nil || !s.place.whole:
		s.wanted = link.String()
		s.sayLater()
	default:
		s.place.seek(link)
	}
}

// sayLater says on the sign-in page that a link waits for the sign-in.
func (s *Shell) sayLater() {
	if s.wanted != "" && s.signin != nil {
		s.layers.toast(widget.Good, look.IconLink, s.words.T(words.LinkLater))
	}
}

// seek shows a case or a customer, asking the backend where they are not on this machine.
func (w *workplace) seek(link deeplink.Link) {
	src := w.opts.Source
	_, missing := src.View(link.ID)
	fetch, show := src.FetchCase, w.openFound
	if link.Kind == deeplink.Customer {
		_, missing = src.Customer(link.ID)
		fetch, show = src.FetchCustomer, w.showCustomer
	}
	if missing == nil {
		show(link.ID)
		return
	}
	onui.Load(context.Background(), w.seeking, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, fetch(ctx, link.ID)
	}, func(_ struct{}, err error) {
		if err != nil {
			w.fail(err)
			return
		}
		show(link.ID)
	})
}

// copyLink puts the link to the open case into the clipboard; on the page of customers that to the customer.
func (w *workplace) copyLink() {
	link, said := deeplink.Link{Kind: deeplink.Case, ID: w.caseID}, words.LinkOfCase
	if w.page == customersPage {
		link, said = deeplink.Link{Kind: deeplink.Customer, ID: w.customers.Shown()}, words.LinkOfCustomer
	}
	if link.ID == "" {
		w.layers.toast(widget.Bad, look.IconAlert, w.words.T(words.LinkOfNothing))
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(link.String())
	w.say(w.words.T(said))
}
