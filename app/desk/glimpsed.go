package desk

import (
	"sociomedio/data"
	"sociomedio/data/contract"
)

// mostGlimpsed is how many of a kind are kept.
const mostGlimpsed = 2000

// glimpsed is what the backend said besides the changes of things that this agent does not follow: customers that Inquiry
// found, cases of a customer's history that others hold or nobody. It is kept in memory alone, because nothing renews it.
type glimpsed struct {
	customers map[string]contract.Customer
	cases     map[string]contract.Case
}

func (s *seat) glimpseCustomers(list []contract.Customer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := &s.glimpsed; g.customers == nil || len(g.customers) > mostGlimpsed {
		g.customers = map[string]contract.Customer{}
	}
	for _, c := range list {
		s.glimpsed.customers[c.ID] = c
	}
}

func (s *seat) glimpseCase(c contract.Case) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := &s.glimpsed; g.cases == nil || len(g.cases) > mostGlimpsed {
		g.cases = map[string]contract.Case{}
	}
	s.glimpsed.cases[c.ID] = c
}

func (s *seat) glimpsedCustomer(id string) (contract.Customer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.glimpsed.customers[id]
	if !ok {
		return c, data.Fail(data.NotFound, "The customer is not on this machine.", nil)
	}
	return c, nil
}

func (s *seat) glimpsedCase(id string) (contract.Case, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.glimpsed.cases[id]
	if !ok {
		return c, data.Fail(data.NotFound, "The case is not on this machine.", nil)
	}
	return c, nil
}
