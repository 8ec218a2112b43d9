package answer_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"github.com/stretchr/testify/require"

	"sociomedio/app/answer"
)

func TestTextWithinTheLimitIsOnePartAsItIs(t *testing.T) {
	for _, text := range []string{"", " ", "Halo Kak. ", strings.Repeat("a", 280), strings.Repeat("語", 140)} {
		require.Equal(t, []string{text}, answer.Split(text, answer.XPost))
	}
	require.Len(t, answer.Split(strings.Repeat("a", 281), answer.XPost), 2)
	require.Len(t, answer.Split(strings.Repeat("語", 2000), answer.Messenger), 1, "Messenger counts characters, not weights")
	require.Len(t, answer.Split(strings.Repeat("a", 2001), answer.Messenger), 2)
	require.Len(t, answer.Split(strings.Repeat("a", 10001), answer.XDirectMessage), 2)
	require.Len(t, answer.Split(strings.Repeat("a", 8001), answer.FacebookComment), 2)
}

func TestWhiteSpaceAroundAnAnswerTakesNoRoom(t *testing.T) {
	require.Equal(t, []string{"Halo Kak."}, answer.Split("\n Halo Kak."+strings.Repeat(" ", 300), answer.XPost))
	require.Equal(t, []string{""}, answer.Split(strings.Repeat(" ", 300), answer.XPost))
}

func TestPartsEndWhereTheReaderStops(t *testing.T) {
	word := func(n int) string { return strings.TrimSpace(strings.Repeat("kata ", n)) }
	rules := answer.Rules{Limit: 100}
	for name, c := range map[string]struct{ text, first string }{
		"at a sentence":                      {word(15) + ". " + word(15), word(15) + ". (1/2)"},
		"at the last sentence":               {word(6) + ". " + word(7) + "! " + word(15), word(6) + ". " + word(7) + "! (1/2)"},
		"at a question with a bracket":       {"(" + word(14) + "?) " + word(15), "(" + word(14) + "?) (1/2)"},
		"at a line":                          {word(15) + "\n" + word(15), word(15) + " (1/2)"},
		"not at a sentence that fills 50 %":  {word(8) + ". " + word(16), word(8) + ". " + word(10) + " (1/2)"},
		"at a clause where no sentence ends": {word(15) + ", " + word(15), word(15) + ", (1/2)"},
		"at a sentence before a clause":      {word(13) + ". " + word(3) + ", " + word(12), word(13) + ". (1/2)"},
		"at a space":                         {word(30), word(19) + " (1/2)"},
		"not behind a short form":            {word(14) + " di Jl. " + word(14), word(14) + " di Jl. kata kata kata (1/2)"},
		"not in a number":                    {word(15) + " 1.250 " + word(12), word(15) + " 1.250 kata kata (1/2)"},
	} {
		t.Run(name, func(t *testing.T) {
			parts := answer.Split(c.text, rules)
			require.Len(t, parts, 2)
			require.Equal(t, c.first, parts[0])
		})
	}
}

// A part ends early only where no more parts come of it.
func TestFewestPartsComeFirst(t *testing.T) {
	text := strings.Repeat("kata ", 13) + "kata. " + strings.Repeat("kata ", 22) + "kata"
	parts := answer.Split(text, answer.Rules{Limit: 100})
	require.Len(t, parts, 2)
	require.NotContains(t, parts[0], "kata. (")
}

func TestNumberingIsCountedAlsoFromTheTenthPart(t *testing.T) {
	for _, n := range []int{9, 10, 11, 99, 100, 101} {
		for extra := -40; extra <= 40; extra += 4 {
			text := strings.Repeat("x", n*94+extra)
			parts := answer.Cut(text, answer.Rules{Limit: 100}, nil)
			check(t, text, answer.Rules{Limit: 100}, parts)
			for _, p := range parts[:len(parts)-1] {
				require.Equal(t, 100, p.Count, "%d parts are full but the last", len(parts))
			}
		}
	}
}

func TestNothingIsTornApart(t *testing.T) {
	for _, whole := range []string{
		"https://contoh.id/" + strings.Repeat("tiket/", 20), "http://localhost:8080/" + strings.Repeat("a", 40), "contoh.co.id/bantuan",
		"@" + strings.Repeat("budi", 10), "👨‍👩‍👧‍👦", "e\u0323\u0301", "🇮🇩", "1️⃣", "한",
	} {
		for before := 200; before < 285; before++ {
			text := strings.Repeat("語", before/2) + strings.Repeat("(", 1+before%2) + whole + strings.Repeat("語", 60)
			parts := answer.Cut(text, answer.XPost, nil)
			check(t, text, answer.XPost, parts)
			require.Equal(t, 1, strings.Count(strings.Join(answer.Split(text, answer.XPost), "|"), whole), "before %d: %q", before, parts)
		}
	}
}

func TestWhatAloneIsTooLongIsCutAfterAll(t *testing.T) {
	for _, text := range []string{
		"e" + strings.Repeat("\u0323\u0301", 400), "@" + strings.Repeat("a", 600), strings.Repeat("👩‍", 300),
	} {
		parts := answer.Cut(text, answer.XPost, nil)
		require.Greater(t, len(parts), 1)
		check(t, text, answer.XPost, parts)
	}
	link := "https://contoh.id/" + strings.Repeat("a", 3000)
	check(t, link, answer.Messenger, answer.Cut(link, answer.Messenger, nil))
}

func TestAgentCuts(t *testing.T) {
	const text = "Halo @budi_s, cek https://contoh.id/x dulu. Terima kasih 👨‍👩‍👧‍👦 ya"
	at := func(s string) int { return strings.Index(text, s) }
	for name, c := range map[string]struct {
		cuts []int
		want []string
	}{
		"none":                      {[]int{}, []string{text}},
		"at a space":                {[]int{at(" Terima")}, []string{"Halo @budi_s, cek https://contoh.id/x dulu. (1/2)", "Terima kasih 👨‍👩‍👧‍👦 ya (2/2)"}},
		"behind a space":            {[]int{at("Terima")}, []string{"Halo @budi_s, cek https://contoh.id/x dulu. (1/2)", "Terima kasih 👨‍👩‍👧‍👦 ya (2/2)"}},
		"in a word":                 {[]int{at("rima")}, []string{"Halo @budi_s, cek https://contoh.id/x dulu. Te (1/2)", "rima kasih 👨‍👩‍👧‍👦 ya (2/2)"}},
		"in a handle":               {[]int{at("di_s")}, []string{"Halo @budi_s (1/2)", ", cek https://contoh.id/x dulu. Terima kasih 👨‍👩‍👧‍👦 ya (2/2)"}},
		"in a URL":                  {[]int{at("ntoh.id")}, []string{"Halo @budi_s, cek https://contoh.id/x (1/2)", "dulu. Terima kasih 👨‍👩‍👧‍👦 ya (2/2)"}},
		"in an emoji":               {[]int{at("👩")}, []string{"Halo @budi_s, cek https://contoh.id/x dulu. Terima kasih 👨‍👩‍👧‍👦 (1/2)", "ya (2/2)"}},
		"in a character":            {[]int{at("👨") + 1}, []string{"Halo @budi_s, cek https://contoh.id/x dulu. Terima kasih 👨‍👩‍👧‍👦 (1/2)", "ya (2/2)"}},
		"out of the text and twice": {[]int{-5, 900, at("dulu"), at("dulu")}, []string{"Halo @budi_s, cek https://contoh.id/x (1/2)", "dulu. Terima kasih 👨‍👩‍👧‍👦 ya (2/2)"}},
		"in any order":              {[]int{at("Terima"), at("cek")}, []string{"Halo @budi_s, (1/3)", "cek https://contoh.id/x dulu. (2/3)", "Terima kasih 👨‍👩‍👧‍👦 ya (3/3)"}},
	} {
		t.Run(name, func(t *testing.T) {
			parts := answer.Cut(text, answer.XPost, c.cuts)
			var got []string
			for _, p := range parts {
				got = append(got, p.Text)
			}
			require.Equal(t, c.want, got)
			check(t, text, answer.XPost, parts)
		})
	}
	long := strings.Repeat("kata ", 100)
	parts := answer.Cut(long, answer.XPost, []int{20})
	require.Equal(t, "kata kata kata kata (1/3)", parts[0].Text)
	check(t, long, answer.XPost, parts)
}

func TestReferenceTextsSplit(t *testing.T) {
	for _, name := range []string{"twittertext_given.jsonl", "twittertext_reference_given.jsonl", "twittertext_fuzz_given.jsonl"} {
		t.Run(name, func(t *testing.T) {
			for _, c := range lines[weighed](t, filepath.Join(reference, name)) {
				for _, rules := range []answer.Rules{answer.XPost, {Limit: 60, Weighted: true}, {Limit: 60}} {
					check(t, c.Text, rules, answer.Cut(c.Text, rules, nil))
				}
			}
		})
	}
}

func TestAnyMixtureSplits(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 3))
	pieces := append(texts(t), " ", "\n\n", ". ", ", ", "tagihan", "gangguan", "。", "、", "@anis", "https://contoh.id/a", "\u0301", "\u00A0")
	for range 400 {
		var text strings.Builder
		for range random.IntN(40) {
			text.WriteString(pieces[random.IntN(len(pieces))])
			if random.IntN(2) == 0 {
				text.WriteByte(' ')
			}
		}
		if text.Len() > 6000 {
			continue
		}
		rules := answer.Rules{Limit: 40 + random.IntN(300), Weighted: random.IntN(3) > 0}
		check(t, text.String(), rules, answer.Cut(text.String(), rules, nil))
		check(t, text.String(), rules, answer.Cut(text.String(), rules, []int{random.IntN(text.Len() + 1), random.IntN(text.Len() + 1)}))
	}
}

func FuzzSplit(f *testing.F) {
	for i, text := range texts(f) {
		f.Add(strings.Repeat(text+" ", 12), 30+i, i%2 == 0, i)
	}
	f.Fuzz(func(t *testing.T, text string, limit int, weighted bool, cut int) {
		rules := answer.Rules{Limit: 40 + max(limit, -limit, 0)%300, Weighted: weighted} // a URL and its number fit into a part
		check(t, text, rules, answer.Cut(text, rules, nil))
		check(t, text, rules, answer.Cut(text, rules, []int{cut}))
	})
}

// check holds parts to what is promised for any text.
func check(t *testing.T, text string, rules answer.Rules, parts []answer.Part) {
	t.Helper()
	require.NotEmpty(t, parts)
	if len(parts) == 1 {
		p := parts[0]
		require.Equal(t, text[p.From:p.To], p.Text)
		require.Equal(t, rules.Count(p.Text), p.Count)
		require.LessOrEqual(t, p.Count, rules.Limit)
		require.Empty(t, strings.TrimSpace(text[:p.From]+text[p.To:]))
		return
	}
	ends := map[int]bool{}
	state := -1
	for at, rest := 0, text; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		at += len(cluster)
		ends[at] = true
		if rules.Count(cluster) > rules.Limit-12 {
			for i := range cluster {
				ends[at-len(cluster)+i] = true
			}
		}
	}
	from := 0
	for i, p := range parts {
		require.Equal(t, fmt.Sprintf("%s (%d/%d)", text[p.From:p.To], i+1, len(parts)), p.Text)
		require.Equal(t, rules.Count(p.Text), p.Count, "%q", p.Text)
		require.LessOrEqual(t, p.Count, rules.Limit, "%q", p.Text)
		require.Less(t, p.From, p.To)
		require.Empty(t, strings.TrimFunc(text[from:p.From], unicode.IsSpace), "only white space is lost")
		require.True(t, p.From == 0 || ends[p.From], "part %d begins within a character: %q in %q", i+1, p.Text, text)
		require.True(t, ends[p.To] || !utf8.ValidString(text), "part %d ends within a character", i+1)
		from = p.To
	}
	require.Empty(t, strings.TrimFunc(text[from:], unicode.IsSpace), "only white space is lost")
}

// One key press counts and splits what is in Feedback.
func BenchmarkKeyPress(b *testing.B) {
	for name, sentence := range map[string]string{
		"indonesian": "Mohon maaf atas gangguannya Kak, teknisi datang hari ini; status di https://contoh.id/tiket?x=1 ya. ",
		"japanese":   "詳細はこちらをご覧ください。",
	} {
		text := strings.Repeat(sentence, 200)
		for utf8.RuneCountInString(text) > 2000 {
			_, size := utf8.DecodeLastRuneInString(text)
			text = text[:len(text)-size]
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				answer.Weight(text)
				answer.Split(text, answer.XPost)
			}
		})
	}
}
