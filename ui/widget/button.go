package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sociomedio/ui/look"
)

// ButtonKind is the weight of a button.
type ButtonKind int

// The kinds of button. One Primary per region.
const (
	Secondary    ButtonKind = iota // stroke
	PrimaryKind                    // filled, bold
	Quiet                          // text in the accent: it navigates
	QuietNeutral                   // text in fg2: it acts
	Danger                         // stroke and text in the colour of errors
	PrivateKind                    // filled in another colour than PrimaryKind: what it sends only one person reads
)

// ButtonSize is the height of a button.
type ButtonSize int

// The sizes of button: 28, 24 and 32 high.
const (
	Medium ButtonSize = iota
	Small
	Large
)

// Button is a button of the design. It is pressed by mouse, Space and Enter.
type Button struct {
	press
	// OnTapped is called when the button is pressed and not disabled.
	OnTapped func()

	label    string
	name     string
	icon     look.IconName
	kind     ButtonKind
	size     ButtonSize
	trailing bool

	ring    *box
	frame   *box
	shade   *canvas.Rectangle
	text    *line
	picture *picture
}

var (
	_ fyne.Focusable  = (*Button)(nil)
	_ fyne.Accessible = (*Button)(nil)
)

// NewButton makes a button with a label, 28 high.
func NewButton(label string, kind ButtonKind, tapped func()) *Button {
	return newButton(label, label, "", kind, tapped)
}

// NewIconButton makes a square button with only an icon; name says what it does to those who cannot see it.
func NewIconButton(icon look.IconName, name string, kind ButtonKind, tapped func()) *Button {
	return newButton("", name, icon, kind, tapped)
}

func newButton(label, name string, icon look.IconName, kind ButtonKind, tapped func()) *Button {
	b := &Button{
		OnTapped: tapped, label: label, name: name, icon: icon, kind: kind,
		ring: newBox(6), frame: newBox(4), shade: canvas.NewRectangle(color.Transparent),
		text: newLine(look.SizeText), picture: newPicture(icon, look.Foreground, 16),
	}
	b.tapped = func() {
		if b.OnTapped != nil {
			b.OnTapped()
		}
	}
	b.ExtendBaseWidget(b)
	return b
}

// WithIcon puts an icon before the label and returns the button.
func (b *Button) WithIcon(icon look.IconName) *Button {
	b.SetIcon(icon)
	return b
}

// WithTrailingIcon puts an icon behind the label and returns the button.
func (b *Button) WithTrailingIcon(icon look.IconName) *Button {
	b.trailing = true
	return b.WithIcon(icon)
}

// WithSize changes the height and returns the button.
func (b *Button) WithSize(size ButtonSize) *Button {
	b.size = size
	b.update()
	return b
}

// Label returns what is written on the button.
func (b *Button) Label() string { return b.label }

// SetLabel changes what is written on the button.
func (b *Button) SetLabel(label string) {
	if label == b.label {
		return
	}
	b.label, b.name = label, label
	b.update()
}

// SetIcon changes the icon; an empty name takes it away.
func (b *Button) SetIcon(icon look.IconName) {
	if icon != b.icon {
		b.icon = icon
		b.update()
	}
}

// SetKind changes the weight of the button.
func (b *Button) SetKind(kind ButtonKind) {
	if kind != b.kind {
		b.kind = kind
		b.update()
	}
}

// AccessibilityLabel is the label, or the name of a button that has only an icon.
func (b *Button) AccessibilityLabel() string { return b.name }

// AccessibilityRole is button.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// height, padding and icon edge in design units, by size.
func (b *Button) metrics() (height, padding, icon float32) {
	switch b.size {
	case Small:
		height, padding, icon = 24, 8, 14
	case Large:
		height, padding, icon = 32, 12, 16
	case Medium:
		height, padding, icon = 28, 12, 16
	}
	if b.kind == Quiet || b.kind == QuietNeutral {
		padding = 8
	}
	return height, padding, icon
}

// colours returns fill, stroke and text for the state of now.
func (b *Button) colours() (fill, stroke, text fyne.ThemeColorName) {
	switch b.kind {
	case PrimaryKind:
		fill, stroke, text = look.Primary, look.Primary, look.OnPrimary
		if b.hovered {
			fill, stroke = look.PrimaryHover, look.PrimaryHover
		}
		if b.disabled {
			return look.NeutralSoft, look.NeutralSoft, look.Disabled
		}
		return fill, stroke, text
	case PrivateKind:
		if b.disabled {
			return look.NeutralSoft, look.NeutralSoft, look.Disabled
		}
		return look.Success, look.Success, look.OnSuccess
	case Secondary:
		fill, stroke, text = look.Surface, look.InputBorder, look.Foreground
	case Danger:
		fill, stroke, text = look.Surface, look.Error, look.Error
	case Quiet:
		text = look.Primary
	case QuietNeutral:
		text = look.Foreground2
	}
	if b.disabled {
		text = look.Disabled
		if stroke != "" {
			stroke = look.Separator
		}
	}
	return fill, stroke, text
}

func (b *Button) paint() {
	fill, stroke, text := b.colours()
	_, _, edge := b.metrics()
	paintBox := func(box *box, f, s fyne.ThemeColorName, w float32) {
		var fc, sc color.Color = color.Transparent, color.Transparent
		if f != "" {
			fc = look.Color(f)
		}
		if s != "" {
			sc = look.Color(s)
		} else {
			w = 0
		}
		box.paint(fc, sc, w)
	}
	paintBox(b.frame, fill, stroke, 1)
	if b.focused && !b.disabled {
		paintBox(b.ring, look.Surface, look.Primary, 2)
	} else {
		paintBox(b.ring, "", "", 0)
	}
	b.shade.FillColor = color.Transparent
	if b.kind != PrimaryKind && !b.disabled {
		if b.held {
			b.shade.FillColor = look.Color(look.Pressed)
		} else if b.hovered {
			b.shade.FillColor = look.Color(look.Hover)
		}
	}
	b.text.size = look.SizeText
	if b.size == Small {
		b.text.size = look.SizeSecondary
	}
	b.text.set(b.label, text, b.kind == PrimaryKind || b.kind == PrivateKind)
	b.picture.edge = edge
	b.picture.set(b.icon, text, b)
}

func (b *Button) gap() float32 {
	if b.icon == "" || b.label == "" {
		return 0
	}
	return look.Px(6)
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	b.drawn = true
	b.paint()
	objects := append(b.ring.objects(), b.frame.objects()...)
	objects = append(objects, b.shade, b.picture.Image, b.text.Text)
	return &drawing{
		objects: objects, layout: b.layout, measure: b.measure,
		refresh: func() {
			b.paint()
			b.layout(b.Size())
			canvas.Refresh(b)
		},
	}
}

func (b *Button) measure() fyne.Size {
	height, padding, _ := b.metrics()
	if b.label == "" {
		return fyne.NewSquareSize(look.Px(height))
	}
	w := b.picture.side() + b.gap() + ceil(b.text.width()) + 2*look.Px(padding) + 2*look.Px(1)
	return fyne.NewSize(w, look.Px(height))
}

func (b *Button) layout(s fyne.Size) {
	b.frame.place(fyne.Position{}, s)
	out := look.Px(3)
	b.ring.place(fyne.NewPos(-out, -out), s.AddWidthHeight(2*out, 2*out))
	b.shade.CornerRadius = look.Px(4)
	b.shade.Resize(s)
	icon, gap := b.picture.side(), b.gap()
	text := min(ceil(b.text.width()), max(s.Width-icon-gap-look.Px(8), 0))
	x := floor((s.Width - icon - gap - text) / 2)
	if b.trailing {
		b.text.place(x, 0, text, s.Height)
		b.picture.place(x+text+gap, 0, s.Height)
		return
	}
	b.picture.place(x, 0, s.Height)
	b.text.place(x+icon+gap, 0, text, s.Height)
}
