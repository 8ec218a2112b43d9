package shell

import (
	"fyne.io/fyne/v2"

	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/palette"
	"sociomedio/ui/widget"
)

// showPalette opens the palette (Ctrl+K) over the page.
func (w *workplace) showPalette() {
	var overlay *widget.Overlay
	choose := w.reply.Choose
	if !w.reply.Writable() {
		choose = nil
	}
	p := palette.New(palette.Options{
		Source: w.opts.Source, Run: w.opts.Run, Words: w.words, Clock: w.opts.Clock, Commands: w.commands(),
		OnCase: w.openFound, OnFilter: w.about, OnTemplate: w.insert, OnPath: choose, OnCustomer: w.showCustomer, OnInquiry: w.inquire,
		OnClose: func() { overlay.Close() },
		OnSize: func() {
			if overlay != nil {
				overlay.Refresh()
			}
		},
	})
	overlay = w.layers.open(widget.NewDialogPanel(p.Content()), true, func(window fyne.Size) (fyne.Position, fyne.Size) {
		width := min(look.Px(palette.Width), window.Width-look.Px(32))
		top := look.Px(palette.Top)
		return fyne.NewPos(whole((window.Width-width)/2), top), fyne.NewSize(width, min(p.Height()+2*look.Px(1), window.Height-top-look.Px(16)))
	}, p.Close)
	p.Focus()
}

// commandIcons are the icons of the actions in the palette, where they have one of their own.
var commandIcons = map[Action]look.IconName{
	ActCopyLink: look.IconLink, ActSync: look.IconSync, ActSearch: look.IconSearch, ActAll: look.IconFilter, ActTwitter: look.IconFilter, ActFacebook: look.IconFilter,
	ActInbox: look.IconInbox, ActCustomers: look.IconUsers, ActDashboard: look.IconDash, ActNote: look.IconLock, ActAnswer: look.IconReply,
	ActSave: look.IconSend, ActFollowUp: look.IconReply, ActOutbox: look.IconOutbox, ActPassword: look.IconKey, ActLogout: look.IconLogout,
	ActTab1: look.IconUser, ActTab2: look.IconUser, ActTab3: look.IconTicket, ActTab4: look.IconClock, ActTab5: look.IconCheck2,
	ActLevel1: look.IconEdit, ActLevel2: look.IconEdit, ActLevel3: look.IconEdit, ActLevel4: look.IconEdit, ActReplyType: look.IconEdit,
}

// commands are the actions that the palette offers: all but those that only move or close something.
func (w *workplace) commands() []palette.Command {
	do := w.actions()
	var all []palette.Command
	for _, b := range bindings {
		f, ok := do[b.Action]
		switch {
		case !ok, b.Action == ActPalette, b.Action == ActBack, b.Action == ActNext, b.Action == ActPrevious:
			continue
		case b.Action == ActDashboard && w.dashboard == nil:
			continue
		}
		icon, ok := commandIcons[b.Action]
		if !ok {
			icon = look.IconCommand
		}
		all = append(all, palette.Command{Title: b.Text(w.words), Keys: keyOf(b.Action), Icon: icon, Run: f})
	}
	return all
}

// openFound shows a case that was found, wherever it is.
func (w *workplace) openFound(caseID string) {
	w.turnTo(inboxPage)
	w.open(caseID)
	w.inbox.Focus()
}

// about leaves in the inbox what is about something.
func (w *workplace) about(text string) {
	w.turnTo(inboxPage)
	w.inbox.Find(text)
	w.inbox.Focus()
}

// insert puts a template into Feedback.
func (w *workplace) insert(t contract.Template) { w.reply.Insert(t) }

// inquire looks for a customer at the backend (5.3.10).
func (w *workplace) inquire(text string) {
	w.turnTo(customersPage)
	w.customers.Find(text)
}

// showCustomer shows a customer who was found on this machine.
func (w *workplace) showCustomer(customerID string) {
	w.turnTo(customersPage)
	w.customers.Show(customerID)
}
