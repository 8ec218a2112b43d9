package customer

import (
	"context"
	"maps"
	"sync"
	"time"
)

// The pause of typing after which a note is stored as a draft, and how long typing may go on without one.
const (
	notePause   = 700 * time.Millisecond
	noteLongest = 3 * time.Second
)

// noteDrafts stores what is being written as a note, off the UI goroutine and one write at a time: a note that was begun outlives the
// program like an answer that was.
type noteDrafts struct {
	src    Source
	failed func(error) // any goroutine

	writing sync.Mutex // held while the source is asked: a late draft never comes back after its note

	mu      sync.Mutex
	waiting map[string]string // what is not stored yet, by case
	since   time.Time         // of the oldest of it
	timer   *time.Timer
}

func newNoteDrafts(src Source, failed func(error)) *noteDrafts {
	return &noteDrafts{src: src, failed: failed, waiting: map[string]string{}}
}

// put has the text stored after the next pause.
func (d *noteDrafts) put(caseID, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	if len(d.waiting) == 0 {
		d.since = now
	}
	d.waiting[caseID] = text
	wait := max(min(notePause, noteLongest-now.Sub(d.since)), 0)
	if d.timer == nil {
		d.timer = time.AfterFunc(wait, d.flush)
		return
	}
	d.timer.Reset(wait)
}

// find is the text of a case: what waits, else what is stored.
func (d *noteDrafts) find(caseID string) string {
	d.mu.Lock()
	text, waits := d.waiting[caseID]
	d.mu.Unlock()
	if waits {
		return text
	}
	return d.src.NoteDraft(caseID)
}

// flush stores what waits and waits for it. What can't be stored stays for the next pause.
func (d *noteDrafts) flush() {
	d.writing.Lock()
	defer d.writing.Unlock()
	d.mu.Lock()
	work := maps.Clone(d.waiting)
	d.mu.Unlock()
	for caseID, text := range work {
		if err := d.src.SaveNoteDraft(context.Background(), caseID, text); err != nil {
			d.failed(err)
			continue
		}
		d.done(caseID, text)
	}
}

// done forgets a text that is stored, unless it has been changed meanwhile.
func (d *noteDrafts) done(caseID, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.waiting[caseID] == text {
		delete(d.waiting, caseID)
	}
}

// save makes the note of a text: its draft goes with that, and none comes after it.
func (d *noteDrafts) save(ctx context.Context, caseID, text string) error {
	d.writing.Lock()
	defer d.writing.Unlock()
	d.done(caseID, text)
	_, err := d.src.AddNote(ctx, caseID, text)
	if err != nil {
		d.put(caseID, text)
	}
	return err
}
