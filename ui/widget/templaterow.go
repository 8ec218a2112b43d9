package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// TemplateRow is one canned answer in a list: its name with what was searched for in bold, and the beginning of its text under it.
type TemplateRow struct {
	widget.BaseWidget
	raised bool
	name   *MatchText
	bold   *Text
	text   *Text
}

// NewTemplateRow makes an empty row; raised is one in a list above the page, else the name is bold and nothing is inset.
func NewTemplateRow(raised bool) *TemplateRow {
	r := &TemplateRow{
		raised: raised, name: NewMatchText(Style{}), bold: NewText("", Style{Bold: true, Elide: true}),
		text: NewText("", Style{Size: look.SizeSecondary, Color: look.Foreground2, Elide: true}),
	}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows a template; match is what was typed to find it.
func (r *TemplateRow) Set(name, text, match string) {
	r.name.Set(name, match)
	r.bold.SetText(name)
	r.text.SetText(text)
}

// CreateRenderer implements fyne.Widget.
func (r *TemplateRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	var name fyne.CanvasObject = r.bold
	inset := float32(0)
	if r.raised {
		name, inset = r.name, 12
	}
	layout := func(s fyne.Size) {
		x, w := look.Px(inset), max(s.Width-2*look.Px(inset), 0)
		name.Move(fyne.NewPos(x, look.Px(4)))
		name.Resize(fyne.NewSize(w, look.Px(18)))
		r.text.Move(fyne.NewPos(x, look.Px(22)))
		r.text.Resize(fyne.NewSize(w, look.Px(16)))
	}
	return &drawing{
		objects: []fyne.CanvasObject{name, r.text}, layout: layout,
		measure: func() fyne.Size { return fyne.NewSize(0, look.Px(43)) },
		refresh: func() { layout(r.Size()) },
	}
}
