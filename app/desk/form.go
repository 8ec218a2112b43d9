package desk

import (
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
	Pictures    []Picture           `json:"pictures,omitempty"`    // that go with the answer; see Attach
	DraftedAt   time.Time           `json:"drafted_at"`            // when SaveDraft stored it; zero when never
}

// The fields that an error of Save or Check names in data.Error.Field.
const (
	FieldPath      = "path"       // Category ... Detail: the first level that is missing is len(Form.Path)
	FieldReplyType = "reply_type" // Reply Type
	FieldText      = "text"       // Feedback
	FieldPictures  = "pictures"   // what is attached
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

// Seen is the form after the agent was shown the case as it is in v: Save then means that state.
func (f Form) Seen(v View) Form {
	f.CaseVersion = v.Case.Version
	return f
}
