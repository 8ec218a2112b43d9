package widget

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

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
	style    Style
	maxLines int

	width   float32
	lines   []wrapped
	shown   []*canvas.Text
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

// Clipped is a Paragraph that is always a number of lines high, whatever it says: the two lines of Remark.
type Clipped struct {
	widget.BaseWidget
	text  *Paragraph
	lines int
}

// NewClipped makes body text cut to a number of lines.
func NewClipped(text string, lines int) *Clipped {
	c := &Clipped{text: NewParagraph(text, Style{}, lines), lines: lines}
	c.ExtendBaseWidget(c)
	return c
}

// Text returns the whole text as it was cleaned.
func (c *Clipped) Text() string { return c.text.Text() }

// SetText changes the text.
func (c *Clipped) SetText(text string) { c.text.SetText(text) }

// CreateRenderer implements fyne.Widget.
func (c *Clipped) CreateRenderer() fyne.WidgetRenderer {
	c.ExtendBaseWidget(c)
	return &drawing{
		objects: []fyne.CanvasObject{c.text},
		layout: func(s fyne.Size) {
			c.text.Move(fyne.NewPos(0, look.Px(3)))
			c.text.Resize(s.SubtractWidthHeight(0, look.Px(6)))
		},
		measure: func() fyne.Size {
			return fyne.NewSize(look.Px(60), float32(c.lines)*look.LineHeight(look.SizeText)+2*look.Px(3))
		},
		refresh: func() { c.text.Refresh() },
	}
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
	if width == p.width && p.width != 0 {
		return
	}
	p.width = width
	p.lines = wrapText(p.text, width, look.Size(p.style.size()), p.style.Bold)
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

// build makes the texts on the canvas: one per line, more where a link is.
func (p *Paragraph) build() {
	p.shown, p.links = p.shown[:0], p.links[:0]
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
		for _, s := range cutAtLinks(l, targets) {
			w := look.Measure(s.text, size, p.style.Bold)
			colour := p.style.color()
			if s.target != nil {
				colour = look.Primary
				p.links = append(p.links, linkArea{fyne.NewPos(x, y), fyne.NewSize(w, height), s.target})
			}
			t := canvas.NewText(s.text, look.Color(colour))
			t.TextSize, t.TextStyle = size, fyne.TextStyle{Bold: p.style.Bold}
			t.Move(fyne.NewPos(x, y))
			t.Resize(fyne.NewSize(w, height))
			p.shown = append(p.shown, t)
			x += w
		}
	}
	if p.drawing != nil {
		p.drawing.objects = objectsOf(p.shown)
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
		objects: objectsOf(p.shown),
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
			p.width = 0
			if w := p.Size().Width; w > 0 {
				p.wrap(w)
			}
			canvas.Refresh(p)
		},
	}
	return p.drawing
}

// wrapped is one line of a wrapped text: text[start:start+len] without the spaces at its end.
type wrapped struct {
	text  string
	start int
	width float32
}

// wrapText breaks text into lines no wider than width: at spaces, and inside a word that is wider than a line.
func wrapText(text string, width, size float32, bold bool) []wrapped {
	var lines []wrapped
	space := look.Measure(" ", size, bold)
	at := 0
	for part := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapPart(part, at, breaks{width, size, space, bold})...)
		at += len(part) + 1
	}
	return lines
}

type breaks struct {
	width, size, space float32
	bold               bool
}

func wrapPart(part string, at int, b breaks) []wrapped {
	var lines []wrapped
	start, end, used := 0, 0, float32(0) // the line so far: part[start:end]
	for i := 0; i < len(part); {
		word := part[i:]
		n := strings.IndexByte(word, ' ')
		if n < 0 {
			n = len(word)
		}
		word = word[:n]
		w := look.Measure(word, b.size, b.bold)
		gap := float32(i-end) * b.space
		if end > start && used+gap+w > b.width {
			lines = append(lines, wrapped{part[start:end], at + start, used})
			start, gap, used = i, 0, 0
		}
		for w > b.width && b.width > 0 {
			fit := fitting(word, b)
			lines = append(lines, wrapped{word[:fit], at + i, look.Measure(word[:fit], b.size, b.bold)})
			i += fit
			word = word[fit:]
			start, gap, used = i, 0, 0
			w = look.Measure(word, b.size, b.bold)
		}
		used += gap + w
		i += len(word)
		end = i
		for i < len(part) && part[i] == ' ' {
			i++
		}
	}
	if end > start || len(lines) == 0 {
		lines = append(lines, wrapped{part[start:end], at + start, used})
	}
	return lines
}

// fitting returns how many bytes of a word fit into the width, at least one rune.
func fitting(word string, b breaks) int {
	end := 0
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			_, n := utf8.DecodeRuneInString(word[i:])
			next = i + n
		}
		if end > 0 && look.Measure(word[:next], b.size, b.bold) > b.width {
			break
		}
		end = next
	}
	return end
}

// linkRange is a link in a text, by bytes.
type linkRange struct {
	start, end int
	target     *url.URL
}

// findLinks finds the http and https links of a text. Punctuation at the end of a sentence is no part of one.
func findLinks(text string) []linkRange {
	var found []linkRange
	for at := 0; at < len(text); {
		i := strings.Index(text[at:], "http")
		if i < 0 {
			break
		}
		start := at + i
		end := start
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			if unicode.IsSpace(r) || strings.ContainsRune(`"<>`, r) {
				break
			}
			end += n
		}
		end = start + len(strings.TrimRight(text[start:end], ".,;:!?)]}'"))
		if u := Link(text[start:end]); u != nil {
			found = append(found, linkRange{start, end, u})
		}
		at = max(end, start+len("http"))
	}
	return found
}

// Link returns the address of a link that may be opened on a click: http or https with a host and without a user name in
// front of it. Anything else is nil.
func Link(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return nil
	}
	return u
}

// span is a part of a line, with the link it belongs to.
type span struct {
	text   string
	target *url.URL
}

func cutAtLinks(l wrapped, links []linkRange) []span {
	var spans []span
	at, end := l.start, l.start+len(l.text)
	for _, r := range links {
		from, to := max(r.start, at), min(r.end, end)
		if from >= to {
			continue
		}
		if from > at {
			spans = append(spans, span{l.text[at-l.start : from-l.start], nil})
		}
		spans = append(spans, span{l.text[from-l.start : to-l.start], r.target})
		at = to
	}
	if at < end || len(spans) == 0 {
		spans = append(spans, span{l.text[at-l.start:], nil})
	}
	return spans
}
