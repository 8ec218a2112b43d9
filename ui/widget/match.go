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

// maxMatches is how many places of one line are written bold.
const maxMatches = 4

// MatchText is a line of text in which what was searched for is bold: the palette, the templates, results of a search.
// It may be made narrower than it is; then it ends in "…".
type MatchText struct {
	widget.BaseWidget
	text  string
	match string
	style Style
	parts [2*maxMatches + 1]*canvas.Text // plain, bold, plain, ...
}

// NewMatchText makes an empty line; Set fills it.
func NewMatchText(style Style) *MatchText {
	m := &MatchText{style: style}
	for i := range m.parts {
		m.parts[i] = canvas.NewText("", color.Transparent)
	}
	m.ExtendBaseWidget(m)
	return m
}

// Set changes the text and what is bold in it: the words of match, where a word of the text begins with them.
func (m *MatchText) Set(text, match string) {
	text = CleanLine(text)
	if text == m.text && match == m.match {
		return
	}
	m.text, m.match = text, match
	m.Refresh()
}

// Text returns what is written.
func (m *MatchText) Text() string { return m.text }

func (m *MatchText) natural() float32 {
	return ceil(look.Measure(m.text, look.Size(m.style.size()), true))
}

func (m *MatchText) place(s fyne.Size) {
	size := look.Size(m.style.size())
	own := look.TextHeight(size)
	y := floor(max(s.Height-own, 0) / 2)
	x, at, cut := float32(0), 0, false
	bounds := wordStarts(m.text, m.match)
	for i, t := range m.parts {
		end := len(m.text)
		if i < len(bounds) {
			end = bounds[i]
		}
		bold := i%2 == 1
		part := ""
		if !cut && at < end {
			part = look.Elide(m.text[at:end], s.Width-x, size, bold)
			cut = part != m.text[at:end]
		}
		at = max(at, end)
		t.Text, t.TextSize, t.TextStyle, t.Color = part, size, fyne.TextStyle{Bold: bold}, look.Color(m.style.color())
		t.FontSource = look.Face(part, bold)
		w := look.Measure(part, size, bold)
		t.Move(fyne.NewPos(x, y))
		t.Resize(fyne.NewSize(w, own))
		x += w
	}
}

// wordStarts returns the bounds of the matches, start and end in turn, by bytes.
func wordStarts(text, match string) []int {
	words := strings.Fields(strings.ToLower(match))
	var bounds []int
	previous := ' '
	for at := 0; at < len(text) && len(bounds) < 2*maxMatches; {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsLetter(previous) && !unicode.IsDigit(previous) {
			if end := longestPrefix(text[at:], words); end > 0 {
				bounds = append(bounds, at, at+end)
				at += end
				previous = 'a'
				continue
			}
		}
		previous = r
		at += n
	}
	return bounds
}

// everywhere returns the bounds of the words of match wherever they stand in text, start and end in turn, by bytes.
func everywhere(text, match string) []int {
	words := strings.Fields(strings.ToLower(match))
	var bounds []int
	for at := 0; at < len(text) && len(words) > 0; {
		if end := longestPrefix(text[at:], words); end > 0 {
			bounds = append(bounds, at, at+end)
			at += end
			continue
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
	return bounds
}

// longestPrefix returns how many bytes of text the longest of the words takes at its start, whatever the case.
func longestPrefix(text string, words []string) int {
	longest := 0
	for _, w := range words {
		runes, at := []rune(w), 0
		for len(runes) > 0 && at < len(text) {
			r, n := utf8.DecodeRuneInString(text[at:])
			if unicode.ToLower(r) != runes[0] {
				break
			}
			runes = runes[1:]
			at += n
		}
		if len(runes) == 0 {
			longest = max(longest, at)
		}
	}
	return longest
}

// CreateRenderer implements fyne.Widget.
func (m *MatchText) CreateRenderer() fyne.WidgetRenderer {
	m.ExtendBaseWidget(m)
	return &drawing{
		objects: objectsOf(m.parts[:]),
		layout:  m.place,
		measure: func() fyne.Size { return fyne.NewSize(0, look.LineHeight(m.style.size())) },
		refresh: func() {
			m.place(m.Size())
			canvas.Refresh(m)
		},
	}
}
