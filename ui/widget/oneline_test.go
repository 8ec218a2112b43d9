package widget

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// An editor of one line has room for it at every size of type: a fraction of a pixel less, and Fyne shows a scroll bar.
func TestOneLineNeedsNoScrollBar(t *testing.T) {
	app := test.NewTempApp(t)
	for scale := 80; scale <= 150; scale += 10 {
		t.Run(fmt.Sprint(scale), func(t *testing.T) {
			app.Settings().SetTheme(look.New(look.Light, scale))
			e := NewNoteEditor("Tulis catatan internal", 28)
			e.Resize(fyne.NewSize(600, look.Px(28)))
			text := fyne.MeasureText("M", look.Size(look.SizeText), fyne.TextStyle{}).Height
			require.GreaterOrEqual(t, e.holder.Size().Height, text+2*look.Size(sizeInnerPadding))
			require.InDelta(t, look.Px(28)/2, e.holder.Position().Y+e.holder.Size().Height/2, .01, "in the middle")
		})
	}
}
