package widget

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, é ñ":                 "plain text, é ñ",
		"two\r\nlines\rthree\u2028four":   "two\nlines\nthree\nfour",
		"tab\tstop":                       "tab stop",
		"bell\x07 esc\x1b[31mred":         "bell esc[31mred",
		"\u202Egnp.exe\u202C":             "gnp.exe",
		"\u2066a\u2069\u200Fb\u061C":      "ab",
		"zero\u200Bwidth\u2060\uFEFF":     "zerowidth",
		"\xed\xa0\x80lone":                "\uFFFD\uFFFD\uFFFDlone",
		"cut \xf0\x9f":                    "cut \uFFFD\uFFFD",
		"👩\u200d👧 family":                 "👩\u200d👧 family",
		"a\u200db":                        "ab",
		"می\u200cخواهم":                   "می\u200cخواهم",
		"soft\u00adhyphen":                "softhyphen",
		"private \ue000":                  "private \uFFFD",
		"blank\u3164name\u2800":           "blankname",
		"🏴\U000E0067\U000E0062\U000E007F": "🏴\U000E0067\U000E0062\U000E007F",
		"a\U000E0041b":                    "ab",
		"nbsp\u00a0here":                  "nbsp here",
		"👩\u200d\u3000x👩\u200d":           "👩 x👩",
	} {
		require.Equal(t, want, Clean(in), "%q", in)
	}
	zalgo := "z" + strings.Repeat("\u0301", 50) + "algo"
	require.Equal(t, "z"+strings.Repeat("\u0301", maxMarks)+"algo", Clean(zalgo))
	joined := "z" + strings.Repeat("\u0301\u200d", 50) + "algo"
	require.Equal(t, maxMarks, strings.Count(Clean(joined), "\u0301"), "joiners between them let no more of them through")
}

func TestCleanLine(t *testing.T) {
	for in, want := range map[string]string{
		"  a  b\n\n c ": "a b c",
		"":              "",
		"one":           "one",
		"\u202E\u200B":  "",
		"x\r\ny":        "x y",
	} {
		require.Equal(t, want, CleanLine(in), "%q", in)
	}
}

// Whatever comes in, what goes out is UTF-8 without anything that steers the writing direction or hides, and cleaning it
// again changes nothing.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"a\u202Eb", "\xff\xfe", "👩‍👩‍👧‍👦", "e\u0301\u0301\u0301\u0301\u0301\u0301", "\r\n\t", "\u200d\u200d", "می\u200cخواهم"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, line := range []bool{false, true} {
			out := clean(s, line)
			require.True(t, utf8.ValidString(out))
			require.Equal(t, out, clean(out, line), "%q", s)
			for _, r := range out {
				require.False(t, unicode.Is(unicode.Bidi_Control, r), "%q", s)
				require.False(t, unicode.IsControl(r) && (line || r != '\n'), "%q", s)
			}
		}
	})
}
