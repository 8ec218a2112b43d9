package shell

import (
	"fyne.io/fyne/v2"

	"sociomedio/ui/look"
	"sociomedio/ui/widget"
)

// dialogWidth is the width of a dialog in design units.
const dialogWidth = 420

// dialog is a panel in the middle of the window that asks for something. Escape closes it.
type dialog struct {
	shell    *Shell
	width    float32
	body     *fyne.Container
	foot     *fyne.Container
	overlay  *widget.Overlay
	onClosed func()
}

// dialog makes a dialog with its title and, when not empty, a sentence under it.
func (s *Shell) dialog(title, sentence string) *dialog {
	d := &dialog{shell: s, width: dialogWidth, body: widget.Column(0), foot: widget.Row(8, widget.Space())}
	d.body.Add(widget.NewText(title, widget.Style{Size: look.SizeSub, Bold: true}))
	if sentence != "" {
		d.body.Add(widget.Inset(8, 0, 0, 0, widget.NewParagraph(sentence, widget.Style{Color: look.Foreground2}, 0)))
	}
	return d
}

// add puts something under what is there.
func (d *dialog) add(o fyne.CanvasObject) { d.body.Add(widget.Inset(12, 0, 0, 0, o)) }

// field adds an input with its label above it.
func (d *dialog) field(label string, o fyne.CanvasObject) {
	d.body.Add(widget.Inset(12, 0, 4, 0, widget.NewText(label, widget.Style{Color: look.Foreground2})))
	d.body.Add(o)
}

// buttons are what ends the dialog, the one that goes on last.
func (d *dialog) buttons(buttons ...*widget.Button) {
	for _, b := range buttons {
		d.foot.Add(b)
	}
}

// show opens the dialog and gives first the keyboard.
func (d *dialog) show(first interface{ Focus() }) {
	content := widget.NewDialogPanel(widget.Inset(20, 20, 16, 20, widget.Column(0, d.body, widget.Inset(20, 0, 0, 0, d.foot))))
	d.overlay = d.shell.layers.open(content, true, func(window fyne.Size) (fyne.Position, fyne.Size) {
		width := min(look.Px(d.width), window.Width-2*look.Px(16))
		if content.Size().Width != width {
			content.Resize(fyne.NewSize(width, content.Size().Height)) // wrapped text knows its height at its width
		}
		height := min(content.MinSize().Height, window.Height-2*look.Px(16))
		return fyne.NewPos(whole((window.Width-width)/2), whole((window.Height-height)/3)), fyne.NewSize(width, height)
	}, d.onClosed)
	if first != nil {
		first.Focus()
		return
	}
	d.focusLastButton()
}

func (d *dialog) focusLastButton() {
	if n := len(d.foot.Objects); n > 0 {
		if b, ok := d.foot.Objects[n-1].(fyne.Focusable); ok {
			d.shell.opts.Window.Canvas().Focus(b)
		}
	}
}

// refresh lays the dialog out again: something in it has another height.
func (d *dialog) refresh() {
	d.body.Refresh()
	if d.overlay != nil {
		d.overlay.Refresh()
	}
}

func (d *dialog) close() {
	if d.overlay != nil {
		d.overlay.Close()
	}
}

func whole(v float32) float32 { return float32(int(v)) }
