package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// Report is what a load brought to light.
type Report struct {
	Agents, Desks        int           // agents in all, and those at desks
	Took                 time.Duration // how long was measured, after the first round
	Offered              float64       // answers that were due a second
	Answers, Messages    float64       // saved and written a second meanwhile
	Saved, Lost, Doubled int           // answers, the first round's too
	Written, Received    int           // messages of customers, and those that are in the store; the first round's too
	Again                int           // calls made again at another backend, because one did not answer
	Times                []Figures     // by what was waited for
	Errors               map[string]int
	Bodies               []Body // of the backends
}

// Figures are how long one kind of call took.
type Figures struct {
	Name               string
	Number             int
	P50, P90, P99, Max time.Duration
}

// Clean says that nothing went wrong.
func (r Report) Clean() bool {
	return r.Lost == 0 && r.Doubled == 0 && r.Written == r.Received && len(r.Errors) == 0
}

// Wrong is how many calls failed.
func (r Report) Wrong() (n int) {
	for _, v := range r.Errors {
		n += v
	}
	return n
}

// String is the report as it is printed.
func (r Report) String() string {
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "CALL\tNUMBER\tPER SECOND\tP50\tP90\tP99\tMAX\t")
	for _, f := range r.Times {
		fmt.Fprintf(table, "%s\t%d\t%.1f\t%s\t%s\t%s\t%s\t\n", f.Name, f.Number, float64(f.Number)/r.Took.Seconds(), ms(f.P50), ms(f.P90), ms(f.P99), ms(f.Max))
	}
	_ = table.Flush() // into memory
	for _, what := range slices.Sorted(maps.Keys(r.Errors)) {
		fmt.Fprintf(&b, "error: %s: %d times\n", what, r.Errors[what])
	}
	for _, o := range r.Bodies {
		fmt.Fprintf(&b, "%s: goroutines %.0f at first, %.0f at most, %.0f at the end; memory %.0f, %.0f, %.0f MiB\n", o.Server,
			o.First.Goroutines, o.Most.Goroutines, o.Last.Goroutines, o.First.MiB, o.Most.MiB, o.Last.MiB)
	}
	fmt.Fprintf(&b, "messages written %d (%.1f/s) received %d\n", r.Written, r.Messages, r.Received)
	fmt.Fprintf(&b, "answers offered %.1f/s done %.1f/s\n", r.Offered, r.Answers)
	fmt.Fprintf(&b, "agents %d (%d at desks) answers %d again %d errors %d lost %d doubled %d\n", r.Agents, r.Desks, r.Saved, r.Again, r.Wrong(), r.Lost, r.Doubled)
	return b.String()
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// times gathers how long calls took and how they failed.
type times struct {
	mu    sync.Mutex
	taken map[string][]time.Duration
	wrong map[string]int
	again int
}

func newTimes() *times { return &times{taken: map[string][]time.Duration{}, wrong: map[string]int{}} }

// reset forgets how long calls took, not how they failed.
func (t *times) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.taken)
}

func (t *times) took(name string, d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.taken[name] = append(t.taken[name], d)
}

func (t *times) failed(name string, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wrong[name+": "+tidy(err)]++
}

func (t *times) anew() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.again++
}

func (t *times) errors() map[string]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return maps.Clone(t.wrong)
}

func (t *times) summary() []Figures {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []Figures
	for _, name := range slices.Sorted(maps.Keys(t.taken)) {
		list := t.taken[name]
		slices.Sort(list)
		at := func(share float64) time.Duration { return list[min(len(list)-1, int(share*float64(len(list))))] }
		all = append(all, Figures{Name: name, Number: len(list), P50: at(.5), P90: at(.9), P99: at(.99), Max: list[len(list)-1]})
	}
	return all
}
