package local

import (
	"context"
	"database/sql"
	"time"

	"sociomedio/data/contract"
)

// DraftKey is what a draft belongs to: never another customer's message, never the other visibility.
type DraftKey struct {
	CaseID     string
	MessageID  string
	Visibility contract.Visibility
}

// Draft is a draft with its document, whose meaning is the caller's.
type Draft struct {
	DraftKey
	At  time.Time
	Doc []byte
}

// PutDraft stores a draft durably.
func (s *Store) PutDraft(ctx context.Context, d Draft) error {
	return s.kept.write(ctx, "The draft can't be stored.", func(tx *sql.Tx) error { return putDraft(ctx, tx, d) })
}

func putDraft(ctx context.Context, tx *sql.Tx, d Draft) error {
	_, err := tx.ExecContext(ctx, `insert into drafts (case_id, message_id, visibility, at, doc) values (?, ?, ?, ?, ?)
		on conflict (case_id, message_id, visibility) do update set at = excluded.at, doc = excluded.doc`,
		d.CaseID, d.MessageID, string(d.Visibility), millis(d.At), d.Doc)
	return err
}

// DropDraft removes a draft.
func (s *Store) DropDraft(ctx context.Context, k DraftKey) error {
	return s.kept.write(ctx, "The draft can't be removed.", func(tx *sql.Tx) error { return dropDraft(ctx, tx, k) })
}

func dropDraft(ctx context.Context, tx *sql.Tx, k DraftKey) error {
	_, err := tx.ExecContext(ctx, "delete from drafts where case_id = ? and message_id = ? and visibility = ?", k.CaseID, k.MessageID, string(k.Visibility))
	return err
}

// Drafts are all drafts, newest first.
func (s *Store) Drafts(ctx context.Context) ([]Draft, error) {
	var drafts []Draft
	err := s.kept.read(ctx, "The drafts can't be read.", "select case_id, message_id, visibility, at, doc from drafts order by at desc", nil, func(r *sql.Rows) error {
		var d Draft
		var at int64
		if err := r.Scan(&d.CaseID, &d.MessageID, &d.Visibility, &at, &d.Doc); err != nil {
			return err
		}
		d.At = time.UnixMilli(at)
		drafts = append(drafts, d)
		return nil
	})
	return drafts, err
}

// Outgoing is an item of the outbox with its document, whose meaning is the caller's.
type Outgoing struct {
	ID    string // the idempotency key
	State string
	Doc   []byte
}

// Add puts an item at the end of the outbox and removes the drafts that it was, in one transaction that is on the disk when
// Add returns.
func (s *Store) Add(ctx context.Context, o Outgoing, were ...DraftKey) error {
	return s.kept.write(ctx, "The answer can't be stored.", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "insert into outbox (id, state, doc) values (?, ?, ?)", o.ID, o.State, o.Doc); err != nil {
			return err
		}
		for _, k := range were {
			if err := dropDraft(ctx, tx, k); err != nil {
				return err
			}
		}
		return nil
	})
}

// Update stores how far items have come, all of them or none; their places in the order stay.
func (s *Store) Update(ctx context.Context, items ...Outgoing) error {
	return s.kept.write(ctx, "The outbox can't be stored.", func(tx *sql.Tx) error {
		for _, o := range items {
			if _, err := tx.ExecContext(ctx, "update outbox set state = ?, doc = ? where id = ?", o.State, o.Doc, o.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// Remove takes an item out of the outbox, makes it a draft again if one is given and stores what that changes in other items, in
// one transaction.
func (s *Store) Remove(ctx context.Context, id string, draft *Draft, others ...Outgoing) error {
	return s.kept.write(ctx, "The outbox can't be stored.", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "delete from outbox where id = ?", id); err != nil {
			return err
		}
		for _, o := range others {
			if _, err := tx.ExecContext(ctx, "update outbox set state = ?, doc = ? where id = ?", o.State, o.Doc, o.ID); err != nil {
				return err
			}
		}
		if draft == nil {
			return nil
		}
		return putDraft(ctx, tx, *draft)
	})
}

// Outbox is every item in the order of saving.
func (s *Store) Outbox(ctx context.Context) ([]Outgoing, error) {
	var items []Outgoing
	err := s.kept.read(ctx, "The outbox can't be read.", "select id, state, doc from outbox order by n", nil, func(r *sql.Rows) error {
		var o Outgoing
		err := r.Scan(&o.ID, &o.State, &o.Doc)
		items = append(items, o)
		return err
	})
	return items, err
}

// Settings are this agent's settings on this machine.
func (s *Store) Settings(ctx context.Context) (map[string]string, error) {
	all := map[string]string{}
	err := s.kept.read(ctx, "The settings can't be read.", "select name, value from settings", nil, func(r *sql.Rows) error {
		var name, value string
		err := r.Scan(&name, &value)
		all[name] = value
		return err
	})
	return all, err
}

// SetSetting stores one; an empty value removes it.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	return s.kept.write(ctx, "The setting can't be stored.", func(tx *sql.Tx) error {
		query, args := "insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value", []any{name, value}
		if value == "" {
			query, args = "delete from settings where name = ?", []any{name}
		}
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}
