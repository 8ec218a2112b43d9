package widget

import (
	"fmt"
	"image"
	"os"
	"os/exec"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// TestARestingFieldLooksLikeFynesEntry: nobody sees whether a field was used already.
func TestARestingFieldLooksLikeFynesEntry(t *testing.T) {
	for _, scale := range []int{80, 100, 130, 150} {
		for name, build := range map[string]func() (fyne.CanvasObject, *field){
			"line":     func() (fyne.CanvasObject, *field) { e := NewEntry("Cari di inbox"); return e, e.field },
			"disabled": func() (fyne.CanvasObject, *field) { e := NewEntry("Cari di inbox"); e.Disable(); return e, e.field },
			"editor":   func() (fyne.CanvasObject, *field) { e := NewEditor("Pilih case untuk membalas", 60); return e, e.field },
			"note":     func() (fyne.CanvasObject, *field) { e := NewNoteEditor("Catatan internal", 28); return e, e.field },
		} {
			t.Run(fmt.Sprintf("%s at %d", name, scale), func(t *testing.T) {
				beginIn(t, look.Light, scale)
				o, f := build()
				w := desk(t, o, 300, 120)
				rests, least := w.Canvas().Capture(), f.MinSize()
				require.False(t, f.awake, "nothing has used it")
				f.wake()
				f.Refresh()
				require.Equal(t, f.MinSize(), least)
				require.Equal(t, w.Canvas().Capture().(*image.NRGBA).Pix, rests.(*image.NRGBA).Pix)
			})
		}
	}
}

// TestWhatEndsTheRest: text, the keyboard and the mouse do, whether the field is on a window yet or not.
func TestWhatEndsTheRest(t *testing.T) {
	for _, onWindow := range []bool{true, false} {
		for name, use := range map[string]func(e *Editor){
			"text":     func(e *Editor) { e.SetText("Halo") },
			"insert":   func(e *Editor) { e.Insert("Halo") },
			"replace":  func(e *Editor) { e.ReplaceAll("Halo") },
			"keyboard": func(e *Editor) { test.Type(e.field, "Halo") },
			"mouse": func(e *Editor) {
				e.field.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
				test.Type(e.field, "Halo")
			},
		} {
			t.Run(fmt.Sprintf("%s %v", name, onWindow), func(t *testing.T) {
				begin(t)
				e := NewEditor("Tulis jawaban", 60)
				if onWindow {
					desk(t, e, 300, 120)
				}
				start, end := e.Selection()
				require.Equal(t, [2]int{}, [2]int{start, end})
				use(e)
				require.Equal(t, "Halo", e.Text())
				e.SelectRange(1, 3)
				require.Equal(t, "al", e.field.SelectedText())
				e.SetText("")
				require.Empty(t, e.Text())
			})
		}
	}
}

// TestAUsedFieldIsShownAgain: Fyne lets go what has not been painted for a minute, and has it made anew when it is shown again. A field
// with a theme of its own once came to no end there. Fyne reads how long it waits when it starts: so the test starts itself.
func TestAUsedFieldIsShownAgain(t *testing.T) {
	const patience = "FYNE_CACHE"
	if os.Getenv(patience) == "" {
		c := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAUsedFieldIsShownAgain$")
		c.Env = append(os.Environ(), patience+"=1ns")
		said, err := c.CombinedOutput()
		require.NoError(t, err, "%.2000s", said)
		return
	}
	begin(t)
	e := NewNoteEditor("Catatan internal", 60)
	w := desk(t, e, 300, 120)
	test.Type(e.field, "Halo")
	before := e.field.shown
	w.SetContent(NewKbdHint("F1"))
	w.Canvas().Capture()
	w.SetContent(e)
	require.Contains(t, test.RenderToMarkup(w.Canvas()), "Halo")
	require.NotSame(t, before, e.field.shown, "Fyne has let go of it")
	test.Type(e.field, "!")
	require.Equal(t, "Halo!", e.Text())
}
