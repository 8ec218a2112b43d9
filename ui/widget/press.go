package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// press is what everything that can be pressed has in common: the states, the mouse, Space and Enter.
// The widget that embeds it draws the states in its refresh and gives tapped.
type press struct {
	widget.BaseWidget
	tapped   func()
	hovered  bool
	focused  bool
	held     bool
	disabled bool
	drawn    bool // has had a renderer; before that there is nothing to paint again
}

// Tapped implements fyne.Tappable.
func (p *press) Tapped(*fyne.PointEvent) { p.fire() }

func (p *press) fire() {
	if !p.disabled && p.tapped != nil {
		p.tapped()
	}
}

// MouseDown implements desktop.Mouseable.
func (p *press) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		p.change(&p.held, true)
	}
}

// MouseUp implements desktop.Mouseable.
func (p *press) MouseUp(*desktop.MouseEvent) { p.change(&p.held, false) }

// MouseIn implements desktop.Hoverable.
func (p *press) MouseIn(*desktop.MouseEvent) { p.change(&p.hovered, true) }

// MouseMoved implements desktop.Hoverable.
func (p *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *press) MouseOut() {
	p.held = false
	p.change(&p.hovered, false)
}

// FocusGained implements fyne.Focusable.
func (p *press) FocusGained() { p.change(&p.focused, true) }

// FocusLost implements fyne.Focusable.
func (p *press) FocusLost() { p.change(&p.focused, false) }

// TypedRune implements fyne.Focusable: letters are for the window.
func (p *press) TypedRune(r rune) { unusedRune(r) }

// TypedKey implements fyne.Focusable: Space and Enter press, other keys are for the window.
func (p *press) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.fire()
	default:
		unusedKey(e)
	}
}

// Disabled implements fyne.Disableable; what is disabled is left out of the focus order.
func (p *press) Disabled() bool { return p.disabled }

// Disable implements fyne.Disableable.
func (p *press) Disable() {
	p.hovered, p.held = false, false
	p.change(&p.disabled, true)
}

// Enable implements fyne.Disableable.
func (p *press) Enable() { p.change(&p.disabled, false) }

func (p *press) change(state *bool, on bool) {
	if *state != on {
		*state = on
		p.update()
	}
}

// update paints again what is painted already. Fyne's Refresh would make a renderer for what is still being put together.
func (p *press) update() {
	if p.drawn {
		p.Refresh()
	}
}

// focus gives a widget the keyboard, when it is on a window. Fyne knows of which window a widget is once it has been painted; what is
// to be painted next belongs to the one window of the program.
func focus(o fyne.CanvasObject) {
	f, ok := o.(fyne.Focusable)
	if !ok {
		return
	}
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(o)
	if windows := driver.AllWindows(); c == nil && len(windows) > 0 {
		c = windows[0].Canvas()
	}
	if c != nil && c.Focused() != f {
		c.Focus(f)
	}
}
