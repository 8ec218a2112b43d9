package desk

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

const (
	storing    = 10 * time.Second // for the disk
	mostFailed = 5                // answers "internal" after which an item waits for the agent
	longWait   = time.Minute
)

// deliver brings what waits to the backend, one item at a time, each customer's in order, until ctx ends.
func (o *outbox) deliver(ctx context.Context) {
	o.reconcile()
	for ctx.Err() == nil {
		p, wait := o.next()
		if p != nil {
			o.send(ctx, p)
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-o.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// next is the item whose turn it is, marked as in flight; else how long until one's is.
func (o *outbox) next() (*parcel, time.Duration) {
	connected := o.seat.link.get().State == Connected
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.seat.params.Clock()
	if o.closing || !connected {
		return nil, longWait
	}
	if wait := o.patience.Sub(now); wait > 0 {
		return nil, wait
	}
	wait := longWait
	blocked := map[string]bool{}
	for _, p := range o.parcels {
		lane := p.lane()
		switch {
		case blocked[lane] || p.Item.State == Accepted || p.Item.State == Failed || p.Item.State == Sent:
			continue
		case p.Item.State != Queued && p.Item.State != Unknown: // refused: the agent decides before the next goes
		case p.Item.NextTry.After(now):
			wait = min(wait, p.Item.NextTry.Sub(now))
		default:
			o.inFlight = make(chan struct{})
			return p, 0
		}
		blocked[lane] = true
	}
	return nil, wait
}

// quiesce sends nothing more and waits for what is being sent, until ctx ends.
func (o *outbox) quiesce(ctx context.Context) {
	o.mu.Lock()
	o.closing = true
	inFlight := o.inFlight
	o.mu.Unlock()
	if inFlight == nil {
		return
	}
	select {
	case <-inFlight:
	case <-ctx.Done():
	}
}

// send asks the backend once. That it is asked is durable before it is, so that nothing is taken back that may have arrived.
func (o *outbox) send(ctx context.Context, p *parcel) {
	defer func() {
		o.mu.Lock()
		close(o.inFlight)
		o.inFlight = nil
		o.mu.Unlock()
	}()
	if err := o.bring(ctx, p); err != nil {
		o.notBrought(ctx, p, err)
		return
	}
	sure, cancel := context.WithTimeout(context.WithoutCancel(ctx), storing)
	defer cancel()
	before, ours := p.Asked, false
	p, err := o.change(sure, p.Item.ID, func(p *parcel) {
		if ours = p.Item.State == Queued || p.Item.State == Unknown; ours { // not taken back meanwhile
			p.Item.State, p.Item.NextTry, p.Asked = Sending, time.Time{}, true
		}
	})
	switch {
	case !ours:
		return
	case err != nil:
		o.seat.log.Warn("an item is not sent because that can't be noted", "item", p.Item.ID, "error", err)
		o.later(ctx, p, 0, false, rested(before))
		return
	}
	if p.Item.Kind == NoteItem {
		note, err := ask(ctx, o.seat, func(ctx context.Context, r *remote.Client) (contract.Note, error) {
			return r.AddNote(ctx, p.Item.Case.ID, p.Item.ID, contract.NewNote{Text: p.Item.Text})
		})
		if err == nil {
			o.noted(ctx, p, note)
			return
		}
		o.refused(ctx, p, before, err)
		return
	}
	h, err := ask(ctx, o.seat, func(ctx context.Context, r *remote.Client) (contract.Handling, error) {
		return r.SaveAnswer(ctx, p.Item.Case.ID, p.Item.ID, p.Body)
	})
	if err == nil {
		o.accepted(ctx, p, h)
		return
	}
	o.refused(ctx, p, before, err)
}

// rested makes an item that is being sent what it was before.
func rested(asked bool) func(*parcel) {
	return func(p *parcel) {
		p.Asked, p.Item.State = asked, Queued
		if asked {
			p.Item.State = Unknown
		}
	}
}

// refused takes account of a try that did not succeed; before says whether an earlier one may have.
func (o *outbox) refused(ctx context.Context, p *parcel, before bool, err error) {
	kind := data.KindOf(err)
	var e *data.Error
	errors.As(err, &e)
	o.seat.log.Info("an item was not taken", "item", p.Item.ID, "case", p.Item.Case.ID, "error", err)
	switch {
	case kind == data.TooMany || kind == data.Overloaded:
		// Said before the item was looked at. It holds for all that waits.
		wait := max(o.pause(p.tries), told(e))
		o.mu.Lock()
		o.patience = o.seat.params.Clock().Add(wait)
		o.mu.Unlock()
		o.set(ctx, p.Item.ID, func(p *parcel) {
			rested(before)(p)
			p.tries++
		})
	case kind == data.SessionExpired || kind == data.SessionEnded || kind == data.AgentDisabled:
		o.set(ctx, p.Item.ID, rested(before))
	case errors.Is(err, remote.ErrNotSent):
		o.later(ctx, p, 0, true, rested(before))
	case offline(kind):
		o.later(ctx, p, e.RetryAfter, true, rested(true))
	case kind == data.Internal && p.failed+1 < mostFailed:
		o.later(ctx, p, 0, false, func(p *parcel) {
			rested(true)(p)
			p.failed++
		})
	default:
		o.no(ctx, p, err)
	}
}

// later stores an item that is tried again after a pause, or as soon as the connection is there.
func (o *outbox) later(ctx context.Context, p *parcel, retryAfter int, line bool, change func(*parcel)) {
	wait := max(o.pause(p.tries), time.Duration(retryAfter)*time.Second)
	o.set(ctx, p.Item.ID, func(p *parcel) {
		change(p)
		p.tries++
		p.line = line && retryAfter == 0
		p.Item.NextTry = o.seat.params.Clock().Add(wait)
	})
}

// pause is the time before a further try: doubling, with chance in it.
func (o *outbox) pause(tries int) time.Duration {
	wait := o.seat.params.Pause << min(tries, 10)
	wait = min(wait, longestTimes*o.seat.params.Pause)
	return wait*7/10 + rand.N(wait*6/10+1)
}

// no takes account of a refusal: the agent has to look.
func (o *outbox) no(ctx context.Context, p *parcel, err error) {
	var changed *remote.Changed
	o.set(ctx, p.Item.ID, func(p *parcel) {
		p.Item.State, p.Item.Why, p.Item.NextTry, p.Asked, p.failed = Refused, data.KindOf(err), time.Time{}, false, 0
		if errors.As(err, &changed) {
			p.Item.Changed = changed.Messages
		}
	})
	o.seat.learn(context.WithoutCancel(ctx), err)
}

// set stores what became of an item. When the disk does not take it, it is so in memory all the same: the next start asks the
// backend again, with the same key.
func (o *outbox) set(ctx context.Context, id string, change func(*parcel)) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storing)
	defer cancel()
	next, err := o.change(ctx, id, change)
	if err != nil && next != nil {
		o.seat.log.Error("the state of an item was not stored", "item", next.Item.ID, "error", err)
		o.replace(next)
		o.seat.heal(err)
	}
}

// noted takes a note that the backend has out of the outbox.
func (o *outbox) noted(ctx context.Context, p *parcel, note contract.Note) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storing)
	defer cancel()
	if err := o.seat.put(ctx, contract.Changes{Notes: []contract.Note{note}}); err != nil {
		o.seat.log.Warn("a note was not taken over", "note", note.ID, "error", err)
	}
	o.gone(ctx, p)
}

// gone takes an item out that has no further part here. Where the disk does not let it go, the next start does.
func (o *outbox) gone(ctx context.Context, p *parcel) bool {
	err := o.remove(p, nil, func([]*parcel) error { return o.seat.store.Remove(ctx, p.Item.ID, nil) })
	if err != nil && data.KindOf(err) != data.NotFound {
		o.seat.log.Error("an item was not taken out of the outbox", "item", p.Item.ID, "error", err)
	}
	if err == nil && len(p.Item.Form.Pictures) > 0 {
		if err := o.seat.store.DropPictures(ctx, p.Body.Pictures...); err != nil {
			o.seat.log.Warn("pictures that were sent are still here; the next start takes them away", "error", err)
		}
	}
	return err == nil
}

// accepted takes account of an answer that the backend has.
func (o *outbox) accepted(ctx context.Context, p *parcel, h contract.Handling) {
	a := answerOf(h, p.Body)
	o.set(ctx, p.Item.ID, func(p *parcel) {
		p.Item.State, p.Item.HandlingID, p.Item.AnswerID, p.failed, p.tries = Accepted, h.ID, a.ID, 0, 0
	})
	o.joins(ctx, p.Item.ID, h.ID)
	o.settled(p.Item.Case.ID, a.ID) // the changes may have told of it before the answer came
	o.seat.link.knock()
	o.seat.background(o.seat.refreshFigures)
}

// answerOf is the answer of a handling record that a request made.
func answerOf(h contract.Handling, body contract.NewAnswer) contract.Answer {
	var found contract.Answer
	for _, a := range h.Answers {
		if a.TargetMessageID == body.TargetMessageID && (found.ID == "" || a.Text == body.Text || found.Text != body.Text) {
			found = a
		}
	}
	return found
}

// joins makes what follows an answer part of the same handling record.
func (o *outbox) joins(ctx context.Context, itemID, handlingID string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storing)
	defer cancel()
	o.mu.Lock()
	var follow []string
	for _, other := range o.parcels {
		if other.Item.Form.After == itemID && !other.Asked {
			follow = append(follow, other.Item.ID)
		}
	}
	o.mu.Unlock()
	for _, id := range follow {
		_, err := o.change(ctx, id, func(f *parcel) { f.Body.HandlingID, f.Item.Form.HandlingID = handlingID, handlingID })
		if err != nil {
			o.seat.log.Warn("a follow-up was not joined", "item", id, "error", err)
		}
	}
	if err := o.seat.drafts.joined(ctx, itemID, handlingID); err != nil {
		o.seat.log.Warn("the draft of a follow-up was not joined", "item", itemID, "error", err)
	}
}

// settled takes over what the local store has of an answer. The store follows the changes in their order, so that nothing older
// takes the place of what is known.
func (o *outbox) settled(caseID, answerID string) {
	ctx, cancel := context.WithTimeout(context.Background(), storing)
	defer cancel()
	o.settling.Lock()
	defer o.settling.Unlock()
	h, err := o.seat.store.HandlingWith(ctx, caseID, answerID)
	if err != nil {
		return // not here yet
	}
	p, err := o.find(answerID)
	if err != nil {
		return
	}
	a := h.Answers[slices.IndexFunc(h.Answers, func(a contract.Answer) bool { return a.ID == answerID })]
	switch a.State {
	case contract.DeliveryStateSent, contract.DeliveryStateRecorded:
		if o.gone(ctx, p) {
			o.mu.Lock()
			o.sent++
			o.mu.Unlock()
		}
	case contract.DeliveryStateCancelled:
		if p.Back {
			o.set(ctx, p.Item.ID, (*parcel).back)
		} else {
			o.gone(ctx, p)
		}
	case contract.DeliveryStateFailed:
		if p.Item.State == Failed && p.Item.Reason == a.Reason {
			return
		}
		o.set(ctx, p.Item.ID, func(p *parcel) { p.Item.State, p.Item.Reason = Failed, a.Reason })
	default:
		if p.Item.State != Accepted {
			o.set(ctx, p.Item.ID, func(p *parcel) { p.Item.State, p.Item.Reason = Accepted, contract.Reason{} })
		}
	}
}

// reconcile settles what the changes told of while it could not be stored here.
func (o *outbox) reconcile() {
	items, _ := o.list()
	for _, item := range items {
		if item.AnswerID != "" {
			o.settled(item.Case.ID, item.AnswerID)
		}
	}
}

// rows are the stored forms of parcels.
func rows(parcels []*parcel) ([]local.Outgoing, error) {
	list := make([]local.Outgoing, 0, len(parcels))
	for _, p := range parcels {
		row, err := p.row()
		if err != nil {
			return nil, err
		}
		list = append(list, row)
	}
	return list, nil
}
