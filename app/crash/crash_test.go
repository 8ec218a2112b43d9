package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sociomedio/app/desk"
	"sociomedio/data"
	"sociomedio/data/contract"
)

func TestMain(m *testing.M) {
	if os.Getenv(asClerk) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestAFewCrashes is the short run; make crash is the long one.
func TestAFewCrashes(t *testing.T) {
	if testing.Short() {
		t.Skip("kills programs for half a minute")
	}
	program := filepath.Join(t.TempDir(), "sociomediod")
	built, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "sociomedio/app/sociomediod").CombinedOutput()
	require.NoError(t, err, string(built))
	for range 6 { // where the machine has much else to do, all are killed before one has saved
		var out, errs bytes.Buffer
		code := run([]string{"-sociomediod", program, "-rounds", "15"}, &out, &errs)
		t.Log(out.String())
		require.Zero(t, code, errs.String())
		require.Regexp(t, `rounds 15 .* lost 0 doubled 0 unknown 0`, out.String())
		if !strings.Contains(out.String(), "answers 0 ") {
			return
		}
	}
	require.Fail(t, "no answer was saved in any run")
}

// TestTheCountSeesWhatIsWrong: a count that can't fail counts nothing.
func TestTheCountSeesWhatIsWrong(t *testing.T) {
	saved := map[string]line{
		"fine": {Kind: "answer", ID: "fine", Text: "a", Parts: []string{"a1", "a2"}}, "lost": {Kind: "answer", ID: "lost", Text: "b", Parts: []string{"b1"}},
		"twice": {Kind: "answer", ID: "twice", Text: "c", Parts: []string{"c1"}}, "refused": {Kind: "answer", ID: "refused", Text: "d", Parts: []string{"d1"}},
		"hangs": {Kind: "answer", ID: "hangs", Text: "e", Parts: []string{"e1"}}, "note": {Kind: "note", ID: "note", Text: "n"},
	}
	outbox := []desk.OutboxItem{{ID: "refused", State: desk.Refused, Why: data.CaseClosed}, {ID: "hangs", State: desk.Unknown}}
	k := kept{
		answers: map[string]int{"a": 1, "b": 1, "c": 2}, notes: map[string]int{},
		states: map[string]contract.Answer{"c": {ID: "ac"}}, posted: map[string]int{"a1": 1, "a2": 1, "c1": 2},
	}
	var c tally
	c.count(saved, outbox, k)
	require.Equal(t, []int{5, 6, 1, 1, 2, 3, 1}, []int{c.answers, c.parts, c.notes, c.refused, c.lost, c.doubled, c.unknown}, c.String())
	require.False(t, c.clean())
}
