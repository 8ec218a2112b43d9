package widget

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"sociomedio/ui/look"
)

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
		if used+gap+w > b.width {
			if end > start {
				lines = append(lines, wrapped{part[start:end], at + start, used})
			}
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
