// Package shown tells another program what a window shows: every text that can be read, every control with its name, where
// it lies and which one has the keyboard. The tour (app/tour) drives the real client by it as an agent does by looking: it
// clicks where a text is, and it knows that a step is done when the window says so.
//
// It looks at the tree that Fyne paints, so no screen does anything for it, and it shows only what is on screen: a password
// is a row of dots here too. Nothing of it runs unless the environment variable SOCIOMEDIO_UISTATE names a file. That file
// holds what is on screen, customers' words included: it is for practice and tests, and readable by its owner only.
package shown

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Roles of an Item. A control that names itself has the role it says (button, link, ...).
const (
	Line  = "line"  // one line of text as it is painted: cut with "…" where it is
	Field = "field" // something that takes the keyboard and has no name: its text is what is painted in it
)

// State is what a window shows at one moment.
type State struct {
	Title  string // of the window
	Width  int    // of the window, in device pixels
	Height int
	Items  []Item // lower before upper, as they are painted
}

// Item is one text or control.
type Item struct {
	Rect            // the part that can be seen
	Role     string // Line, Field, or what a control says it is: button, link, text, container
	Text     string // the line, the name of the control, the lines in the field
	Layer    int    // 0 is the page; a pop-up lies above and takes every click
	Focused  bool   // has the keyboard
	Disabled bool
}

// Rect is a place in a window, in device pixels from its upper left corner.
type Rect struct{ X, Y, W, H int }

// Intersect returns what two places have in common.
func (r Rect) Intersect(s Rect) Rect {
	x, y := max(r.X, s.X), max(r.Y, s.Y)
	w, h := min(r.X+r.W, s.X+s.W)-x, min(r.Y+r.H, s.Y+s.H)-y
	if w <= 0 || h <= 0 {
		return Rect{}
	}
	return Rect{x, y, w, h}
}

// Empty tells whether there is nothing of it.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Middle is where one would click.
func (r Rect) Middle() (x, y int) { return r.X + r.W/2, r.Y + r.H/2 }

// Of looks at a window. UI goroutine only.
func Of(w fyne.Window) State {
	c := w.Canvas()
	look := &looking{scale: c.Scale(), focused: c.Focused()}
	whole := look.rect(fyne.Position{}, c.Size())
	look.at(c.Content(), whole, 0)
	for i, o := range c.Overlays().List() {
		look.at(o, whole, i+1)
	}
	return State{Title: w.Title(), Width: whole.W, Height: whole.H, Items: look.items}
}

// looking is one look at a window.
type looking struct {
	scale   float32
	focused fyne.Focusable
	items   []Item
}

func (l *looking) rect(at fyne.Position, size fyne.Size) Rect {
	px := func(v float32) int { return int(v*l.scale + 0.5) }
	x, y := px(at.X), px(at.Y)
	return Rect{x, y, px(at.X+size.Width) - x, px(at.Y+size.Height) - y}
}

// at adds what a tree shows.
func (l *looking) at(root fyne.CanvasObject, whole Rect, layer int) {
	l.walk(root, fyne.Position{}, whole, func(o fyne.CanvasObject, frame, visible Rect) func() {
		if visible.Empty() {
			return nil
		}
		item := Item{Rect: visible, Layer: layer}
		if f, ok := o.(fyne.Focusable); ok {
			item.Focused = f == l.focused
		}
		if d, ok := o.(fyne.Disableable); ok {
			item.Disabled = d.Disabled()
		}
		return l.add(o, item, frame)
	})
}

// add adds one object if it is something to read or to use. What it returns is called after the object's parts.
func (l *looking) add(o fyne.CanvasObject, item Item, frame Rect) func() {
	switch o := o.(type) {
	case *canvas.Text:
		if o.Text != "" && 2*item.H >= frame.H { // less than half of a line can't be read
			item.Role, item.Text = Line, o.Text
			l.items = append(l.items, item)
		}
	case fyne.Accessible:
		item.Role, item.Text = string(o.AccessibilityRole()), o.AccessibilityLabel()
		l.items = append(l.items, item)
	case fyne.Focusable:
		item.Role = Field
		l.items = append(l.items, item)
		mine := len(l.items)
		return func() { l.items[mine-1].Text = lines(l.items[mine:]) }
	}
	return nil
}

// lines joins the lines among items.
func lines(items []Item) string {
	var all []string
	for _, i := range items {
		if i.Role == Line {
			all = append(all, i.Text)
		}
	}
	return strings.Join(all, "\n")
}
