package widget

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	fynewidget "fyne.io/fyne/v2/widget"
	"github.com/stretchr/testify/require"
)

// roster is a list of names with a count of what the list asks for.
type roster struct {
	names            []string
	created, updated int
	shown            map[fyne.CanvasObject]string
}

func newRoster(n int) *roster {
	r := &roster{shown: map[fyne.CanvasObject]string{}}
	for i := range n {
		r.names = append(r.names, fmt.Sprint("case-", i))
	}
	return r
}

func (r *roster) list(style ListStyle) *List {
	return NewList(ListSource{
		Length:  func() int { return len(r.names) },
		ID:      func(i int) string { return r.names[i] },
		IndexOf: func(id string) int { return slices.Index(r.names, id) },
		NewRow: func() fyne.CanvasObject {
			r.created++
			return canvas.NewText("", nil)
		},
		Update: func(i int, o fyne.CanvasObject) {
			r.updated++
			r.shown[o] = r.names[i]
		},
	}, style)
}

func TestListMakesOnlyWhatIsInView(t *testing.T) {
	begin(t)
	r := newRoster(100_000)
	l := r.list(ListStyle{RowHeight: 60})
	desk(t, l, 292, 553)
	require.LessOrEqual(t, r.created, 12)
	r.updated = 0
	l.ScrollTo(60)
	require.LessOrEqual(t, r.updated, 2, "a row that stays in view is only moved")
	r.updated = 0
	l.ScrollTo(59_000 * 60)
	require.LessOrEqual(t, r.updated, 12)
	require.LessOrEqual(t, r.created, 12)
	var seen []string
	for _, s := range l.slots {
		if s.Visible() {
			seen = append(seen, r.shown[s.row])
		}
	}
	require.Contains(t, seen, "case-59000")
	l.ScrollTo(1e9)
	require.Equal(t, float32(100_000*60-553), l.Offset())
	r.updated = 0
	l.RefreshRow("case-99999")
	require.Equal(t, 1, r.updated)
	l.RefreshRow("case-3")
	require.Equal(t, 1, r.updated, "not in view")
}

func TestListByKeyboard(t *testing.T) {
	begin(t)
	r := newRoster(100)
	l := r.list(ListStyle{RowHeight: 60, SelectOnMove: true})
	var chosen, opened []string
	l.OnSelected = func(_ int, id string) { chosen = append(chosen, id) }
	l.OnOpened = func(_ int, id string) { opened = append(opened, id) }
	w := desk(t, l, 292, 300)
	l.Focus()
	pressKeys(w, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyEnd, fyne.KeyDown, fyne.KeyHome, fyne.KeyUp)
	require.Equal(t, []string{"case-0", "case-1", "case-2", "case-1", "case-6", "case-1", "case-99", "case-0"}, chosen)
	require.Zero(t, l.Offset())
	pressKeys(w, fyne.KeyEnd)
	require.Equal(t, float32(100*60-300), l.Offset(), "the selected row is in view")
	pressKeys(w, fyne.KeyReturn)
	require.Equal(t, []string{"case-99"}, opened)
	var letters []rune
	l.OnRune = func(r rune) { letters = append(letters, r) }
	test.Type(l, "jk")
	require.Equal(t, "jk", string(letters))
}

func TestListPointsWithoutSelecting(t *testing.T) {
	begin(t)
	r := newRoster(10)
	l := r.list(ListStyle{RowHeight: 28})
	w := desk(t, l, 292, 300)
	l.Focus()
	pressKeys(w, fyne.KeyDown, fyne.KeyDown)
	require.Empty(t, l.Selected())
	require.Equal(t, 2, l.Current())
	pressKeys(w, fyne.KeySpace)
	require.Equal(t, "case-2", l.Selected())
}

// Cases come and go above the open one: the selection stays on it.
func TestListKeepsTheSelectionByName(t *testing.T) {
	begin(t)
	r := newRoster(20)
	l := r.list(ListStyle{RowHeight: 60, SelectOnMove: true})
	w := desk(t, l, 292, 300)
	l.Select("case-3")
	r.names = slices.Insert(r.names, 0, "new-1", "new-2")
	l.Refresh()
	require.Equal(t, "case-3", l.Selected())
	require.Equal(t, 5, l.Current())
	l.Focus()
	pressKeys(w, fyne.KeyDown)
	require.Equal(t, "case-4", l.Selected())
	r.names = r.names[:2]
	l.Refresh()
	require.Less(t, l.Current(), 2)
	r.names = nil
	l.Refresh()
	pressKeys(w, fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnd)
}

func TestListByMouse(t *testing.T) {
	begin(t)
	r := newRoster(20)
	l := r.list(ListStyle{RowHeight: 60, Separators: true, Accent: true})
	var chosen, opened []string
	l.OnSelected = func(_ int, id string) { chosen = append(chosen, id) }
	l.OnOpened = func(_ int, id string) { opened = append(opened, id) }
	w := desk(t, l, 292, 300)
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 90))
	require.Equal(t, []string{"case-1"}, chosen)
	require.Same(t, l, w.Canvas().Focused())
	test.Scroll(w.Canvas(), fyne.NewPos(50, 90), 0, -120)
	require.Equal(t, float32(120), l.Offset())
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 90))
	require.Equal(t, []string{"case-1", "case-3"}, chosen)
	test.TapCanvas(w.Canvas(), fyne.NewPos(50, 90))
	require.Equal(t, []string{"case-3"}, opened, "a click on the open case goes on to it")
}

// benchScroll scrolls through 100,000 inbox rows: by a row, by a page, and by jumps over the whole list, as the scroll bar's thumb
// is dragged.
func benchScroll(b *testing.B, list func() (o fyne.CanvasObject, scroll func(row int))) {
	for name, step := range map[string]int{"row": 1, "page": 9, "jump": 33_331} {
		b.Run(name, func(b *testing.B) {
			begin(b)
			o, scroll := list()
			desk(b, o, 292, 553)
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				scroll(i * step % 90_000)
			}
		})
	}
}

// unlike is a case like no other: what is in a row's place already spares neither list any work.
func unlike(i int) InboxRowData {
	d := sheetCases[i%len(sheetCases)]
	d.Name += " " + strconv.Itoa(i)
	d.Preview = strconv.Itoa(i) + " " + d.Preview
	return d
}

func BenchmarkScrollInbox(b *testing.B) {
	benchScroll(b, func() (fyne.CanvasObject, func(int)) {
		l := NewList(ListSource{
			Length: func() int { return 100_000 },
			ID:     func(i int) string { return strconv.Itoa(i) },
			NewRow: func() fyne.CanvasObject { return NewInboxRow() },
			Update: func(i int, o fyne.CanvasObject) { o.(*InboxRow).SetRow(unlike(i)) },
		}, ListStyle{RowHeight: 60, Separators: true, Accent: true})
		return l, func(row int) { l.ScrollTo(float32(row) * 60) }
	})
}

// BenchmarkScrollBareFyneList is the same rows in Fyne's own list: scrolling ours costs at most 1.2 times that (issue 4).
func BenchmarkScrollBareFyneList(b *testing.B) {
	benchScroll(b, func() (fyne.CanvasObject, func(int)) {
		l := fynewidget.NewList(func() int { return 100_000 }, func() fyne.CanvasObject { return NewInboxRow() },
			func(i int, o fyne.CanvasObject) { o.(*InboxRow).SetRow(unlike(i)) })
		return container.NewStack(l), func(row int) { l.ScrollToOffset(float32(row) * (60 + theme.Padding())) } // between two rows it leaves a gap
	})
}
