// Command generate writes the administrative templates and the documentation of the settings from the table of data/settings.
// It is run by go generate in the folder of package policies.
package main

import (
	"bytes"
	"embed"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"sociomedio/data/settings"
)

//go:embed *.tmpl
var sources embed.FS

// language is one of the languages that the templates' texts are in.
type language struct {
	Folder, Category, Supported, On, Off string
	name                                 func(settings.Spec) string
}

var languages = []language{
	{"en-US", "Socio Medio", "Socio Medio for Windows", "On", "Off", func(s settings.Spec) string { return s.English }},
	{"id-ID", "Socio Medio", "Socio Medio untuk Windows", "Aktif", "Nonaktif", func(s settings.Spec) string { return s.Bahasa }},
}

// page is what a template is filled with.
type page struct {
	Settings []settings.Spec
	Language language
}

// Name is the setting's name in the page's language.
func (p page) Name(s settings.Spec) string { return p.Language.name(s) }

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run() error {
	all := settings.Table()
	if err := write("sociomedio.admx", "admx.tmpl", page{Settings: all}); err != nil {
		return err
	}
	for _, l := range languages {
		if err := os.MkdirAll(l.Folder, 0o755); err != nil {
			return err
		}
		if err := write(filepath.Join(l.Folder, "sociomedio.adml"), "adml.tmpl", page{Settings: all, Language: l}); err != nil {
			return err
		}
	}
	return write(filepath.Join("..", "..", "docs", "settings.md"), "settings.md.tmpl", page{Settings: all})
}

func write(path, name string, p page) error {
	t, err := template.New(name).Funcs(template.FuncMap{"xml": escape, "cell": cell}).ParseFS(sources, name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func escape(text string) (string, error) {
	var b bytes.Buffer
	err := xml.EscapeText(&b, []byte(text))
	return b.String(), err
}

// cell makes a text fit into a cell of a Markdown table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
