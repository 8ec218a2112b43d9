package shell

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/data/settings"
	"sociomedio/ui/look"
	"sociomedio/ui/look/looktest"
)

// The supervisor's page in both palettes. When one differs, testdata/failed has what was drawn.
func TestGolden(t *testing.T) {
	for _, choice := range []look.Choice{look.Light, look.Dark} {
		t.Run("dashboard-"+string(choice), func(t *testing.T) {
			o := newOffice(t)
			require.True(t, o.prefer(settings.Theme, string(choice)))
			o.Dress()
			o.signIn()
			d := newDashboard(o.place)
			o.window.SetContent(d.content)
			d.show(aTeam())
			d.updated.SetText("") // a time
			d.content.Refresh()
			looktest.Matches(t, "dashboard-"+string(choice)+".png", o.window.Canvas().Capture())
		})
	}
}
