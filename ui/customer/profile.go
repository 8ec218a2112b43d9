package customer

import (
	"context"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/onui"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// profile is Customer Profile: who writes, as the network knows the person, and what the centre knows beside it.
type profile struct {
	opts   *Options
	scroll *widget.Scroll

	handle, name, source, followers, following, statuses, since *widget.Value
	contact, accounts, first, talks, note, about                *widget.Value
	slot                                                        *onui.Slot
}

func newProfile(opts *Options) *profile {
	p := &profile{opts: opts, slot: onui.NewSlot(opts.Run)}
	t := opts.Words
	for _, v := range []**widget.Value{
		&p.handle, &p.name, &p.source, &p.followers, &p.following, &p.statuses, &p.since,
		&p.contact, &p.accounts, &p.first, &p.talks, &p.note, &p.about,
	} {
		*v = widget.NewValue("", 28, 0)
	}
	p.about.OnLink(opts.OnLink)
	p.note.OnLink(opts.OnLink)
	p.contact.WithCopy(t.T(words.CopyValue, "Contact"), func(text string) {
		fyne.CurrentApp().Clipboard().SetContent(text)
		opts.OnSay(t.T(words.Copied, "Contact"))
	})
	row := func(name string, width float32, o fyne.CanvasObject) fyne.CanvasObject {
		return widget.Labelled(name, width, 28, o)
	}
	p.scroll = widget.NewScroll(widget.Inset(12, 16, 12, 16, fields([]fyne.CanvasObject{
		row("User Name", 112, p.handle), row("Name", 112, p.name), row("Source", 112, p.source), row("Followers", 112, p.followers),
		row("Following", 112, p.following), row("Statuses", 112, p.statuses), row("Since", 112, p.since),
	}, []fyne.CanvasObject{
		row("Contact", 128, p.contact), row(t.T(words.LinkedAccounts), 128, p.accounts), row(t.T(words.FirstContact), 128, p.first),
		row(t.T(words.TalkCount), 128, p.talks), row(t.T(words.LastNote), 128, p.note), row("Description", 128, p.about),
	})))
	return p
}

func (p *profile) content() fyne.CanvasObject { return p.scroll }

func (p *profile) show(s *subject, other bool) {
	c, t := s.customer, p.opts.Words
	known := !c.Missing && c.ID != ""
	p.handle.SetText(terms.Handle(c.Network, contract.CustomerRef{Handle: c.Handle}))
	p.name.SetText(c.Name)
	p.source.SetText(c.Source)
	figure := func(v *widget.Value, n int64) {
		text := ""
		if known && c.Network == contract.Twitter {
			text = t.Number(int(n))
		}
		v.SetText(text)
	}
	figure(p.followers, c.Followers)
	figure(p.following, c.Following)
	figure(p.statuses, c.Statuses)
	p.since.SetText("")
	if c.SinceKnown && !c.Since.IsZero() {
		p.since.SetText(t.Date(c.Since))
	}
	p.contact.SetText(c.Service.Contact)
	p.about.SetText(c.Description)
	p.showTalks(c)
	if other {
		p.accounts.SetText("")
		p.scroll.ScrollTo(0)
	}
	p.findAccounts(c)
	p.scroll.Refresh()
}

// showTalks says what the conversation tells of the customer: since when, how much, and the newest note.
func (p *profile) showTalks(c desk.CustomerView) {
	t := p.opts.Words
	p.first.SetText("")
	p.talks.SetText("")
	p.note.SetText("")
	page, err := p.opts.Source.History(desk.HistoryQuery{CustomerID: c.ID})
	if c.ID == "" || err != nil || len(page.Entries) == 0 {
		return
	}
	first := t.Date(page.Entries[0].At)
	if page.Earlier != "" || page.Elsewhere {
		first = t.T(words.BeforeDate, first)
	}
	p.first.SetText(first)
	p.talks.SetText(t.Number(page.Counts.All))
	if page.Counts.Notes == 0 {
		return
	}
	notes, err := p.opts.Source.History(desk.HistoryQuery{CustomerID: c.ID, Only: desk.OnlyNotes, Limit: 1})
	if n := len(notes.Entries); err == nil && n > 0 && notes.Entries[n-1].Note != nil {
		p.note.SetText(notes.Entries[n-1].Note.Text)
	}
}

// findAccounts asks for the other profiles that are linked to the same service.
func (p *profile) findAccounts(c desk.CustomerView) {
	p.slot.Cancel()
	if c.ID == "" || c.Service.Number == "" || p.opts.Source.Connection().State == desk.Unreachable {
		return
	}
	query := desk.CustomerQuery{By: contract.Internet, Text: c.Service.Internet, Limit: 5}
	if query.Text == "" {
		query.By, query.Text = contract.Pots, c.Service.Pots
	}
	if query.Text == "" {
		return
	}
	onui.Load(context.Background(), p.slot, func(ctx context.Context) (contract.CustomerPage, error) {
		return p.opts.Source.Customers(ctx, query)
	}, func(found contract.CustomerPage, err error) {
		names := ""
		for _, other := range found.Customers {
			if other.ID == c.ID || err != nil {
				continue
			}
			if names != "" {
				names += "\n"
			}
			names += terms.Source(other.Network) + ": " + terms.Name(other.Network, contract.CustomerRef{Handle: other.Handle, Name: other.Name})
		}
		p.accounts.SetText(names)
		p.scroll.Refresh()
	})
}
