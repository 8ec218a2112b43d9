package customer

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynewidget "fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
)

// viewer shows a picture large over the window. It has the keyboard: Escape, Enter and Space close it.
type viewer struct {
	fynewidget.BaseWidget
	picture *canvas.Image
	state   *widget.Text
	tools   *fyne.Container
	panel   *widget.Panel
	overlay *widget.Overlay
}

var _ fyne.Focusable = (*viewer)(nil)

func newViewer(title, loading, closing string) *viewer {
	v := &viewer{
		picture: &canvas.Image{FillMode: canvas.ImageFillContain},
		state:   widget.NewText(loading, widget.Style{Color: look.Foreground2, Align: fyne.TextAlignCenter, Elide: true}),
	}
	shut := widget.NewIconButton(look.IconClose, closing, widget.QuietNeutral, v.close)
	v.tools = widget.Row(8, widget.Grow(widget.NewText(title, widget.Style{Bold: true, Elide: true})), shut)
	stage := &fyne.Container{Layout: fullLayout{}, Objects: []fyne.CanvasObject{v.state, v.picture}}
	v.panel = widget.NewDialogPanel(widget.Inset(4, 12, 12, 12, widget.Column(4, widget.Sized(0, 36, v.tools), widget.Grow(stage))))
	v.ExtendBaseWidget(v)
	return v
}

// addOpen adds the button that opens the picture where it comes from.
func (v *viewer) addOpen(label string, open func()) {
	b := widget.NewButton(label, widget.Secondary, open).WithIcon(look.IconExternal).WithSize(widget.Small)
	last := len(v.tools.Objects) - 1
	v.tools.Objects = append(v.tools.Objects[:last:last], b, v.tools.Objects[last])
}

// open puts the viewer over the window; closed is called when it goes.
func (v *viewer) open(c fyne.Canvas, closed func()) {
	v.overlay = widget.ShowOverlay(c, v, true, func(window fyne.Size) (fyne.Position, fyne.Size) {
		margin := look.Px(48)
		return fyne.NewPos(margin, margin), window.SubtractWidthHeight(2*margin, 2*margin)
	})
	v.overlay.OnClosed = closed
	c.Focus(v)
}

func (v *viewer) close() { v.overlay.Close() }

func (v *viewer) say(sentence string) { v.state.SetText(sentence) }

func (v *viewer) show(img image.Image) {
	v.state.SetText("")
	v.picture.Image = img
	v.picture.Refresh()
}

// FocusGained implements fyne.Focusable.
func (v *viewer) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (v *viewer) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (v *viewer) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (v *viewer) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		v.close()
	}
}

// CreateRenderer implements fyne.Widget.
func (v *viewer) CreateRenderer() fyne.WidgetRenderer {
	v.ExtendBaseWidget(v)
	return fynewidget.NewSimpleRenderer(v.panel)
}
