package storage

import (
	"cmp"
	"context"
	"encoding/json"

	"sociomedio/app/backend/channel"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// arrival is a new message with the place it has found.
type arrival struct {
	id           string
	m            channel.Message
	at           moment
	customer     string
	conversation string
	caseID       string
	caseVersion  int64
	edited       moment
	deleted      moment
	hidden       bool
	hiddenAt     moment
	unknown      bool
	outside      bool
}

// add finds a new message's customer, conversation and case, applies what happened to it before it came, and stores it.
func (in *intake) add(ctx context.Context, id string, e channel.Event) error {
	a := &arrival{id: id, m: e.Message, at: momentOf(e.At), outside: e.Message.Ours, unknown: e.Type != channel.Wrote}
	if err := in.applyEarly(ctx, a); err != nil {
		return err
	}
	if err := in.place(ctx, a); err != nil {
		return err
	}
	if a.conversation != "" {
		if err := in.join(ctx, a); err != nil {
			return err
		}
	}
	attachments, err := in.attachments(ctx, a)
	if err != nil {
		return err
	}
	m := a.m
	err = in.run(ctx, `INSERT INTO messages (id, account_id, external_key, conversation_id, customer_id, case_id, case_version, network, kind, ours, private,
			author, handle, text, quoted, attachments, url, in_reply_to, at, state, edited_at, deleted_at, hidden_at, hidden, outside, unknown, summons, reply_priv, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.id, in.account.ID, m.ExternalID, a.conversation, a.customer, a.caseID, a.caseVersion, in.account.Network, m.Kind, m.Ours, m.Private,
		cmp.Or(m.Author.Name, m.Author.Handle), m.Author.Handle, m.Text, m.Quoted, attachments, m.URL, m.InReplyTo, a.at, stateOf(m), a.edited, a.deleted,
		a.hiddenAt, a.hidden || m.Hidden, a.outside, a.unknown, m.Summons, m.CanReplyPriv, in.now)
	if a.customer != "" {
		in.touch(contract.GoneKindMessage, a.id, a.customer)
	}
	return err
}

// stateOf: what we posted outside is on the network; a customer's message has no delivery.
func stateOf(m channel.Message) contract.DeliveryState {
	if m.Ours {
		return contract.DeliveryStateSent
	}
	return ""
}

// applyEarly takes over edits, deletions and hidings that came before the message (edge case 4).
func (in *intake) applyEarly(ctx context.Context, a *arrival) error {
	for _, external := range append([]string{a.m.ExternalID}, a.m.Versions...) {
		for _, e := range in.early[external] {
			switch e.Type {
			case channel.Deleted:
				a.deleted = e.At
			case channel.Edited:
				if e.At >= a.edited {
					a.m.Text, a.edited = e.Text, e.At
				}
			case channel.Hidden, channel.Shown:
				if e.At >= a.hiddenAt {
					a.hidden, a.hiddenAt = e.Type == channel.Hidden, e.At
					a.m.Hidden = false // the event is newer than the message
				}
			}
		}
		if len(in.early[external]) > 0 {
			delete(in.early, external)
			if err := in.run(ctx, `DELETE FROM early_events WHERE account_id = ? AND external_id = ?`, in.account.ID, external); err != nil {
				return err
			}
		}
	}
	if len(a.m.Versions) > 0 && a.edited == 0 {
		a.edited = a.at // we come to know it only after it was edited
	}
	if a.deleted != 0 {
		a.m.Text, a.m.Quoted, a.m.Attachments, a.m.OpensCase = "", "", nil, false
	}
	return nil
}

// place finds the customer and the conversation. Our own public post that answers nobody has neither.
func (in *intake) place(ctx context.Context, a *arrival) (err error) {
	person := a.m.Customer
	if a.m.Ours && person.ID == "" {
		parent, found, err := one[messagePlace](ctx, in.conn, `SELECT m.conversation_id, m.customer_id FROM externals x JOIN messages m ON m.id = x.message_id
			WHERE x.account_id = ? AND x.external_id = ?`, in.account.ID, a.m.InReplyTo)
		if found {
			a.conversation, a.customer = parent.ConversationID, parent.CustomerID
		}
		return err
	}
	if person.ID == "" {
		person = a.m.Author
	}
	if person.ID == "" {
		// Nobody knows who wrote it; two such are never one (edge case 23).
		person.ID = "unknown:" + a.m.ExternalID
	}
	if a.customer, err = in.customer(ctx, person); err != nil {
		return err
	}
	thread := a.m.Thread
	switch {
	case thread != "":
	case a.m.Private:
		thread = person.ID
	case a.m.InReplyTo != "":
		if thread, err = in.threadOf(ctx, a.m.InReplyTo); err != nil {
			return err
		}
	}
	a.conversation, err = in.conversationOf(ctx, a.customer, cmp.Or(thread, a.m.ExternalID), a.m.Private)
	return err
}

// threadOf is the public thread of a message, by its external id; empty when we don't have it.
func (in *intake) threadOf(ctx context.Context, external string) (string, error) {
	thread, _, err := one[string](ctx, in.conn, `SELECT co.thread FROM externals x JOIN messages m ON m.id = x.message_id
		JOIN conversations co ON co.id = m.conversation_id WHERE x.account_id = ? AND x.external_id = ?`, in.account.ID, external)
	return thread, err
}

type messagePlace struct{ ConversationID, CustomerID string }

func (in *intake) conversationOf(ctx context.Context, customerID, thread string, private bool) (string, error) {
	const find = `SELECT id FROM conversations WHERE account_id = ? AND customer_id = ? AND private = ? AND thread = ?`
	key := []any{in.account.ID, customerID, private, thread}
	id, found, err := one[string](ctx, in.conn, find, key...)
	if err != nil || found {
		return id, err
	}
	id, found, err = one[string](ctx, in.conn, `INSERT INTO conversations (account_id, customer_id, private, thread, id, created_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, customer_id, private, thread) DO NOTHING RETURNING id`, append(key[:4:4], in.store.opts.NewID(), in.now)...)
	if err != nil || found {
		return id, err
	}
	id, _, err = one[string](ctx, in.conn, find, key...) // somebody else added it at the same moment
	return id, err
}

// attachments stores which pictures are to be fetched and gives the attachments as they are kept.
func (in *intake) attachments(ctx context.Context, a *arrival) (string, error) {
	if len(a.m.Attachments) == 0 {
		return "", nil
	}
	for i := range a.m.Attachments {
		x := &a.m.Attachments[i]
		if x.URL == "" || !fetched(x.Type) {
			continue
		}
		id, err := in.media(ctx, in.account.ID, x.URL)
		if err != nil {
			return "", err
		}
		x.MediaID = id
	}
	body, err := json.Marshal(a.m.Attachments)
	if err != nil {
		return "", data.Fail(data.Internal, "The attachments can't be stored.", err)
	}
	return string(body), nil
}

// fetched are the types of attachments that are pictures, or have one.
func fetched(kind string) bool {
	switch kind {
	case "photo", "image", "animated_gif", "video", "sticker":
		return true
	}
	return false
}
