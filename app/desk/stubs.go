package desk

import (
	"context"
	"io"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
)

var errNotYet = data.Fail(data.Internal, "not there yet", nil)

func (d *Desk) catalogue() Catalogue { return Catalogue{} }

func (d *Desk) customers(ctx context.Context, q CustomerQuery) (contract.CustomerPage, error) {
	return contract.CustomerPage{}, errNotYet
}

func (d *Desk) tickets(ctx context.Context, q TicketQuery) (contract.TicketPage, error) {
	return contract.TicketPage{}, errNotYet
}

func (d *Desk) services(ctx context.Context, number string) ([]contract.Service, error) {
	return nil, errNotYet
}

func (d *Desk) linkService(ctx context.Context, customerID, number string) error { return errNotYet }

func (d *Desk) unlinkService(ctx context.Context, customerID string) error { return errNotYet }

func (d *Desk) form(caseID, messageID string) (Form, error) { return Form{}, errNotYet }

func (d *Desk) retype(f Form, replyType string) (Form, error) { return Form{}, errNotYet }

func (d *Desk) followUp(caseID, after string) (Form, error) { return Form{}, errNotYet }

func (d *Desk) preview(f Form) Preview { return Preview{} }

func (d *Desk) check(f Form) []error { return nil }

func (d *Desk) saveDraft(ctx context.Context, f Form) (Form, error) { return Form{}, errNotYet }

func (d *Desk) dropDraft(ctx context.Context, f Form) error { return errNotYet }

func (d *Desk) save(ctx context.Context, f Form) (OutboxItem, error) { return OutboxItem{}, errNotYet }

func (d *Desk) addNote(ctx context.Context, caseID, text string) (OutboxItem, error) {
	return OutboxItem{}, errNotYet
}

func (d *Desk) fill(t contract.Template, v View) (string, []Placeholder) { return "", nil }

func (d *Desk) inbox(filter InboxFilter) (Inbox, error) { return Inbox{}, errNotYet }

func (d *Desk) inboxRows(in Inbox, from, n int) ([]Row, error) { return nil, errNotYet }

func (d *Desk) indexOf(in Inbox, caseID string) int { return 0 }

func (d *Desk) counts() (Counts, error) { return Counts{}, errNotYet }

func (d *Desk) mark(caseID string, unread bool) {}

func (d *Desk) release(ctx context.Context, caseID string) error { return errNotYet }

func (d *Desk) takeOver(ctx context.Context, caseID string) error { return errNotYet }

func (d *Desk) markOutside(ctx context.Context, caseID string, path []string, remark string) error {
	return errNotYet
}

func (d *Desk) outbox() ([]OutboxItem, OutboxCounts, error) { return nil, OutboxCounts{}, errNotYet }

func (d *Desk) unsent() int { return 0 }

func (d *Desk) edit(ctx context.Context, id string) (Form, error) { return Form{}, errNotYet }

func (d *Desk) discard(ctx context.Context, id string) error { return errNotYet }

func (d *Desk) retry(ctx context.Context, id string) error { return errNotYet }

func (d *Desk) sendAnyway(ctx context.Context, id string) error { return errNotYet }

func (d *Desk) retryAnswer(ctx context.Context, answerID string) error { return errNotYet }

func (d *Desk) cancelAnswer(ctx context.Context, answerID string) error { return errNotYet }

func (d *Desk) search(ctx context.Context, q SearchQuery) (SearchPage, error) {
	return SearchPage{}, errNotYet
}

func (d *Desk) recall(key string) string { return "" }

func (d *Desk) remember(key, value string) {}

func (d *Desk) last() (server, username string) { return "", "" }

func (d *Desk) session() Session { return Session{} }

func (d *Desk) signIn(ctx context.Context, c Credentials) (Session, error) {
	return Session{}, errNotYet
}

func (d *Desk) resume(ctx context.Context) (bool, error) { return false, errNotYet }

func (d *Desk) signOut(ctx context.Context) error { return errNotYet }

func (d *Desk) changePassword(ctx context.Context, current, next string) error { return errNotYet }

func (d *Desk) today() Today { return Today{} }

func (d *Desk) team(ctx context.Context) (contract.Team, error) { return contract.Team{}, errNotYet }

func (d *Desk) view(caseID string) (View, error) { return View{}, errNotYet }

func (d *Desk) open(caseID string) (View, error) { return View{}, errNotYet }

func (d *Desk) closeCase() {}

func (d *Desk) customer(customerID string) (CustomerView, error) { return CustomerView{}, errNotYet }

func (d *Desk) openCustomer(customerID string) (CustomerView, error) {
	return CustomerView{}, errNotYet
}

func (d *Desk) history(q HistoryQuery) (HistoryPage, error) { return HistoryPage{}, errNotYet }

func (d *Desk) fetchEarlier(ctx context.Context, customerID string) (bool, error) {
	return false, errNotYet
}

func (d *Desk) handlings(customerID string, before time.Time, limit int) (page []contract.Handling, elsewhere bool, err error) {
	return nil, false, errNotYet
}

func (d *Desk) fetchHandlings(ctx context.Context, customerID string) (bool, error) {
	return false, errNotYet
}

func (d *Desk) exportHandlings(ctx context.Context, customerID string, zone *time.Location, w io.Writer) error {
	return errNotYet
}

func (d *Desk) media(ctx context.Context, mediaID string, size contract.GetMediaParamsSize) ([]byte, error) {
	return nil, errNotYet
}

type outbox struct{}

func loadOutbox(context.Context, *seat) (*outbox, error) { return &outbox{}, nil }

func (o *outbox) knock()                      {}
func (o *outbox) deliver(ctx context.Context) { <-ctx.Done() }
func (o *outbox) quiesce(context.Context)     {}
func (o *outbox) settle([]contract.Handling)  {}

type drafts struct{}

func loadDrafts(context.Context, *local.Store) (*drafts, error) { return &drafts{}, nil }

type prefs struct{}

const settingAgent = "agent"

func (p *prefs) load(context.Context, *local.Store) error { return nil }
func (p *prefs) get(string) string                        { return "" }

type pictures struct{}

func newPictures() *pictures { return &pictures{} }

func (s *seat) renewSetup(context.Context, contract.Changes) error { return nil }
func (s *seat) renewAccounts(context.Context)                      {}
func (s *seat) loadCatalogue(context.Context) error                { return nil }
