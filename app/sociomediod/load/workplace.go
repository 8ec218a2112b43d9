package load

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// workplace is a simulated agent at a desk: what the program does without its window, with a local store and an outbox of its own.
type workplace struct {
	*load
	*desk.Desk
	folder *local.Folder
	wake   chan struct{} // something changed at the desk
	moment time.Duration // of each round, see load.moment
}

// sit signs an agent in at a new desk in dir.
func (l *load) sit(ctx context.Context, number int, dir, name, password string) (*workplace, error) {
	folder, err := local.OpenFolder(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	w := &workplace{load: l, folder: folder, wake: make(chan struct{}, 1), moment: l.moment(number)}
	w.Desk, err = desk.New(desk.Params{
		Folder: folder, Keys: keys.Open("Socio Medio load", time.Second), Remote: remote.Options{Version: "load"},
		Server: l.Servers[number%len(l.Servers)], TakeLimit: 1, Log: l.Log,
	})
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	w.Subscribe(func(desk.Event) { ring(w.wake) })
	if _, err := w.SignIn(ctx, desk.Credentials{Username: name, Password: password}); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *workplace) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), w.Settle)
	defer cancel()
	return errors.Join(w.Desk.Close(ctx), w.folder.Close())
}

// work is what agent.work is.
func (w *workplace) work(ctx context.Context) {
	pause(ctx, w.moment)
	for due := time.Now().Add(w.round); ctx.Err() == nil; {
		c, found, err := w.next()
		switch {
		case err != nil:
			w.times.failed("desk: inbox", err)
			pause(ctx, time.Second)
		case !found:
			w.sync(ctx)
		case w.answer(ctx, c.ID, due):
			due = due.Add(w.round)
		default:
			pause(ctx, rand.N(takeEvery))
		}
	}
}

// inboxPage is how many rows of the inbox are looked at.
const inboxPage = 25

// next is the first case of the inbox that is to be answered.
func (w *workplace) next() (c contract.Case, found bool, err error) {
	in, err := w.Inbox(desk.InboxFilter{})
	if err != nil {
		return c, false, err
	}
	rows, err := w.InboxRows(in, 0, inboxPage)
	for _, r := range rows {
		if r.Mine && !r.Gone && r.Outbox == "" && r.Case.State == contract.CaseStateTaken {
			return r.Case, len(w.Catalogue().Levels) > 0, err
		}
	}
	return c, false, err
}

// sync presses Sync.
func (w *workplace) sync(ctx context.Context) {
	s, err := watched(ctx, w, "desk: sync", func() (desk.Synced, error) { return w.Sync(ctx) })
	if err != nil || s.Taken == 0 {
		pause(ctx, takeEvery/2+rand.N(takeEvery))
	}
}

// answer opens a case, begins a draft and saves it when it is due. What was saved is followed to the backend, the working hours over
// or not. false when it did not come to that.
func (w *workplace) answer(ctx context.Context, id contract.ID, due time.Time) (saved bool) {
	v, err := watched(ctx, w, "desk: open", func() (desk.View, error) { return w.Open(id) })
	if err != nil {
		return false
	}
	defer w.CloseCase()
	pause(ctx, rand.N(max(0, time.Until(due))+1))
	f, err := w.fill(v)
	if err != nil {
		w.times.failed("desk: form", err)
		return false
	}
	if f, err = watched(ctx, w, "desk: draft", func() (desk.Form, error) { return w.SaveDraft(ctx, f) }); err != nil {
		return false
	}
	pause(ctx, time.Until(due))
	if ctx.Err() != nil {
		return false
	}
	began := time.Now()
	item, err := watched(ctx, w, "desk: save", func() (desk.OutboxItem, error) { return w.Desk.Save(ctx, f) })
	if err != nil {
		return false
	}
	w.save(item.Parts[0])
	if w.taken(item) {
		w.times.took("desk: save until the backend has it", time.Since(began))
		return true
	}
	w.unsave(item.Parts[0])
	return false
}

// fill is the form with an answer in it.
func (w *workplace) fill(v desk.View) (desk.Form, error) {
	f, err := w.Form(v.Case.ID, "")
	if err != nil {
		return f, err
	}
	k := w.Catalogue()
	for f.Path = nil; len(k.Children(f.Path)) > 0; {
		f.Path = append(f.Path, k.Children(f.Path)[0].ID)
	}
	types := k.ReplyTypes(v.Case.Network, v.Case.Kind, v.Case.Private)
	if len(types) == 0 {
		return f, errors.New("no reply type")
	}
	if f, err = w.Retype(f, types[0].ID); err != nil {
		return f, err
	}
	f.Text += "Kami cek ya Kak " + uuid.NewString()
	return f, nil
}

// taken waits until the backend has an item, and sends it all the same when the customer wrote on meanwhile. false when somebody else
// has the case, and the answer was discarded.
func (w *workplace) taken(item desk.OutboxItem) bool {
	ctx, cancel := context.WithTimeout(context.Background(), w.Settle)
	defer cancel()
	for ctx.Err() == nil {
		now, there, err := w.item(item.ID)
		switch {
		case err == nil && !there, now.State == desk.Accepted, now.State == desk.Sent:
			return true
		case now.State == desk.Failed:
			w.times.failed("desk: answer", errors.New("the network refused"))
			return true
		case now.State == desk.Refused && now.Why == data.CaseChanged:
			err = w.SendAnyway(ctx, item.ID)
		case now.State == desk.Refused:
			if now.Why != data.CaseHeld && now.Why != data.CaseClosed {
				w.times.failed("desk: answer", data.Fail(now.Why, "The backend refused.", nil))
			}
			err = w.Discard(ctx, item.ID)
			if err == nil {
				return false
			}
		}
		if err != nil {
			w.times.failed("desk: outbox", err)
		}
		select {
		case <-w.wake:
		case <-time.After(time.Second):
		}
	}
	w.times.failed("desk: answer", ctx.Err())
	return true // it is in the outbox, so it is looked for
}

func (w *workplace) item(id string) (item desk.OutboxItem, there bool, err error) {
	items, _, err := w.Outbox()
	for _, i := range items {
		if i.ID == id {
			return i, true, err
		}
	}
	return item, false, err
}

// watched does something at the desk and notes how long it took, or how it failed. That a backend of several is away is the desk's to
// wait out.
func watched[T any](ctx context.Context, w *workplace, name string, do func() (T, error)) (T, error) {
	began := time.Now()
	got, err := do()
	switch {
	case ctx.Err() != nil:
	case err == nil:
		w.times.took(name, time.Since(began))
	case data.KindOf(err) == data.Unreachable && len(w.Servers) > 1:
		w.times.anew()
	default:
		w.times.failed(name, err)
	}
	return got, err
}
