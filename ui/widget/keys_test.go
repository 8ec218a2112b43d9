package widget

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"sociomedio/ui/look"
)

// Everything that can be pressed is pressed by Space, Enter and the mouse, shows where the keyboard is, is at least 24 by
// 24, has a name, and does nothing while disabled.
func TestPressables(t *testing.T) {
	begin(t)
	pressed := 0
	count := func() { pressed++ }
	all := []fyne.CanvasObject{
		NewButton("Save", PrimaryKind, count),
		NewIconButton(look.IconCopy, "Salin", QuietNeutral, count).WithSize(Small),
		NewCheck("Ingat saya", false, func(bool) { count() }),
		NewLinkText("Ubah server", look.SizeSecondary, "", count),
		NewArea(Sized(40, 24, NewText("Outbox", Style{})), "Outbox", look.Chrome, count),
	}
	w := desk(t, Column(4, all...), 300, 300)
	for _, o := range all {
		pressed = 0
		require.GreaterOrEqual(t, o.MinSize().Height, float32(24))
		require.GreaterOrEqual(t, o.MinSize().Width, float32(24))
		require.NotEmpty(t, o.(fyne.Accessible).AccessibilityLabel())
		plain := w.Canvas().Capture()
		w.Canvas().Focus(o.(fyne.Focusable))
		require.NotEqual(t, plain, w.Canvas().Capture(), "the focus is seen on %T", o)
		pressKeys(w, fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyA)
		require.Equal(t, 3, pressed)
		test.Tap(o.(fyne.Tappable))
		require.Equal(t, 4, pressed)
		o.(fyne.Disableable).Disable()
		test.Tap(o.(fyne.Tappable))
		o.(fyne.Focusable).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		require.Equal(t, 4, pressed)
		o.(fyne.Disableable).Enable()
		w.Canvas().Unfocus()
	}
}

// Tab goes through a form in reading order and leaves out what is disabled.
func TestTabOrder(t *testing.T) {
	begin(t)
	entry, choice, off, editor, save := NewEntry(""), NewSelect(""), NewSelect(""), NewEditor("", 60), NewButton("Save", PrimaryKind, nil)
	off.Disable()
	w := desk(t, Column(4, entry, choice, off, editor, save), 300, 300)
	for _, want := range []fyne.Focusable{entry.Focusable(), choice, editor.Focusable(), save, entry.Focusable()} {
		w.Canvas().FocusNext()
		require.Same(t, want, w.Canvas().Focused())
	}
}

func TestTabsByKeyboard(t *testing.T) {
	begin(t)
	tabs := NewTabs(Tab{ID: "info", Label: "Customer Info"}, Tab{ID: "off", Label: "Off", Off: true}, Tab{ID: "tickets", Label: "Ticket List", Count: "2"})
	var chosen []string
	tabs.OnChanged = func(id string) { chosen = append(chosen, id) }
	w := desk(t, tabs, 600, 36)
	w.Canvas().FocusNext()
	pressKeys(w, fyne.KeyRight)
	require.Equal(t, []string{"tickets"}, chosen, "what is off is passed over")
	pressKeys(w, fyne.KeyRight, fyne.KeyLeft)
	require.Equal(t, []string{"tickets", "info"}, chosen)
	tabs.SelectQuietly("tickets")
	require.Len(t, chosen, 2)
	test.Tap(tabs.tabs[1])
	require.Equal(t, "tickets", tabs.Selected())
}

// The row of tabs does not shift when another tab becomes bold.
func TestTabsDoNotShift(t *testing.T) {
	begin(t)
	tabs := NewTabs(Tab{ID: "a", Label: "Customer Info"}, Tab{ID: "b", Label: "Ticket List", Count: "2"}, Tab{ID: "c", Label: "History Penanganan"})
	desk(t, tabs, 700, 36)
	places := func() (at []fyne.Position) {
		for _, b := range tabs.tabs {
			at = append(at, b.Position())
		}
		return at
	}
	before := places()
	tabs.Select("c")
	require.Equal(t, before, places())
}

func TestSegmentedByKeyboard(t *testing.T) {
	begin(t)
	seg := NewSegmented(true, Segment{"", "All", "39"}, Segment{"t", "Twitter", "26"}, Segment{"f", "Facebook", "13"})
	var chosen []string
	seg.OnChanged = func(id string) { chosen = append(chosen, id) }
	w := desk(t, seg, 268, 28)
	w.Canvas().FocusNext()
	pressKeys(w, fyne.KeyRight, fyne.KeyRight, fyne.KeyRight, fyne.KeyLeft)
	require.Equal(t, []string{"t", "f", "t"}, chosen)
	test.Tap(seg.segments[0])
	require.Equal(t, "", seg.Selected())
	seg.SetCount("f", "1.014")
	last := seg.segments[2]
	require.LessOrEqual(t, last.Position().X+last.Size().Width, float32(268))
}

func TestEntry(t *testing.T) {
	begin(t)
	e := NewEntry("Cari di inbox").WithIcon(look.IconSearch).WithHint("Ctrl+F").WithClear("Kosongkan")
	var typed, submitted string
	e.OnChanged = func(s string) { typed = s }
	e.OnSubmitted = func(s string) { submitted = s }
	w := desk(t, e, 300, 60)
	require.True(t, e.hint.Visible())
	require.False(t, e.tool.Visible())
	e.Focus()
	test.Type(w.Canvas().Focused(), "wulan")
	require.Equal(t, "wulan", typed)
	require.False(t, e.hint.Visible())
	require.True(t, e.tool.Visible())
	pressKeys(w, fyne.KeyReturn)
	require.Equal(t, "wulan", submitted)
	test.Tap(e.tool)
	require.Empty(t, typed)
	require.True(t, e.Focused(), "the keyboard stays in the entry")
	escaped := false
	e.OnKey = func(k *fyne.KeyEvent) bool { escaped = k.Name == fyne.KeyEscape; return escaped }
	pressKeys(w, fyne.KeyEscape)
	require.True(t, escaped)
	height := e.MinSize().Height
	e.SetError("Isi dulu")
	require.Equal(t, height+20, e.MinSize().Height)
}

func TestPasswordIsHiddenUntilTheEyeIsPressed(t *testing.T) {
	begin(t)
	e := NewPasswordEntry("", "Tampilkan password")
	desk(t, e, 300, 40)
	e.SetText("rahasia")
	require.True(t, e.field.Password)
	test.Tap(e.tool)
	require.False(t, e.field.Password)
	test.Tap(e.tool)
	require.True(t, e.field.Password)
}

func TestOverlayHoldsTheKeyboardAndClosesOnce(t *testing.T) {
	begin(t)
	under, inside := NewButton("bawah", Secondary, nil), NewButton("dalam", Secondary, nil)
	w := desk(t, Column(0, under), 300, 300)
	w.Canvas().Focus(under)
	closed := 0
	o := ShowOverlay(w.Canvas(), NewRaised(inside), true, func(fyne.Size) (fyne.Position, fyne.Size) {
		return fyne.NewPos(100, 100), fyne.NewSize(100, 40)
	})
	o.OnClosed = func() { closed++ }
	w.Canvas().FocusNext()
	require.Same(t, inside, w.Canvas().Focused())
	test.TapCanvas(w.Canvas(), fyne.NewPos(150, 135))
	require.Zero(t, closed, "a click on its ground does not close it")
	test.TapCanvas(w.Canvas(), fyne.NewPos(10, 290))
	o.Close()
	require.Equal(t, 1, closed)
	require.Same(t, under, w.Canvas().Focused())
}

func TestScroll(t *testing.T) {
	begin(t)
	s := NewScroll(Column(0, Sized(10, 500, NewFill(look.Chrome)), Grow(NewFill(look.Surface))))
	var told []float32
	s.OnScrolled = func(y float32) { told = append(told, y) }
	w := desk(t, s, 200, 200)
	require.False(t, s.AtEnd())
	test.Scroll(w.Canvas(), fyne.NewPos(50, 50), 0, -120)
	require.Equal(t, float32(120), s.Offset())
	s.ScrollToEnd()
	require.True(t, s.AtEnd())
	require.Equal(t, float32(300), s.Offset())
	s.ScrollTo(-9)
	require.Zero(t, s.Offset())
	s.Reveal(250, 280)
	require.Equal(t, float32(80), s.Offset())
	require.Equal(t, []float32{120, 300, 0, 80}, told)
	s.bar.MouseIn(&desktop.MouseEvent{})
	s.bar.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(0, 1000)})
	require.True(t, s.AtEnd())
	s.SetContent(NewFill(look.Chrome))
	require.Zero(t, s.Offset())
	require.False(t, s.bar.Visible(), "what fits has no bar")
}

// A key that the part with the keyboard has no use for reaches the window; one that it uses does not.
func TestUnusedKeysReachTheWindow(t *testing.T) {
	begin(t)
	entry, button, list := NewEntry(""), NewButton("Save", PrimaryKind, nil), NewList(ListSource{
		Length: func() int { return 1 }, ID: func(int) string { return "a" },
		NewRow: func() fyne.CanvasObject { return NewInboxRow() }, Update: func(int, fyne.CanvasObject) {},
	}, ListStyle{RowHeight: 60})
	sel := NewSelect("")
	w := desk(t, Column(0, entry, button, Sized(0, 100, list), sel), 300, 300)
	var keys []fyne.KeyName
	var letters []rune
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, e.Name) })
	w.Canvas().SetOnTypedRune(func(r rune) { letters = append(letters, r) })
	for name, f := range map[string]fyne.Focusable{"entry": entry.Focusable(), "button": button, "list": list, "select": sel} {
		keys = nil
		w.Canvas().Focus(f)
		pressKeys(w, fyne.KeyF1, fyne.KeyEscape, fyne.KeyEnter)
		require.Equal(t, []fyne.KeyName{fyne.KeyF1, fyne.KeyEscape}, keys, name)
	}
	w.Canvas().Focus(entry.Focusable())
	w.Canvas().Focused().TypedRune('j')
	require.Empty(t, letters, "what is typed is text")
	w.Canvas().Focus(button)
	w.Canvas().Focused().TypedRune('j')
	require.Equal(t, []rune{'j'}, letters)
}
