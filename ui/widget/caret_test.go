package widget

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// The caret is where typing goes on, in the field that has the keyboard alone; it goes on and off, is on while one types, and stays on
// when nothing is typed any more.
func TestCaret(t *testing.T) {
	begin(t)
	e := NewEntry("")
	w := desk(t, e, 200, 28)
	c := e.field.caret
	require.False(t, c.bar.Visible(), "without the keyboard")
	w.Canvas().Focus(e.field)
	require.True(t, c.bar.Visible())
	before := c.bar.Position()
	test.Type(e.field, "abc")
	require.Greater(t, c.bar.Position().X, before.X)
	require.InDelta(t, 1, c.bar.Size().Width, 0.1)
	require.Greater(t, c.bar.Size().Height, float32(10))

	c.tick(0.9)
	require.True(t, c.bar.Visible(), "while one types")
	c.moved = time.Now().Add(-2 * caretHalf)
	c.tick(0.9)
	require.False(t, c.bar.Visible())
	c.tick(0.1)
	require.True(t, c.bar.Visible())
	c.tick(0.9)
	c.moved = time.Now().Add(-2 * caretRest)
	c.tick(0.9)
	require.True(t, c.bar.Visible(), "it rests on")

	e.Disable()
	require.False(t, c.bar.Visible(), "where nothing can be typed")
	e.Enable()
	w.Canvas().Unfocus()
	require.False(t, c.bar.Visible())
}
