package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// kind of a place, the best first.
type kind int

const (
	sentence kind = iota
	clause
	space
	letters // within a word
)

// place is where an answer may be cut.
type place struct {
	end, start     int // byte offsets: what is before the cut ends, what is behind it begins; between them is white space
	before, behind int // what the text counts up to each of them
	kind           kind
	loose          bool // cut here, what is on one side may count differently than it does beside the other
	wanted         bool // by the agent
}

// places lists them from the first, where the text begins, to the last, where it ends.
func places(text string, from, to int, count counter, limit int, cuts []int) []place {
	w := writing{text: text, counter: count, limit: limit, allowed: allowed(text), wanted: map[int]bool{}}
	for !w.allowed[from] {
		from-- // a mark stands on the white space before it
	}
	for !w.allowed[to] {
		to++
	}
	for _, at := range cuts {
		at = max(from, min(at, to))
		for !w.allowed[at] {
			at++
		}
		w.wanted[at] = true
	}
	w.places = append(w.places, place{end: from, start: from})
	for at := from; at < to; {
		end, next := w.gap(at, to)
		w.word(at, end)
		w.space(end, next, next == to || end == to)
		at = next
	}
	return w.places
}

// writing is a text on the way to its places.
type writing struct {
	text    string
	counter counter
	limit   int
	allowed []bool // for each byte offset, whether a cut may be there
	wanted  map[int]bool
	places  []place
	count   int // what has been gone through counts
}

// gap finds the white space behind the word that begins at a place; both of its ends are at stop when there is none.
func (w *writing) gap(at, stop int) (end, next int) {
	for at < stop {
		c, size := utf8.DecodeRuneInString(w.text[at:])
		if !breaking(c) {
			at += size
			continue
		}
		end, next = at, at+size
		for next < stop {
			c, size := utf8.DecodeRuneInString(w.text[next:])
			if !breaking(c) {
				break
			}
			next += size
		}
		at = next
		for end < next && !w.allowed[end] {
			_, size := utf8.DecodeRuneInString(w.text[end:])
			end += size
		}
		for end < next && !w.allowed[next] {
			_, size := utf8.DecodeLastRuneInString(w.text[:next])
			next -= size
		}
		if end < next {
			return end, next
		}
	}
	return stop, stop
}

// breaking is white space at which a line may end.
func breaking(c rune) bool {
	return unicode.IsSpace(c) && c != '\u00A0' && c != '\u2007' && c != '\u202F'
}

// space adds the place at the white space behind a word.
func (w *writing) space(end, next int, last bool) {
	p := place{end: end, start: next, before: w.count, kind: w.ending(end, next)}
	w.count += w.counter(w.text[end:next])
	p.behind = w.count
	for at := range w.wanted {
		p.wanted = p.wanted || !last && at >= end && at <= next
	}
	w.places = append(w.places, p)
}

// word counts a word, and adds the places within when it is longer than a part, or when the agent wants one there.
func (w *writing) word(from, to int) {
	text := w.text[from:to]
	count := w.counter(text)
	if c, _ := utf8.DecodeRuneInString(text); mayPrecede(c) && len(w.places) > 1 && strings.Contains(text, ".") {
		// At the start of a message X may take the first character for what stands before a URL.
		behind := w.counter(" "+text) - 1
		w.places[len(w.places)-1].loose = behind != count
		count = behind
	}
	long := count > w.limit-longestNumbering || w.madeLonger(from, to)
	before := w.count
	last := from
	for at := from; at < to; {
		next := at + 1
		for next < to && !w.allowed[next] {
			next++
		}
		if long {
			w.piece(at, next)
		}
		if next < to && (long || w.wanted[next]) {
			if !long {
				w.count += w.counter(w.text[last:next])
				last = next
			}
			w.within(next)
		}
		at = next
	}
	w.count = max(w.count, before+count)
}

// madeLonger says whether a cut that the agent wants makes one side of a word longer than a part: it can make a URL of what was none.
func (w *writing) madeLonger(from, to int) bool {
	for at := range w.wanted {
		if at > from && at < to && max(w.counter(w.text[from:at]), w.counter(w.text[at:to])) > w.limit-longestNumbering {
			return true
		}
	}
	return false
}

// longestNumbering is the room that is kept for the numbering of a word that might not fit: 9,999 parts are enough.
const longestNumbering = len(" (9999/9999)")

// piece counts what must not be cut. When that alone is longer than a part it is cut after all, by graphemes, and one of those
// that is still too long by code points: a network takes nothing that is over its limit.
func (w *writing) piece(from, to int) {
	state := -1
	count := w.counter(w.text[from:to])
	if count <= w.limit-longestNumbering {
		w.count += count
		return
	}
	for at := from; at < to; {
		if at > from {
			w.within(at)
		}
		var cluster string
		cluster, _, _, state = uniseg.FirstGraphemeClusterInString(w.text[at:to], state)
		if count := w.counter(cluster); count <= w.limit-longestNumbering {
			w.count += count
		} else {
			w.cluster(at, cluster)
		}
		at += len(cluster)
	}
}

func (w *writing) cluster(from int, cluster string) {
	for at, c := range cluster {
		if at > 0 {
			w.within(from + at)
		}
		w.count += w.counter(string(c))
	}
}

func (w *writing) within(at int) {
	p := place{end: at, start: at, kind: letters, loose: true, wanted: w.wanted[at]}
	p.before, p.behind = w.count, w.count
	switch c, _ := utf8.DecodeLastRuneInString(w.text[:at]); {
	case strings.ContainsRune("。！？｡", c):
		p.kind = sentence
	case strings.ContainsRune("、，；：､", c):
		p.kind = clause
	}
	w.places = append(w.places, p)
}

// ending is what ends at the white space: a line or sentence, a clause, or only a word.
func (w *writing) ending(end, next int) kind {
	if strings.ContainsAny(w.text[end:next], "\n\u2028\u2029") {
		return sentence
	}
	text := strings.TrimRightFunc(w.text[:end], func(c rune) bool { return strings.ContainsRune("\"'”’»)]}」』）", c) })
	switch c, _ := utf8.DecodeLastRuneInString(text); c {
	case '!', '?', '…', '。', '！', '？', '｡':
		return sentence
	case '.':
		if shortForm(text) {
			return space
		}
		return sentence
	case ',', ';', ':', '、', '，', '；', '：':
		return clause
	}
	return space
}

// shortForms end with a dot that ends no sentence, and belong to what follows.
var shortForms = []string{
	"no", "nos", "jl", "jln", "gg", "bpk", "bp", "sdr", "sdri", "yth", "tgl", "telp", "tlp", "hp", "rp", "dr", "ir",
	"hj", "a.n", "u.p", "d.a", "s.d", "kab", "kec", "kel", "mr", "mrs", "ms",
}

func shortForm(text string) bool {
	text = strings.TrimSuffix(text, ".")
	at := strings.LastIndexFunc(text, func(c rune) bool { return unicode.IsSpace(c) || c == '(' })
	return slices.Contains(shortForms, strings.ToLower(text[at+1:]))
}

// allowed says for each byte offset whether a cut there goes through no grapheme, URL or handle.
func allowed(text string) []bool {
	ok := make([]bool, len(text)+1)
	state := -1
	for rest := text; rest != ""; {
		ok[len(text)-len(rest)] = true
		_, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
	}
	ok[len(text)] = true
	known := links(text)
	for _, whole := range slices.Concat(known, addresses(text, known), handles(text)) {
		for at := whole.from + 1; at < whole.to; at++ {
			ok[at] = false
		}
	}
	return ok
}

// links are the URLs that X finds, in byte offsets.
func links(text string) []span {
	characters := []rune(text)
	found := urls(characters)
	at, offset := 0, 0
	byteOf := func(place int) int {
		for ; at < place; at++ {
			_, size := utf8.DecodeRuneInString(text[offset:])
			offset += size
		}
		return offset
	}
	for i, link := range found {
		from := byteOf(link.from)
		found[i] = span{from, byteOf(link.to)}
	}
	return found
}

// addresses are what else is meant as a URL: a scheme and what may be in one.
func addresses(text string, known []span) []span {
	var found []span
	for at := 0; ; {
		mark := strings.Index(text[at:], "://")
		if mark < 0 {
			return found
		}
		from, to := at+mark, at+mark+len("://")
		for len(known) > 0 && known[0].to <= from {
			known = known[1:]
		}
		if len(known) > 0 && known[0].from < from {
			at = known[0].to
			continue
		}
		for from > at && letter(rune(text[from-1])) {
			from--
		}
		for to < len(text) && text[to] > ' ' && text[to] < 0x7F && !strings.ContainsRune("\"<>", rune(text[to])) {
			to++
		}
		found = append(found, span{from, to})
		at = to
	}
}

func handles(text string) []span {
	var found []span
	for at, c := range text {
		if c != '@' && c != '＠' {
			continue
		}
		to := at + utf8.RuneLen(c)
		for to < len(text) && (letter(rune(text[to])) || digit(rune(text[to])) || text[to] == '_') {
			to++
		}
		found = append(found, span{at, to})
	}
	return found
}
