// Command generate writes metadata.gen.go from FyneApp.toml. It is run by go generate in the folder of package metadata.
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

// source is FyneApp.toml as seen from package metadata.
var source = filepath.Join("..", "..", "FyneApp.toml")

// app is the part of FyneApp.toml that the programs need.
type app struct {
	Details struct {
		ID, Name, Version string
		Build             int
	}
	Migrations map[string]bool
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	var a app
	if _, err := toml.DecodeFile(source, &a); err != nil {
		return fmt.Errorf("FyneApp.toml: %w", err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `// Code generated from FyneApp.toml by go generate; DO NOT EDIT.

package metadata

// What FyneApp.toml says.
const (
	ID = %q // of the client: its preferences, desktop file and installer are known by it
	Name = %q
	Version = %q // of client and backend
	Build = %d // counts up with each release
	FyneDo = %t // the client has been moved to fyne.Do, so Fyne need not check each call
)
`, a.Details.ID, a.Details.Name, a.Details.Version, a.Details.Build, a.Migrations["fyneDo"])
	text, err := format.Source(b.Bytes())
	if err != nil {
		return err
	}
	return os.WriteFile("metadata.gen.go", text, 0o644)
}
