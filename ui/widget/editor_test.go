package widget

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

const long = "@budi_contoh Halo Kak Budi, mohon maaf atas kendala internet lambat sejak semalam.\nHasil pengecekan kami: redaman 😀 kabel optik ke modem Kakak -27,4 dBm, melewati batas normal."

// Tab leaves the editor: who works by keyboard is not stuck in it.
func TestTabLeavesTheEditor(t *testing.T) {
	begin(t)
	e, after := NewEditor("", 100), NewButton("Save", PrimaryKind, nil)
	w := desk(t, Column(0, e, after), 300, 200)
	e.Focus()
	require.True(t, e.Focused())
	require.False(t, e.field.AcceptsTab())
	w.Canvas().FocusNext()
	require.Same(t, after, w.Canvas().Focused())
	require.False(t, e.Focused())
	w.Canvas().FocusPrevious()
	require.True(t, e.Focused())
}

func TestCtrlEnterSends(t *testing.T) {
	begin(t)
	e := NewEditor("", 100)
	desk(t, e, 300, 200)
	sent := 0
	e.OnSend = func() { sent++ }
	e.SetText("Halo")
	e.Focus()
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter} {
		e.field.TypedShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl})
	}
	require.Equal(t, 2, sent)
	require.Equal(t, "Halo", e.Text(), "it writes nothing")
	e.Disable()
	e.field.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierControl})
	require.Equal(t, 2, sent, "a locked case sends nothing")
}

// A space is where it was typed at every width, also where a line is full up to its last word; Backspace takes it back and Enter comes
// behind it.
func TestSpaceAtTheEndOfAFullLine(t *testing.T) {
	begin(t)
	e := NewEditor("", 100)
	w := desk(t, e, 180, 300)
	e.Focus()
	const words = "mohon maaf atas kendala "
	gaps := 0
	for width := float32(100); width < 200; width += 0.5 {
		w.Resize(fyne.NewSize(width, 300))
		for _, end := range []struct {
			do   func()
			want string
		}{
			{func() { test.Type(e.field, "internet") }, words + "internet"},
			{func() { e.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace}) }, words[:len(words)-1]},
			{func() { e.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }, words + "\n"},
			{func() { test.Type(e.field, "  a") }, words + "  a"},
		} {
			e.SetText("")
			test.Type(e.field, words)
			if e.field.inGap() {
				gaps++
			}
			end.do()
			require.Equal(t, end.want, e.Text(), "width %v", width)
		}
	}
	require.Positive(t, gaps)
}

// The caret is found and placed by runes, whatever the wrapping, and turned into bytes for the counting of parts.
func TestCursorOnEveryRune(t *testing.T) {
	begin(t)
	e := NewEditor("", 100)
	desk(t, e, 180, 300)
	e.SetText(long)
	e.Focus()
	runes := []rune(long)
	for i := range len(runes) + 1 {
		e.SetCursor(i)
		require.Equal(t, i, e.Cursor())
		require.Equal(t, len(string(runes[:i])), e.ByteOffset(i))
		require.Equal(t, i, e.RuneOffset(e.ByteOffset(i)))
	}
	e.SetCursor(-5)
	require.Equal(t, 0, e.Cursor())
	e.SetCursor(10_000)
	require.Equal(t, len(runes), e.Cursor())
	require.Equal(t, len(long), e.ByteOffset(10_000))
}

// A template goes in at the caret and Ctrl+Z takes it out again, with what was typed before still there.
func TestWhatTheProgramInsertsCanBeUndone(t *testing.T) {
	begin(t)
	e := NewEditor("", 100)
	desk(t, e, 300, 200)
	e.Focus()
	test.Type(e.field, "Halo /tag")
	changes := 0
	e.OnChanged = func(string) { changes++ }
	e.Replace(5, 9, "tagihan {bulan} Kakak")
	require.Equal(t, "Halo tagihan {bulan} Kakak", e.Text())
	require.Positive(t, changes)
	require.Equal(t, 26, e.Cursor())
	e.Undo()
	e.Undo()
	require.Equal(t, "Halo /tag", e.Text())
	e.Insert("ihan")
	require.Equal(t, "Halo /tagihan", e.Text())
	e.ReplaceAll("Lain")
	require.Equal(t, "Lain", e.Text())
}

func TestSelection(t *testing.T) {
	begin(t)
	e := NewEditor("", 100)
	desk(t, e, 180, 300)
	e.Focus()
	e.SetText(long)
	from := len([]rune(long[:strings.Index(long, "redaman")]))
	e.SelectRange(from, from+7)
	start, end := e.Selection()
	require.Equal(t, []int{from, from + 7}, []int{start, end})
	require.Equal(t, "redaman", e.field.SelectedText())
	test.Type(e.field, "x")
	require.Contains(t, e.Text(), "kami: x 😀 kabel")
	e.SetCursor(3)
	start, end = e.Selection()
	require.Equal(t, []int{3, 3}, []int{start, end})
}

func TestTheTemplateListSteersFirst(t *testing.T) {
	begin(t)
	e := NewEditor("", 100)
	w := desk(t, e, 300, 200)
	e.Focus()
	e.SetText("a\nb")
	e.SetCursor(0)
	e.OnKey = func(k *fyne.KeyEvent) bool { return k.Name == fyne.KeyDown }
	pressKeys(w, fyne.KeyDown)
	require.Equal(t, 0, e.Cursor(), "the key was taken")
	pressKeys(w, fyne.KeyRight)
	require.Equal(t, 1, e.Cursor())
}

func TestCaretLiesInsideTheEditor(t *testing.T) {
	begin(t)
	e := NewEditor("", 100)
	desk(t, e, 300, 200)
	e.Focus()
	e.SetText("satu\ndua")
	e.SetCursor(0)
	first := e.CaretAt()
	e.SetCursor(8)
	last := e.CaretAt()
	require.Greater(t, last.Y, first.Y)
	require.Greater(t, last.X, first.X)
	require.Less(t, last.Y, e.Size().Height)
}

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
