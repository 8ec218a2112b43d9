package look

import (
	"unicode/utf8"

	"fyne.io/fyne/v2"
)

// Ellipsis ends a text that was cut.
const Ellipsis = "…"

// elided results kept; the inbox shows a few dozen texts at a time, so this is many screens of scrolling.
const rulerCapacity = 4096

type fontKey struct {
	size float32
	bold bool
}

type elideKey struct {
	text  string
	width float32
	font  fontKey
}

// ruler measures text. Measuring with Fyne shapes the whole string each time; the ruler guesses with the widths of single
// runes first, so that a row of the inbox costs two measurements instead of a search. UI goroutine only.
type ruler struct {
	runes   map[fontKey]map[rune]float32
	elided  map[elideKey]string
	heights map[float32]float32
}

func newRuler() *ruler {
	return &ruler{
		runes: make(map[fontKey]map[rune]float32), elided: make(map[elideKey]string), heights: make(map[float32]float32),
	}
}

// TextHeight returns the height that Fyne gives a line of text of a size: a little more or less than LineHeight.
func TextHeight(size float32) float32 {
	r := currentRuler()
	h, ok := r.heights[size]
	if !ok {
		h = measure("M", size, false).Height
		r.heights[size] = h
	}
	return h
}

// Measure returns the width of a line of text, in Fyne units.
func Measure(text string, size float32, bold bool) float32 {
	if text == "" {
		return 0
	}
	return measure(text, size, bold).Width
}

func measure(text string, size float32, bold bool) fyne.Size {
	s, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, size, fyne.TextStyle{Bold: bold}, Face(text, bold))
	return s
}

// Elide returns the text, or as much of it as fits into width with "…" behind it. Spaces before the ellipsis go.
// Nothing fits into less than an ellipsis: then the result is empty.
func Elide(text string, width, size float32, bold bool) string {
	if text == "" || width <= 0 {
		return ""
	}
	r := currentRuler()
	key := elideKey{text, width, fontKey{size, bold}}
	if cut, ok := r.elided[key]; ok {
		return cut
	}
	if len(r.elided) >= rulerCapacity {
		clear(r.elided)
	}
	cut := r.elide(key)
	r.elided[key] = cut
	return cut
}

func currentRuler() *ruler {
	if t, ok := fyne.CurrentApp().Settings().Theme().(*Theme); ok {
		return t.ruler
	}
	return newRuler()
}

func (r *ruler) elide(k elideKey) string {
	fits := func(s string) bool { return Measure(s, k.font.size, k.font.bold) <= k.width }
	// A text that the sum of its runes puts far over the width is not worth shaping whole.
	guess := r.prefix(k.text, k.width, k.font)
	if guess == len(k.text) && fits(k.text) {
		return k.text
	}
	if guess < len(k.text) && r.prefix(k.text, k.width*1.1, k.font) == len(k.text) && fits(k.text) {
		return k.text
	}
	end := r.prefix(k.text, k.width-r.rune('…', k.font), k.font)
	for end > 0 && !fits(trimRight(k.text[:end])+Ellipsis) {
		_, n := utf8.DecodeLastRuneInString(k.text[:end])
		end -= n
	}
	for end < len(k.text) {
		_, n := utf8.DecodeRuneInString(k.text[end:])
		if !fits(trimRight(k.text[:end+n]) + Ellipsis) {
			break
		}
		end += n
	}
	if end == 0 && !fits(Ellipsis) {
		return ""
	}
	return trimRight(k.text[:end]) + Ellipsis
}

// prefix returns how many bytes of text fit into width by the sum of the widths of its runes.
func (r *ruler) prefix(text string, width float32, font fontKey) int {
	var sum float32
	for i, c := range text {
		sum += r.rune(c, font)
		if sum > width {
			return i
		}
	}
	return len(text)
}

func (r *ruler) rune(c rune, font fontKey) float32 {
	widths := r.runes[font]
	if widths == nil {
		widths = make(map[rune]float32)
		r.runes[font] = widths
	}
	w, ok := widths[c]
	if !ok {
		if len(widths) >= rulerCapacity {
			clear(widths)
		}
		w = Measure(string(c), font.size, font.bold)
		widths[c] = w
	}
	return w
}

func trimRight(s string) string {
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	return s
}
