package local

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is indexed of one text: a message of a megabyte must not cost more than a long one.
const (
	maxWords  = 1500
	maxLetter = 40 // letters of one word
	minNumber = 6  // digits from which a run of digits counts as a number
)

// indexed is what the search index keeps of a text: its words, the stems of its words, and its numbers without the ways in which
// they are written.
func indexed(texts ...string) []string {
	seen := map[string]bool{}
	var out []string
	add := func(w string) {
		if w != "" && !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	count := 0
	for _, text := range texts {
		for _, w := range wordsOf(text) {
			if count++; count > maxWords {
				return out
			}
			add(w)
			for _, s := range stems(w) {
				add(s)
			}
		}
		for _, n := range numbers(text) {
			add(n)
		}
	}
	return out
}

// wordsOf are the words of a text, folded: letters and digits in lower case without marks above them.
func wordsOf(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !isWord(r) })
}

// fold makes a text comparable: lower case, the marks of Latin letters away.
func fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	letters := 0
	for _, r := range text {
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if letters++; letters > maxLetter {
				continue
			}
		default:
			letters = 0
		}
		r = unicode.ToLower(r)
		if r >= 0xc0 && r < 0x180 {
			r = bare(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// marked are the Latin letters with marks that occur in names, and bareLetters the same without.
const (
	marked      = "àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłńñňòóôõöøōőŕřśşšţťùúûüūůűųýÿźżž"
	bareLetters = "aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorrsssttuuuuuuuuyyzzz"
)

func bare(r rune) rune {
	i := strings.IndexRune(marked, r)
	if i < 0 {
		return r
	}
	return rune(bareLetters[utf8.RuneCountInString(marked[:i])])
}

// numbers are the telephone, service and ticket numbers in a text, as digits without the country's 62 or a leading 0, however
// they are grouped: 0812-3456 7890 and +62 812 34567890 are one.
func numbers(text string) []string {
	var out []string
	var run []byte
	gap := 0
	flush := func() {
		if n := number(string(run)); n != "" {
			out = append(out, n)
		}
		run, gap = run[:0], 0
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			if len(run) < maxLetter {
				run = append(run, c)
			}
			gap = 0
		case len(run) > 0 && gap < 2 && (c == ' ' || c == '.' || c == '-' || c == '(' || c == ')' || c == '/'):
			gap++
		default:
			flush()
		}
	}
	flush()
	return out
}

// number is the one form of a number's digits; empty when they are too few to be one.
func number(digits string) string {
	if len(digits) < minNumber {
		return ""
	}
	n := strings.TrimPrefix(digits, "62")
	if len(n) == len(digits) || len(n) < minNumber {
		n = digits
	}
	n = strings.TrimLeft(n, "0")
	if len(n) < minNumber-1 {
		return digits
	}
	return n
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
