package remote

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"sociomedio/data/contract"
)

// get is a call that reads one thing.
func get[T any](ctx context.Context, c *Client, path, id string, query url.Values) (T, error) {
	var into T
	err := c.do(ctx, call{method: http.MethodGet, path: path, id: id, query: query, into: &into})
	if err != nil {
		var none T
		return none, err
	}
	return into, nil
}

// write is a call that changes something and answers the thing as it is then.
func write[T any](ctx context.Context, c *Client, k call) (T, error) {
	var into T
	k.into = &into
	if err := c.do(ctx, k); err != nil {
		var none T
		return none, err
	}
	return into, nil
}

// page is the query of a list; the backend's default is taken for what is empty.
func page(cursor string, limit int) url.Values {
	q := url.Values{}
	put(q, "cursor", cursor)
	if limit > 0 {
		q.Set("limit", strconv.Itoa(limit))
	}
	return q
}

func put(q url.Values, name, value string) {
	if value != "" {
		q.Set(name, value)
	}
}

// Catalogue is the KIP and the reply types (5.3.5, 5.3.6).
func (c *Client) Catalogue(ctx context.Context) (contract.Catalogue, error) {
	return get[contract.Catalogue](ctx, c, "/v1/catalogue", "", nil)
}

// Templates are all canned answers.
func (c *Client) Templates(ctx context.Context) (contract.TemplateList, error) {
	return get[contract.TemplateList](ctx, c, "/v1/templates", "", nil)
}

// Accounts are the company's accounts on the networks.
func (c *Client) Accounts(ctx context.Context) (contract.AccountList, error) {
	return get[contract.AccountList](ctx, c, "/v1/accounts", "", nil)
}

// Changes is what changed after the cursor; limit 0 means the backend's default.
func (c *Client) Changes(ctx context.Context, cursor string, limit int) (contract.Changes, error) {
	return get[contract.Changes](ctx, c, "/v1/changes", "", page(cursor, limit))
}

// Cases is a page of cases by state, earliest due first.
func (c *Client) Cases(ctx context.Context, p contract.ListCasesParams) (contract.CasePage, error) {
	q := page(p.Cursor, p.Limit)
	put(q, "state", string(p.State))
	put(q, "network", string(p.Network))
	return get[contract.CasePage](ctx, c, "/v1/cases", "", q)
}

// Take takes waiting cases for this agent (5.3.2).
func (c *Client) Take(ctx context.Context, t contract.Take) (contract.Taken, error) {
	return write[contract.Taken](ctx, c, call{method: http.MethodPost, path: "/v1/cases/take", body: t})
}

// Case is one case.
func (c *Client) Case(ctx context.Context, id string) (contract.Case, error) {
	return get[contract.Case](ctx, c, "/v1/cases/{id}", id, nil)
}

// OpenCase says that the agent looks at the case.
func (c *Client) OpenCase(ctx context.Context, id string) (contract.Case, error) {
	return write[contract.Case](ctx, c, call{method: http.MethodPost, path: "/v1/cases/{id}/open", id: id})
}

// ReleaseCase puts the case back into the common queue.
func (c *Client) ReleaseCase(ctx context.Context, id string) (contract.Case, error) {
	return write[contract.Case](ctx, c, call{method: http.MethodPost, path: "/v1/cases/{id}/release", id: id})
}

// TakeOverCase makes this agent the only holder.
func (c *Client) TakeOverCase(ctx context.Context, id string) (contract.Case, error) {
	return write[contract.Case](ctx, c, call{method: http.MethodPost, path: "/v1/cases/{id}/takeover", id: id})
}

// MarkOutside marks a case as answered in the network's own page.
func (c *Client) MarkOutside(ctx context.Context, id string, o contract.Outside) (contract.Case, error) {
	return write[contract.Case](ctx, c, call{method: http.MethodPost, path: "/v1/cases/{id}/outside", id: id, body: o})
}

var kept = []int{http.StatusOK, http.StatusCreated}

// SaveAnswer is Save (5.3.8). The same key with the same answer has one effect, however often it is called.
func (c *Client) SaveAnswer(ctx context.Context, caseID, key string, a contract.NewAnswer) (contract.Handling, error) {
	return write[contract.Handling](ctx, c, call{method: http.MethodPost, path: "/v1/cases/{id}/answers", id: caseID, key: key, body: a, want: kept})
}

// KeepPicture keeps a picture for an answer that will name its id; the same again changes nothing.
func (c *Client) KeepPicture(ctx context.Context, caseID, id string, raw []byte) error {
	return c.do(ctx, call{method: http.MethodPut, path: "/v1/cases/{id}/pictures/{picture}", id: caseID, part: id, raw: raw, want: []int{http.StatusNoContent}})
}

// AddNote keeps an internal note; once for one key.
func (c *Client) AddNote(ctx context.Context, caseID, key string, n contract.NewNote) (contract.Note, error) {
	return write[contract.Note](ctx, c, call{method: http.MethodPost, path: "/v1/cases/{id}/notes", id: caseID, key: key, body: n, want: kept})
}

// CancelAnswer takes back what is still queued.
func (c *Client) CancelAnswer(ctx context.Context, answerID string) (contract.Handling, error) {
	return write[contract.Handling](ctx, c, call{method: http.MethodPost, path: "/v1/answers/{id}/cancel", id: answerID})
}

// ResumeAnswer sends what is missing of a failed answer.
func (c *Client) ResumeAnswer(ctx context.Context, answerID string) (contract.Handling, error) {
	return write[contract.Handling](ctx, c, call{method: http.MethodPost, path: "/v1/answers/{id}/resume", id: answerID})
}

// Customers is Inquiry (5.3.10).
func (c *Client) Customers(ctx context.Context, p contract.SearchCustomersParams) (contract.CustomerPage, error) {
	q := page(p.Cursor, p.Limit)
	put(q, "by", string(p.By))
	put(q, "q", p.Q)
	return get[contract.CustomerPage](ctx, c, "/v1/customers", "", q)
}

// Customer is one customer with service and tickets.
func (c *Client) Customer(ctx context.Context, id string) (contract.Customer, error) {
	return get[contract.Customer](ctx, c, "/v1/customers/{id}", id, nil)
}

// Messages is a page of a conversation with its notes, newest page first.
func (c *Client) Messages(ctx context.Context, customerID, cursor string, limit int) (contract.HistoryPage, error) {
	return get[contract.HistoryPage](ctx, c, "/v1/customers/{id}/messages", customerID, page(cursor, limit))
}

// SearchMessages is a page of the messages that have every word of q, newest first.
func (c *Client) SearchMessages(ctx context.Context, q, cursor string, limit int) (contract.MessagePage, error) {
	p := page(cursor, limit)
	put(p, "q", q)
	return get[contract.MessagePage](ctx, c, "/v1/messages", "", p)
}

// Handlings is a page of handling records, newest first.
func (c *Client) Handlings(ctx context.Context, customerID, cursor string, limit int) (contract.HandlingPage, error) {
	return get[contract.HandlingPage](ctx, c, "/v1/customers/{id}/handlings", customerID, page(cursor, limit))
}

// LinkService links a service number to a social profile.
func (c *Client) LinkService(ctx context.Context, customerID string, l contract.ServiceLink) (contract.Customer, error) {
	return write[contract.Customer](ctx, c, call{method: http.MethodPut, path: "/v1/customers/{id}/service", id: customerID, body: l})
}

// UnlinkService takes the link back.
func (c *Client) UnlinkService(ctx context.Context, customerID string) (contract.Customer, error) {
	return write[contract.Customer](ctx, c, call{method: http.MethodDelete, path: "/v1/customers/{id}/service", id: customerID})
}

// Services are the service records for a number in any format.
func (c *Client) Services(ctx context.Context, number string) (contract.ServiceList, error) {
	return get[contract.ServiceList](ctx, c, "/v1/services", "", url.Values{"number": {number}})
}

// Tickets is a page of the Ticket List.
func (c *Client) Tickets(ctx context.Context, p contract.SearchTicketsParams) (contract.TicketPage, error) {
	q := page(p.Cursor, p.Limit)
	put(q, "q", p.Q)
	put(q, "customer", p.Customer)
	return get[contract.TicketPage](ctx, c, "/v1/tickets", "", q)
}

// Team is the team's figures (supervisors and admins).
func (c *Client) Team(ctx context.Context) (contract.Team, error) {
	return get[contract.Team](ctx, c, "/v1/team", "", nil)
}
