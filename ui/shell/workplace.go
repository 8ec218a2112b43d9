package shell

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customers"
	"sociomedio/ui/inbox"
	"sociomedio/ui/look"
	"sociomedio/ui/onui"
	"sociomedio/ui/reply"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// page is what the window shows between navigation and status bar.
type page string

// The pages.
const (
	inboxPage     page = "inbox"
	customersPage page = "customers"
	dashboardPage page = "dashboard"
)

// settingWidths is the agent's setting for the widths of the columns: "left right" in design units.
const settingWidths = "columns"

// workplace is everything that is there while somebody is signed in.
type workplace struct {
	*Shell
	page         page
	caseID       string // the case in the middle column
	signingAgain bool

	inbox     *inbox.Column
	customer  *customer.Case
	customers *customers.Page
	reply     *reply.Column
	dashboard *dashboard // nil for who does not supervise
	columns   *widget.Columns
	beside    beside
	whole     bool // all columns are there

	nav     *nav
	strip   *strip
	status  *status
	news    *news
	notices *notices
	syncing *onui.Slot
	seeking *onui.Slot // what a link leads to
	content *fyne.Container
}

func newWorkplace(s *Shell) *workplace {
	w := &workplace{Shell: s, page: inboxPage, syncing: onui.NewSlot(s.opts.Run), seeking: onui.NewSlot(s.opts.Run)}
	w.makeInbox()
	w.nav = newNav(w)
	w.strip = newStrip(w)
	w.status = newStatus(w)
	w.notices = newNotices(w)
	w.news = newNews(w)
	body := container.NewStack(w.columns)
	if s.session().Supervises() {
		w.dashboard = newDashboard(w)
		w.dashboard.content.Hide()
		body.Add(w.dashboard.content)
	}
	// The ground is look.Surface, which Fyne wipes the window with: filling it once more would cost as much as all the rest of a frame.
	w.content = widget.Column(0, w.nav.content, w.strip.content, widget.Grow(body), w.status.content)
	return w
}

// beside is where the columns beside the inbox come, and the page in their place: empty at first.
type beside struct{ customer, reply, customers *fyne.Container }

// makeInbox makes the inbox, with room for the columns beside it.
func (w *workplace) makeInbox() {
	w.inbox = inbox.New(inbox.Options{
		Source: w.opts.Source, Run: w.opts.Run, Words: w.words, Clock: w.opts.Clock, OnOpen: w.open,
		OnAnswer: func() { w.reply.Focus() }, OnSync: w.sync,
	})
	w.beside = beside{container.NewStack(), container.NewStack(), container.NewStack()}
	w.columns = widget.NewColumns(w.inbox.Content(), w.beside.customer, w.beside.reply).WithSpan(w.beside.customers)
	w.columns.OnWidths = w.keepWidths
	w.columns.SetWidths(w.keptWidths())
}

// complete makes the columns beside the inbox, and shows what has happened meanwhile.
func (w *workplace) complete() {
	src, run, t, clock := w.opts.Source, w.opts.Run, w.words, w.opts.Clock
	w.reply = reply.New(reply.Options{
		Source: src, Run: run, Words: t, Clock: clock, Layer: w.layers.put, OnSaved: w.saved, OnOutside: w.outside, OnSay: w.say,
		OnReplying: w.replying, OnCase: w.follow, OnEscape: w.back, OnDock: w.relayout, OnLink: w.openLink,
		PickPicture: w.pickPicture,
	})
	w.customer = customer.NewCase(customer.Options{
		Source: src, Run: run, Words: t, Clock: clock, OnReply: w.answer, OnEdit: w.edit, OnLink: w.openLink, OnSay: w.say, OnSync: w.sync,
		OnFirst: func() { w.inbox.Step(1) }, SaveFile: w.saveFile,
	})
	w.customer.SetDock(w.reply.Dock())
	w.customers = customers.New(customers.Options{
		Source: src, Run: run, Words: t, Clock: clock, OnReply: w.answer, OnEdit: w.edit, OnLink: w.openLink, OnSay: w.say,
		SaveFile: w.saveFile,
	})
	w.beside.customer.Add(w.customer.Content())
	w.beside.reply.Add(w.reply.Content())
	w.beside.customers.Add(w.customers.Content())
	w.whole = true
	w.nav.refresh()
	w.news.bring()
	link := w.wanted
	w.wanted = ""
	w.Follow(link)
}

// begin follows the desk and shows how things stand.
func (w *workplace) begin() {
	w.news.begin()
	w.nav.refresh()
	w.strip.refresh()
	w.status.refresh()
	w.turnTo(inboxPage)
	w.inbox.Focus()
}

// end stores what is being written and lets go of the desk.
func (w *workplace) end() {
	w.leaveWriting(context.Background())
	w.news.end()
	w.notices.end()
	w.syncing.Cancel()
	w.seeking.Cancel()
	w.inbox.Stop()
	w.layers.closeAll()
	if w.dashboard != nil {
		w.dashboard.end()
	}
	w.opts.Source.CloseCase()
}

// leaveWriting stores what is being written, answers and notes.
func (w *workplace) leaveWriting(ctx context.Context) {
	w.customer.Leave()
	w.customers.Leave()
	w.reply.Leave(ctx)
}

// open shows a case in the middle and in Form Reply; its row is marked.
func (w *workplace) open(caseID string) {
	w.caseID = caseID
	w.inbox.Select(caseID)
	if caseID == "" {
		w.customer.Clear()
		w.reply.Clear()
		w.opts.Source.CloseCase()
		return
	}
	w.customer.Show(caseID)
	w.reply.Show(caseID, "")
}

// answer fills Form Reply for a message of the history (5.3.12).
func (w *workplace) answer(caseID, messageID string) {
	w.reply.Show(caseID, messageID)
	w.reply.Focus()
}

// edit shows an answer that was taken back.
func (w *workplace) edit(f desk.Form) {
	w.reply.ShowForm(f)
	w.reply.Focus()
}

// outside goes on after a case was marked as answered in the network's own page.
func (w *workplace) outside(caseID string) {
	if w.page == inboxPage && caseID == w.caseID {
		w.open(w.inbox.After(caseID))
	}
}

// follow shows the case that Form Reply went back to for a follow-up: its form stays as it is.
func (w *workplace) follow(caseID string) {
	w.caseID = caseID
	w.inbox.Select(caseID)
	w.customer.Show(caseID)
}

// replying marks the message that Form Reply answers.
func (w *workplace) replying(messageID string) {
	w.customer.SetReplying(messageID)
	w.customers.SetReplying(messageID)
}

// saved goes on after Save: on the inbox page the next case by SLA opens, and the keyboard is in Feedback (DESIGN.md section 7).
func (w *workplace) saved(item desk.OutboxItem) {
	w.status.refresh()
	if w.opts.Source.Connection().State == desk.Connected {
		w.say(w.words.T(words.SavedSending))
	} else {
		w.say(w.words.T(words.SavedWaiting))
	}
	if w.page != inboxPage {
		return
	}
	if item.Case.ID == w.caseID {
		w.open(w.inbox.After(item.Case.ID))
	} else { // a follow-up to a case before: back to the one that is open
		w.reply.Show(w.caseID, "")
	}
	if w.caseID == "" {
		w.inbox.Focus()
		return
	}
	w.reply.Focus()
}

// sync takes cases (5.3.2).
func (w *workplace) sync() {
	if w.page == customersPage {
		w.customers.Refresh()
		return
	}
	w.inbox.Syncing(true)
	onui.Load(context.Background(), w.syncing, w.opts.Source.Sync, func(done desk.Synced, err error) {
		w.inbox.Syncing(false)
		switch t := w.words; {
		case err != nil:
			w.fail(err)
		case done.Taken == 0:
			w.say(t.T(words.SyncedNothing))
		default:
			w.say(t.T(words.SyncedTaken, t.Number(done.Taken), t.Number(done.Waiting)))
		}
		w.status.refresh()
	})
}

// turnTo shows a page. Form Reply keeps its place and what is in it.
func (w *workplace) turnTo(p page) {
	if p == dashboardPage && w.dashboard == nil {
		return
	}
	w.page = p
	w.columns.Span(p == customersPage)
	visible(w.columns, p != dashboardPage)
	if w.dashboard != nil {
		visible(w.dashboard.content, p == dashboardPage)
		if p == dashboardPage {
			w.dashboard.begin()
		} else {
			w.dashboard.end()
		}
	}
	w.nav.choose(p)
	switch p {
	case inboxPage:
		w.inbox.Focus()
	case customersPage:
		w.customers.FocusSearch()
	case dashboardPage:
	}
}

// backAgain goes on after a new sign-in: what was on the screen is still there.
func (w *workplace) backAgain() {
	w.strip.refresh()
	w.status.refresh()
	w.nav.refresh()
	if w.caseID != "" {
		w.customer.Show(w.caseID)
	}
}

// busy says that nothing can be done while the session ends.
func (w *workplace) busy(on bool) { w.nav.busy(on) }

// say shows a short message.
func (s *Shell) say(sentence string) {
	if sentence != "" {
		s.layers.toast(widget.Good, look.IconCheck, sentence)
	}
}

// fail shows what went wrong where no part of the page can say it.
func (s *Shell) fail(err error) {
	s.opts.Log.Info("said to the agent", "error", err)
	s.layers.toast(widget.Bad, look.IconAlert, s.words.Failure(err))
}

func (w *workplace) keptWidths() (left, right float32) {
	kept := strings.Fields(w.opts.Source.Recall(settingWidths))
	if len(kept) != 2 {
		return 0, 0
	}
	l, err1 := strconv.ParseFloat(kept[0], 32)
	r, err2 := strconv.ParseFloat(kept[1], 32)
	if err1 != nil || err2 != nil {
		return 0, 0
	}
	return float32(l), float32(r)
}

func (w *workplace) keepWidths(left, right float32) {
	w.opts.Source.Remember(settingWidths, itoa(int(left))+" "+itoa(int(right)))
}

// filter chooses All, Twitter or Facebook (5.3.1).
func (w *workplace) filter(n contract.Network) {
	w.turnTo(inboxPage)
	w.inbox.SetFilter(n)
}

func visible(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
