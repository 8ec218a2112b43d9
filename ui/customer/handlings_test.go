package customer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
)

func TestHandlings(t *testing.T) {
	c := newColumn(t, customertest.New())
	c.made.Show(customertest.BudiCase)
	c.made.SelectTab(customer.Handlings)
	for _, text := range []string{"30/10/26 10:12", "anis", "Komplain", "Internet / Internet Lambat", "Normal Reply", "2 mnt 52 dtk", "Total Rows : 5"} {
		require.True(t, c.sees(text), text)
	}
	require.False(t, c.sees("Baik Kak, terima kasih konfirmasinya. (Dimas)"))
	c.press("30/10/26 10:12", 0)
	require.True(t, c.sees("Komplain / Internet / Internet Lambat / Kecepatan di bawah paket"))
	require.True(t, c.sees("Baik Kak, terima kasih konfirmasinya. (Dimas)"))
	require.True(t, c.sees("30/10/26 10:12 · Terkirim"))

	c.press("Ekspor CSV", 0)
	require.Equal(t, "history-penanganan.csv", c.saved)
	require.Equal(t, 5, strings.Count(c.file.String(), "\n"))

	c.made.Show(customertest.YogaCase)
	require.False(t, c.sees("Baik Kak, terima kasih konfirmasinya. (Dimas)"), "the detail of another customer goes")
}

func TestManyHandlings(t *testing.T) {
	b := customertest.New()
	b.Done[customertest.Budi] = nil
	for i := range 170 {
		at := b.Now.Add(-time.Duration(i) * time.Hour)
		b.Done[customertest.Budi] = append(b.Done[customertest.Budi], contract.Handling{ID: fmt.Sprint(i), SavedAt: at, OpenedAt: at, Labels: []string{fmt.Sprint("K", i)}})
	}
	c := newColumn(t, b)
	c.made.Show(customertest.BudiCase)
	c.made.SelectTab(customer.Handlings)
	require.True(t, c.sees("Total Rows : 50, sebagian belum dimuat"))
	for range 5 {
		c.list().ScrollTo(1e6)
		c.queue.Drain()
	}
	require.True(t, c.sees("Total Rows : 170"), "%v", c.texts()[20:])
	require.True(t, c.sees("K169"))
}
