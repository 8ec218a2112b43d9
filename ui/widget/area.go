package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sociomedio/ui/look"
)

// Area makes a group pressed as a whole: an entry of the navigation, a group of the status bar, a row of a menu.
type Area struct {
	press
	name    string
	content fyne.CanvasObject
	ground  *canvas.Rectangle
	ring    *box
	back    fyne.ThemeColorName
	chosen  bool
}

// NewArea makes content pressable. name says what pressing does to those who cannot see it; ground is what lies under it.
func NewArea(content fyne.CanvasObject, name string, ground fyne.ThemeColorName, tapped func()) *Area {
	a := &Area{name: name, content: content, back: ground, ground: canvas.NewRectangle(color.Transparent), ring: newBox(4)}
	a.tapped = tapped
	a.ExtendBaseWidget(a)
	return a
}

// SetChosen gives the area the ground of a selection, or takes it away.
func (a *Area) SetChosen(on bool) { a.change(&a.chosen, on) }

// SetName changes what pressing does, in words.
func (a *Area) SetName(name string) { a.name = name }

// AccessibilityLabel is the name.
func (a *Area) AccessibilityLabel() string { return a.name }

// AccessibilityRole is button.
func (a *Area) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

func (a *Area) paint() {
	a.ground.FillColor = color.Transparent
	switch {
	case a.chosen:
		a.ground.FillColor = look.Color(look.Selection)
	case a.disabled:
	case a.held:
		a.ground.FillColor = look.Color(look.Pressed)
	case a.hovered:
		a.ground.FillColor = look.Color(look.Hover)
	}
	a.ring.paint(color.Transparent, color.Transparent, 0)
	if a.focused {
		a.ring.paint(look.Color(a.back), look.Color(look.Primary), 2)
	}
}

// CreateRenderer implements fyne.Widget.
func (a *Area) CreateRenderer() fyne.WidgetRenderer {
	a.ExtendBaseWidget(a)
	a.drawn = true
	a.paint()
	return &drawing{
		objects: append(a.ring.objects(), a.ground, a.content),
		layout: func(s fyne.Size) {
			a.ground.Resize(s)
			a.ring.place(fyne.Position{}, s)
			a.content.Resize(s)
		},
		measure: func() fyne.Size { return a.content.MinSize() },
		refresh: func() {
			a.paint()
			a.ring.place(fyne.Position{}, a.Size())
			canvas.Refresh(a)
		},
	}
}
