package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// replacement stands for what is not a character.
const replacement = '\uFFFD'

// Clean returns text from outside in a form that is safe to show: line breaks and tabs (as a space) stay, other control
// characters, overrides of the writing direction and invisible characters go, and bytes that are no UTF-8 (a lone
// surrogate, a cut character) become U+FFFD. Joiners stay where they join emoji or shape a letter. Text that is already
// clean is returned as it is, without a copy.
func Clean(s string) string { return clean(s, false) }

// CleanLine is Clean for one line: every line break and every run of spaces becomes one space, the ends are trimmed.
func CleanLine(s string) string { return clean(s, true) }

func clean(s string, oneLine bool) string {
	if harmless(s, oneLine) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	previous, marks := rune(0), 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		out, keep := visible(r, previous, shownNext(s[i:], r, marks))
		if !keep {
			continue
		}
		// A pile of combining marks on one letter paints over the lines around it.
		if unicode.Is(unicode.Mn, out) {
			if marks++; marks > maxMarks {
				continue
			}
		} else if !unicode.Is(unicode.Cf, out) { // a joiner between two of them makes no new letter
			marks = 0
		}
		if oneLine && (out == '\n' || out == ' ') {
			if previous == ' ' || previous == 0 {
				continue
			}
			out = ' '
		}
		b.WriteRune(out)
		previous = out
	}
	if oneLine {
		return strings.TrimRight(b.String(), " ")
	}
	return b.String()
}

// shownNext is what the first rune of rest will be shown as behind r, when marks lie on the letter so far; 0 when it won't be.
func shownNext(rest string, r rune, marks int) rune {
	next, n := utf8.DecodeRuneInString(rest)
	out, keep := visible(next, r, 0)
	if n == 0 || !keep || unicode.Is(unicode.Mn, out) && marks >= maxMarks {
		return 0
	}
	return out
}

// maxMarks is how many combining marks one letter may carry; living languages need three.
const maxMarks = 4

// harmless reports that clean would change nothing; most texts are plain.
func harmless(s string, oneLine bool) bool {
	if oneLine && (strings.HasPrefix(s, " ") || strings.HasSuffix(s, " ") || strings.Contains(s, "  ")) {
		return false
	}
	for _, r := range s {
		if r < ' ' && (oneLine || r != '\n') || r >= 0x7F && !unicode.In(r, unicode.Latin) {
			return false
		}
	}
	return true
}

// visible says what a rune is shown as, and whether at all.
func visible(r, previous, next rune) (rune, bool) {
	switch {
	case r == '\n' || r == ' ':
		return r, true
	case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
		return '\n', true
	case r == '\t' || r == '\u00A0' || r == '\u3000' || r == '\u2007' || r == '\u202F' || unicode.Is(unicode.Zs, r):
		return ' ', true
	case r == utf8.RuneError:
		return replacement, true
	case unicode.IsControl(r):
		return 0, false
	case r == '\u200D': // joins emoji, and letters of scripts that need it
		return r, joins(previous) && joins(next)
	case r == '\u200C': // keeps letters apart in the same scripts
		return r, unicode.IsLetter(previous) && unicode.IsLetter(next) && previous > 0x05FF
	case r >= 0xE0020 && r <= 0xE007F: // flags of regions are written in these
		return r, previous >= 0x1F3F4
	case unicode.Is(unicode.Cf, r), r == '\u034F', r == '\u115F', r == '\u1160', r == '\u3164', r == '\uFFA0', r == '\u2800':
		return 0, false
	case unicode.Is(unicode.Co, r), unicode.Is(unicode.Noncharacter_Code_Point, r):
		return replacement, true
	}
	return r, true
}

func joins(r rune) bool {
	return r >= 0x2190 && !unicode.Is(unicode.Cf, r) || r == '\uFE0F' || r >= 0x0600 && unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)
}
