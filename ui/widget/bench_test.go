package widget

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
)

// BenchmarkHistoryPage is one page of a history, 50 messages never seen before, made and laid out: what a switch of cases
// costs the UI goroutine.
func BenchmarkHistoryPage(b *testing.B) {
	begin(b)
	scroll := NewScroll(NewFill(look.Surface))
	desk(b, scroll, 684, 500)
	b.ResetTimer()
	for n := range b.N {
		page := make([]fyne.CanvasObject, 50)
		for i := range page {
			page[i] = NewBubble(BubbleData{
				Out: i%2 == 1, Author: "Budi Contoh", Meta: "Mention · 13:56", State: "Terkirim", StateIcon: look.IconCheck, StateTone: Good,
				Text: fmt.Sprintf("Tiket IN%d%02d sudah kami buat dan teknisi dijadwalkan besok, 25/11 pukul 09.00. Kami kabari perkembangannya ya Kak.", n, i),
			}, BubbleWidth, NewButton("Reply", QuietNeutral, nil).WithIcon(look.IconReply).WithSize(Small))
		}
		scroll.SetContent(Inset(0, 16, 0, 16, Column(8, page...)))
		scroll.ScrollToEnd()
	}
}

// BenchmarkKeyInList is one arrow key in the inbox of 100,000, selecting.
func BenchmarkKeyInList(b *testing.B) {
	begin(b)
	l := NewList(ListSource{
		Length:  func() int { return 100_000 },
		ID:      func(i int) string { return sheetCases[i%len(sheetCases)].Name + string(rune(i)) },
		IndexOf: func(string) int { return 0 },
		NewRow:  func() fyne.CanvasObject { return NewInboxRow() },
		Update:  func(i int, o fyne.CanvasObject) { o.(*InboxRow).SetRow(sheetCases[i%len(sheetCases)]) },
	}, ListStyle{RowHeight: 60, Separators: true, Accent: true, SelectOnMove: true})
	desk(b, l, 292, 553)
	l.Focus()
	b.ResetTimer()
	for i := range b.N {
		key := fyne.KeyDown
		if i%50_000 > 25_000 {
			key = fyne.KeyUp
		}
		l.TypedKey(&fyne.KeyEvent{Name: key})
	}
}

// BenchmarkTypeInEditor is one letter at the end of 2,000 characters, beside the same in Fyne's own entry.
func BenchmarkTypeInEditor(b *testing.B) {
	begin(b)
	e := NewEditor("", 240)
	desk(b, e, 356, 250)
	benchType(b, &e.field.Entry, func(s string) { e.SetText(s) })
}

func benchType(b *testing.B, into interface{ TypedRune(rune) }, reset func(string)) {
	text := ""
	for len(text) < 2000 {
		text += "Mohon maaf atas kendala internet lambatnya. "
	}
	reset(text)
	b.ResetTimer()
	for i := range b.N {
		into.TypedRune('a')
		if i%100 == 99 {
			b.StopTimer()
			reset(text)
			b.StartTimer()
		}
	}
}

// BenchmarkRefreshInbox shows all rows in view again.
func BenchmarkRefreshInbox(b *testing.B) {
	begin(b)
	l := NewList(ListSource{
		Length:  func() int { return 100_000 },
		ID:      func(i int) string { return sheetCases[i%len(sheetCases)].Name },
		IndexOf: func(string) int { return 0 },
		NewRow:  func() fyne.CanvasObject { return NewInboxRow() },
		Update:  func(i int, o fyne.CanvasObject) { o.(*InboxRow).SetRow(sheetCases[i%len(sheetCases)]) },
	}, ListStyle{RowHeight: 60, Separators: true, Accent: true})
	desk(b, l, 292, 553)
	b.ResetTimer()
	for range b.N {
		l.Refresh()
	}
}
