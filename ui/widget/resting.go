package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// A field rests until it is used: as long as it is empty and has never had the keyboard, all there is of it is its placeholder, drawn
// here. Fyne's Entry measures even that with its whole row of fonts, the colour emoji and the system's among them: some 18 ms and 12 MB
// that the first window would wait for and that many a desk needs much later.

// wake makes a resting field Fyne's Entry; one that is awake stays so.
func (f *field) wake() {
	if f.awake {
		return
	}
	f.awake = true
	if f.shown == nil {
		f.Refresh() // makes the renderer, and with it what Fyne's Entry selects with
		return
	}
	f.shown.begin()
	f.shown.Layout(f.Size())
	if f.holder != nil {
		f.holder.Refresh() // gives its theme to what has just been made
	}
}

// entry is Fyne's Entry, awake.
func (f *field) entry() *widget.Entry {
	f.wake()
	return &f.Entry
}

// SetPlaceHolder changes what the empty field says.
func (f *field) SetPlaceHolder(text string) {
	if f.awake {
		f.Entry.SetPlaceHolder(text)
		return
	}
	f.PlaceHolder = text
	f.Refresh()
}

// SelectedText is what is selected; a resting field has nothing.
func (f *field) SelectedText() string {
	if !f.awake {
		return ""
	}
	return f.Entry.SelectedText()
}

// MouseDown implements desktop.Mouseable: the first that a field hears of the mouse.
func (f *field) MouseDown(e *desktop.MouseEvent) { f.entry().MouseDown(e) }

// resting draws the placeholder of a field where Fyne's Entry would.
type resting struct {
	field *field
	lines []*canvas.Text
}

// Destroy implements fyne.WidgetRenderer.
func (r *resting) Destroy() {}

// Objects implements fyne.WidgetRenderer.
func (r *resting) Objects() []fyne.CanvasObject { return objectsOf(r.lines) }

// MinSize implements fyne.WidgetRenderer: as Fyne's Entry has it.
func (r *resting) MinSize() fyne.Size {
	size, pad := r.font()
	rows := float32(1)
	if r.field.MultiLine {
		rows = 3
	}
	return fyne.NewSize(look.Measure("M", size, false)+3*pad, rows*look.TextHeight(size)+2*pad)
}

// Layout implements fyne.WidgetRenderer.
func (r *resting) Layout(s fyne.Size) {
	size, pad := r.font()
	width := s.Width - 2*pad
	texts := []string{look.Elide(r.field.PlaceHolder, width, size, false)}
	if r.field.MultiLine {
		texts = texts[:0]
		for _, l := range wrapText(r.field.PlaceHolder, width, size, false) {
			texts = append(texts, l.text)
		}
	}
	r.lines = r.lines[:0]
	height := look.TextHeight(size)
	for i, text := range texts {
		t := canvas.NewText(text, r.colour())
		t.TextSize, t.FontSource = size, look.Face(text, false)
		t.Move(fyne.NewPos(pad, pad+float32(i)*height))
		t.Resize(fyne.NewSize(width, height))
		r.lines = append(r.lines, t)
	}
}

// Refresh implements fyne.WidgetRenderer.
func (r *resting) Refresh() {
	r.Layout(r.field.Size())
	canvas.Refresh(r.field)
}

// font is the size of the text and the room around it.
func (r *resting) font() (size, pad float32) {
	th := r.field.Theme()
	return th.Size(theme.SizeNameText), th.Size(theme.SizeNameInnerPadding)
}

// colour is what Fyne's Entry paints its placeholder in.
func (r *resting) colour() color.Color {
	name := theme.ColorNamePlaceHolder
	if r.field.Disabled() {
		name = theme.ColorNameDisabled
	}
	return r.field.Theme().Color(name, fyne.CurrentApp().Settings().ThemeVariant())
}
