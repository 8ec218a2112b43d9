package shell

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// filled is the area of all grounds that are painted in an object, as it is on the window: pixels that lie one over the other count
// each time.
func filled(o fyne.CanvasObject) float32 {
	switch c := o.(type) {
	case *canvas.Rectangle:
		if !c.Visible() || c.FillColor == nil || c.FillColor == color.Transparent {
			return 0
		}
		return c.Size().Width * c.Size().Height
	case *fyne.Container:
		return filledIn(c, c.Objects)
	case fyne.Widget:
		return filledIn(c, test.WidgetRenderer(c).Objects())
	}
	return 0
}

func filledIn(o fyne.CanvasObject, parts []fyne.CanvasObject) (sum float32) {
	if !o.Visible() {
		return 0
	}
	for _, part := range parts {
		sum += filled(part)
	}
	return sum
}

// Without a graphics card every pixel of a ground is worked out by the processor, with each frame: that was most of the time from a key to
// the next case. With a case open all grounds together are less than the window.
func TestWindowIsNotFilledTwice(t *testing.T) {
	o := newOffice(t)
	o.signIn()
	o.sync()
	window := o.window.Canvas().Size()
	require.Less(t, filled(o.window.Canvas().Content()), 0.8*window.Width*window.Height)
}
