package shell

import (
	"sync"
	"time"

	"sociomedio/app/desk"
	"sociomedio/ui/onui"
)

// How often the screen follows: events of the desk at most every 40 ms, times every 15 s (DESIGN.md section 6), a countdown every
// second while there is one.
const (
	newsEvery = 40 * time.Millisecond
	tickEvery = 15 * time.Second
	countdown = time.Second
)

// news brings what the desk tells to the columns: gathered, once per event and id, on the UI goroutine.
type news struct {
	place *workplace
	ask   *onui.Coalescer
	stop  func()
	ended chan struct{}

	mu     sync.Mutex
	events []desk.Event
}

func newNews(w *workplace) *news {
	n := &news{place: w, ended: make(chan struct{})}
	n.ask = onui.NewCoalescer(w.opts.Run, newsEvery, n.bring)
	return n
}

func (n *news) begin() {
	n.stop = n.place.opts.Source.Subscribe(n.put)
	go n.tick()
}

// put takes an event from the desk's goroutine.
func (n *news) put(e desk.Event) {
	n.mu.Lock()
	for i, w := range n.events {
		if w.Kind == e.Kind && w.CaseID == e.CaseID && w.CustomerID == e.CustomerID {
			n.events[i].Arrived += e.Arrived
			n.mu.Unlock()
			return
		}
	}
	n.events = append(n.events, e)
	n.mu.Unlock()
	n.ask.Ask()
}

// bring shows what has gathered. It waits for the columns that show it.
func (n *news) bring() {
	if !n.place.whole {
		return
	}
	n.mu.Lock()
	events := n.events
	n.events = nil
	n.mu.Unlock()
	for _, e := range events {
		n.place.changed(e)
	}
}

// tick repaints times.
func (n *news) tick() {
	slow, fast := time.NewTicker(tickEvery), time.NewTicker(countdown)
	defer slow.Stop()
	defer fast.Stop()
	for {
		select {
		case <-n.ended:
			return
		case <-slow.C:
			n.place.opts.Run(n.place.tick)
		case <-fast.C:
			if n.place.opts.Source.Connection().State == desk.Unreachable {
				n.place.opts.Run(n.place.strip.refresh)
			}
		}
	}
}

func (n *news) end() {
	if n.stop == nil {
		return
	}
	n.stop()
	n.stop = nil
	n.ask.Stop()
	close(n.ended)
}

// changed shows one event.
func (w *workplace) changed(e desk.Event) {
	if w.place != w { // signed out meanwhile
		return
	}
	w.inbox.Changed(e)
	w.customer.Changed(e)
	w.customers.Changed(e)
	w.reply.Changed(e)
	switch e.Kind {
	case desk.InboxChanged:
		w.nav.refresh()
		w.notices.arrived(e.Arrived)
	case desk.OutboxChanged:
		w.status.refresh()
	case desk.ConnectionChanged, desk.CatalogueChanged:
		w.status.refresh()
		w.strip.refresh()
	case desk.TodayChanged:
		w.nav.refresh()
	case desk.SessionEnded:
		w.strip.refresh()
		w.status.refresh()
		w.askSignInAgain()
	case desk.CaseChanged, desk.HistoryChanged, desk.CustomerChanged:
	}
}

// tick repaints what time alone changes.
func (w *workplace) tick() {
	if w.place != w || !w.whole {
		return
	}
	w.inbox.Tick()
	w.customer.Tick()
	w.customers.Tick()
	w.nav.refresh()
	w.status.refresh()
	w.notices.watch()
	if w.dashboard != nil {
		w.dashboard.tick()
	}
}
