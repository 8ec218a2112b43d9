package backend

import (
	"sync"
	"time"
)

// throttle slows down and for a time locks whoever gives wrong passwords, by key (a user name, an address). It treats user
// names that exist and names that don't alike, so that it doesn't tell them apart. It lives in memory and is bounded; what
// must outlive a restart (an agent's lock) is kept in the store as well.
type throttle struct {
	clock func() time.Time
	rule  throttleRule

	mu    sync.Mutex
	tries map[string]tries
}

// throttleRule is how patient a throttle is.
type throttleRule struct {
	free   int           // wrong passwords without a lock
	lock   time.Duration // the first lock; each further one doubles
	most   time.Duration // the longest lock
	forget time.Duration // after this long without a wrong password all is forgotten
	keys   int           // keys remembered at most
}

type tries struct {
	failed      int
	last, until time.Time
}

func newThrottle(clock func() time.Time, rule throttleRule) *throttle {
	return &throttle{clock: clock, rule: rule, tries: map[string]tries{}}
}

// wait is how long key is still locked; 0 when it is not.
func (t *throttle) wait(key string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := t.tries[key].until.Sub(t.clock()); w > 0 {
		return w
	}
	return 0
}

// fail notes a wrong password and gives how many in a row that makes.
func (t *throttle) fail(key string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock()
	was := t.tries[key]
	if now.Sub(was.last) > t.rule.forget {
		was = tries{}
	}
	was.failed++
	was.last = now
	if over := was.failed - t.rule.free; over >= 0 {
		was.until = now.Add(doubled(t.rule.lock, over, t.rule.most))
	}
	t.makeRoom(now)
	t.tries[key] = was
	return was.failed
}

// clear forgets key after a right password.
func (t *throttle) clear(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, key)
}

// makeRoom drops what is forgotten anyway and, if that is not enough, any key: an attacker with endless names must not
// fill the memory.
func (t *throttle) makeRoom(now time.Time) {
	if len(t.tries) < t.rule.keys {
		return
	}
	for k, v := range t.tries {
		if now.Sub(v.last) > t.rule.forget {
			delete(t.tries, k)
		}
	}
	for k := range t.tries {
		if len(t.tries) < t.rule.keys {
			return
		}
		delete(t.tries, k)
	}
}

// doubled is base doubled times times, at most most.
func doubled(base time.Duration, times int, most time.Duration) time.Duration {
	for range times {
		if base >= most {
			return most
		}
		base *= 2
	}
	return min(base, most)
}
