package answer

import (
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/idna"
)

// The URLs that X finds in a text, and charges by the length of its own link. What is one to X is not what a URL standard says:
// a domain needs no scheme ("done.It" is one), a path ends where letters that are neither Latin nor Cyrillic begin. The rules are
// those of twitter-text 3.1.

const (
	longestURL   = 4096
	longestSlug  = 40 // of t.co
	longestLabel = 63
)

// span is a stretch of a text in code points.
type span struct{ from, to int }

// finder goes through one text, in UTF-16 units like X: the halves of a character beyond the first plane are two to it.
type finder struct {
	text   []rune
	ends   []span // from each dot that a top-level domain follows to that domain's end; those left to look at
	labels []int  // for each place, where the label that goes through it ends
	found  []span
}

// HasLink says whether X finds a URL in a text.
func HasLink(text string) bool { return len(urls([]rune(normal(text)))) > 0 }

func urls(characters []rune) []span {
	if !slices.Contains(characters, '.') {
		return nil
	}
	text, places := units(characters)
	f := finder{text: text}
	for at, c := range text {
		if c != '.' {
			continue
		}
		if end := tld(text, at+1, len(text)); end > 0 {
			f.ends = append(f.ends, span{at, end})
		}
	}
	if len(f.ends) == 0 {
		return nil
	}
	f.labels = make([]int, len(text)+1)
	for at := len(text); at >= 0; at-- {
		f.labels[at] = at
		if at < len(text) && inLabel(text[at]) {
			f.labels[at] = f.labels[at+1]
		}
	}
	for at := 0; at < len(text) && len(f.ends) > 0; {
		at = f.step(at)
	}
	if places != nil {
		for i, link := range f.found {
			f.found[i] = span{places[link.from], places[link.to]}
		}
	}
	return f.found
}

// units gives the UTF-16 units of a text, and for each of them the place of its character: nil where that is its own.
func units(characters []rune) (text []rune, places []int) {
	n := 0
	for _, c := range characters {
		n += utf16.RuneLen(c)
	}
	if n == len(characters) {
		return characters, nil
	}
	text, places = make([]rune, 0, n), make([]int, 0, n+1)
	for i, c := range characters {
		if high, low := utf16.EncodeRune(c); utf16.RuneLen(c) == 2 {
			text, places = append(text, high, low), append(places, i, i)
		} else {
			text, places = append(text, c), append(places, i)
		}
	}
	return text, append(places, len(characters))
}

// step looks for a URL behind the character at a place and returns where to look next. At the start of a text there need not be
// a character before the URL, yet one that may stand before a URL is taken for that first.
func (f *finder) step(at int) int {
	if mayPrecede(f.text[at]) {
		if end := f.link(at+1, f.text[at]); end > 0 {
			return end
		}
	}
	if at == 0 {
		if end := f.link(0, ' '); end > 0 {
			return end
		}
	}
	return at + 1
}

// link reads a URL at a place and keeps what counts as one. It returns where it ends, also when it is none after all: it is not
// searched again; 0 when nothing like a URL is there.
func (f *finder) link(at int, before rune) int {
	host := at + scheme(f.text[at:])
	end := f.domain(host)
	if end == 0 {
		return 0
	}
	domain, path := span{host, end}, end+port(f.text[end:])
	stop := path + pathLength(f.text[path:])
	hasPath := stop > path
	stop += query(f.text[stop:])
	if !fits(f.text[at:stop], f.text[domain.from:domain.to], host > at) {
		return stop
	}
	if host == at {
		if !strings.ContainsRune("-_./", before) {
			f.bare(domain, stop, hasPath)
		}
		return stop
	}
	if to, ok := shortened(f.text, domain, stop); ok {
		f.found = append(f.found, span{at, to})
	}
	return stop
}

// bare keeps the domains of a URL without a scheme: only their part in Latin letters counts, and the path belongs to the last.
func (f *finder) bare(domain span, stop int, hasPath bool) {
	first := len(f.found)
	for at := domain.from; at < domain.to; {
		from, to := latinDomain(f.text, at, domain.to)
		if to == 0 {
			break
		}
		f.found = append(f.found, span{from, to})
		at = to
	}
	if hasPath && len(f.found) > first {
		f.found[len(f.found)-1].to += stop - domain.to
	}
}

// domain returns the end of the longest domain name that begins at a place, 0 when there is none.
func (f *finder) domain(at int) int {
	end := 0
	for len(f.ends) > 0 && f.ends[0].from < at {
		f.ends = f.ends[1:]
	}
	for ends := f.ends; len(ends) > 0; {
		dot := f.labels[at]
		if dot == at || dot == len(f.text) || f.text[dot] != '.' || dash(f.text[at]) || dash(f.text[dot-1]) {
			break
		}
		for len(ends) > 0 && ends[0].from < dot {
			ends = ends[1:]
		}
		if len(ends) > 0 && ends[0].from == dot && !slices.Contains(f.text[at:dot], '_') {
			end = ends[0].to
		}
		at = dot + 1
	}
	return end
}

// latinDomain finds the first domain of Latin letters, digits and dashes in a stretch of the text; its end is 0 when there is none.
func latinDomain(text []rune, from, to int) (begin, end int) {
	for begin = from; begin < to; begin++ {
		if text[begin] != '-' && !latin(text[begin]) && !digit(text[begin]) {
			continue
		}
		at := begin
		for at < to {
			label := at
			for at < to && (text[at] == '-' || latin(text[at]) || digit(text[at])) {
				at++
			}
			if at == label || at == to || text[at] != '.' {
				break
			}
			at++
			if e := tld(text, at, to); e > 0 {
				end = e
			}
		}
		if end > 0 {
			return begin, end
		}
	}
	return 0, 0
}

// fits holds a URL to the lengths of names and of links. X counts the scheme twice, and one where there is none.
func fits(url, domain []rune, hasScheme bool) bool {
	counted := len("https://")
	if hasScheme {
		counted = scheme(url)
	}
	if counted+len(url) > longestURL {
		return false
	}
	name := string(whole(domain))
	if strings.HasPrefix(name, "xn--") {
		if _, end := latinDomain(domain, 0, len(domain)); end == 0 {
			return false
		}
	}
	for label := range strings.SplitSeq(name, ".") {
		// Only the length counts: what idna says against a name is nothing to X.
		if ascii, _ := idna.Punycode.ToASCII(fullStops.Replace(label)); len(ascii) > longestLabel {
			return false
		}
	}
	return true
}

// fullStops of other scripts are dots to those who convert a name, yet they end no label.
var fullStops = strings.NewReplacer("\u3002", ".", "\uFF0E", ".", "\uFF61", ".")

// whole puts characters together again from their halves. The lower half of one whose upper half stood before the URL is a
// character of its own to X; the nearest that can be one stands in for it.
func whole(text []rune) []rune {
	const nearest = 0xE000
	characters := make([]rune, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if utf16.IsSurrogate(c) {
			c = nearest
			if i+1 < len(text) && utf16.DecodeRune(text[i], text[i+1]) != '\uFFFD' {
				c = utf16.DecodeRune(text[i], text[i+1])
				i++
			}
		}
		characters = append(characters, c)
	}
	return characters
}

// shortened cuts what follows the slug of a t.co link but a query; false when the slug is too long to be one.
func shortened(text []rune, domain span, stop int) (int, bool) {
	path := domain.to + 1
	if !says(text[domain.from:stop], "t.co/") {
		return stop, true
	}
	end := path
	for end < stop && (letter(text[end]) || digit(text[end])) {
		end++
	}
	if end == path {
		return stop, true
	}
	return end + query(text[end:stop]), end-path <= longestSlug
}

func scheme(text []rune) int {
	for _, s := range []string{"https://", "http://"} {
		if says(text, s) {
			return len(s)
		}
	}
	return 0
}

func port(text []rune) int {
	if len(text) < 2 || text[0] != ':' || !digit(text[1]) {
		return 0
	}
	n := 2
	for n < len(text) && digit(text[n]) {
		n++
	}
	return n
}

// pathLength reads a path: it goes as far as its characters and balanced brackets do, and ends behind the last of them that may
// end one. Brackets may only where they follow such an end.
func pathLength(text []rune) int {
	if len(text) == 0 || text[0] != '/' {
		return 0
	}
	end := 1
	for at := 1; at < len(text); {
		if n := brackets(text[at:]); n > 0 {
			if end == at {
				end += n
			}
			at += n
			continue
		}
		if !inPath(text[at]) {
			break
		}
		at++
		if endsPath(text[at-1]) {
			end = at
		}
	}
	return end
}

// brackets reads (x) or (x(y)z), where only y may not be empty.
func brackets(text []rune) int {
	if len(text) == 0 || text[0] != '(' {
		return 0
	}
	run := func(at int) int {
		for at < len(text) && inPath(text[at]) {
			at++
		}
		return at
	}
	at, nested := run(1), false
	if at < len(text) && text[at] == '(' {
		inner := run(at + 1)
		if inner == at+1 || inner == len(text) || text[inner] != ')' {
			return 0
		}
		at, nested = run(inner+1), true
	}
	if at == len(text) || text[at] != ')' || at == 1 && !nested {
		return 0
	}
	return at + 1
}

// query reads ? and what follows up to the last character that may end a query.
func query(text []rune) int {
	if len(text) == 0 || text[0] != '?' {
		return 0
	}
	end := 0
	for at := 1; at < len(text) && inQuery(text[at]); at++ {
		if endsQuery(text[at]) {
			end = at + 1
		}
	}
	return end
}
