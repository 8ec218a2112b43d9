package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sociomedio/app/backend/serve"
	"sociomedio/app/backend/standin"
	"sociomedio/app/backend/storage"
	"sociomedio/app/desk"
	"sociomedio/data/contract"
)

// tally is what became of everything.
type tally struct {
	rounds, backend, client, both int // kills
	answers, parts, notes         int // saved
	refused                       int // visibly, with a reason
	lost, doubled, unknown        int
	wrong                         []string // what exactly, by ids
}

func (t *tally) clean() bool { return t.lost == 0 && t.doubled == 0 && t.unknown == 0 }

func (t tally) String() string {
	s := fmt.Sprintf("rounds %d (backend %d, client %d, both %d) answers %d parts %d notes %d refused %d lost %d doubled %d unknown %d",
		t.rounds, t.backend, t.client, t.both, t.answers, t.parts, t.notes, t.refused, t.lost, t.doubled, t.unknown)
	return strings.Join(append([]string{s}, t.wrong...), "\n")
}

const restPatience = 3 * time.Minute

// settle ends all faults, waits until nothing is on its way, and counts.
func (c *centre) settle(ctx context.Context, clerk *clerk, kills [3]int) (tally, error) {
	t := tally{rounds: kills[0] + kills[1] + kills[2], backend: kills[killBackend], client: kills[killClient], both: kills[killBoth]}
	if err := errors.Join(c.stands.Fault(standin.Fault{Clear: true}), clerk.rest()); err != nil {
		return t, err
	}
	items, err := c.calm(ctx, clerk)
	if err != nil {
		return t, err
	}
	clerk.kill()
	clerk.reader.Wait()
	if err := c.backend.stop(); err != nil {
		return t, err
	}
	k, err := c.kept(ctx)
	if err != nil {
		return t, err
	}
	for _, p := range c.stands.Posts() {
		k.posted[p.Text]++
	}
	t.count(clerk.saved, items, k)
	return t, nil
}

// calm waits until every item of the outbox is where it stays.
func (c *centre) calm(ctx context.Context, clerk *clerk) ([]desk.OutboxItem, error) {
	ctx, cancel := context.WithTimeout(ctx, restPatience)
	defer cancel()
	var items []desk.OutboxItem
	for quiet := 0; ; {
		now, err := clerk.look(ctx)
		if ctx.Err() != nil {
			return items, nil // what still moves is counted as unknown
		}
		if err != nil {
			return nil, err
		}
		items = now
		moving := 0
		for _, i := range items {
			if i.State != desk.Refused && i.State != desk.Failed {
				moving++
			}
		}
		if moving > 0 {
			quiet = 0
		} else if quiet++; quiet == 20 {
			return items, nil
		}
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return items, nil
		}
	}
}

// kept is what the backend has, and what the networks have.
type kept struct {
	answers map[string]int // handling records by the answer's text
	states  map[string]contract.Answer
	notes   map[string]int
	posted  map[string]int // by text
}

const page = 200

func (c *centre) kept(ctx context.Context) (kept, error) {
	k := kept{answers: map[string]int{}, states: map[string]contract.Answer{}, notes: map[string]int{}, posted: map[string]int{}}
	store, err := serve.OpenStore(ctx, serve.Options{Database: c.database})
	if err != nil {
		return k, err
	}
	for cursor := ""; ; {
		people, err := store.Search(ctx, contract.Any, "", cursor, page)
		if err != nil {
			return k, errors.Join(err, store.Close())
		}
		for _, p := range people.Customers {
			if err := k.read(ctx, store, p.ID); err != nil {
				return k, errors.Join(err, store.Close())
			}
		}
		if cursor = people.Next; cursor == "" {
			return k, store.Close()
		}
	}
}

func (k kept) read(ctx context.Context, store *storage.Store, customerID string) error {
	for cursor := ""; ; {
		list, err := store.Handlings(ctx, customerID, cursor, page)
		if err != nil {
			return err
		}
		for _, h := range list.Handlings {
			for _, a := range h.Answers {
				k.answers[a.Text]++
				k.states[a.Text] = a
			}
		}
		if cursor = list.Next; cursor == "" {
			break
		}
	}
	for cursor := ""; ; {
		history, err := store.Messages(ctx, customerID, cursor, page)
		if err != nil {
			return err
		}
		for _, n := range history.Notes {
			k.notes[n.Text]++
		}
		if cursor = history.Next; cursor == "" {
			return nil
		}
	}
}

// count compares what was promised with what is.
func (t *tally) count(saved map[string]line, outbox []desk.OutboxItem, k kept) {
	stays := map[string]desk.OutboxItem{}
	for _, i := range outbox {
		stays[i.ID] = i
	}
	for text, n := range k.posted {
		if n > 1 {
			t.doubled++
			t.note("posted %d times: %.60q", n, text)
		}
	}
	for id, l := range saved {
		if l.Kind == "note" {
			t.notes++
			t.once(id, "note", k.notes[l.Text])
			continue
		}
		t.answers++
		t.parts += len(l.Parts)
		i, there := stays[id]
		switch {
		case there && (i.State == desk.Refused && i.Why != "" || i.State == desk.Failed && i.Reason.Code != ""):
			t.refused++
			t.note("%s: %s %s %s", id, i.State, i.Why, i.Reason.Code)
			t.misjudged(id, k.states[l.Text], k)
		case there:
			t.unknown++
			t.note("%s: still %s", id, i.State)
		default:
			t.once(id, "handling record", k.answers[l.Text])
			for n, part := range l.Parts {
				if k.posted[part] == 0 {
					t.lost++
					t.note("%s: part %d of %d is not on the network, the backend says %s", id, n+1, len(l.Parts), k.states[l.Text].State)
				}
			}
		}
	}
	t.promised(k)
}

// misjudged: what is said to have failed and is on the network all the same would be doubled by the agent's next try.
func (t *tally) misjudged(id string, a contract.Answer, k kept) {
	for _, p := range a.Parts {
		if p.State == contract.DeliveryStateFailed && k.posted[p.Text] > 0 {
			t.doubled++
			t.note("%s: part %d is said to have failed and is on the network", id, p.Seq)
		}
	}
}

// promised: what the client saved and was killed before it said so. The backend has it: then it is to be on the network too.
func (t *tally) promised(k kept) {
	for text, a := range k.states {
		if k.answers[text] > 1 {
			t.doubled++
			t.note("answer %s: %d handling records", a.ID, k.answers[text])
		}
		for _, p := range a.Parts {
			if p.State == contract.DeliveryStateSent && k.posted[p.Text] == 0 {
				t.lost++
				t.note("answer %s: part %d is said to be sent and is not there", a.ID, p.Seq)
			}
		}
	}
}

func (t *tally) once(id, what string, n int) {
	if n == 0 {
		t.lost++
		t.note("%s: no %s", id, what)
	}
	if n > 1 {
		t.doubled++
		t.note("%s: %d times a %s", id, n, what)
	}
}

func (t *tally) note(form string, args ...any) { t.wrong = append(t.wrong, fmt.Sprintf(form, args...)) }
