package reply_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/widget"
)

// cuts is where the parts end that would be saved now.
func (w *workplace) ends(t testing.TB) []string {
	t.Helper()
	w.Save()
	w.until(t, func() bool { return len(w.saved) > 0 })
	var ends []string
	for _, p := range w.centre.Preview(w.centre.saved()[len(w.centre.saved())-1]).Parts {
		text := p.Text[:strings.LastIndex(p.Text, " (")]
		ends = append(ends, text[strings.LastIndex(text, " ")+1:])
	}
	return ends
}

// handles are the grips between the cards that are in view.
func handles(o fyne.CanvasObject) []*widget.CutHandle {
	var found []*widget.CutHandle
	switch o := o.(type) {
	case *widget.CutHandle:
		found = append(found, o)
	case *fyne.Container:
		for _, c := range o.Objects {
			found = append(found, handles(c)...)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			found = append(found, handles(c)...)
		}
	}
	return found
}

// A long answer shows its parts while it is written, and folds.
func TestPreviewOfParts(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, strings.Repeat("kata ", 50)))
	require.False(t, w.has("Pratinjau thread"))
	w.Focus()
	w.write(strings.Repeat("lagi ", 4))
	for _, text := range []string{"Pratinjau thread", "2 bagian, terkirim berurutan", "1/2", "2/2", "Save · 2 bagian"} {
		require.True(t, w.has(text), text)
	}
	w.TogglePreview()
	require.True(t, w.has("Pratinjau thread"))
	require.False(t, w.has("kata (1/2)"))
	w.TogglePreview()
	w.Show("wulan", "")
	require.False(t, w.has("Pratinjau thread"))
}

// The agent moves a cut by keys: Alt+Left in Feedback, Left on the handle; what is written before it takes the cut along.
func TestMoveCutByKeys(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, long))
	w.Focus()
	w.with(fyne.KeyModifierAlt, fyne.KeyLeft) // the caret is in the last part: the cut before it moves
	require.True(t, w.has("Potong otomatis"))
	w.press(fyne.KeyHome)
	w.press(fyne.KeyPageUp, fyne.KeyPageUp)
	w.write("Yth. ")
	h := handles(w.Dock())[1]
	w.window.Canvas().Focus(h)
	w.press(fyne.KeyLeft)
	require.Equal(t, []string{"turun.", "ulang", "(Anis)"}, w.ends(t))
}

// The mouse drags a cut by words, and the rules cut again when they are asked to.
func TestMoveCutByMouse(t *testing.T) {
	w := atWork(t)
	w.ShowForm(classified(w.centre, long))
	drag := func(dx float32) {
		h := handles(w.Dock())[0]
		h.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(dx, 0)})
		h.DragEnd()
	}
	drag(-30)
	require.True(t, w.has("sehingga kecepatan (1/3)") || w.has("kecepatan (1/3)"))
	drag(-100000)
	require.True(t, w.has("(1/3)"), "a cut that would leave a part empty does not move")
	w.click(t, "Potong otomatis")
	require.False(t, w.has("Potong otomatis"))
	require.Equal(t, []string{"turun.", "https://cek.contoh.id/kecepatan.", "(Anis)"}, w.ends(t))
}
