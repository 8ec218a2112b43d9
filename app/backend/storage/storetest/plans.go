package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// rowsEach is how many index entries and rows a case may cost at most, from its arrival to its delivery: some hundred statements, of which
// each finds a few.
const rowsEach = 700

// PlansHold shows that what was planned on a database of PostgreSQL while it was empty does its work as well when it is full: statements are
// planned once for each connection, and one whose plan reads all there is of an account or all messages looks harmless at first.
func PlansHold(t *testing.T, dsn string) {
	w := newWorld(t, dsn)
	at, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	defer func() { require.NoError(t, at.Close(context.WithoutCancel(t.Context()))) }()
	const first, more, cases = 6, 2000, 20
	d := &day{world: w, threads: map[string]string{}}
	for range first {
		d.wholeCase(t)
	}
	for i := range more {
		d.writes(fmt.Sprint("banyak", i))
	}
	w.in(t, w.twitter, d.written...)
	before := w.rowsRead(t, at, 3*first+more)
	for range cases {
		d.wholeCase(t)
	}
	each := (w.rowsRead(t, at, 3*(first+cases)+more) - before) / cases
	t.Logf("%d index entries and rows are read for a case", each)
	require.Less(t, each, rowsEach)
}

// day is what customers write on it.
type day struct {
	*world
	written []channel.Event
	threads map[string]string // by who began them
}

func (d *day) writes(who string) channel.Event {
	e := d.mention(who, "internet saya mati")
	d.written, d.threads[who] = append(d.written, e), e.Message.Thread
	return e
}

// wholeCase is a case from its arrival, by two ways, to its answer on the network, with a customer who writes on meanwhile.
func (d *day) wholeCase(t *testing.T) {
	d.clock.move(time.Second)
	d.in(t, d.twitter, d.writes(fmt.Sprint("satu", d.messages)))
	d.in(t, d.twitter, d.written[max(0, len(d.written)-12):]...)
	held := slices.DeleteFunc(d.take(t, d.anis, 1), func(c contract.Case) bool { return c.State != contract.CaseStateTaken })
	require.Len(t, held, 1)
	c, err := d.OpenCase(t.Context(), d.anis.ID, held[0].ID)
	require.NoError(t, err)
	on := d.mention(c.Customer.Handle, "halo?")
	on.Message.Thread = d.threads[c.Customer.Handle]
	d.in(t, d.twitter, on)
	_, _, err = d.SaveAnswer(t.Context(), d.anis.ID, c.ID, "lama "+c.ID, d.answer(c, "Kami cek ya Kak"))
	require.Equal(t, data.CaseChanged, data.KindOf(err))
	c = d.the(t, c.ID)
	d.save(t, d.anis, c, "baru "+c.ID, d.answer(c, "Kami cek ya Kak "+c.ID))
	require.Len(t, d.deliver(t), 1)
}

// rowsRead is what statements have read so far, once PostgreSQL has counted all of it: when it knows of so many messages.
func (w *world) rowsRead(t *testing.T, at *pgx.Conn, messages int) (n int) {
	t.Helper()
	var counted int
	require.Eventually(t, func() bool {
		_, err := w.Accounts(t.Context()) // who works tells what he did before, once a second
		require.NoError(t, err)
		require.NoError(t, at.QueryRow(t.Context(), `SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'messages'`).Scan(&counted))
		return counted == messages
	}, 20*time.Second, 200*time.Millisecond)
	require.NoError(t, at.QueryRow(t.Context(), `SELECT (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes) + (SELECT SUM(seq_tup_read) FROM pg_stat_user_tables)`).Scan(&n))
	return n
}
