package api

import (
	"sync"

	"sociomedio/data"
)

// streams counts the open event streams, so that neither one agent nor all together can open them without end.
type streams struct {
	each, all int

	mu    sync.Mutex
	open  int
	agent map[string]int
}

func newStreams(each, all int) *streams {
	return &streams{each: each, all: all, agent: map[string]int{}}
}

func (s *streams) enter(agentID string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open >= s.all {
		return nil, &data.Error{Kind: data.Overloaded, Sentence: "Too many event streams are open.", RetryAfter: 15}
	}
	if s.agent[agentID] >= s.each {
		return nil, &data.Error{Kind: data.TooMany, Sentence: "You have too many event streams open.", RetryAfter: 15}
	}
	s.open++
	s.agent[agentID]++
	return sync.OnceFunc(func() { s.left(agentID) }), nil
}

func (s *streams) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open
}

func (s *streams) left(agentID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open--
	if s.agent[agentID]--; s.agent[agentID] == 0 {
		delete(s.agent, agentID)
	}
}
