package widget

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"sociomedio/ui/look"
)

// Paragraph is text of several lines, wrapped to the width it gets. Its height follows its width.
type Paragraph struct {
	widget.BaseWidget
	// OnLink is called with a link that was clicked; only http and https links are ever shown as such. Nil shows none.
	OnLink func(*url.URL)
	// OnSecondary is called on a click of the other button, with the place on the window: for a menu.
	OnSecondary func(at fyne.Position)

	text     string
	find     string // words that are marked wherever they stand
	style    Style
	maxLines int

	width   float32 // what lines were wrapped for, with size
	size    float32
	lines   []wrapped
	shown   []*canvas.Text
	marks   []fyne.CanvasObject // behind the text
	links   []linkArea
	hover   bool
	drawing *drawing
}

// linkArea is where a link lies.
type linkArea struct {
	pos    fyne.Position
	size   fyne.Size
	target *url.URL
}

// NewParagraph makes wrapped text. maxLines cuts it with "…"; 0 shows all of it.
func NewParagraph(text string, style Style, maxLines int) *Paragraph {
	p := &Paragraph{text: Clean(text), style: style, maxLines: maxLines}
	p.ExtendBaseWidget(p)
	return p
}

// Text returns the text as it was cleaned.
func (p *Paragraph) Text() string { return p.text }

// SetText changes the text.
func (p *Paragraph) SetText(text string) {
	text = Clean(text)
	if text == p.text {
		return
	}
	p.text, p.width = text, 0
	p.Refresh()
}

// Mark marks the words of what was searched for, whatever their case, by a ground and a line under them.
func (p *Paragraph) Mark(find string) {
	if find != p.find {
		p.find, p.width = find, 0
		p.Refresh()
	}
}

// SetStyle changes how it is written.
func (p *Paragraph) SetStyle(style Style) {
	if style != p.style {
		p.style, p.width = style, 0
		p.Refresh()
	}
}

// AccessibilityLabel is the text.
func (p *Paragraph) AccessibilityLabel() string { return p.text }

// AccessibilityRole is text.
func (p *Paragraph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor returns how high the paragraph is at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	p.wrap(width)
	return float32(max(len(p.lines), 1)) * look.LineHeight(p.style.size())
}

// WidthUpTo returns the width the text really needs when it may be as wide as limit: bubbles are no wider than their text.
func (p *Paragraph) WidthUpTo(limit float32) float32 {
	p.wrap(limit)
	var w float32
	for _, l := range p.lines {
		w = max(w, l.width)
	}
	return min(ceil(w), limit)
}

// natural lets a Row give the paragraph the width of its longest line.
func (p *Paragraph) natural() float32 {
	var w float32
	for part := range strings.SplitSeq(p.text, "\n") {
		w = max(w, look.Measure(part, look.Size(p.style.size()), p.style.Bold))
	}
	return ceil(w)
}

func (p *Paragraph) wrap(width float32) {
	size := look.Size(p.style.size())
	if size == p.size && p.width != 0 && (width == p.width || p.same(width)) {
		return
	}
	p.width, p.size = width, size
	p.lines = wrapText(p.text, width, size, p.style.Bold)
	if p.maxLines > 0 && len(p.lines) > p.maxLines {
		rest := p.text[p.lines[p.maxLines-1].start:]
		if i := strings.IndexByte(rest, '\n'); i >= 0 {
			rest = rest[:i] + look.Ellipsis
		}
		p.lines = p.lines[:p.maxLines]
		last := &p.lines[p.maxLines-1]
		last.text = look.Elide(strings.TrimRight(rest, " "), width, look.Size(p.style.size()), p.style.Bold)
		last.width = look.Measure(last.text, look.Size(p.style.size()), p.style.Bold)
	}
	p.build()
}

// same tells whether the lines of now are those of a width, too: a bubble asks how wide its text is and then gets just that.
func (p *Paragraph) same(width float32) bool {
	if width > p.width || p.style.Align != fyne.TextAlignLeading {
		return false
	}
	for _, l := range p.lines {
		if l.width > width {
			return false
		}
	}
	return true
}

// build makes the texts on the canvas: one per line, more where a link is.
func (p *Paragraph) build() {
	p.shown, p.links, p.marks = p.shown[:0], p.links[:0], p.marks[:0]
	size, height := look.Size(p.style.size()), look.LineHeight(p.style.size())
	targets := p.targets()
	for i, l := range p.lines {
		x, y := float32(0), float32(i)*height
		switch p.style.Align {
		case fyne.TextAlignCenter:
			x = floor((p.width - l.width) / 2)
		case fyne.TextAlignTrailing:
			x = p.width - l.width
		case fyne.TextAlignLeading:
		}
		p.mark(l, x, y)
		spans := cutAtLinks(l, targets)
		for _, s := range spans {
			w := l.width
			if len(spans) > 1 {
				w = look.Measure(s.text, size, p.style.Bold)
			}
			colour := p.style.color()
			if s.target != nil {
				colour = look.Primary
				p.links = append(p.links, linkArea{fyne.NewPos(x, y), fyne.NewSize(w, height), s.target})
			}
			t := canvas.NewText(s.text, look.Color(colour))
			t.TextSize, t.TextStyle = size, fyne.TextStyle{Bold: p.style.Bold}
			t.FontSource = look.Face(s.text, p.style.Bold)
			t.Move(fyne.NewPos(x, y))
			t.Resize(fyne.NewSize(w, height))
			p.shown = append(p.shown, t)
			x += w
		}
	}
	if p.drawing != nil {
		p.drawing.objects = p.objects()
	}
}

// objects are the marks with the text over them.
func (p *Paragraph) objects() []fyne.CanvasObject {
	return append(append([]fyne.CanvasObject(nil), p.marks...), objectsOf(p.shown)...)
}

// mark puts a ground behind each match in a line that begins at x, y, and a line under it: on some grounds the colour alone is not seen.
func (p *Paragraph) mark(l wrapped, x, y float32) {
	bounds := everywhere(l.text, p.find)
	size, height := look.Size(p.style.size()), look.LineHeight(p.style.size())
	for i := 0; i < len(bounds); i += 2 {
		from := x + look.Measure(l.text[:bounds[i]], size, p.style.Bold)
		width := x + look.Measure(l.text[:bounds[i+1]], size, p.style.Bold) - from
		for _, part := range []struct {
			colour      fyne.ThemeColorName
			top, height float32
		}{{look.WarningSoft, 0, height}, {look.WarningFill, height - look.Px(2), look.Px(2)}} {
			r := canvas.NewRectangle(look.Color(part.colour))
			r.Move(fyne.NewPos(from, y+part.top))
			r.Resize(fyne.NewSize(width, part.height))
			p.marks = append(p.marks, r)
		}
	}
}

func objectsOf(texts []*canvas.Text) []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(texts))
	for i, t := range texts {
		objects[i] = t
	}
	return objects
}

func (p *Paragraph) targets() []linkRange {
	if p.OnLink == nil {
		return nil
	}
	return findLinks(p.text)
}

func (p *Paragraph) linkAt(pos fyne.Position) *url.URL {
	for _, l := range p.links {
		if pos.X >= l.pos.X && pos.X < l.pos.X+l.size.Width && pos.Y >= l.pos.Y && pos.Y < l.pos.Y+l.size.Height {
			return l.target
		}
	}
	return nil
}

// Tapped implements fyne.Tappable.
func (p *Paragraph) Tapped(e *fyne.PointEvent) {
	if target := p.linkAt(e.Position); target != nil && p.OnLink != nil {
		p.OnLink(target)
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (p *Paragraph) TappedSecondary(e *fyne.PointEvent) {
	if p.OnSecondary != nil {
		p.OnSecondary(e.AbsolutePosition)
	}
}

// MouseIn implements desktop.Hoverable.
func (p *Paragraph) MouseIn(e *desktop.MouseEvent) { p.hover = p.linkAt(e.Position) != nil }

// MouseMoved implements desktop.Hoverable.
func (p *Paragraph) MouseMoved(e *desktop.MouseEvent) { p.hover = p.linkAt(e.Position) != nil }

// MouseOut implements desktop.Hoverable.
func (p *Paragraph) MouseOut() { p.hover = false }

// Cursor implements desktop.Cursorable: the hand over a link.
func (p *Paragraph) Cursor() desktop.Cursor {
	if p.hover {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	p.drawing = &drawing{
		objects: p.objects(),
		layout: func(s fyne.Size) {
			if s.Width > 0 {
				p.wrap(s.Width)
			}
		},
		measure: func() fyne.Size {
			w := p.Size().Width
			if w <= 0 {
				return fyne.NewSize(0, look.LineHeight(p.style.size()))
			}
			return fyne.NewSize(0, p.HeightFor(w))
		},
		refresh: func() {
			if w := p.Size().Width; w > 0 {
				p.wrap(w)
			}
			p.build()
			canvas.Refresh(p)
		},
	}
	return p.drawing
}
