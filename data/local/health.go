package local

import (
	"context"
	"path/filepath"
)

// Health is how an agent's store is, in numbers.
type Health struct {
	Drafts int
	Outbox map[string]int // how many items are in which state (Outgoing.State)
	Aside  []string       // names of databases that were damaged and set aside when the store was opened
}

// Health checks both databases whole, which takes seconds where the cache is large, and counts what waits in them. Kinds: CorruptStore.
func (s *Store) Health(ctx context.Context) (Health, error) {
	h := Health{Outbox: map[string]int{}}
	for _, damage := range s.SetAside {
		h.Aside = append(h.Aside, filepath.Base(damage.Path))
	}
	for _, f := range []*file{s.kept, s.cache} {
		if err := sound(ctx, f); err != nil {
			return h, err
		}
	}
	items, err := s.Outbox(ctx)
	if err != nil {
		return h, err
	}
	for _, item := range items {
		h.Outbox[item.State]++
	}
	drafts, err := s.Drafts(ctx)
	h.Drafts = len(drafts)
	return h, err
}
