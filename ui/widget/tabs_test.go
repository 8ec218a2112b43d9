package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// With a large type in a small window the tabs go on in further rows, each of them whole and inside; with room they are one row.
func TestTabsAreNeverCut(t *testing.T) {
	for _, percent := range []int{80, 100, 125, 150} {
		beginIn(t, look.Light, percent)
		tabs := NewTabs(Tab{ID: "0", Label: "Customer Info"}, Tab{ID: "1", Label: "Customer Profile"}, Tab{ID: "2", Label: "Ticket List", Count: "2"},
			Tab{ID: "3", Label: "History Conversation"}, Tab{ID: "4", Label: "History Penanganan"})
		page := Column(0, tabs, Grow(NewFill(look.Surface)))
		w := desk(t, page, 1110, 500)
		require.Equal(t, look.Px(36), tabs.Size().Height)
		for _, width := range []float32{684, 600, 388} {
			w.Resize(fyne.NewSize(width, 500))
			page.Resize(fyne.NewSize(width, 500))
			rows := map[float32]bool{}
			for i, b := range tabs.tabs {
				at, s := b.Position(), b.Size()
				require.LessOrEqual(t, at.X+s.Width, width, "%d %% at %v: tab %d", percent, width, i)
				require.LessOrEqual(t, at.Y+s.Height, tabs.Size().Height, "%d %% at %v: tab %d", percent, width, i)
				require.Equal(t, b.width(tabs.tight), s.Width, "%d %% at %v: tab %d is whole", percent, width, i)
				rows[at.Y] = true
			}
			require.Equal(t, look.Px(36)*float32(len(rows)), tabs.Size().Height)
		}
	}
}
