package words_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/data"
	"sociomedio/ui/words"
)

func table(t *testing.T, l words.Language) *words.Table {
	t.Helper()
	tab, err := words.Load(l, words.Zone("WIB"))
	require.NoError(t, err)
	return tab
}

// Every key has a text in every language, with the same verbs in the same order, and every text has a key.
func TestEveryKeyInEveryLanguage(t *testing.T) {
	source, err := os.ReadFile("keys.go")
	require.NoError(t, err)
	declared := map[words.Key]bool{}
	for _, m := range regexp.MustCompile(`Key = "([^"]+)"`).FindAllStringSubmatch(string(source), -1) {
		declared[words.Key(m[1])] = true
	}
	verbs := regexp.MustCompile(`%[sdv]`)
	first := table(t, words.Indonesian)
	for _, l := range words.Languages() {
		tab := table(t, l)
		for key := range declared {
			require.NotContains(t, tab.T(key), "["+string(key)+"]", "%s has no text for %s", l, key)
			require.Equal(t, verbs.FindAllString(first.T(key), -1), verbs.FindAllString(tab.T(key), -1), "verbs of %s in %s", key, l)
		}
		for _, key := range tab.Keys() {
			require.True(t, declared[key], "%s: %s is not a key", l, key)
		}
	}
}

// A text that nothing shows is dead weight for whoever translates.
func TestNoKeyUnused(t *testing.T) {
	source, err := os.ReadFile("keys.go")
	require.NoError(t, err)
	used := map[string]bool{}
	outside, inside := regexp.MustCompile(`\bwords\.(\w+)`), regexp.MustCompile(`\b([A-Z]\w+)`)
	for _, root := range []string{"..", "../../app"} {
		require.NoError(t, filepath.Walk(root, func(path string, info os.FileInfo, err error) error {
			if err != nil || info.IsDir() || !strings.HasSuffix(path, ".go") || path == filepath.Join("..", "words", "keys.go") {
				return err
			}
			b, err := os.ReadFile(path)
			mention := outside
			if filepath.Dir(path) == filepath.Join("..", "words") {
				mention = inside
			}
			for _, m := range mention.FindAllStringSubmatch(string(b), -1) {
				used[m[1]] = true
			}
			return err
		}))
	}
	for _, m := range regexp.MustCompile(`(?m)^\t(\w+)\s+Key = "`).FindAllStringSubmatch(string(source), -1) {
		require.True(t, used[m[1]], "words.%s is shown nowhere", m[1])
	}
}

func TestFormats(t *testing.T) {
	id, en := table(t, words.Indonesian), table(t, words.English)
	at := time.Date(2026, 11, 24, 6, 56, 58, 0, time.UTC)
	require.Equal(t, "1.904", id.Number(1904))
	require.Equal(t, "1,904", en.Number(1904))
	require.Equal(t, "-12.345.678", id.Number(-12345678))
	require.Equal(t, "Rp512.000", id.Rupiah(512000))
	require.Equal(t, "24/11/2026 13:56:58", id.DateTime(at))
	require.Equal(t, "Selasa, 24 November 2026", id.LongDate(at))
	require.Equal(t, "Tuesday, 24 November 2026", en.LongDate(at))
	require.Equal(t, "Hari ini, Selasa 24 November 2026", id.DayHeading(at, at.Add(time.Hour)))
	require.Equal(t, "Senin, 12 Oktober 2026", id.DayHeading(time.Date(2026, 10, 12, 3, 0, 0, 0, time.UTC), at))
	for span, want := range map[time.Duration]string{
		-time.Second: "<1 mnt", 29 * time.Second: "<1 mnt", 56 * time.Second: "1 mnt", 3*time.Minute + 8*time.Second: "3 mnt", 14 * time.Minute: "14 mnt", 119 * time.Minute: "1 jam",
		47 * time.Hour: "47 jam", 72 * time.Hour: "3 hari",
	} {
		require.Equal(t, want, id.Short(span))
	}
	require.Equal(t, "3 mnt 12 dtk", id.Span(192*time.Second))
	require.Equal(t, "3 mnt 05 dtk", id.Span(185*time.Second))
	require.Equal(t, "45 dtk", id.Span(45*time.Second))
	require.Equal(t, "1 jam 03 mnt", id.Span(63*time.Minute))
}

// Every kind of error has a sentence of its own, and those that say when to try again say it.
func TestEveryFailureHasASentence(t *testing.T) {
	source, err := os.ReadFile("../../data/error.go")
	require.NoError(t, err)
	id, en := table(t, words.Indonesian), table(t, words.English)
	kinds := regexp.MustCompile(`Kind = "([a-z_]+)"`).FindAllStringSubmatch(string(source), -1)
	require.Greater(t, len(kinds), 30)
	for _, m := range kinds {
		kind := data.Kind(m[1])
		if kind != data.Internal && kind != data.IdempotencyMismatch {
			require.NotEqual(t, id.FailureOf(data.Internal), id.FailureOf(kind), "%s has no sentence", kind)
		}
		require.NotEqual(t, id.FailureOf(kind), en.FailureOf(kind))
	}
	require.Empty(t, id.Failure(nil))
	require.Equal(t, id.FailureOf(data.Internal), id.Failure(os.ErrClosed))
	locked := &data.Error{Kind: data.AgentLocked, RetryAfter: 192}
	require.Contains(t, id.Failure(locked), "3 mnt 12 dtk")
	wrong := &data.Error{Kind: data.WrongPassword, TriesLeft: 3, Lock: 900}
	require.Equal(t, "Username atau password salah. Tersisa 3 percobaan sebelum akun dikunci 15 menit.", id.Failure(wrong))
	require.Contains(t, en.Failure(wrong), "Tries left: 3. Then the account is locked for 15 min.")
	wrong.TriesLeft, wrong.Lock = 0, 60
	require.Equal(t, "Username atau password salah. Akun dikunci 1 menit.", id.Failure(wrong))
}

func TestZones(t *testing.T) {
	at := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{"WIB": "08:00", "WITA": "09:00", "WIT": "10:00"} {
		tab, err := words.Load(words.Indonesian, words.Zone(name))
		require.NoError(t, err)
		require.Equal(t, want, tab.Clock(at))
	}
}
