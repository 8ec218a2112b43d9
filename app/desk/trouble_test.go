package desk_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// spoil overwrites the pages of a database in which a text stands.
func spoil(t *testing.T, path, text string) {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	const size = 4096
	spoiled := 0
	for from := size; from < len(b); from += size { // never the first page
		if page := b[from:min(from+size, len(b))]; bytes.Contains(page, []byte(text)) {
			copy(page, bytes.Repeat([]byte{0x5a}, len(page)))
			spoiled++
		}
	}
	require.Positive(t, spoiled)
	require.NoError(t, os.WriteFile(path, b, 0o600))
}

func (m *machine) database(name string) string {
	m.t.Helper()
	found, err := filepath.Glob(filepath.Join(m.dir, "agents", "*", name))
	require.NoError(m.t, err)
	require.Len(m.t, found, 1)
	return found[0]
}

// A cache that turns out damaged while the agent works is rebuilt from the backend; what only this machine has is not touched.
func TestDamagedCacheIsRebuilt(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.talks(c, "Budi", 400)
	for more := true; more; {
		var err error
		more, err = m.FetchEarlier(t.Context(), held.Customer.ID)
		require.NoError(t, err)
	}
	draft, err := m.SaveDraft(t.Context(), m.filled(held, "Mohon maaf"))
	require.NoError(t, err)
	m.stop()
	spoil(t, m.database("cache.db"), `"pesan 7"`)
	m.start()
	m.signIn("anis")
	_, err = m.History(desk.HistoryQuery{CustomerID: held.Customer.ID, Limit: 1000})
	require.Equal(t, data.CorruptStore, data.KindOf(err))
	m.until("the store is rebuilt", func() bool {
		page, err := m.History(desk.HistoryQuery{CustomerID: held.Customer.ID, Limit: 1000})
		return err == nil && len(page.Entries) == 50
	})
	f, err := m.Form(held.ID, "")
	require.NoError(t, err)
	require.Equal(t, draft.Text, f.Text)
	m.save(f)
	m.untilSent(1)
	aside, err := filepath.Glob(filepath.Join(m.dir, "agents", "*", "cache.db.damaged-1"))
	require.NoError(t, err)
	require.Len(t, aside, 1)
}

// Drafts and outbox that lie in a damaged database are saved as far as they can be read.
func TestDamagedDraftsAreSaved(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	budi := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	m.save(m.filled(budi, "Mohon maaf"))
	for i := range 200 {
		m.Remember(fmt.Sprint("filler.", i), strings.Repeat("isi ", 50))
	}
	m.Remember("filler.spoiled", "yang-ini-rusak")
	m.stop()
	spoil(t, m.database("kept.db"), "yang-ini-rusak")
	c.line.heal()
	m.start()
	m.signIn("anis")
	m.untilSent(1)
	require.Equal(t, []string{"@budi Mohon maaf (anis)"}, c.twitter.net.texts())
}

// A copy of this program that is killed at any moment loses nothing that it said was saved, and sends nothing twice.
func TestKilled(t *testing.T) {
	if url := os.Getenv("DESK_TEST_SERVER"); url != "" {
		toBeKilled(t, url, os.Getenv("DESK_TEST_DIR"))
		return
	}
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	const cases = 8
	var held []contract.Case
	for i := range cases {
		held = append(held, m.holds(c, c.twitter, fmt.Sprintf("Budi%d", i), "internet lambat", ""))
	}
	m.stop()
	for after := time.Duration(0); after < 120*time.Millisecond; after += 10 * time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilled$")
		child.Env = append(os.Environ(), "DESK_TEST_SERVER="+c.url, "DESK_TEST_DIR="+m.dir)
		says, err := child.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, child.Start())
		heard, err := bufio.NewReader(says).ReadString('\n')
		require.NoError(t, err)
		require.Equal(t, begun, heard)
		time.AfterFunc(after, func() { _ = child.Process.Kill() })
		require.Error(t, child.Wait(), "it does not end by itself")
		cancel()
	}
	said, err := os.ReadFile(filepath.Join(m.dir, "saved"))
	require.NoError(t, err)
	require.NotEmpty(t, strings.Fields(string(said)))
	t.Logf("%d answers of programs that were killed", len(strings.Fields(string(said))))

	m.start()
	m.signIn("anis")
	for _, c := range held {
		require.Equal(t, noteOf(c), m.NoteDraft(c.ID), "the note that was begun")
	}
	m.until("nothing waits", func() bool {
		items, _, err := m.Outbox()
		require.NoError(t, err)
		return len(items) == 0
	})
	times := map[string]int{}
	for _, text := range c.twitter.net.texts() {
		times[text]++
		require.Equal(t, 1, times[text], text)
	}
	for _, text := range strings.Fields(string(said)) {
		found := 0
		for sent := range times {
			if strings.Contains(sent, " "+text+" ") {
				found++
			}
		}
		require.Equal(t, 1, found, "%s was said to be saved", text)
	}
}

// noteOf is the note that is begun for a case.
func noteOf(c contract.Case) string { return "catatan " + c.ID }

// begun is what a program says that is about to save answers.
const begun = "begun\n"

// toBeKilled saves answers and notes each one that Save said was saved, until it is killed.
func toBeKilled(t *testing.T, url, dir string) {
	m := &machine{t: t, server: url, dir: dir, woken: make(chan struct{}, 1)}
	m.start()
	defer m.stop()
	_, err := m.SignIn(t.Context(), desk.Credentials{Server: url, Username: "anis", Password: password})
	require.NoError(t, err)
	log, err := os.OpenFile(filepath.Join(dir, "saved"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer log.Close()
	in, err := m.Inbox(desk.InboxFilter{})
	require.NoError(t, err)
	rows, err := m.InboxRows(in, 0, in.Len())
	require.NoError(t, err)
	for _, r := range rows {
		require.NoError(t, m.SaveNoteDraft(t.Context(), r.Case.ID, noteOf(r.Case)))
	}
	fmt.Print(begun)
	for i, r := range rows {
		f, err := m.Form(r.Case.ID, "")
		require.NoError(t, err)
		f.Path = m.path("Komplain", "Internet", "Lambat")
		f, err = m.Retype(f, "normal")
		require.NoError(t, err)
		word := fmt.Sprintf("jawaban-%d-%d", os.Getpid(), i)
		f.Text += word + " ya"
		_, err = m.Save(t.Context(), f)
		require.NoError(t, err)
		_, err = log.WriteString(word + "\n")
		require.NoError(t, err)
	}
	<-make(chan struct{}) // until it is killed
}

// Nothing that the desk logs holds what customers or agents wrote, or a token.
func TestLogHoldsNothingSecret(t *testing.T) {
	c := newCentre(t)
	log := &logged{}
	m := newMachine(t, c.url, func(p *desk.Params) { p.Log = log.logger() })
	_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: "salah-rahasia"})
	require.Error(t, err)
	m.signIn("anis")
	held := m.holds(c, c.twitter, "Budirahasia", "rahasia-pelanggan 122000004217", contract.MessageKindDm)
	f := m.filled(held, "jawaban-rahasia")
	c.writes(c.twitter, "Budirahasia", "rahasia-kedua", contract.MessageKindDm)
	item := m.save(f)
	m.untilState(item.ID, desk.Refused)
	_, err = m.Search(t.Context(), desk.SearchQuery{Text: "rahasia-dicari"})
	require.NoError(t, err)
	_, err = m.Customers(t.Context(), desk.CustomerQuery{Text: "rahasia-dicari"})
	require.NoError(t, err)
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	_, err = m.Customers(t.Context(), desk.CustomerQuery{Text: "rahasia-dicari"})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "rahasia")
	m.stop()
	require.NotEmpty(t, log.text())
	require.NotContains(t, log.text(), "rahasia")
	require.NotContains(t, log.text(), "122000004217")
	require.NotContains(t, log.text(), password)
}

// Everything on the disk turns out damaged while the agent works: drafts and outbox that are in memory are not lost with it.
func TestDraftsAreRescuedFromMemory(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	held := m.talks(c, "Budi", 400)
	siti := m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	laras := m.holds(c, c.twitter, "Laras", "pindah alamat", "")
	for more := true; more; {
		var err error
		more, err = m.FetchEarlier(t.Context(), held.Customer.ID)
		require.NoError(t, err)
	}
	m.stop()
	spoil(t, m.database("cache.db"), `"pesan 7"`)
	m.start()
	m.signIn("anis")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	m.save(m.filled(laras, "Mohon maaf"))
	draft, err := m.SaveDraft(t.Context(), m.filled(siti, "Baik Kak, kami"))
	require.NoError(t, err)
	for _, tail := range []string{"", "-wal"} {
		require.NoError(t, os.WriteFile(m.database("kept.db")+tail, bytes.Repeat([]byte("rusak"), 20_000), 0o600))
	}
	_, err = m.History(desk.HistoryQuery{CustomerID: held.Customer.ID, Limit: 1000})
	require.Equal(t, data.CorruptStore, data.KindOf(err))
	c.line.heal()
	m.untilSent(1)
	require.Equal(t, []string{"@laras Mohon maaf (anis)"}, c.twitter.net.texts())
	m.stop()
	m.start()
	m.signIn("anis")
	m.until("the case is here again", func() bool { return !m.row(siti.ID).Gone })
	f, err := m.Form(siti.ID, "")
	require.NoError(t, err)
	require.Equal(t, draft.Text, f.Text)
}

// The machine's clock is set back by a day between two answers: what was saved before goes first, nothing waits for a time that is far
// away now, and the newer draft counts whatever its time says.
func TestClockSetBack(t *testing.T) {
	c := newCentre(t)
	var back atomic.Int64
	m := newMachine(t, c.url, func(p *desk.Params) {
		p.Clock = func() time.Time { return time.Now().Add(-time.Duration(back.Load())).Round(0) } // as it is read from the disk
	})
	_, err := m.SignIn(t.Context(), desk.Credentials{Username: "anis", Password: password, Remember: true})
	require.NoError(t, err)
	m.until("the catalogue is here", func() bool { return len(m.Catalogue().Levels) > 0 && len(m.Catalogue().Accounts) > 0 })
	budi := m.holds(c, c.twitter, "Budi", "internet lambat", "")
	siti := m.holds(c, c.twitter, "Siti", "tagihan naik", "")
	laras := m.holds(c, c.twitter, "Laras", "pindah alamat", "")
	m.until("it is connected", m.connected)
	c.line.breaks()
	m.until("the outage is said", func() bool { return m.Connection().State == desk.Unreachable })
	m.save(m.filled(budi, "sebelum"))
	old, err := m.SaveDraft(t.Context(), m.filled(laras, "lama"))
	require.NoError(t, err)
	m.stop()
	back.Store(int64(24 * time.Hour))
	m.start()
	resumed, err := m.Resume(t.Context())
	require.NoError(t, err)
	require.True(t, resumed)
	m.save(m.filled(siti, "sesudah"))
	old.Text += " baru"
	newer, err := m.SaveDraft(t.Context(), old)
	require.NoError(t, err)
	c.line.heal()
	m.untilSent(2)
	require.Equal(t, []string{"@budi sebelum (anis)", "@siti sesudah (anis)"}, c.twitter.net.texts())
	f, err := m.Form(laras.ID, "")
	require.NoError(t, err)
	require.Equal(t, newer.Text, f.Text)
}

// IT lets conversations stay for a while only.
func TestRetention(t *testing.T) {
	c := newCentre(t)
	m := newMachine(t, c.url)
	m.signIn("anis")
	old := m.talks(c, "Budi", 130)
	held := m.talks(c, "Siti", 130)
	m.save(m.filled(old, "Baik Kak"))
	m.untilSent(1)
	m.until("the case has left the inbox", func() bool { return m.row(old.ID).Gone })
	require.Greater(t, len(m.texts(old.Customer.ID)), 31)
	m.stop()
	m.params = append(m.params, func(p *desk.Params) { p.Retention = 30 * time.Minute })
	m.start()
	m.signIn("anis")
	m.until("what is too old is gone", func() bool { n := len(m.texts(old.Customer.ID)); return n > 25 && n < 33 })
	require.Len(t, m.texts(held.Customer.ID), 50, "a customer whose case is open keeps his conversation")
}
