// Code generated from FyneApp.toml by go generate; DO NOT EDIT.

package metadata

// What FyneApp.toml says.
const (
	ID      = "id.sociomedio.desktop" // of the client: its preferences, desktop file and installer are known by it
	Name    = "Socio Medio"
	Version = "0.1.0" // of client and backend
	Build   = 1       // counts up with each release
	FyneDo  = true    // the client has been moved to fyne.Do, so Fyne need not check each call
)
