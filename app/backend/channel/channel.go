// Package channel is what a network is to the backend. A Channel speaks one account of one network in that network's own
// wire format and turns what comes in into Events and what goes out into posts; it keeps no state between calls but its
// credentials, and knows nothing of cases or agents. Packages x and facebook implement it against any base URL.
package channel

import (
	"context"
	"net/http"
	"time"

	"sociomedio/data/contract"
)

// Channel is one connected account. All methods may be called at the same time from several goroutines.
type Channel interface {
	// Network says which network this is.
	Network() contract.Network

	// Poll reads what is new since mark, which is opaque to the caller and empty at the first time. Reading overlaps on
	// purpose (edge case 36): the caller deduplicates by Event.Key. Batch.Mark is to be stored in the same transaction as
	// the events. Errors are *Error; what could be read beside something that couldn't comes with Batch.Rest.
	Poll(ctx context.Context, mark string) (Batch, error)

	// Webhook checks signature (constant time, raw bytes) and decodes one delivery. Handshakes (CRC, hub.challenge) come
	// back as a Reply to be written as it is. An invalid signature is an *Error of class Refused: answer 401, store nothing.
	// What can't be read is no error: it comes as an Event of type Unknown with its raw bytes (edge cases 3, 33).
	Webhook(method string, header http.Header, query map[string][]string, body []byte) (Delivery, error)

	// Send posts one part and says what the network made of it. It never retries. On error the Class decides: only
	// Later and NotSent mean that nothing was posted.
	Send(ctx context.Context, out Outgoing) (Sent, error)

	// Find looks whether a part whose outcome is unknown is on the network (edge case 26; x-api §5, facebook-api §5, §7).
	// found is false when the network says it is not there; an error when it could not be asked.
	Find(ctx context.Context, out Outgoing) (sent Sent, found bool, err error)

	// Check tries credentials, permissions and clock, and says in plain words what is missing.
	Check(ctx context.Context) []Finding
}

// Batch is what one Poll brought.
type Batch struct {
	Events []Event
	Mark   string    // where the next Poll begins
	Digest string    // of a webhook call: the same one again has no effect
	Gap    bool      // more happened than the network lets us read (beyond X's 800 mentions)
	NextAt time.Time // not before this (rate limit); zero: by the configured interval
	More   bool      // there was more than one reading takes: read on at once
	Rest   error     // what kept the rest from being read (*Error); what is here is good all the same
}

// Delivery is what one webhook call brought: Events to store, or a Reply to write back for a handshake.
type Delivery struct {
	Events []Event
	Reply  *Reply
}

// Reply answers a handshake.
type Reply struct {
	Status      int
	ContentType string
	Body        []byte
}

// EventType says what happened.
type EventType string

// The types of Event.
const (
	Wrote   EventType = "wrote"   // a message by somebody or by us
	Edited  EventType = "edited"  // its text is now Message.Text
	Deleted EventType = "deleted" // blank it, keep the record
	Hidden  EventType = "hidden"
	Shown   EventType = "shown"
	Revoked EventType = "revoked" // the account's token is dead
	Unknown EventType = "unknown" // kept raw, counted
)

// Event is one thing that happened on a network. Key is unique per account for what must be stored once, whatever path it
// came by (poll, webhook, repeats): for Wrote it is kind and external id.
type Event struct {
	Type    EventType
	Key     string
	At      time.Time // the network's time; zero when it gave none
	Message Message   // Wrote, Edited; only ExternalID for the others
	Raw     []byte    // Unknown only
	Account string    // the network's id of the account that a webhook named, when it isn't this channel's own: one app may serve several
}

// Profiler is a Channel whose network names people by id alone in what it delivers (Messenger). An unknown person comes back
// with the ID alone and no error (facebook-api §4, §9).
type Profiler interface {
	Profile(ctx context.Context, id string) (Person, error)
}

// Verifier is a Channel that can say what became of messages stored before: the policy of X wants deleted and changed posts
// to be deleted and changed here within 24 hours (x-api §2), and reading alone doesn't tell of deletions.
type Verifier interface {
	// Verify gives Deleted and Wrote (with Versions) events for those of ids, at most 100, that are gone or were edited.
	Verify(ctx context.Context, ids []string) ([]Event, error)
}

// Opener is a Channel some of whose media can be fetched only by its own account (x-api §4).
type Opener interface {
	// Open makes the request for an attachment's address; nil when the address is public. Its credentials are for that one
	// address: it must not be followed to another host.
	Open(ctx context.Context, url string) (*http.Request, error)
}

// Meter is a Channel whose network takes money for each thing that is read or written (x-api §2).
type Meter interface {
	// Charges gives what was used since it was last called.
	Charges() []Charge
}

// Charge is what was used of one kind on one day of UTC.
type Charge struct {
	Kind    string
	At      time.Time // some time on that day
	Dollars float64   // for each
	Count   int       // how often something was done
	Things  []string  // what was read: ids with their type, each to be paid for once that day, whoever read it before
}

// Message is a message in the words of the domain.
type Message struct {
	Kind         contract.MessageKind
	ExternalID   string   // opaque
	Versions     []string // older ids of the same message (X edits), oldest first
	Thread       string   // external id of the public thread's root or of the private conversation
	InReplyTo    string   // external id of the parent; empty if none
	Author       Person   // the one who wrote it
	Ours         bool     // written by our account, by us or in the network's own page
	Customer     Person   // the participant who isn't ours; equals Author unless Ours; zero for public posts of ours
	Private      bool
	Summons      bool // names us itself or quotes us: X lets us answer (x-api §2)
	OpensCase    bool // by the rules of edge cases 5, 11, 18, 19, 38
	Text         string
	Quoted       string
	URL          string
	Metadata     string // what we put in at Send and came back (Messenger)
	Attachments  []contract.Attachment
	Hidden       bool
	CanReplyPriv bool // a private reply is possible
}

// Person is a profile on a network. ID is the identity within (network, account); all else is a label.
type Person struct {
	ID, Handle, Name, Description, AvatarURL, URL string
	Followers, Following, Statuses                int64
	Since                                         time.Time
	Known                                         bool // the numbers were given
	Protected, ClosedDMs                          bool
}

// Outgoing is one part to be posted.
type Outgoing struct {
	PartID    string // ours; goes along as metadata where the network allows it
	Kind      contract.MessageKind
	Private   bool
	InReplyTo string    // external id of what it answers; the part before it from part 2 on
	Thread    string    // external id of the thread or private conversation
	Recipient Person    // the customer
	LastFrom  time.Time // when the customer last wrote (Messenger's window)
	Text      string    // empty only with a picture
	Pictures  []Picture // that go with it; Find only has to know that there are some
	FirstTry  time.Time // when it was first tried; Find looks from a little before
	Known     []string  // for Find: external ids that other parts for this customer have; none of them is this part
}

// Sent is where a part landed.
type Sent struct {
	ExternalID string
	Thread     string // private conversation's id when the network named it
	Recipient  string // the customer's id in private, when the network named it: it may be another one than in public
	URL        string
	At         time.Time
}

// Class says what may be done after an error.
type Class string

// The classes of Error.
const (
	Later   Class = "later"   // nothing was posted; try again not before Until (rate limit, our side of the connection)
	NotSent Class = "notsent" // nothing was posted and it can be tried again at once (connection refused, DNS)
	Lost    Class = "lost"    // nobody knows whether it was posted: Find first
	Refused Class = "refused" // the network said no for good; Code says why
	Dead    Class = "dead"    // token dead or no credit: pause the account's jobs, keep incoming webhooks
)

// Error is what a network's answer means. Code is stable and travels as contract.Reason.Code. It never holds message text
// or credentials.
type Error struct {
	Class Class
	Code  string // rate_limited, duplicate, not_summoned, window_closed, token_dead, no_credit, parent_gone, too_long, permission, ...
	Until time.Time
	Cause error
}

// Error is class, code and cause.
func (e *Error) Error() string {
	s := "channel: " + string(e.Class) + " " + e.Code
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Cause }

// Finding is one line of Check: what was looked at, whether it is right, and what to do if not.
type Finding struct {
	What string
	OK   bool
	Todo string
}
