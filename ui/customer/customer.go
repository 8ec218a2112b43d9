// Package customer is the middle column: the open case with its breadcrumb, its message and what stands against an answer, and
// under it the five customer tabs (Customer Info, Customer Profile, Ticket List, History Conversation, History Penanganan). The
// tabs are a type of their own, for the Customers page shows the same (5.3.11).
//
// It reads from the local store through its Source and never waits on the UI goroutine; what has to ask the backend runs on
// another goroutine, and its answer is shown only while the customer it belongs to is still shown.
package customer

import (
	"context"
	"io"
	"net/url"
	"time"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
	"sociomedio/ui/onui"
	"sociomedio/ui/words"
)

// Source is what the tabs and the column ask for; *desk.Desk is one. Methods without a context answer at once.
type Source interface {
	Session() desk.Session
	Connection() desk.Connection
	Catalogue() desk.Catalogue

	Open(caseID string) (desk.View, error)
	View(caseID string) (desk.View, error)
	CloseCase()
	Release(ctx context.Context, caseID string) error
	TakeOver(ctx context.Context, caseID string) error

	Customer(customerID string) (desk.CustomerView, error)
	Customers(ctx context.Context, q desk.CustomerQuery) (contract.CustomerPage, error)
	Tickets(ctx context.Context, q desk.TicketQuery) (contract.TicketPage, error)
	Services(ctx context.Context, number string) ([]contract.Service, error)
	LinkService(ctx context.Context, customerID, number string) error
	UnlinkService(ctx context.Context, customerID string) error

	History(q desk.HistoryQuery) (desk.HistoryPage, error)
	FetchEarlier(ctx context.Context, customerID string) (bool, error)
	Handlings(customerID string, before time.Time, limit int) (page []contract.Handling, elsewhere bool, err error)
	FetchHandlings(ctx context.Context, customerID string) (bool, error)
	ExportHandlings(ctx context.Context, customerID string, zone *time.Location, w io.Writer) error
	Media(ctx context.Context, mediaID string, size contract.GetMediaParamsSize) ([]byte, error)
	NoteDraft(caseID string) string
	SaveNoteDraft(ctx context.Context, caseID, text string) error
	AddNote(ctx context.Context, caseID, text string) (desk.OutboxItem, error)

	Outbox() ([]desk.OutboxItem, desk.OutboxCounts, error)
	Edit(ctx context.Context, id string) (desk.Form, error)
	Discard(ctx context.Context, id string) error
	Retry(ctx context.Context, id string) error
	SendAnyway(ctx context.Context, id string) error
	RetryAnswer(ctx context.Context, answerID string) error
	CancelAnswer(ctx context.Context, answerID string) error
}

var _ Source = (*desk.Desk)(nil)

// Options say where everything comes from and what happens on each wish. All are needed; every callback is called on the UI
// goroutine.
type Options struct {
	Source Source
	Run    onui.Runner
	Words  *words.Table
	Clock  func() time.Time

	OnReply  func(caseID, messageID string)                   // Reply at a message (5.3.12)
	OnEdit   func(desk.Form)                                  // an answer was taken back: it goes into Form Reply
	OnLink   func(*url.URL)                                   // a link was clicked; only http and https
	OnSay    func(sentence string)                            // what happened, for a moment
	OnSync   func()                                           // Sync in the empty column
	OnFirst  func()                                           // open the first case, in the empty column
	SaveFile func(name string, write func(w io.Writer) error) // asks where to, and calls write on another goroutine
	Folded   bool                                             // History Conversation begins without its filter, search and note field
}

// act runs what may wait and changes something, says when it failed, and then calls done. It is never broken off: another
// case being shown meanwhile does not take it back.
func (o *Options) act(work func(context.Context) error, done func(ok bool)) {
	onui.Load(context.Background(), onui.NewSlot(o.Run), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, work(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			o.OnSay(o.Words.Failure(err))
		}
		done(err == nil)
	})
}

// open opens the address of a message or a profile, when it is one that may be opened.
func (o *Options) open(address string) {
	if u := link(address); u != nil {
		o.OnLink(u)
	}
}

// patience is how long something may take before the screen says that it takes time (DESIGN.md section 7).
const patience = 300 * time.Millisecond

// hint says after a while that something takes time.
type hint struct {
	run   onui.Runner
	timer *time.Timer
	turn  int
}

// begin calls say after patience, unless end is called before.
func (h *hint) begin(say func()) {
	h.end()
	turn := h.turn
	h.timer = time.AfterFunc(patience, func() {
		h.run(func() {
			if h.turn == turn {
				say()
			}
		})
	})
}

func (h *hint) end() {
	h.turn++
	if h.timer != nil {
		h.timer.Stop()
	}
}
