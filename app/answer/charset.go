package answer

import (
	_ "embed"
	"strings"
	"unicode"
)

// latinRanges are the letters beyond ASCII that X takes for Latin ones, with the marks that stand on them.
var latinRanges = []span{
	{0xC0, 0xD6},
	{0xD8, 0xF6},
	{0xF8, 0x24F},
	{0x253, 0x254},
	{0x256, 0x257},
	{0x259, 0x259},
	{0x25B, 0x25B},
	{0x263, 0x263},
	{0x268, 0x268},
	{0x26F, 0x26F},
	{0x272, 0x272},
	{0x289, 0x289},
	{0x28B, 0x28B},
	{0x2BB, 0x2BB},
	{0x300, 0x36F},
	{0x1E00, 0x1EFF},
}

var cyrillicRanges = []span{{0x400, 0x4FF}}

// Letters are compared without regard to case, which takes in some outside the ranges: those that share their capital with one
// of them, such as the Greek iota, whose capital is that of a mark.
var accented, cyrillic = capitals(latinRanges), capitals(cyrillicRanges)

func capitals(ranges []span) map[rune]bool {
	set := map[rune]bool{}
	for _, r := range ranges {
		for c := r.from; c <= r.to; c++ {
			set[capital(rune(c))] = true
		}
	}
	return set
}

// capital is the capital letter a character is compared by. None beyond ASCII becomes one within.
func capital(c rune) rune {
	up := unicode.ToUpper(c)
	if c >= 0x80 && up < 0x80 {
		return c
	}
	return up
}

// says is whether a text begins with an ASCII word, in capitals or not.
func says(text []rune, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i, c := range word {
		if capital(text[i]) != capital(c) {
			return false
		}
	}
	return true
}

func letter(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c rune) bool  { return c >= '0' && c <= '9' }

func latin(c rune) bool { return letter(c) || c >= 0x80 && accented[capital(c)] }

func worded(c rune) bool { return latin(c) || digit(c) || c >= 0x80 && cyrillic[capital(c)] }

// mayPrecede says what may stand before a URL.
func mayPrecede(c rune) bool {
	switch c {
	case '@', '＠', '$', '#', '＃', 0xFFFE, 0xFEFF, 0xFFFF:
		return false
	}
	return !letter(c) && !digit(c)
}

func dash(c rune) bool { return c == '-' || c == '_' }

// inLabel says what a label of a domain name is made of; dashes stand only inside it.
func inLabel(c rune) bool {
	switch {
	case c < 0x80:
		return letter(c) || digit(c) || dash(c) || c == '"' || c == '`' || c < 0x09 || c > 0x0D && c < 0x20 || c == 0x7F
	case c == 0x85, c == 0xA0, c == 0x1680, c == 0x180E, c >= 0x2000 && c <= 0x200A, c == 0x2028, c == 0x2029, c == 0x202F,
		c == 0x205F, c == 0x3000:
		return false // white space
	case c >= 0x202A && c <= 0x202E, c == 0x061C, c == 0x200E, c == 0x200F, c >= 0x2066 && c <= 0x2069:
		return false // marks of direction
	case c == 0xFFFE, c == 0xFEFF, c == 0xFFFF:
		return false
	}
	return true
}

func inPath(c rune) bool { return worded(c) || strings.ContainsRune("!*';:=+,.$/%#[]-\u2013_~@|&", c) }

func endsPath(c rune) bool { return worded(c) || strings.ContainsRune("+-=_#/", c) }

func inQuery(c rune) bool {
	return letter(c) || digit(c) || strings.ContainsRune("!?*'@();:&=+$/%#[]-_.,~|", c)
}

func endsQuery(c rune) bool { return letter(c) || digit(c) || strings.ContainsRune("-_&=#/", c) }

// tldList names the top-level domains X's library of 2019 knew: those of the root zone of that time, and onion. Newer ones are no
// URLs to it, and ones that are gone still are.
//
//go:embed tld.txt
var tldList string

var tlds, longestTLD = topLevels(tldList)

func topLevels(list string) (set map[string]bool, longest int) {
	set = map[string]bool{}
	for _, name := range strings.Fields(list) {
		key := strings.Map(capital, name)
		set[key] = true
		longest = max(longest, len([]rune(name)))
	}
	return set, longest
}

// tld returns the end of the top-level domain that begins at a place and ends at stop or before it; 0 when there is none.
func tld(text []rune, at, stop int) int {
	var name [32]rune
	for n := 0; n < len(name) && n < longestTLD && at+n < stop; n++ {
		name[n] = capital(text[at+n])
	}
	for end := min(stop, at+longestTLD); end > at; end-- {
		goesOn := end < stop && (letter(text[end]) || digit(text[end]) || strings.ContainsRune("@+-", text[end]))
		if !goesOn && tlds[string(name[:end-at])] {
			return end
		}
	}
	end := at
	if says(text[at:stop], "xn--") {
		for end = at + 4; end < stop && (letter(text[end]) || digit(text[end]) || text[end] == '-'); {
			end++
		}
	}
	if end > at+4 {
		return end
	}
	return 0
}
