// Package reply is the right column, Form Reply (5.3.4-5.3.8): who is answered and what they wrote (read-only), the path
// through the catalogue and the reply type by dependent selects, Feedback with its counter, and Save; and the preview of a
// long answer in parts (5.3.7), which stands under the middle column.
//
// What is typed belongs to one message and one visibility. It is stored on each pause of typing and when the form is left,
// and comes back with that message only.
package reply

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/onui"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// Source is what the form reads from and asks for; *desk.Desk is one.
type Source interface {
	Session() desk.Session
	Connection() desk.Connection
	View(caseID string) (desk.View, error)
	History(desk.HistoryQuery) (desk.HistoryPage, error)
	Catalogue() desk.Catalogue
	Form(caseID, messageID string) (desk.Form, error)
	Retype(f desk.Form, replyType string) (desk.Form, error)
	FollowUp(caseID, after string) (desk.Form, error)
	Preview(desk.Form) desk.Preview
	PictureLimits(desk.Form) contract.PictureLimits
	Attach(ctx context.Context, f desk.Form, name string, raw []byte) (desk.Form, error)
	Check(desk.Form) []error
	SaveDraft(context.Context, desk.Form) (desk.Form, error)
	DropDraft(context.Context, desk.Form) error
	Save(context.Context, desk.Form) (desk.OutboxItem, error)
	Fill(contract.Template, desk.View) (string, []desk.Placeholder)
	MarkOutside(ctx context.Context, caseID string, path []string, remark string) error
	Outbox() ([]desk.OutboxItem, desk.OutboxCounts, error)
	SendAnyway(ctx context.Context, id string) error
	Edit(ctx context.Context, id string) (desk.Form, error)
}

// Options say where the form reads from and what happens. The functions are called on the UI goroutine and may be nil, but
// for Run.
type Options struct {
	Source Source
	Run    onui.Runner
	Words  *words.Table
	Clock  func() time.Time
	Pause  time.Duration // of typing, before the draft is stored; 0 means 700 ms

	Layer      func(o fyne.CanvasObject) // draws o in a layer above the page; nil removes it
	OnSaved    func(desk.OutboxItem)     // an answer is safe on this machine; the form is empty
	OnOutside  func(caseID string)       // the case was marked as answered in the network's own page
	OnSay      func(sentence string)     // a short message over the page
	OnReplying func(messageID string)    // another message is being answered; empty for none
	OnCase     func(caseID string)       // the form went to another case by itself: a follow-up
	OnEscape   func()                    // Escape in Feedback with nothing to close
	OnDock     func()                    // the preview has become higher or lower: lay out again
	OnLink     func(*url.URL)            // a page of the network is asked for; nil opens it in the browser

	// PickPicture lets the agent choose a picture file and gives its name and bytes, or what went wrong.
	PickPicture func(took func(name string, raw []byte, err error))
}

// Column is Form Reply. UI goroutine only, but for Leave's writing.
type Column struct {
	opts      Options
	src       Source
	drafts    *drafts
	form      desk.Form // as it is filled in now
	view      desk.View
	target    contract.Message
	catalogue desk.Catalogue
	preview   desk.Preview
	last      desk.OutboxItem // the answer saved last
	shown     bool
	filling   bool // the program fills the form in: nothing is told
	saving    bool

	facts     facts
	fields    fields
	editor    *widget.Editor
	counter   *widget.Counter
	foot      foot
	notice    *notice
	pictures  *pictures
	templates *templates
	dock      *dock
	content   fyne.CanvasObject
}

// New makes the form, empty.
func New(opts Options) *Column {
	if opts.Pause <= 0 {
		opts.Pause = 700 * time.Millisecond
	}
	c := &Column{opts: opts, src: opts.Source, catalogue: opts.Source.Catalogue()}
	c.drafts = newDrafts(opts.Source, opts.Run, opts.Pause, c.stored)
	c.make()
	c.content = c.build()
	c.Clear()
	return c
}

// Content is the column itself.
func (c *Column) Content() fyne.CanvasObject { return c.content }

// Dock is the preview of the parts; it is nothing high while the answer is one part.
func (c *Column) Dock() fyne.CanvasObject { return c.dock.content }

// Show fills the form for a message of a case; an empty messageID means the one that opened the case. What was written for
// that message comes back. The form that was shown before is stored.
func (c *Column) Show(caseID, messageID string) {
	if c.shows(caseID, messageID) {
		c.refreshView()
		return
	}
	c.drafts.begin()
	v, err := c.src.View(caseID)
	if err != nil {
		c.Clear()
		c.say(c.opts.Words.Failure(err))
		return
	}
	if messageID == "" {
		messageID = v.Case.MessageID
	}
	f, waiting := c.drafts.find(caseID, messageID)
	if !waiting {
		if f, err = c.src.Form(caseID, messageID); err != nil {
			c.Clear()
			c.say(c.opts.Words.Failure(err))
			return
		}
	}
	c.fill(v, f)
}

// ShowForm shows a form as it is: an item that was taken back from the outbox.
func (c *Column) ShowForm(f desk.Form) {
	c.drafts.begin()
	v, err := c.src.View(f.CaseID)
	if err != nil {
		c.say(c.opts.Words.Failure(err))
		return
	}
	c.fill(v, f)
}

// Shown is the case and the message that are being answered; empty when none is.
func (c *Column) Shown() (caseID, messageID string) {
	if !c.shown {
		return "", ""
	}
	return c.form.CaseID, c.form.MessageID
}

func (c *Column) shows(caseID, messageID string) bool {
	if messageID == "" {
		messageID = c.view.Case.MessageID
	}
	return c.shown && c.form.CaseID == caseID && c.form.MessageID == messageID
}

// fill shows a form with all that belongs to it.
func (c *Column) fill(v desk.View, f desk.Form) {
	before := c.form.MessageID
	c.filling = true
	c.templates.close()
	c.templates.pending = nil
	c.view, c.form, c.shown = v, f, true
	c.catalogue = c.src.Catalogue()
	c.target = c.messageOf(v, f.MessageID)
	c.facts.show(c.opts.Words, v, c.target)
	c.clearMarks()
	c.showPath()
	c.showTypes()
	c.chooseOnlyType()
	c.editor.SetText(c.form.Text)
	c.editor.SetCursor(len([]rune(c.form.Text)))
	c.filling = false
	c.notice.forget()
	c.stamp()
	c.settle()
	if f.MessageID != before {
		c.replying(f.MessageID)
	}
}

// settle brings everything that depends on case and form in line: what may be written, how, and what stands in the way.
func (c *Column) settle() {
	c.enable()
	c.showVisibility()
	c.pictures.show()
	c.showNotice()
	c.templates.offer()
	c.recount()
	c.content.Refresh()
}

// Clear empties the form: no case is open. What was written is stored.
func (c *Column) Clear() {
	c.drafts.begin()
	before := c.form.MessageID
	c.filling = true
	c.templates.close()
	c.templates.pending = nil
	c.form, c.view, c.target, c.shown = desk.Form{}, desk.View{}, contract.Message{}, false
	c.facts.clear()
	c.clearMarks()
	c.showPath()
	c.showTypes()
	c.editor.SetText("")
	c.filling = false
	c.notice.forget()
	c.stamp()
	c.settle()
	if before != "" {
		c.replying("")
	}
}

// Changed brings the form in line with an event of the desk; what the agent has filled in stays.
func (c *Column) Changed(e desk.Event) {
	switch e.Kind {
	case desk.CaseChanged:
		if c.shown && e.CaseID == c.form.CaseID {
			c.refreshView()
		}
	case desk.HistoryChanged, desk.CustomerChanged:
		if c.shown && e.CustomerID == c.view.Case.Customer.ID {
			c.refreshView()
		}
	case desk.OutboxChanged:
		c.showNotice()
		c.content.Refresh()
	case desk.CatalogueChanged:
		c.renewCatalogue()
	case desk.ConnectionChanged, desk.SessionEnded:
		c.stamp()
		c.foot.offline(c.offline())
		c.content.Refresh()
	case desk.InboxChanged, desk.TodayChanged:
	}
}

// refreshView reads the case again: its holder, its message, what the network takes, what is new.
func (c *Column) refreshView() {
	v, err := c.src.View(c.form.CaseID)
	if err != nil {
		return
	}
	c.notice.compare(c.view, v)
	c.view = v
	c.target = c.messageOf(v, c.form.MessageID)
	c.facts.show(c.opts.Words, v, c.target)
	c.settle()
}

// messageOf finds a message of a case, in the case or in the conversation.
func (c *Column) messageOf(v desk.View, id string) contract.Message {
	if v.Message.ID == id || id == "" {
		return v.Message
	}
	for _, e := range v.Last {
		if e.Message != nil && e.Message.ID == id {
			return *e.Message
		}
	}
	page, err := c.src.History(desk.HistoryQuery{CustomerID: v.Case.Customer.ID, Around: id, Limit: 1})
	if err == nil {
		for _, e := range page.Entries {
			if e.Message != nil && e.Message.ID == id {
				return *e.Message
			}
		}
	}
	return contract.Message{ID: id, Network: v.Case.Network, Kind: v.Case.Kind, Private: v.Case.Private, At: v.Case.ReceivedAt}
}

// Focus gives Feedback the keyboard.
func (c *Column) Focus() {
	if c.shown {
		c.editor.Focus()
	}
}

// Leave stores what was written and waits for it until ctx ends: before another case is shown, and before the program ends.
func (c *Column) Leave(ctx context.Context) {
	if err := c.drafts.flush(ctx); err != nil {
		c.say(c.opts.Words.Failure(err))
	}
}

// locked tells whether a colleague handles the case: everything is shown, nothing can be written.
func (c *Column) locked() bool {
	open := c.view.Case.State == contract.CaseStateTaken || c.view.Case.State == contract.CaseStateAnswering
	return open && !c.view.Mine && c.view.Case.Holder.ID != ""
}

// open tells whether something can be written.
func (c *Column) open() bool { return c.shown && !c.locked() && !c.saving }

func (c *Column) offline() bool { return c.src.Connection().State == desk.Unreachable }

func (c *Column) say(sentence string) {
	if c.opts.OnSay != nil && sentence != "" {
		c.opts.OnSay(sentence)
	}
}

func (c *Column) replying(messageID string) {
	if c.opts.OnReplying != nil {
		c.opts.OnReplying(messageID)
	}
}
