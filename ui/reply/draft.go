package reply

import (
	"context"
	"slices"
	"sync"
	"time"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/ui/onui"
)

// longest is how long typing may go on without a pause before the draft is stored all the same.
const longest = 3 * time.Second

// draftKey names a draft: it belongs to one message and one visibility.
type draftKey struct {
	caseID, messageID string
	visibility        contract.Visibility
}

func keyOf(f desk.Form) draftKey { return draftKey{f.CaseID, f.MessageID, f.Visibility} }

// drafts stores what is being written, off the UI goroutine, one write at a time.
type drafts struct {
	src    Source
	run    onui.Runner
	pause  time.Duration
	stored func(desk.Form, error) // UI goroutine

	writing chan struct{} // holds one while the source is asked: a late draft never comes back after its Save

	mu      sync.Mutex
	waiting []waitingDraft // not stored yet, the newest last
	touched uint64
	since   time.Time // of the oldest change that is not stored
	timer   *time.Timer
}

type waitingDraft struct {
	form  desk.Form
	touch uint64
}

func newDrafts(src Source, run onui.Runner, pause time.Duration, stored func(desk.Form, error)) *drafts {
	return &drafts{src: src, run: run, pause: pause, stored: stored, writing: make(chan struct{}, 1)}
}

// put has a form stored after the next pause.
func (d *drafts) put(f desk.Form) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	if len(d.waiting) == 0 {
		d.since = now
	}
	d.hold(f)
	wait := max(min(d.pause, longest-now.Sub(d.since)), 0)
	if d.timer == nil {
		d.timer = time.AfterFunc(wait, d.write)
		return
	}
	d.timer.Reset(wait)
}

// hold keeps a form as the newest that is not stored.
func (d *drafts) hold(f desk.Form) {
	d.drop(keyOf(f))
	d.touched++
	d.waiting = append(d.waiting, waitingDraft{f, d.touched})
}

func (d *drafts) drop(k draftKey) {
	d.waiting = slices.DeleteFunc(d.waiting, func(w waitingDraft) bool { return keyOf(w.form) == k })
}

// begin stores what waits without waiting for the pause, in the background.
func (d *drafts) begin() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.waiting) > 0 && d.timer != nil {
		d.timer.Reset(0)
	}
}

// find is the newest form for a message that is not stored yet.
func (d *drafts) find(caseID, messageID string) (desk.Form, bool) {
	for _, f := range slices.Backward(d.all()) {
		if f.CaseID == caseID && f.MessageID == messageID {
			return f, true
		}
	}
	return desk.Form{}, false
}

// all is every form that is not stored yet.
func (d *drafts) all() []desk.Form {
	d.mu.Lock()
	defer d.mu.Unlock()
	forms := make([]desk.Form, len(d.waiting))
	for i, w := range d.waiting {
		forms[i] = w.form
	}
	return forms
}

func (d *drafts) write() { _ = d.flush(context.Background()) }

// flush stores everything that waits, and waits for it until ctx ends. A draft that can't be stored stays for the next pause.
func (d *drafts) flush(ctx context.Context) error {
	select {
	case d.writing <- struct{}{}:
	case <-ctx.Done():
		return data.Fail(data.Internal, "The draft could not be stored in time.", ctx.Err())
	}
	defer func() { <-d.writing }()
	d.mu.Lock()
	work := slices.Clone(d.waiting)
	d.mu.Unlock()
	var failed error
	for _, w := range work {
		f, err := d.src.SaveDraft(ctx, w.form)
		if err != nil {
			failed = err
		} else {
			d.done(w)
		}
		d.run(func() { d.stored(f, err) })
	}
	return failed
}

// done forgets a form that is stored, unless it has been changed meanwhile.
func (d *drafts) done(w waitingDraft) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waiting = slices.DeleteFunc(d.waiting, func(o waitingDraft) bool { return o.touch == w.touch })
	d.since = time.Now()
}

// instead does something that takes a form's draft away with it: no draft of that form is stored any more, before, while or
// after it, unless it fails.
func (d *drafts) instead(f desk.Form, do func() error) error {
	d.writing <- struct{}{}
	defer func() { <-d.writing }()
	d.mu.Lock()
	held := slices.ContainsFunc(d.waiting, func(w waitingDraft) bool { return keyOf(w.form) == keyOf(f) })
	d.drop(keyOf(f))
	d.mu.Unlock()
	err := do()
	if err != nil && held {
		d.put(f)
	}
	return err
}

// changed is called after every change by the agent.
func (c *Column) changed() {
	if !c.filling && c.shown {
		c.drafts.put(c.form)
	}
}

// stored stamps the heading when the draft of the form on screen is stored.
func (c *Column) stored(f desk.Form, err error) {
	if err != nil {
		c.say(c.opts.Words.Failure(err))
		return
	}
	if c.shown && keyOf(f) == keyOf(c.form) {
		c.form.DraftedAt = f.DraftedAt
		c.stamp()
	}
}
