package answer

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// What configuration 3 of twitter-text charges.
const (
	light   = 1  // a character of the ranges below
	heavy   = 2  // any other one, and an emoji whatever it is made of
	linkage = 23 // a URL: X puts a t.co link of this length in its place
)

// Weight returns the weighted length of a text as X counts a post: twitter-text, configuration 3. It is the number that must not
// exceed 280. Emoji newer than the list that X's library goes by are counted in parts, so they may count more than X's server
// says, never less.
func Weight(text string) int {
	sum := 0
	walk([]rune(normal(text)), func(_, _, weight int) { sum += weight })
	return sum
}

// walk gives the pieces of a text that count as one, from left to right: URLs, emoji, characters.
func walk(text []rune, piece func(from, to, weight int)) {
	links := urls(text)
	for at := 0; at < len(text); {
		to, weight := at+1, heavy
		if len(links) > 0 && links[0].from == at {
			to, weight = links[0].to, linkage
		} else if n := emoji(text[at:]); n > 0 {
			to = at + n
		} else if lightweight(text[at]) {
			weight = light
		}
		piece(at, to, weight)
		at = to
		for len(links) > 0 && links[0].from < at {
			links = links[1:]
		}
	}
}

func lightweight(c rune) bool {
	return c <= 0x10FF || c >= 0x2000 && c <= 0x200D || c >= 0x2010 && c <= 0x201F || c >= 0x2032 && c <= 0x2037
}

// joiner is what norm puts between marks when there are more than 30 on one character, so that they need no more than a small
// buffer. X does not, so only those that were in the text before may be counted.
const joiner = "\u034F"

func normal(text string) string {
	if norm.NFC.IsNormalString(text) {
		return text
	}
	if !strings.Contains(text, joiner) {
		return strings.ReplaceAll(norm.NFC.String(text), joiner, "")
	}
	pieces := strings.Split(text, joiner)
	for i, p := range pieces {
		pieces[i] = strings.ReplaceAll(norm.NFC.String(p), joiner, "")
	}
	return strings.Join(pieces, joiner)
}
