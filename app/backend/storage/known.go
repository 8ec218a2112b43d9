package storage

import (
	"sync"
	"time"
)

// known are the sessions that were looked up a moment ago, by their access token's hash: nearly every request asks for one. Only
// where the database tells at once what others changed is anything kept, so that a session that ended anywhere is dead here too;
// should word of it be lost, knownFor is the longest it lives on.
type knownSessions struct {
	mu         sync.Mutex
	hearing    bool // changes are told
	generation int  // rises with each thing forgotten: what was read before is not kept after
	rows       map[string]knownSession
}

type knownSession struct {
	row   sessionRow
	until time.Time
}

const (
	knownFor  = 5 * time.Second
	knownMost = 20_000
)

// sessionBell begins the keys that tell that sessions of an agent, or the agent himself, changed.
const sessionBell = "session:"

// find gives a row if it is known, else the generation to be handed to keep.
func (k *knownSessions) find(accessHash string) (row sessionRow, found bool, generation int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, found := k.rows[accessHash]
	if found && time.Now().After(s.until) {
		found = false
	}
	return s.row, found, k.generation
}

func (k *knownSessions) keep(accessHash string, row sessionRow, generation int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.hearing || generation != k.generation {
		return
	}
	if k.rows == nil || len(k.rows) >= knownMost {
		k.rows = map[string]knownSession{}
	}
	k.rows[accessHash] = knownSession{row: row, until: time.Now().Add(knownFor)}
}

// forget drops the sessions of an agent.
func (k *knownSessions) forget(agentID string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.generation++
	for hash, s := range k.rows {
		if s.row.ID == agentID {
			delete(k.rows, hash)
		}
	}
}

// hears begins, or ends, keeping; what was known before is forgotten.
func (k *knownSessions) hears(hearing bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.generation++
	k.hearing, k.rows = hearing, nil
}
