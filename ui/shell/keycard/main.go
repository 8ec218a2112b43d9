// Command keycard writes assets/docs/keys.md, the agent's page of keys, from the table of keys. It is run by go generate in the folder of
// package shell.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"sociomedio/ui/shell"
	"sociomedio/ui/words"
)

func main() {
	var tables []*words.Table
	for _, l := range words.Languages() {
		t, err := words.Load(l, words.Zone("WIB"))
		if err != nil {
			fmt.Fprintln(os.Stderr, "keycard:", err)
			os.Exit(1)
		}
		tables = append(tables, t)
	}
	if err := os.WriteFile(filepath.Join("..", "..", "assets", "docs", "keys.md"), []byte(shell.KeyCard(tables...)), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "keycard:", err)
		os.Exit(1)
	}
}
