package storage

import (
	"context"
	"encoding/json"
	"slices"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// messageRow is a message as it is shown.
type messageRow struct {
	ID, ConversationID, CustomerID, CaseID, AccountID string
	Network                                           contract.Network
	Kind                                              contract.MessageKind
	Ours, Private                                     bool
	Author, Handle, AgentID, AgentName                string
	Text, Quoted, Attachments, URL, ParentID          string
	At                                                moment
	AnswerID                                          string
	Part, Parts                                       int
	State                                             contract.DeliveryState
	ReasonCode                                        string
	ReasonUntil, EditedAt, DeletedAt                  moment
	Hidden, Outside, Unknown, Summons                 bool
	AccountState                                      string
	Protected, ClosedDms                              bool
	LastFromAt                                        moment
}

// messageSelect reads messages as they are shown. The message they answer is looked up each time, so that a parent that comes
// late is found (edge case 4).
const messageSelect = `SELECT ` + messageColumns

// messagePage reads them with whether there are notes of a customer, its first argument.
const messagePage = `SELECT (SELECT EXISTS (SELECT 1 FROM notes WHERE customer_id = ?)) AS noted, ` + messageColumns

type pageRow struct {
	messageRow
	Noted bool
}

const messageColumns = `m.id, m.conversation_id, m.customer_id, m.case_id, m.account_id, m.network, m.kind, m.ours, m.private,
	m.author, m.handle, m.agent_id, COALESCE(ag.name, '') AS agent_name, m.text, m.quoted, m.attachments, m.url,
	COALESCE(x.message_id, '') AS parent_id, m.at, m.answer_id, m.part, m.parts, m.state, m.reason_code, m.reason_until,
	m.edited_at, m.deleted_at, m.hidden, m.outside, m.unknown, m.summons,
	a.state AS account_state, cu.protected, cu.closed_dms, co.last_from_at
	FROM messages m JOIN accounts a ON a.id = m.account_id JOIN customers cu ON cu.id = m.customer_id
	JOIN conversations co ON co.id = m.conversation_id
	LEFT JOIN agents ag ON ag.id = m.agent_id
	LEFT JOIN externals x ON x.account_id = m.account_id AND x.external_id = m.in_reply_to `

func (r messageRow) contract(now moment) (contract.Message, error) {
	m := contract.Message{
		ID: r.ID, ConversationID: r.ConversationID, CustomerID: r.CustomerID, CaseID: r.CaseID, Network: r.Network, Kind: r.Kind,
		Ours: r.Ours, Private: r.Private, Author: r.Author, Handle: r.Handle, Text: r.Text, At: r.At.Time(), URL: r.URL,
		InReplyTo: r.ParentID, Quoted: r.Quoted, AnswerID: r.AnswerID, Part: r.Part, Parts: r.Parts, State: r.State,
		Reason: reason(r.ReasonCode, r.ReasonUntil), Edited: r.EditedAt != 0, Deleted: r.DeletedAt != 0, Hidden: r.Hidden,
		Outside: r.Outside, Unknown: r.Unknown,
	}
	if r.AgentID != "" {
		m.Agent = contract.AgentRef{ID: r.AgentID, Name: r.AgentName}
	}
	if r.Attachments != "" {
		if err := json.Unmarshal([]byte(r.Attachments), &m.Attachments); err != nil {
			return m, data.Fail(data.Internal, "The attachments of message "+r.ID+" can't be read.", err)
		}
	}
	if !r.Ours {
		m.Answerable = facts{
			kind: r.Kind, account: r.AccountState, summons: r.Summons, deleted: r.DeletedAt != 0, protected: r.Protected,
			closedDMs: r.ClosedDms, lastFrom: r.LastFromAt,
		}.answerable(now)
	}
	return m, nil
}

func reason(code string, until moment) contract.Reason {
	return contract.Reason{Code: code, Until: until.Time()}
}

func (c conn) messagesWhere(ctx context.Context, now moment, where string, args ...any) ([]contract.Message, error) {
	rows, err := all[messageRow](ctx, c, messageSelect+where, args...)
	if err != nil {
		return nil, err
	}
	list := make([]contract.Message, 0, len(rows))
	for _, r := range rows {
		m, err := r.contract(now)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, c.addEarlier(ctx, list)
}

type versionRow struct{ MessageID, Text string }

// addEarlier adds to edited messages what they said before.
func (c conn) addEarlier(ctx context.Context, list []contract.Message) error {
	at, ids := map[string]int{}, []any{}
	for i, m := range list {
		if m.Edited {
			at[m.ID], ids = i, append(ids, m.ID)
		}
	}
	for chunk := range slices.Chunk(ids, most) {
		rows, err := all[versionRow](ctx, c, `SELECT message_id, text FROM message_versions WHERE message_id IN (`+marks(len(chunk))+`) ORDER BY message_id, until_at`, chunk...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			m := &list[at[r.MessageID]]
			m.Earlier = append(m.Earlier, r.Text)
		}
	}
	return nil
}

type noteRow struct {
	ID, CustomerID, CaseID, AgentID, AgentName, Text string
	At                                               moment
}

const noteSelect = `SELECT n.id, n.customer_id, n.case_id, n.agent_id, a.name AS agent_name, n.text, n.at
	FROM notes n JOIN agents a ON a.id = n.agent_id `

func (c conn) notesWhere(ctx context.Context, where string, args ...any) ([]contract.Note, error) {
	rows, err := all[noteRow](ctx, c, noteSelect+where, args...)
	list := make([]contract.Note, 0, len(rows))
	for _, r := range rows {
		list = append(list, contract.Note{
			ID: r.ID, CustomerID: r.CustomerID, CaseID: r.CaseID, Agent: contract.AgentRef{ID: r.AgentID, Name: r.AgentName},
			Text: r.Text, At: r.At.Time(),
		})
	}
	return list, err
}

type handlingRow struct {
	ID, CaseID, CustomerID, AgentID, AgentName string
	Network                                    contract.Network
	Kind                                       contract.MessageKind
	Path, Labels                               string
	OpenedAt, SavedAt                          moment
	Seconds                                    int
	Outside                                    bool
	Remark                                     string
}

const handlingSelect = `SELECT h.id, h.case_id, h.customer_id, h.agent_id, a.name AS agent_name, h.network, h.kind, h.path, h.labels,
	h.opened_at, h.saved_at, h.seconds, h.outside, h.remark FROM handlings h JOIN agents a ON a.id = h.agent_id `

type answerRow struct {
	ID, HandlingID, CaseID, AgentID, TargetMessageID, ReplyType, Text string
	Seq                                                               int
	Visibility                                                        contract.Visibility
	State                                                             contract.DeliveryState
	ReasonCode                                                        string
	ReasonUntil, SavedAt                                              moment
	SentAnyway                                                        bool
	CustomerVersion                                                   int64
}

const answerColumns = `id, handling_id, case_id, agent_id, seq, target_message_id, reply_type, visibility, text, state, reason_code, reason_until,
	saved_at, sent_anyway, customer_version`

type partRow struct {
	AnswerID, MessageID, Text, ReasonCode string
	Seq                                   int
	State                                 contract.DeliveryState
	ReasonUntil, SentAt                   moment
}

// handlingsWhere reads handling records with their answers and parts.
func (c conn) handlingsWhere(ctx context.Context, where string, args ...any) ([]contract.Handling, error) {
	rows, err := all[handlingRow](ctx, c, handlingSelect+where, args...)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(rows))
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	answers, err := c.answersOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]contract.Handling, 0, len(rows))
	for _, r := range rows {
		h := contract.Handling{
			ID: r.ID, CaseID: r.CaseID, CustomerID: r.CustomerID, Agent: contract.AgentRef{ID: r.AgentID, Name: r.AgentName},
			Network: r.Network, Kind: r.Kind, OpenedAt: r.OpenedAt.Time(), SavedAt: r.SavedAt.Time(), Seconds: r.Seconds,
			Outside: r.Outside, Remark: r.Remark, Answers: answers[r.ID],
		}
		if h.Answers == nil {
			h.Answers = []contract.Answer{}
		}
		h.State = worst(h.Answers)
		if err := json.Unmarshal([]byte(r.Path), &h.Path); err != nil {
			return nil, data.Fail(data.Internal, "The path of handling "+r.ID+" can't be read.", err)
		}
		if err := json.Unmarshal([]byte(r.Labels), &h.Labels); err != nil {
			return nil, data.Fail(data.Internal, "The path of handling "+r.ID+" can't be read.", err)
		}
		list = append(list, h)
	}
	return list, nil
}

// answersOf gives the answers of handling records, in their order.
func (c conn) answersOf(ctx context.Context, handlings []string) (map[string][]contract.Answer, error) {
	out := map[string][]contract.Answer{}
	for chunk := range slices.Chunk(handlings, most) {
		list, args := in(chunk)
		answers, err := all[answerRow](ctx, c, `SELECT `+answerColumns+` FROM answers WHERE handling_id IN `+list+` ORDER BY handling_id, seq`, args...)
		if err != nil {
			return nil, err
		}
		parts, err := all[partRow](ctx, c, `SELECT p.answer_id, p.message_id, p.text, p.reason_code, p.seq, p.state, p.reason_until, p.sent_at
			FROM parts p JOIN answers an ON an.id = p.answer_id WHERE an.handling_id IN `+list+` ORDER BY p.answer_id, p.seq`, args...)
		if err != nil {
			return nil, err
		}
		byAnswer := map[string][]contract.Part{}
		for _, p := range parts {
			byAnswer[p.AnswerID] = append(byAnswer[p.AnswerID], contract.Part{
				Seq: p.Seq, Text: p.Text, State: p.State, Reason: reason(p.ReasonCode, p.ReasonUntil), MessageID: p.MessageID, SentAt: p.SentAt.Time(),
			})
		}
		for _, a := range answers {
			answer := contract.Answer{
				ID: a.ID, Seq: a.Seq, TargetMessageID: a.TargetMessageID, ReplyType: a.ReplyType, Visibility: a.Visibility, Text: a.Text,
				State: a.State, Reason: reason(a.ReasonCode, a.ReasonUntil), SavedAt: a.SavedAt.Time(), SentAnyway: a.SentAnyway, Parts: byAnswer[a.ID],
			}
			if answer.Parts == nil {
				answer.Parts = []contract.Part{}
			}
			out[a.HandlingID] = append(out[a.HandlingID], answer)
		}
	}
	return out, nil
}

// worst is a handling record's state: of its answers' states the one that most needs to be looked at.
func worst(answers []contract.Answer) contract.DeliveryState {
	order := []contract.DeliveryState{
		contract.DeliveryStateFailed, contract.DeliveryStateUnknown, contract.DeliveryStateSending, contract.DeliveryStateQueued,
		contract.DeliveryStateSent, contract.DeliveryStateRecorded, contract.DeliveryStateCancelled,
	}
	for _, state := range order {
		if slices.ContainsFunc(answers, func(a contract.Answer) bool { return a.State == state }) {
			return state
		}
	}
	return contract.DeliveryStateRecorded // answered outside
}

func (c conn) handlingByID(ctx context.Context, id string) (contract.Handling, error) {
	list, err := c.handlingsWhere(ctx, `WHERE h.id = ?`, id)
	if err == nil && len(list) == 0 {
		err = data.Fail(data.NotFound, "There is no such handling record.", nil)
	}
	if err != nil {
		return contract.Handling{}, err
	}
	return list[0], nil
}
