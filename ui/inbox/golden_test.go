package inbox_test

import (
	"testing"

	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
)

// The column of the pictures, in both palettes. When one differs, testdata/failed has what was drawn.
func TestGolden(t *testing.T) {
	for _, choice := range []look.Choice{look.Light, look.Dark} {
		t.Run(string(choice), func(t *testing.T) {
			s := open(t, pictured(), choice, 700)
			s.Select("case-2")
			looktest.Matches(t, "inbox-"+string(choice)+".png", s.window.Canvas().Capture())
		})
	}
}
