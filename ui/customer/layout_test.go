package customer

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
)

// Where a large type leaves no room, what stands at the end of a row goes on in rows of its own: nothing is cut off, nothing lies over
// another thing.
func TestFlow(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light, 100))
	box := func(w float32) fyne.CanvasObject { return widget.Sized(w, 20, widget.NewFill(look.Surface)) }
	name, first, second := box(100), box(80), box(90)
	row := flow(40, 28, 10, name, first, second)
	column := widget.Column(0, row)

	column.Resize(fyne.NewSize(400, 300))
	require.Equal(t, float32(40), row.Size().Height)
	require.Equal(t, float32(310), second.Position().X)
	require.Equal(t, float32(220), first.Position().X)

	column.Resize(fyne.NewSize(200, 300))
	require.Equal(t, float32(68), row.Size().Height)
	require.Equal(t, float32(0), first.Position().X)
	require.Equal(t, float32(90), second.Position().X)
	require.Equal(t, first.Position().Y, second.Position().Y)
	require.GreaterOrEqual(t, first.Position().Y, float32(40))

	column.Resize(fyne.NewSize(120, 300))
	require.Equal(t, float32(96), row.Size().Height)
	require.Greater(t, second.Position().Y, first.Position().Y)

	first.Hide()
	column.Resize(fyne.NewSize(200, 300))
	require.Equal(t, float32(40), row.Size().Height, "what is hidden takes no room")
}

// Where a large type leaves too little for the head of a case and its tabs, the head scrolls: the tabs keep some lines.
func TestTheHeadMakesRoomForTheTabs(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light, 150))
	head, tabs := widget.Sized(100, 300, widget.NewFill(look.Surface)), widget.NewFill(look.Surface)
	both, _ := above(head, tabs)
	share := func(height float32) float32 {
		both.Resize(fyne.NewSize(400, height))
		require.Equal(t, height, tabs.Position().Y+tabs.Size().Height)
		return tabs.Size().Height / 1.5
	}
	require.InDelta(t, 400, share(1050), 1, "there is room for both")
	require.InDelta(t, 300, share(900), 1)
	require.InDelta(t, lowerLeast, share(600), 1, "the head scrolls")
	require.InDelta(t, 104, share(300), 1, "but its name stays")
	require.InDelta(t, 300*1.5, head.Size().Height, 1)
}
