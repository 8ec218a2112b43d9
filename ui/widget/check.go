package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sociomedio/ui/look"
)

// Check is a box of 16 with a label; the whole is pressed.
type Check struct {
	press
	// OnChanged is called with the new state.
	OnChanged func(bool)

	label   string
	checked bool
	ring    *box
	frame   *box
	picture *picture
	text    *line
}

// NewCheck makes a check box.
func NewCheck(label string, checked bool, changed func(bool)) *Check {
	c := &Check{
		OnChanged: changed, label: label, checked: checked, ring: newBox(6), frame: newBox(3),
		picture: newPicture("", look.OnPrimary, 12), text: newLine(look.SizeText),
	}
	c.tapped = func() { c.SetChecked(!c.checked) }
	c.ExtendBaseWidget(c)
	c.paint()
	return c
}

// Checked tells whether it is on.
func (c *Check) Checked() bool { return c.checked }

// SetChecked turns it on or off and calls OnChanged when that is a change.
func (c *Check) SetChecked(on bool) {
	if on == c.checked {
		return
	}
	c.checked = on
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(on)
	}
}

// AccessibilityLabel is the label.
func (c *Check) AccessibilityLabel() string { return c.label }

// AccessibilityRole is button.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (c *Check) paint() {
	ground, stroke, text := look.Input, look.InputBorder, look.Foreground
	icon := look.IconName("")
	if c.checked {
		ground, stroke, icon = look.Primary, look.Primary, look.IconCheck
	}
	if c.disabled {
		ground, stroke, text = look.Sunken, look.Separator, look.Disabled
	}
	c.frame.paint(look.Color(ground), look.Color(stroke), 1)
	tick := look.OnPrimary
	if c.disabled {
		tick = look.Disabled
	}
	c.picture.set(icon, tick, c)
	c.ring.paint(color.Transparent, color.Transparent, 0)
	if c.focused {
		c.ring.paint(look.Color(look.Surface), look.Color(look.Primary), 2)
	}
	c.text.set(c.label, text, false)
}

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.drawn = true
	c.paint()
	layout := func(s fyne.Size) {
		e, out := look.Px(16), look.Px(3)
		y := floor((s.Height - e) / 2)
		c.frame.place(fyne.NewPos(out, y), fyne.NewSquareSize(e))
		c.ring.place(fyne.NewPos(0, y-out), fyne.NewSquareSize(e+2*out))
		c.picture.place(out+look.Px(2), y, e)
		c.text.place(out+look.Px(24), 0, s.Width-look.Px(27), s.Height)
	}
	objects := append(c.ring.objects(), c.frame.objects()...)
	return &drawing{
		objects: append(objects, c.picture.Image, c.text.Text), layout: layout,
		measure: func() fyne.Size { return fyne.NewSize(look.Px(27)+ceil(c.text.width())+1, look.Px(24)) },
		refresh: func() {
			c.paint()
			layout(c.Size())
			canvas.Refresh(c)
		},
	}
}
