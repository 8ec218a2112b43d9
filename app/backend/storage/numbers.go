package storage

import (
	"context"
	"strings"
	"unicode"
)

// digitsOf leaves only the digits of a number: the key of a service record.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// countryCode is Indonesia's.
const countryCode = "62"

// national is a number as it is compared: without the trunk 0 or the country code, which only + or 00 makes certain.
// 0621 is an area code (Sumatra), so bare digits that begin with 62 stay.
func national(s string) string {
	digits := digitsOf(s)
	switch {
	case strings.HasPrefix(strings.TrimLeftFunc(s, func(r rune) bool { return r != '+' && (r < '0' || r > '9') }), "+"):
	case strings.HasPrefix(digits, "00"):
		digits = digits[2:]
	case strings.HasPrefix(digits, "0"):
		return digits[1:]
	default:
		return digits
	}
	rest, ours := strings.CutPrefix(digits, countryCode)
	if !ours {
		return digits
	}
	return strings.TrimPrefix(rest, "0") // +62 (0)21
}

// spellings are the forms in which a number that was asked for may be stored: records hold 62... without + too.
func spellings(asked string) []string {
	n := national(asked)
	if n == "" {
		return nil
	}
	list := []string{n, countryCode + n}
	if rest, bare := strings.CutPrefix(n, countryCode); bare && len(rest) >= fewestNational {
		list = append(list, strings.TrimPrefix(rest, "0"))
	}
	return list
}

// The shortest number that is looked for, as it is typed and without what stands before its area: less would be half the
// country.
const (
	fewestDigits   = 4
	fewestNational = 3
)

// from and to make the range of all text that begins with prefix.
func from(prefix string) string { return prefix }
func to(prefix string) string   { return prefix + "\U0010FFFF" }

// termsOf are the words something is found by: lower case, letters and digits, at most a screenful.
func termsOf(text string) []string {
	const mostTerms, longest = 24, 40
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_'
	})
	var terms []string
	seen := map[string]bool{}
	for _, w := range words {
		if runes := []rune(w); len(runes) > longest {
			w = string(runes[:longest])
		}
		if !seen[w] && len(terms) < mostTerms {
			seen[w] = true
			terms = append(terms, w)
		}
	}
	return terms
}

// next draws from a rising number; several at once give the last.
func (t *tx) next(ctx context.Context, name string, n int) (int64, error) {
	if t.engine.postgres == nil {
		last, _, err := one[int64](ctx, t.conn, `UPDATE numbers SET last = last + ? WHERE name = ? RETURNING last`, n, name)
		return last, err
	}
	// Not in a row when others draw meanwhile, but rising.
	last, _, err := one[int64](ctx, t.conn, `SELECT MAX(nextval(CAST(? AS TEXT)::regclass)) FROM generate_series(1, ?)`, name, n)
	return last, err
}
