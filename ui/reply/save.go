package reply

import (
	"context"
	"errors"
	"slices"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/words"
)

// Save checks the form, marks everything that is missing and gives the first of it the keyboard; or makes the answer safe on
// this machine, from where it goes out (5.3.8).
func (c *Column) Save() {
	if !c.open() {
		return
	}
	c.clearMarks()
	if left := c.templates.unfilled(); left != "" {
		c.editor.SetError(c.opts.Words.T(words.FillPlaceholder, left))
		c.templates.selectNext()
		c.content.Refresh()
		return
	}
	if missing := c.src.Check(c.form); len(missing) > 0 {
		c.mark(missing)
		return
	}
	if c.notice.hasNews() && c.form.Visibility != contract.None {
		c.notice.ask()
		c.content.Refresh()
		return
	}
	c.store()
}

// store hands the form to the outbox.
func (c *Column) store() {
	f := c.form
	c.saving = true
	c.enable()
	go func() {
		var item desk.OutboxItem
		err := c.drafts.instead(f, func() (err error) {
			item, err = c.src.Save(context.Background(), f)
			return err
		})
		c.opts.Run(func() { c.saved(f, item, err) })
	}()
}

func (c *Column) saved(f desk.Form, item desk.OutboxItem, err error) {
	c.saving = false
	here := c.shown && keyOf(f) == keyOf(c.form)
	switch {
	case err != nil && here:
		c.enable()
		c.mark([]error{err})
		return
	case err != nil:
		c.say(c.opts.Words.Failure(err))
		return
	}
	c.last = item
	if here {
		c.Clear()
	} else {
		c.enable()
	}
	if c.opts.OnSaved != nil {
		c.opts.OnSaved(item)
	}
}

// mark shows what is missing or wrong, each at its field, and gives the first the keyboard.
func (c *Column) mark(errs []error) {
	t := c.opts.Words
	first := true
	for _, err := range errs {
		var e *data.Error
		field := ""
		if errors.As(err, &e) {
			field = e.Field
		}
		focus := func() {}
		switch {
		case field == desk.FieldPath:
			focus = c.markLevel(t.Failure(err))
		case field == desk.FieldReplyType:
			sentence := t.T(words.ChooseBeforeSave, "Reply Type")
			if c.form.ReplyType != "" {
				sentence = t.Failure(err)
			}
			c.fields.kind.SetError(sentence)
			focus = c.fields.kind.Focus
		case field == desk.FieldPictures:
			c.notice.fail(c.pictureFailure(c.form, err))
		case field == desk.FieldText || data.KindOf(err) == data.EmptyAnswer || data.KindOf(err) == data.TooLong:
			c.editor.SetError(t.Failure(err))
			focus = c.editor.Focus
		default:
			c.notice.fail(t.Failure(err))
		}
		if first {
			focus()
			first = false
		}
	}
	c.content.Refresh()
}

// markLevel marks the first level that is not chosen.
func (c *Column) markLevel(otherwise string) (focus func()) {
	i := min(len(c.form.Path), levelCount-1)
	if len(c.fields.nodes[i]) == 0 && i > 0 {
		i--
	}
	s, name := c.fields.levels[i], c.fields.labels[i].Text()
	if name != "" {
		otherwise = c.opts.Words.T(words.ChooseBeforeSave, name)
	}
	s.SetError(otherwise)
	return s.Focus
}

func (c *Column) clearMarks() {
	for _, s := range c.fields.levels {
		s.SetError("")
	}
	c.fields.kind.SetError("")
	c.editor.SetError("")
	c.notice.fail("")
}

// FollowUp is the next answer after the one that was just given (5.3.9-5.3.13 in one step): message, catalogue path and reply
// type are kept. It goes on with the case on screen when this agent has answered it, else with the answer saved last;
// Shown then says which case it is.
func (c *Column) FollowUp() {
	f, err := desk.Form{}, error(data.Fail(data.NotFound, "Nothing was answered yet.", nil))
	if c.shown && !c.locked() {
		f, err = c.src.FollowUp(c.form.CaseID, "")
	}
	if err != nil && c.last.ID != "" {
		f, err = c.src.FollowUp(c.last.Form.CaseID, "")
	}
	if err != nil {
		c.say(c.opts.Words.T(words.NothingToFollow))
		return
	}
	before := c.form.CaseID
	c.ShowForm(f)
	if before != f.CaseID && c.opts.OnCase != nil {
		c.opts.OnCase(f.CaseID)
	}
	c.Focus()
}

// discard empties Feedback and forgets the draft ("Batal"); what was chosen goes with it.
func (c *Column) discard() {
	if !c.open() {
		return
	}
	f := c.form
	caseID, messageID := f.CaseID, f.MessageID
	c.saving = true
	c.enable()
	go func() {
		err := c.drafts.instead(f, func() error { return c.src.DropDraft(context.Background(), f) })
		c.opts.Run(func() {
			c.saving = false
			c.enable()
			if err != nil {
				c.say(c.opts.Words.Failure(err))
				return
			}
			if c.shows(caseID, messageID) {
				c.blank(caseID, messageID)
			}
		})
	}()
}

// blank shows a message's form as it is without the draft.
func (c *Column) blank(caseID, messageID string) {
	f, err := c.src.Form(caseID, messageID)
	if err != nil {
		c.say(c.opts.Words.Failure(err))
		return
	}
	c.fill(c.view, f)
	c.Focus()
}

// markOutside says that the case was answered in the network's own page: the way out where the network takes no answer.
func (c *Column) markOutside() {
	if !c.open() {
		return
	}
	c.clearMarks()
	f := c.form
	path, remark := slices.Clone(f.Path), f.Text
	c.saving = true
	c.enable()
	go func() {
		err := c.drafts.instead(f, func() error {
			if err := c.src.MarkOutside(context.Background(), f.CaseID, path, remark); err != nil {
				return err
			}
			return c.src.DropDraft(context.Background(), f)
		})
		c.opts.Run(func() { c.markedOutside(f, err) })
	}()
}

func (c *Column) markedOutside(f desk.Form, err error) {
	c.saving = false
	c.enable()
	here := c.shown && keyOf(f) == keyOf(c.form)
	switch {
	case err != nil && here && data.KindOf(err) == data.NoCategory:
		c.markLevel(c.opts.Words.Failure(err))()
		c.content.Refresh()
		return
	case err != nil:
		c.say(c.opts.Words.Failure(err))
		return
	}
	if here {
		c.Clear()
	}
	if c.opts.OnOutside != nil {
		c.opts.OnOutside(f.CaseID)
	}
}
