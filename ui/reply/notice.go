package reply

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// newsShown is how many new messages are shown; they are few, and the history has them all.
const newsShown = 3

// notice is what stands over Feedback when something is in the way: why the network takes no answer and the way out, what is
// new since the answer was begun, or what went wrong.
type notice struct {
	column  *Column
	news    []contract.Message // not seen by the agent, oldest first
	refused desk.OutboxItem    // an answer of this case that the backend refused because of news
	asked   bool               // Save was pressed with news: the two ways on are offered
	failure string
	painted string // what is on screen, to leave it alone while it stays the same: a button may be held
	box     *fyne.Container
}

func newNotice(c *Column) *notice {
	n := &notice{column: c, box: widget.Column(6)}
	n.box.Hide()
	return n
}

// forget drops what belonged to the form before.
func (n *notice) forget() {
	n.news, n.refused, n.asked, n.failure = nil, desk.OutboxItem{}, false, ""
	c := n.column
	if c.shown && c.form.CaseVersion != c.view.Case.Version && c.form.CaseVersion != 0 {
		n.sinceDraft()
	}
}

// sinceDraft finds what came in after a draft was stored that comes back now.
func (n *notice) sinceDraft() {
	c := n.column
	since := c.form.DraftedAt
	if since.IsZero() {
		since = c.form.OpenedAt
	}
	for _, e := range c.view.Last {
		if e.Message != nil && n.foreign(*e.Message) && e.Message.At.After(since) {
			n.news = append(n.news, *e.Message)
		}
	}
	if len(n.news) == 0 {
		c.form = c.form.Seen(c.view)
	}
}

// compare finds what a newer state of the case has that the one before did not.
func (n *notice) compare(before, now desk.View) {
	if now.Case.Version == before.Case.Version {
		return
	}
	known := map[string]bool{before.Message.ID: true}
	for _, e := range before.Last {
		if e.Message != nil {
			known[e.Message.ID] = true
		}
	}
	for _, e := range now.Last {
		if e.Message != nil && n.foreign(*e.Message) && !known[e.Message.ID] {
			n.news = append(n.news, *e.Message)
		}
	}
	if len(n.news) == 0 {
		n.column.form = n.column.form.Seen(now)
	}
}

// foreign tells whether somebody else wrote a message: the customer, or a colleague.
func (n *notice) foreign(m contract.Message) bool {
	return !m.Ours || m.Agent.ID != n.column.src.Session().Agent.ID
}

func (n *notice) hasNews() bool { return len(n.news) > 0 }

// ask offers the two ways on after Save was pressed with news.
func (n *notice) ask() {
	n.asked = true
	n.show()
}

// fail shows what went wrong; an empty sentence takes it away.
func (n *notice) fail(sentence string) {
	n.failure = sentence
	n.show()
}

// showNotice brings the notice in line with case and outbox.
func (c *Column) showNotice() {
	n := c.notice
	n.refused = desk.OutboxItem{}
	if c.shown {
		items, _, err := c.src.Outbox()
		for _, item := range items {
			if err == nil && item.Kind == desk.AnswerItem && item.Case.ID == c.form.CaseID && item.State == desk.Refused && item.Why == data.CaseChanged {
				n.refused = item
			}
		}
	}
	n.show()
}

// state is all that the notice depends on.
func (n *notice) state() string {
	c := n.column
	if !c.shown {
		return n.failure
	}
	ids := []string{n.failure, c.form.CaseID, c.form.MessageID, n.refused.ID, c.whyShut()}
	for _, m := range append(slices.Clone(n.news), n.refused.Changed...) {
		ids = append(ids, m.ID)
	}
	return fmt.Sprint(ids, n.asked, c.locked(), c.answerable().HumanAgent)
}

func (n *notice) show() {
	t, c := n.column.opts.Words, n.column
	now := n.state()
	if now == n.painted {
		return
	}
	n.painted = now
	n.box.RemoveAll()
	alert := func(tone widget.Tone, sentence string, buttons ...fyne.CanvasObject) {
		a := widget.NewAlert(tone)
		a.SetText(sentence)
		n.box.Add(a)
		if len(buttons) > 0 {
			n.box.Add(widget.Inset(0, 0, 4, 0, widget.Row(8, buttons...)))
		}
	}
	if n.failure != "" {
		alert(widget.Bad, n.failure)
	}
	switch {
	case !c.shown || c.locked():
	case n.refused.ID != "":
		n.addNews(t.T(words.RefusedChanged), n.refused.Changed,
			small(t.T(words.SendAnyway), widget.Secondary, n.sendAnyway), small(t.T(words.EditAnswer), widget.Quiet, n.takeBack))
	case n.hasNews() && n.asked:
		n.addNews(t.T(words.ChangedSave), n.news, small(t.T(words.SendAnyway), widget.Secondary, func() {
			n.seen()
			c.store()
		}), small(t.T(words.KeepWriting), widget.Quiet, n.keep))
	case n.hasNews():
		n.addNews(t.T(words.ChangedMeanwhile), n.news, small(t.T(words.HaveRead), widget.Quiet, n.keep))
	}
	if why := c.whyShut(); why != "" && c.shown && !c.locked() {
		source := terms.Source(c.view.Case.Network)
		alert(widget.Warn, why,
			small(t.T(words.AnswerThere, source), widget.Secondary, c.openOnNetwork).WithIcon(look.IconExternal),
			small(t.T(words.MarkOutside), widget.Quiet, c.markOutside))
	} else if c.shown && c.answerable().HumanAgent {
		alert(widget.Warn, t.T(words.HumanAgentOnly))
	}
	setVisible(n.box, len(n.box.Objects) > 0)
}

func small(label string, kind widget.ButtonKind, do func()) *widget.Button {
	return widget.NewButton(label, kind, do).WithSize(widget.Small)
}

// addNews shows just what is new, and what can be done about it.
func (n *notice) addNews(heading string, news []contract.Message, buttons ...*widget.Button) {
	t := n.column.opts.Words
	lines := widget.Column(2, widget.NewParagraph(heading, widget.Style{Bold: true}, 0))
	if more := len(news) - newsShown; more > 0 {
		lines.Add(widget.NewText(t.T(words.MoreNews, t.Number(more)), widget.Style{Size: look.SizeCaption, Color: look.Foreground2}))
		news = news[more:]
	}
	for _, m := range news {
		who := m.Author
		if m.Ours {
			who = m.Agent.Name
		}
		lines.Add(widget.NewText(widget.CleanLine(who)+" · "+t.Clock(m.At), widget.Style{Size: look.SizeCaption, Color: look.Foreground2, Elide: true}))
		lines.Add(widget.NewParagraph(m.Text, widget.Style{}, 3))
	}
	row := widget.Row(8)
	for _, b := range buttons {
		row.Add(b)
	}
	lines.Add(widget.Inset(4, 0, 0, 0, row))
	n.box.Add(widget.NewCard(look.WarningSoft, widget.Inset(7, 11, 7, 11, lines)))
}

// seen means the case as it is now: Save then sends to that state.
func (n *notice) seen() {
	c := n.column
	n.news, n.asked = nil, false
	c.form = c.form.Seen(c.view)
	c.changed()
	n.show()
}

// keep goes on writing, with what is new read.
func (n *notice) keep() {
	n.seen()
	n.column.content.Refresh()
	n.column.Focus()
}

// sendAnyway sends the refused answer although the case has changed.
func (n *notice) sendAnyway() {
	c, id := n.column, n.refused.ID
	go func() {
		err := c.src.SendAnyway(context.Background(), id)
		c.opts.Run(func() {
			c.say(c.opts.Words.Failure(err))
			c.showNotice()
			c.content.Refresh()
		})
	}()
}

// takeBack brings the refused answer back into the form; what is written there is stored before.
func (n *notice) takeBack() {
	c, id := n.column, n.refused.ID
	go func() {
		f, err := c.src.Edit(context.Background(), id)
		c.opts.Run(func() {
			if err != nil {
				c.say(c.opts.Words.Failure(err))
				return
			}
			c.ShowForm(f)
			c.Focus()
		})
	}()
}

// answerable is what the network says about the message that is answered.
func (c *Column) answerable() contract.Answerable {
	if c.target.ID == c.view.Case.MessageID || c.target.Answerable == (contract.Answerable{}) {
		return c.view.Case.Answerable
	}
	return c.target.Answerable
}

// whyShut says why the network takes no answer to the message, empty when it does.
func (c *Column) whyShut() string {
	a := c.answerable()
	if a.Ok || a.Reason == "" {
		return ""
	}
	return terms.NotAnswerable(c.opts.Words, c.view.Case.Network, a)
}

// openOnNetwork opens the message's own page.
func (c *Column) openOnNetwork() {
	address := c.target.URL
	if address == "" {
		address = c.view.Customer.URL
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		c.say(c.opts.Words.T(words.NoPage))
	case c.opts.OnLink != nil:
		c.opts.OnLink(u)
	default:
		if err := fyne.CurrentApp().OpenURL(u); err != nil {
			c.say(c.opts.Words.T(words.NoPage))
		}
	}
}
