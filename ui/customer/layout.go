package customer

import (
	"net/url"

	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
)

// fullLayout gives every object the whole place; what is hidden asks for nothing.
type fullLayout struct{}

func (fullLayout) Layout(objects []fyne.CanvasObject, s fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			o.Move(fyne.Position{})
			o.Resize(s)
		}
	}
}

func (fullLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		if o.Visible() {
			m = m.Max(o.MinSize())
		}
	}
	return m
}

// halves puts two columns of fields side by side, the second a tenth wider (screens.css, grid2).
type halves struct{}

const halvesGap = 24

func (halves) Layout(o []fyne.CanvasObject, s fyne.Size) {
	left := float32(int((s.Width - look.Px(halvesGap)) / 2.1))
	o[0].Move(fyne.Position{})
	o[0].Resize(fyne.NewSize(left, s.Height))
	o[1].Move(fyne.NewPos(left+look.Px(halvesGap), 0))
	o[1].Resize(fyne.NewSize(s.Width-left-look.Px(halvesGap), s.Height))
}

func (h halves) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+b.Width+look.Px(halvesGap), max(a.Height, b.Height))
}

// fields makes two columns of rows of fields; the height of a row follows its width, so both are laid out twice.
func fields(left, right []fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: halves{}, Objects: []fyne.CanvasObject{widget.Column(4, left...), widget.Column(4, right...)}}
}

// capped is as high as its content up to a height; then it scrolls.
func capped(height float32, content fyne.CanvasObject) *fyne.Container {
	return &fyne.Container{Layout: cappedLayout{height, content}, Objects: []fyne.CanvasObject{widget.NewScroll(content)}}
}

type cappedLayout struct {
	most    float32
	content fyne.CanvasObject
}

func (l cappedLayout) Layout(o []fyne.CanvasObject, s fyne.Size) { fullLayout{}.Layout(o, s) }

func (l cappedLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	// What is wrapped knows its height only at its width.
	if w := o[0].Size().Width; w > 0 && l.content.Size().Width != w {
		l.content.Resize(fyne.NewSize(w, l.content.Size().Height))
	}
	m := l.content.MinSize()
	return fyne.NewSize(m.Width, min(m.Height, look.Px(l.most)))
}

// under puts the line of a separator over the whole width under a row of tabs, whose own line ends with it.
func under(tabs fyne.CanvasObject) *fyne.Container {
	line := widget.Column(0, widget.Space(), widget.NewHLine())
	return &fyne.Container{Layout: fullLayout{}, Objects: []fyne.CanvasObject{line, tabs}}
}

func setVisible(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

func link(address string) *url.URL { return widget.Link(address) }

func setEnabled(o fyne.Disableable, on bool) {
	if on == !o.Disabled() {
		return
	}
	if on {
		o.Enable()
	} else {
		o.Disable()
	}
}
