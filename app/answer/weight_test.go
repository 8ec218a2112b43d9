package answer_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

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

func lines[T any](t *testing.T, path string) []T {
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
