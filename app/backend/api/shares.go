package api

import (
	"sync"

	"sociomedio/data"
)

// shares counts what is open, so that neither one agent nor all together can open it without end.
type shares struct {
	each, all  int
	what       string // in sentences
	retryAfter int    // seconds

	mu    sync.Mutex
	open  int
	agent map[string]int
}

func newShares(each, all int, what string, retryAfter int) *shares {
	return &shares{each: each, all: all, what: what, retryAfter: retryAfter, agent: map[string]int{}}
}

func (s *shares) enter(agentID string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open >= s.all {
		return nil, &data.Error{Kind: data.Overloaded, Sentence: "Too many " + s.what + " are open.", RetryAfter: s.retryAfter}
	}
	if s.agent[agentID] >= s.each {
		return nil, &data.Error{Kind: data.TooMany, Sentence: "You have too many " + s.what + " open.", RetryAfter: s.retryAfter}
	}
	s.open++
	s.agent[agentID]++
	return sync.OnceFunc(func() { s.left(agentID) }), nil
}

func (s *shares) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

func (s *shares) left(agentID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	if s.agent[agentID]--; s.agent[agentID] == 0 {
		delete(s.agent, agentID)
	}
}
