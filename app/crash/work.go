package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
	"sociomedio/data/keys"
	"sociomedio/data/local"
	"sociomedio/data/remote"
)

// worker is what the clerk does all day: he takes cases, answers each, notes something now and then.
type worker struct {
	*desk.Desk
	out     sync.Mutex
	writer  io.Writer
	resting chan struct{}
}

// work works until the process is killed or its standard input ends.
func work(ctx context.Context, server, dir string, in io.Reader, out io.Writer) error {
	folder, err := openFolder(dir)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	d, err := desk.New(desk.Params{
		Folder: folder, Keys: keys.Open("Socio Medio crash", 100*time.Millisecond), Server: server, TakeLimit: 3, Every: 500 * time.Millisecond,
		Pause: 50 * time.Millisecond, Remote: remote.Options{Version: "crash", Patience: 5 * time.Second}, Log: log,
	})
	if err != nil {
		return err
	}
	w := &worker{Desk: d, writer: out, resting: make(chan struct{})}
	for {
		_, err := d.SignIn(ctx, desk.Credentials{Server: server, Username: username, Password: password})
		if err == nil {
			break
		}
		log.Info("not signed in", "error", err)
		time.Sleep(20 * time.Millisecond)
	}
	go w.day(ctx, log)
	commands := bufio.NewScanner(in)
	for commands.Scan() {
		switch commands.Text() {
		case "rest":
			close(w.resting)
		case "outbox":
			items, _, err := d.Outbox()
			if err != nil {
				return err
			}
			w.tell(line{Kind: "outbox", Outbox: items})
		}
	}
	return commands.Err()
}

// openFolder waits for the lock of a copy that was just killed.
func openFolder(dir string) (*local.Folder, error) {
	for try := 0; ; try++ {
		f, err := local.OpenFolder(dir)
		if data.KindOf(err) != data.InUse || try == 200 {
			return f, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (w *worker) tell(l line) {
	raw, err := json.Marshal(l)
	if err != nil {
		return
	}
	w.out.Lock()
	defer w.out.Unlock()
	_, _ = w.writer.Write(append(raw, '\n')) // who reads it lives longer
}

func (w *worker) day(ctx context.Context, log *slog.Logger) {
	for {
		select {
		case <-w.resting:
			w.decide(ctx, log)
			time.Sleep(20 * time.Millisecond)
			continue
		default:
		}
		if _, err := w.Sync(ctx); err != nil {
			log.Info("not synced", "error", err)
		}
		in, err := w.Inbox(desk.InboxFilter{})
		if err != nil {
			log.Info("no inbox", "error", err)
			continue
		}
		rows, err := w.InboxRows(in, 0, in.Len())
		if err != nil {
			log.Info("no rows", "error", err)
		}
		for _, r := range rows {
			if r.Mine && !r.Gone && r.Case.State == contract.CaseStateTaken && r.Outbox == "" {
				if err := w.answer(ctx, r.Case); err != nil {
					log.Info("not answered", "error", err)
				}
			}
		}
		w.decide(ctx, log)
		time.Sleep(10 * time.Millisecond)
	}
}

// decide does what an agent does with what was refused: he reads what is new and sends his answer all the same. What the network
// refused for good stays, visibly.
func (w *worker) decide(ctx context.Context, log *slog.Logger) {
	items, _, err := w.Outbox()
	if err != nil {
		return
	}
	for _, i := range items {
		if i.State == desk.Refused && i.Why == data.CaseChanged {
			if err := w.SendAnyway(ctx, i.ID); err != nil {
				log.Info("not sent anyway", "error", err)
			}
		}
	}
}

// answer answers a case with words that nobody else says; one of four is so long that it goes in parts.
func (w *worker) answer(ctx context.Context, c contract.Case) error {
	f, err := w.Form(c.ID, "")
	if err != nil {
		return err
	}
	nodes := w.Catalogue().Children(nil)
	types := w.Catalogue().ReplyTypes(c.Network, c.Kind, c.Private)
	if len(nodes) == 0 || len(types) == 0 {
		return nil // not here yet
	}
	f.Path = []string{nodes[rand.IntN(len(nodes))].ID}
	if f, err = w.Retype(f, types[0].ID); err != nil {
		return err
	}
	said := strings.ToLower(uuid.NewString()[24:])
	text := "Kami cek ya Kak, laporan " + said + "."
	if rand.IntN(4) == 0 {
		var long strings.Builder
		for i := range 9 {
			fmt.Fprintf(&long, "Langkah %d dari laporan %s sudah kami jalankan di lokasi Kak. ", i, said)
		}
		text = strings.TrimSpace(long.String())
	}
	f.Text += text
	item, err := w.Save(ctx, f)
	if err != nil {
		return err
	}
	w.tell(line{Kind: "answer", ID: item.ID, Text: item.Text, Parts: item.Parts})
	if rand.IntN(3) == 0 {
		note, err := w.AddNote(ctx, c.ID, "catatan "+said)
		if err != nil {
			return err
		}
		w.tell(line{Kind: "note", ID: note.ID, Text: note.Text})
	}
	return nil
}
