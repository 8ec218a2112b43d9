// Package metadata holds what FyneApp.toml says about the product: its name, its id, its version. A built program can't read
// that file, and Fyne's own tool would write the copy into a package main beside it, which the layout of this project does not
// have. So the copy is generated here and a test compares the two.
//
// It knows no Fyne: the backend prints the same version.
package metadata

//go:generate go run ./generate
