package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"sociomedio/ui/look"
)

// wordsEvery is how far the mouse moves a cut by one word, in design units: about as wide as a word is.
const wordsEvery = 28

// CutHandle stands between two part cards and moves the cut between them: by dragging, or with Left and Right while it has the
// keyboard.
type CutHandle struct {
	press
	name    string
	moved   func(words int)
	dragged float32
	line    *canvas.Rectangle
}

// NewCutHandle makes a handle; moved is called with the number of words, negative for towards the start.
func NewCutHandle(name string, moved func(words int)) *CutHandle {
	h := &CutHandle{name: name, moved: moved, line: canvas.NewRectangle(color.Transparent)}
	h.tapped = func() { focus(h) }
	h.ExtendBaseWidget(h)
	return h
}

// Dragged implements fyne.Draggable.
func (h *CutHandle) Dragged(e *fyne.DragEvent) {
	h.dragged += e.Dragged.DX
	if words := int(h.dragged / look.Px(wordsEvery)); words != 0 {
		h.dragged -= float32(words) * look.Px(wordsEvery)
		h.moved(words)
	}
}

// DragEnd implements fyne.Draggable.
func (h *CutHandle) DragEnd() { h.dragged = 0 }

// TypedKey implements fyne.Focusable.
func (h *CutHandle) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		h.moved(-1)
	case fyne.KeyRight:
		h.moved(1)
	default:
		unusedKey(e)
	}
}

// Cursor implements desktop.Cursorable.
func (h *CutHandle) Cursor() desktop.Cursor { return desktop.HResizeCursor }

// AccessibilityLabel says what the handle does.
func (h *CutHandle) AccessibilityLabel() string { return h.name }

// AccessibilityRole is button.
func (h *CutHandle) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (h *CutHandle) CreateRenderer() fyne.WidgetRenderer {
	h.ExtendBaseWidget(h)
	h.drawn = true
	paint := func() {
		h.line.FillColor = look.Color(look.Separator)
		if h.hovered || h.focused || h.held {
			h.line.FillColor = look.Color(look.Primary)
		}
	}
	layout := func(s fyne.Size) {
		w, length := look.Px(2), look.Px(24)
		if h.hovered || h.focused || h.held {
			w, length = look.Px(4), look.Px(48)
		}
		h.line.CornerRadius = w / 2
		h.line.Resize(fyne.NewSize(w, length))
		h.line.Move(fyne.NewPos(floor((s.Width-w)/2), floor((s.Height-length)/2)))
	}
	paint()
	return &drawing{
		objects: []fyne.CanvasObject{h.line}, layout: layout,
		measure: func() fyne.Size { return fyne.NewSize(look.Px(12), look.Px(48)) },
		refresh: func() {
			paint()
			layout(h.Size())
			canvas.Refresh(h)
		},
	}
}
