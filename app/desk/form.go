package desk

import (
	"context"
	"time"

	"sociomedio/data/contract"
)

// Form is Form Reply as it is filled in: a draft while it is written, an outbox item once it is saved. It belongs to one
// target message and one visibility: a private draft is never shown as a public one.
type Form struct {
	CaseID      string              `json:"case_id"`
	CustomerID  string              `json:"customer_id"`
	MessageID   string              `json:"message_id"`   // the message that is answered
	Visibility  contract.Visibility `json:"visibility"`   // follows from ReplyType
	Path        []string            `json:"path"`         // catalogue node ids chosen so far, from the first level
	ReplyType   string              `json:"reply_type"`   // contract.ReplyType.ID; empty for Please select...
	Text        string              `json:"text"`         // Feedback, without the signature
	Cuts        []int               `json:"cuts"`         // byte offsets in Preview.Text where the agent cuts; nil for automatic
	CaseVersion int64               `json:"case_version"` // of the case as the agent saw it; see Seen
	OpenedAt    time.Time           `json:"opened_at"`
	HandlingID  string              `json:"handling_id,omitempty"` // a follow-up joins this record
	After       string              `json:"after,omitempty"`       // a follow-up waits for this outbox item
	DraftedAt   time.Time           `json:"drafted_at"`            // when SaveDraft stored it; zero when never
}

// The fields that an error of Save or Check names in data.Error.Field.
const (
	FieldPath      = "path"       // Category ... Detail: the first level that is missing is len(Form.Path)
	FieldReplyType = "reply_type" // Reply Type
	FieldText      = "text"       // Feedback
	FieldTarget    = "target"     // the message or case itself
)

// Preview is how an answer would go out: counted and cut by the network's own rules.
type Preview struct {
	Text    string // the whole answer with the signature
	Count   int    // in the network's own counting
	Limit   int    // of one part
	Parts   []PartPreview
	TooLong bool // a part is over the limit and can't be cut
}

// PartPreview is one part as it goes out, numbering included.
type PartPreview struct {
	Text  string
	Count int
	From  int // byte offsets in Preview.Text
	To    int
}

// Placeholder is a variable of a template that could not be filled: bytes From to To in the text stand for typing.
type Placeholder struct{ From, To int }

// Form is the draft for a target message (its newest, whatever its visibility), or a blank form with the customer's handle
// where the network wants it. An empty messageID means the message that opened the case. Kinds: NotFound.
func (d *Desk) Form(caseID, messageID string) (Form, error) { return d.form(caseID, messageID) }

// Retype is the form under another reply type. Where the visibility changes, the draft of that visibility is taken if there is
// one, else the text goes along; handle and cuts follow.
func (d *Desk) Retype(f Form, replyType string) (Form, error) { return d.retype(f, replyType) }

// Seen is the form after the agent was shown the case as it is in v: Save then means that state.
func (f Form) Seen(v View) Form {
	f.CaseVersion = v.Case.Version
	return f
}

// FollowUp is the next form after an answer (5.3.9-5.3.13 in one step): target, catalogue path and reply type kept, one
// handling record. after is the outbox item or answer; empty means the case's last answer of this agent. Kinds: NotFound.
func (d *Desk) FollowUp(caseID, after string) (Form, error) { return d.followUp(caseID, after) }

// Preview counts and cuts; fast enough for every key press.
func (d *Desk) Preview(f Form) Preview { return d.preview(f) }

// Check is everything that keeps a form from being saved, in the order of the fields: NoCategory, EmptyAnswer, TooLong,
// PrivateInPublic, NotAnswerable, Invalid, each with its Field. Empty when it can be saved.
func (d *Desk) Check(f Form) []error { return d.check(f) }

// SaveDraft stores a draft. It is called on each pause of typing and when the form is left; an empty form removes the draft.
func (d *Desk) SaveDraft(ctx context.Context, f Form) (Form, error) { return d.saveDraft(ctx, f) }

// DropDraft removes a draft ("Batal").
func (d *Desk) DropDraft(ctx context.Context, f Form) error { return d.dropDraft(ctx, f) }

// Save makes the answer durable on this machine and removes its draft in the same transaction; then the form may clear (5.3.8). It
// goes out when its turn comes. Errors: the first of Check, DiskFull, ReadOnlyDisk; then nothing was saved and the draft stays.
func (d *Desk) Save(ctx context.Context, f Form) (OutboxItem, error) { return d.save(ctx, f) }

// AddNote makes an internal note durable; it goes to the backend like an answer and never to a customer. Kinds: EmptyAnswer,
// TooLong (10,000 characters), DiskFull, ReadOnlyDisk.
func (d *Desk) AddNote(ctx context.Context, caseID, text string) (OutboxItem, error) {
	return d.addNote(ctx, caseID, text)
}

// Fill is a template's text with its variables filled from the case; what is unknown is left as {name} and listed.
func (d *Desk) Fill(t contract.Template, v View) (string, []Placeholder) { return d.fill(t, v) }
