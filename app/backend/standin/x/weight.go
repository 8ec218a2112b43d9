package x

import (
	"strings"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

// weigh is the weighted length of a text by configuration v3 (reference twitter-text), near enough for a server that was
// given no better count: links are those that X would shorten here, every emoji counts 2.
func weigh(text string) int {
	text = norm.NFC.String(text)
	sum, at := 0, 0
	for _, loc := range linkPattern.FindAllStringIndex(text, -1) {
		to := trimLink(text, loc[0], loc[1])
		if loc[0] < at || to <= loc[0] || !linkMayStart(text, loc[0]) {
			continue
		}
		sum += weighPlain(text[at:loc[0]]) + 23
		at = to
	}
	return sum + weighPlain(text[at:])
}

func weighPlain(text string) int {
	sum := 0
	for g := uniseg.NewGraphemes(text); g.Next(); {
		one := 0
		for _, r := range g.Runes() {
			one += weightOf(r)
		}
		if strings.ContainsRune(g.Str(), 0x200D) || strings.ContainsRune(g.Str(), 0xFE0F) || g.Runes()[0] >= 0x1F000 {
			one = min(one, 2)
		}
		sum += one
	}
	return sum
}

func weightOf(r rune) int {
	switch {
	case r <= 4351, r >= 8192 && r <= 8205, r >= 8208 && r <= 8223, r >= 8242 && r <= 8247:
		return 1
	}
	return 2
}
