package edge_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/imports"
	"sociomedio/app/backend/serve"
	"sociomedio/data"
	"sociomedio/data/contract"
)

// What another system knew of how customers were handled comes along once, for those who have written here; the rest waits for the file
// to be imported again.
func TestHistoryOfAnotherSystem(t *testing.T) {
	r := onX(t)
	budi := r.mentions("budi_contoh", "@TelkomCare internet mati")
	c := r.oneCase()
	const head = "network,customer,agent,at,path,answer,seconds,note\n"
	line := func(customer string) string {
		return fmt.Sprintf("twitter,%s,Anis,2025-03-04 09:00,Komplain > Tidak ada lagi,Sudah kami perbaiki,90,\ntwitter,%[1]s,anis,2025-03-05 09:00,,,,Pelanggan lama\n", customer)
	}
	file := head + line(budi.From) + line("880000000999")
	bring := func(file string) (int, int, error) {
		return serve.ImportHistory(t.Context(), r.store, strings.NewReader(file), time.FixedZone("WIB", 7*3600))
	}
	for range 2 {
		n, waiting, err := bring(file)
		require.NoError(t, err)
		require.Equal(t, [2]int{2, 2}, [2]int{n, waiting})
	}
	page, err := r.agent.Handlings(t.Context(), c.Customer.ID, "", 10)
	require.NoError(t, err)
	require.Len(t, page.Handlings, 1)
	h := page.Handlings[0]
	require.Equal(t, "2025-03-04T02:00:00Z", h.SavedAt.UTC().Format(time.RFC3339))
	require.Equal(t, 90, h.Seconds)
	require.Equal(t, "Anis", h.Agent.Name)
	require.Equal(t, "Sudah kami perbaiki", h.Answers[0].Text)
	require.Equal(t, contract.DeliveryStateSent, h.State)
	told, err := r.agent.Messages(t.Context(), c.Customer.ID, "", 10)
	require.NoError(t, err)
	require.Len(t, told.Notes, 1)
	require.Equal(t, "Pelanggan lama", told.Notes[0].Text)
	require.Empty(t, r.Posts(), "nothing of it is sent")

	_, _, err = bring(head + strings.ReplaceAll(line(budi.From), "nis,", "nto,"))
	require.Equal(t, data.NotFound, data.KindOf(err), "an agent who is not there")
	var report *imports.Report
	_, _, err = bring(head + "instagram,1,anis,2025-03-04,,,,a\ntwitter,1,anis,kapan,,,,a\ntwitter,1,anis,2025-03-04,,b,,a\ntwitter,1,anis,2025-03-04,,b,,\ntwitter,1,anis,2025-03-04,K,b,lama,\n")
	require.ErrorAs(t, err, &report)
	require.Len(t, report.Bad, 5)
}
