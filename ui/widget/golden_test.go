package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
)

// What the parts look like, in both palettes and once at 150 %. When one differs, testdata/failed has what was drawn.
func TestGolden(t *testing.T) {
	cards := map[string]struct {
		make          func() fyne.CanvasObject
		width, height float32
	}{
		"buttons": {sheetButtons, 432, 220}, "inputs": {sheetEntries, 432, 404}, "chips": {sheetChips, 432, 154},
		"rows": {sheetRows, 310, 400}, "counters": {sheetCounters, 432, 174}, "tabs": {sheetTabs, 432, 124},
		"bubbles": {sheetBubbles, 438, 412}, "banners": {sheetBanners, 438, 196}, "table": {sheetTable, 432, 150},
	}
	for name, card := range cards {
		for _, choice := range []look.Choice{look.Light, look.Dark} {
			t.Run(name+"-"+string(choice), func(t *testing.T) { golden(t, name, choice, 100, card.make, card.width, card.height) })
		}
	}
	t.Run("rows-large", func(t *testing.T) { golden(t, "rows-large", look.Light, 150, sheetRows, 465, 600) })
}

func golden(t *testing.T, name string, choice look.Choice, percent int, build func() fyne.CanvasObject, width, height float32) {
	beginIn(t, choice, percent)
	sheetAfter = nil
	w := desk(t, build(), width, height)
	for _, f := range sheetAfter {
		f()
	}
	looktest.Matches(t, name+"-"+string(choice)+".png", w.Canvas().Capture())
}

// The structure of the row that is drawn most, as text: a difference reads as one.
func TestInboxRowMarkup(t *testing.T) {
	begin(t)
	row := NewInboxRow()
	row.SetRow(sheetCases[1])
	w := desk(t, row, 292, 59)
	test.AssertRendersToMarkup(t, "inboxrow.xml", w.Canvas())
}
