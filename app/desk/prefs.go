package desk

import (
	"context"
	"sync"

	"sociomedio/data/local"
)

// settingAgent is under which name the desk itself remembers who the agent is, so that a start without a network knows.
const settingAgent = "agent"

// prefs are this agent's settings on this machine, in memory.
type prefs struct {
	mu     sync.Mutex
	values map[string]string
}

func (p *prefs) load(ctx context.Context, store *local.Store) error {
	values, err := store.Settings(ctx)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.values = values
	return nil
}

func (p *prefs) get(name string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.values[name]
}

// set says whether that changed anything.
func (p *prefs) set(name, value string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.values[name] == value {
		return false
	}
	if p.values == nil {
		p.values = map[string]string{}
	}
	p.values[name] = value
	return true
}

// remember sets a setting and has it stored.
func (s *seat) remember(name, value string) {
	if !s.settings.set(name, value) {
		return
	}
	s.clerk.do(func() {
		if err := s.store.SetSetting(context.Background(), name, s.settings.get(name)); err != nil {
			s.log.Warn("a setting was not stored", "name", name, "error", err)
		}
	})
}

// Recall is a setting of this agent on this machine (widths of columns, ...); empty when it was never stored.
func (d *Desk) Recall(key string) string {
	s, err := d.at()
	if err != nil {
		return ""
	}
	return s.settings.get(own + key)
}

// Remember stores such a setting; it returns at once.
func (d *Desk) Remember(key, value string) {
	if s, err := d.at(); err == nil {
		s.remember(own+key, value)
	}
}

// own begins the names of the screens' settings, so that they never meet the desk's.
const own = "screen."
