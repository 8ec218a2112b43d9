package answer_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sociomedio/app/answer"
)

// reference is where the cases of X's own library stand when the references lie beside the project.
const reference = "../../../shared/reference/channels/data"

type weighed struct {
	ID        string
	Config    string
	Text      string
	Expected  struct{ WeightedLength *int }
	Reference struct{ WeightedLength *int } `json:"reference_v3"`
}

func (w weighed) want() (int, bool) {
	switch {
	case w.Reference.WeightedLength != nil:
		return *w.Reference.WeightedLength, true
	case w.Config == "v3" && w.Expected.WeightedLength != nil:
		return *w.Expected.WeightedLength, true
	}
	return 0, false
}

func TestReferenceCasesAreCountedAsXDoes(t *testing.T) {
	for _, name := range []string{"twittertext_given.jsonl", "twittertext_reference_given.jsonl", "twittertext_fuzz_given.jsonl"} {
		t.Run(name, func(t *testing.T) {
			cases := lines[weighed](t, filepath.Join(reference, name))
			checked := 0
			for _, c := range cases {
				if want, known := c.want(); known {
					checked++
					if got := answer.Weight(c.Text); got != want {
						t.Errorf("%s: counted %d, X counts %d: %q", c.ID, got, want, c.Text)
					}
				}
			}
			require.Positive(t, checked)
			t.Logf("%d of %d cases name a weight", checked, len(cases))
		})
	}
}

// TestOwnCases holds the counting to testdata/weights.jsonl: our own texts, weighed by a run of twitter-text 3.1.0.
func TestOwnCases(t *testing.T) {
	type own struct {
		Name, Text string
		Weight     int
	}
	cases := lines[own](t, filepath.Join("testdata", "weights.jsonl"))
	require.Greater(t, len(cases), 100)
	for _, c := range cases {
		require.Equal(t, c.Weight, answer.Weight(c.Text), "%s: %q", c.Name, c.Text)
	}
}

func FuzzWeight(f *testing.F) {
	for _, text := range texts(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		weight := answer.Weight(text)
		require.GreaterOrEqual(t, weight, 0)
		require.LessOrEqual(t, weight, 2*utf8.RuneCountInString(norm.NFC.String(text))+23*strings.Count(text, "."))
		require.Equal(t, weight+answer.Weight(" "+text), answer.Weight(text+" "+text), "a space keeps two texts apart")
	})
}

func texts(t testing.TB) []string {
	var all []string
	for _, c := range lines[struct{ Text string }](t, filepath.Join("testdata", "weights.jsonl")) {
		all = append(all, c.Text)
	}
	return all
}

func lines[T any](t testing.TB, path string) []T {
	t.Helper()
	file, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skipf("not beside the project: %s", filepath.Base(path))
	}
	require.NoError(t, err)
	defer file.Close()
	var all []T
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		var one T
		require.NoError(t, json.Unmarshal(scanner.Bytes(), &one))
		all = append(all, one)
	}
	require.NoError(t, scanner.Err())
	return all
}
