package storage

import (
	"context"
	"strings"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// keptMessage is what an edit, a deletion or a hiding needs to know of the message it is about.
type keptMessage struct {
	ID, CaseID, CustomerID, Text      string
	At, EditedAt, DeletedAt, HiddenAt moment
	Ours, Hidden                      bool
}

const keptSelect = `SELECT id, case_id, customer_id, text, at, edited_at, deleted_at, hidden_at, ours, hidden FROM messages WHERE id = ?`

// happened applies an edit, a deletion or a hiding to the message it is about, or keeps it until the message comes.
func (in *intake) happened(ctx context.Context, e channel.Event) error {
	id := in.known[e.Message.ExternalID]
	if id == "" {
		in.result.Changed++
		early := earlyEvent{ExternalID: e.Message.ExternalID, Type: e.Type, At: momentOf(e.At), Text: e.Message.Text}
		in.early[early.ExternalID] = append(in.early[early.ExternalID], early)
		return in.run(ctx, `INSERT INTO early_events (account_id, external_id, type, at, text) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (account_id, external_id, type) DO UPDATE SET at = excluded.at, text = excluded.text WHERE excluded.at >= early_events.at`,
			in.account.ID, early.ExternalID, early.Type, early.At, early.Text)
	}
	m, found, err := one[keptMessage](ctx, in.conn, keptSelect+in.engine.lock, id)
	if err != nil || !found {
		return err
	}
	at := momentOf(e.At)
	switch e.Type {
	case channel.Edited:
		return in.edit(ctx, m, e.Message.Text, at)
	case channel.Deleted:
		return in.blank(ctx, m, at)
	}
	hidden := e.Type == channel.Hidden
	if m.Hidden == hidden || at < m.HiddenAt {
		in.result.Repeated++
		return nil
	}
	return in.alter(ctx, m, `hidden = ?, hidden_at = ?`, hidden, at)
}

// newVersion is an edit on X, which has an id of its own (edge case 17).
func (in *intake) newVersion(ctx context.Context, id string, e channel.Event) error {
	isNew, err := in.name(ctx, id, append([]string{e.Message.ExternalID}, e.Message.Versions...))
	if err != nil {
		return err
	}
	if !isNew {
		in.result.Repeated++
		return nil
	}
	m, found, err := one[keptMessage](ctx, in.conn, keptSelect+in.engine.lock, id)
	if err != nil || !found {
		return err
	}
	return in.edit(ctx, m, e.Message.Text, momentOf(e.At))
}

// edit keeps the text from before. An edit that is older than what is shown changes nothing (edge case 4).
func (in *intake) edit(ctx context.Context, m keptMessage, text string, at moment) error {
	// What is told again has another time (Facebook's is that of the telling) and the same text.
	if m.DeletedAt != 0 || at < m.EditedAt || m.EditedAt != 0 && m.Text == text {
		in.result.Repeated++
		return nil
	}
	err := in.run(ctx, `INSERT INTO message_versions (message_id, until_at, text) VALUES (?, ?, ?) ON CONFLICT (message_id, until_at) DO NOTHING`, m.ID, at, m.Text)
	if err != nil {
		return err
	}
	return in.alter(ctx, m, `text = ?, edited_at = ?`, text, at)
}

// blank removes what was said and keeps that something was (edge case 16).
func (in *intake) blank(ctx context.Context, m keptMessage, at moment) error {
	if m.DeletedAt != 0 {
		in.result.Repeated++
		return nil
	}
	if err := in.run(ctx, `DELETE FROM message_versions WHERE message_id = ?`, m.ID); err != nil {
		return err
	}
	return in.alter(ctx, m, `text = '', quoted = '', attachments = '', deleted_at = ?`, at)
}

// alter changes a message and lets its case's version rise: it is something that the customer can see.
func (in *intake) alter(ctx context.Context, m keptMessage, set string, args ...any) error {
	in.result.Changed++
	version := int64(0)
	if m.CaseID != "" {
		c, err := in.lockCase(ctx, m.CaseID)
		if err != nil {
			return err
		}
		version = c.Version + 1
		seen := c.CustomerVersion
		if !m.Ours && !strings.HasPrefix(set, "hidden") { // hiding is ours, or the network's
			seen = version
		}
		if err := in.run(ctx, `UPDATE cases SET version = ?, customer_version = ?, changed_at = ? WHERE id = ?`, version, seen, in.now, c.ID); err != nil {
			return err
		}
		in.touchCase(c.ID, c.CustomerID)
	}
	err := in.run(ctx, `UPDATE messages SET `+set+`, case_version = ? WHERE id = ?`, append(args, version, m.ID)...)
	if err != nil {
		return err
	}
	if m.CustomerID != "" {
		in.touch(contract.GoneKindMessage, m.ID, m.CustomerID)
	}
	return in.renewPreview(ctx, m)
}

// renewPreview shows on the case's row what its newest message says now.
func (in *intake) renewPreview(ctx context.Context, m keptMessage) error {
	if m.CaseID == "" || m.Ours {
		return nil
	}
	text, newest, err := one[string](ctx, in.conn, `SELECT m.text FROM messages m JOIN cases c ON c.newest_id = m.id WHERE m.id = ? AND c.id = ? AND NOT c.preview_ours`, m.ID, m.CaseID)
	if err != nil || !newest {
		return err
	}
	return in.run(ctx, `UPDATE cases SET preview = ? WHERE id = ?`, preview(text), m.CaseID)
}

// How far the network's clock and ours may be apart, when a post is recognised as one of ours by what it says.
const clockSkew = 5 * time.Minute

type pendingPart struct {
	ID, Text, Target, Before, Thread, Customer string
	FirstTry                                   moment
	Private                                    bool
}

// landedPart says whether a post of our account is a part we are just sending: by our own mark in it, else by where it is, what
// it says and when (edge cases 5, 6). Then it is that part, and on the network.
func (in *intake) landedPart(ctx context.Context, e channel.Event) (bool, error) {
	id := ""
	if e.Message.Metadata != "" {
		p, found, err := one[partOf](ctx, in.conn, partSelect, e.Message.Metadata)
		if err != nil {
			return false, err
		}
		if found && p.AccountID == in.account.ID {
			id = p.ID
		}
	}
	if id == "" {
		pending, err := all[pendingPart](ctx, in.conn, `SELECT p.id, p.text, COALESCE(tm.external_key, '') AS target, COALESCE(b.external_id, '') AS before,
				co.thread, cu.external_id AS customer, p.first_try, m.private
			FROM parts p JOIN messages m ON m.id = p.message_id JOIN answers an ON an.id = p.answer_id JOIN messages tm ON tm.id = an.target_message_id
			JOIN conversations co ON co.id = m.conversation_id JOIN customers cu ON cu.id = p.customer_id
			LEFT JOIN parts b ON b.answer_id = p.answer_id AND b.seq = p.seq - 1
			WHERE p.account_id = ? AND p.state IN ('sending', 'unknown') ORDER BY p.position`, in.account.ID)
		if err != nil {
			return false, err
		}
		for _, p := range pending {
			if p.is(e) {
				id = p.ID
				break
			}
		}
	}
	if id == "" {
		return false, nil
	}
	part, err := in.lockPart(ctx, id)
	if err != nil {
		return false, err
	}
	in.result.Repeated++
	in.known[e.Message.ExternalID] = part.MessageID
	sent := channel.Sent{ExternalID: e.Message.ExternalID, URL: e.Message.URL, At: e.At}
	if e.Message.Private {
		sent.Recipient = e.Message.Customer.ID
	}
	return true, in.landed(ctx, part, sent)
}

func (p pendingPart) is(e channel.Event) bool {
	m, at := e.Message, momentOf(e.At)
	if m.Private != p.Private || !channel.SameText(m.Text, p.Text) || at < p.FirstTry.after(-clockSkew) {
		return false
	}
	if p.Private {
		return m.Customer.ID == p.Customer || m.Customer.ID == p.Thread || m.Thread != "" && m.Thread == p.Thread
	}
	if p.Before != "" && m.InReplyTo == p.Before {
		return true
	}
	// The network may hang an answer to an answer below the thread's root (facebook-api §5).
	return m.InReplyTo == p.Target || m.Thread != "" && m.Thread == p.Thread && m.InReplyTo == p.Thread
}
