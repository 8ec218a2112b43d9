package answer

import "golang.org/x/text/unicode/norm"

// Weight returns the weighted length of a text as X counts a post: twitter-text, configuration 3.
func Weight(text string) int {
	sum := 0
	for _, c := range norm.NFC.String(text) {
		sum += weightOf(c)
	}
	return sum
}

// weightOf is 1 in the ranges of configuration 3 and 2 elsewhere.
func weightOf(c rune) int {
	switch {
	case c <= 0x10FF, c >= 0x2000 && c <= 0x200D, c >= 0x2010 && c <= 0x201F, c >= 0x2032 && c <= 0x2037:
		return 1
	}
	return 2
}
