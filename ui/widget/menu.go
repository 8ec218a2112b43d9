package widget

import (
	"strconv"

	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
)

// ShowMenu opens a short list of choices under an object that is on a window, width design units wide, with a check at the
// chosen one. The arrows point, Enter and a click choose, Escape and a click beside it close it and choose nothing.
func ShowMenu(anchor fyne.CanvasObject, width float32, items []string, chosen int, choose func(index int)) *Overlay {
	c := fyne.CurrentApp().Driver().CanvasForObject(anchor)
	if c == nil || len(items) == 0 {
		return nil
	}
	var overlay *Overlay
	pick := func(i int) {
		overlay.Close()
		choose(i)
	}
	list := NewList(ListSource{
		Length: func() int { return len(items) },
		ID:     strconv.Itoa,
		NewRow: func() fyne.CanvasObject { return newOptionRow() },
		Update: func(i int, row fyne.CanvasObject) { row.(*optionRow).set(items[i], i == chosen) },
	}, ListStyle{RowHeight: 28, SelectOnMove: true, Ground: look.Raised, NoRing: true})
	list.OnClick = pick
	list.OnOpened = func(i int, _ string) { pick(i) }
	list.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyEscape {
			overlay.Close()
			return true
		}
		return false
	}
	list.SelectQuietly(strconv.Itoa(chosen))
	overlay = ShowOverlay(c, NewRaised(Inset(4, 0, 4, 0, list)), false, func(window fyne.Size) (fyne.Position, fyne.Size) {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(anchor)
		frame := fyne.NewSize(look.Px(width), anchor.Size().Height)
		return below(at, frame, float32(len(items))*look.Px(28)+2*look.Px(5), window)
	})
	c.Focus(list)
	return overlay
}
