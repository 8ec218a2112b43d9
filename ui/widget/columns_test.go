package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// The table of DESIGN.md section 4.
func TestColumnFormula(t *testing.T) {
	begin(t)
	for window, want := range map[float32][3]float32{1280: {280, 626, 372}, 1366: {292, 684, 388}, 1920: {344, 1110, 464}} {
		c := NewColumns(NewFill(look.Surface), NewFill(look.Surface), NewFill(look.Surface))
		desk(t, c, window, 600)
		left, middle, right := c.Widths()
		require.Equal(t, want, [3]float32{left, middle, right})
		require.Equal(t, left, c.left.Size().Width)
		require.Equal(t, left+1, c.middle.Position().X)
		require.Equal(t, window, c.right.Position().X+c.right.Size().Width)
	}
}

func drag(d *Divider, x float32) {
	d.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(x, 0)})
	d.DragEnd()
}

func TestDividersStopAtTheLeastWidths(t *testing.T) {
	begin(t)
	c := NewColumns(NewFill(look.Surface), NewFill(look.Surface), NewFill(look.Surface))
	var kept [2]float32
	c.OnWidths = func(l, r float32) { kept = [2]float32{l, r} }
	desk(t, c, 1920, 600)
	drag(c.dividers[0], 56)
	require.Equal(t, [2]float32{400, 0}, kept, "only what was dragged is kept")
	drag(c.dividers[1], -36)
	require.Equal(t, [2]float32{400, 500}, kept)
	left, middle, right := c.Widths()
	require.Equal(t, [3]float32{400, 1018, 500}, [3]float32{left, middle, right})
	drag(c.dividers[0], -5000)
	left, _, _ = c.Widths()
	require.Equal(t, float32(280), left)
	drag(c.dividers[0], 5000)
	_, middle, right = c.Widths()
	require.Equal(t, float32(600), middle)
	require.GreaterOrEqual(t, right, float32(372))
	c.dividers[1].DoubleTapped(nil)
	require.Equal(t, [2]float32{}, kept)
	left, middle, right = c.Widths()
	require.Equal(t, [3]float32{344, 1110, 464}, [3]float32{left, middle, right})
	c.SetWidths(320, 400)
	left, _, right = c.Widths()
	require.Equal(t, [2]float32{320, 400}, [2]float32{left, right})
}

// At 150 % everything is half as big again, also what is on the screen already.
func TestScaleReachesWhatIsShown(t *testing.T) {
	begin(t)
	button, row := NewButton("Save", PrimaryKind, nil), NewInboxRow()
	row.SetRow(sheetCases[0])
	desk(t, Column(0, button, row), 400, 200)
	small, ground := button.MinSize(), button.frame.inner.FillColor
	fyne.CurrentApp().Settings().SetTheme(look.New(look.Dark, 150))
	button.Refresh()
	row.Refresh()
	require.Equal(t, small.Height*1.5, button.MinSize().Height)
	require.Greater(t, button.MinSize().Width, small.Width*1.4)
	require.Equal(t, float32(19.5), row.name.TextSize)
	require.NotEqual(t, ground, button.frame.inner.FillColor)
	require.Equal(t, look.Color(theme.ColorNamePrimary), button.frame.inner.FillColor)
}

// The Customers page takes the place of left and middle; Form Reply does not move.
func TestSpanTakesLeftAndMiddle(t *testing.T) {
	begin(t)
	left, middle, right, wide := NewFill(look.Surface), NewFill(look.Surface), NewFill(look.Surface), NewFill(look.Surface)
	c := NewColumns(left, middle, right).WithSpan(wide)
	desk(t, c, 1366, 600)
	at, size := right.Position(), right.Size()
	require.False(t, wide.Visible())
	c.Span(true)
	require.True(t, wide.Visible())
	require.False(t, left.Visible())
	require.Equal(t, at.X-1, wide.Size().Width, "up to the line before Form Reply")
	require.Equal(t, at, right.Position())
	require.Equal(t, size, right.Size())
	c.Span(false)
	require.True(t, middle.Visible())
	require.False(t, wide.Visible())
}
