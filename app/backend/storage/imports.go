package storage

import (
	"context"
	"errors"
	"iter"
	"strings"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// An import is read into a temporary table of its own connection, however long that takes, without a lock on anything. Only
// when all of it has been read is it merged, in one transaction.

const serviceColumns = `key, number, customer_name, pots, internet, package_name, address, sto, regional, witel, contact,
	number_digits, pots_digits, internet_digits, contact_digits`

// ImportServices stores service records as they come, without holding them in memory: known numbers are updated, others
// added, none removed. An error of the sequence undoes all and is returned as it is; a number that comes twice is
// data.Invalid. It occupies SQLite's writer until the end: run it from a process of its own.
func (s *Store) ImportServices(ctx context.Context, services iter.Seq2[contract.Service, error]) (n int, err error) {
	err = s.stage(ctx, []stagedTable{{"staged_services", "services", serviceColumns, "key"}}, func(ctx context.Context, c conn) error {
		n, err = stageAll(ctx, c, `staged_services (`+serviceColumns+`)`, services, func(v contract.Service) []any {
			return []any{
				digitsOf(v.Number), clean(v.Number), clean(v.CustomerName), clean(v.Pots), clean(v.Internet), clean(v.PackageName),
				clean(v.Address), clean(v.Sto), clean(v.Regional), clean(v.Witel), clean(v.Contact),
				national(v.Number), national(v.Pots), national(v.Internet), national(v.Contact),
			}
		})
		return err
	}, func(ctx context.Context, t *tx) error { return t.mergeServices(ctx) })
	if err != nil {
		return 0, err
	}
	return n, nil
}

type renamedRow struct{ ID, Handle, Name, CustomerName string }

func (t *tx) mergeServices(ctx context.Context) error {
	lock := ""
	if t.engine.lock != "" {
		lock = " ORDER BY cu.id" + t.engine.lock + " OF cu" // a name on the network may change at this moment
	}
	renamed, err := all[renamedRow](ctx, t.conn, `SELECT cu.id, cu.handle, cu.name, st.customer_name FROM customers cu
		JOIN staged_services st ON st.key = cu.service_key JOIN services sv ON sv.key = st.key WHERE sv.customer_name <> st.customer_name`+lock)
	if err != nil {
		return err
	}
	for _, r := range renamed {
		if err := t.setTerms(ctx, r.ID, r.Handle, r.Name+" "+r.CustomerName); err != nil {
			return err
		}
	}
	if err := t.merge(ctx, "staged_services", "services", serviceColumns, "key"); err != nil {
		return err
	}
	return t.touchLinked(ctx, `SELECT key FROM staged_services`)
}

const ticketImport = `number, service_key, service_number, title, state, opened_at, appointment_at, closed_at, technician`

// ImportTickets stores trouble tickets like ImportServices does services.
func (s *Store) ImportTickets(ctx context.Context, tickets iter.Seq2[contract.Ticket, error]) (n int, err error) {
	tables := []stagedTable{{"staged_tickets", "tickets", ticketImport, "number"}, {"staged_terms", "ticket_terms", "term, number", "term, number"}}
	err = s.stage(ctx, tables, func(ctx context.Context, c conn) error {
		terms := &batch{into: `staged_terms (term, number)`, conn: c}
		n, err = stageAll(ctx, c, `staged_tickets (`+ticketImport+`)`, tickets, func(v contract.Ticket) []any {
			for _, term := range termsOf(v.Number + " " + v.Title) {
				terms.add(ctx, []any{term, clean(v.Number)})
			}
			return []any{
				clean(v.Number), digitsOf(v.ServiceNumber), clean(v.ServiceNumber), clean(v.Title), v.State,
				momentOf(v.OpenedAt), momentOf(v.AppointmentAt), momentOf(v.ClosedAt), clean(v.Technician),
			}
		})
		return errors.Join(err, terms.end(ctx))
	}, func(ctx context.Context, t *tx) error {
		if err := t.merge(ctx, "staged_tickets", "tickets", ticketImport, "number"); err != nil {
			return err
		}
		if err := t.run(ctx, `DELETE FROM ticket_terms WHERE number IN (SELECT number FROM staged_tickets)`); err != nil {
			return err
		}
		if err := t.run(ctx, `INSERT INTO ticket_terms (term, number) SELECT term, number FROM staged_terms`); err != nil {
			return err
		}
		return t.touchLinked(ctx, `SELECT service_key FROM staged_tickets`)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// touchLinked notes a change of the customers with one of the services who are watched: the others are in no feed.
func (t *tx) touchLinked(ctx context.Context, keys string) error {
	ids, err := all[string](ctx, t.conn, `SELECT DISTINCT cu.id FROM customers cu JOIN watchers w ON w.customer_id = cu.id
		WHERE cu.service_key <> '' AND cu.service_key IN (`+keys+`)`)
	for _, id := range ids {
		t.touch(contract.GoneKindCustomer, id, id)
	}
	return err
}

func (t *tx) merge(ctx context.Context, staged, table, columns, key string) error {
	var set []string
	for column := range strings.SplitSeq(columns, ",") {
		if column = strings.TrimSpace(column); column != key {
			set = append(set, column+` = excluded.`+column)
		}
	}
	// WHERE TRUE keeps SQLite from reading ON as part of a join.
	return t.run(ctx, `INSERT INTO `+table+` (`+columns+`) SELECT `+columns+` FROM `+staged+` WHERE TRUE
		ON CONFLICT (`+key+`) DO UPDATE SET `+strings.Join(set, ", "))
}

// stagedTable is a temporary table like columns of another, with a unique key.
type stagedTable struct{ name, like, columns, key string }

// stage fills temporary tables by fill and merges them by merge.
func (s *Store) stage(ctx context.Context, tables []stagedTable, fill func(context.Context, conn) error, merge func(context.Context, *tx) error) (err error) {
	own, err := s.engine.write.DB.Conn(ctx)
	if err != nil {
		return s.engine.fail(ctx, err)
	}
	c := conn{db: s.engine.write, on: own, engine: s.engine}
	defer func() {
		// The connection goes back to the pool: without the tables, even when ctx has ended.
		for _, t := range tables {
			_, dropErr := c.exec(context.WithoutCancel(ctx), `DROP TABLE IF EXISTS `+t.name)
			err = errors.Join(err, dropErr)
		}
		err = errors.Join(err, own.Close())
	}()
	for _, t := range tables {
		if err := c.run(ctx, `CREATE TEMP TABLE `+t.name+` AS SELECT `+t.columns+` FROM `+t.like+` WHERE FALSE`); err != nil {
			return err
		}
		if err := c.run(ctx, `CREATE UNIQUE INDEX `+t.name+`_key ON `+t.name+` (`+t.key+`)`); err != nil {
			return err
		}
	}
	if err := fill(ctx, c); err != nil {
		return err
	}
	return s.engine.fail(ctx, s.writeOn(ctx, own, merge))
}

// batch gathers rows and inserts many at once. Its first error stays.
type batch struct {
	conn
	into string
	rows [][]any
	err  error
}

func (b *batch) add(ctx context.Context, row []any) {
	if b.rows = append(b.rows, row); len(b.rows) >= most {
		b.flush(ctx)
	}
}

func (b *batch) flush(ctx context.Context) {
	if b.err == nil {
		b.err = ctx.Err() // SQLite's driver may still do what nobody waits for any more
	}
	if b.err == nil {
		b.err = b.insert(ctx, b.into, b.rows, ``)
	}
	b.rows = b.rows[:0]
}

func (b *batch) end(ctx context.Context) error {
	b.flush(ctx)
	if duplicate(b.err) {
		return &data.Error{Kind: data.Invalid, Sentence: "A number comes twice.", Field: "number"}
	}
	return b.err
}

func stageAll[T any](ctx context.Context, c conn, into string, values iter.Seq2[T, error], row func(T) []any) (n int, err error) {
	b := &batch{into: into, conn: c}
	for v, err := range values {
		if err != nil {
			return 0, err
		}
		b.add(ctx, row(v))
		if b.err != nil {
			break
		}
		n++
	}
	return n, b.end(ctx)
}
