package customer

import (
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/look"
	"sociomedio/ui/terms"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// longText is how many bytes of a message are laid out before the agent asks for the rest: wrapping 10,000 characters costs
// more than a frame.
const longText = 3000

// wideWindow is the window width from which bubbles may be 640 wide, in design units.
const wideWindow = 1600

// bubbles makes the items of a feed from the entries of a conversation.
type bubbles struct {
	opts    *Options
	subject *subject
	feed    *widget.Feed
	media   *media
	answers *answers
	whole   map[string]bool // messages of which the agent asked for the whole text
	again   func()          // paints the feed again
	find    string          // what is searched for: it is marked
}

func newBubbles(opts *Options, feed *widget.Feed) *bubbles {
	return &bubbles{
		opts: opts, feed: feed, media: newMedia(opts, feed), answers: newAnswers(opts), whole: map[string]bool{}, again: func() {},
		subject: &subject{},
	}
}

// items are the entries in reading order with a line before each day.
func (b *bubbles) items(entries []desk.Entry) []widget.FeedItem {
	b.answers.read()
	items := make([]widget.FeedItem, 0, len(entries)+8)
	now, widest := b.opts.Clock(), b.widest()
	var day time.Time
	for i, e := range entries {
		if i == 0 || !b.opts.Words.SameDay(day, e.At) {
			items = append(items, b.day(e.At, now))
		}
		day = e.At
		switch {
		case e.Message != nil:
			items = append(items, b.message(e.Message, widest))
		case e.Note != nil:
			items = append(items, b.note("note:"+e.Note.ID, b.noteData(e.Note.Agent, e.Note.Text, e.At)))
		case e.Outgoing != nil && e.Outgoing.Kind == desk.NoteItem:
			items = append(items, b.outgoingNote(e.Outgoing))
		case e.Outgoing != nil:
			items = append(items, b.outgoing(e.Outgoing, widest))
		}
	}
	return items
}

// widest is how wide a bubble may get in the window of now.
func (b *bubbles) widest() float32 {
	c := fyne.CurrentApp().Driver().CanvasForObject(b.feed)
	if all := fyne.CurrentApp().Driver().AllWindows(); c == nil && len(all) > 0 { // it has not been painted yet
		c = all[0].Canvas()
	}
	if c != nil && c.Size().Width >= look.Px(wideWindow) {
		return widget.BubbleWidthWide
	}
	return widget.BubbleWidth
}

func (b *bubbles) day(at, now time.Time) widget.FeedItem {
	heading := b.opts.Words.DayHeading(at, now)
	return widget.FeedItem{ID: "day:" + b.opts.Words.Date(at), Version: heading, Close: true, Make: func() fyne.CanvasObject { return widget.NewDayLine(heading) }}
}

// drawn is everything that a bubble shows: when it is the same, the bubble stays.
type drawn struct {
	data    widget.BubbleData
	widest  float32
	caseID  string
	reply   widget.ButtonKind
	actions actions
	media   string
	link    string // a number that may be the customer's service
	more    int    // characters of the whole text, when not all is shown
}

func (b *bubbles) message(m *contract.Message, widest float32) widget.FeedItem {
	d := drawn{data: b.data(m), widest: widest, caseID: m.CaseID, reply: widget.QuietNeutral}
	if d.caseID == "" {
		d.caseID = b.subject.caseID
	}
	if m.ID == b.subject.replying {
		d.reply = widget.Secondary
	}
	if m.Ours {
		d.actions = b.answers.state(m, &d.data)
	}
	d.more = b.cut(m.ID, &d.data)
	for _, a := range m.Attachments {
		d.media += a.Type + " " + a.MediaID + " " + a.URL + "\n"
	}
	d.link = b.offered(m)
	id, attachments := m.ID, m.Attachments
	return widget.FeedItem{ID: id, Version: d, Make: func() fyne.CanvasObject {
		var buttons []*widget.Button
		if d.actions.none() {
			reply := widget.NewButton("Reply", d.reply, func() { b.opts.OnReply(d.caseID, id) })
			buttons = append(buttons, reply.WithIcon(look.IconReply).WithSize(widget.Small))
		}
		if d.link != "" {
			buttons = append(buttons, b.offer(d.link))
		}
		return b.build(id, d, attachments, append(buttons, b.answers.buttons(d.actions)...))
	}}
}

// build makes a bubble with what hangs under it: the rest of a long text, pictures.
func (b *bubbles) build(id string, d drawn, attachments []contract.Attachment, buttons []*widget.Button) fyne.CanvasObject {
	bubble := widget.NewBubble(d.data, d.widest, buttons...)
	bubble.OnLink(b.opts.OnLink)
	parts := []fyne.CanvasObject{bubble}
	if d.more > 0 {
		parts = append(parts, sided(d.data.Out, widget.NewLinkText(b.opts.Words.T(words.ShowAll, b.opts.Words.Number(d.more)), look.SizeSecondary, "", func() {
			b.whole[id] = true
			b.again()
		})))
	}
	parts = append(parts, b.media.under(attachments, d.data.Out)...)
	if len(parts) == 1 {
		return bubble
	}
	return widget.Column(4, parts...)
}

// data is a message in words.
func (b *bubbles) data(m *contract.Message) widget.BubbleData {
	t := b.opts.Words
	d := widget.BubbleData{Out: m.Ours, Author: m.Author, Text: messageText(t, m), Find: b.find}
	if d.Author == "" {
		d.Author = m.Handle
	}
	about := terms.Kind(m.Kind)
	if m.Ours {
		about = b.agent(m.Agent)
		if d.Author == "" {
			d.Author = about
		}
	}
	d.Meta = t.Clock(m.At)
	if about != "" {
		d.Meta = about + " · " + d.Meta
	}
	for _, more := range []struct {
		is  bool
		key words.Key
	}{
		{m.Private && m.Kind != contract.MessageKindDm && m.Kind != contract.MessageKindMessenger, words.MessagePrivate},
		{m.Edited && !m.Deleted, words.MessageEdited},
		{m.Hidden, words.MessageHidden},
		{m.Outside && m.Ours, words.MessageOutside},
	} {
		if more.is {
			d.Meta += " · " + t.T(more.key)
		}
	}
	switch {
	case m.ID != "" && m.ID == b.subject.caseMessage:
		d.Mark = t.T(words.ThisCase)
	case m.ID != "" && m.ID == b.subject.replying:
		d.Mark = t.T(words.BeingAnswered)
	}
	return d
}

// agent is who of us wrote: "Anda" for the one who reads, nothing when it is not known.
func (b *bubbles) agent(a contract.AgentRef) string {
	if a.ID != "" && a.ID == b.opts.Source.Session().Agent.ID {
		return b.opts.Words.T(words.You)
	}
	return a.Name
}

// cut shortens a long text and returns how many characters the whole has; 0 when all is shown.
func (b *bubbles) cut(id string, d *widget.BubbleData) int {
	if len(d.Text) <= longText || b.whole[id] {
		return 0
	}
	whole := utf8.RuneCountInString(d.Text)
	at := longText
	for at > 0 && !utf8.RuneStart(d.Text[at]) {
		at--
	}
	d.Text = strings.TrimRight(d.Text[:at], " \n") + look.Ellipsis
	return whole
}

// messageText is what a message says: its text with the post it quotes and what it said before it was edited, or what is known of it
// without one.
func messageText(t *words.Table, m *contract.Message) string {
	switch {
	case m.Deleted:
		return t.T(words.MessageDeleted)
	case m.Unknown && m.Text == "":
		return t.T(words.UnknownContent)
	}
	text := m.Text
	if text == "" && len(m.Attachments) > 0 {
		text = attached(t, m.Attachments)
	}
	if m.Quoted != "" {
		text += "\n\n" + t.T(words.Quoting, m.Quoted)
	}
	for _, before := range m.Earlier {
		text += "\n\n" + t.T(words.SaidBefore, before)
	}
	return text
}

func (b *bubbles) noteData(a contract.AgentRef, text string, at time.Time) widget.NoteData {
	t := b.opts.Words
	return widget.NoteData{
		Title: t.T(words.NoteTitle), Meta: b.agent(a) + " · " + t.Clock(at), Aside: t.T(words.NoteAside), Text: text, Find: b.find,
	}
}

func (b *bubbles) note(id string, d widget.NoteData) widget.FeedItem {
	return widget.FeedItem{ID: id, Version: d, Make: func() fyne.CanvasObject { return widget.NewNoteCard(d) }}
}

// outgoingNote is a note that the backend does not have yet.
func (b *bubbles) outgoingNote(i *desk.OutboxItem) widget.FeedItem {
	t := b.opts.Words
	d := b.noteData(contract.AgentRef{ID: b.opts.Source.Session().Agent.ID}, i.Text, i.SavedAt)
	d.Meta += " · " + t.T(words.NoteQueued)
	if i.State != desk.Refused {
		return b.note("out:"+i.ID, d)
	}
	d.Meta = t.T(words.NoteRefused) + ": " + t.FailureOf(i.Why)
	acts := actions{item: i.ID, retry: true, discard: true}
	return widget.FeedItem{ID: "out:" + i.ID, Version: drawn{data: widget.BubbleData{Text: d.Text, Meta: d.Meta}, actions: acts}, Make: func() fyne.CanvasObject {
		row := widget.Row(8, widget.Space())
		for _, button := range b.answers.buttons(acts) {
			row.Add(button)
		}
		return widget.Column(4, widget.NewNoteCard(d), row)
	}}
}

// outgoing is an answer that the backend does not have yet.
func (b *bubbles) outgoing(i *desk.OutboxItem, widest float32) widget.FeedItem {
	t := b.opts.Words
	d := drawn{widest: widest, caseID: i.Case.ID, data: widget.BubbleData{
		Out: true, Author: i.Case.Account.Name, Meta: t.T(words.You) + " · " + t.Clock(i.SavedAt), Text: i.Text, Find: b.find,
	}}
	if i.Form.Visibility == contract.Private && !i.Case.Private {
		d.data.Meta += " · " + t.T(words.MessagePrivate)
	}
	d.actions = b.answers.itemState(i, &d.data)
	d.more = b.cut(i.ID, &d.data)
	id := i.ID
	return widget.FeedItem{ID: "out:" + id, Version: d, Make: func() fyne.CanvasObject {
		return b.build(id, d, nil, b.answers.buttons(d.actions))
	}}
}

// brief is an entry in one line.
type brief struct {
	author, text string
	theirs       bool
	unanswered   bool // the message of the case that is open
	icon         look.IconName
	colour       fyne.ThemeColorName
}

func (b *bubbles) line(e desk.Entry) brief {
	t := b.opts.Words
	switch {
	case e.Message != nil:
		d := b.data(e.Message)
		l := brief{author: d.Author, text: d.Text, theirs: !d.Out, unanswered: !d.Out && e.Message.ID == b.subject.caseMessage}
		if d.Out {
			b.answers.state(e.Message, &d)
			l.icon, l.colour = d.StateIcon, toneColour(d.StateTone)
		}
		return l
	case e.Note != nil:
		return brief{author: t.T(words.LastNote), text: e.Note.Text, icon: look.IconLock, colour: look.NoteFg}
	case e.Outgoing != nil && e.Outgoing.Kind == desk.NoteItem:
		return brief{author: t.T(words.LastNote), text: e.Outgoing.Text, icon: look.IconLock, colour: look.NoteFg}
	case e.Outgoing != nil:
		var d widget.BubbleData
		b.answers.itemState(e.Outgoing, &d)
		return brief{author: e.Outgoing.Case.Account.Name, text: e.Outgoing.Text, icon: d.StateIcon, colour: toneColour(d.StateTone)}
	}
	return brief{}
}

func toneColour(t widget.Tone) fyne.ThemeColorName {
	switch t {
	case widget.Good:
		return look.Success
	case widget.Warn:
		return look.Warning
	case widget.Bad:
		return look.Error
	case widget.Accent:
		return look.Primary
	case widget.Neutral:
	}
	return look.Foreground3
}
