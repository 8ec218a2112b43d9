package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// NoteData is an internal note, formatted.
type NoteData struct {
	Title string // "Catatan internal"
	Meta  string // author and time: "Sari · 14:02"
	Aside string // "Tidak terkirim ke pelanggan"
	Text  string
	Find  string // words that are marked in Text
}

// NoteCard shows an internal note over the full width, in colours nothing else has.
type NoteCard struct {
	widget.BaseWidget
	data               NoteData
	frame              *box
	lock               *picture
	title, meta, aside *line
	text               *Paragraph
}

// NewNoteCard makes the card of a note.
func NewNoteCard(data NoteData) *NoteCard {
	n := &NoteCard{
		data: data, frame: newBox(6), lock: newPicture(look.IconLock, look.NoteFg, 12),
		title: newLine(look.SizeCaption), meta: newLine(look.SizeCaption), aside: newLine(look.SizeCaption),
		text: NewParagraph(data.Text, Style{Color: look.NoteFg}, 0),
	}
	n.text.Mark(data.Find)
	n.ExtendBaseWidget(n)
	return n
}

func (n *NoteCard) paint() {
	n.frame.paint(look.Color(look.Note), look.Color(look.NoteBorder), 1)
	n.lock.set(look.IconLock, look.NoteFg, n)
	n.title.set(n.data.Title, look.NoteFg, true)
	n.meta.set(n.data.Meta, look.NoteFg, false)
	n.aside.set(n.data.Aside, look.NoteFg, false)
}

func (n *NoteCard) layout(s fyne.Size) {
	n.frame.place(fyne.Position{}, s)
	x, y, h := look.Px(13), look.Px(6), look.Px(16)
	n.lock.place(x, y, h)
	left := x + n.lock.side() + look.Px(6)
	aside := ceil(n.aside.width())
	n.aside.place(s.Width-look.Px(13)-aside, y, aside+1, h)
	title := ceil(n.title.width())
	n.title.place(left, y, title+1, h)
	left += title + look.Px(6)
	n.meta.place(left, y, s.Width-look.Px(13)-aside-look.Px(8)-left, h)
	w := s.Width - 2*look.Px(13)
	n.text.Move(fyne.NewPos(x, y+h))
	n.text.Resize(fyne.NewSize(w, n.text.HeightFor(w)))
}

// CreateRenderer implements fyne.Widget.
func (n *NoteCard) CreateRenderer() fyne.WidgetRenderer {
	n.ExtendBaseWidget(n)
	n.paint()
	return &drawing{
		objects: append(n.frame.objects(), n.lock.Image, n.title.Text, n.meta.Text, n.aside.Text, n.text),
		layout:  n.layout,
		measure: func() fyne.Size {
			w := n.Size().Width
			if w <= 0 {
				w = look.Px(BubbleWidth)
			}
			return fyne.NewSize(look.Px(240), 2*look.Px(6)+look.Px(16)+n.text.HeightFor(w-2*look.Px(13)))
		},
		refresh: func() {
			n.paint()
			n.text.Refresh()
			n.layout(n.Size())
			canvas.Refresh(n)
		},
	}
}

// NewDayLine makes the line between two days of a history: a line, the date, a line; 28 high.
func NewDayLine(date string) fyne.CanvasObject {
	text := NewText(date, Style{Size: look.SizeCaption, Color: look.Foreground3})
	return Sized(0, 28, Row(12, Grow(centred(NewHLine())), text, Grow(centred(NewHLine()))))
}

// centred keeps an object at its own height in the middle.
func centred(o fyne.CanvasObject) fyne.CanvasObject {
	return Column(0, Space(), o, Space())
}
