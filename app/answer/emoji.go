package answer

import (
	"slices"
	"unicode"
)

// Emoji of more than one code point, as X's library knows them (Emoji 11, 2018). An emoji of one code point needs no list: it
// counts 2 like any other character outside the light ranges. The facts below are those of Unicode's emoji-data.txt,
// emoji-variation-sequences.txt and emoji-zwj-sequences.txt, narrowed to what a run of the library (twemoji-parser 11.0.2)
// takes for one emoji.

const (
	zwj       = 0x200D
	coloured  = 0xFE0F // variation selector: emoji, not text
	keycap    = 0x20E3
	blackFlag = 0x1F3F4
	firstTag  = 0xE0067 // g, as in gbeng
	tagEnd    = 0xE007F
	regionA   = 0x1F1E6
	man       = 0x1F468
	woman     = 0x1F469
	boy       = 0x1F466
	girl      = 0x1F467
	heart     = 0x2764
	kiss      = 0x1F48B
	female    = 0x2640
	male      = 0x2642
)

// emoji returns how many code points at the start of the text are one emoji, 0 where there is none of more than one.
func emoji(text []rune) int {
	if len(text) < 2 || !goesOn(text[1]) {
		return 0
	}
	c := text[0]
	if c < 0x80 {
		return keyed(text)
	}
	for _, known := range [...]func([]rune) int{working, gendered, related, joined, nation} {
		if n := known(text); n > 0 {
			return n
		}
	}
	n := 1
	if unicode.Is(colourable, c) && text[1] == coloured {
		n = 2
	}
	if n < len(text) && toned(text[n]) && unicode.Is(tonable, c) {
		n++
	}
	if n > 1 {
		return n
	}
	return 0
}

// goesOn says what may be second in an emoji.
func goesOn(c rune) bool {
	return c == coloured || c == zwj || c == keycap || toned(c) || c >= regionA && c < regionA+26 || c == firstTag
}

// keyed: # * 0-9 on a key of a telephone.
func keyed(text []rune) int {
	c := text[0]
	if c != '#' && c != '*' && (c < '0' || c > '9') {
		return 0
	}
	if n := begins(text[1:], coloured, keycap); n > 0 {
		return 1 + n
	}
	if text[1] == keycap {
		return 2
	}
	return 0
}

// working: a man or woman, of a skin tone or none, with the sign of a profession or hair.
func working(text []rune) int {
	if text[0] != man && text[0] != woman {
		return 0
	}
	n := 1
	if toned(text[n]) {
		n++
	}
	if len(text) < n+2 || text[n] != zwj {
		return 0
	}
	sign := text[n+1]
	if slices.Contains(officeSigns, sign) && begins(text[n+2:], coloured) > 0 {
		return n + 3
	}
	if unicode.Is(professionSigns, sign) {
		return n + 2
	}
	return 0
}

// gendered: somebody who does something, as a woman or a man.
func gendered(text []rune) int {
	n := 1
	switch c := text[0]; {
	case unicode.Is(detective, c) && (toned(text[1]) || text[1] == coloured):
		n = 2
	case unicode.Is(active, c):
		if toned(text[1]) {
			n = 2
		}
	case !unicode.Is(toneless, c):
		return 0
	}
	for _, gender := range []rune{female, male} {
		if m := begins(text[n:], zwj, gender, coloured); m > 0 {
			return n + m
		}
	}
	return 0
}

// related: couples and families. A man is named before a woman, a girl before a boy.
func related(text []rune) int {
	first := text[0]
	if first != man && first != woman || text[1] != zwj {
		return 0
	}
	if n := couple(text); n > 0 {
		return n
	}
	n := 1
	second := next(text, n)
	if second == woman || second == man && first == man {
		n += 2
		second = next(text, n)
	}
	switch second {
	case girl:
		n += 2
		if child := next(text, n); child == girl || child == boy {
			n += 2
		}
	case boy:
		n += 2
		if next(text, n) == boy {
			n += 2
		}
	default:
		return 0
	}
	return n
}

func couple(text []rune) int {
	n := 1 + begins(text[1:], zwj, heart, coloured)
	if n == 1 {
		return 0
	}
	if next(text, n) == kiss {
		n += 2
	}
	if second := next(text, n); second == man || second == woman && text[0] == woman {
		return n + 2
	}
	return 0
}

// next is what a joiner at n joins, 0 when there is no joiner.
func next(text []rune, n int) rune {
	if n+1 < len(text) && text[n] == zwj {
		return text[n+1]
	}
	return 0
}

// joined: the sequences that follow no rule.
func joined(text []rune) int {
	for _, sequence := range sequences {
		if n := begins(text, sequence...); n > 0 {
			return n
		}
	}
	return 0
}

// nation: two letters that name a region that has a flag.
func nation(text []rune) int {
	first, second := text[0]-regionA, text[1]-regionA
	if first < 0 || first > 25 || second < 0 || second > 25 || regions[first]&(1<<second) == 0 {
		return 0
	}
	return 2
}

func toned(c rune) bool { return c >= 0x1F3FB && c <= 0x1F3FF }

// begins returns the length of a sequence that the text begins with, 0 when it doesn't.
func begins(text []rune, sequence ...rune) int {
	if len(text) < len(sequence) || !slices.Equal(text[:len(sequence)], sequence) {
		return 0
	}
	return len(sequence)
}
