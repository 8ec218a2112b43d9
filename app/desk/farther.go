package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// fewestFarther is how many letters the backend is asked for at least.
const fewestFarther = 3

// SearchHistory asks the backend for messages of all customers that have every word of the text, newest first, and gives those that are
// not on this machine: old ones, and what colleagues answered. A hit has no case but its customer, whose history brings it.
// It takes as long as the network does; Search comes before it. Kinds: those of the connection.
func (d *Desk) SearchHistory(ctx context.Context, text string, limit int) ([]Hit, error) {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) < fewestFarther {
		return nil, nil
	}
	s, err := d.at()
	if err != nil {
		return nil, err
	}
	page, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.MessagePage, error) {
		return r.SearchMessages(ctx, text, "", limit)
	})
	if err != nil {
		return nil, err
	}
	var hits []Hit
	for _, m := range page.Messages {
		_, err := s.store.Case(ctx, m.CaseID)
		if m.CustomerID == "" || err == nil && m.CaseID != "" {
			continue // it is here, and Search finds it
		}
		c, err := s.acquainted(ctx, m.CustomerID)
		if err != nil {
			return nil, err
		}
		h := Hit{Kind: HitMessage, ID: m.ID, CustomerID: m.CustomerID, Network: m.Network, At: m.At, Title: c.Name}
		if m.Ours {
			h.Kind = HitAnswer
		}
		h.Excerpt, h.Marks = excerpt(m.Text, text)
		hits = append(hits, h)
	}
	return hits, nil
}

// acquainted is a customer as this machine knows him, or as the backend does.
func (s *seat) acquainted(ctx context.Context, id string) (contract.Customer, error) {
	if row, err := s.store.Customer(ctx, id); err == nil {
		return row.Customer, nil
	}
	if c, err := s.glimpsedCustomer(id); data.KindOf(err) != data.NotFound {
		return c, err
	}
	c, err := ask(ctx, s, func(ctx context.Context, r *remote.Client) (contract.Customer, error) { return r.Customer(ctx, id) })
	if err == nil {
		s.glimpseCustomers([]contract.Customer{c})
	}
	return c, err
}
