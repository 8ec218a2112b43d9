package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/require"
)

// command is sociomediod as the chapters name it: on a line of its own or within a sentence, with what stands before it left out.
var command = regexp.MustCompile("(?m)(?:^    (?:runuser -u sociomediod -- )?|`)sociomediod ([^`\n]+)")

// Every command in the chapters is one that there is, with its arguments.
func TestTheChaptersNameRealCommands(t *testing.T) {
	chapters, err := filepath.Glob("../../assets/docs/*.md")
	require.NoError(t, err)
	others, err := filepath.Glob("../../assets/docs/id/*.md")
	require.NoError(t, err)
	there := csv(t, "") // in place of each file that a command names
	seen := 0
	for _, chapter := range append(chapters, others...) {
		text, err := os.ReadFile(chapter)
		require.NoError(t, err)
		for _, found := range command.FindAllStringSubmatch(string(text), -1) {
			line, _, _ := strings.Cut(found[1], "  ") // what follows explains it
			args := strings.Fields(strings.NewReplacer("'", "", "$(date +%F)", "today", "(Anis)", "Anis", "Anis Suryani", "Anis", "...", "").Replace(line))
			if len(args) < 2 && args[0] != "load" || args[0] == "→" {
				continue // a name in a sentence
			}
			for i, a := range args {
				if strings.HasSuffix(a, ".csv") || strings.HasSuffix(a, ".toml") || strings.HasSuffix(a, ".db") && args[0] == "restore" || a == "FILE" {
					args[i] = there
				}
			}
			var all commands
			parser, err := kong.New(&all, kong.Name("sociomediod"), kong.Vars{"version": ""})
			require.NoError(t, err)
			t.Setenv("SOCIOMEDIO_DATABASE", "sqlite:x")
			_, err = parser.Parse(args)
			if len(args) == 2 && err != nil { // a command that is named without its arguments
				require.NotContains(t, err.Error(), "unexpected", "%s: %s", chapter, found[1])
				continue
			}
			require.NoError(t, err, "%s: %s", chapter, found[1])
			seen++
		}
	}
	require.Greater(t, seen, 30)
}
