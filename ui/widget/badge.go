package widget

import (
	"image/color"
	"strings"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Network is which network's glyph a badge shows.
type Network int

// The networks.
const (
	Twitter Network = iota
	Facebook
)

// NetworkOf tells the network of a channel by its name in the contract ("twitter", "x", "facebook", "messenger").
func NetworkOf(channel string) Network {
	switch strings.ToLower(channel) {
	case "facebook", "messenger", "fb":
		return Facebook
	default:
		return Twitter
	}
}

// badge is the 16 x 16 mark of a network, drawn straight on the canvas.
type badge struct {
	ground  *canvas.Rectangle
	picture *picture
	network Network
}

func newBadge() *badge {
	return &badge{ground: canvas.NewRectangle(color.Transparent), picture: newPicture("", look.Surface, 12)}
}

func (b *badge) objects() []fyne.CanvasObject { return []fyne.CanvasObject{b.ground, b.picture.Image} }

func (b *badge) set(n Network, owner fyne.CanvasObject) {
	b.network = n
	b.ground.FillColor = look.Color(look.Foreground2)
	b.picture.edge = 12
	name := look.IconTwitter
	if n == Facebook {
		name = look.IconFacebook
		b.picture.edge = 14
	}
	b.picture.set(name, look.Surface, owner)
}

func (b *badge) place(x, y float32) {
	e := look.Px(16)
	b.ground.CornerRadius = look.Px(4)
	if b.network == Facebook {
		b.ground.CornerRadius = e / 2
	}
	b.ground.Move(fyne.NewPos(x, y))
	b.ground.Resize(fyne.NewSquareSize(e))
	inner := look.Px(b.picture.edge)
	b.picture.place(x+floor((e-inner)/2), y, e)
}

// ChannelBadge is the mark of a network: a square with X for Twitter, a circle with f for Facebook. The word stands near.
type ChannelBadge struct {
	widget.BaseWidget
	network Network
	badge   *badge
}

// NewChannelBadge makes the mark of a network.
func NewChannelBadge(n Network) *ChannelBadge {
	c := &ChannelBadge{network: n, badge: newBadge()}
	c.ExtendBaseWidget(c)
	return c
}

// Set changes the network.
func (c *ChannelBadge) Set(n Network) {
	if c.network != n {
		c.network = n
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *ChannelBadge) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	c.badge.set(c.network, c)
	layout := func(s fyne.Size) { c.badge.place(0, floor((s.Height-look.Px(16))/2)) }
	return &drawing{
		objects: c.badge.objects(), layout: layout,
		measure: func() fyne.Size { return fyne.NewSquareSize(look.Px(16)) },
		refresh: func() {
			c.badge.set(c.network, c)
			layout(c.Size())
			canvas.Refresh(c)
		},
	}
}

// CountBadge is the small count on a tab or in the navigation. An empty text hides it but keeps nothing of its place.
type CountBadge struct {
	widget.BaseWidget
	count *count
	text  string
}

// NewCountBadge makes a badge with a number already formatted.
func NewCountBadge(text string) *CountBadge {
	c := &CountBadge{text: text, count: newCount()}
	c.ExtendBaseWidget(c)
	c.count.set(text)
	return c
}

// SetText changes the number.
func (c *CountBadge) SetText(text string) {
	if text != c.text {
		c.text = text
		c.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (c *CountBadge) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	layout := func(s fyne.Size) { c.count.place(0, floor((s.Height-look.Px(16))/2)) }
	return &drawing{
		objects: c.count.objects(), layout: layout, measure: c.count.size,
		refresh: func() {
			c.count.set(c.text)
			layout(c.Size())
			canvas.Refresh(c)
		},
	}
}

// count is a CountBadge drawn straight on the canvas.
type count struct {
	ground *canvas.Rectangle
	text   *line
}

func newCount() *count {
	return &count{ground: canvas.NewRectangle(color.Transparent), text: newLine(look.SizeCaption)}
}

func (c *count) objects() []fyne.CanvasObject { return []fyne.CanvasObject{c.ground, c.text.Text} }

func (c *count) set(text string) {
	c.ground.FillColor = look.Color(look.NeutralSoft)
	c.text.set(text, look.Foreground2, false)
	c.text.Alignment = fyne.TextAlignCenter
	c.ground.Hidden, c.text.Hidden = text == "", text == ""
}

func (c *count) size() fyne.Size {
	if c.text.full == "" {
		return fyne.Size{}
	}
	return fyne.NewSize(max(look.Px(16), ceil(c.text.width())+2*look.Px(4)), look.Px(16))
}

func (c *count) place(x, y float32) {
	s := c.size()
	c.ground.CornerRadius = s.Height / 2
	c.ground.Move(fyne.NewPos(x, y))
	c.ground.Resize(s)
	c.text.place(x, y, s.Width, s.Height)
}

// Avatar is a circle with the initials of a name; nobody's picture is fetched for it.
type Avatar struct {
	widget.BaseWidget
	name   string
	edge   float32
	circle *canvas.Circle
	text   *line
}

// NewAvatar makes an avatar of edge design units (40 in the customer's head).
func NewAvatar(name string, edge float32) *Avatar {
	a := &Avatar{name: name, edge: edge, circle: canvas.NewCircle(color.Transparent), text: newLine(look.SizeMessage)}
	a.ExtendBaseWidget(a)
	return a
}

// SetName changes whose initials are shown.
func (a *Avatar) SetName(name string) {
	if name != a.name {
		a.name = name
		a.Refresh()
	}
}

// Initials returns the first letters of the first and the last word of a name, upper case; "?" when it has no letters.
func Initials(name string) string {
	var letters []rune
	for _, word := range strings.Fields(CleanLine(name)) {
		word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if r, _ := utf8.DecodeRuneInString(word); r != utf8.RuneError {
			letters = append(letters, unicode.ToUpper(r))
		}
	}
	switch len(letters) {
	case 0:
		return "?"
	case 1:
		return string(letters)
	default:
		return string([]rune{letters[0], letters[len(letters)-1]})
	}
}

// CreateRenderer implements fyne.Widget.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	a.ExtendBaseWidget(a)
	paint := func() {
		a.circle.FillColor = look.Color(look.NeutralSoft)
		a.text.set(Initials(a.name), look.Foreground2, true)
		a.text.Alignment = fyne.TextAlignCenter
	}
	paint()
	layout := func(s fyne.Size) {
		e := look.Px(a.edge)
		top := floor((s.Height - e) / 2)
		a.circle.Resize(fyne.NewSquareSize(e))
		a.circle.Move(fyne.NewPos(0, top))
		a.text.place(0, top, e, e)
	}
	return &drawing{
		objects: []fyne.CanvasObject{a.circle, a.text.Text}, layout: layout,
		measure: func() fyne.Size { return fyne.NewSquareSize(look.Px(a.edge)) },
		refresh: func() {
			paint()
			layout(a.Size())
			canvas.Refresh(a)
		},
	}
}

// Mark is the sign of the program: a rounded square in the accent with the inbox in it.
type Mark struct {
	widget.BaseWidget
	edge    float32
	ground  *canvas.Rectangle
	picture *picture
}

// NewMark makes the sign, edge design units wide (20 in the navigation, 28 on the sign-in page).
func NewMark(edge float32) *Mark {
	m := &Mark{edge: edge, ground: canvas.NewRectangle(color.Transparent), picture: newPicture("", look.OnPrimary, floor(edge*0.6))}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer implements fyne.Widget.
func (m *Mark) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	paint := func() {
		m.ground.FillColor = look.Color(look.Primary)
		m.picture.set(look.IconInbox, look.OnPrimary, m)
	}
	paint()
	return &drawing{
		objects: []fyne.CanvasObject{m.ground, m.picture.Image},
		layout: func(s fyne.Size) {
			e := look.Px(m.edge)
			y := floor((s.Height - e) / 2)
			m.ground.CornerRadius = look.Px(4)
			m.ground.Move(fyne.NewPos(0, y))
			m.ground.Resize(fyne.NewSquareSize(e))
			m.picture.place(floor((e-look.Px(m.picture.edge))/2), y, e)
		},
		measure: func() fyne.Size { return fyne.NewSquareSize(look.Px(m.edge)) },
		refresh: func() {
			paint()
			canvas.Refresh(m)
		},
	}
}
