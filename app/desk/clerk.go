package desk

import "sync"

// clerk does small writes one after the other on a goroutine of its own, so that who asks for them never waits for the disk.
type clerk struct {
	mu      sync.Mutex
	waiting []func()
	busy    bool
	idle    sync.WaitGroup
}

// do has f done after everything that was asked for before.
func (c *clerk) do(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, f)
	if c.busy {
		return
	}
	c.busy = true
	c.idle.Go(c.work)
}

func (c *clerk) work() {
	for {
		c.mu.Lock()
		if len(c.waiting) == 0 {
			c.busy = false
			c.mu.Unlock()
			return
		}
		next := c.waiting[0]
		c.waiting = c.waiting[1:]
		c.mu.Unlock()
		next()
	}
}

// wait waits until all is done.
func (c *clerk) wait() { c.idle.Wait() }
