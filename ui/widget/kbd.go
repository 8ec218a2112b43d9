package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// KbdHint shows a key, "Ctrl+K", 16 high.
type KbdHint struct {
	widget.BaseWidget
	key   string
	frame *box
	text  *line
}

// NewKbdHint makes the hint for a key.
func NewKbdHint(key string) *KbdHint {
	k := &KbdHint{key: key, frame: newBox(3), text: newLine(look.SizeCaption)}
	k.frame.faint = true
	k.ExtendBaseWidget(k)
	k.paint()
	return k
}

func (k *KbdHint) paint() {
	k.frame.paint(look.Color(look.Surface), look.Color(look.Separator), 1)
	k.text.set(k.key, look.Foreground2, false)
	k.text.Alignment = fyne.TextAlignCenter
}

// CreateRenderer implements fyne.Widget.
func (k *KbdHint) CreateRenderer() fyne.WidgetRenderer {
	k.ExtendBaseWidget(k)
	size := func() fyne.Size {
		return fyne.NewSize(max(ceil(k.text.width())+2*look.Px(5), look.Px(12)), look.Px(16))
	}
	layout := func(s fyne.Size) {
		m := size()
		y := floor((s.Height - m.Height) / 2)
		k.frame.place(fyne.NewPos(0, y), m)
		k.text.place(0, y, m.Width, m.Height)
	}
	return &drawing{
		objects: append(k.frame.objects(), k.text.Text), layout: layout, measure: size,
		refresh: func() {
			k.paint()
			layout(k.Size())
			canvas.Refresh(k)
		},
	}
}
