package customertest

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sociomedio/app/desk"
	"sociomedio/data/contract"
)

// digits are the digits of a number in any format, without the country's prefix.
func digits(s string) string {
	s = strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	return strings.TrimLeft(strings.TrimPrefix(s, "62"), "0")
}

// Customers implements customer.Source.
func (b *Book) Customers(ctx context.Context, q desk.CustomerQuery) (contract.CustomerPage, error) {
	if err := b.wait(ctx); err != nil {
		return contract.CustomerPage{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []contract.Customer
	for _, p := range b.People {
		if matches(p.Customer, q) {
			all = append(all, p.Customer)
		}
	}
	slices.SortFunc(all, func(x, y contract.Customer) int { return cmp.Compare(x.ID, y.ID) })
	rows, next := page(all, q.Cursor, q.Limit)
	return contract.CustomerPage{Customers: rows, Next: next, Total: len(all)}, nil
}

func matches(c contract.Customer, q desk.CustomerQuery) bool {
	text, number := strings.ToLower(strings.TrimPrefix(q.Text, "@")), digits(q.Text)
	word := func(s string) bool { return strings.Contains(strings.ToLower(s), text) }
	figure := func(s string) bool { return number != "" && digits(s) == number }
	found := map[contract.SearchBy]bool{
		contract.UserName: word(c.Handle), contract.Name: word(c.Name), contract.Pots: figure(c.Service.Pots),
		contract.Internet: figure(c.Service.Internet), contract.Contact: figure(c.Service.Contact),
	}
	if q.By != "" && q.By != contract.Any {
		return found[q.By]
	}
	for _, f := range found {
		if f {
			return true
		}
	}
	return false
}

// page cuts a page out of rows; the cursor is the number of those before it.
func page[T any](rows []T, cursor string, limit int) ([]T, string) {
	if limit <= 0 {
		limit = 50
	}
	from, _ := strconv.Atoi(cursor)
	to := min(from+limit, len(rows))
	if to < len(rows) {
		return rows[from:to], strconv.Itoa(to)
	}
	return rows[from:to], ""
}

// Tickets implements customer.Source.
func (b *Book) Tickets(ctx context.Context, q desk.TicketQuery) (contract.TicketPage, error) {
	if err := b.wait(ctx); err != nil {
		return contract.TicketPage{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.AllTickets
	if q.CustomerID != "" {
		all = b.People[q.CustomerID].Tickets
	}
	var found []contract.Ticket
	for _, k := range all {
		if strings.Contains(strings.ToLower(k.Number+" "+k.Title+" "+k.ServiceNumber), strings.ToLower(q.Text)) {
			found = append(found, k)
		}
	}
	rows, next := page(found, q.Cursor, q.Limit)
	return contract.TicketPage{Tickets: rows, Next: next, Total: len(found)}, nil
}

// Services implements customer.Source.
func (b *Book) Services(ctx context.Context, number string) ([]contract.Service, error) {
	if err := b.wait(ctx); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []contract.Service
	for _, s := range b.Records {
		for _, n := range []string{s.Number, s.Pots, s.Internet} {
			if digits(n) == digits(number) && digits(n) != "" {
				found = append(found, s)
				break
			}
		}
	}
	return found, nil
}

// LinkService implements customer.Source.
func (b *Book) LinkService(ctx context.Context, customerID, number string) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	return b.change("link "+customerID+" "+number, func() error {
		for _, s := range b.Records {
			if s.Number == number {
				p := b.People[customerID]
				p.Service, p.LinkedAt, p.LinkedBy = s, b.Now, contract.AgentRef{ID: b.Me.ID, Name: b.Me.Name}
				b.People[customerID] = p
				return nil
			}
		}
		return missing()
	}, desk.Event{Kind: desk.CustomerChanged, CustomerID: customerID})
}

// UnlinkService implements customer.Source.
func (b *Book) UnlinkService(ctx context.Context, customerID string) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	return b.change("unlink "+customerID, func() error {
		p := b.People[customerID]
		p.Service, p.LinkedAt, p.LinkedBy = contract.Service{}, time.Time{}, contract.AgentRef{}
		b.People[customerID] = p
		return nil
	}, desk.Event{Kind: desk.CustomerChanged, CustomerID: customerID})
}

// Handlings implements customer.Source.
func (b *Book) Handlings(id string, before time.Time, limit int) ([]contract.Handling, bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var found []contract.Handling
	for _, h := range b.Done[id] {
		if (before.IsZero() || h.SavedAt.Before(before)) && len(found) < limit {
			found = append(found, h)
		}
	}
	return found, false, nil
}

// FetchHandlings implements customer.Source.
func (b *Book) FetchHandlings(ctx context.Context, _ string) (bool, error) { return false, b.wait(ctx) }

// ExportHandlings implements customer.Source.
func (b *Book) ExportHandlings(ctx context.Context, id string, zone *time.Location, w io.Writer) error {
	if err := b.wait(ctx); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	for _, h := range b.Done[id] {
		if err := out.Write([]string{h.SavedAt.In(zone).Format(time.DateTime), h.Agent.Name, strings.Join(h.Labels, " / ")}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Media implements customer.Source.
func (b *Book) Media(ctx context.Context, id string, _ contract.GetMediaParamsSize) ([]byte, error) {
	if err := b.wait(ctx); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if raw, ok := b.Pictures[id]; ok {
		return raw, nil
	}
	return nil, missing()
}
