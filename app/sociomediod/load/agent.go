package load

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/remote"
)

// agent is one simulated agent.
type agent struct {
	*load
	client *remote.Client
	id     string
	cursor string
	wake   chan struct{}
	mine   []contract.Case
	wait   int // cases in the common queue, as last heard
}

const (
	syncEvery = 30 * time.Second
	takeEvery = 500 * time.Millisecond // what a restless agent's Sync button takes
	history   = 50
)

// listen keeps the event stream open, as the client does.
func (a *agent) listen(ctx context.Context) {
	last := ""
	for ctx.Err() == nil {
		err := a.client.Events(ctx, last, func(e remote.Event) {
			if e.Kind != remote.Change {
				return
			}
			last = e.ID
			select {
			case a.wake <- struct{}{}:
			default:
			}
		})
		if ctx.Err() == nil && data.KindOf(err) != data.Unreachable {
			a.times.failed("events", err)
		}
		pause(ctx, time.Second)
	}
}

// work syncs when something changed, takes cases when there are some, and answers each.
func (a *agent) work(ctx context.Context) {
	for ctx.Err() == nil {
		a.sync(ctx)
		switch {
		case len(a.mine) > 0:
			a.answer(ctx, a.mine[0])
			a.mine = a.mine[1:]
			continue
		case a.wait > 0:
			_, _ = measured(ctx, a, "take", func(ctx context.Context) (contract.Taken, error) {
				return a.client.Take(ctx, contract.Take{Limit: 1})
			})
			pause(ctx, takeEvery/2+rand.N(takeEvery))
			continue
		}
		select {
		case <-ctx.Done():
		case <-a.wake:
		case <-time.After(syncEvery):
		}
	}
}

// sync is a walk through what changed; one that brings nothing is measured on its own.
func (a *agent) sync(ctx context.Context) {
	for {
		began := time.Now()
		c, err := a.client.Changes(ctx, a.cursor, 500)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			a.times.failed("sync", err)
			pause(ctx, time.Second)
			return
		}
		name := "sync, nothing new"
		if c.Cursor != a.cursor || c.Reset {
			name = "sync, changes"
		}
		a.times.took(name, time.Since(began))
		a.cursor, a.wait = c.Cursor, c.Waiting
		if c.Reset {
			a.cursor = ""
			continue
		}
		for _, k := range c.Cases {
			a.note(k)
		}
		if !c.More {
			return
		}
	}
}

// note keeps the cases that are this agent's to answer.
func (a *agent) note(k contract.Case) {
	for i := range a.mine {
		if a.mine[i].ID == k.ID {
			a.mine = append(a.mine[:i], a.mine[i+1:]...)
			break
		}
	}
	if k.Holder.ID == a.id && k.State == contract.CaseStateTaken {
		a.mine = append(a.mine, k)
	}
}

// answer opens a case as the client does, thinks, and saves.
func (a *agent) answer(ctx context.Context, k contract.Case) {
	_, err := measured(ctx, a, "open", func(ctx context.Context) (contract.HistoryPage, error) {
		if _, err := a.client.OpenCase(ctx, k.ID); err != nil {
			return contract.HistoryPage{}, err
		}
		return a.client.Messages(ctx, k.Customer.ID, "", history)
	})
	if err != nil {
		return
	}
	pause(ctx, a.Think/2+rand.N(a.Think+1))
	if ctx.Err() != nil {
		return
	}
	visibility := contract.Public
	if k.Private {
		visibility = contract.Private
	}
	text, key := "Kami cek ya Kak "+uuid.NewString(), uuid.NewString()
	answer := contract.NewAnswer{
		TargetMessageID: k.MessageID, CaseVersion: k.Version, Path: a.path, ReplyType: "normal", Visibility: visibility, Text: text,
		Parts: []string{text}, OpenedAt: time.Now(),
	}
	for range 20 { // what was lost on the way is asked again with the same key
		_, err = measured(ctx, a, "save", func(ctx context.Context) (contract.Handling, error) {
			return a.client.SaveAnswer(ctx, k.ID, key, answer)
		})
		switch data.KindOf(err) {
		case "":
			a.save(text)
			return
		case data.CaseChanged: // the customer wrote on: the agent reads it and sends all the same
			answer.SendAnyway, key = true, uuid.NewString()
			continue
		case data.Unreachable, data.Overloaded:
			pause(ctx, time.Second)
			continue
		}
		return
	}
}

// measured makes a call and notes how long it took, or how it failed. A refusal because somebody was faster is an answer.
func measured[T any](ctx context.Context, a *agent, name string, call func(context.Context) (T, error)) (T, error) {
	began := time.Now()
	got, err := call(ctx)
	switch k := data.KindOf(err); {
	case ctx.Err() != nil:
	case err == nil, k == data.CaseChanged, k == data.CaseHeld, k == data.CaseClosed:
		a.times.took(name, time.Since(began))
	default:
		a.times.failed(name, err)
	}
	return got, err
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
