package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Icon shows one of the embedded icons in a colour of the theme.
type Icon struct {
	widget.BaseWidget
	name    look.IconName
	colour  fyne.ThemeColorName
	picture *picture
}

// NewIcon makes an icon of edge design units (16, or 14 and 12 in small places).
func NewIcon(name look.IconName, colour fyne.ThemeColorName, edge float32) *Icon {
	i := &Icon{name: name, colour: colour, picture: newPicture(name, colour, edge)}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes the icon and its colour.
func (i *Icon) Set(name look.IconName, colour fyne.ThemeColorName) {
	if i.name == name && i.colour == colour {
		return
	}
	i.name, i.colour = name, colour
	i.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	i.ExtendBaseWidget(i)
	i.picture.set(i.name, i.colour, i)
	return &drawing{
		objects: []fyne.CanvasObject{i.picture.Image},
		layout: func(s fyne.Size) {
			i.picture.place(floor((s.Width-look.Px(i.picture.edge))/2), 0, s.Height)
		},
		measure: func() fyne.Size { return fyne.NewSquareSize(look.Px(i.picture.edge)) },
		refresh: func() { i.picture.set(i.name, i.colour, i) },
	}
}
