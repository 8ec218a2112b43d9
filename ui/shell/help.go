package shell

import (
	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
	"sociomedio/ui/words"
)

// helpWidth is the width of the key map in design units: three columns.
const helpWidth = 1040

// showHelp shows all keys, made from the table that defines them (F1).
func (s *Shell) showHelp() {
	t := s.words
	d := s.dialog(t.T(words.AllKeys), "")
	d.width = helpWidth
	titles := map[Group]words.Key{CaseKeys: words.KeysOfCases, ReplyKeys: words.KeysOfReply, WindowKeys: words.KeysOfWindow}
	columns := widget.RowTop(32)
	for _, g := range []Group{CaseKeys, ReplyKeys, WindowKeys} {
		column := widget.Column(4, widget.Sized(0, 28, widget.NewText(t.T(titles[g]), widget.Style{Bold: true})))
		for _, b := range bindings {
			if b.Group == g && len(b.Chords) > 0 {
				column.Add(helpRow(t, b))
			}
		}
		columns.Add(widget.Grow(column))
	}
	d.add(columns)
	d.buttons(widget.NewButton(t.T(words.Close), widget.Secondary, d.close))
	d.show(nil)
}

// helpRow is one line of the map: what is done, and its keys at the right.
func helpRow(t *words.Table, b Binding) fyne.CanvasObject {
	keys := widget.Row(4)
	for _, k := range b.Keys() {
		keys.Add(widget.NewKbdHint(k))
	}
	return widget.Sized(0, 24, widget.Row(8, widget.Grow(widget.NewText(b.Text(t), widget.Style{Color: look.Foreground2, Elide: true})), keys))
}
