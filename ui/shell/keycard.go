package shell

import (
	"fmt"
	"strings"

	"sociomedio/ui/words"
)

//go:generate go run ./keycard

// KeyCard is the agent's page of keys in Markdown, in the languages of the tables, side by side: made of the one table of keys, so
// that card and window can't differ.
func KeyCard(tables ...*words.Table) string {
	var b strings.Builder
	b.WriteString("<!-- Generated from the table of ui/shell/keys.go by go generate ./ui/shell; do not edit. -->\n")
	for i, t := range tables {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "# %s\n", t.T(words.AllKeys))
		for _, g := range []struct {
			group Group
			name  words.Key
		}{{CaseKeys, words.KeysOfCases}, {ReplyKeys, words.KeysOfReply}, {WindowKeys, words.KeysOfWindow}} {
			fmt.Fprintf(&b, "\n## %s\n\n| | |\n|---|---|\n", t.T(g.name))
			for _, k := range bindings {
				if k.Group == g.group && len(k.Chords) > 0 {
					fmt.Fprintf(&b, "| **%s** | %s |\n", strings.Join(k.Keys(), "**, **"), k.Text(t))
				}
			}
		}
	}
	return b.String()
}
