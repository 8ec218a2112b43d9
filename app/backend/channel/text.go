package channel

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean makes text that every store can hold: NUL and what is not UTF-8 become U+FFFD, all else stays (edge case 37).
func Clean(text string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "\uFFFD"), "\uFFFD")
}

// Span is a piece of a text that stands for another: a short link for the long one, a link to attached media for nothing.
// Start and End count code points; they come from outside and may be wrong.
type Span struct {
	Start, End int
	Short      string // what stands there
	Long       string // what is meant; empty: cut out
}

// Expand puts what is meant into the places of the spans and undoes HTML entities once (edge case 14). A span is placed by
// its offsets where its short form stands there, else at the next place where it stands as a whole word, else it is left out:
// offsets of real networks don't always fit their text (x-api §3).
func Expand(text string, spans []Span) string {
	runes := []rune(text)
	var out strings.Builder
	at := 0
	for _, p := range placed(runes, spans) {
		if p.Start < at {
			continue // overlaps the one before
		}
		out.WriteString(Unescape(string(runes[at:p.Start])))
		out.WriteString(p.Long)
		at = p.End
		if p.Long == "" && strings.TrimSpace(string(runes[at:])) == "" {
			at = len(runes)
		}
	}
	out.WriteString(Unescape(string(runes[at:])))
	if text == "" || !slices.ContainsFunc(spans, func(s Span) bool { return s.Long == "" }) {
		return out.String()
	}
	return strings.TrimRightFunc(out.String(), unicode.IsSpace)
}

// placed gives the spans whose place is certain, in the order of the text.
func placed(runes []rune, spans []Span) []Span {
	var sure []Span
	for _, s := range spans {
		short := []rune(s.Short)
		if len(short) == 0 {
			continue
		}
		at := s.Start
		if !standsAt(runes, short, at) {
			if at = search(runes, short, sure); at < 0 {
				continue
			}
		}
		sure = append(sure, Span{Start: at, End: at + len(short), Long: s.Long})
	}
	slices.SortStableFunc(sure, func(a, b Span) int { return a.Start - b.Start })
	return sure
}

// standsAt says whether word stands at a place, and not only as the beginning of a longer one.
func standsAt(runes, word []rune, at int) bool {
	end := at + len(word)
	if at < 0 || end > len(runes) || !slices.Equal(runes[at:end], word) {
		return false
	}
	return end == len(runes) || !alphanumeric(runes[end])
}

// search finds the first place of a word that no other span has taken; -1 when there is none.
func search(runes, word []rune, taken []Span) int {
	for at := range max(0, len(runes)-len(word)+1) {
		free := !slices.ContainsFunc(taken, func(s Span) bool { return at < s.End && at+len(word) > s.Start })
		if free && standsAt(runes, word, at) {
			return at
		}
	}
	return -1
}

func alphanumeric(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// Unescape undoes the HTML entities that X puts into text, once: "&amp;lt;" is "&lt;".
func Unescape(text string) string {
	if !strings.Contains(text, "&") {
		return text
	}
	return strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'").Replace(text)
}

// SameText says whether a text on a network is what we sent: networks normalise it, trim and join white space, make links of
// bare domains, and X puts the names of those whom an answer is for in front of it.
func SameText(a, b string) bool { return canonical(a) == canonical(b) }

func canonical(text string) string {
	words := strings.Fields(norm.NFC.String(Clean(text)))
	for len(words) > 1 && strings.HasPrefix(words[0], "@") {
		words = words[1:]
	}
	for i, w := range words {
		w = strings.TrimPrefix(strings.TrimPrefix(w, "https://"), "http://")
		words[i] = strings.TrimSuffix(w, "/")
	}
	return strings.Join(words, " ")
}
