package local

import "strings"

// stems are the roots that an Indonesian word may have, without the word itself: at most a few, since without a dictionary a
// nasal prefix leaves open which sound it swallowed (menanti: nanti or tanti). Index and query both take all, so what has the
// same root meets: tagihan, menagih, ditagih, penagihannya.
func stems(word string) []string {
	if len(word) < 5 || !latin(word) {
		return nil
	}
	base := trimOne(trimOne(word, "lah", "kah", "pun"), "nya", "ku", "mu")
	var out []string
	for _, w := range []string{base, trimOne(base, "kan", "an", "i")} {
		for _, s := range unprefixed(w) {
			if s != word && len(s) >= 3 && voweled(s) && !contains(out, s) {
				out = append(out, s)
			}
		}
		if w != word && !contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// unprefixed are what may be left when a prefix is taken off; the word itself is not among them.
func unprefixed(w string) []string {
	for _, p := range []string{"mem", "pem", "men", "pen"} { // before the longer meng, meny, peng, peny are tried
		if rest, ok := strings.CutPrefix(w, p); ok && len(rest) >= 3 {
			return nasal(p, rest)
		}
	}
	for _, p := range []string{"memper", "diper", "keber", "ber", "ter", "per", "di", "ke", "se", "me", "pe"} {
		if rest, ok := strings.CutPrefix(w, p); ok && len(rest) >= 4 {
			return []string{rest}
		}
	}
	return nil
}

// nasal undoes a prefix with a nasal sound, which swallows p, t, k and s before a vowel.
func nasal(prefix, rest string) []string {
	if prefix == "mem" || prefix == "pem" {
		if strings.HasPrefix(rest, "per") && len(rest) >= 7 {
			return []string{rest[3:], rest}
		}
		if vowel(rest[0]) {
			return []string{"p" + rest, "m" + rest}
		}
		return []string{rest}
	}
	switch {
	case rest[0] == 'g' && len(rest) >= 4 && vowel(rest[1]):
		return []string{rest[1:], "k" + rest[1:], rest}
	case rest[0] == 'g':
		return []string{rest, rest[1:]}
	case rest[0] == 'y' && len(rest) >= 4:
		return []string{"s" + rest[1:], "n" + rest}
	case vowel(rest[0]):
		return []string{"t" + rest, "n" + rest}
	}
	return []string{rest}
}

func trimOne(w string, suffixes ...string) string {
	for _, s := range suffixes {
		if rest, ok := strings.CutSuffix(w, s); ok && len(rest) >= 4 && voweled(rest) {
			return rest
		}
	}
	return w
}

func latin(w string) bool {
	for i := range len(w) {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}

func vowel(c byte) bool { return strings.IndexByte("aiueo", c) >= 0 }

func voweled(w string) bool { return strings.ContainsAny(w, "aiueo") }

func contains(list []string, w string) bool {
	for _, x := range list {
		if x == w {
			return true
		}
	}
	return false
}
