package customer_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"sociomedio/data/contract"
	"sociomedio/ui/customer"
	"sociomedio/ui/customer/customertest"
	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
)

// What the column looks like beside the design's pictures, in both palettes. When one differs, testdata/failed has what was
// drawn.
func TestGolden(t *testing.T) {
	normal, wide := fyne.NewSize(684, 700), fyne.NewSize(1110, 1012)
	for name, c := range map[string]struct {
		book *customertest.Book
		size fyne.Size
		do   func(*column)
	}{
		"info":      {customertest.New(), normal, func(c *column) { c.made.Show(customertest.BudiCase) }},
		"info-wide": {customertest.New().Answering(), wide, func(c *column) { c.made.Show(customertest.BudiCase) }},
		"profile":   {customertest.New(), normal, func(c *column) { c.made.Show(customertest.BudiCase); c.made.SelectTab(customer.Profile) }},
		"tickets":   {customertest.New(), normal, func(c *column) { c.made.Show(customertest.BudiCase); c.made.SelectTab(customer.Tickets) }},
		"history":   {customertest.New().Answering(), normal, func(c *column) { c.made.Show(customertest.BudiCase); c.made.SelectTab(customer.History) }},
		"handlings": {customertest.New(), normal, func(c *column) { c.made.Show(customertest.BudiCase); c.made.SelectTab(customer.Handlings) }},
		"locked": {customertest.New(), normal, func(c *column) {
			c.made.Show(customertest.YogaCase)
			c.until(func() bool { return c.sees("Memuat data pelanggan") })
		}},
		"empty": {customertest.New(), normal, func(*column) {}},
		"closed": {customertest.New(), normal, func(c *column) {
			k := c.book.Cases[customertest.BudiCase]
			k.Answerable = contract.Answerable{Reason: contract.AnswerableReasonDmsClosed}
			c.book.Cases[k.ID] = k
			c.made.Show(k.ID)
		}},
	} {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			t.Run(name+"-"+string(choice), func(t *testing.T) {
				c.book.Pictures["p-speed"] = picture(t, 80, 60)
				col := newColumnIn(t, c.book, choice, c.size)
				c.do(col)
				col.until(func() bool { return !col.sees("Memuat gambar") })
				looktest.Matches(t, name+"-"+string(choice)+".png", col.window.Canvas().Capture())
			})
		}
	}
}
