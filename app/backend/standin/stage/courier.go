package stage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Patience of a network with its targets.
const (
	answerTime  = 5 * time.Second // how long a target may take to answer
	reorderTime = 2 * time.Second // how long a reordered parcel waits for one to let pass
)

// Parcel is one webhook delivery.
type Parcel struct {
	URL     string
	Header  http.Header
	Body    []byte
	Repeat  int  // how often it is delivered; 0 is once
	Reorder bool // after the next one
}

// Courier delivers parcels in order, one at a time unless it has several hands, and those that were not answered 200 again later,
// after what came meanwhile: at least once, order not kept, as the networks do it.
type Courier struct {
	hands  int
	wait   []time.Duration
	log    *slog.Logger
	client *http.Client

	mu    sync.Mutex
	queue []*trip
	held  []*trip // reordered, waiting for the next one
	busy  int     // hands that deliver
	wake  chan struct{}
	idle  chan struct{} // closed and renewed whenever nothing is left to do
}

type trip struct {
	Parcel
	due   time.Time
	tries int
}

// NewCourier is a courier with so many hands that tries again after each of wait and then drops the parcel.
func NewCourier(hands int, wait []time.Duration, log *slog.Logger) *Courier {
	return &Courier{
		hands: hands, wait: wait, log: log, wake: make(chan struct{}, 1), idle: make(chan struct{}),
		client: &http.Client{
			Timeout:       answerTime,
			Transport:     &http.Transport{MaxIdleConnsPerHost: 1 + hands, IdleConnTimeout: 30 * time.Second},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Send takes a parcel for delivery and does not wait for it.
func (c *Courier) Send(p Parcel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range max(1, p.Repeat) {
		t := &trip{Parcel: p}
		if p.Reorder {
			t.due = time.Now().Add(reorderTime)
			c.held = append(c.held, t)
			continue
		}
		c.queue = append(c.queue, t)
	}
	if !p.Reorder {
		for _, t := range c.held {
			t.due = time.Time{}
		}
		c.queue, c.held = append(c.queue, c.held...), nil
	}
	c.knock()
}

func (c *Courier) knock() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Deliver brings one parcel now, past the queue, and waits for the target's answer.
func (c *Courier) Deliver(ctx context.Context, p Parcel) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL, bytes.NewReader(p.Body))
	if err != nil {
		return fmt.Errorf("deliver: %w", err)
	}
	req.Header = p.Header.Clone()
	req.Header.Set("Content-Type", "application/json")
	res, err := c.client.Do(req)
	if err != nil {
		return fmt.Errorf("deliver: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("deliver: answered %d", res.StatusCode)
	}
	return nil
}

// Ask is a GET to a target, for handshakes. It gives status and at most 64 kB of body.
func (c *Courier) Ask(ctx context.Context, url string) (int, []byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("ask: %w", err)
	}
	res, err := c.client.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("ask: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return 0, nil, fmt.Errorf("ask: %w", err)
	}
	return res.StatusCode, body, nil
}

// Run delivers until ctx ends.
func (c *Courier) Run(ctx context.Context) {
	defer c.client.CloseIdleConnections()
	var hands sync.WaitGroup
	for range c.hands {
		hands.Go(func() { c.deliver(ctx) })
	}
	hands.Wait()
}

func (c *Courier) deliver(ctx context.Context) {
	for {
		t, next, more := c.pick(time.Now())
		if more {
			c.knock() // another hand is free, perhaps
		}
		if t == nil {
			if !c.pause(ctx, next) {
				return
			}
			continue
		}
		err := c.Deliver(ctx, t.Parcel)
		c.done(t, err)
		if ctx.Err() != nil {
			return
		}
	}
}

// pick takes the first trip that is due, and says whether there are more; or how long until there is one, 0 when nothing is planned.
func (c *Courier) pick(now time.Time) (t *trip, next time.Duration, more bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, line := range []*[]*trip{&c.queue, &c.held} {
		for i, t := range *line {
			left := t.due.Sub(now)
			if left <= 0 {
				if i == 0 { // not moved down: thousands may wait
					*line = (*line)[1:]
				} else {
					*line = slices.Delete(*line, i, i+1)
				}
				c.busy++
				return t, 0, len(c.queue)+len(c.held) > 0
			}
			if next == 0 || left < next {
				next = left
			}
		}
	}
	if next == 0 && c.busy == 0 {
		close(c.idle)
		c.idle = make(chan struct{})
	}
	return nil, next, false
}

func (c *Courier) pause(ctx context.Context, d time.Duration) bool {
	var due <-chan time.Time
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		due = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-c.wake:
	case <-due:
	}
	return true
}

// done plans the next try of a trip that failed.
func (c *Courier) done(t *trip, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy--
	if err == nil {
		return
	}
	if t.tries >= len(c.wait) {
		c.log.Warn("webhook dropped", "tries", t.tries+1, "error", err)
		return
	}
	t.due = time.Now().Add(c.wait[t.tries])
	t.tries++
	c.queue = append(c.queue, t)
}

// Drain waits until everything is delivered or dropped, or ctx ends. Run must be running.
func (c *Courier) Drain(ctx context.Context) error {
	c.mu.Lock()
	if len(c.queue)+len(c.held) == 0 && c.busy == 0 {
		c.mu.Unlock()
		return nil
	}
	idle := c.idle
	c.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
