package storage

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"sociomedio/data/contract"
)

// feedRow is everything that "nothing changed" needs to know, in one look.
type feedRow struct {
	Seq, Floor                  int64
	Epoch, Catalogue, Templates string
	Waiting                     int
}

const feedSelect = `SELECT f.seq, f.floor,
	(SELECT value FROM meta WHERE key = '` + metaEpoch + `') AS epoch,
	COALESCE((SELECT value FROM meta WHERE key = '` + metaCatalogue + `'), '') AS catalogue,
	COALESCE((SELECT value FROM meta WHERE key = '` + metaTemplates + `'), '') AS templates,
	CAST(COALESCE((SELECT SUM(size) FROM queue_sizes), 0) AS BIGINT) AS waiting
	FROM feeds f WHERE f.agent_id = ?`

const cursorSelect = `SELECT f.seq, (SELECT value FROM meta WHERE key = '` + metaEpoch + `') AS epoch FROM feeds f WHERE f.agent_id = ?`

func (s *Store) feed(ctx context.Context, agentID string) (feedRow, error) {
	row, found, err := one[feedRow](ctx, s.reading(), feedSelect, agentID)
	if err == nil && !found {
		err = errNoAgent
	}
	return row, err
}

type changeRow struct {
	Kind     contract.GoneKind
	EntityID string
	Seq      int64
	Gone     bool
}

// Changes gives what an agent sees that changed after cursor, each thing once in its newest state, oldest change first, at
// most limit things. An empty cursor is the beginning; one that this database doesn't know gives Reset.
func (s *Store) Changes(ctx context.Context, agentID, cursor string, limit int) (contract.Changes, error) {
	feed, err := s.feed(ctx, agentID)
	if err != nil {
		return contract.Changes{}, err
	}
	after, known := feed.after(cursor)
	if !known {
		return contract.Changes{Reset: true}, nil
	}
	out := contract.Changes{CatalogueVersion: feed.Catalogue, TemplatesVersion: feed.Templates, Waiting: feed.Waiting}
	if after == feed.Seq {
		out.Cursor = feed.cursor(after)
		return out, nil
	}
	c := s.reading()
	// Who begins anew has nothing that could be gone.
	onlyThere := ``
	if after == 0 {
		onlyThere = ` AND NOT gone`
	}
	rows, err := all[changeRow](ctx, c, `SELECT kind, entity_id, seq, gone FROM changes
		WHERE agent_id = ? AND seq > ? AND seq <= ?`+onlyThere+` ORDER BY seq`+atMost(limit+1), agentID, after, feed.Seq)
	if err != nil {
		return contract.Changes{}, err
	}
	out.Cursor = feed.cursor(feed.Seq)
	if len(rows) > limit {
		rows = rows[:limit]
		out.More, out.Cursor = true, feed.cursor(rows[limit-1].Seq)
	}
	return out, c.fill(ctx, s.now(), &out, rows)
}

func (f feedRow) cursor(seq int64) string { return f.Epoch + "-" + strconv.FormatInt(seq, 10) }

// after gives the number a cursor stands for; known is false when it was not given out by this database, or so long ago
// that the log has forgotten.
func (f feedRow) after(cursor string) (seq int64, known bool) {
	if cursor == "" {
		return 0, true
	}
	epoch, number, _ := strings.Cut(cursor, "-")
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil || epoch != f.Epoch || seq < 0 || seq > f.Seq || seq < f.Floor {
		return 0, false
	}
	return seq, true
}

// fill reads the things that rows name, each kind at once, in the order of the rows. What is no longer there is gone.
func (c conn) fill(ctx context.Context, now moment, out *contract.Changes, rows []changeRow) error {
	ids := map[contract.GoneKind][]string{}
	for _, r := range rows {
		switch {
		case r.Kind == "": // a version of the catalogue or the templates, see tellEverybody
		case r.Gone:
			out.Gone = append(out.Gone, contract.Gone{Kind: r.Kind, ID: r.EntityID})
		default:
			ids[r.Kind] = append(ids[r.Kind], r.EntityID)
		}
	}
	var err error
	gone := func(kind contract.GoneKind, list []string) {
		for _, id := range list {
			out.Gone = append(out.Gone, contract.Gone{Kind: kind, ID: id})
		}
	}
	out.Cases, err = fetch(ids[contract.GoneKindCase], gone, contract.GoneKindCase, func(x contract.Case) string { return x.ID },
		func(list []string) ([]contract.Case, error) { return c.casesByID(ctx, now, list) })
	if err != nil {
		return err
	}
	out.Customers, err = fetch(ids[contract.GoneKindCustomer], gone, contract.GoneKindCustomer, func(x contract.Customer) string { return x.ID },
		func(list []string) ([]contract.Customer, error) { return c.customersByID(ctx, list) })
	if err != nil {
		return err
	}
	out.Messages, err = fetch(ids[contract.GoneKindMessage], gone, contract.GoneKindMessage, func(x contract.Message) string { return x.ID },
		func(list []string) ([]contract.Message, error) {
			marks, args := in(list)
			return c.messagesWhere(ctx, now, `WHERE m.id IN `+marks, args...)
		})
	if err != nil {
		return err
	}
	out.Notes, err = fetch(ids[contract.GoneKindNote], gone, contract.GoneKindNote, func(x contract.Note) string { return x.ID },
		func(list []string) ([]contract.Note, error) {
			marks, args := in(list)
			return c.notesWhere(ctx, `WHERE n.id IN `+marks, args...)
		})
	if err != nil {
		return err
	}
	out.Handlings, err = fetch(ids[contract.GoneKindHandling], gone, contract.GoneKindHandling, func(x contract.Handling) string { return x.ID },
		func(list []string) ([]contract.Handling, error) {
			marks, args := in(list)
			return c.handlingsWhere(ctx, `WHERE h.id IN `+marks, args...)
		})
	return err
}

// fetch reads the things of ids and puts them into the order of ids.
func fetch[T any](ids []string, gone func(contract.GoneKind, []string), kind contract.GoneKind, id func(T) string, read func([]string) ([]T, error)) ([]T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found := make(map[string]T, len(ids))
	for start := 0; start < len(ids); start += most {
		list, err := read(ids[start:min(start+most, len(ids))])
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			found[id(x)] = x
		}
	}
	out, lost := make([]T, 0, len(found)), []string(nil)
	for _, want := range ids {
		if x, ok := found[want]; ok {
			out = append(out, x)
		} else {
			lost = append(lost, want)
		}
	}
	gone(kind, lost)
	return out, nil
}

// Cursor gives an agent's newest cursor.
func (s *Store) Cursor(ctx context.Context, agentID string) (string, error) {
	row, found, err := one[feedRow](ctx, s.reading(), cursorSelect, agentID)
	if err == nil && !found {
		err = errNoAgent
	}
	return row.cursor(row.Seq), err
}

func (s *Store) ensureEpoch(ctx context.Context) error {
	epoch, err := s.reading().meta(ctx, metaEpoch)
	if err != nil || epoch != "" {
		return err
	}
	err = s.write(ctx, func(ctx context.Context, t *tx) error {
		return t.run(ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO NOTHING`, metaEpoch, s.newEpoch())
	})
	if err != nil {
		return fmt.Errorf("epoch: %w", err)
	}
	return nil
}

// newEpoch is short, without the dash that ends it in a cursor.
func (s *Store) newEpoch() string {
	return strings.ToLower(s.name[:8]) + strconv.FormatInt(int64(s.now()), 36)
}
