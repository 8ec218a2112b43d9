package main

import (
	"context"
	"math"
	"runtime/debug"
	"time"
)

// How the garbage collector works. While the program starts it rests, up to a bound: the start is over before it would have given
// anything back. Later it collects early, since a desk that lies beside the browser all day is to be small rather than some per cent
// faster; and what the start needed once goes back to the system.
const (
	startBound  = 256 << 20 // bytes
	usualGrowth = 40        // per cent of what is in use
	startOver   = 3 * time.Second
)

// restCollector lets the collector rest; the result sets it to work again.
func restCollector() (work func()) {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(startBound)
	return func() {
		debug.SetGCPercent(usualGrowth)
		debug.SetMemoryLimit(math.MaxInt64)
	}
}

// tidy waits until the start is over, sets the collector to work and gives back what is not needed any more.
func tidy(ctx context.Context, collect func()) {
	select {
	case <-time.After(startOver):
	case <-ctx.Done():
	}
	collect()
	debug.FreeOSMemory()
}
