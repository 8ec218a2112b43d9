package desk

import (
	"context"

	"sociomedio/data/local"
)

// Health is how the store of the agent who is signed in is. Kinds: SessionEnded when nobody is, CorruptStore.
func (d *Desk) Health(ctx context.Context) (local.Health, error) {
	s, err := d.at()
	if err != nil {
		return local.Health{}, err
	}
	return s.store.Health(ctx)
}
