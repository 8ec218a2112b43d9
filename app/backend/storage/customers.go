package storage

import (
	"context"
	"slices"
	"strings"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
)

// Customer gives a customer with the linked service and its newest tickets; data.NotFound if there is none.
func (s *Store) Customer(ctx context.Context, id string) (contract.Customer, error) {
	return s.reading().customerByID(ctx, id)
}

// Search finds customers (5.3.10). Names and user names are found by the beginnings of their words, numbers in any format by
// their beginning (at least four digits). An empty q gives all. Ordered by name.
func (s *Store) Search(ctx context.Context, by contract.SearchBy, q, cursor string, limit int) (contract.CustomerPage, error) {
	where, args := matching(by, q)
	c := s.reading()
	page := contract.CustomerPage{Customers: []contract.Customer{}}
	total, _, err := one[int](ctx, c, `SELECT COUNT(*) FROM customers cu WHERE `+where, args...)
	if err != nil {
		return page, err
	}
	page.Total = total
	if cursor != "" {
		// The last customer's id: a name has no place in an address.
		last, found, err := one[string](ctx, c, `SELECT name_key FROM customers WHERE id = ?`, cursor)
		if err != nil {
			return page, err
		}
		if !found {
			return page, errCursor
		}
		where += ` AND (cu.name_key, cu.id) > (?, ?)`
		args = append(args, last, cursor)
	}
	rows, err := all[customerRow](ctx, c, customerSelect+`WHERE `+where+` ORDER BY cu.name_key, cu.id`+atMost(limit+1), args...)
	if err != nil {
		return page, err
	}
	for i, r := range rows {
		if i == limit {
			page.Next = rows[i-1].ID
			break
		}
		page.Customers = append(page.Customers, r.contract())
	}
	return page, nil
}

// matching is the condition on customers cu that a search stands for.
func matching(by contract.SearchBy, q string) (string, []any) {
	q = strings.TrimSpace(clean(q))
	if q == "" {
		return `TRUE`, nil
	}
	var either []string
	var args []any
	add := func(text string, values []any) {
		if text != "" {
			either, args = append(either, text), append(args, values...)
		}
	}
	switch by {
	case contract.UserName:
		add(byTerms(q, "handle"))
	case contract.Name:
		add(byTerms(q, "name"))
	case contract.Pots:
		add(byNumber(q, "pots_digits"))
	case contract.Internet:
		add(byNumber(q, "internet_digits"))
	case contract.Contact:
		add(byNumber(q, "contact_digits"))
	default:
		add(byTerms(q, "handle"))
		add(byTerms(q, "name"))
		add(byNumber(q, "number_digits", "pots_digits", "internet_digits", "contact_digits"))
	}
	if len(either) == 0 {
		return `FALSE`, nil
	}
	return `(` + strings.Join(either, ` OR `) + `)`, args
}

// byTerms: every word asked for begins a word of the customer's.
func byTerms(q, field string) (string, []any) {
	var text []string
	var args []any
	for _, term := range termsOf(q) {
		text = append(text, `cu.id IN (SELECT customer_id FROM customer_terms WHERE field = '`+field+`' AND term >= ? AND term < ?)`)
		args = append(args, from(term), to(term))
	}
	if len(text) == 0 {
		return "", nil
	}
	return `(` + strings.Join(text, ` AND `) + `)`, args
}

// byNumber: a number of the linked service begins with one of the spellings of what was asked for.
func byNumber(q string, columns ...string) (string, []any) {
	text, args := servicesBy(q, columns...)
	if text == "" {
		return "", nil
	}
	return `(cu.service_key <> '' AND cu.service_key IN (` + text + `))`, args
}

// servicesBy selects the keys of service records one of whose columns begins with a number.
func servicesBy(q string, columns ...string) (string, []any) {
	var union []string
	var args []any
	for _, number := range spellings(q) {
		if len(digitsOf(q)) < fewestDigits || len(number) < fewestNational {
			continue
		}
		for _, column := range columns {
			union = append(union, `SELECT key FROM services WHERE `+column+` <> '' AND `+column+` >= ? AND `+column+` < ?`)
			args = append(args, from(number), to(number))
		}
	}
	return strings.Join(union, ` UNION `), args
}

// LinkService links a service number, in any format, to a customer; data.NotFound with Field "number" if there is none, or if
// it could be several.
func (s *Store) LinkService(ctx context.Context, agentID, customerID, number string) (contract.Customer, error) {
	return s.link(ctx, agentID, customerID, func(ctx context.Context, t *tx) (string, error) {
		unknown := &data.Error{Kind: data.NotFound, Sentence: "There is no service with this number.", Field: "number"}
		key, found, err := one[string](ctx, t.conn, `SELECT key FROM services WHERE key = ?`, digitsOf(number))
		if err != nil || found {
			return key, err
		}
		list, args := in(spellings(number))
		keys, err := all[string](ctx, t.conn, `SELECT key FROM services WHERE number_digits IN `+list+` LIMIT 2`, args...)
		if err == nil && len(keys) != 1 {
			err = unknown
		}
		if err != nil {
			return "", err
		}
		return keys[0], nil
	})
}

// UnlinkService takes the link back; without one nothing happens.
func (s *Store) UnlinkService(ctx context.Context, agentID, customerID string) (contract.Customer, error) {
	return s.link(ctx, agentID, customerID, func(context.Context, *tx) (string, error) { return "", nil })
}

// Link is one line of what was done to a customer's link.
type Link struct {
	Number  string // the service's, digits only
	AgentID string
	Linked  bool // false: taken back
	At      time.Time
}

type linkLogRow struct {
	ServiceKey, AgentID string
	Linked              bool
	At                  moment
}

// Links gives who linked a customer to what and who took it back, oldest first.
func (s *Store) Links(ctx context.Context, customerID string) ([]Link, error) {
	rows, err := all[linkLogRow](ctx, s.reading(), `SELECT service_key, agent_id, linked, at FROM service_links WHERE customer_id = ? ORDER BY at, id`, customerID)
	list := make([]Link, 0, len(rows))
	for _, r := range rows {
		list = append(list, Link{Number: r.ServiceKey, AgentID: r.AgentID, Linked: r.Linked, At: r.At.Time()})
	}
	return list, err
}

type linkRow struct{ Handle, Name, ServiceKey, ServiceName string }

// link sets a customer's service to what choose says, with a line in the log of links.
func (s *Store) link(ctx context.Context, agentID, customerID string, choose func(context.Context, *tx) (string, error)) (contract.Customer, error) {
	var after contract.Customer
	err := s.write(ctx, func(ctx context.Context, t *tx) error {
		row, found, err := one[linkRow](ctx, t.conn, `SELECT handle, name, service_key FROM customers WHERE id = ?`+t.engine.lock, customerID)
		if err == nil && !found {
			err = errNoCustomer
		}
		if err != nil {
			return err
		}
		key, err := choose(ctx, t)
		if err != nil {
			return err
		}
		if key != row.ServiceKey {
			if err := t.setService(ctx, agentID, customerID, row, key); err != nil {
				return err
			}
		}
		after, err = t.customerByID(ctx, customerID)
		return err
	})
	return after, err
}

func (t *tx) setService(ctx context.Context, agentID, customerID string, was linkRow, key string) error {
	by, at := agentID, t.now
	if key == "" {
		by, at = "", 0
	}
	if err := t.run(ctx, `UPDATE customers SET service_key = ?, linked_by = ?, linked_at = ? WHERE id = ?`, key, by, at, customerID); err != nil {
		return err
	}
	about := key
	if about == "" {
		about = was.ServiceKey
	}
	if err := t.run(ctx, `INSERT INTO service_links (id, customer_id, service_key, agent_id, linked, at) VALUES (?, ?, ?, ?, ?, ?)`,
		t.store.opts.NewID(), customerID, about, agentID, key != "", t.now); err != nil {
		return err
	}
	name, _, err := one[string](ctx, t.conn, `SELECT customer_name FROM services WHERE key = ?`, key)
	if err != nil {
		return err
	}
	t.touch(contract.GoneKindCustomer, customerID, customerID)
	return t.setTerms(ctx, customerID, was.Handle, was.Name+" "+name)
}

// setTerms stores what a customer is found by: his handle, and the words of his names on the network and in his service record.
func (t *tx) setTerms(ctx context.Context, customerID, handle, names string) error {
	if err := t.run(ctx, `DELETE FROM customer_terms WHERE customer_id = ?`, customerID); err != nil {
		return err
	}
	var rows [][]any
	for _, term := range termsOf(handle) {
		rows = append(rows, []any{term, "handle", customerID})
	}
	for _, term := range termsOf(names) {
		rows = append(rows, []any{term, "name", customerID})
	}
	return t.insert(ctx, `customer_terms (term, field, customer_id)`, rows, `ON CONFLICT (term, field, customer_id) DO NOTHING`)
}

// mostServices is how many service records a look-up gives.
const mostServices = 20

// Services finds at most 20 service records by service, POTS, internet or contact number in any format; whole numbers come
// before those that only begin so.
func (s *Store) Services(ctx context.Context, number string) ([]contract.Service, error) {
	found := []contract.Service{}
	keys, args := servicesBy(number, "number_digits", "pots_digits", "internet_digits", "contact_digits")
	if keys == "" {
		return found, nil
	}
	whole, values := in(spellings(number))
	rows, err := all[serviceRow](ctx, s.reading(), `SELECT number, customer_name, pots, internet, package_name, address, sto, regional, witel, contact
		FROM services WHERE key IN (`+keys+`) ORDER BY CASE WHEN number_digits IN `+whole+` OR pots_digits IN `+whole+`
			OR internet_digits IN `+whole+` OR contact_digits IN `+whole+` THEN 0 ELSE 1 END, LENGTH(key), key LIMIT ?`,
		slices.Concat(args, values, values, values, values, []any{mostServices})...)
	for _, r := range rows {
		found = append(found, r.contract())
	}
	return found, err
}
