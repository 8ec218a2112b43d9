package storage_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// furnished is a store with something in it, and what an agent sees of it.
type furnished struct {
	*storage.Store
	agent    storage.Agent
	account  storage.Account
	path     []contract.ID
	kase     contract.Case
	handling contract.Handling
	cursor   string
}

func furnish(t *testing.T, s *storage.Store) *furnished {
	t.Helper()
	ctx := t.Context()
	f := &furnished{Store: s}
	var err error
	f.account, err = s.UpsertAccount(ctx, storage.Account{Network: contract.Twitter, ExternalID: "900", Name: "TelkomCare", Secret: []byte{0, 1, 255}})
	require.NoError(t, err)
	f.agent, err = s.AddAgent(ctx, storage.NewAgent{Username: "anis", Name: "Anis", Role: contract.RoleAgent, PasswordHash: "x"})
	require.NoError(t, err)
	require.NoError(t, s.ImportCatalogue(ctx, []string{"Category"}, [][]string{{"Komplain"}}))
	catalogue, err := s.Catalogue(ctx)
	require.NoError(t, err)
	f.path = []contract.ID{catalogue.Nodes[0].ID}
	_, err = s.ImportServices(ctx, manyServices(3000, func() {}))
	require.NoError(t, err)
	_, err = s.CreateSession(ctx, storage.NewSession{AgentID: f.agent.ID, Tokens: storage.Tokens{
		AccessHash: "a", RefreshHash: "r", AccessUntil: time.Now().Add(time.Hour), RefreshUntil: time.Now().Add(time.Hour),
	}})
	require.NoError(t, err)
	for i := range 40 {
		f.writes(t, fmt.Sprint("p", i), fmt.Sprintf("halo %d 👋 \u202e", i))
	}
	_, err = s.Take(ctx, f.agent.ID, 5, "")
	require.NoError(t, err)
	page, err := s.Cases(ctx, storage.CaseFilter{AgentID: f.agent.ID}, "", 10)
	require.NoError(t, err)
	f.kase = page.Cases[0]
	f.handling, err = f.save(t, "k")
	require.NoError(t, err)
	_, _, err = s.AddNote(ctx, f.agent.ID, f.kase.ID, "n", "catatan")
	require.NoError(t, err)
	_, err = s.LinkService(ctx, f.agent.ID, f.kase.Customer.ID, "122000000001")
	require.NoError(t, err)
	f.cursor, err = s.Cursor(ctx, f.agent.ID)
	require.NoError(t, err)
	return f
}

func (f *furnished) writes(t *testing.T, who, text string) {
	t.Helper()
	p := channel.Person{ID: who, Handle: who, Name: who, AvatarURL: "https://pbs.example/" + who}
	_, err := f.Intake(t.Context(), f.account.ID, "poll", channel.Batch{Mark: who, Events: []channel.Event{{
		Type: channel.Wrote, At: time.Now(), Message: channel.Message{
			Kind: contract.MessageKindDm, ExternalID: "m-" + who, Thread: who, Private: true, Author: p, Customer: p, OpensCase: true, Text: text,
		},
	}}})
	require.NoError(t, err)
}

func (f *furnished) save(t *testing.T, key string) (contract.Handling, error) {
	t.Helper()
	h, _, err := f.SaveAnswer(t.Context(), f.agent.ID, f.kase.ID, key, contract.NewAnswer{
		TargetMessageID: f.kase.MessageID, CaseVersion: f.kase.Version, Path: f.path, ReplyType: "normal", Visibility: contract.Private,
		Text: "satu dua", Parts: []string{"satu", "dua"}, OpenedAt: f.kase.ReceivedAt,
	})
	return h, err
}

// moveTo moves a store into a new database and gives that one opened.
func moveTo(t *testing.T, from *storage.Store, dsn string) (*storage.Store, []storage.Moved) {
	t.Helper()
	to, err := storage.Open(t.Context(), dsn, storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, to.Close()) })
	var moved []storage.Moved
	require.NoError(t, from.MoveTo(t.Context(), to, func(m storage.Moved) { moved = append(moved, m) }))
	return to, moved
}

// TestMove: from one engine to the other and back, everything goes on as if nothing had happened.
func TestMove(t *testing.T) {
	first, err := storage.Open(t.Context(), sqliteFile(t), storage.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, first.Close()) })
	f := furnish(t, first)
	var names []string
	for hop, database := range []func(testing.TB) string{cluster.Database, sqliteFile, sqliteFile, cluster.Database, cluster.Database} {
		dsn := database(t)
		next, moved := moveTo(t, f.Store, dsn)
		names = names[:0]
		for _, m := range moved {
			require.Equal(t, m.From, m.To, m.Table)
			names = append(names, m.Table)
		}
		require.ElementsMatch(t, tablesOf(t, dsn), names, "none is forgotten")
		f.Store = next
		f.same(t, hop)
		_, again := moveErr(t, f.Store, dsn)
		require.Equal(t, data.Invalid, data.KindOf(again), "nothing is overwritten")
	}
}

func moveErr(t *testing.T, from *storage.Store, dsn string) (*storage.Store, error) {
	t.Helper()
	to, err := storage.Open(t.Context(), dsn, storage.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, to.Close()) }()
	return nil, from.MoveTo(t.Context(), to, func(storage.Moved) {})
}

// same looks whether the store is what the first one was, and writes one thing more.
func (f *furnished) same(t *testing.T, hop int) {
	t.Helper()
	ctx := t.Context()
	changes, err := f.Changes(ctx, f.agent.ID, f.cursor, 100)
	require.NoError(t, err)
	require.False(t, changes.Reset, "the cursor goes on")
	_, agent, err := f.SessionByAccess(ctx, "a")
	require.NoError(t, err, "the session goes on")
	require.Equal(t, f.agent.ID, agent.ID)
	h, err := f.save(t, "k")
	require.NoError(t, err)
	require.Equal(t, f.handling.ID, h.ID, "the key is known")
	accounts, err := f.Accounts(ctx)
	require.NoError(t, err)
	require.Equal(t, []byte{0, 1, 255}, accounts[0].Secret)
	history, err := f.Messages(ctx, f.kase.Customer.ID, "", 10)
	require.NoError(t, err)
	require.Len(t, history.Messages, 3)
	require.Len(t, history.Notes, 1)
	found, err := f.Search(ctx, contract.Contact, "0812-00000001", "", 10)
	require.NoError(t, err)
	require.Equal(t, 1, found.Total)
	waiting, err := f.Waiting(ctx)
	require.NoError(t, err)
	require.Equal(t, 35+hop, waiting)
	before := f.highest(t)
	f.writes(t, fmt.Sprint("new", hop), "baru")
	require.Equal(t, before+1, f.highest(t), "numbers go on")
	if hop == 0 {
		jobs, err := f.ClaimParts(ctx, "w", 10, time.Minute)
		require.NoError(t, err)
		require.Len(t, jobs, 1)
		require.NoError(t, f.PartSent(ctx, jobs[0].Claim, channel.Sent{ExternalID: "posted"}))
	}
	f.cursor, err = f.Cursor(ctx, f.agent.ID)
	require.NoError(t, err)
}

func (f *furnished) highest(t *testing.T) int64 {
	t.Helper()
	page, err := f.Cases(t.Context(), storage.CaseFilter{}, "", 500)
	require.NoError(t, err)
	most := int64(0)
	for _, c := range page.Cases {
		most = max(most, c.Number)
	}
	return most
}

// tablesOf are the tables of a database but those that count, those of the migrations, and SQLite's index of words, which makes itself.
func tablesOf(t *testing.T, dsn string) []string {
	t.Helper()
	driver, ask := "sqlite3", `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'message_keys' AND name NOT LIKE 'message_words%'`
	if file, lite := strings.CutPrefix(dsn, "sqlite:"); lite {
		dsn = file
	} else {
		driver, ask = "pgx", `SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()`
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	rows, err := db.QueryContext(context.Background(), ask)
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	var names []string
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		if name != "goose_db_version" && name != "numbers" {
			names = append(names, name)
		}
	}
	require.NoError(t, rows.Err())
	return names
}
