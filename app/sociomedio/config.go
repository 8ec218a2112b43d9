package main

import (
	"fmt"
	"log/slog"
	"text/tabwriter"

	"sociomedio/data"
	"sociomedio/data/settings"
)

// configCommand is about the settings of this machine.
type configCommand struct {
	Show showCommand `cmd:"" help:"Print every setting and its value."`
}

// showCommand prints every setting, one a line.
type showCommand struct {
	Origin bool `help:"Say where each value comes from, and from which file or registry key."`
}

// Run prints the settings. What can't be read is said on standard error.
func (cmd *showCommand) Run(c console, s start) error {
	dir, temp, err := s.dataDir()
	if err != nil {
		return err
	}
	if temp {
		return data.Fail(data.Invalid, "Practice has no settings of its own before it is started.", nil)
	}
	all := s.settings(dir, slog.New(slog.NewTextHandler(c.err, nil)))
	out := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, row := range all.All() {
		fmt.Fprintf(out, "%s\t%s", row.Name, shownValue(row.Name, row.Text))
		if cmd.Origin {
			fmt.Fprintf(out, "\t%s\t%s", row.Origin, row.Place)
			if row.Locked() {
				fmt.Fprint(out, "\tlocked")
			}
		}
		fmt.Fprintln(out)
	}
	return out.Flush()
}

// shownValue is a setting without what only its owner is to know: the password in a proxy's address.
func shownValue(name, text string) string {
	if name == settings.ProxyURL {
		return withoutPassword(text)
	}
	return text
}
