package storage

import (
	"context"
	"strings"

	"sociomedio/data/contract"
)

// Tickets gives a page of trouble tickets, newest first: of one customer's service ("" for all), by number, service number
// or the beginnings of words of the title.
func (s *Store) Tickets(ctx context.Context, q, customerID, cursor string, limit int) (contract.TicketPage, error) {
	where, args := []string{`TRUE`}, []any{}
	if customerID != "" {
		where = append(where, `t.service_key = (SELECT service_key FROM customers WHERE id = ? AND service_key <> '')`)
		args = append(args, customerID)
	}
	if q = strings.TrimSpace(clean(q)); q != "" {
		text, values := ticketsBy(q)
		where, args = append(where, text), append(args, values...)
	}
	c := s.reading()
	page := contract.TicketPage{Tickets: []contract.Ticket{}}
	total, _, err := one[int](ctx, c, `SELECT COUNT(*) FROM tickets t WHERE `+strings.Join(where, ` AND `), args...)
	if err != nil {
		return page, err
	}
	page.Total = total
	if cursor != "" {
		at, number, err := readKeyCursor(cursor)
		if err != nil {
			return page, err
		}
		where, args = append(where, `(t.opened_at, t.number) < (?, ?)`), append(args, at, number)
	}
	rows, err := all[ticketRow](ctx, c, `SELECT `+ticketColumns+` FROM tickets t WHERE `+strings.Join(where, ` AND `)+`
		ORDER BY t.opened_at DESC, t.number DESC`+atMost(limit+1), args...)
	for i, r := range rows {
		if i == limit {
			last := rows[i-1]
			page.Next = writeKeyCursor(last.OpenedAt, last.Number)
			break
		}
		page.Tickets = append(page.Tickets, r.contract())
	}
	return page, err
}

func ticketsBy(q string) (string, []any) {
	var text, either []string
	var args []any
	for _, term := range termsOf(q) {
		text = append(text, `t.number IN (SELECT number FROM ticket_terms WHERE term >= ? AND term < ?)`)
		args = append(args, from(term), to(term))
	}
	if len(text) > 0 {
		either = append(either, `(`+strings.Join(text, ` AND `)+`)`)
	}
	if keys, values := servicesBy(q, "number_digits"); keys != "" {
		either, args = append(either, `t.service_key IN (`+keys+`)`), append(args, values...)
	}
	if len(either) == 0 {
		return `FALSE`, nil
	}
	return `(` + strings.Join(either, ` OR `) + `)`, args
}
