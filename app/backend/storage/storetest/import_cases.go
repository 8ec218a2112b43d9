package storetest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/data/contract"
)

func importCases() []testCase {
	return []testCase{
		{"again updates, adds and removes nothing", importAgain},
		{"all or nothing", importWhole},
		{"tickets again: state and words as they are now", importTickets},
		{"given up half way, nothing is left behind", importGivenUp},
		{"while it reads, work goes on", importBeside},
	}
}

func importAgain(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "122 000 001", CustomerName: "Budi", Contact: "0812000111"}, contract.Service{Number: "122000002", CustomerName: "Cici"})
	w.services(t, contract.Service{Number: "122-000-001", CustomerName: "Budi Baru", Internet: "555000111"}, contract.Service{Number: "122000003", CustomerName: "Dodi"})
	for number, want := range map[string]contract.Service{
		"122000001": {Number: "122-000-001", CustomerName: "Budi Baru", Internet: "555000111"},
		"122000002": {Number: "122000002", CustomerName: "Cici"},
		"122000003": {Number: "122000003", CustomerName: "Dodi"},
	} {
		found, err := w.Services(t.Context(), number)
		require.NoError(t, err)
		require.Equal(t, []contract.Service{want}, found)
	}
	found, err := w.Services(t.Context(), "0812000111")
	require.NoError(t, err)
	require.Empty(t, found, "what a field held before is found no more")
	n, err := w.ImportServices(t.Context(), sequence[contract.Service](nil))
	require.NoError(t, err)
	require.Zero(t, n)
}

func importWhole(t *testing.T, w *world) {
	w.services(t, contract.Service{Number: "122000001", CustomerName: "Budi"})
	broken := errors.New("line 1001 can't be read")
	var many []contract.Service
	for i := range 1000 {
		many = append(many, contract.Service{Number: fmt.Sprint(122000001 + i), CustomerName: "Baru"})
	}
	_, err := w.ImportServices(t.Context(), sequence(broken, many...))
	require.ErrorIs(t, err, broken, "the sequence's own error")
	_, err = w.ImportServices(t.Context(), sequence(nil, append(many, contract.Service{Number: "1220-00001", CustomerName: "Lagi"})...))
	require.Equal(t, data.Invalid, data.KindOf(err), "a number that comes twice")
	found, err := w.Services(t.Context(), "1220000")
	require.NoError(t, err)
	require.Equal(t, []contract.Service{{Number: "122000001", CustomerName: "Budi"}}, found)

	_, err = w.ImportTickets(t.Context(), sequence(broken, contract.Ticket{Number: "IN1", ServiceNumber: "1", Title: "x", State: "open", OpenedAt: noon}))
	require.ErrorIs(t, err, broken)
	page, err := w.Tickets(t.Context(), "", "", "", 10)
	require.NoError(t, err)
	require.Zero(t, page.Total)
	n, err := w.ImportServices(t.Context(), sequence(nil, many...))
	require.NoError(t, err, "and it can be done again")
	require.Equal(t, 1000, n)
}

func importTickets(t *testing.T, w *world) {
	ticket := contract.Ticket{
		Number: "IN1", ServiceNumber: "122000001", Title: "Internet mati", State: contract.TicketStateOpen, OpenedAt: noon,
		AppointmentAt: noon.Add(time.Hour), Technician: "Joko",
	}
	_, err := w.ImportTickets(t.Context(), sequence(nil, ticket))
	require.NoError(t, err)
	page, err := w.Tickets(t.Context(), "mati", "", "", 10)
	require.NoError(t, err)
	require.Equal(t, []contract.Ticket{ticket}, page.Tickets)
	ticket.Title, ticket.State, ticket.ClosedAt = "Internet lambat", contract.TicketStateClosed, noon.Add(2*time.Hour)
	_, err = w.ImportTickets(t.Context(), sequence(nil, ticket))
	require.NoError(t, err)
	page, err = w.Tickets(t.Context(), "lambat", "", "", 10)
	require.NoError(t, err)
	require.Equal(t, []contract.Ticket{ticket}, page.Tickets)
	page, err = w.Tickets(t.Context(), "mati", "", "", 10)
	require.NoError(t, err)
	require.Zero(t, page.Total, "words of the old title find it no more")
}

func importGivenUp(t *testing.T, w *world) {
	ctx, giveUp := context.WithCancel(t.Context())
	var endless iter.Seq2[contract.Service, error] = func(yield func(contract.Service, error) bool) {
		for i := 0; ; i++ {
			if i == 5000 {
				giveUp()
			}
			if !yield(contract.Service{Number: fmt.Sprint(122000001 + i), CustomerName: "Budi"}, nil) {
				return
			}
		}
	}
	_, err := w.ImportServices(ctx, endless)
	require.ErrorIs(t, err, context.Canceled)
	found, err := w.Services(t.Context(), "1220000")
	require.NoError(t, err)
	require.Empty(t, found)
	w.services(t, contract.Service{Number: "122000001", CustomerName: "Budi"})
}

// importBeside: reading a file may take minutes; on PostgreSQL nobody waits for it, on SQLite nobody who reads.
func importBeside(t *testing.T, w *world) {
	c := w.one(t, w.twitter, w.anis, w.mention("rina", "halo"))
	var slow iter.Seq2[contract.Service, error] = func(yield func(contract.Service, error) bool) {
		for i := range 2000 {
			if !yield(contract.Service{Number: fmt.Sprint(122000001 + i), CustomerName: "Budi"}, nil) {
				return
			}
			if i != 1500 {
				continue
			}
			_, err := w.Changes(t.Context(), w.anis.ID, "", 10)
			require.NoError(t, err)
			found, err := w.Services(t.Context(), "122000001")
			require.NoError(t, err)
			require.Empty(t, found, "nobody sees half of it")
			if len(w.processes(t)) > 1 {
				w.save(t, w.anis, c, "k", w.answer(c, "Baik"))
			}
		}
	}
	n, err := w.ImportServices(t.Context(), slow)
	require.NoError(t, err)
	require.Equal(t, 2000, n)
}
