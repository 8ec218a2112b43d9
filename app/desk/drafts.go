package desk

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"sociomedio/data"
	"sociomedio/data/local"
)

// drafts are all drafts of this agent, in memory and durable. There are as many as an agent begins answers and does not send.
type drafts struct {
	store *local.Store

	writing sync.Mutex // one change at a time, so that memory and disk come in one order

	mu   sync.Mutex
	all  map[local.DraftKey]Form
	sent map[local.DraftKey]time.Time // OpenedAt of the forms that were saved: a late SaveDraft must not bring one back
}

func loadDrafts(ctx context.Context, store *local.Store) (*drafts, error) {
	kept, err := store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	d := &drafts{store: store, all: map[local.DraftKey]Form{}, sent: map[local.DraftKey]time.Time{}}
	for _, k := range kept {
		var f Form
		if err := json.Unmarshal(k.Doc, &f); err != nil || f.key() != k.DraftKey {
			continue // of another version, or damaged: it stays on the disk
		}
		f.DraftedAt = k.At
		d.all[k.DraftKey] = f
	}
	return d, nil
}

func (f Form) key() local.DraftKey {
	return local.DraftKey{CaseID: f.CaseID, MessageID: f.MessageID, Visibility: f.Visibility}
}

// draft is how a form is stored.
func (f Form) draft() (local.Draft, error) {
	doc, err := json.Marshal(f)
	if err != nil {
		return local.Draft{}, data.Fail(data.Internal, "The draft can't be stored.", nil)
	}
	return local.Draft{DraftKey: f.key(), At: f.DraftedAt, Doc: doc}, nil
}

// get is the draft of a key.
func (d *drafts) get(k local.DraftKey) (Form, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f, ok := d.all[k]
	return f, ok
}

func (d *drafts) list() []Form {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Collect(maps.Values(d.all))
}

// newest is the newest draft for a message, whatever its visibility.
func (d *drafts) newest(caseID, messageID string) (Form, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var newest Form
	found := false
	for k, f := range d.all {
		if k.CaseID == caseID && k.MessageID == messageID && (!found || f.DraftedAt.After(newest.DraftedAt)) {
			newest, found = f, true
		}
	}
	return newest, found
}

// of says whether a case has a draft.
func (d *drafts) of(caseID string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	for k := range d.all {
		if k.CaseID == caseID {
			return true
		}
	}
	return false
}

// put stores a draft, unless it is one of a form that was saved meanwhile.
func (d *drafts) put(ctx context.Context, f Form) error {
	d.writing.Lock()
	defer d.writing.Unlock()
	if d.wasSent(f) {
		return nil
	}
	kept, err := f.draft()
	if err != nil {
		return err
	}
	if err := d.store.PutDraft(ctx, kept); err != nil {
		return err
	}
	d.keep(f)
	return nil
}

func (d *drafts) wasSent(f Form) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	at, ok := d.sent[f.key()]
	return ok && at.Equal(f.OpenedAt)
}

// keep takes over a draft that is durable.
func (d *drafts) keep(f Form) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.all[f.key()] = f
	delete(d.sent, f.key())
}

// drop removes a draft; it says whether there was one.
func (d *drafts) drop(ctx context.Context, k local.DraftKey) (bool, error) {
	d.writing.Lock()
	defer d.writing.Unlock()
	if _, ok := d.get(k); !ok {
		return false, nil
	}
	if err := d.store.DropDraft(ctx, k); err != nil {
		return false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.all, k)
	return true, nil
}

// save runs store, which removes the drafts of a form that is saved, and forgets them when it did: that of the form, and
// what is left of it under another visibility.
func (d *drafts) save(f Form, store func(were []local.DraftKey) error) error {
	d.writing.Lock()
	defer d.writing.Unlock()
	were := d.leftOf(f)
	if err := store(were); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range were {
		delete(d.all, k)
	}
	if f.MessageID != "" { // a note's field is used again for the next
		d.sent[f.key()] = f.OpenedAt
	}
	return nil
}

// leftOf are the drafts that hold nothing but what the form says.
func (d *drafts) leftOf(f Form) []local.DraftKey {
	d.mu.Lock()
	defer d.mu.Unlock()
	keys := []local.DraftKey{f.key()}
	for k, other := range d.all {
		if k != f.key() && k.CaseID == f.CaseID && k.MessageID == f.MessageID && strings.Contains(f.Text, other.body()) && len(other.Pictures) == 0 {
			keys = append(keys, k)
		}
	}
	return keys
}

// takeBack runs store, which makes an item of the outbox a draft again. A draft that was begun meanwhile goes along.
func (d *drafts) takeBack(f Form, store func(*local.Draft) error) (Form, error) {
	d.writing.Lock()
	defer d.writing.Unlock()
	if begun, ok := d.get(f.key()); ok && begun.body() != "" && !strings.Contains(f.Text, begun.body()) {
		f.Text = strings.TrimRight(f.Text, " \n") + "\n\n" + begun.body()
		f.Cuts = nil
	}
	if begun, ok := d.get(f.key()); ok {
		f.Pictures = append(slices.Clone(f.Pictures), begun.Pictures...)
	}
	kept, err := f.draft()
	if err != nil {
		return Form{}, err
	}
	if err := store(&kept); err != nil {
		return Form{}, err
	}
	d.keep(f)
	return f, nil
}

// joined tells the drafts that follow an item of the outbox which handling record it became part of.
func (d *drafts) joined(ctx context.Context, itemID, handlingID string) error {
	d.mu.Lock()
	var follow []Form
	for _, f := range d.all {
		if f.After == itemID {
			f.After, f.HandlingID = "", handlingID
			follow = append(follow, f)
		}
	}
	d.mu.Unlock()
	for _, f := range follow {
		if err := d.put(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// SaveDraft stores a draft. It is called on each pause of typing and when the form is left; an empty form removes the draft. A
// form that was saved meanwhile stays saved. Kinds: DiskFull, ReadOnlyDisk, Invalid (the form belongs to no message).
func (d *Desk) SaveDraft(ctx context.Context, f Form) (Form, error) {
	s, err := d.at()
	if err != nil {
		return f, err
	}
	if f.CaseID == "" || f.MessageID == "" {
		return f, &data.Error{Kind: data.Invalid, Sentence: "A draft belongs to a message.", Field: FieldTarget}
	}
	if f.empty() {
		return f, d.DropDraft(ctx, f)
	}
	begun := !s.drafts.of(f.CaseID)
	f.DraftedAt = s.params.Clock()
	if err := s.drafts.put(ctx, f); err != nil {
		d.heal(s, err)
		return f, err
	}
	if begun {
		s.bus.post(Event{Kind: InboxChanged})
	}
	return f, nil
}

// DropDraft removes a draft ("Batal").
func (d *Desk) DropDraft(ctx context.Context, f Form) error {
	s, err := d.at()
	if err != nil {
		return err
	}
	had, err := s.drafts.drop(ctx, f.key())
	if had {
		s.bus.post(Event{Kind: InboxChanged})
	}
	return err
}

// body is the text without the handle that a blank form begins with.
func (f Form) body() string {
	text := strings.TrimSpace(f.Text)
	if strings.HasPrefix(text, "@") {
		if i := strings.IndexAny(text, " \n\t"); i > 0 {
			return strings.TrimSpace(text[i:])
		}
		return ""
	}
	return text
}

// empty says that nothing was written and nothing classified: a reply type alone may have chosen itself.
func (f Form) empty() bool { return f.body() == "" && len(f.Path) == 0 && len(f.Pictures) == 0 }
