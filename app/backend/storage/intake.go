package storage

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// IntakeResult counts what became of a batch of events.
type IntakeResult struct {
	New      int // messages that were not known
	Repeated int // events that were known already
	Changed  int // edits, deletions, hidings that changed something
	Unknown  int // kept raw
	Cases    int // opened or reopened
	Revoked  bool
	Replayed bool // this webhook call was taken before, and nothing of it was looked at
}

// itemEvery is how exactly the time of an account's last item is stored: every event would make one row the bottleneck.
const itemEvery = 10 * time.Second

// intakeMost is how many events of a reading one transaction stores: what it holds, a webhook that brings the same waits for.
const intakeMost = 10

// Intake stores what a source of an account brought, the oldest first, and with the last of it the source's mark (an empty Batch.Mark
// leaves it as it is): what was stored before something went wrong is known when it comes again. A webhook call is one transaction,
// and one whose Batch.Digest is known changes nothing (WebhookWindow). Repeats, disorder and our own posts are sorted out here (edge
// cases 1, 2, 4-8, 16, 17, 24, 34); one event never keeps another from being stored.
func (s *Store) Intake(ctx context.Context, accountID, source string, batch channel.Batch) (IntakeResult, error) {
	events := inOrder(batch.Events, s.now())
	var all IntakeResult
	if batch.Digest == "" {
		var err error
		if events, err = s.untold(ctx, accountID, events); err != nil {
			return all, err
		}
		all.Repeated = len(batch.Events) - len(events)
	}
	for batch.Digest == "" && len(events) > intakeMost {
		result, err := s.intake(ctx, accountID, source, channel.Batch{Events: events[:intakeMost]})
		if err != nil {
			return all, err
		}
		all.add(result)
		events = events[intakeMost:]
	}
	batch.Events = events
	result, err := s.intake(ctx, accountID, source, batch)
	all.add(result)
	return all, err
}

// untold leaves out what a reading brings of messages that are known already and that it can add nothing to: mostly all of it.
func (s *Store) untold(ctx context.Context, accountID string, events []channel.Event) ([]channel.Event, error) {
	ids := make([]string, 0, len(events))
	for _, e := range events {
		ids = append(ids, e.Message.ExternalID)
	}
	slices.Sort(ids)
	known, err := s.reading().named(ctx, accountID, slices.Compact(ids))
	return slices.DeleteFunc(events, func(e channel.Event) bool {
		return e.Type == channel.Wrote && known[e.Message.ExternalID] != "" && !completes(e.Message)
	}), err
}

// named gives the messages of an account that are known under external ids, by these. Each id is looked up by itself: a plan for a list
// of them that was made while the table was small would for ever read all of the account's.
func (c conn) named(ctx context.Context, accountID string, externals []string) (map[string]string, error) {
	known := map[string]string{}
	for chunk := range slices.Chunk(externals, most) {
		list, args := rowsOf(chunk)
		rows, err := all[externalRow](ctx, c, `SELECT v.column1 AS external_id, COALESCE((SELECT x.message_id FROM externals x
				WHERE x.account_id = ? AND x.external_id = v.column1), '') AS message_id FROM `+list+` AS v`, append([]any{accountID}, args...)...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.MessageID != "" {
				known[r.ExternalID] = r.MessageID
			}
		}
	}
	return known, nil
}

func (r *IntakeResult) add(more IntakeResult) {
	r.New += more.New
	r.Repeated += more.Repeated
	r.Changed += more.Changed
	r.Unknown += more.Unknown
	r.Cases += more.Cases
	r.Revoked = r.Revoked || more.Revoked
	r.Replayed = r.Replayed || more.Replayed
}

// intake stores events that are in order, and what their batch ends with, in one transaction.
func (s *Store) intake(ctx context.Context, accountID, source string, batch channel.Batch) (IntakeResult, error) {
	var result IntakeResult
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		account, found, err := one[accountRow](ctx, t.conn, `SELECT id, network, external_id, name, handle, last_item_at FROM accounts WHERE id = ?`, accountID)
		if err != nil {
			return err
		}
		if !found {
			return errNoAccount
		}
		in := &intake{tx: t, account: account, source: source, events: batch.Events, customers: map[string]string{}}
		if batch.Digest != "" {
			isNew, err := in.firstTime(ctx, batch.Digest)
			if err != nil || !isNew {
				result = IntakeResult{Repeated: len(batch.Events), Replayed: true}
				return err
			}
		}
		if err := in.look(ctx); err != nil {
			return err
		}
		for _, e := range in.events {
			if err := in.event(ctx, e); err != nil {
				return err
			}
		}
		result = in.result
		return in.end(ctx, batch)
	})
	return result, err
}

// intake is one batch on its way in.
type intake struct {
	*tx
	account   accountRow
	source    string
	events    []channel.Event
	known     map[string]string       // message by external id
	early     map[string][]earlyEvent // what happened to messages before they came
	customers map[string]string       // id by external id, those met in this batch
	result    IntakeResult
}

type earlyEvent struct {
	ExternalID string
	Type       channel.EventType
	At         moment
	Text       string
}

type externalRow struct{ ExternalID, MessageID string }

// inOrder puts events into the order of the network's time, whatever order they came in, with text that can be stored.
func inOrder(events []channel.Event, now moment) []channel.Event {
	list := make([]channel.Event, 0, len(events))
	for _, e := range events {
		if e.At.IsZero() {
			e.At = now.Time()
		}
		list = append(list, cleanEvent(e))
	}
	slices.SortStableFunc(list, func(a, b channel.Event) int { return cmp.Compare(momentOf(a.At), momentOf(b.At)) })
	return list
}

// look finds what is known of all events at once.
func (in *intake) look(ctx context.Context) error {
	in.early = map[string][]earlyEvent{}
	var ids []string
	for _, e := range in.events {
		ids = append(ids, e.Message.ExternalID)
		ids = append(ids, e.Message.Versions...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var err error
	if in.known, err = in.named(ctx, in.account.ID, ids); err != nil {
		return err
	}
	for chunk := range slices.Chunk(ids, most) {
		marks, args := inList(in.account.ID, chunk)
		early, err := all[earlyEvent](ctx, in.conn, `SELECT external_id, type, at, text FROM early_events WHERE account_id = ? AND external_id IN `+marks, args...)
		if err != nil {
			return err
		}
		for _, e := range early {
			in.early[e.ExternalID] = append(in.early[e.ExternalID], e)
		}
	}
	return nil
}

// inList is in with a first argument before the list.
func inList[T any](first any, list []T) (string, []any) {
	marks, args := in(list)
	return marks, append([]any{first}, args...)
}

func (in *intake) event(ctx context.Context, e channel.Event) error {
	switch {
	case e.Type == channel.Revoked:
		return in.revoked(ctx, e)
	case e.Type == channel.Wrote && e.Message.ExternalID != "":
		return in.wrote(ctx, e)
	case e.Message.ExternalID != "" && (e.Type == channel.Edited || e.Type == channel.Deleted || e.Type == channel.Hidden || e.Type == channel.Shown):
		return in.happened(ctx, e)
	}
	if err := in.keepRaw(ctx, e); err != nil {
		return err
	}
	// Somebody wrote something that can't be read: it is shown as such (issue 6.7).
	if e.Message.ExternalID != "" && e.Message.Customer.ID != "" {
		e.Message.Kind = cmp.Or(e.Message.Kind, contract.MessageKindUnknown)
		return in.wrote(ctx, e)
	}
	return nil
}

func (in *intake) keepRaw(ctx context.Context, e channel.Event) error {
	key := e.Key
	if key == "" {
		sum := sha256.Sum256(e.Raw)
		key = "sha256:" + hex.EncodeToString(sum[:])
	}
	raw := e.Raw
	if raw == nil {
		raw = []byte{}
	}
	n, err := in.exec(ctx, `INSERT INTO raw_events (id, account_id, key, source, raw, at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, key) DO NOTHING`, in.store.opts.NewID(), in.account.ID, key, in.source, raw, momentOf(e.At), in.now)
	if n == 1 {
		in.result.Unknown++
	} else {
		in.result.Repeated++
	}
	return err
}

// wrote stores a message once, whatever way and under whatever of its ids it comes.
func (in *intake) wrote(ctx context.Context, e channel.Event) error {
	m := e.Message
	if id := in.known[m.ExternalID]; id != "" {
		in.result.Repeated++
		return in.complete(ctx, id, m)
	}
	for _, older := range m.Versions {
		if id := in.known[older]; id != "" {
			return in.newVersion(ctx, id, e)
		}
	}
	if m.Ours {
		ours, err := in.landedPart(ctx, e)
		if err != nil || ours {
			return err
		}
	}
	id := in.store.opts.NewID()
	isNew, err := in.name(ctx, id, append([]string{m.ExternalID}, m.Versions...))
	if err != nil {
		return err
	}
	if !isNew {
		in.result.Repeated++
		return nil
	}
	in.result.New++
	return in.add(ctx, id, e)
}

// name stores the external ids of a message; false when another transaction had the first of them at the same moment.
func (in *intake) name(ctx context.Context, id string, externals []string) (bool, error) {
	rows := make([][]any, 0, len(externals))
	for _, x := range externals {
		rows = append(rows, []any{in.account.ID, x, id})
	}
	n, err := in.insertNew(ctx, `externals (account_id, external_id, message_id)`, rows[:1], `ON CONFLICT (account_id, external_id) DO NOTHING`)
	if err != nil || n == 0 {
		return false, err
	}
	if err := in.insert(ctx, `externals (account_id, external_id, message_id)`, rows[1:], `ON CONFLICT (account_id, external_id) DO NOTHING`); err != nil {
		return false, err
	}
	for _, x := range externals {
		in.known[x] = id
	}
	return true, nil
}

// end stores the mark, and when something last came. That an account was read is for its reader to say (ChangeHealth): what a webhook
// brings must not hide that reading fails.
func (in *intake) end(ctx context.Context, batch channel.Batch) error {
	if batch.Mark != "" {
		err := in.run(ctx, `INSERT INTO marks (account_id, source, mark, changed_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, source) DO UPDATE SET mark = excluded.mark, changed_at = excluded.changed_at`, in.account.ID, in.source, batch.Mark, in.now)
		if err != nil {
			return err
		}
	}
	item := in.account.LastItemAt
	if in.result.New > 0 {
		item = max(item, momentOf(in.events[len(in.events)-1].At))
	}
	if item <= in.account.LastItemAt.after(itemEvery) && !batch.Gap {
		return nil
	}
	gaps := 0
	if batch.Gap {
		gaps = 1
	}
	return in.run(ctx, `UPDATE accounts SET last_item_at = ?, gaps = gaps + ? WHERE id = ?`, item, gaps, in.account.ID)
}
