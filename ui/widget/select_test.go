package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func category(t *testing.T) (*Select, *[]int, fyne.Window) {
	begin(t)
	s := NewSelect("Please select...")
	s.SetOptions([]string{"Informasi", "Komplain", "Permintaan", "Billing / Tagihan"})
	var chosen []int
	s.OnChanged = func(i int) { chosen = append(chosen, i) }
	w := desk(t, Inset(10, 10, 150, 10, s), 300, 300)
	s.Focus()
	return s, &chosen, w
}

func TestSelectOpensByKeyAndClickNeverByHover(t *testing.T) {
	for _, key := range []fyne.KeyName{fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown} {
		s, _, w := category(t)
		pressKeys(w, key)
		require.True(t, s.IsOpen(), key)
		pressKeys(w, fyne.KeyEscape)
		require.False(t, s.IsOpen())
		require.Empty(t, w.Canvas().Overlays().List())
		require.Same(t, s, w.Canvas().Focused(), "the keyboard is back")
	}
	s, _, _ := category(t)
	s.MouseIn(&desktop.MouseEvent{})
	require.False(t, s.IsOpen())
	test.Tap(s)
	require.True(t, s.IsOpen())
}

func TestSelectByArrowsAndEnter(t *testing.T) {
	s, chosen, w := category(t)
	pressKeys(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyReturn)
	require.Equal(t, []int{1}, *chosen)
	require.Equal(t, "Komplain", s.SelectedText())
	pressKeys(w, fyne.KeyDown, fyne.KeyEscape)
	require.Equal(t, 1, s.Selected(), "Escape changes nothing")
	pressKeys(w, fyne.KeyDown, fyne.KeyReturn)
	require.Equal(t, []int{1}, *chosen, "the choice of before is pointed at, and choosing it again is no change")
}

func TestSelectTypeAhead(t *testing.T) {
	s, chosen, w := category(t)
	test.Type(s, "t")
	require.True(t, s.IsOpen())
	require.Equal(t, []int{3}, s.menu.shown, "a word inside the label counts")
	pressKeys(w, fyne.KeyBackspace)
	require.Len(t, s.menu.shown, 4)
	test.Type(w.Canvas().Focused(), "KOM")
	require.Equal(t, []int{1}, s.menu.shown)
	pressKeys(w, fyne.KeyReturn)
	require.Equal(t, []int{1}, *chosen)
	test.Type(s, "zzz")
	require.True(t, s.IsOpen())
	test.Type(w.Canvas().Focused(), "zz")
	require.Empty(t, s.menu.shown)
	pressKeys(w, fyne.KeyReturn)
	require.Equal(t, []int{1}, *chosen, "nothing fits, nothing is chosen")
}

func TestSelectByClickOnARow(t *testing.T) {
	s, chosen, w := category(t)
	s.Open()
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.menu.list)
	test.TapCanvas(w.Canvas(), at.AddXY(20, 28*2+14))
	require.Equal(t, []int{2}, *chosen)
	require.False(t, s.IsOpen())
	s.Open()
	test.TapCanvas(w.Canvas(), fyne.NewPos(2, 290))
	require.False(t, s.IsOpen(), "a click beside it closes it")
	require.Equal(t, []int{2}, *chosen)
}

func TestSelectStates(t *testing.T) {
	s, chosen, _ := category(t)
	s.SetError("Pilih Category sebelum Save")
	require.Equal(t, float32(48), s.MinSize().Height)
	s.Select(0)
	require.Empty(t, s.Error(), "choosing takes the error away")
	require.Equal(t, []int{0}, *chosen)
	s.SelectQuietly(2)
	require.Equal(t, []int{0}, *chosen)
	s.SetOptions([]string{"x"})
	require.Equal(t, -1, s.Selected(), "other options, no choice")
	s.Disable()
	test.Tap(s)
	require.False(t, s.IsOpen())
	s.Enable()
	s.SetOptions(nil)
	s.Open()
	require.False(t, s.IsOpen(), "nothing to choose from")
}
