// Command generate writes licences.csv: it has cyclonedx-gomod look at the licence files of all modules and adds what that tool
// can't tell, as a person read it. It is run by go generate in the folder of package licences.
package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// read are licences that a person read, of modules whose file the tool doesn't recognise.
var read = map[string]string{
	"github.com/pressly/goose/v3":    "MIT",
	"github.com/tmthrgd/go-hex":      "BSD-3-Clause",
	"github.com/nfnt/resize":         "ISC",
	"github.com/go-text/render":      "Unlicense OR BSD-3-Clause",
	"github.com/go-text/typesetting": "Unlicense OR BSD-3-Clause",
}

type bill struct {
	Components []struct {
		Name     string
		Licenses []licence
		Evidence struct{ Licenses []licence }
	}
}

type licence struct {
	License struct{ ID, Name string }
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return err
	}
	look := exec.Command("go", "run", "-modfile=.ci/package.mod", "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod",
		"mod", "-json", "-licenses", ".")
	look.Dir = strings.TrimSpace(string(root))
	out, err := look.Output()
	if err != nil {
		return fmt.Errorf("cyclonedx-gomod: %w", err)
	}
	var b bill
	if err := json.Unmarshal(out, &b); err != nil {
		return err
	}
	var rows [][]string
	var unknown []error
	for _, c := range b.Components {
		id := name(append(c.Licenses, c.Evidence.Licenses...))
		if by := read[c.Name]; by != "" {
			id = by
		}
		if id == "" {
			unknown = append(unknown, fmt.Errorf("%s: licence unknown", c.Name))
		}
		rows = append(rows, []string{c.Name, id})
	}
	if len(unknown) > 0 {
		return errors.Join(unknown...)
	}
	slices.SortFunc(rows, slices.Compare)
	f, err := os.Create("licences.csv")
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	return errors.Join(w.Write([]string{"module", "licence"}), w.WriteAll(rows), f.Close())
}

// name is the licence's short name. Go's own modules stand under BSD-3-Clause, which the tool gives under another name.
func name(all []licence) string {
	for _, l := range all {
		switch {
		case l.License.ID == "BSD-Source-Code":
			return "BSD-3-Clause"
		case l.License.ID != "":
			return l.License.ID
		case l.License.Name != "":
			return l.License.Name
		}
	}
	return ""
}
