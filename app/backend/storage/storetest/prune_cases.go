package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/storage"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func pruneCases() []testCase {
	return []testCase{
		{"what ended long ago goes whole, and the clients are told", pruneOld},
		{"what is open or young stays", pruneKeeps},
		{"a customer of whom nothing is left goes", pruneCustomers},
		{"many of them, and a feed that does not grow for ever", pruneMany},
	}
}

const year = 365 * 24 * time.Hour

// answered lets a customer write and an agent answer, with a note.
func (w *world) answered(t testing.TB, who, key string) contract.Case {
	t.Helper()
	c := w.one(t, w.twitter, w.anis, w.dm(who, "halo"))
	w.save(t, w.anis, c, key, w.answer(c, "satu", "dua"))
	_, _, err := w.AddNote(t.Context(), w.anis.ID, c.ID, key+"n", "catatan")
	require.NoError(t, err)
	w.deliver(t)
	return w.the(t, c.ID)
}

func (w *world) prune(t testing.TB, age time.Duration) storage.Pruned {
	t.Helper()
	p, err := w.Prune(t.Context(), w.clock.Now().Add(-age))
	require.NoError(t, err)
	return p
}

func pruneOld(t *testing.T, w *world) {
	old := w.answered(t, "rina", "k1")
	m := newMirror(w.anis)
	_, err := m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	w.clock.move(year + time.Hour)
	young := w.answered(t, "rina", "k2")
	require.NotEqual(t, old.ID, young.ID)
	_, err = m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)

	require.Equal(t, storage.Pruned{Cases: 1, Messages: 3, Notes: 1, Handlings: 1}, w.prune(t, year))
	_, err = w.Case(t.Context(), old.ID)
	require.Equal(t, data.NotFound, data.KindOf(err))
	require.Len(t, w.history(t, young.Customer.ID), 3)
	n, err := m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Equal(t, 6, n, "each thing is told of")
	require.Len(t, m.cases, 1)
	require.Len(t, m.messages, 3)
	require.Len(t, m.notes, 1)
	require.Len(t, m.handlings, 1)
	m.requireTrue(t, w)
	require.Equal(t, storage.Pruned{}, w.prune(t, year), "twice is once")
	fresh := newMirror(w.anis)
	_, err = fresh.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	fresh.requireTrue(t, w)
	_, err = w.Prune(t.Context(), w.clock.Now().Add(-30*24*time.Hour))
	require.Equal(t, data.Invalid, data.KindOf(err), "the networks would give it again")
}

func pruneKeeps(t *testing.T, w *world) {
	w.in(t, w.twitter, w.mention("sari", "menunggu"))
	waiting, err := w.Cases(t.Context(), storage.CaseFilter{State: contract.CaseStateWaiting}, "", 10)
	require.NoError(t, err)
	sending := w.one(t, w.facebook, w.anis, w.comment("tini", "halo"))
	w.save(t, w.anis, sending, "k", w.answer(sending, "satu"))
	w.clock.move(2 * year)
	require.Zero(t, w.prune(t, year).Cases)
	w.the(t, waiting.Cases[0].ID)
	w.the(t, sending.ID)
	require.Equal(t, []string{"satu"}, w.deliver(t), "it is still sent")
}

func pruneCustomers(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "122000001", CustomerName: "Rina"})
	c := w.answered(t, "rina", "k")
	_, err := w.LinkService(t.Context(), w.anis.ID, c.Customer.ID, "122000001")
	require.NoError(t, err)
	other := w.answered(t, "sari", "k2")
	w.clock.move(year)
	later := w.dm("sari", "lagi")
	w.in(t, w.twitter, later)
	w.clock.move(time.Hour)
	p := w.prune(t, year)
	require.Equal(t, 2, p.Cases)
	require.Equal(t, 1, p.Customers)
	_, err = w.Customer(t.Context(), c.Customer.ID)
	require.Equal(t, data.NotFound, data.KindOf(err))
	require.Empty(t, w.names(t, contract.Any, "rina"))
	_, err = w.Customer(t.Context(), other.Customer.ID)
	require.NoError(t, err, "who wrote again stays")
	found, err := w.Services(t.Context(), "122000001")
	require.NoError(t, err)
	require.Len(t, found, 1, "a service record is the company's")
	// He writes again and is a new customer.
	require.Equal(t, 1, w.in(t, w.twitter, w.dm("rina", "kembali")).Cases)
}

func pruneMany(t *testing.T, w *world) {
	m := newMirror(w.anis)
	_, err := m.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	early := m.cursor
	for i := range 170 {
		w.answered(t, fmt.Sprint("c", i), fmt.Sprint("k", i))
	}
	_, err = m.follow(t.Context(), w.Store, 500)
	require.NoError(t, err)
	w.clock.move(year + time.Hour)
	require.Equal(t, 170, w.prune(t, year).Cases)
	// Far more is gone than a feed remembers: who is behind begins anew, and has what is.
	c, err := w.Changes(t.Context(), w.anis.ID, early, 100)
	require.NoError(t, err)
	require.True(t, c.Reset)
	fresh := newMirror(w.anis)
	n, err := fresh.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	require.Zero(t, n)
	fresh.requireTrue(t, w)
	w.answered(t, "baru", "k")
	_, err = fresh.follow(t.Context(), w.Store, 100)
	require.NoError(t, err)
	fresh.requireTrue(t, w)
}
