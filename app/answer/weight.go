package answer

import (
	"strings"
	"unicode/utf8"

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
func Weight(text string) int { return weigh(normal(text)) }

// weigh goes through a text in normal form by what counts as one: a URL, an emoji, a character.
func weigh(normal string) int {
	text := []rune(normal)
	links := urls(text)
	sum := 0
	for at := 0; at < len(text); {
		if len(links) > 0 && links[0].from == at {
			sum += linkage
			at = links[0].to
		} else if n := emoji(text[at:]); n > 0 {
			sum += heavy
			at += n
		} else if lightweight(text[at]) {
			sum += light
			at++
		} else {
			sum += heavy
			at++
		}
		for len(links) > 0 && links[0].from < at {
			links = links[1:]
		}
	}
	return sum
}

func lightweight(c rune) bool {
	return c <= 0x10FF || c >= 0x2000 && c <= 0x200D || c >= 0x2010 && c <= 0x201F || c >= 0x2032 && c <= 0x2037
}

// joiner is what norm puts between marks when there are more than 30 on one character, so that they need no more than a small
// buffer. X does not, so only those that were in the text before may be counted.
const joiner = "\u034F"

// normal is a text in form C. A byte that is no UTF-8 stands for one U+FFFD from the start, because norm goes on behind such bytes
// in one way at the beginning of a text and in another later.
func normal(text string) string {
	if !utf8.ValidString(text) {
		text = string([]rune(text))
	}
	if !strings.ContainsFunc(text, func(c rune) bool { return c >= 0x300 }) {
		return text // no mark to combine
	}
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
