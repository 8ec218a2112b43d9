package storage

import (
	"context"
	"slices"
	"strings"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// caseRow is a case with what is shown on its row.
type caseRow struct {
	ID                                                          string
	Number, Version, CustomerVersion                            int64
	State                                                       contract.CaseState
	Network                                                     contract.Network
	Kind                                                        contract.MessageKind
	Private                                                     bool
	AccountID, CustomerID, ConversationID, MessageID, HolderID  string
	NewestID                                                    string
	OpenedAt, LeaseUntil, ReceivedAt, DueAt, AnsweredAt         moment
	ChangedAt                                                   moment
	Preview                                                     string
	PreviewOurs                                                 bool
	PreviousID                                                  string
	AccountName, AccountHandle, CustomerName, CustomerHandle    string
	HolderName                                                  string
	AccountState                                                string
	Protected, ClosedDms, Summons, Deleted, ReplyPriv, PrivUsed bool
	LastFromAt, NewestAt                                        moment
	Viewers                                                     string
}

// What stands between viewers, and within one between id and name: bytes that no name has.
const between, within = "\x1e", "\x1f"

// caseColumns are a case's own columns.
const caseColumns = `c.id, c.number, c.version, c.customer_version, c.state, c.network, c.kind, c.private, c.account_id, c.customer_id, c.conversation_id,
	c.message_id, c.newest_id, c.holder_id, c.opened_at, c.lease_until, c.received_at, c.due_at, c.answered_at, c.changed_at, c.preview, c.preview_ours, c.previous_id`

// caseSelect reads cases as they are shown; its argument is now.
const caseSelect = `SELECT ` + caseColumns + `, a.name AS account_name, a.handle AS account_handle, a.state AS account_state,
	cu.name AS customer_name, cu.handle AS customer_handle, cu.protected, cu.closed_dms, COALESCE(h.name, '') AS holder_name,
	co.last_from_at, m.at AS newest_at, m.summons, m.deleted_at > 0 AS deleted, m.reply_priv, m.priv_used,
	COALESCE((SELECT string_agg(v.agent_id || '` + within + `' || va.name, '` + between + `') FROM viewers v JOIN agents va ON va.id = v.agent_id
		WHERE v.case_id = c.id AND v.until_at > ?), '') AS viewers
	FROM cases c JOIN accounts a ON a.id = c.account_id JOIN customers cu ON cu.id = c.customer_id
	JOIN conversations co ON co.id = c.conversation_id JOIN messages m ON m.id = c.newest_id
	LEFT JOIN agents h ON h.id = c.holder_id `

func (r caseRow) contract(now moment) contract.Case {
	c := contract.Case{
		ID: r.ID, Number: r.Number, Version: r.Version, State: r.State, Network: r.Network, Kind: r.Kind, Private: r.Private,
		Account:        contract.AccountRef{ID: r.AccountID, Name: r.AccountName, Handle: r.AccountHandle},
		Customer:       contract.CustomerRef{ID: r.CustomerID, Name: r.CustomerName, Handle: r.CustomerHandle},
		ConversationID: r.ConversationID, MessageID: r.MessageID,
		OpenedAt: r.OpenedAt.Time(), LeaseUntil: r.LeaseUntil.Time(), ReceivedAt: r.ReceivedAt.Time(), DueAt: r.DueAt.Time(),
		AnsweredAt: r.AnsweredAt.Time(), ChangedAt: r.ChangedAt.Time(), Preview: r.Preview, PreviewOurs: r.PreviewOurs,
		PreviousCaseID: r.PreviousID, Viewers: r.viewers(),
	}
	if r.HolderID != "" {
		c.Holder = contract.AgentRef{ID: r.HolderID, Name: r.HolderName}
	}
	c.Answerable = facts{
		kind: r.Kind, account: r.AccountState, summons: r.Summons, deleted: r.Deleted, protected: r.Protected,
		closedDMs: r.ClosedDms, lastFrom: r.LastFromAt,
	}.answerable(now)
	return c
}

var errNoCase = data.Fail(data.NotFound, "There is no such case.", nil)

// casesByID gives the cases there are of ids, in no order.
func (c conn) casesByID(ctx context.Context, now moment, ids []string) ([]contract.Case, error) {
	list, args := in(ids)
	return c.casesWhere(ctx, now, `WHERE c.id IN `+list, args...)
}

func (c conn) casesWhere(ctx context.Context, now moment, where string, args ...any) ([]contract.Case, error) {
	rows, err := all[caseRow](ctx, c, caseSelect+where, append([]any{now}, args...)...)
	if err != nil {
		return nil, err
	}
	cases := make([]contract.Case, 0, len(rows))
	for _, r := range rows {
		cases = append(cases, r.contract(now))
	}
	return cases, nil
}

// viewers reads what caseSelect makes of those who look at a case: id and name of each.
func (r caseRow) viewers() []contract.AgentRef {
	if r.Viewers == "" {
		return nil
	}
	var list []contract.AgentRef
	for one := range strings.SplitSeq(r.Viewers, between) {
		if id, name, _ := strings.Cut(one, within); id != r.HolderID {
			list = append(list, contract.AgentRef{ID: id, Name: name})
		}
	}
	slices.SortFunc(list, func(a, b contract.AgentRef) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func (c conn) caseByID(ctx context.Context, now moment, id string) (contract.Case, error) {
	cases, err := c.casesByID(ctx, now, []string{id})
	if err == nil && len(cases) == 0 {
		err = errNoCase
	}
	if err != nil {
		return contract.Case{}, err
	}
	return cases[0], nil
}

// lockCase reads a case's own columns and keeps others from changing it until the transaction ends.
func (t *tx) lockCase(ctx context.Context, id string) (caseRow, error) {
	row, found, err := one[caseRow](ctx, t.conn, `SELECT `+caseColumns+` FROM cases c WHERE c.id = ?`+t.engine.lock, id)
	if err == nil && !found {
		err = errNoCase
	}
	return row, err
}

// refuse is the error of a kind that shows the case as it is now.
func (t *tx) refuse(ctx context.Context, kind data.Kind, sentence, caseID string, messages []contract.Message) error {
	now, err := t.caseByID(ctx, t.now, caseID)
	if err != nil {
		return err
	}
	return data.Fail(kind, sentence, &Changed{Case: now, Messages: messages})
}

// previewLength is how much of a message a case's row shows, in characters.
const previewLength = 140

// preview is the beginning of a text on one line.
func preview(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	runes := 0
	for i := range line {
		if runes == previewLength {
			return line[:i]
		}
		runes++
	}
	return line
}
