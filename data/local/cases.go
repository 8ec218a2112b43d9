package local

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Sort is an order of the inbox.
type Sort int

// The orders.
const (
	ByDue Sort = iota
	ByNewest
	ByOldest
)

// OrderQuery says which cases of the inbox, in which order.
type OrderQuery struct {
	Network contract.Network // empty for all
	Text    string           // every word in name, handle, preview or number
	Sort    Sort
}

// CaseRow is a case with what this machine adds.
type CaseRow struct {
	Key    int64 // as in Order
	Case   contract.Case
	Unread bool
	Listed bool // it is in the inbox
}

// Listed says whether a case belongs into the inbox: it is taken, or its answer is not on the network yet.
func Listed(c contract.Case) bool {
	return c.State == contract.CaseStateTaken || c.State == contract.CaseStateAnswering
}

// Order is the keys of the inbox's cases. The whole list comes as one row, which is what makes 100,000 of them cheap.
func (s *Store) Order(ctx context.Context, q OrderQuery) ([]int64, error) {
	var where []string
	var args []any
	index := "cases_due"
	order := "due, n"
	if q.Sort != ByDue {
		index, order = "cases_received", "received, n"
		if q.Sort == ByNewest {
			order = "received desc, n desc"
		}
	}
	if q.Network != "" {
		where, args = append(where, "network = ?"), append(args, string(q.Network))
	}
	for _, w := range strings.Fields(fold(q.Text)) {
		where, args = append(where, `find like ? escape '\'`), append(args, "%"+literal(w)+"%")
	}
	query := "select coalesce(group_concat(n, ' '), '') from (select n from cases indexed by " + index + " where listed = 1"
	if len(where) > 0 {
		query += " and " + strings.Join(where, " and ")
	}
	var joined sql.RawBytes
	var keys []int64
	err := s.cache.read(ctx, "The inbox can't be read.", query+" order by "+order+")", args, func(r *sql.Rows) error {
		if err := r.Scan(&joined); err != nil {
			return err
		}
		keys = parseKeys(joined)
		return nil
	})
	return keys, err
}

// parseKeys reads numbers with a space between them.
func parseKeys(b []byte) []int64 {
	if len(b) == 0 {
		return nil
	}
	keys := make([]int64, 0, len(b)/6+1)
	var n int64
	for _, c := range b {
		if c == ' ' {
			keys = append(keys, n)
			n = 0
			continue
		}
		n = n*10 + int64(c-'0')
	}
	return append(keys, n)
}

// literal takes the meaning from the signs that LIKE has.
func literal(w string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(w)
}

const caseColumns = "n, doc, unread, listed"

func scanCase(scan func(...any) error) (CaseRow, error) {
	var r CaseRow
	var doc []byte
	if err := scan(&r.Key, &doc, &r.Unread, &r.Listed); err != nil {
		return CaseRow{}, err
	}
	return r, undoc(doc, &r.Case)
}

// undoc reads a document of this store. One that can't be read is a sign of damage.
func undoc(doc []byte, into any) error {
	if err := json.Unmarshal(doc, into); err != nil {
		return data.Fail(data.CorruptStore, "The local store is damaged.", nil)
	}
	return nil
}

// Cases are the rows of keys, in their order; a key that is not here any more is left out.
func (s *Store) Cases(ctx context.Context, keys []int64) ([]CaseRow, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var list strings.Builder
	for i, k := range keys {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(strconv.FormatInt(k, 10))
	}
	found := make(map[int64]CaseRow, len(keys))
	err := s.cache.read(ctx, "The inbox can't be read.", "select "+caseColumns+" from cases where n in (select value from json_each(?))",
		[]any{"[" + list.String() + "]"}, func(r *sql.Rows) error {
			row, err := scanCase(r.Scan)
			found[row.Key] = row
			return err
		})
	rows := make([]CaseRow, 0, len(keys))
	for _, k := range keys {
		if r, ok := found[k]; ok {
			rows = append(rows, r)
		}
	}
	return rows, err
}

// Case is one case. Kinds: NotFound.
func (s *Store) Case(ctx context.Context, id string) (CaseRow, error) {
	row, err := scanCase(s.cache.reader.QueryRowContext(ctx, "select "+caseColumns+" from cases where id = ?", id).Scan)
	return row, missing("The case is not on this machine.", err)
}

// CaseNumbered is the case with a number. Kinds: NotFound.
func (s *Store) CaseNumbered(ctx context.Context, number int64) (CaseRow, error) {
	row, err := scanCase(s.cache.reader.QueryRowContext(ctx, "select "+caseColumns+" from cases where json_extract(doc, '$.number') = ?", number).Scan)
	return row, missing("The case is not on this machine.", err)
}

// CaseOf is the customer's case that came last, for a customer without a message to answer. Kinds: NotFound.
func (s *Store) CaseOf(ctx context.Context, customerID string) (CaseRow, error) {
	row, err := scanCase(s.cache.reader.QueryRowContext(ctx, "select "+caseColumns+
		" from cases where customer_id = ? order by received desc limit 1", customerID).Scan)
	return row, missing("The customer has no case on this machine.", err)
}

// Counts are the numbers over the inbox.
type Counts struct {
	All, Twitter, Facebook, Unread int
	Overdue                        int // past due and without an answer under way
}

// Counts reads the numbers at an instant.
func (s *Store) Counts(ctx context.Context, now time.Time) (Counts, error) {
	var c Counts
	err := s.cache.read(ctx, "The inbox can't be read.", "select network, count(*), sum(unread) from cases indexed by cases_counts where listed = 1 group by network",
		nil, func(r *sql.Rows) error {
			var network contract.Network
			var all, unread int
			if err := r.Scan(&network, &all, &unread); err != nil {
				return err
			}
			c.All, c.Unread = c.All+all, c.Unread+unread
			switch network {
			case contract.Twitter:
				c.Twitter += all
			case contract.Facebook:
				c.Facebook += all
			}
			return nil
		})
	if err != nil {
		return Counts{}, err
	}
	err = s.cache.one(ctx, "The inbox can't be read.", "select count(*) from cases indexed by cases_due where listed = 1 and due < ? and state = 'taken'",
		[]any{millis(now)}, &c.Overdue)
	return c, err
}

// NextDue is when the next case that is not answered comes due after an instant; zero when none does.
func (s *Store) NextDue(ctx context.Context, after time.Time) (time.Time, error) {
	var due sql.NullInt64
	err := s.cache.one(ctx, "The inbox can't be read.", "select min(due) from cases indexed by cases_due where listed = 1 and due > ? and state = 'taken'",
		[]any{millis(after)}, &due)
	if err != nil || !due.Valid {
		return time.Time{}, err
	}
	return time.UnixMilli(due.Int64), nil
}

// SetUnread sets or takes away a case's mark; it says whether that changed anything.
func (s *Store) SetUnread(ctx context.Context, id string, unread bool) (changed bool, err error) {
	err = s.cache.write(ctx, "The mark can't be stored.", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "update cases set unread = ? where id = ? and unread <> ?", unread, id, unread)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		changed = n > 0
		return err
	})
	return changed, err
}

// findable is what "Cari di inbox" looks at.
func findable(c contract.Case) string {
	return fold(strings.Join([]string{c.Customer.Name, c.Customer.Handle, strconv.FormatInt(c.Number, 10), c.Preview}, " "))
}
