// Package assets holds what the client carries inside its binary: the icons and the translations.
package assets

import "embed"

//go:embed icons/*.svg
var icons embed.FS

//go:embed words/*.toml
var translations embed.FS

// Icon returns the SVG source of an icon, black strokes on nothing, 16 x 16.
// The name is the file name without its ending; an unknown name is an error.
func Icon(name string) ([]byte, error) { return icons.ReadFile("icons/" + name + ".svg") }

// Words returns the TOML table of one language ("id", "en"); an unknown language is an error.
func Words(language string) ([]byte, error) {
	return translations.ReadFile("words/" + language + ".toml")
}
